/** Setup on an unknown chair in virtual time, with a person beside it. */
import { readFileSync } from 'node:fs';
import { drawUnknown, type Truth } from '../../sim/unknown/draw.ts';
import { UnknownEmulation } from '../../sim/unknown/emulation.ts';
import { Person } from '../../sim/unknown/person.ts';
import { PinChip, turnMs } from '../../sim/unknown/pin-chip.ts';
import { PinLink } from '../../src/board/link/pin-link.ts';
import { chairFile } from '../../src/board/shipped.ts';
import type { AnyChair } from '../../src/chair/any-chair.ts';
import { chairOf } from '../../src/setup/kind.ts';
import { type Facts, Setup } from '../../src/setup/setup.ts';

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
  facts: Facts = {},
): Measured {
  const chip = new PinChip(truth);
  const person = new Person(chip.chair);
  const setup = new Setup(kind, chip.seen(), facts);
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

/** The same on the real firmware in emulation, over the real link, in the chip's own time. */
export function measureOnAvr(truth: Truth): Pick<Measured, 'truth' | 'setup' | 'minutes'> {
  const emulation = new UnknownEmulation(truth);
  const link = new PinLink({
    chip: kind.chip,
    open: emulation.open,
    now: () => emulation.ms,
    tell: () => undefined,
  });
  const person = new Person(emulation.chair);
  const setup = new Setup(kind, link.seen);
  while (!setup.done) {
    person.turn(setup.io);
    link.turn(setup.io.order);
    for (let ms = 0; ms < turnMs; ms++) emulation.step();
    setup.turn(link.seen);
  }
  return { truth, setup, minutes: emulation.ms / 60_000 };
}

/** As far as to the supply. */
export const measureInputs = (truth: Truth, each?: (measured: Measured) => void): Measured =>
  measure(truth, each, ({ facts }) => facts.supply !== undefined);

/** The worst that happened: pressed into a stop, moving with nobody's hand on the key, skin. */
export interface Worst {
  heldFastMs: number;
  unheldMs: number;
  surfaceC: number;
}

/** To be told of every turn. */
export function watched(): { readonly worst: Worst; readonly each: (measured: Measured) => void } {
  const worst: Worst = { heldFastMs: 0, unheldMs: 0, surfaceC: 0 };
  let fastMs = 0;
  return {
    worst,
    each: ({ chip }) => {
      const { plant, chair, pressed } = chip.chair;
      const { railMm, stopBeyondMm } = chair.carriage;
      const { duty } = plant.carriage;
      const atStop =
        (duty > 0 && plant.carriageMm >= railMm + stopBeyondMm) ||
        (duty < 0 && plant.carriageMm <= -stopBeyondMm);
      fastMs = atStop ? fastMs + turnMs : 0;
      worst.heldFastMs = Math.max(worst.heldFastMs, fastMs);
      const isHeld = [...pressed].some((part) => part.startsWith('inputs.keys.'));
      if (!isHeld && (duty !== 0 || plant.kneader.duty !== 0)) worst.unheldMs += turnMs;
      for (const { surfaceC } of plant.pads) worst.surfaceC = Math.max(worst.surfaceC, surfaceC);
    },
  };
}
