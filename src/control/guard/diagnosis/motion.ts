/**
 * Compares each motor with how it has been driven: what it draws, whether it moves, whether the carriage meets the ends
 * of its rail. A table like that of the interlocks, whose rules only raise faults. Besides, the kneader is held back where it
 * may be what drives the carriage into an end.
 */
import { hasFault } from '../../../chair/fault-set.ts';
import type { FaultCode } from '../../../chair/faults.ts';
import { tickMs } from '../../../chair/limits.ts';
import { type AnyMotorName, allMotorNames, type MotorName, motorNames } from '../../../chair/names.ts';
import { part } from '../../../chair/parts.ts';
import { motorAmperes } from '../../../chair/sensors.ts';
import { type Millimetres, type Milliseconds, minuteMs } from '../../../chair/units.ts';
import { isAtBottom, isAtTop, isContradicted } from '../interlocks/carriage.ts';
import type { Seen } from '../interlocks/counts.ts';
import { createQualified, judge, type Raises, type Rule, tableOf } from '../interlocks/interlocks.ts';
import type { GuardLimits } from '../limits.ts';
import { type FaultRegister, inhibit } from '../register.ts';
import { createCarriageRun, watchRun } from './carriage-run.ts';
import { createEndWires, drivesIntoCrossed, isAtWrongEnd, noteHeldFast, watchEndWires } from './end-wires.ts';
import { createUnsupervised, watchUnsupervised } from './unsupervised.ts';

export type Motion = ReturnType<typeof createMotion>;

/** What these rules see besides what the interlocks see. */
export interface MotionSeen extends Seen {
  readonly motion: Motion;
}

type MotionRule = Rule<MotionSeen> & Raises<MotionSeen>;

/** Limits are shortened by three ticks: a fault may begin just after the sensors were read, and filter and line delay the readings. */
const lateMostMs: Milliseconds = 3 * tickMs;
const stallMaxMs = 300 - lateMostMs;

const stalled: Readonly<Record<MotorName, FaultCode>> = { carriage: 'E31', kneader: 'E41' };
/** A motor driven above breakaway for this long without an edge does not move (limit). */
const blindMaxMs: Readonly<Record<MotorName, Milliseconds>> = {
  carriage: 1000 - lateMostMs,
  kneader: 2000 - lateMostMs,
};
/** How fast the time without motion runs back when an edge comes: 20 ms with an edge in them take this many times 20 ms away. */
const edgeLeak: Readonly<Record<MotorName, number>> = { carriage: 25, kneader: 75 };
/** What is forgotten while it rests: an end that a key leaves and meets again is pressed on, while arms may begin anew at any place. */
const restLeak: Readonly<Record<MotorName, number>> = { carriage: 0.05, kneader: 0.5 };
/** A reversed carriage is as far from its next edge as it can be, and slow: the time restarts from 0. */
const turnLeak = 1000;
const turnsRound = ({ counts: { carriage } }: MotionSeen, motor: MotorName): boolean =>
  motor === 'carriage' && carriage.turnedRound;
/** How long a motor may be driven without a verdict. Over a line that lags and bursts the first comes after 440 ms. */
const unsupervisedMaxMs: Readonly<Record<AnyMotorName, Milliseconds>> = {
  carriage: 500,
  kneader: 2000,
  tapper: 2000,
};

/** How long a motor may be driven without drawing current. */
const idleMaxMs: Milliseconds = 1500 - lateMostMs;

const hasMoved = ({ counts: { carriage, cam } }: MotionSeen, motor: MotorName): boolean =>
  motor === 'carriage' ? carriage.newEdges > 0 : cam.changed !== 0;

/** Since the values before, arms at full speed may have met a sensor and left it again, unseen. Edges are counted by the controller. */
function mayHavePassed({ counts: { evidence }, limits: { kneader } }: MotionSeen): boolean {
  return (evidence.sinceMs * kneader.fullTurnsPerMin) / minuteMs > kneader.shownTurns;
}

/** This near its end, a stall is put down to the limit switch. */
const nearEndMm: Millimetres = 40;

