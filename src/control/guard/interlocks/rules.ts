/**
 * The interlocks: every direct rule of the guard, in one table. A rule whose condition has held for its qualification
 * time raises its fault or inhibits its outputs. Rules are judged from the top; of several that inhibit an output the
 * first gives the reason. What a latched fault takes, and that it is shown, stands in the fault table.
 */
import { at } from '../../../chair/assert.ts';
import type { FaultCode } from '../../../chair/faults.ts';
import { heatLimits, lateMs, sessionLimits, tickMs } from '../../../chair/limits.ts';
import { type MotorName, motorNames, widths } from '../../../chair/names.ts';
import { motorDuty } from '../../../chair/outputs.ts';
import { allParts, heatParts, maskOf, motorParts, padPart, padsMax, part } from '../../../chair/parts.ts';
import { motorAmperes } from '../../../chair/sensors.ts';
import { thermistorRange } from '../../../chair/thermistor.ts';
import { tripNumber } from '../../../chair/trips.ts';
import type { Amperes, Celsius, Duty, Milliseconds } from '../../../chair/units.ts';
import { longestElapsedMs } from '../../elapsed.ts';
import type { Need, TapperLimits } from '../limits.ts';
import type { InhibitName } from '../reasons.ts';
import { isAtBottom, isAtTop, isAtWrongEnd, isContradicted, isNearEnd } from './carriage.ts';
import { isInSession } from './clock.ts';
import { blame, isTripOver, lostAfterMs, tripFault, whyDiffers } from './link.ts';
import { isLeft } from './people.ts';
import { runMaxMs } from './run-time.ts';
import type { Seen } from './seen.ts';
import { isWarm, type SurfaceWatch } from './surface.ts';

export interface Rule {
  readonly name: string;
  /** The ability that the chair must have for it. */
  readonly needs: Need | null;
  /** The pad it is for: a chair without that pad has no such rule. */
  readonly pad?: number;
  /** `unclear` says nothing either way: the qualification time neither goes on nor begins anew. */
  readonly when: (seen: Seen) => boolean | 'unclear';
  /** Qualification time: how long the condition must have held; 0 is at once. */
  readonly forMs: Milliseconds;
  /** A condition that comes and goes adds up: while it does not hold, the time runs back by this share. Else it begins anew. */
  readonly leaks?: number | ((seen: Seen) => number);
  /** Judged by values that are new alone, and timed by what they speak for: evidence may pause. */
  readonly onEvidence?: true;
  readonly does:
    | {
        readonly raises: FaultCode | ((seen: Seen) => FaultCode);
        readonly part: number | ((seen: Seen) => number);
      }
    | { readonly shows: FaultCode }
    | { readonly inhibits: InhibitName; readonly outputs: number };
  /** What was measured, in the unit of the fault or the inhibit. */
  readonly value: (seen: Seen) => number;
}

const noPart = part.none;
const nothing = () => 0;

/** Beyond what leaks away: 5 s of a host that is away for 30 % of the time, less of a worse one. */
const missedMaxMs = 600;

