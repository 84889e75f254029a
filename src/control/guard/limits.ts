/**
 * The guard's limits of one chair: every figure of the chair that a rule or a model uses, derived from the chair once
 * and handed in. Limits that are the same for every chair (times, temperatures for people) are in src/chair/limits.ts.
 */
import type { Chair, PadFigures } from '../../chair/chair.ts';
import { conductanceOf, motorSettlesMs } from '../../chair/current-filter.ts';
import { elementShareOf, sessionLimits } from '../../chair/limits.ts';
import { neverStalled, pastRelayMs, type StalledFrom, stalledFrom } from '../../chair/motor-current.ts';
import type { AnyMotorName, MotorName, SessionState } from '../../chair/names.ts';
import { clearShare, type OpenEnd } from '../../chair/open-end.ts';
import { homingMaxMs, parkingMaxMs, searchMaxMs, sessionMaxMs } from '../../chair/session-limits.ts';
import type {
  Amperes,
  Duty,
  Millimetres,
  MillimetresPerSecond,
  Milliseconds,
  TurnsPerMinute,
  Volts,
} from '../../chair/units.ts';
import { type Allowance, allowancesOf } from './allowances.ts';
import { edgesSoonMost, longestRunMm, slowRunMs } from './carriage-limits.ts';
import type { Answer } from './diagnosis/follower.ts';
import { camLimits, type DutyRange, dutiesOf, type NoCurrent, noCurrentsOf } from './motor-limits.ts';
import { type MotorsSupplyLimits, motorsSupplyLimits } from './motors-supply-limits.ts';
import { type PadCurrentLimits, padCurrentLimits } from './pad-current-limits.ts';
import { surroundings } from './surroundings.ts';

/** What a rule may need of the chair. */
export type Need =
  | 'heat'
  | 'seat'
  | 'keys'
  | 'emergency stop'
  | 'supply sensed'
  | 'room sensed'
  | 'ends'
  | 'open end'
  | 'cams'
  | 'place by time'
  | `${'kneader' | 'tapper'} in turns`
  | 'tapper'
  | 'tapper current'
  | 'carriage counts'
  | 'carriage counts seldom'
  | `${MotorName} ${'current' | 'counts often' | 'two ways'}`;

export interface GuardLimits {
  readonly sessionMaxMs: Milliseconds;
  readonly allowances: Readonly<Record<SessionState, Allowance>>;
  /** A rule that needs what the chair lacks is not one of its rules. */
  readonly has: Readonly<Record<Need, boolean>>;
  /** Which relays there are: one that is missing is never read back. */
  readonly relays: { readonly pads: boolean; readonly motors: boolean };
  readonly duties: Readonly<Record<AnyMotorName, DutyRange>>;
  readonly supply: SupplyLimits;
  readonly carriage: CarriageLimits;
  readonly kneader: KneaderLimits;
  readonly tapper: TapperLimits;
  readonly noCurrent: Readonly<Record<AnyMotorName, NoCurrent>>;
  /** How long an order takes to show in a motor's current. */
  readonly motorSettleMs: Milliseconds;
  readonly pastRelayMs: Milliseconds;
  /** Null where nothing measures the voltage behind the motors' relay. */
  readonly motorsSupply: MotorsSupplyLimits | null;
  readonly pads: readonly PadLimits[];
  /** Null where nothing senses their current. */
  readonly padCurrent: PadCurrentLimits | null;
}

interface SupplyLimits {
  readonly nominalV: Volts;
  /** Outside the first pair the code is shown, outside the second everything goes off. */
  readonly warnLowV: Volts;
  readonly warnHighV: Volts;
  readonly stopLowV: Volts;
  readonly stopHighV: Volts;
}

/** Limits that carriage and kneader have in common. */
export interface MotorLimits {
  /** Below this duty no motion is expected. */
  readonly breakawayDuty: Duty;
  readonly frictionDuty: Duty;
  /** Times duty: the current of a blocked motor. */
  readonly stallA: Amperes;
  readonly stalled: StalledFrom;
  /** The most that a motor draws: blocked, at full duty and the highest supply; and a tenth for the sensor. */
  readonly overA: Amperes;
  readonly reversalMs: Milliseconds;
}

