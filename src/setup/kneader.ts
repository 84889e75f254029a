/** The kneader measured: which pin is which cam, at what angles, how fast it turns, its least duty and its currents. */
import type { AnyChair, AnyKneader } from '../chair/any-chair.ts';
import type { Width } from '../chair/names.ts';
import { motorList } from './drive-lists.ts';
import { type Figure, figureOf, runningOf } from './figures.ts';
import type { FoundInput } from './inputs.ts';
import { type Hold, move, type Sample } from './moves.ts';
import { changedPins, isSensed, proveMotor, pulseDuty } from './prove.ts';
import { ampsOf, type Breakaway, breakawayOf, leastDutyAsked, rampUp } from './ramp.ts';
import { type Io, lockTo, mistake, type Script, say, sayFigure } from './script.ts';

interface CamFact {
  readonly width: Width;
  /** From the first one of the file, in the direction inwards. */
  readonly atDeg: readonly number[];
  readonly halfDeg: number;
}

export interface KneaderFacts {
  readonly turnsPerMin: Figure | null;
  readonly breakaway: Figure | null;
  readonly friction: number | null;
  readonly cams: readonly CamFact[];
  readonly runningA: { readonly from: number; readonly to: number } | null;
  readonly stallA: Figure | null;
}

interface Turning {
  readonly io: Io;
  readonly chair: AnyChair;
  readonly kneader: AnyKneader;
  readonly inputs: Map<string, FoundInput>;
  readonly hold: Hold;
  readonly ohms: number | null;
}

const spinMs = 2000;
/** At least two turns of the slowest. */
const spins = 4;
const measureMs = 9000;

export function* measureKneader(turning: Turning): Script<KneaderFacts> {
  const { io, chair, kneader, inputs, hold } = turning;
  yield* proveMotor(io, { chair, inputs: () => inputs, hold, motor: 'kneader' });
  const pins = kneader.cams.length === 0 ? new Map<number, Cam>() : yield* findCams(turning);
  if (pins.size > 0) yield* relock(turning);
  const ramp = kneader.drive.pwm === null ? null : yield* findBreakaway(turning);
  const amps: number[] = [];
  const slow = yield* spinRun(
    turning,
    pulseDuty(kneader),
    measureMs,
    'turns at an even speed, to measure the cams',
  );
  const turns = yield* spinRun(
    turning,
    1,
    pins.size === 0 ? measureMs : measureMs / 2,
    'turns at full speed',
  );
  const counted = pins.size === 0 ? yield* countTurns(io) : null;
  amps.push(...slow.amps, ...turns.amps);
  const cams = camsOf(slow.samples, pins, kneader);
  yield* judgeCams(turning, cams);
  const period = periodOf(turns.samples, pins) ?? counted;
  const slowPeriod = periodOf(slow.samples, pins);
  const ratio = period === null || slowPeriod === null ? null : period.value / slowPeriod.value;
  return {
    turnsPerMin:
      period === null ? null : { ...period, value: 60_000 / period.value, spread: rpmSpread(period) },
    breakaway: ramp?.breakaway ?? null,
    friction: ratio === null || ramp === null ? null : frictionOf(pulseDuty(kneader), ratio),
    cams,
    runningA: runningOf(amps),
    stallA: ramp?.stallA ?? null,
  };
}

/** Moving, speed is proportional to duty less this: by two speeds. */
function frictionOf(duty: number, ratio: number): number | null {
  const friction = (duty - ratio) / (1 - ratio);
  return ratio < 1 && friction > 0 && friction < duty ? friction : null;
}

/** By the person's eyes, while they turned last. */
function* countTurns(io: Io): Script<Figure | null> {
  const turns = yield* sayFigure(
    io,
    'turns.kneader',
    `how many turns the arms made in those ${measureMs / 1000} s, to a quarter of one`,
    0.5,
    50,
  );
  return turns === null ? null : { value: measureMs / turns, spread: 0, runs: 1 };
}

const rpmSpread = ({ value, spread }: Figure): number => (60_000 / value) * (spread / value);

/** What it draws with a person in the chair, who holds the key. */
export function* turnWithPerson(turning: Turning): Script<KneaderFacts['runningA']> {
  yield* relock(turning);
  const { amps } = yield* spinRun(turning, 1, measureMs / 2, 'turns with a person');
  return runningOf(amps);
}

function* relock({ io, chair, inputs, hold }: Turning): Script<void> {
  yield* lockTo(io, motorList(chair, 'kneader', inputs, hold.part));
}

