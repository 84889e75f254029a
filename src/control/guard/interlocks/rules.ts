/** The interlocks: every direct rule of the guard, in one table. Its columns are explained in interlocks.ts. */
import { at } from '../../../chair/assert.ts';
import { heatLimits, lateMs, sessionLimits, tickMs } from '../../../chair/limits.ts';
import { motorNames } from '../../../chair/names.ts';
import { motorDuty } from '../../../chair/outputs.ts';
import { allParts, heatParts, maskOf, motorParts, padPart, padsMax } from '../../../chair/parts.ts';
import { tripNumber } from '../../../chair/trips.ts';
import { longestElapsedMs } from '../../elapsed.ts';
import { isAtBottom, isAtTop } from './carriage.ts';
import { isInSession } from './clock.ts';
import type { Seen } from './counts.ts';
import { type Rule, tableOf } from './interlocks.ts';
import { isTripOver, lostAfterMs, tripFault } from './link.ts';
import { runMaxMs } from './motors.ts';
import { roomMm } from './open-end.ts';
import { isLeft } from './people.ts';
import { isWarm } from './surface.ts';
import { readingFault, thermistors } from './thermistors.ts';

/** Missed time beyond what leaks away (clock.ts). A host that is away for 30 % of the time reaches it after 5 s, a worse one sooner. */
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

/** By this time after a trip, the host's own rules have found their fault. */
const tripExplainsMs = 200;
/** A trip that was known before counts later: the request to arm is repeated for 300 ms, and over a slow line goes there and back in 400. */
const knownTripMs = 700;

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
    // In a chair that is off, a restart has nothing to switch; and a board that was replaced starts afresh.
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
    // The controller's reason becomes a fault only if the host's own rules, which say more, have found none within their bounds.
    name: 'the controller has switched everything off, and no rule says why',
    when: ({ sensors, counts: { link, clock }, register }) =>
      tripFault(sensors.link.trip) !== null &&
      link.trippedMs >= (link.tripKnown ? knownTripMs : tripExplainsMs) &&
      !isTripOver(link, clock) &&
      register.faults === 0,
    raises: ({ sensors }) => tripFault(sensors.link.trip) ?? 'E55',
    value: ({ sensors: { link } }) => link.trip,
  },
];

const isSupplyHigh = ({ sensors, limits }: Seen) => sensors.supplyV > limits.supply.warnHighV;
/**
 * The supply dips for 10 ms while a motor starts. A value counts for at most 30 ms, so that it takes three in a row, and
 * three in a row never all fall into dips, however far apart a slow line delivers them.
 */
const supplyReading = {
  needs: 'supply sensed',
  forMs: 80,
  byFreshValues: true,
  valueMostMs: 30,
  value: ({ sensors }: Seen) => sensors.supplyV,
} as const;

const supplyRules: readonly Rule[] = [
  {
    ...supplyReading,
    name: 'the supply is a little low, or no number',
    when: ({ sensors, limits }) => !(sensors.supplyV >= limits.supply.warnLowV),
    shows: 'E11',
  },
  {
    ...supplyReading,
    name: 'the supply is a little high',
    when: isSupplyHigh,
    shows: 'E12',
  },
  {
    ...supplyReading,
    name: 'the supply is outside its band',
    when: ({ sensors, limits: { supply } }) =>
      !(sensors.supplyV >= supply.stopLowV && sensors.supplyV <= supply.stopHighV),
    raises: (seen) => (isSupplyHigh(seen) ? 'E12' : 'E11'),
  },
];

/** The controller trips for a thermistor without saying which; an impossible reading at most 200 ms old tells the part and the fault. */
const thermistorTrip = tripNumber('thermistor');
const doubtedLatelyMs = 200;

const thermistorRules: readonly Rule[] = [
  {
    // The controller acts on a bad reading sooner than the host does. In a chair that is off a trip is no fault.
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
        // Three readings, so that one spoilt sample is no fault. The leak is so slow that a lead that opens twice a second is one.
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

/** Slack on the time of a spot: less than the ramps at the two ends of a stretch of work may take. */
const unshownSlackMs = 3000;

/** Never on one spot for too long, never into a closed limit switch, never from one direction to the other without coasting. */
const motionRules: readonly Rule[] = [
  {
    name: 'one spot has been worked for its time',
    when: ({ counts: { spot }, limits }) => spot.hereMs >= limits.carriage.spotMaxMs,
    inhibits: 'same spot',
    outputs: maskOf('kneader', 'tapper'),
    value: ({ counts: { spot } }) => spot.hereMs / 1000,
  },
  {
    // The slack is for ramps and for a person who slows the carriage: no travel from end to end takes this long.
    name: 'the carriage has been driven for the time of a spot, and nothing shows that it is not the kneader',
    needs: 'place by time',
    when: ({ counts: { unshown }, limits }) =>
      unshown.driven.forMs >= limits.carriage.spotMaxMs + unshownSlackMs,
    inhibits: 'same spot',
    outputs: maskOf('carriage'),
    value: ({ counts: { unshown } }) => unshown.driven.forMs / 1000,
  },
  // Only a thermal switch or a fuse notices a stall of this motor, and it gets this time to do so.
  ...(['kneader', 'tapper'] as const).map(
    (motor): Rule => ({
      name: `the ${motor} has run for its 2 min in any 3, and nothing would notice a stall`,
      needs: `${motor} in turns`,
      when: ({ counts: { motors } }) => motors[motor].runs.totalMs >= runMaxMs,
      inhibits: `${motor} cools`,
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
      inhibits: ({ limits }) => (at(limits.pads, pad, 'pad').measuresSurface ? 'surface warm' : 'one sensor'),
      outputs,
    },
    {
      // The pad is held back already and still warm: its own switch is not relied on, so all heat goes off, with the relay.
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
  ...surfaceRules,
  ...motionRules,
  ...orderRules,
];

export const interlocks = tableOf(rules);
