/**
 * The guard's limits of one chair: every figure of the chair that a rule or a model is held against, derived from the
 * chair once and handed in. Rules of the house (times, temperatures for people) are in src/chair/limits.ts.
 */
import type { Chair, PadFigures } from '../../chair/chair.ts';
import type {
  Amperes,
  Duty,
  Millimetres,
  MillimetresPerSecond,
  Milliseconds,
  TurnsPerMinute,
  Volts,
} from '../../chair/units.ts';
import type { Answer } from './diagnosis/follower.ts';
import { surroundings } from './surroundings.ts';

export interface GuardLimits {
  readonly supply: SupplyLimits;
  readonly carriage: CarriageLimits;
  readonly kneader: KneaderLimits;
  /** Null where there is none. */
  readonly tapper: TapperLimits | null;
  readonly pads: readonly PadLimits[];
  readonly padCurrent: PadCurrentLimits;
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
  /** No motor draws more than blocked at full duty and the highest supply; a tenth on top for the sensor. */
  readonly overA: Amperes;
  readonly reversalMs: Milliseconds;
}

export interface CarriageLimits extends MotorLimits {
  readonly railMm: Millimetres;
  readonly edgeMm: Millimetres;
  /** A run longer than the rail and both stops, and a little for missed turns. */
  readonly runMaxMm: Millimetres;
  /** Homing and parking find a limit within this. */
  readonly searchMaxMs: Milliseconds;
  readonly fullMmPerS: MillimetresPerSecond;
}

export interface KneaderLimits extends MotorLimits {
  readonly fullTurnsPerMin: TurnsPerMinute;
  /**
   * Past a sensor the cam turns by 40 degrees, to the next one by 50, over both by 90; less a tenth and a twentieth
   * for how they are mounted.
   */
  readonly pastTurns: number;
  readonly betweenTurns: number;
  readonly bothTurns: number;
}

export interface TapperLimits {
  /** Less does not turn it. */
  readonly breakawayDuty: Duty;
  /** A running one draws less, a blocked one more; between them lies the limit, which grows with the duty. */
  readonly runningA: Amperes;
  readonly stallA: Amperes;
  readonly overA: Amperes;
  /** Its current has a sensor; without one it may only run for so long. */
  readonly measured: boolean;
}

/** A pad: its nominal figures and what its tolerance makes of them. */
export interface PadLimits {
  readonly siemens: number;
  readonly weakestSiemens: number;
  readonly strongestSiemens: number;
  /** The surface has a sensor of its own. */
  readonly measuresSurface: boolean;
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

/** One sensor carries the current of all pads. */
interface PadCurrentLimits {
  /** A current this far from what the orders explain is wrong: half of what the weakest pad draws. */
  readonly slackSiemens: number;
  /** Pads that differ by less cannot be told apart by their current. */
  readonly alikeSiemens: number;
  /** The slack as a current, at the lowest supply at which the chair runs. */
  readonly nothingA: Amperes;
}

export function guardLimits(
  chair: Pick<Chair, 'supply' | 'carriage' | 'kneader' | 'tapper' | 'pads'>,
): GuardLimits {
  const { supply, carriage, kneader, tapper } = chair;
  const overA = (stallA: Amperes) => (stallA * supply.stopHighV * 1.1) / supply.nominalV;
  const motor = (of: Chair['carriage'] | Chair['kneader']): MotorLimits => ({
    breakawayDuty: of.breakawayDuty,
    frictionDuty: of.frictionDuty,
    stallA: of.stallA,
    overA: overA(of.stallA),
    reversalMs: of.reversalMs,
  });
  const pads = chair.pads.map(padLimits);
  const slackSiemens = Math.min(...pads.map((pad) => pad.weakestSiemens)) / 2;
  return {
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
      edgeMm: carriage.edgeMm,
      runMaxMm: carriage.railMm + 2 * carriage.stopBeyondMm + 40,
      searchMaxMs: carriage.homing.withinMs,
      fullMmPerS: Math.max(carriage.fullSpeedUpMmPerS, carriage.fullSpeedDownMmPerS),
    },
    kneader: {
      ...motor(kneader),
      fullTurnsPerMin: kneader.fullTurnsPerMin,
      pastTurns: (2 * kneader.sensorHalfWidthDeg * 0.9) / 360,
      betweenTurns: ((90 - 2 * kneader.sensorHalfWidthDeg) * 0.9) / 360,
      bothTurns: 0.25 * 0.95,
    },
    tapper:
      tapper === null
        ? null
        : {
            breakawayDuty: tapper.breakawayDuty,
            runningA: tapper.runningA.max,
            stallA: tapper.stallA,
            overA: overA(tapper.stallA),
            measured: tapper.measured,
          },
    pads,
    padCurrent: {
      slackSiemens,
      alikeSiemens: Math.min(...pads.map((pad) => pad.siemens)) / 20,
      nothingA: slackSiemens * supply.stopLowV,
    },
  };
}

/** All of the tolerance arithmetic of a pad. */
function padLimits(pad: PadFigures): PadLimits {
  const siemens = pad.nominalW / (pad.nominalV * pad.nominalV);
  const least = 1 - pad.toleranceShare;
  const most = 1 + pad.toleranceShare;
  return {
    siemens,
    weakestSiemens: siemens * least,
    strongestSiemens: siemens * most,
    measuresSurface: pad.measuresSurface,
    elementAnswer: {
      perCause: 1 / pad.elementJPerK,
      tauS: pad.elementJPerK / (pad.elementSurfaceWPerK + pad.elementAirWPerK / 2),
    },
    surfaceAnswer: {
      perCause: pad.elementSurfaceWPerK / pad.surfaceJPerK,
      tauS: pad.surfaceJPerK / (pad.elementSurfaceWPerK + backWPerK / 2 + pad.surfaceAirWPerK / 2),
    },
    flows: {
      leastPerJ: 1 / (pad.elementJPerK * most),
      mostPerJ: 1 / (pad.elementJPerK * least),
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

const { airLeftLeast, backWPerK } = surroundings;

function coolestSurface(pad: PadFigures, least: number, most: number): CoolestSurface {
  const capacity = pad.surfaceJPerK * most;
  return {
    elementPerS: (pad.elementSurfaceWPerK * least) / capacity,
    backPerS: backWPerK / capacity,
    airPerS: (pad.surfaceAirWPerK * most) / capacity,
  };
}