function* spinRun(
  { io, chair, inputs, hold }: Turning,
  duty: number,
  ms: number,
  text: string,
): Script<{ samples: readonly Sample[]; amps: readonly number[] }> {
  const moved = yield* move(
    io,
    inputs,
    hold,
    { motor: 'kneader', forwards: true, ms, duty: () => duty },
    text,
  );
  const samples = moved.driven.filter((sample) => sample.ms > 600);
  const of = ampsOf(io, chair, 'kneader');
  return { samples, amps: samples.map(of).filter((each) => !Number.isNaN(each)) };
}

/** A pin of a cam, and the level of it that is seen for the lesser part of a turn. */
interface Cam {
  readonly width: Width;
  readonly activeHigh: boolean;
}

function* findCams(turning: Turning): Script<ReadonlyMap<number, Cam>> {
  const { io, chair, kneader, inputs, hold } = turning;
  for (;;) {
    const samples: Sample[] = [];
    const seen = new Set<number>();
    for (let spin = 0; spin < spins; spin++) {
      const order = { motor: 'kneader', forwards: true, ms: spinMs, duty: () => pulseDuty(kneader) } as const;
      const moved = yield* move(io, inputs, hold, order, 'the arms turn, to see their cams');
      for (const pin of changedPins(chair, inputs, moved)) seen.add(pin);
      samples.push(...moved.driven);
    }
    const found = new Map<number, Cam>();
    for (const pin of seen) {
      const high = samples.filter(({ levels }) => levels[pin] === 1).length;
      const activeHigh = high < samples.length / 2;
      const width = yield* widthAt(turning, pin, activeHigh);
      if (width !== null) found.set(pin, { width, activeHigh });
    }
    const missing = kneader.cams.filter(
      ({ width }) => ![...found.values()].some((cam) => cam.width === width),
    );
    for (const [index, cam] of kneader.cams.entries())
      keepCam(turning, found, `kneader.cams.${index + 1}`, cam);
    if (missing.length === 0) return found;
    const names = missing.map(({ width }) => width).join(' and ');
    if (!(yield* mistake(io, 'cam-dead', `the cam for ${names}`, []))) return found;
    for (const index of kneader.cams.keys()) inputs.delete(`kneader.cams.${index + 1}`);
    yield* relock(turning);
  }
}

function keepCam(
  { chair, inputs, io }: Turning,
  found: ReadonlyMap<number, Cam>,
  path: string,
  { width, line }: AnyKneader['cams'][number],
): void {
  const [number, cam] = [...found].find(([, each]) => each.width === width) ?? [];
  const pin = chair.chip.pins[number ?? -1];
  if (pin === undefined || cam === undefined) return;
  inputs.set(path, { pin, activeHigh: cam.activeHigh, pull: line.pull });
  io.tell(`the cam for ${width}: pin ${pin.name}`);
}

const widthTries = 8;
/** Stops the arms on this cam, and asks how they stand. */
function* widthAt(turning: Turning, pin: number, activeHigh: boolean): Script<Width | null> {
  const { io, inputs, hold, kneader } = turning;
  const leastDuty = Math.max(0.3, kneader.drive.pwm?.duty.min ?? 1);
  const isOn = ({ levels }: Pick<Sample, 'levels'>) => (levels[pin] === 1) === activeHigh;
  for (let tries = 0; tries < widthTries; tries++) {
    const order = {
      motor: 'kneader',
      forwards: true,
      ms: 2 * spinMs,
      // Slower each time that it has run past.
      duty: () => Math.max(leastDuty, pulseDuty(kneader) - 0.1 - 0.04 * tries),
      until: (driven: readonly Sample[]) => {
        const [before, last] = [driven.at(-2), driven.at(-1)];
        return before !== undefined && last !== undefined && !isOn(before) && isOn(last);
      },
    } as const;
    const moved = yield* move(io, inputs, hold, order, 'the arms turn to the next cam');
    const still = moved.after.at(-1);
    if (still === undefined || !isOn(still)) continue;
    const answer = yield* say(io, 'width', 'how do the arms stand: "narrow", "medium", "wide", or "between"');
    if (answer === 'narrow' || answer === 'medium' || answer === 'wide') return answer;
  }
  return null;
}

