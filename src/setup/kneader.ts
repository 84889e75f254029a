/** Measures the kneader: pin and angles of each cam, speed, least duty and currents. */
import { apart, type Cam, type CamFact, camsOf, periodOf } from './cam-angles.ts';
import { findCams, relock, type Turning } from './cams.ts';
import { type Figure, runningOf } from './figures.ts';
import { move, type Sample } from './moves.ts';
import { isSensed, proveMotor, pulseDuty } from './prove.ts';
import { ampsOf, type Breakaway, breakawayOf, frictionOf, leastDutyAsked, rampUp, stallOf } from './ramp.ts';
import { type Io, mistake, type Script, sayFigure } from './script.ts';

export interface KneaderFacts {
  readonly turnsPerMin: Figure | null;
  readonly breakaway: Figure | null;
  readonly friction: number | null;
  readonly cams: readonly CamFact[];
  readonly runningA: { readonly from: number; readonly to: number } | null;
  readonly stallA: Figure | null;
}

const measureMs = 9000;

export function* measureKneader(turning: Turning): Script<KneaderFacts> {
  const { io, chair, kneader, inputs, hold } = turning;
  yield* proveMotor(io, { chair, inputs: () => inputs, hold, motor: 'kneader' });
  const pins = kneader.cams.length === 0 ? new Map<number, Cam>() : yield* findCams(turning);
  if (pins.size > 0) yield* relock(turning);
  const ramp = kneader.drive.pwm === null ? null : yield* findBreakaway(turning);
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
    runningA: runningOf([...slow.amps, ...turns.amps]),
    stallA: stallOf(chair, turning.ohms, ramp),
  };
}

/** The period of a turn, from the turns that the person counted in the last run. */
function* countTurns(io: Io): Script<Figure | null> {
  const turns = yield* sayFigure(
    io,
    'turns.kneader',
    `how many turns the arms made in those ${measureMs / 1000} s, to a quarter of one`,
    { from: 0.5, to: 50, unit: 'turns' },
  );
  return turns === null ? null : { value: measureMs / turns, spread: 0, runs: 1 };
}

const rpmSpread = ({ value, spread }: Figure): number => (60_000 / value) * (spread / value);

/** Measures the running current with a person in the chair, who holds the key. */
export function* turnWithPerson(turning: Turning): Script<KneaderFacts['runningA']> {
  yield* relock(turning);
  const { amps } = yield* spinRun(turning, 1, measureMs / 2, 'turns with a person');
  return runningOf(amps);
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