const timeRules: readonly Rule[] = [
  {
    name: 'ticks were skipped, or time is no time',
    needs: null,
    when: ({ counts: { clock } }) => !(clock.stepMs > 0 && clock.stepMs <= longestElapsedMs),
    forMs: 0,
    does: { raises: 'E53', part: noPart },
    value: ({ counts: { clock } }) => clock.stepMs - tickMs,
  },
  {
    name: 'the tick runs late',
    needs: null,
    when: ({ counts: { clock } }) => !(clock.behindMs <= lateMs && clock.behindMs >= -tickMs),
    forMs: 0,
    does: { raises: 'E53', part: noPart },
    value: ({ counts: { clock } }) => clock.behindMs,
  },
  {
    name: 'too many turns are missed',
    needs: null,
    when: ({ counts: { clock } }) => clock.missedMs > missedMaxMs,
    forMs: 0,
    does: { raises: 'E57', part: noPart },
    value: ({ counts: { clock } }) => clock.missedMs,
  },
  {
    name: 'the session has lasted its time',
    needs: null,
    when: ({ counts: { clock }, limits }) => isInSession(clock) && clock.sessionMs > limits.sessionMaxMs,
    forMs: 0,
    does: { inhibits: 'session over', outputs: allParts },
    value: ({ counts: { clock } }) => clock.sessionMs / 1000,
  },
  {
    name: 'the heat has been on for its time',
    needs: 'heat',
    when: ({ counts: { clock } }) => clock.heat.totalMs >= sessionLimits.heatMaxMs,
    forMs: 0,
    does: { inhibits: 'heat time over', outputs: heatParts },
    value: ({ counts: { clock } }) => clock.heat.totalMs / 1000,
  },
  ...(['paused', 'no session'] as const).flatMap((inhibits): Rule[] => [
    {
      name: `motors have had what the state allows them: ${inhibits}`,
      needs: null,
      when: ({ counts: { clock } }) =>
        (clock.state === 'paused') === (inhibits === 'paused') && clock.motorsMs >= clock.allowed.motorsMs,
      forMs: 0,
      does: { inhibits, outputs: motorParts },
      value: ({ counts: { clock } }) => clock.stateMs / 1000,
    },
    {
      name: `heat has had what the state allows it: ${inhibits}`,
      needs: 'heat',
      when: ({ counts: { clock } }) =>
        (clock.state === 'paused') === (inhibits === 'paused') && clock.heatMs >= clock.allowed.heatMs,
      forMs: 0,
      does: { inhibits, outputs: heatParts },
      value: ({ counts: { clock } }) => clock.stateMs / 1000,
    },
  ]),
];

const peopleRules: readonly Rule[] = [
  {
    name: 'the emergency stop is pressed',
    needs: 'emergency stop',
    when: ({ sensors }) => sensors.emergencyStop !== false,
    forMs: 0,
    does: { raises: 'E71', part: noPart },
    value: nothing,
  },
  {
    name: 'the stop key is down, or has not been let go of',
    needs: null,
    when: ({ counts: { people } }) => people.stopped,
    forMs: 0,
    does: { inhibits: 'stop key', outputs: allParts },
    value: ({ counts: { people } }) => people.stoppedMs / 1000,
  },
  {
    name: 'heat for an empty seat',
    needs: 'seat',
    when: ({ counts: { people, clock } }) => isLeft(people) && isInSession(clock),
    forMs: 0,
    does: { inhibits: 'seat empty', outputs: heatParts },
    value: ({ counts: { people } }) => people.emptyMs / 1000,
  },
  {
    name: 'motors for an empty seat, or not let go of since',
    needs: 'seat',
    when: ({ counts: { people } }) => people.leftSeat,
    forMs: 0,
    does: { inhibits: 'seat empty', outputs: motorParts },
    value: ({ counts: { people } }) => people.emptyMs / 1000,
  },
  {
    name: 'a key is stuck',
    needs: 'keys',
    when: ({ counts: { people } }) => people.stuckKeys !== 0,
    forMs: 0,
    does: { shows: 'E72' },
    value: ({ counts: { people } }) => people.stuckKeys,
  },
];

/** More damaged frames than this, beyond what leaks away, is a poor link; so are values that often come later than any burst. */
const badFramesMax = 12;
const slowMax = 100;
const slowMaxMs = 1300;
/** A difference that lasts so long is a fault; with the lag it stays below 300 ms. */
const differsMaxMs = 200;
/** The host's own rules have found their fault by then. */
const tripExplainsMs = 200;

