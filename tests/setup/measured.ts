/** Setup on an unknown chair in virtual time, with a person beside it. */
import { readFileSync } from 'node:fs';
import { modelPort } from '../../sim/boards/modelport.ts';
import { drawUnknown, type Truth } from '../../sim/unknown/draw.ts';
import { UnknownEmulation } from '../../sim/unknown/emulation.ts';
import { Person } from '../../sim/unknown/person.ts';
import { PinChip, turnMs } from '../../sim/unknown/pin-chip.ts';
import { PinLink } from '../../src/board/link/pin-link.ts';
import { chairFile } from '../../src/board/shipped.ts';
import type { AnyChair } from '../../src/chair/any-chair.ts';
import type { Chair } from '../../src/chair/chair.ts';
import { readChair } from '../../src/chair/file/read.ts';
import { supportedChair } from '../../src/chair/supported.ts';
import { checkProgram } from '../../src/program/language/check.ts';
import { readFactoryPrograms } from '../../src/program/library.ts';
import { planProgram } from '../../src/program/plan/planner.ts';
import { createRun, reportOf, stepRun } from '../../src/run/run.ts';
import type { CarriageFacts } from '../../src/setup/carriage.ts';
import { chairOf } from '../../src/setup/kind.ts';
import { type Facts, Setup } from '../../src/setup/setup.ts';
import { writtenChair } from '../../src/setup/write.ts';

/** A carriage of which no more than rail and travel is measured. */
export const onlyTravel = (
  railMm: number,
  upMs: CarriageFacts['upMs'],
  downMs: CarriageFacts['downMs'],
): CarriageFacts => ({
  railMm,
  upMs,
  downMs,
  overRail: null,
  breakaway: null,
  friction: null,
  coastMm: null,
  atRest: null,
  runningA: null,
  stallA: null,
  middleMm: null,
});

/** A file that setup starts from. */
export interface Kind {
  readonly text: string;
  readonly chair: AnyChair;
}

export const kindOfText = (text: string): Kind => ({ text, chair: chairOf(text) });
export const kindNamed = (id: string): Kind => kindOfText(readFileSync(chairFile(id), 'utf8'));

const reference = kindNamed('lumbar-1');
export const { text: kindText, chair: kind } = reference;

export interface Measured {
  readonly kind: Kind;
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
  of: Kind = reference,
  only: ReadonlySet<string> | null = null,
): Measured {
  const chip = new PinChip(truth);
  const person = new Person(chip.chair);
  const setup = new Setup(of.chair, chip.seen(), facts, {
    keep: () => undefined,
    replaces: null,
    only,
    page: false,
  });
  const measured = { kind: of, truth, setup, chip, minutes: 0 };
  const turnsMost = (hoursMost * 3_600_000) / turnMs;
  let turns = 0;
  while (!isOver(setup) && !setup.done) {
    if (turns++ > turnsMost) {
      setup.failure = `setup went on for ${hoursMost} hours: ${setup.io.asked?.id}`;
      break;
    }
    person.turn(setup.io);
    setup.turn(chip.turn(setup.io.order));
    each(measured);
  }
  return { ...measured, minutes: (turns * turnMs) / 60_000 };
}

export const unknown = (seed: number, mistakes = 0, { text }: Kind = reference): Truth =>
  drawUnknown(text, seed, mistakes);

/** Of the lower back first; what fits this chair, for a slow carriage is too long at one place in some. */
function programFor(chair: Chair): ReturnType<typeof readFactoryPrograms>[number] | undefined {
  const programs = [...readFactoryPrograms()].sort((one) => (one.id === 'lower-back-relief' ? -1 : 0));
  return programs.find(({ text, file }) => checkProgram(text, file, chair).program !== null);
}

/** Whether anything of it may be used, and a key begins it. */
export function canRun({ abilities, wiring }: Chair): boolean {
  const { roll, knead, tap, levels } = abilities;
  const uses = roll || knead !== 'none' || tap || Object.values(levels).some((each) => each.length > 0);
  return uses && (wiring.keys.power !== null || wiring.keys.start !== null);
}

const runMinutesMost = 45;

/**
 * Why a program does not run to its end without a fault on this chair with the file that was written; empty where it does,
 * or where none could run on the true chair.
 */
export function failureOf({ kind: of, truth, setup }: Pick<Measured, 'kind' | 'truth' | 'setup'>): string {
  if (setup.failure !== '') return setup.failure;
  return programFailure(truth, writtenChair(of.text, of.chair, setup.facts, '2026-01-01').text);
}

/** The same with this file. */
export function programFailure(truth: Truth, text: string): string {
  const read = readChair(text, 'written');
  const plant = supportedChair(chairOf(truth.chair)).chair;
  const driven = read.chair === null ? null : supportedChair(read.chair).chair;
  if (driven === null || plant === null)
    return `no chair: ${read.problems.map(({ message }) => message).join('; ')}`;
  if (!canRun(plant)) return '';
  const program = programFor(plant);
  const checked = checkProgram(program?.text ?? '', program?.file ?? '', driven);
  if (checked.program === null) return checked.problems.map(({ message }) => message).join('; ');
  const plan = planProgram(checked.program, driven);
  const { seed } = truth;
  const board = modelPort(plant, { seed });
  const run = createRun({ chair: driven, plan, board, seed, timerMin: 30, gentle: false, trace: false });
  for (let tick = 0; stepRun(run); tick++)
    if (tick * turnMs > runMinutesMost * 60_000) return `a program was not over in ${runMinutesMost} min`;
  const { outcome, faults } = reportOf(run, 0);
  const codes = faults.map(({ code, atMs }) => `${code} at ${Math.round(atMs / 1000)} s`);
  return outcome === 'completed' && faults.length === 0 ? '' : `${outcome} ${codes.join(', ')}`;
}

/** The same on the real firmware in emulation, over the real link, in the chip's own time. */
export function measureOnAvr(
  truth: Truth,
  of: Kind = reference,
): Pick<Measured, 'kind' | 'truth' | 'setup' | 'minutes'> {
  const emulation = new UnknownEmulation(truth);
  const link = new PinLink({
    chip: of.chair.chip,
    open: emulation.open,
    now: () => emulation.ms,
    tell: () => undefined,
  });
  const person = new Person(emulation.chair);
  const setup = new Setup(of.chair, link.seen);
  while (!setup.done) {
    person.turn(setup.io);
    link.turn(setup.io.order);
    for (let ms = 0; ms < turnMs; ms++) emulation.step();
    setup.turn(link.seen);
  }
  return { kind: of, truth, setup, minutes: emulation.ms / 60_000 };
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

export function keepWorst(into: Worst, from: Worst): void {
  into.heldFastMs = Math.max(into.heldFastMs, from.heldFastMs);
  into.unheldMs = Math.max(into.unheldMs, from.unheldMs);
  into.surfaceC = Math.max(into.surfaceC, from.surfaceC);
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
      const isDriven = chip.chair.supplied && (duty !== 0 || plant.kneader.duty !== 0);
      if (!isHeld && isDriven) worst.unheldMs += turnMs;
      for (const { surfaceC } of plant.pads) worst.surfaceC = Math.max(worst.surfaceC, surfaceC);
    },
  };
}
