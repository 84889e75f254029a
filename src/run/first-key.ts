/** The key of a remote that switches the chair on; remotes have ten keys or fewer. */
import type { Chair } from '../chair/chair.ts';
import type { KeyName } from '../chair/names.ts';

type Remote = { readonly wiring: Pick<Chair['wiring'], 'keys'> };

/** Power where there is one, else start, which also switches the chair on; null where the remote has neither. */
export function firstKey({ wiring: { keys } }: Remote): KeyName | null {
  if (keys.power !== null) return 'power';
  return keys.start === null ? null : 'start';
}

/** Message for a person who would start a program on a chair without either key. */
export const nothingStarts =
  'The remote of this chair has neither a power key nor a start key: nothing would start a program.';