export interface CarriageLimits extends MotorLimits {
  readonly railMm: Millimetres;
  /** 0 where nothing counts. */
  readonly edgeMm: Millimetres;
  /** Two spots near each other may be nearer than counted by this much. */
  readonly bouncesMm: Millimetres;
  /** Least deceleration of an undriven carriage. */
  readonly coastMmPerS2: number;
  /** The longest run: the rail and both stops, and what missed turns or bouncing edges add. */
  readonly runMaxMm: Millimetres;
  /** Homing and parking find a limit within this. */
  readonly searchMaxMs: Milliseconds;
  /** Where counts come too seldom to tell a jam by, some come within this. */
  readonly stillMaxMs: Milliseconds;
  /** No run one way lasts longer. */
  readonly runMaxMs: Milliseconds;
  readonly fullMmPerS: MillimetresPerSecond;
  /** How many edges in a row must come too soon to prove that it is too fast. */
  readonly edgesSoonMost: number;
  /** See CarriageFigures; and how clear of that end it is kept. */
  readonly openEnd: OpenEnd;
  readonly clearMm: Millimetres;
  readonly byTime: TravelLimits;
  /** Longest time for which one spot may be worked. */
  readonly spotMaxMs: Milliseconds;
}

/** How a carriage moves whose place is known by time. */
interface TravelLimits {
  /** At full duty, whoever leans on it. */
  readonly fastestMmPerS: Readonly<Record<'up' | 'down', MillimetresPerSecond>>;
  readonly slowestMmPerS: Readonly<Record<'up' | 'down', MillimetresPerSecond>>;
  /** Without power it comes to rest within this. */
  readonly coastMm: Millimetres;
  /** After this time with power it surely is at speed. */
  readonly startMs: Milliseconds;
  readonly stopBeyondMm: Millimetres;
}

export interface KneaderLimits extends MotorLimits {
  readonly fullTurnsPerMin: TurnsPerMinute;
  /** Least share of a turn for which a sensor shows, wherever its edges come. */
  readonly shownTurns: number;
  /**
   * Shares of a turn past a sensor, from it to the next one, and over both (40, 50 and 90 degrees on the reference chair); less
   * a tenth, and for both a twentieth, for how they are mounted.
   */
  readonly pastTurns: number;
  readonly betweenTurns: number;
  readonly bothTurns: number;
  /** How many others pass in two turns in which this sensor is missing: narrow, medium, wide. */
  readonly withoutMost: readonly number[];
  /**
   * For each sensor, as bits, those that come next in an inward turn but not in an outward one, and vice versa. None where the
   * order is the same both ways.
   */
  readonly onlyInwards: readonly number[];
  readonly onlyOutwards: readonly number[];
}

interface TapperLimits {
  /** Less duty does not turn it. */
  readonly breakawayDuty: Duty;
  /** The most that a running tapper draws, and what a blocked one draws; the limit lies between them and grows with the duty. */
  readonly runningA: Amperes;
  readonly stallA: Amperes;
  readonly overA: Amperes;
}

/** Never used: a chair without a tapper has none of its rules. */
const noTapper: TapperLimits = { breakawayDuty: 1, runningA: 0, stallA: 0, overA: 0 };

/** A pad: its nominal figures and what its tolerance makes of them. */
export interface PadLimits {
  readonly siemens: number;
  readonly weakestSiemens: number;
  readonly strongestSiemens: number;
  /** Its equipment earns it heat at all. */
  readonly heats: boolean;
  readonly measuresElement: boolean;
  readonly measuresSurface: boolean;
  readonly readsLowK: PadFigures['readsLowK'];
  /** The surface sensor's contact may be any: the element must be as cool as a surface may be. */
  readonly anyContact: boolean;
  /** The element's share of the pad's heat capacity. */
  readonly elementShare: number;
  /** A thermostat is in series: a pad without current may just be warm. */
  readonly mayOpen: boolean;
  /** The true power lies between these shares of the computed one: 1 where current and supply are sensed. */
  readonly power: { readonly least: number; readonly most: number };
  /** How a nominal element answers to watts, and a nominal surface to its element. */
  readonly elementAnswer: Answer;
  readonly surfaceAnswer: Answer;
  /** The least and the most that any pad within tolerance warms and cools. */
  readonly flows: Flows;
  /** The coolest surface that an element can have over it: see plausibility.ts. */
  readonly coolest: CoolestSurface;
}

/** K per joule, and K/s for each kelvin that two things differ by; bounds for whatever person or cover is on the pad. */
interface Flows {
  readonly leastPerJ: number;
  readonly mostPerJ: number;
  /** The element to its surface and to the air. */
  readonly least: { readonly surface: number; readonly air: number };
  readonly most: { readonly surface: number; readonly air: number };
  /** The surface to anything, at most. */
  readonly surfacePerK: number;
}

/** A weak pad under the best contact and the most loss, in K/s for each kelvin that two things differ by. */
interface CoolestSurface {
  readonly elementPerS: number;
  readonly backPerS: number;
  readonly airPerS: number;
}