const linkRules: readonly Rule[] = [
  {
    name: 'the controller has no guard',
    needs: null,
    when: ({ sensors: { link } }) => link.guarded !== true,
    forMs: 0,
    does: { raises: 'E56', part: noPart },
    value: nothing,
  },
  {
    name: 'the link is lost',
    needs: null,
    when: ({ sensors: { link }, counts }) =>
      link.connected !== true || !(link.ageMs <= lostAfterMs(counts.link)),
    forMs: 0,
    does: { raises: 'E51', part: noPart },
    value: ({ sensors: { link } }) => link.ageMs,
  },
  {
    name: 'the link is slow',
    needs: null,
    when: ({ counts: { link } }) => link.slow > slowMax,
    forMs: slowMaxMs,
    does: { raises: 'E52', part: noPart },
    value: ({ sensors: { link } }) => link.ageMs,
  },
  {
    name: 'the link is noisy',
    needs: null,
    when: ({ counts: { link } }) => link.badMost > badFramesMax,
    forMs: 0,
    does: { raises: 'E52', part: noPart },
    value: ({ counts: { link } }) => link.badMost,
  },
  {
    // With the chair off nothing can have been switched by a start; a new board is a new beginning.
    name: 'the controller has restarted in use',
    needs: null,
    when: ({ counts: { link, clock } }) => link.restarted && clock.state !== 'off',
    forMs: 0,
    does: { raises: 'E55', part: noPart },
    value: ({ counts: { link } }) => link.boots,
  },
  {
    name: 'the controller has switched everything off',
    needs: null,
    when: ({ sensors: { link } }) => link.trip !== 0,
    forMs: 0,
    does: { inhibits: 'controller off', outputs: allParts },
    value: ({ sensors: { link } }) => link.trip,
  },
  {
    // Its reason shows as a fault where the host's own rules have found none within their bounds: they say more.
    name: 'the controller has switched everything off, and no rule says why',
    needs: null,
    when: ({ sensors, counts: { link, clock }, register }) =>
      tripFault(sensors.link.trip) !== null &&
      link.trippedMs >= tripExplainsMs &&
      !isTripOver(link, clock) &&
      register.faults === 0,
    forMs: 0,
    does: { raises: ({ sensors }) => tripFault(sensors.link.trip) ?? 'E55', part: noPart },
    value: ({ sensors: { link } }) => link.trip,
  },
  {
    name: 'outputs differ from their orders',
    needs: null,
    when: ({ counts: { link } }) => link.differsMs >= differsMaxMs,
    forMs: 0,
    does: {
      raises: ({ counts: { link } }) => whyDiffers(link),
      part: ({ counts: { link } }) => link.differsPart,
    },
    value: ({ counts: { link } }) => link.differsLevel,
  },
];

const supplyV = ({ sensors }: Seen) => sensors.supplyV;
const isSupplyHigh = ({ sensors, limits }: Seen) => sensors.supplyV > limits.supply.warnHighV;

const supplyRules: readonly Rule[] = [
  {
    name: 'the supply is a little low, or no number',
    needs: 'supply sensed',
    when: (seen) => !(seen.sensors.supplyV >= seen.limits.supply.warnLowV),
    forMs: 0,
    does: { shows: 'E11' },
    value: supplyV,
  },
  {
    name: 'the supply is a little high',
    needs: 'supply sensed',
    when: isSupplyHigh,
    forMs: 0,
    does: { shows: 'E12' },
    value: supplyV,
  },
  {
    // A dip while a motor starts lasts some ms; so long is no dip.
    name: 'the supply is outside its band',
    needs: 'supply sensed',
    when: ({ sensors, limits: { supply } }) =>
      !(sensors.supplyV >= supply.stopLowV && sensors.supplyV <= supply.stopHighV),
    forMs: 80,
    does: { raises: (seen) => (isSupplyHigh(seen) ? 'E12' : 'E11'), part: noPart },
    value: supplyV,
  },
];

/** A thermistor: its reading, its part, and where it trips: away from the pads there is nothing that could. */
interface Thermistor {
  readonly name: string;
  readonly pad?: number;
  readonly part: number;
  readonly readC: (seen: Seen) => Celsius;
  readonly tripC: Celsius;
}

const padThermistors = Array.from({ length: padsMax }, (_, pad): Thermistor[] => [
  {
    name: `element of pad ${pad + 1}`,
    pad,
    part: padPart(pad),
    readC: ({ sensors }) => at(sensors.pads, pad, 'pad').elementC,
    tripC: heatLimits.elementTripC,
  },
  {
    name: `surface of pad ${pad + 1}`,
    pad,
    part: padPart(pad),
    readC: ({ sensors }) => at(sensors.pads, pad, 'pad').surfaceC,
    // Its limits are rules of their own.
    tripC: Number.POSITIVE_INFINITY,
  },
]).flat();
const ambientThermistor: Thermistor = {
  name: 'ambient',
  part: part.ambient,
  readC: ({ sensors }) => sensors.ambientC,
  tripC: Number.POSITIVE_INFINITY,
};
export const thermistors: readonly Thermistor[] = [...padThermistors, ambientThermistor];

