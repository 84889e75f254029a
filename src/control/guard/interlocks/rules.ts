/**
 * The interlocks: every direct rule of the guard, in one table. A rule whose condition has held for its qualification
 * time raises its fault or inhibits its outputs. Rules are judged from the top; of several that inhibit an output the
 * first gives the reason. What a latched fault takes, and that it is shown, stands in the fault table.
 */
import { at } from '../../../chair/assert.ts';
import type { FaultCode } from '../../../chair/faults.ts';
import { heatLimits, lateMs, sessionLimits, tickMs } from '../../../chair/limits.ts';
import { type AnyMotorName, allMotorNames, type MotorName, motorNames } from '../../../chair/names.ts';
import { motorDuty } from '../../../chair/outputs.ts';
import { allParts, heatParts, maskOf, motorParts, padPart, padsMax, part } from '../../../chair/parts.ts';
import { motorAmperes } from '../../../chair/sensors.ts';
import { tripNumber } from '../../../chair/trips.ts';
import type { Milliseconds } from '../../../chair/units.ts';
import { longestElapsedMs } from '../../elapsed.ts';
import type { Need } from '../limits.ts';
import type { InhibitName } from '../reasons.ts';
import { isAtBottom, isAtTop, isAtWrongEnd, isContradicted, isNearEnd } from './carriage.ts';
import { isInSession } from './clock.ts';
import type { Seen } from './counts.ts';
import { isTripOver, lostAfterMs, tripFault } from './link.ts';
import { runMaxMs } from './motors.ts';
import { roomMm } from './open-end.ts';
import { isLeft } from './people.ts';
import { isWarm } from './surface.ts';
import { readingFault, thermistors } from './thermistors.ts';

export type Rule = Condition & (Raises | Shows | Inhibits);

interface Condition {
  readonly name: string;
  /** The ability that the chair must have for it. */
  readonly needs?: Need;
  /** The pad it is for: a chair without that pad has no such rule. */
  readonly pad?: number;
  /** `unclear` says nothing either way: the qualification time neither goes on nor begins anew. */
  readonly when: (seen: Seen) => boolean | 'unclear';
  /** Qualification time: how long the condition must have held; without one it acts at once. */
  readonly forMs?: Milliseconds;
  /** A condition that comes and goes adds up: while it does not hold, the time runs back by this share. Else it begins anew. */
  readonly leaks?: number | ((seen: Seen) => number);
  /** Judged by values that are new alone, and timed by what they speak for, or by at most so much each: evidence may pause. */
  readonly onEvidence?: true | Milliseconds;
  /** What was measured, in the unit of the fault or the inhibit. */
  readonly value?: (seen: Seen) => number;
}

/** The fault, and the part it is seen on where it is one in particular. */
interface Raises {
  readonly raises: FaultCode | ((seen: Seen) => FaultCode);
  readonly part?: number | ((seen: Seen) => number);
}

interface Shows {
  readonly shows: FaultCode;
}

interface Inhibits {
  readonly inhibits: InhibitName | ((seen: Seen) => InhibitName);
  readonly outputs: number;
}

/** Beyond what leaks away: 5 s of a host that is away for 30 % of the time, less of a worse one. */
const missedMaxMs = 600;

const withoutSession = ({ counts: { clock } }: Seen) => (clock.state === 'paused' ? 'paused' : 'no session');
const inStateS = ({ counts: { clock } }: Seen) => clock.stateMs / 1000;

