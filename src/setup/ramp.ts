/** The least duty that moves a motor, and what it draws held fast: duty rises slowly until it moves. */
import type { AnyChair } from '../chair/any-chair.ts';
import { at } from '../chair/assert.ts';
import type { Inputs } from './drive-lists.ts';
import { type Figure, figureOf } from './figures.ts';
import { type Motor, motorOf } from './motors.ts';
import { type Hold, type Moved, move, type Sample } from './moves.ts';
import { pulseDuty, sawMotion } from './prove.ts';
import { scaledAt } from './readings.ts';
import { type Io, mendsMost, mistake, type Script, SetupEnd } from './script.ts';

const stepMs = 60;
const stepShare = 0.01;
const from = 0.07;
/** What has not moved by then goes on from a little below. */
const risesMs = 2000;
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
        ms: risesMs,
        duty: (ms) => dutyAt(begin, ms),
        until: (driven) => startsAt(driven, amps, begin) !== null,
      },
      `the least duty of the ${motor}: it rises slowly until it moves`,
    );
    const last = startsAt(moved.driven, amps, begin);
    if (last !== null) return rampOf(moved, amps, begin, last);
    start = dutyAt(begin, risesMs) - backShare;
  }
  throw new SetupEnd(`the ${motor} does not move at any duty, though it did before`);
}

const askedMs = 500;
const askedWithin = 0.02;
const askedFrom = 0.05;

/** The same by a person's eyes, where nothing on the chair sees it start: pulses at half of what is left between. */
export function* leastDutyAsked(io: Io, { chair, inputs, hold, motor, forwards }: Ramping): Script<Ramp> {
  let low = askedFrom;
  let high = pulseDuty(motorOf(chair, motor));
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
  return (sample) => scaledAt(sample, slot, sensor.perVolt, chair.chip);
}

/** What comes first is the rise of the current itself, and of the chip's mean over it. */
const settlesMs = 180;
/** Turns of being held that tell what it draws for its duty; and of drawing less that tell that it moves. */
const heldLeast = 3;
const movesLeast = 5;

/** The last turn before it moved, as its current shows: from then on it falls for its duty. Null where it did not move. */
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

function rampOf(moved: Moved, amps: (sample: Sample) => number, begin: number, last: number): Ramp {
  const sample = at(moved.driven, last, 'sample');
  const held = moved.driven.slice(0, last + 1).filter((each) => each.ms >= settlesMs && amps(each) > leastA);
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

/** Moving, speed is proportional to duty less this: by the speed at this duty, of that at full. Null where the two do not tell. */
export function frictionOf(duty: number, ofFull: number): number | null {
  const friction = (duty - ofFull) / (1 - ofFull);
  return friction > 0 && friction < duty ? friction : null;
}

const fits = (shown: number, expected: number): boolean => shown < 1.4 * expected && shown > 0.7 * expected;
