/**
 * The guard's limits of one chair: every figure of the chair that a rule or a model is held against, derived from the
 * chair once and handed in. Rules of the house (times, temperatures for people) are in src/chair/limits.ts.
 */
import type { Chair, PadFigures } from '../../chair/chair.ts';
import { conductanceOf, motorSettlesMs } from '../../chair/current-filter.ts';
import { elementShareOf, sessionLimits } from '../../chair/limits.ts';
import { neverStalled, type StalledFrom, stalledFrom } from '../../chair/motor-current.ts';
import type { AnyMotorName, MotorName } from '../../chair/names.ts';
import { clearShare, type OpenEnd } from '../../chair/open-end.ts';
import type {
  Amperes,
  Duty,
  Millimetres,
  MillimetresPerSecond,
  Milliseconds,
  TurnsPerMinute,
  Volts,
} from '../../chair/units.ts';
import { edgesSoonMost, longestRunMm, slowRunMs } from './carriage-limits.ts';
import type { Answer } from './diagnosis/follower.ts';
import { camLimits, type DutyRange, dutiesOf, type NoCurrent, noCurrentOf } from './motor-limits.ts';
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
  /** A rule that needs what the chair has not is none of its rules. */
  readonly has: Readonly<Record<Need, boolean>>;
  /** Relays: what is not there is never read back. */
  readonly relays: { readonly pads: boolean; readonly motors: boolean };
  readonly duties: Readonly<Record<AnyMotorName, DutyRange>>;
  readonly supply: SupplyLimits;
  readonly carriage: CarriageLimits;
  readonly kneader: KneaderLimits;
  readonly tapper: TapperLimits;
  readonly noCurrent: Readonly<Record<AnyMotorName, NoCurrent>>;
  /** Orders show in a motor's current after so long. */
  readonly motorSettleMs: Milliseconds;
  readonly pads: readonly PadLimits[];
  /** Null where nothing senses their current. */
  readonly padCurrent: PadCurrentLimits | null;
}

interface SupplyLimits {
  readonly nominalV: Volts;
  /** Outside these the code is shown, outside the second pair everything goes off. */
  readonly warnLowV: Volts;
  readonly warnHighV: Volts;
  readonly stopLowV: Volts;
  readonly stopHighV: Volts;
}

/** What is the same of every motor. */
export interface MotorLimits {
  /** No motion is expected below. */
  readonly breakawayDuty: Duty;
  readonly frictionDuty: Duty;
  /** Times duty: what it draws when it is blocked. */
  readonly stallA: Amperes;
  readonly stalled: StalledFrom;
  /** No motor draws more than blocked at full duty and the highest supply; a tenth on top for the sensor. */
  readonly overA: Amperes;
  readonly reversalMs: Milliseconds;
}

export interface CarriageLimits extends MotorLimits {
  readonly railMm: Millimetres;
  /** 0 where nothing counts. */
  readonly edgeMm: Millimetres;
  /** Two spots near each other may be nearer by so much than they are counted. */
  readonly bouncesMm: Millimetres;
  /** Undriven it loses so much of its speed in a second at least. */
  readonly coastMmPerS2: number;
  /** A run longer than the rail and both stops, and what turns that are missed or edges that bounce add. */
  readonly runMaxMm: Millimetres;
  /** Homing and parking find a limit within this. */
  readonly searchMaxMs: Milliseconds;
  /** Counts that are too seldom to tell a jam by come within this. */
  readonly stillMaxMs: Milliseconds;
  /** No run one way lasts longer. */
  readonly runMaxMs: Milliseconds;
  readonly fullMmPerS: MillimetresPerSecond;
  /** So many edges in a row that come too soon prove that it is too fast. */
  readonly edgesSoonMost: number;
  /** See CarriageFigures; and how clear of that end it is kept. */
  readonly openEnd: OpenEnd;
  readonly clearMm: Millimetres;
  readonly byTime: TravelLimits;
  /** One spot may be worked for so long. */
  readonly spotMaxMs: Milliseconds;
}

/** How a carriage moves whose place is known by time. */
interface TravelLimits {
  /** At full duty, whoever leans on it. */
  readonly fastestMmPerS: Readonly<Record<'up' | 'down', MillimetresPerSecond>>;
  readonly slowestMmPerS: Readonly<Record<'up' | 'down', MillimetresPerSecond>>;
  /** Without power it comes to rest within this. */
  readonly coastMm: Millimetres;
  /** After so long with power it surely is at speed. */
  readonly startMs: Milliseconds;
  readonly stopBeyondMm: Millimetres;
}