const timeRules: readonly Rule[] = [
  {
    name: 'ticks were skipped, or time is no time',
    when: ({ counts: { clock } }) => !(clock.stepMs > 0 && clock.stepMs <= longestElapsedMs),
    raises: 'E53',
    value: ({ counts: { clock } }) => clock.stepMs - tickMs,
  },
  {
    name: 'the tick runs late',
    when: ({ counts: { clock } }) => !(clock.behindMs <= lateMs && clock.behindMs >= -tickMs),
    raises: 'E53',
    value: ({ counts: { clock } }) => clock.behindMs,
  },
  {
    name: 'too many turns are missed',
    when: ({ counts: { clock } }) => clock.missedMs > missedMaxMs,
    raises: 'E57',
    value: ({ counts: { clock } }) => clock.missedMs,
  },
  {
    name: 'the session has lasted its time',
    when: ({ counts: { clock }, limits }) => isInSession(clock) && clock.sessionMs > limits.sessionMaxMs,
    inhibits: 'session over',
    outputs: allParts,
    value: ({ counts: { clock } }) => clock.sessionMs / 1000,
  },
  {
    name: 'the heat has been on for its time',
    needs: 'heat',
    when: ({ counts: { clock } }) => clock.heat.totalMs >= sessionLimits.heatMaxMs,
    inhibits: 'heat time over',
    outputs: heatParts,
    value: ({ counts: { clock } }) => clock.heat.totalMs / 1000,
  },
  {
    name: 'motors have had what the state allows them',
    when: ({ counts: { clock } }) => clock.motorsMs >= clock.allowed.motorsMs,
    inhibits: withoutSession,
    outputs: motorParts,
    value: inStateS,
  },
  {
    name: 'heat has had what the state allows it',
    needs: 'heat',
    when: ({ counts: { clock } }) => clock.heatMs >= clock.allowed.heatMs,
    inhibits: withoutSession,
    outputs: heatParts,
    value: inStateS,
  },
];

const peopleRules: readonly Rule[] = [
  {
    name: 'the emergency stop is pressed',
    needs: 'emergency stop',
    when: ({ sensors }) => sensors.emergencyStop !== false,
    raises: 'E71',
  },
  {
    name: 'the stop key is down, or has not been let go of',
    when: ({ counts: { people } }) => people.stopped,
    inhibits: 'stop key',
    outputs: allParts,
    value: ({ counts: { people } }) => people.stoppedMs / 1000,
  },
  {
    name: 'heat for an empty seat',
    needs: 'seat',
    when: ({ counts: { people, clock } }) => isLeft(people) && isInSession(clock),
    inhibits: 'seat empty',
    outputs: heatParts,
    value: ({ counts: { people } }) => people.emptyMs / 1000,
  },
  {
    name: 'motors for an empty seat, or not let go of since',
    needs: 'seat',
    when: ({ counts: { people } }) => people.leftSeat,
    inhibits: 'seat empty',
    outputs: motorParts,
    value: ({ counts: { people } }) => people.emptyMs / 1000,
  },
  {
    name: 'a key is stuck',
    needs: 'keys',
    when: ({ counts: { people } }) => people.stuckKeys !== 0,
    shows: 'E72',
    value: ({ counts: { people } }) => people.stuckKeys,
  },
];

/** The host's own rules have found their fault by then. */
const tripExplainsMs = 200;

const linkRules: readonly Rule[] = [
  {
    name: 'the controller has no guard',
    when: ({ sensors: { link } }) => link.guarded !== true,
    raises: 'E56',
  },
  {
    name: 'the link is lost',
    when: ({ sensors: { link }, counts }) =>
      link.connected !== true || !(link.ageMs <= lostAfterMs(counts.evidence)),
    raises: 'E51',
    value: ({ sensors: { link } }) => link.ageMs,
  },
  {
    // With the chair off nothing can have been switched by a start; a new board is a new beginning.
    name: 'the controller has restarted in use',
    when: ({ counts: { link, clock } }) => link.restarted && clock.state !== 'off',
    raises: 'E55',
    value: ({ counts: { link } }) => link.boots,
  },
  {
    name: 'the controller has switched everything off',
    when: ({ sensors: { link } }) => link.trip !== 0,
    inhibits: 'controller off',
    outputs: allParts,
    value: ({ sensors: { link } }) => link.trip,
  },
  {
    // Its reason shows as a fault where the host's own rules have found none within their bounds: they say more.
    name: 'the controller has switched everything off, and no rule says why',
    when: ({ sensors, counts: { link, clock }, register }) =>
      tripFault(sensors.link.trip) !== null &&
      link.trippedMs >= tripExplainsMs &&
      !isTripOver(link, clock) &&
      register.faults === 0,
    raises: ({ sensors }) => tripFault(sensors.link.trip) ?? 'E55',
    value: ({ sensors: { link } }) => link.trip,
  },
];

