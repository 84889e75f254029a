/** Setup on an unknown chair in virtual time, with a person beside it. */
import { readFileSync } from 'node:fs';
import { drawUnknown, type Truth } from '../../sim/unknown/draw.ts';
import { Person } from '../../sim/unknown/person.ts';
import { PinChip, turnMs } from '../../sim/unknown/pin-chip.ts';
import { chairFile } from '../../src/board/shipped.ts';
import type { AnyChair } from '../../src/chair/any-chair.ts';
import { chairOf } from '../../src/setup/kind.ts';
import { Setup } from '../../src/setup/setup.ts';

export const kindText = readFileSync(chairFile('lumbar-1'), 'utf8');
export const kind: AnyChair = chairOf(kindText);

export interface Measured {
  readonly truth: Truth;
  readonly setup: Setup;
  readonly chip: PinChip;
  readonly minutes: number;
}

const hoursMost = 3;

/** `each` is told of every turn. */
export function measure(
  truth: Truth,
  each: (measured: Measured) => void = () => undefined,
  isOver: (setup: Setup) => boolean = ({ done }) => done,
): Measured {
  const chip = new PinChip(truth);
  const person = new Person(chip.chair);
  const setup = new Setup(kind, chip.seen());
  const measured = { truth, setup, chip, minutes: 0 };
  const turnsMost = (hoursMost * 3_600_000) / turnMs;
  let turns = 0;
  while (!isOver(setup) && !setup.done) {
    if (turns++ > turnsMost) throw new Error(`setup went on for ${hoursMost} hours: ${setup.io.asked?.id}`);
    person.turn(setup.io);
    setup.turn(chip.turn(setup.io.order));
    each(measured);
  }
  return { ...measured, minutes: (turns * turnMs) / 60_000 };
}

export const unknown = (seed: number, mistakes = 0): Truth => drawUnknown(kindText, seed, mistakes);

/** As far as to the supply. */
export const measureInputs = (truth: Truth, each?: (measured: Measured) => void): Measured =>
  measure(truth, each, ({ facts }) => facts.supply !== undefined);
