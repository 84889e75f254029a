/**
 * One chair as a value: its figures and its wiring, read once from its file, frozen, and handed down. A room derives
 * what it needs from it in one pure function when it is created; nothing but the reader knows a figure of a chair.
 */
import type { Abilities } from './abilities.ts';
import type { Safety } from './hazards.ts';
import type { HeatLevel, Width } from './names.ts';
import type { OpenEnd } from './open-end.ts';
import type {
  Amperes,
  Celsius,
  Duty,
  Millimetres,
  MillimetresPerSecond,
  Milliseconds,
  TurnsPerMinute,
  Volts,
  Watts,
} from './units.ts';
import type { Wiring } from './wiring.ts';
import type { Band, PlaceName } from './zones.ts';

/** From the least to the most there is. */
export interface Spread<T extends number> {
  readonly min: T;
  readonly max: T;
}

export interface Chair {
  /** Kebab-case; programs name it where they are for one chair alone. */
  readonly model: string;
  /** For people. */
  readonly name: string;
  readonly supply: Supply;
  /** First-order filter of every current sensor. */
  readonly currentFilterMs: Milliseconds;
  /** Pressed, its contact cuts the supply of these by itself; null where there is none. Whether the chip hears of it says its wire. */
  readonly emergencyStopCuts: 'motors' | 'everything' | null;
  /** A chair without carriage or kneader, or with one that may not be used, has figures that stand in for it, and no wire. */
  readonly carriage: CarriageFigures;
  readonly kneader: KneaderFigures;
  /** What of all that a program may ask for. */
  readonly abilities: Abilities;
  /** What the table of hazards says of it. */
  readonly safety: Safety;
  /** Where places lie that differ from the standard rail. */
  readonly places: Readonly<Partial<Record<PlaceName, Band>>>;
  readonly tapper: TapperFigures | null;
  readonly pads: readonly PadFigures[];
  readonly wiring: Wiring;
}

/** What knows the chair's pads: from the least in the order of the file on, as every list of them. */
export interface WithPads {
  readonly pads: readonly unknown[];
}

/** Where the pad of this name stands among the chair's, or -1. */
export function padIndex({ pads }: Pick<Chair, 'pads'>, name: string): number {
  return pads.findIndex((pad) => pad.name === name);
}

export interface Supply {
  readonly nominalV: Volts;
  readonly sourceOhm: number;
  /** Outside these the code is shown; outside the second pair everything is switched off. */
  readonly warnLowV: Volts;
  readonly warnHighV: Volts;
  readonly stopLowV: Volts;
  readonly stopHighV: Volts;
}

export interface CarriageFigures {
  /** False for what stands in where there is none that may move. */
  readonly present: boolean;
  /** Limit switches close at 0 and at `railMm`, mechanical stops lie beyond them. */
  readonly railMm: Millimetres;
  readonly stopBeyondMm: Millimetres;
  readonly limitBounceMs: Milliseconds;
  /** The end without a switch, which it keeps clear of. */
  readonly openEnd: OpenEnd;
  /** Where a switch in the middle of the rail is; null where there is none. */
  readonly middleMm: Millimetres | null;
  /** One count each; null where nothing counts, and the place is known by time. */
  readonly edgeMm: Millimetres | null;
  /** Counts come often enough to tell that it does not move. */
  readonly countsShowJam: boolean;
  /** Counts too seldom for that come within this, as long as it moves; 0 where nothing counts. */
  readonly seldomCountsMs: Milliseconds;
  /** On or off: there is no duty between. */
  readonly switched: boolean;
  /** Its motor turns the heads, too. */
  readonly coupled: boolean;
  /** A travel from end to end that lasts longer has failed; at full duty. */
  readonly travelMaxMs: Milliseconds;
  /** Nobody in the chair. */
  readonly fullSpeedUpMmPerS: MillimetresPerSecond;
  readonly fullSpeedDownMmPerS: MillimetresPerSecond;
  /** No motion below; moving, speed is proportional to duty - friction. */
  readonly breakawayDuty: Duty;
  readonly frictionDuty: Duty;
  /** From full speed, power off. */
  readonly coastMm: Spread<Millimetres>;
  /** By this share, 75 kg. */
  readonly slowerUnderPerson: Spread<number>;
  readonly runningA: Spread<Amperes>;
  /** Times duty. */
  readonly stallA: Amperes;
  /** Closed-loop speeds 1..6. */
  readonly speedsMmPerS: readonly MillimetresPerSecond[];
  /** What the planner allots for getting somewhere: distance / travel speed + settling. */
  readonly travelMmPerS: MillimetresPerSecond;
  readonly travelSettleMs: Milliseconds;
  /** Rest to full duty along an S. */
  readonly rampMs: Milliseconds;
  /** Power-off time before the direction turns. */
  readonly reversalMs: Milliseconds;
  /** How near a target it stands still, and how fast it may be just before a target or limit. */
  readonly landingMm: Millimetres;
  /** What one edge that bounces moves the count by; 0 where that is less than it lands off. */
  readonly bouncesMm: Millimetres;
  readonly landingSpeedMmPerS: MillimetresPerSecond;
  /** Step of the slow walk through a band, and turns of the arms at each place of it. */
  readonly hopMm: Millimetres;
  readonly hopTurns: number;
  /** Places stay within. */
  readonly pointMinMm: Millimetres;
  readonly pointMaxMm: Millimetres;
  /** By a known position fast and the last stretch slower, by an unknown one at an even, moderate duty. */
  readonly homing: {
    readonly knownDuty: Duty;
    readonly unknownDuty: Duty;
    readonly slowLastMm: Millimetres;
    readonly withinMs: Milliseconds;
  };
  /** From the top, so that no switch stays pressed. */
  readonly parkBackMm: Millimetres;
}