const supplyV = ({ sensors }: Seen) => sensors.supplyV;
/** A dip while a motor starts lasts 10 ms. Three values in a row show none, however far apart a late line brings them. */
const noDipMs = 80;
const valueMostMs = 30;
const isSupplyHigh = ({ sensors, limits }: Seen) => sensors.supplyV > limits.supply.warnHighV;

const supplyRules: readonly Rule[] = [
  {
    name: 'the supply is a little low, or no number',
    needs: 'supply sensed',
    when: (seen) => !(seen.sensors.supplyV >= seen.limits.supply.warnLowV),
    forMs: noDipMs,
    onEvidence: valueMostMs,
    shows: 'E11',
    value: supplyV,
  },
  {
    name: 'the supply is a little high',
    needs: 'supply sensed',
    when: isSupplyHigh,
    forMs: noDipMs,
    onEvidence: valueMostMs,
    shows: 'E12',
    value: supplyV,
  },
  {
    name: 'the supply is outside its band',
    needs: 'supply sensed',
    when: ({ sensors, limits: { supply } }) =>
      !(sensors.supplyV >= supply.stopLowV && sensors.supplyV <= supply.stopHighV),
    forMs: noDipMs,
    onEvidence: valueMostMs,
    raises: (seen) => (isSupplyHigh(seen) ? 'E12' : 'E11'),
    value: supplyV,
  },
];

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
    raises: ({ counts: { doubt } }) => doubt.code ?? 'E23',
    part: ({ counts: { doubt } }) => doubt.part,
    value: ({ counts: { doubt } }) => doubt.celsius,
  },
  ...thermistors.flatMap((thermistor): Rule[] => {
    const { name, pad, readC } = thermistor;
    const reading = {
      needs: 'heat',
      ...(pad === undefined ? {} : { pad }),
      when: ({ sensors }: Seen) => readingFault(thermistor, sensors) !== null,
      value: ({ sensors }: Seen) => readC(sensors),
    } as const;
    return [
      {
        ...reading,
        name: `a reading cannot be: ${name}`,
        inhibits: 'reading in doubt',
        outputs: heatParts,
      },
      {
        // Three readings, so that one spoilt sample is no fault; a lead that opens twice a second is one.
        ...reading,
        name: `a thermistor is open, shorted or too hot: ${name}`,
        forMs: 60,
        leaks: 1 / 50,
        raises: ({ sensors }) => readingFault(thermistor, sensors) ?? 'E21',
        part: thermistor.part,
      },
    ];
  }),
];

/** Limits are kept less a tick: a fault may begin just after the sensors were read. A current passes filter and line, too. */
const stallMaxMs = 300 - 3 * tickMs;

const stalled: Readonly<Record<MotorName, FaultCode>> = { carriage: 'E31', kneader: 'E41' };
/** Driven above breakaway without an edge for so long is no motion (limit). */
const blindMaxMs: Readonly<Record<MotorName, Milliseconds>> = {
  carriage: 1000 - tickMs,
  kneader: 2000 - tickMs,
};
/** How fast the time without motion runs back while edges come: 20 ms with one in them take so many times as much away. */
const edgeLeak: Readonly<Record<MotorName, number>> = { carriage: 25, kneader: 75 };
/** Driven for so long without a verdict. */
const unsupervisedMaxMs: Readonly<Record<AnyMotorName, Milliseconds>> = {
  carriage: 500,
  kneader: 2000,
  tapper: 2000,
};

const hasMoved = ({ counts: { carriage, cam } }: Seen, motor: MotorName): boolean =>
  motor === 'carriage' ? carriage.newEdges > 0 : cam.changed !== 0;

/** Why a motor does not move: no current at all, the end of the rail, or something in the way. */
function whyStill(seen: Seen, motor: MotorName): FaultCode {
  const { has, noCurrent } = seen.limits;
  const isDead = has[`${motor} current`] && motorAmperes(seen.sensors, motor) < noCurrent[motor].deadA;
  if (isDead) return 'E36';
  if (motor === 'carriage' && isAtWrongEnd(seen.counts.carriage)) return 'E37';
  if (motor === 'carriage' && isNearEnd(seen.counts.carriage, seen.limits.carriage)) return 'E32';
  return stalled[motor];
}

