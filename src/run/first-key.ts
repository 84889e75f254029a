/** Which key of a remote switches the chair on; remotes have ten keys or fewer. */
import type { Chair } from '../chair/chair.ts';
import type { KeyName } from '../chair/names.ts';

type Remote = { readonly wiring: Pick<Chair['wiring'], 'keys'> };

/** Start switches a chair on as well, and power alone starts it; null where the remote has neither. */
export function firstKey({ wiring: { keys } }: Remote): KeyName | null {
  if (keys.power !== null) return 'power';
  return keys.start === null ? null : 'start';
}

/** For who would start a program on a chair without either. */
export const nothingStarts =
  'The remote of this chair has neither a power key nor a start key: nothing would start a program.';
