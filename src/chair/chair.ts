/**
 * One chair as a value: its figures and its wiring, read once from its file, frozen, and handed down. Each room derives
 * what it needs from this in one pure function when it is created; only the reader knows figures of a chair.
 */

import type { Abilities } from './abilities.ts';
import type { PadParts } from './any-chair.ts';
import type { Safety } from './hazards.ts';
import type { HeatLevel, Width } from './names.ts';
import type { OpenEnd } from './open-end.ts';
import type {
  Amperes,
  Duty,
  Kelvin,
  Millimetres,
  MillimetresPerSecond,
  Milliseconds,
  TurnsPerMinute,
  Volts,
} from './units.ts';
import type { Wiring } from './wiring.ts';
import type { Band, PlaceName } from './zones.ts';

/** The range of a figure. */
export interface Spread<T extends number> {
  readonly min: T;
  readonly max: T;
}

export interface Chair {
  /** Kebab-case; named by programs that are for one chair only. */
  readonly model: string;
  /** For people. */
  readonly name: string;
  readonly supply: Supply;
  /** Time constant of the first-order filter of every current sensor. */
  readonly currentFilterMs: Milliseconds;
  /** What the emergency stop's contact cuts off by itself; null where there is no emergency stop. The wiring says whether the chip reads it. */
  readonly emergencyStopCuts: 'motors' | 'everything' | null;
  /** Where there is no carriage or kneader, or it may not be used, these are stand-in figures and there is no wire. */
  readonly carriage: CarriageFigures;
  readonly kneader: KneaderFigures;
  /** What a program may ask of these parts. */
  readonly abilities: Abilities;
  /** The verdict of the hazard table. */
  readonly safety: Safety;
  /** Where places lie that differ from the standard rail. */
  readonly places: Readonly<Partial<Record<PlaceName, Band>>>;
  readonly tapper: TapperFigures | null;
  readonly pads: readonly PadFigures[];
  readonly wiring: Wiring;
}

/** Anything that lists the chair's pads; every list of pads is in the order of the chair file. */
export interface WithPads {
  readonly pads: readonly unknown[];
}

/** Index of the pad of this name among the chair's pads, or -1. */
export function padIndex({ pads }: Pick<Chair, 'pads'>, name: string): number {
  return pads.findIndex((pad) => pad.name === name);
}

export interface Supply {
  readonly nominalV: Volts;
  readonly sourceOhm: number;
  /** Outside the `warn` limits the fault is shown; outside the `stop` limits everything is switched off. */
  readonly warnLowV: Volts;
  readonly warnHighV: Volts;
  readonly stopLowV: Volts;
  readonly stopHighV: Volts;
}

export interface CarriageFigures {
  /** False for stand-in figures, where there is no carriage that may move. */
  readonly present: boolean;
  /** Limit switches close at 0 and at `railMm`, mechanical stops lie beyond them. */
  readonly railMm: Millimetres;
  readonly stopBeyondMm: Millimetres;
  readonly limitBounceMs: Milliseconds;
  /** The end without a switch, which the carriage keeps clear of. */
  readonly openEnd: OpenEnd;
  /** Where a switch in the middle of the rail is; null where there is none. */
  readonly middleMm: Millimetres | null;
  /** Travel per count; null where nothing counts and the place is known by time. */
  readonly edgeMm: Millimetres | null;
  /** Counts come often enough to show that the carriage does not move. */
  readonly countsShowJam: boolean;
  /** Counts too seldom for that come within this time while the carriage moves; 0 where nothing counts. */
  readonly seldomCountsMs: Milliseconds;
  /** Switched on or off, with no duty in between. */
  readonly switched: boolean;
  /** The carriage's motor also turns the heads. */
  readonly coupled: boolean;
  /** A travel from end to end at full duty has failed if it lasts longer. */
  readonly travelMaxMs: Milliseconds;
  /** With nobody in the chair. */
  readonly fullSpeedUpMmPerS: MillimetresPerSecond;
  readonly fullSpeedDownMmPerS: MillimetresPerSecond;
  /** No motion below `breakawayDuty`; while moving, speed is proportional to duty - `frictionDuty`. */
  readonly breakawayDuty: Duty;
  readonly frictionDuty: Duty;
  /** Coasting distance from full speed after power off. */
  readonly coastMm: Spread<Millimetres>;
  /** Share by which a person of 75 kg slows the carriage down. */
  readonly slowerUnderPerson: Spread<number>;
  readonly runningA: Spread<Amperes>;
  /** At full duty; proportional to duty. */
  readonly stallA: Amperes;
  /** Closed-loop speeds 1..6. */
  readonly speedsMmPerS: readonly MillimetresPerSecond[];
  /** What the planner allots for getting somewhere: distance / travel speed + settling. */
  readonly travelMmPerS: MillimetresPerSecond;
  readonly travelSettleMs: Milliseconds;
  /** From rest to full duty along an S-curve. */
  readonly rampMs: Milliseconds;
  /** Dead time: power off before the direction is reversed. */
  readonly reversalMs: Milliseconds;
  /** How near a target the carriage comes to rest; `landingSpeedMmPerS` is its highest speed just before a target or limit. */
  readonly landingMm: Millimetres;
  /** Error of the count from one edge that bounces; 0 where that is less than the landing error. */
  readonly bouncesMm: Millimetres;
  readonly landingSpeedMmPerS: MillimetresPerSecond;
  /** Step of the slow walk through a band, and turns of the arms at each place of the walk. */
  readonly hopMm: Millimetres;
  readonly hopTurns: number;
  /** Places are kept within these. */
  readonly pointMinMm: Millimetres;
  readonly pointMaxMm: Millimetres;
  /** From a known position fast, with the last stretch slower; from an unknown one at an even, moderate duty. */
  readonly homing: {
    readonly knownDuty: Duty;
    readonly unknownDuty: Duty;
    readonly slowLastMm: Millimetres;
    readonly withinMs: Milliseconds;
  };
  /** Distance of the parking place from the end at which it parks, so that no switch stays pressed. */
  readonly parkBackMm: Millimetres;
}