type Parts = Pick<
  Chair,
  'currentFilterMs' | 'supply' | 'carriage' | 'kneader' | 'tapper' | 'pads' | 'wiring'
>;

export function guardLimits(chair: Parts): GuardLimits {
  const { supply, carriage, kneader, tapper } = chair;
  const byTime = carriage.edgeMm === null;
  const overA = (stallA: Amperes) => (stallA * supply.stopHighV * 1.1) / supply.nominalV;
  const motor = (of: Chair['carriage'] | Chair['kneader']): MotorLimits => ({
    breakawayDuty: of.breakawayDuty,
    frictionDuty: of.frictionDuty,
    stallA: of.stallA,
    stalled: stalledFrom(of) ?? neverStalled,
    overA: overA(of.stallA),
    reversalMs: of.reversalMs,
  });
  const pads = chair.pads.map((pad) => padLimits(pad, chair));
  return {
    sessionMaxMs: sessionMaxMs(chair),
    allowances: allowancesOf(homingMaxMs(chair), parkingMaxMs(chair)),
    has: abilitiesOf(chair),
    relays: {
      pads: chair.wiring.switches['pad-relay'] !== null,
      motors: chair.wiring.switches['motor-relay'] !== null,
    },
    duties: dutiesOf(chair.wiring),
    supply: {
      nominalV: supply.nominalV,
      warnLowV: supply.warnLowV,
      warnHighV: supply.warnHighV,
      stopLowV: supply.stopLowV,
      stopHighV: supply.stopHighV,
    },
    carriage: {
      ...motor(carriage),
      railMm: carriage.railMm,
      edgeMm: carriage.edgeMm === null ? 0 : carriage.edgeMm,
      bouncesMm: carriage.bouncesMm,
      coastMmPerS2: coastMmPerS2(carriage),
      runMaxMm: longestRunMm(carriage),
      searchMaxMs: searchMaxMs(chair),
      stillMaxMs: carriage.seldomCountsMs,
      runMaxMs: byTime ? carriage.travelMaxMs : slowRunMs(carriage),
      fullMmPerS: Math.max(carriage.fullSpeedUpMmPerS, carriage.fullSpeedDownMmPerS),
      edgesSoonMost: edgesSoonMost(carriage, chair.wiring),
      openEnd: carriage.openEnd,
      clearMm: clearShare * carriage.railMm,
      byTime: travelLimits(carriage),
      spotMaxMs: byTime ? sessionLimits.spotMaxMs / 2 : sessionLimits.spotMaxMs,
    },
    kneader: {
      ...motor(kneader),
      fullTurnsPerMin: kneader.fullTurnsPerMin,
      ...camLimits(kneader),
    },
    tapper:
      tapper === null
        ? noTapper
        : {
            breakawayDuty: tapper.breakawayDuty,
            runningA: tapper.runningA.max,
            stallA: tapper.stallA,
            overA: overA(tapper.stallA),
          },
    noCurrent: noCurrentsOf(chair),
    motorSettleMs: motorSettlesMs(chair.currentFilterMs),
    pastRelayMs: pastRelayMs(chair),
    motorsSupply: motorsSupplyLimits(chair),
    pads,
    padCurrent: chair.wiring.scaled['pads-current'] === null ? null : padCurrentLimits(pads, chair),
  };
}

/** By how much a supply that nothing senses may lie below and above its nominal voltage. */
function unsensed({ supply, wiring }: Pick<Chair, 'supply' | 'wiring'>): { low: number; high: number } {
  if (wiring.scaled.supply !== null) return { low: 1, high: 1 };
  return { low: supply.stopLowV / supply.nominalV, high: supply.stopHighV / supply.nominalV };
}

function abilitiesOf({ carriage, kneader, tapper, pads, wiring }: Parts): GuardLimits['has'] {
  const { inputs, keys, scaled, motors, ambient } = wiring;
  const twoWays = (motor: MotorName) => motors[motor] !== null && motors[motor].lines.by !== 'one-way';
  return {
    heat: pads.length > 0,
    seat: inputs.seat !== null,
    keys: Object.entries(keys).some(([name, line]) => name !== 'stop' && line !== null),
    'emergency stop': inputs['emergency-stop'] !== null,
    'supply sensed': scaled.supply !== null,
    'room sensed': ambient !== null,
    ends: inputs['limit-top'] !== null || inputs['limit-bottom'] !== null,
    'open end': carriage.openEnd !== 0,
    cams: kneader.cams.length > 0,
    'place by time': motors.carriage !== null && carriage.edgeMm === null,
    'kneader in turns': kneader.runsInTurns,
    'tapper in turns': tapper?.measured === false,
    tapper: tapper !== null,
    'tapper current': tapper?.measured === true,
    'carriage current': scaled['carriage-current'] !== null,
    'carriage counts': carriage.edgeMm !== null,
    'carriage counts often': carriage.countsShowJam,
    'carriage counts seldom': carriage.edgeMm !== null && !carriage.countsShowJam,
    'carriage two ways': twoWays('carriage'),
    'kneader current': scaled['kneader-current'] !== null,
    'kneader counts often': kneader.camsShowStall,
    'kneader two ways': twoWays('kneader'),
  };
}