const motorRules: readonly Rule[] = [
  ...motorNames.flatMap((motor): Rule[] => {
    const value = ({ sensors }: Seen) => motorAmperes(sensors, motor);
    return [
      {
        name: `the ${motor} is stalled, by its current`,
        needs: `${motor} current`,
        when: (seen) => {
          const { least, most } = seen.counts.motors[motor].drive;
          const { baseA, perDutyA } = seen.limits[motor].stalled;
          return least !== 0 && !(value(seen) <= baseA + perDutyA * most);
        },
        forMs: stallMaxMs,
        leaks: 0.1,
        onEvidence: true,
        raises: (seen) => whyStill(seen, motor),
        part: part[motor],
        value,
      },
      {
        name: `the ${motor} is driven and does not move`,
        needs: `${motor} counts often`,
        when: (seen) => {
          const { least, most } = seen.counts.motors[motor].drive;
          if (most === 0 || hasMoved(seen, motor)) return false;
          return least >= seen.limits[motor].breakawayDuty ? true : 'unclear';
        },
        forMs: blindMaxMs[motor],
        // An edge takes away what the slowest healthy one takes to come; rest by itself proves nothing.
        leaks: (seen) => (hasMoved(seen, motor) ? edgeLeak[motor] : 0.5),
        onEvidence: true,
        raises: (seen) => whyStill(seen, motor),
        part: part[motor],
        value,
      },
    ];
  }),
  {
    // A rhythm must not hide it: its rests prove nothing, and what it draws as it starts is less than runs it afterwards.
    name: 'the tapper is stalled, by its current',
    needs: 'tapper current',
    when: ({ sensors, counts: { motors }, limits: { tapper } }) => {
      const { least, most } = motors.tapper.drive;
      if (least === 0 || least < tapper.breakawayDuty) return 'unclear';
      // Half way between what a running one draws at most and what a blocked one draws.
      return !(sensors.tapperA <= (tapper.runningA + tapper.stallA * most) / 2);
    },
    forMs: stallMaxMs,
    leaks: 0.5,
    onEvidence: true,
    raises: 'E44',
    part: part.tapper,
    value: ({ sensors }) => sensors.tapperA,
  },
  ...allMotorNames.map(
    (motor): Rule => ({
      name: `the ${motor} is driven and nothing says what it does`,
      ...(motor === 'tapper' ? { needs: 'tapper current' } : {}),
      when: ({ counts: { motors } }) => motors[motor].unsupervisedMs > unsupervisedMaxMs[motor] - tickMs,
      raises: 'E38',
      part: part[motor],
      value: ({ counts: { motors } }) => motors[motor].unsupervisedMs,
    }),
  ),
];

const carriageRules: readonly Rule[] = [
  {
    name: 'an end closes on the way to the other one',
    needs: 'ends',
    when: ({ counts: { carriage }, wanted }) =>
      carriage.crossed || wanted.carriageDuty * carriage.crossedEnd < 0,
    raises: 'E37',
    part: part.carriage,
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
    onEvidence: true,
    raises: 'E33',
    part: part.carriage,
    value: ({ counts: { carriage } }) => carriage.placeMm,
  },
  {
    name: 'a limit is not reached',
    needs: 'ends',
    when: ({ counts: { carriage }, given, limits: { carriage: rail } }) =>
      given.carriageDuty !== 0 &&
      (carriage.runMs >= (carriage.searching ? rail.searchMaxMs : rail.runMaxMs) ||
        carriage.runMm >= rail.runMaxMm),
    onEvidence: true,
    raises: 'E32',
    part: part.carriage,
    value: ({ counts: { carriage } }) => carriage.runMs / 1000,
  },
];

