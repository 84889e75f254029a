/** Packs and reads the reason that holds back each output, one byte each in the codes of a tick. */
import { at } from '../../../src/chair/assert.ts';
import { padPart, part } from '../../../src/chair/parts.ts';
import type { FaultRegister } from '../../../src/control/guard/register.ts';
import { padNumbers } from '../protocol.ts';

interface Place {
  readonly output: number;
  readonly code: number;
  readonly shift: number;
}

const place = (output: number, code: number, byte: number): Place => ({ output, code, shift: 8 * byte });

/** In the order of a moment's `holds`: `outputNames`, the pads, the tapper. */
const places: readonly Place[] = [
  place(part.carriage, 4, 0),
  place(part.kneader, 4, 1),
  place(part.motorRelay, 4, 2),
  place(part.padRelay, 4, 3),
  ...padNumbers.map((pad) => place(padPart(pad), 5, pad)),
  place(part.tapper, 5, padNumbers.length),
];

export function packHolds(holds: readonly number[], codes: Float64Array): void {
  codes[4] = 0;
  codes[5] = 0;
  for (const { output, code, shift } of places) {
    codes[code] = at(codes, code, 'code') | (at(holds, output, 'output') << shift);
  }
}

/** Index of the reason that holds back an output (given by its part number). */
export function holdOf(output: number, codes: ArrayLike<number>): number {
  const found = places.find((each) => each.output === output);
  return found === undefined ? 0 : (at(codes, found.code, 'code') >>> found.shift) & 255;
}

export function holdsIn(codes: ArrayLike<number>): number[] {
  return places.map(({ output }) => holdOf(output, codes));
}

/** The present figure for each of these reasons, in its unit. */
export function measuresOf(
  holds: readonly number[],
  { measures }: Pick<FaultRegister, 'measures'>,
): number[] {
  return holds.map((reason) => Math.round((measures[reason] ?? 0) * 100) / 100);
}