/** v^2 / 2s: s is the longest coast from full speed, or a millimetre for a carriage that stands at once. */
function coastMmPerS2({ fullSpeedUpMmPerS, fullSpeedDownMmPerS, coastMm }: Chair['carriage']): number {
  return Math.min(fullSpeedUpMmPerS, fullSpeedDownMmPerS) ** 2 / (2 * Math.max(1, coastMm.max));
}

/** A person slows it by half at most; speeds differ by some percent from run to run. */
function travelLimits(carriage: Chair['carriage']): TravelLimits {
  const { fullSpeedUpMmPerS: up, fullSpeedDownMmPerS: down } = carriage;
  return {
    fastestMmPerS: { up: up * 1.05, down: down * 1.05 },
    slowestMmPerS: { up: up * 0.4, down: down * 0.4 },
    coastMm: 2 * carriage.coastMm.max,
    startMs: 300 + (carriage.switched ? 0 : carriage.rampMs),
    stopBeyondMm: carriage.stopBeyondMm,
  };
}

/** All of the tolerance arithmetic of a pad. */
function padLimits(pad: PadFigures, chair: Pick<Chair, 'supply' | 'wiring'>): PadLimits {
  const least = 1 - pad.toleranceShare;
  const most = 1 + pad.toleranceShare;
  const volts = unsensed(chair);
  const { siemens, weakestSiemens, strongestSiemens } = conductanceOf(pad, volts);
  const power = powerShares(pad, chair);
  return {
    siemens,
    weakestSiemens,
    strongestSiemens,
    heats: pad.levels.length > 0,
    measuresElement: pad.measuresElement,
    measuresSurface: pad.measuresSurface,
    readsLowK: pad.readsLowK,
    elementShare: elementShareOf(pad),
    anyContact: pad.measuresElement && pad.measuresSurface && !pad.surfaceFixed,
    mayOpen: pad.thermostat !== null,
    power,
    elementAnswer: {
      perCause: 1 / pad.elementJPerK,
      tauS: pad.elementJPerK / (pad.elementSurfaceWPerK + pad.elementAirWPerK / 2),
      sureShare: power.least,
    },
    surfaceAnswer: {
      perCause: pad.elementSurfaceWPerK / pad.surfaceJPerK,
      tauS: pad.surfaceJPerK / (pad.elementSurfaceWPerK + backWPerK / 2 + pad.surfaceAirWPerK / 2),
      sureShare: 1,
    },
    flows: {
      leastPerJ: power.least / (pad.elementJPerK * most),
      mostPerJ: power.most / (pad.elementJPerK * least),
      least: {
        surface: (pad.elementSurfaceWPerK * least) / (pad.elementJPerK * most),
        air: (pad.elementAirWPerK * least * airLeftLeast) / (pad.elementJPerK * most),
      },
      most: {
        surface: (pad.elementSurfaceWPerK * most) / (pad.elementJPerK * least),
        air: (pad.elementAirWPerK * most) / (pad.elementJPerK * least),
      },
      surfacePerK:
        ((pad.elementSurfaceWPerK + backWPerK + pad.surfaceAirWPerK) * most) / (pad.surfaceJPerK * least),
    },
    coolest: coolestSurface(pad, least, most),
  };
}

/** Where the current is sensed only the voltage is uncertain; else the pad's tolerance is too, and the voltage counts squared. */
function powerShares(pad: PadFigures, chair: Pick<Chair, 'supply' | 'wiring'>): PadLimits['power'] {
  const { low, high } = unsensed(chair);
  if (chair.wiring.scaled['pads-current'] !== null) return { least: low, most: high };
  return { least: (1 - pad.toleranceShare) * low * low, most: (1 + pad.toleranceShare) * high * high };
}

const { airLeftLeast, backWPerK } = surroundings;

function coolestSurface(pad: PadFigures, least: number, most: number): CoolestSurface {
  const capacity = pad.surfaceJPerK * most;
  return {
    elementPerS: (pad.elementSurfaceWPerK * least) / capacity,
    backPerS: backWPerK / capacity,
    airPerS: (pad.surfaceAirWPerK * most) / capacity,
  };
}