/** One sensor at the cam and where in an inward turn the arms are that far apart. */
interface Cam {
  readonly width: Width;
  readonly atDeg: readonly number[];
  /** It is active so far to either side. */
  readonly halfDeg: number;
}

export interface KneaderFigures {
  /** None where nothing tells how far apart the arms are. */
  readonly cams: readonly Cam[];
  readonly speedsTurnsPerMin: readonly TurnsPerMinute[];
  /** At full duty, nobody in the chair. */
  readonly fullTurnsPerMin: TurnsPerMinute;
  readonly breakawayDuty: Duty;
  readonly frictionDuty: Duty;
  readonly runningA: Spread<Amperes>;
  /** Times duty. */
  readonly stallA: Amperes;
  readonly reversalMs: Milliseconds;
  readonly rampMs: Milliseconds;
  readonly switched: boolean;
  readonly twoWays: boolean;
  /** Edges of the cam come often enough to tell that they do not turn. */
  readonly camsShowStall: boolean;
  /** A thermal switch or a fuse is all that notices a stall: it runs for a share of the time. */
  readonly runsInTurns: boolean;
}

export interface TapperFigures {
  /** Speeds 1..6 of the remote. */
  readonly duties: readonly Duty[];
  /** No motion below; 0 where it is on or off. */
  readonly breakawayDuty: Duty;
  readonly frictionDuty: Duty;
  readonly runningA: Spread<Amperes>;
  /** Times duty. */
  readonly stallA: Amperes;
  /** Its current has a sensor. Without one it may run for 2 min in any 3, for a thermal switch or a fuse is all that knows of a stall. */
  readonly measured: boolean;
}

export interface PadFigures {
  /** Kebab-case, as the file names it. */
  readonly name: string;
  /** At this voltage, this power. */
  readonly nominalV: Volts;
  readonly nominalW: Watts;
  /** The pad as a network, nobody on it: element - surface - air, element - frame - air. */
  readonly elementJPerK: number;
  readonly surfaceJPerK: number;
  readonly elementSurfaceWPerK: number;
  readonly elementAirWPerK: number;
  readonly surfaceAirWPerK: number;
  /** Each of these, and the power, differs from pad to pad by at most this share. */
  readonly toleranceShare: number;
  /** Whether there is a thermistor on the element, and one at the surface. */
  readonly measuresElement: boolean;
  readonly measuresSurface: boolean;
  /** The latter is built in so that its contact cannot become poorer by more than a tenth. */
  readonly surfaceFixed: boolean;
  /** In series, closes again by itself. */
  readonly thermostat: { readonly at: 'surface' | 'element'; readonly opensC: Celsius } | null;
  /** One-shot thermal cut-off glued to the element. */
  readonly cutOffC: Celsius | null;
  /** What its equipment earns, besides off; nothing where its heat is locked out. */
  readonly levels: readonly HeatLevel[];
  /** The duty of each level where nothing measures the element. */
  readonly byTable: Readonly<Record<Exclude<HeatLevel, 'off'>, Duty | null>> | null;
}

/** What programs are checked and planned by: the part of a chair that any chair has, or stands in for. */
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
  /** Null where there is none, or none that may tap. */
  readonly tapper: Pick<TapperFigures, 'duties'> | null;
  /** Where places lie that differ from the standard rail. */
  readonly places?: Readonly<Partial<Record<PlaceName, Band>>>;
}