/** What a reading that cannot be means; null for one that can. Written so that one that is no number is open. */
export function readingFault({ tripC }: Thermistor, celsius: Celsius): FaultCode | null {
  const { openBelowC, shortAboveC } = thermistorRange;
  if (celsius >= openBelowC && celsius <= shortAboveC && celsius < tripC) return null;
  return celsius > shortAboveC ? 'E22' : celsius >= tripC ? 'E23' : 'E21';
}

/** The controller has judged a thermistor itself; a reading of so short before tells which, and how. */
const thermistorTrip = tripNumber('thermistor');
const doubtedLatelyMs = 200;

const thermistorRules: readonly Rule[] = [
  {
    // It believes a bad reading sooner than the host does. In a chair that is off a trip is no fault.
    name: 'the controller has judged a thermistor',
    needs: 'heat',
    when: ({ sensors, counts: { doubt, clock }, register }) =>
      sensors.link.trip === thermistorTrip &&
      doubt.code !== null &&
      clock.nowMs - doubt.atMs <= doubtedLatelyMs &&
      register.faults === 0 &&
      clock.state !== 'off',
    forMs: 0,
    does: {
      raises: ({ counts: { doubt } }) => doubt.code ?? 'E23',
      part: ({ counts: { doubt } }) => doubt.part,
    },
    value: ({ counts: { doubt } }) => doubt.celsius,
  },
  ...thermistors.flatMap((thermistor): Rule[] => {
    const { name, pad, readC } = thermistor;
    const which = pad === undefined ? {} : { pad };
    const when = (seen: Seen) => readingFault(thermistor, readC(seen)) !== null;
    return [
      {
        name: `a reading cannot be: ${name}`,
        needs: 'heat',
        ...which,
        when,
        forMs: 0,
        does: { inhibits: 'reading in doubt', outputs: heatParts },
        value: readC,
      },
      {
        // Three readings, so that one spoilt sample is no fault; a lead that opens twice a second is one.
        name: `a thermistor is open, shorted or too hot: ${name}`,
        needs: 'heat',
        ...which,
        when,
        forMs: 60,
        leaks: 1 / 50,
        does: {
          raises: (seen) => readingFault(thermistor, readC(seen)) ?? 'E21',
          part: thermistor.part,
        },
        value: readC,
      },
    ];
  }),
];

/** Limits are kept less a tick: a fault may begin just after the sensors were read. A current passes filter and line, too. */
const stallMaxMs = 300 - 3 * tickMs;
/** A blocked motor draws 5 A x duty; a running one 1.2 A at most. In between lies 1.5 A + 3 A x duty (limit). */
const stallBaseA = 1.5;
const stallPerDutyA = 3;
/** Less is no current: a standing motor draws 5 A (7 A) x duty. */
export const deadA = 0.2;

interface MotorFaults {
  readonly stalled: FaultCode;
  readonly over: FaultCode;
  /** Driven above breakaway without an edge for so long is no motion (limit). */
  readonly blindMaxMs: Milliseconds;
}

export const motorFaults: Readonly<Record<MotorName, MotorFaults>> = {
  carriage: { stalled: 'E31', over: 'E35', blindMaxMs: 1000 - tickMs },
  kneader: { stalled: 'E41', over: 'E42', blindMaxMs: 2000 - tickMs },
};
const tapperUnsupervisedMaxMs = 2000;

/** Why a motor does not move: no current at all, the end of the rail, or something in the way. */
function whyStill(seen: Seen, motor: MotorName): FaultCode {
  if (motorAmperes(seen.sensors, motor) < deadA) return 'E36';
  if (motor === 'carriage' && isAtWrongEnd(seen.counts.carriage)) return 'E37';
  if (motor === 'carriage' && isNearEnd(seen.counts.carriage, seen.limits.carriage)) return 'E32';
  return motorFaults[motor].stalled;
}

/** How fast the time without motion runs back while edges come: 20 ms with one in them take so many times as much away. */
const edgeLeak: Readonly<Record<MotorName, number>> = { carriage: 25, kneader: 75 };
/** Driven for so long without a verdict. */
const unsupervisedMaxMs: Readonly<Record<MotorName, Milliseconds>> = { carriage: 500, kneader: 2000 };