/** Driven into its end without meeting a limit switch. */
function isNearEnd({ counts: { carriage }, limits: { carriage: rail } }: MotionSeen): boolean {
  const endMm = carriage.direction === 1 ? rail.railMm : 0;
  return carriage.placeKnown && Math.abs(carriage.placeMm - endMm) <= nearEndMm;
}

/** The end that it is driven to has closed: over a slow line it may run on into the stop until it hears of that. */
const isAtItsEnd = ({ sensors, counts: { carriage } }: MotionSeen, motor: MotorName): boolean =>
  motor === 'carriage' && (carriage.direction > 0 ? isAtTop(sensors) : isAtBottom(sensors));

/** Why a motor does not move: no current at all, the end of the rail, or something in the way. */
function whyStill(seen: MotionSeen, motor: MotorName): FaultCode {
  const { has, noCurrent } = seen.limits;
  const isDead = has[`${motor} current`] && motorAmperes(seen.sensors, motor) < noCurrent[motor].deadA;
  if (isDead) return 'E36';
  if (motor === 'carriage' && isAtWrongEnd(seen.motion.endWires, seen.counts.carriage)) return 'E37';
  if (motor === 'carriage' && isNearEnd(seen)) return 'E32';
  return stalled[motor];
}

const motorRules: readonly MotionRule[] = [
  ...motorNames.flatMap((motor): MotionRule[] => {
    const value = ({ sensors }: MotionSeen) => motorAmperes(sensors, motor);
    return [
      {
        name: `the ${motor} is stalled, by its current`,
        needs: `${motor} current`,
        when: (seen) => {
          const { least, most } = seen.counts.evidence.drives[motor];
          if (isAtItsEnd(seen, motor)) return 'unclear';
          const { baseA, perDutyA } = seen.limits[motor].stalled;
          return least !== 0 && !(value(seen) <= baseA + perDutyA * most);
        },
        forMs: stallMaxMs,
        leaks: 0.1,
        byFreshValues: true,
        raises: (seen) => whyStill(seen, motor),
        part: part[motor],
        value,
      },
      {
        name: `the ${motor} is driven and does not move`,
        needs: `${motor} counts often`,
        when: (seen) => {
          const { least, most } = seen.counts.evidence.drives[motor];
          if (isAtItsEnd(seen, motor)) return 'unclear';
          if (most === 0 || hasMoved(seen, motor) || turnsRound(seen, motor)) return false;
          if (motor === 'kneader' && mayHavePassed(seen)) return 'unclear';
          return least >= seen.limits[motor].breakawayDuty ? true : 'unclear';
        },
        forMs: blindMaxMs[motor],
        // An edge takes away the time that the slowest healthy edge takes to come; rest by itself proves nothing.
        leaks: (seen) =>
          turnsRound(seen, motor) ? turnLeak : hasMoved(seen, motor) ? edgeLeak[motor] : restLeak[motor],
        byFreshValues: true,
        counted: true,
        raises: (seen) => whyStill(seen, motor),
        part: part[motor],
        value,
      },
    ];
  }),
  {
    // A rhythm must not hide a stall: its rests prove nothing, and nor does a start, in which the tapper gets less than it then runs on.
    name: 'the tapper is stalled, by its current',
    needs: 'tapper current',
    when: ({ sensors, counts: { evidence }, limits: { tapper } }) => {
      const { least, most } = evidence.drives.tapper;
      if (least === 0 || least < tapper.breakawayDuty) return 'unclear';
      // Half way between what a running one draws at most and what a blocked one draws.
      return !(sensors.tapperA <= (tapper.runningA + tapper.stallA * most) / 2);
    },
    forMs: stallMaxMs,
    leaks: 0.5,
    byFreshValues: true,
    raises: 'E44',
    part: part.tapper,
    value: ({ sensors }) => sensors.tapperA,
  },
  ...allMotorNames.map(
    // At a start this is found sooner (bridges.ts). A motor that slows down is faster than its drive for a moment and draws nothing.
    (motor): MotionRule => ({
      name: `the ${motor} is driven and draws no current`,
      needs: `${motor} current`,
      when: ({ sensors, counts: { evidence }, limits }) => {
        const { least } = evidence.drives[motor];
        if (least === 0 || least < limits[motor].breakawayDuty) return 'unclear';
        return motorAmperes(sensors, motor) < limits.noCurrent[motor].idleA;
      },
      forMs: idleMaxMs,
      leaks: 0.5,
      byFreshValues: true,
      raises: 'E36',
      part: part.motorRelay,
      value: ({ sensors }) => motorAmperes(sensors, motor),
    }),
  ),
  ...allMotorNames.map(
    (motor): MotionRule => ({
      name: `the ${motor} is driven and nothing says what it does`,
      ...(motor === 'tapper' ? { needs: 'tapper current' } : {}),
      when: ({ motion }) => motion.unsupervised[motor].ms > unsupervisedMaxMs[motor] - tickMs,
      raises: 'E38',
      part: part[motor],
      value: ({ motion }) => motion.unsupervised[motor].ms,
    }),
  ),
];