/** One cam sensor, and the angles in an inward turn at which the arms have its width. */
interface Cam {
  readonly width: Width;
  readonly atDeg: readonly number[];
  /** The sensor is active this far to either side. */
  readonly halfDeg: number;
}

export interface KneaderFigures {
  /** Empty where nothing shows how far apart the arms are. */
  readonly cams: readonly Cam[];
  readonly speedsTurnsPerMin: readonly TurnsPerMinute[];
  /** At full duty, with nobody in the chair. */
  readonly fullTurnsPerMin: TurnsPerMinute;
  readonly breakawayDuty: Duty;
  readonly frictionDuty: Duty;
  readonly runningA: Spread<Amperes>;
  /** At full duty; proportional to duty. */
  readonly stallA: Amperes;
  readonly reversalMs: Milliseconds;
  readonly rampMs: Milliseconds;
  readonly switched: boolean;
  readonly twoWays: boolean;
  /** Edges of the cam come often enough to show that the arms do not turn. */
  readonly camsShowStall: boolean;
  /** Only a thermal switch or a fuse notices a stall, so the motor may run for a share of the time only. */
  readonly runsInTurns: boolean;
}

export interface TapperFigures {
  /** Speeds 1..6 of the remote. */
  readonly duties: readonly Duty[];
  /** No motion below; 0 where the motor is switched on or off. */
  readonly breakawayDuty: Duty;
  readonly frictionDuty: Duty;
  readonly runningA: Spread<Amperes>;
  /** At full duty; proportional to duty. */
  readonly stallA: Amperes;
  /** Its current has a sensor. Without one it may run for 2 min in any 3, since only a thermal switch or a fuse notices a stall. */
  readonly measured: boolean;
}

export interface PadFigures extends PadParts {
  /** Whether there is a thermistor on the element, and one at the surface. */
  readonly measuresElement: boolean;
  readonly measuresSurface: boolean;
  /** By how much each may be warmer than it reads, beside what the usual thermistor may be (`readsLowK`). */
  readonly readsLowK: { readonly element: Kelvin; readonly surface: Kelvin };
  /** The levels besides off that the pad's equipment earns; empty where its heat is locked out. */
  readonly levels: readonly HeatLevel[];
  /** The duty of each level where nothing measures the element. */
  readonly byTable: Readonly<Record<Exclude<HeatLevel, 'off'>, Duty | null>> | null;
}

/** The figures against which programs are checked and planned: every chair has them, or stand-ins for them. */
export interface PlanningFigures {
  readonly model: string;
  readonly carriage: Pick<
    CarriageFigures,
    | 'speedsMmPerS'
    | 'travelMmPerS'
    | 'travelSettleMs'
    | 'landingMm'
    | 'bouncesMm'
    | 'hopMm'
    | 'hopTurns'
    | 'pointMinMm'
    | 'pointMaxMm'
    | 'coupled'
    | 'railMm'
  >;
  readonly kneader: Pick<KneaderFigures, 'speedsTurnsPerMin'>;
  readonly pads: readonly Pick<PadFigures, 'name' | 'levels'>[];
  /** Null where there is no tapper, or it may not be used. */
  readonly tapper: Pick<TapperFigures, 'duties'> | null;
  /** Where places lie that differ from the standard rail. */
  readonly places?: Readonly<Partial<Record<PlaceName, Band>>>;
}
