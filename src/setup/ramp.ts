/** The least duty that moves a motor, and what it draws held fast: duty rises slowly until it moves. */
import type { AnyChair, AnyMotor } from '../chair/any-chair.ts';
import type { Inputs } from './drive-lists.ts';
import { type Figure, figureOf } from './figures.ts';
import { type Hold, type Motor, type Moved, move, type Sample } from './moves.ts';
import { pulseDuty, sawMotion } from './prove.ts';
import { type Io, mendsMost, mistake, type Script, SetupEnd } from './script.ts';

const stepMs = 60;
const stepShare = 0.01;
const from = 0.07;
/** A pulse of the longest kind; what has not moved by then goes on from a little below. */
const pulseMs = 2000;
const backShare = 0.04;
/** Moving, a motor draws less for its duty than held fast. */
const drops = 0.88;
/** Below this a current says nothing. */
const leastA = 0.3;

interface Ramp {
  readonly breakaway: number;
  /** Held fast, per duty; NaN where no sensor shows it. */
  readonly stallA: number;
}

const dutyAt = (start: number, ms: number): number => start + stepShare * Math.floor(ms / stepMs);

interface Ramping {
  readonly chair: AnyChair;
  readonly inputs: Inputs;
  readonly hold: Hold;
  readonly motor: Motor;
  readonly forwards: boolean;
}

/** Ends setup where nothing shows that it moves, up to full duty. */
export function* rampUp(io: Io, { chair, inputs, hold, motor, forwards }: Ramping): Script<Ramp> {
  for (let start = from; start < 1; ) {
    const begin = start;
    const amps = ampsOf(io, chair, motor);
    const moved = yield* move(
      io,
      inputs,
      hold,
      {
        motor,
        forwards,
        ms: pulseMs,
        duty: (ms) => dutyAt(begin, ms),
        until: (driven) => startsAt(driven, amps, begin) !== null,
      },
      `the least duty of the ${motor}: it rises slowly until it moves`,
    );
    const at = startsAt(moved.driven, (sample) => amps(sample), begin);
    if (at !== null) return rampOf(moved, amps, begin, at);
    start = dutyAt(begin, pulseMs) - backShare;
  }
  throw new SetupEnd(`the ${motor} does not move at any duty, though it did before`);
}

const askedMs = 500;
const askedWithin = 0.02;
const askedFrom = 0.05;

/** The same by a person's eyes, where nothing on the chair sees it start: pulses at half of what is left between. */
export function* leastDutyAsked(io: Io, { chair, inputs, hold, motor, forwards }: Ramping): Script<Ramp> {
  let low = askedFrom;
  let high = pulseDuty(chair[motor] as AnyMotor);
  while (high - low > askedWithin) {
    const middle = (low + high) / 2;
    const order = { motor, forwards, ms: askedMs, duty: () => middle, letGoEnds: true };
    yield* move(io, inputs, hold, order, `the least duty of the ${motor}: ${Math.round(100 * middle)} %`);
    if (yield* sawMotion(io, chair, motor)) high = middle;
    else low = middle;
  }
  return { breakaway: high, stallA: Number.NaN };
}

/** Amperes of this motor; NaN where nothing senses them. */
export function ampsOf(io: Io, chair: AnyChair, motor: Motor): (sample: Pick<Sample, 'analog'>) => number {
  const slot = io.seen.list?.slots.get(`${motor}.current`);
  const sensor = chair[motor]?.current?.sensor ?? null;
  if (slot === undefined || sensor === null) return () => Number.NaN;
  const { counts, referenceV } = chair.chip.converter;
  return ({ analog }) => ((analog[slot] as number) * referenceV * sensor.perVolt) / counts;
}

/** What comes first is the rise of the current itself, and of the chip's mean over it. */
const settlesMs = 180;
/** Turns of being held that tell what it draws for its duty; and of drawing less that tell that it moves. */
const heldLeast = 3;
const movesLeast = 5;

/** The last turn before it moved: from then on its current falls for its duty, or the way is counted. */
function startsAt(driven: readonly Sample[], amps: (sample: Sample) => number, begin: number): number | null {
  let sum = 0;
  let held = 0;
  let less = 0;
  for (const [index, sample] of driven.entries()) {
    const perDuty = amps(sample) / dutyAt(begin, sample.ms - 20);
    if (sample.ms < settlesMs) continue;
    less = held >= heldLeast && perDuty < (drops * sum) / held ? less + 1 : 0;
    if (less >= movesLeast) return index - movesLeast;
    if (less > 0 || amps(sample) < leastA) continue;
    sum += perDuty;
    held++;
  }
  return null;
}

function rampOf(moved: Moved, amps: (sample: Sample) => number, begin: number, at: number): Ramp {
  const sample = moved.driven[at] as Sample;
  const held = moved.driven.slice(0, at + 1).filter((each) => each.ms >= settlesMs && amps(each) > leastA);
  const rest = amps({ ...sample, analog: moved.rest.analog });
  // Of each step its last turn, where the current has settled.
  const ratios = held
    .filter(({ ms }) => ms % stepMs < 20 && ms > stepMs)
    .map((each) => (amps(each) - rest) / dutyAt(begin, each.ms - 20));
  const stallA =
    ratios.length === 0 ? Number.NaN : ratios.reduce((sum, each) => sum + each, 0) / ratios.length;
  return { breakaway: dutyAt(begin, sample.ms), stallA };
}

export interface Breakaway {
  readonly breakaway: Figure;
  readonly stallA: Figure | null;
}

interface Resisting {
  readonly io: Io;
  readonly chair: AnyChair;
  readonly motor: Motor;
  /** Of its winding, by the person's multimeter; null where nobody knows. */
  readonly ohms: number | null;
}

/** The figures of all ramps; once more where the current does not fit volts over ohms and its sensor has been mended. */
export function* breakawayOf(
  { io, chair, motor, ohms }: Resisting,
  relock: () => Script<void>,
  rampAll: () => Script<readonly Ramp[]>,
): Script<Breakaway> {
  for (let tries = 0; ; tries++) {
    const ramps = yield* rampAll();
    const stalls = ramps.map(({ stallA }) => stallA).filter((stallA) => !Number.isNaN(stallA));
    const stallA = stalls.length === 0 ? null : figureOf(stalls);
    const found = { breakaway: figureOf(ramps.map(({ breakaway }) => breakaway)), stallA };
    const expectedA = ohms === null ? null : chair.supply.nominalV / ohms;
    if (stallA === null || expectedA === null || fits(stallA.value, expectedA)) return found;
    const seen = `${stallA.value.toFixed(1)} A, and ${expectedA.toFixed(1)} A by volts over ohms`;
    const pin = chair[motor]?.current?.sensor.pin.name ?? '?';
    const mended = yield* mistake(io, 'current-scale', `the current of the ${motor}`, [pin], seen);
    if (!mended || tries === mendsMost) return found;
    yield* relock();
  }
}

/** What it draws held fast at full duty: by the ramp; of a driver that is on or off, by its ohms. Null where nobody knows. */
export function stallOf(chair: AnyChair, ohms: number | null, ramp: Breakaway | null): Figure | null {
  if (ramp !== null) return ramp.stallA;
  return ohms === null ? null : { value: chair.supply.nominalV / ohms, spread: 0, runs: 1 };
}

const fits = (shown: number, expected: number): boolean => shown < 1.4 * expected && shown > 0.7 * expected;