const motorRules: readonly Rule[] = motorNames.flatMap((motor): Rule[] => {
  const { over, blindMaxMs } = motorFaults[motor];
  const value = ({ sensors }: Seen) => motorAmperes(sensors, motor);
  return [
    {
      name: `the ${motor} is stalled, by its current`,
      needs: `${motor} current`,
      when: (seen) => {
        const { least, most } = seen.counts.drives[motor];
        return least !== 0 && !(value(seen) <= stallBaseA + stallPerDutyA * most);
      },
      forMs: stallMaxMs,
      leaks: 0.1,
      onEvidence: true,
      does: { raises: (seen) => whyStill(seen, motor), part: part[motor] },
      value,
    },
    {
      name: `the ${motor} is driven and does not move`,
      needs: `${motor} counts`,
      when: (seen) => {
        const { least, most } = seen.counts.drives[motor];
        if (most === 0 || seen.counts[motor].moved) return false;
        return least >= seen.limits[motor].breakawayDuty ? true : 'unclear';
      },
      forMs: blindMaxMs,
      // An edge takes away what the slowest healthy one takes to come; rest by itself proves nothing.
      leaks: (seen) => (seen.counts[motor].moved ? edgeLeak[motor] : 0.5),
      onEvidence: true,
      does: { raises: (seen) => whyStill(seen, motor), part: part[motor] },
      value,
    },
    {
      name: `the ${motor} is driven and nothing says what it does`,
      needs: null,
      when: ({ counts: { unsupervisedMs } }) => unsupervisedMs[motor] > unsupervisedMaxMs[motor] - tickMs,
      forMs: 0,
      does: { raises: 'E38', part: part[motor] },
      value: ({ counts: { unsupervisedMs } }) => unsupervisedMs[motor],
    },
    {
      name: `the ${motor} draws more than a blocked one`,
      needs: `${motor} current`,
      when: (seen) => !(value(seen) <= seen.limits[motor].overA),
      forMs: 100,
      leaks: 0.1,
      onEvidence: true,
      does: { raises: ({ counts: { link } }) => blame(link, over), part: part[motor] },
      value,
    },
  ];
});

/** An edge or two may still flicker on a magnet's rim. */
const strayEdgesMax = 2;

const carriageRules: readonly Rule[] = [
  {
    name: 'an end closes on the way to the other one',
    needs: 'ends',
    when: ({ counts: { carriage }, wanted }) =>
      carriage.crossed || wanted.carriageDuty * carriage.crossedEnd < 0,
    forMs: 0,
    does: { raises: 'E37', part: part.carriage },
    value: ({ counts: { carriage } }) => carriage.runMm,
  },
  {
    name: 'the switch of an end that was met comes and goes',
    needs: 'ends',
    when: ({ counts: { carriage }, sensors, wanted: { carriageDuty } }) =>
      (carriageDuty > 0 && carriage.atTop && !isAtTop(sensors)) ||
      (carriageDuty < 0 && carriage.atBottom && !isAtBottom(sensors)),
    forMs: 1000,
    leaks: 0.1,
    does: { raises: 'E33', part: part.carriage },
    value: ({ counts: { carriage } }) => carriage.placeMm,
  },
  {
    // Longer than limit switches bounce.
    name: 'limit switches contradict each other or the place',
    needs: 'ends',
    when: ({ counts: { carriage }, sensors, limits }) => isContradicted(carriage, sensors, limits.carriage),
    forMs: 40,
    leaks: 1 / 25,
    onEvidence: true,
    does: { raises: 'E33', part: part.carriage },
    value: ({ counts: { carriage } }) => carriage.placeMm,
  },
  {
    name: 'a limit is not reached',
    needs: 'ends',
    when: ({ counts: { carriage }, given, limits: { carriage: rail } }) =>
      given.carriageDuty !== 0 &&
      (carriage.runMs >= (carriage.searching ? rail.searchMaxMs : rail.runMaxMs) ||
        carriage.runMm >= rail.runMaxMm),
    forMs: 0,
    onEvidence: true,
    does: { raises: 'E32', part: part.carriage },
    value: ({ counts: { carriage } }) => carriage.runMs / 1000,
  },
  {
    name: 'the carriage moves undriven',
    needs: 'carriage counts',
    when: ({ counts: { carriage } }) => carriage.strayEdges > strayEdgesMax,
    forMs: 0,
    onEvidence: true,
    does: { raises: 'E34', part: part.carriage },
    value: ({ counts: { carriage } }) => Math.ceil(carriage.strayEdges),
  },
];

