/** The chair that the tests are about. */
import { loadChair } from '../src/board/shipped.ts';
import { type PadFigures, padIndex } from '../src/chair/chair.ts';

export const chair = loadChair('lumbar-1');

/** Its pad of this name. */
export function padFigures(name: string): PadFigures {
  const pad = chair.pads[padIndex(chair, name)];
  if (pad === undefined) throw new Error(`the reference chair has no ${name} pad`);
  return pad;
}