/** Never on one spot for too long, never into a closed limit, never from one way to the other without coasting. */
const motionRules: readonly Rule[] = [
  {
    name: 'one spot has been worked for its time',
    when: ({ counts: { spot }, limits }) => spot.hereMs >= limits.carriage.spotMaxMs,
    inhibits: 'same spot',
    outputs: maskOf('kneader', 'tapper'),
    value: ({ counts: { spot } }) => spot.hereMs / 1000,
  },
  // Nothing sees it stall: a thermal switch or a fuse is to tell, and gets its time.
  ...(['kneader', 'tapper'] as const).map(
    (motor): Rule => ({
      name: `the ${motor} has run for its 2 min in any 3, and nothing would notice a stall`,
      needs: `${motor} in turns`,
      when: ({ counts: { motors } }) => motors[motor].runs.totalMs >= runMaxMs,
      inhibits: motor === 'kneader' ? 'kneader cools' : 'tapper warm',
      outputs: maskOf(motor),
      value: ({ counts: { motors } }) => motors[motor].runs.totalMs / 1000,
    }),
  ),
  {
    name: 'the carriage is driven into a closed limit',
    needs: 'ends',
    when: ({ wanted: { carriageDuty }, sensors, counts: { carriage } }) =>
      (carriageDuty > 0 && (isAtTop(sensors) || carriage.atTop)) ||
      (carriageDuty < 0 && (isAtBottom(sensors) || carriage.atBottom)),
    inhibits: 'limit switch',
    outputs: maskOf('carriage'),
    value: ({ counts: { carriage } }) => carriage.placeMm,
  },
  {
    name: 'the carriage comes near the end without a switch',
    needs: 'open end',
    when: ({ wanted: { carriageDuty }, counts: { carriage }, limits: { carriage: rail } }) =>
      carriageDuty * rail.openEnd > 0 && roomMm(carriage, rail) <= 0,
    inhibits: 'open end',
    outputs: maskOf('carriage'),
    value: ({ counts: { carriage } }) => carriage.placeMm,
  },
  ...motorNames.map(
    (motor): Rule => ({
      name: `the ${motor} turns round without coasting`,
      needs: `${motor} two ways`,
      when: ({ wanted, limits, counts: { motors } }) =>
        motorDuty(wanted, motor) * motors[motor].sign < 0 && motors[motor].restMs < limits[motor].reversalMs,
      inhibits: 'reversal',
      outputs: maskOf(motor),
      value: ({ counts: { motors } }) => motors[motor].restMs,
    }),
  ),
];

const surfaceRules: readonly Rule[] = Array.from({ length: padsMax }, (_, pad): Rule[] => {
  const surface = ({ counts }: Seen) => at(counts.surfaces, pad, 'pad');
  const value = (seen: Seen) => surface(seen).surfaceC;
  const own = { needs: 'heat', pad, value } as const;
  const outputs = 1 << padPart(pad);
  return [
    {
      ...own,
      name: `nothing would keep it from burning: pad ${pad + 1}`,
      when: ({ limits }) => !at(limits.pads, pad, 'pad').heats,
      inhibits: 'not earned',
      outputs,
    },
    {
      ...own,
      name: `the surface would become too warm: pad ${pad + 1}`,
      when: (seen) => isWarm(surface(seen)),
      inhibits: 'surface warm',
      outputs,
    },
    {
      // Held back already and still warm: it is not this pad's switch alone that should keep the heat off.
      ...own,
      name: `the surface stays warm: pad ${pad + 1}`,
      when: (seen) => value(seen) > heatLimits.surfaceLongC,
      forMs: heatLimits.surfaceLongMs + tickMs,
      inhibits: 'surface warm',
      outputs: heatParts,
    },
    {
      ...own,
      name: `the surface is too hot: pad ${pad + 1}`,
      when: (seen) => value(seen) >= heatLimits.surfaceTripC,
      forMs: 100,
      raises: 'E23',
      part: padPart(pad),
    },
  ];
}).flat();

const orderRules: readonly Rule[] = [
  {
    name: 'an order is no number',
    when: ({ wantedFit }) => !wantedFit,
    inhibits: 'order unfit',
    outputs: allParts,
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
  ...surfaceRules,
  ...motionRules,
  ...orderRules,
];