const kneaderRules: readonly Rule[] = [
  {
    // Two sensors lie 90 degrees apart and are active for 40: never both, but for a reading between two ticks.
    name: 'two cam sensors at once',
    needs: 'cams',
    when: ({ counts: { kneader } }) => (kneader.cams & (kneader.cams - 1)) !== 0,
    forMs: 60,
    leaks: 1 / 25,
    onEvidence: true,
    does: { raises: 'E43', part: part.kneader },
    value: ({ counts: { kneader } }) => kneader.cams,
  },
  ...widths.map(
    (_, sensor): Rule => ({
      name: `a cam sensor stays out: ${sensor + 1}`,
      needs: 'cams',
      when: ({ counts: { kneader }, limits }) =>
        kneader.rising !== 0 &&
        at(kneader.without, sensor, 'cam sensor') >= at(limits.kneader.withoutMost, sensor, 'cam sensor'),
      forMs: 0,
      onEvidence: true,
      does: { raises: 'E43', part: part.narrow + sensor },
      value: ({ counts: { kneader } }) => at(kneader.without, sensor, 'cam sensor'),
    }),
  ),
];

/** A rhythm must not hide a stall: its rests prove nothing, and what it draws as it starts is less than runs it afterwards. */
const tapperLeak = 0.5;

/** Half way between what a running one draws at most and what a blocked one draws. */
function tapperMostA({ runningA, stallA }: TapperLimits, duty: Duty): Amperes {
  return (runningA + stallA * duty) / 2;
}

const tapperRules: readonly Rule[] = [
  {
    name: 'the tapper is stalled, by its current',
    needs: 'tapper current',
    when: ({ sensors, counts: { drives }, limits: { tapper } }) => {
      const { least, most } = drives.tapper;
      if (tapper === null || !tapper.measured || least === 0 || least < tapper.breakawayDuty)
        return 'unclear';
      return !(sensors.tapperA <= tapperMostA(tapper, most));
    },
    forMs: stallMaxMs,
    leaks: tapperLeak,
    onEvidence: true,
    does: { raises: 'E44', part: part.tapper },
    value: ({ sensors }) => sensors.tapperA,
  },
  {
    name: 'the tapper draws more than a blocked one',
    needs: 'tapper current',
    when: ({ sensors, limits: { tapper } }) =>
      tapper?.measured === true && !(sensors.tapperA <= tapper.overA),
    forMs: 100,
    leaks: 0.1,
    onEvidence: true,
    does: { raises: ({ counts: { link } }) => blame(link, 'E44'), part: part.tapper },
    value: ({ sensors }) => sensors.tapperA,
  },
  {
    name: 'the tapper is driven and nothing says what it does',
    needs: 'tapper current',
    when: ({ counts: { unsupervisedMs }, limits: { tapper } }) =>
      tapper?.measured === true && unsupervisedMs.tapper > tapperUnsupervisedMaxMs - tickMs,
    forMs: 0,
    does: { raises: 'E38', part: part.tapper },
    value: ({ counts: { unsupervisedMs } }) => unsupervisedMs.tapper,
  },
  {
    // Nothing sees it stall: a thermal switch or a fuse is to tell, and gets its time.
    name: 'the tapper has run for its 2 min in any 3',
    needs: 'tapper',
    when: ({ counts, limits: { tapper } }) =>
      tapper !== null && !tapper.measured && counts.tapper.runs.sumMs >= runMaxMs,
    forMs: 0,
    does: { inhibits: 'tapper warm', outputs: maskOf('tapper') },
    value: ({ counts }) => counts.tapper.runs.sumMs / 1000,
  },
];

