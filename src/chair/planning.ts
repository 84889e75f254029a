/** Any chair as programs are planned on it: the chair's speeds where it has the part, stand-in figures where it does not. */
import { abilitiesOf } from './abilities.ts';
import {
  type AnyCarriage,
  type AnyChair,
  type AnyKneader,
  type AnyTapper,
  drawsOf,
  type SpeedStep,
} from './any-chair.ts';
import { assumedMotors } from './assumed.ts';
import { betweenSpotsMm } from './bounces.ts';
import type { PlanningFigures, TapperFigures } from './chair.ts';
import { motorCurrent } from './motor-current.ts';
import type { Speed } from './names.ts';
import { reachOf } from './open-end.ts';

const speeds = [1, 2, 3, 4, 5, 6] as const satisfies readonly Speed[];

/** Which of a chair's `count` speeds stands for one of the remote's six: the nearest. */
function stepFor(speed: number, count: number): number {
  return Math.round(((speed - 1) * (count - 1)) / (speeds.length - 1));
}

export function planningFigures(chair: AnyChair): PlanningFigures {
  const { carriage, kneader, tapper } = chair;
  const { levels, tap } = abilitiesOf(chair);
  return {
    model: chair.model,
    carriage: carriage === null ? standingStill : carriageOf(carriage),
    kneader: { speedsTurnsPerMin: kneader === null ? standInTurns(carriage) : turnsOf(kneader) },
    pads: (chair.heat?.pads ?? []).map(({ name }) => ({ name, levels: levels[name] ?? [] })),
    tapper:
      tapper === null || !tap ? null : tapperFigures(tapper, motorCurrent(chair, 'tapper', tapper) !== null),
    ...(carriage === null ? {} : { places: carriage.places }),
  };
}

/** No program that moves such a carriage passes its checks, so these only have to be numbers. */
const standingStill: PlanningFigures['carriage'] = {
  speedsMmPerS: speeds.map(() => 1),
  travelMmPerS: 1,
  travelSettleMs: 0,
  landingMm: 0,
  bouncesMm: 0,
  hopMm: 1,
  hopTurns: 1,
  pointMinMm: 0,
  pointMaxMm: Number.MAX_SAFE_INTEGER,
  coupled: false,
  railMm: 1,
};
const noTurns = speeds.map(() => 1);
/** Turns per minute of heads that turn as their carriage travels: never measured. Estimated: arms of massage chairs do 20 to 60. */
const coupledTurns = speeds.map(() => 40);
const standInTurns = (carriage: AnyCarriage | null) => (carriage?.coupled === true ? coupledTurns : noTurns);

function carriageOf(carriage: AnyCarriage): PlanningFigures['carriage'] {
  const reach = reachOf(carriage);
  return {
    // A place by time needs the duty at which the travel was timed.
    speedsMmPerS:
      carriage.counts === null
        ? speeds.map(() => speedAt(carriage, carriage.drive.pwm?.duty.max ?? 1))
        : sixOf(carriage.speeds, (duty) => speedAt(carriage, duty)),
    travelMmPerS: carriage.planning.travelMmPerS,
    travelSettleMs: carriage.planning.settleMs,
    landingMm: carriage.landing.withinMm,
    bouncesMm: betweenSpotsMm(carriage.counts?.eachMm ?? 0),
    hopMm: carriage.walk.hopMm,
    hopTurns: carriage.walk.turns,
    pointMinMm: reach.fromMm,
    pointMaxMm: reach.toMm,
    coupled: carriage.coupled,
    railMm: carriage.railMm,
  };
}

function sixOf(
  steps: readonly SpeedStep<number>[],
  speedAtDuty: (duty: number) => number,
): readonly number[] {
  return speeds.map((speed) => {
    const step = steps[stepFor(speed, steps.length)];
    if (step === undefined) return Number.NaN;
    return step.by === 'speed' ? step.speed : speedAtDuty(step.duty);
  });
}

/** Mean speed of both directions, under a person of medium load. */
function speedAt({ drive, fullSpeedMmPerS, slowerUnderPerson }: AnyCarriage, duty: number): number {
  const empty = (fullSpeedMmPerS.up + fullSpeedMmPerS.down) / 2;
  const slower = (slowerUnderPerson.min + slowerUnderPerson.max) / 2;
  return empty * (1 - slower) * shareAt(drive, duty);
}

/** Share of full speed at this duty: speed is proportional to duty less friction. */
function shareAt({ pwm }: AnyCarriage['drive'], duty: number): number {
  return pwm === null ? 1 : (duty - pwm.frictionDuty) / (1 - pwm.frictionDuty);
}

function turnsOf({ drive, fullTurnsPerMin, speeds: steps }: AnyKneader): readonly number[] {
  return sixOf(steps, (duty) => fullTurnsPerMin * shareAt(drive, duty));
}

/** Where a chair has fewer speeds than the remote, the nearest stands in. `measured`: its current shows a stall. */
export function tapperFigures(
  { drive, speeds: steps, draws, current }: AnyTapper,
  measured: boolean,
): TapperFigures {
  const { pwm } = drive;
  return {
    duties: pwm === null ? speeds.map(() => 1) : sixOf(steps, (duty) => duty),
    ...assumedMotors.tapper,
    ...(pwm === null ? {} : { breakawayDuty: pwm.duty.min, frictionDuty: pwm.frictionDuty }),
    ...drawsOf({ current, draws }),
    measured,
  };
}