/** Times in ms at which this pin is in the middle of being active, and for how long it is. */
function passesOf(
  samples: readonly Sample[],
  pin: number,
  activeHigh: boolean,
): { at: number; ms: number }[] {
  const passes: { at: number; ms: number }[] = [];
  let sinceMs = Number.NaN;
  for (const [index, sample] of samples.entries()) {
    const before = samples[index - 1];
    if (before === undefined) continue;
    const [was, is] = [before, sample].map(({ levels }) => (levels[pin] === 1) === activeHigh);
    const changedMs = (before.ms + sample.ms) / 2;
    if (!was && is) sinceMs = changedMs;
    else if (was && !is && !Number.isNaN(sinceMs))
      passes.push({ at: (sinceMs + changedMs) / 2, ms: changedMs - sinceMs });
  }
  return passes;
}

/** The cam that comes once a turn, or least often, tells how long a turn takes. */
function reference(
  pins: ReadonlyMap<number, Cam>,
  samples: readonly Sample[],
): { pin: number; cam: Cam; at: number[] } | null {
  const all = [...pins].map(([pin, cam]) => ({
    pin,
    cam,
    at: passesOf(samples, pin, cam.activeHigh).map(({ at }) => at),
  }));
  const rank = { narrow: 0, wide: 1, medium: 2 } as const;
  const [first] = all
    .filter(({ at }) => at.length >= 2)
    .sort((one, two) => one.at.length - two.at.length || rank[one.cam.width] - rank[two.cam.width]);
  return first ?? null;
}

function periodOf(samples: readonly Sample[], pins: ReadonlyMap<number, Cam>): Figure | null {
  const found = reference(pins, samples);
  if (found === null) return null;
  const steps = found.at.slice(1).map((ms, index) => ms - (found.at[index] as number));
  const whole = ((found.at.at(-1) as number) - (found.at[0] as number)) / steps.length;
  return { ...figureOf(steps), value: whole };
}

/** Angles within this of each other are of one place. */
const placeDeg = 40;

function camsOf(samples: readonly Sample[], pins: ReadonlyMap<number, Cam>, kneader: AnyKneader): CamFact[] {
  const base = reference(pins, samples);
  const period = periodOf(samples, pins);
  if (base === null || period === null) return [];
  const zero = kneader.cams.find(({ width }) => width === base.cam.width)?.atDeg[0] ?? 0;
  const turn = (ms: number) => {
    const last = base.at.findLast((at) => at <= ms) ?? (base.at[0] as number);
    return ((((360 * (ms - last)) / period.value + zero) % 360) + 360) % 360;
  };
  return [...pins].map(([pin, { width, activeHigh }]) => {
    const passes = passesOf(samples, pin, activeHigh);
    const places: number[][] = [];
    for (const angle of passes.map(({ at }) => turn(at))) {
      const near = places.find(([first = 0]) => Math.abs(apart(angle, first)) < placeDeg);
      if (near === undefined) places.push([angle]);
      else near.push((near[0] as number) + apart(angle, near[0] as number));
    }
    const atDeg = places.map((each) => (figureOf(each).value + 360) % 360).sort((one, two) => one - two);
    const halfDeg =
      passes.length === 0 ? Number.NaN : (180 * figureOf(passes.map(({ ms }) => ms)).value) / period.value;
    return { width, atDeg, halfDeg };
  });
}

/** The way from the other angle to this one, -180 to 180. */
export const apart = (one: number, two: number): number => ((((one - two + 180) % 360) + 360) % 360) - 180;

const orderDeg = 45;
function* judgeCams({ io, kneader, inputs }: Turning, cams: readonly CamFact[]): Script<void> {
  for (const [index, { width, atDeg }] of kneader.cams.entries()) {
    const seen = cams.find((cam) => cam.width === width);
    if (seen === undefined) continue;
    const isNear = (deg: number) => seen.atDeg.some((each) => Math.abs(apart(each, deg)) < orderDeg);
    if (atDeg.every(isNear) && seen.atDeg.length === atDeg.length) continue;
    const shown = `seen at ${seen.atDeg.map(Math.round).join(' and ')} degrees, in the file at ${atDeg.join(' and ')}`;
    const pin = inputs.get(`kneader.cams.${index + 1}`)?.pin.name;
    yield* mistake(io, 'cam-order', `the cam for ${width}`, pin === undefined ? [] : [pin], shown);
  }
}

const rampRuns = 3;
function* findBreakaway(turning: Turning): Script<Breakaway> {
  return yield* breakawayOf(
    { ...turning, motor: 'kneader' },
    () => relock(turning),
    function* () {
      const ramps = [];
      const sensed = isSensed(turning.chair, 'kneader');
      const least = sensed ? rampUp : leastDutyAsked;
      for (let round = 0; round < (sensed ? rampRuns : 1); round++)
        ramps.push(yield* least(turning.io, { ...turning, motor: 'kneader', forwards: true }));
      return ramps;
    },
  );
}