/** Never on one spot for too long, never into a closed limit, never from one way to the other without coasting. */
const motionRules: readonly Rule[] = [
  {
    name: 'one spot has been worked for its time',
    needs: null,
    when: ({ counts: { spot }, limits }) => spot.hereMs >= limits.carriage.spotMaxMs,
    forMs: 0,
    does: { inhibits: 'same spot', outputs: maskOf('kneader', 'tapper') },
    value: ({ counts: { spot } }) => spot.hereMs / 1000,
  },
  {
    name: 'the kneader has run for 2 min of the last 3, and nothing would notice a stall',
    needs: 'kneader in turns',
    when: ({ counts: { kneaderRuns } }) => kneaderRuns.sumMs >= runMaxMs,
    forMs: 0,
    does: { inhibits: 'kneader cools', outputs: maskOf('kneader') },
    value: ({ counts: { kneaderRuns } }) => kneaderRuns.sumMs / 1000,
  },
  {
    name: 'the carriage is driven into a closed limit',
    needs: 'ends',
    when: ({ wanted: { carriageDuty }, sensors, counts: { carriage } }) =>
      (carriageDuty > 0 && (isAtTop(sensors) || carriage.atTop)) ||
      (carriageDuty < 0 && (isAtBottom(sensors) || carriage.atBottom)),
    forMs: 0,
    does: { inhibits: 'limit switch', outputs: maskOf('carriage') },
    value: ({ counts: { carriage } }) => carriage.placeMm,
  },
  ...motorNames.map(
    (motor): Rule => ({
      name: `the ${motor} turns round without coasting`,
      needs: `${motor} two ways`,
      when: ({ wanted, limits, counts: { coasting } }) =>
        motorDuty(wanted, motor) * coasting[motor].sign < 0 &&
        coasting[motor].restMs < limits[motor].reversalMs,
      forMs: 0,
      does: { inhibits: 'reversal', outputs: maskOf(motor) },
      value: ({ counts: { coasting } }) => coasting[motor].restMs,
    }),
  ),
];

const surfaceRules: readonly Rule[] = Array.from({ length: padsMax }, (_, pad): Rule[] => {
  const surface = ({ counts }: Seen): SurfaceWatch => at(counts.surfaces, pad, 'pad');
  const value = (seen: Seen) => surface(seen).surfaceC;
  return [
    {
      name: `nothing would keep it from burning: pad ${pad + 1}`,
      needs: 'heat',
      pad,
      when: ({ limits }) => !at(limits.pads, pad, 'pad').heats,
      forMs: 0,
      does: { inhibits: 'not earned', outputs: 1 << padPart(pad) },
      value: nothing,
    },
    {
      name: `the surface would become too warm: pad ${pad + 1}`,
      needs: 'heat',
      pad,
      when: (seen) => isWarm(surface(seen)),
      forMs: 0,
      does: { inhibits: 'surface warm', outputs: 1 << padPart(pad) },
      value,
    },
    {
      // Held back already and still warm: it is not this pad's switch alone that should keep the heat off.
      name: `the surface stays warm: pad ${pad + 1}`,
      needs: 'heat',
      pad,
      when: (seen) => value(seen) > heatLimits.surfaceLongC,
      forMs: heatLimits.surfaceLongMs + tickMs,
      does: { inhibits: 'surface warm', outputs: heatParts },
      value,
    },
    {
      name: `the surface is too hot: pad ${pad + 1}`,
      needs: 'heat',
      pad,
      when: (seen) => value(seen) >= heatLimits.surfaceTripC,
      forMs: 100,
      does: { raises: 'E23', part: padPart(pad) },
      value,
    },
  ];
}).flat();

const orderRules: readonly Rule[] = [
  {
    name: 'an order is no number',
    needs: null,
    when: ({ wantedFit }) => !wantedFit,
    forMs: 0,
    does: { inhibits: 'order unfit', outputs: allParts },
    value: nothing,
  },
];

export const rules: readonly Rule[] = [
  ...timeRules,
  ...peopleRules,
  ...linkRules,
  ...supplyRules,
  ...thermistorRules,
  ...motorRules,
  ...carriageRules,
  ...kneaderRules,
  ...tapperRules,
  ...surfaceRules,
  ...motionRules,
  ...orderRules,
];
