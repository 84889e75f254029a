/** The least duty that moves a motor, and its stall current: the duty rises slowly until the motor moves. */
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
/** Length of one ramp. If the motor has not moved, the next ramp starts a little below where this one ended. */
const risesMs = 2000;
const backShare = 0.04;
/** A moving motor draws less current per duty than a stalled one: below this share of it the motor moves. */
const drops = 0.88;
/** Currents below this are not evaluated. */
const leastA = 0.3;

interface Ramp {
  readonly breakaway: number;
  /** Stall current per duty; NaN without a current sensor. */
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

/** Ramps the duty until the motor moves. Setup ends if nothing shows motion up to full duty. */
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

/** The same where only the person sees the motor start: a bisection, with a pulse at the middle of the remaining range. */
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

/** The current of this motor in a sample; NaN without a sensor. */
export function ampsOf(io: Io, chair: AnyChair, motor: Motor): (sample: Pick<Sample, 'analog'>) => number {
  const slot = io.seen.list?.slots.get(`${motor}.current`);
  const sensor = chair[motor]?.current?.sensor ?? null;
  if (slot === undefined || sensor === null) return () => Number.NaN;
  return (sample) => scaledAt(sample, slot, sensor.perVolt, chair.chip);
}

/** Left out at the start: until then the current itself rises, and the chip's mean of it. */
const settlesMs = 180;
/** Turns at a standstill that give the current per duty; and turns of drawing less that show motion. */
const heldLeast = 3;
const movesLeast = 5;

/** The last turn before the motor moved: from then on its current per duty falls. Null where it did not move. */
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
  // Only the last turn of each step, where the current has settled.
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
  /** Resistance of its winding by the person's multimeter; null where nobody knows. */
  readonly ohms: number | null;
}

/** The figures of all ramps. They are repeated if the current does not fit volts over ohms and its sensor was mended. */
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

/** Stall current at full duty: from the ramp, or for a driver without PWM from the ohms. Null where nobody knows. */
export function stallOf(chair: AnyChair, ohms: number | null, ramp: Breakaway | null): Figure | null {
  if (ramp !== null) return ramp.stallA;
  return ohms === null ? null : { value: chair.supply.nominalV / ohms, spread: 0, runs: 1 };
}

/** The friction duty: speed is proportional to duty minus friction. `ofFull`: speed at `duty` over full speed. Null where they do not give one. */
export function frictionOf(duty: number, ofFull: number): number | null {
  const friction = (duty - ofFull) / (1 - ofFull);
  return friction > 0 && friction < duty ? friction : null;
}

const fits = (shown: number, expected: number): boolean => shown < 1.4 * expected && shown > 0.7 * expected;