export interface KneaderLimits extends MotorLimits {
  readonly fullTurnsPerMin: TurnsPerMinute;
  /** A sensor shows for so much of a turn at least, wherever its edges come. */
  readonly shownTurns: number;
  /**
   * Past a sensor the cam turns by 40 degrees, to the next one by 50, over both by 90; less a tenth and a twentieth
   * for how they are mounted.
   */
  readonly pastTurns: number;
  readonly betweenTurns: number;
  readonly bothTurns: number;
  /** In two turns without this sensor so many others pass: narrow, medium, wide. */
  readonly withoutMost: readonly number[];
  /**
   * After each of these sensors those that come next in a turn inwards and not in one outwards, and the other way round, as bits.
   * None where the order is the same both ways.
   */
  readonly onlyInwards: readonly number[];
  readonly onlyOutwards: readonly number[];
}

interface TapperLimits {
  /** Less does not turn it. */
  readonly breakawayDuty: Duty;
  /** A running one draws less, a blocked one more; between them lies the limit, which grows with the duty. */
  readonly runningA: Amperes;
  readonly stallA: Amperes;
  readonly overA: Amperes;
}

/** Never asked for: a chair without a tapper has none of its rules. */
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
  /** The contact of the latter may be any: the element must be as cool as a surface may be. */
  readonly anyContact: boolean;
  /** Of the pad's capacity, its element's. */
  readonly elementShare: number;
  /** A thermostat in series: without current it may just be warm. */
  readonly mayOpen: boolean;
  /** What truly goes in lies between these shares of what is reckoned: 1 where current and supply are sensed. */
  readonly power: { readonly least: number; readonly most: number };
  /** How a nominal element answers to watts, and a nominal surface to its element. */
  readonly elementAnswer: Answer;
  readonly surfaceAnswer: Answer;
  /** The quickest that any pad within tolerance warms and cools. */
  readonly flows: Flows;
  /** The coolest surface that an element can have over it: see plausibility.ts. */
  readonly coolest: CoolestSurface;
}

/** K for each joule, and K/s for each kelvin that two things differ by; of all that a person or a cover leaves. */
interface Flows {
  readonly leastPerJ: number;
  readonly mostPerJ: number;
  /** The element to its surface and to the air. */
  readonly least: { readonly surface: number; readonly air: number };
  readonly most: { readonly surface: number; readonly air: number };
  /** The surface to anything. */
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
      searchMaxMs: byTime ? carriage.travelMaxMs : carriage.homing.withinMs,
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
    noCurrent: {
      carriage: noCurrentOf(carriage),
      kneader: noCurrentOf(kneader),
      tapper: noCurrentOf(tapper),
    },
    motorSettleMs: motorSettlesMs(chair.currentFilterMs),
    pads,
    padCurrent: chair.wiring.scaled['pads-current'] === null ? null : padCurrentLimits(pads, chair),
  };
}

/** By how much a supply that nothing senses may lie below and above its nominal voltage. */
function unsensed({ supply, wiring }: Pick<Chair, 'supply' | 'wiring'>): { low: number; high: number } {
  if (wiring.scaled.supply !== null) return { low: 1, high: 1 };
  return { low: supply.stopLowV / supply.nominalV, high: supply.stopHighV / supply.nominalV };
}

export function sessionMaxMs({ wiring }: Pick<Chair, 'wiring'>): Milliseconds {
  return wiring.inputs.seat === null ? sessionLimits.unattendedMaxMs : sessionLimits.maxMs;
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

/** v^2 / 2s: from full speed it coasts for its longest way, and for a millimetre where it stands at once. */
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
  const { siemens, weakestSiemens } = conductanceOf(pad, volts.low);
  const power = powerShares(pad, chair);
  return {
    siemens,
    weakestSiemens,
    strongestSiemens: siemens * most * volts.high,
    heats: pad.levels.length > 0,
    measuresElement: pad.measuresElement,
    measuresSurface: pad.measuresSurface,
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

/** A current that is sensed says what flows at the voltage there is; else the pad's tolerance, and the square of the voltage. */
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