const carriageRules: readonly MotionRule[] = [
  {
    name: 'an end closes on the way to the other one',
    needs: 'ends',
    when: ({ motion: { endWires }, wanted }) => endWires.crossed || drivesIntoCrossed(endWires, wanted),
    raises: 'E37',
    part: part.carriage,
    value: ({ motion }) => motion.run.travelMm,
  },
  {
    name: 'the switch of an end that was met comes and goes',
    needs: 'ends',
    when: ({ counts: { carriage }, sensors, wanted: { carriageDuty } }) =>
      (carriageDuty > 0 && carriage.atTop && !isAtTop(sensors)) ||
      (carriageDuty < 0 && carriage.atBottom && !isAtBottom(sensors)),
    forMs: 1000,
    leaks: 0.1,
    raises: 'E33',
    part: part.carriage,
    value: ({ counts: { carriage } }) => carriage.placeMm,
  },
  {
    // Longer than limit switches bounce.
    name: 'limit switches contradict each other or the place',
    needs: 'ends',
    when: ({ counts: { carriage }, sensors, limits }) => isContradicted(carriage, sensors, limits.carriage),
    forMs: 40,
    leaks: 1 / 25,
    byFreshValues: true,
    raises: 'E33',
    part: part.carriage,
    value: ({ counts: { carriage } }) => carriage.placeMm,
  },
  {
    // Too late to tell a jam in time, but long before the time limit of the run.
    name: 'the carriage is driven for as long as several of its seldom counts take, and none comes',
    needs: 'carriage counts seldom',
    when: ({ motion: { run }, limits }) => run.stillMs >= limits.carriage.stillMaxMs,
    byFreshValues: true,
    raises: (seen) => whyStill(seen, 'carriage'),
    part: part.carriage,
    value: ({ sensors }) => sensors.carriageA,
  },
  {
    name: 'a limit is not reached',
    needs: 'ends',
    when: ({ motion: { run }, given, limits: { carriage: rail } }) =>
      Math.sign(given.carriageDuty) === run.direction &&
      (run.forMs >= (run.searching ? rail.searchMaxMs : rail.runMaxMs) || run.travelMm >= rail.runMaxMm),
    byFreshValues: true,
    raises: 'E32',
    part: part.carriage,
    value: ({ motion }) => motion.run.forMs / 1000,
  },
];

export const motionRules: readonly MotionRule[] = [...motorRules, ...carriageRules];

const table = tableOf(motionRules);

export function createMotion(limits: GuardLimits) {
  return {
    run: createCarriageRun(),
    endWires: createEndWires(),
    unsupervised: createUnsupervised(),
    qualified: createQualified(table, limits),
  };
}

/** Each tick. */
export function watchMotion(seen: MotionSeen, register: FaultRegister): void {
  const { motion } = seen;
  if (seen.counts.evidence.fresh) watchRun(motion.run, seen);
  watchEndWires(motion.endWires, motion.run, seen);
  watchUnsupervised(motion.unsupervised, seen);
  const wasTold = hasFault(register.faults, 'E37');
  judge(table, motion.qualified, seen, register);
  const told = !wasTold && hasFault(register.faults, 'E37');
  if (told && isAtWrongEnd(motion.endWires, seen.counts.carriage))
    noteHeldFast(motion.endWires, seen.counts.carriage);
  if (motion.endWires.doubtfulEnd !== 0)
    inhibit(register, 1 << part.kneader, 'limit switch', seen.counts.carriage.placeMm);
}
