/** Finds the pin of each cam: of every pin that changes as the arms turn, the arms stop on it and the person says how they stand. */
import type { AnyChair, AnyKneader } from '../chair/any-chair.ts';
import { type Width, widths } from '../chair/names.ts';
import type { Milliseconds } from '../chair/units.ts';
import type { Cam } from './cam-angles.ts';
import { motorList } from './drive-lists.ts';
import type { FoundInput } from './inputs.ts';
import { type Hold, move, type Sample } from './moves.ts';
import { changedPins, pulseDuty } from './prove.ts';
import { type Io, lockTo, mendsMost, mistake, type Script, sayOneOf } from './script.ts';

export interface Turning {
  readonly io: Io;
  readonly chair: AnyChair;
  readonly kneader: AnyKneader;
  readonly inputs: Map<string, FoundInput>;
  readonly hold: Hold;
  /** Ohms of its winding by the multimeter; null where nobody measured. */
  readonly ohms: number | null;
}

const spinMs = 2000;
/** Runs: together they are at least two turns of the slowest arms. */
const spins = 4;

export function* relock({ io, chair, inputs, hold }: Turning): Script<void> {
  yield* lockTo(io, motorList(chair, 'kneader', inputs, hold.part));
}

export function* findCams(turning: Turning): Script<ReadonlyMap<number, Cam>> {
  const { io, kneader, inputs } = turning;
  for (let tries = 0; ; tries++) {
    const found = yield* camsSeen(turning);
    const missing = kneader.cams.filter(
      ({ width }) => ![...found.values()].some((cam) => cam.width === width),
    );
    for (const [index, cam] of kneader.cams.entries())
      keepCam(turning, found, `kneader.cams.${index + 1}`, cam);
    if (missing.length === 0) return found;
    const names = missing.map(({ width }) => width).join(' and ');
    const mended = yield* mistake(io, 'cam-dead', `the cam for ${names}`, []);
    if (!mended || tries === mendsMost) return found;
    for (const index of kneader.cams.keys()) inputs.delete(`kneader.cams.${index + 1}`);
    yield* relock(turning);
  }
}

function* camsSeen(turning: Turning): Script<ReadonlyMap<number, Cam>> {
  const { io, chair, kneader, inputs, hold } = turning;
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
  return found;
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

const widthTries = 10;
/** Longest run to a cam: two passes of the slowest arms. */
const passesMs = 4 * spinMs;
/** After each try in which the arms coasted past the cam, they are stopped sooner by this share of the time that the cam lasts. */
const soonerShare = 0.6;

/** A cam at full speed: the time from one pass to the next, and how long it is active. */
interface Passing {
  readonly everyMs: Milliseconds;
  readonly lastsMs: Milliseconds;
}

const isWidth = (said: string): said is Width => widths.some((width) => width === said);

/** Stops the arms on this cam and asks how they stand; null if they never stop on it. */
function* widthAt(turning: Turning, pin: number, activeHigh: boolean): Script<Width | null> {
  const { io, inputs, hold, kneader } = turning;
  const { pwm } = kneader.drive;
  const isOn = ({ levels }: Pick<Sample, 'levels'>) => (levels[pin] === 1) === activeHigh;
  let passing: Passing | null = null;
  for (let tries = 0; tries < widthTries; tries++) {
    const soonerMs = passing === null ? Number.NaN : passing.everyMs - soonerShare * tries * passing.lastsMs;
    const order = {
      motor: 'kneader',
      forwards: true,
      ms: passesMs,
      // Slower after each try that ran past the cam, where the driver has PWM.
      duty: () => Math.max(0.3, pwm?.duty.min ?? 1, pulseDuty(kneader) - 0.1 - 0.04 * tries),
      until: (driven: readonly Sample[]) => {
        const starts = startsOf(driven, isOn);
        const [last, now] = [starts.at(-1), driven.at(-1)];
        if (last === undefined || now === undefined) return false;
        if (Number.isNaN(soonerMs)) return starts.length > (pwm === null ? 1 : 0);
        return now.ms >= last + soonerMs;
      },
    } as const;
    const moved = yield* move(io, inputs, hold, order, 'the arms turn to the next cam');
    const still = moved.after.at(-1);
    if (pwm === null) passing ??= passingOf([...moved.driven, ...moved.after], isOn);
    if (still === undefined || !isOn(still)) continue;
    const text = 'how do the arms stand: "narrow", "medium", "wide", or "between"';
    const answer = yield* sayOneOf(io, 'width', text, (said) => said === 'between' || isWidth(said));
    if (isWidth(answer)) return answer;
  }
  return null;
}

type IsOn = (sample: Pick<Sample, 'levels'>) => boolean;

/** Times at which the cam became active. */
const startsOf = (samples: readonly Sample[], isOn: IsOn): Milliseconds[] =>
  samples.flatMap((sample, index) => {
    const before = samples[index - 1];
    return before !== undefined && !isOn(before) && isOn(sample) ? [sample.ms] : [];
  });

function passingOf(samples: readonly Sample[], isOn: IsOn): Passing | null {
  const [one, two] = startsOf(samples, isOn);
  const off = samples.find((sample) => one !== undefined && sample.ms > one && !isOn(sample));
  if (one === undefined || two === undefined || off === undefined) return null;
  return { everyMs: two - one, lastsMs: off.ms - one };
}
