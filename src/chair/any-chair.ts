/**
 * Any chair that a file can describe, as a frozen value: parts that it lacks are null, figures that its file leaves out are
 * filled in as docs/chairs.md says. `Chair` is the kind of chair that the machine drives; `supported.ts` derives it from this.
 */
import type { Chip } from './chips/chip.ts';
import type { KeyName, Width } from './names.ts';
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
import type { AnalogLine, Drive, InputLine, OutputLine, ThermistorLine } from './wiring.ts';
import type { Band, PlaceName } from './zones.ts';

interface Range<T extends number> {
  readonly min: T;
  readonly max: T;
}

interface MotorCurrent {
  readonly sensor: AnalogLine;
  readonly draws: Draws;
}

export interface Draws {
  readonly runningA: Range<Amperes>;
  readonly stallA: Amperes;
}

export interface AnyMotor {
  readonly drive: Drive;
  readonly current: MotorCurrent | null;
  /** Currents measured once, where no sensor measures them. */
  readonly draws: Draws | null;
  readonly fuseA: Amperes | null;
  readonly thermalSwitch: boolean;
}

/** What the motor draws, where the file says it: of its sensor, or measured once. */
export const drawsOf = ({ current, draws }: Pick<AnyMotor, 'current' | 'draws'>): Draws | null =>
  current?.draws ?? draws;

/** A speed of the remote: the promised speed, or the duty that gives it. */
export type SpeedStep<T extends number> =
  | { readonly by: 'speed'; readonly speed: T }
  | { readonly by: 'duty'; readonly duty: Duty };

export interface AnyCarriage extends AnyMotor {
  /** One motor moves the carriage and turns the heads. */
  readonly coupled: boolean;
  readonly railMm: Millimetres;
  readonly travel: {
    readonly upMs: Milliseconds;
    readonly downMs: Milliseconds;
    /** The longest travel with a person; null where only the empty chair has been timed. */
    readonly upWithPersonMs: Milliseconds | null;
    readonly downWithPersonMs: Milliseconds | null;
  };
  readonly fullSpeedMmPerS: { readonly up: MillimetresPerSecond; readonly down: MillimetresPerSecond };
  readonly slowerUnderPerson: Range<number>;
  readonly coastMm: Range<Millimetres>;
  readonly counts: {
    readonly line: InputLine;
    readonly eachMm: Millimetres;
    readonly edges: 'both' | 'rising' | 'falling';
  } | null;
  readonly ends: {
    readonly top: InputLine | null;
    readonly bottom: InputLine | null;
    readonly middle: { readonly line: InputLine; readonly atMm: Millimetres } | null;
    readonly stopBeyondMm: Millimetres;
  };
  /** Where places lie that differ from the standard rail. */
  readonly places: Readonly<Partial<Record<PlaceName, Band>>>;
  readonly speeds: readonly SpeedStep<MillimetresPerSecond>[];
  readonly rampMs: Milliseconds;
  readonly landing: { readonly withinMm: Millimetres; readonly speedMmPerS: MillimetresPerSecond };
  readonly planning: { readonly travelMmPerS: MillimetresPerSecond; readonly settleMs: Milliseconds };
  readonly walk: { readonly hopMm: Millimetres; readonly turns: number };
  readonly reach: { readonly fromMm: Millimetres; readonly toMm: Millimetres };
  readonly homing: {
    readonly knownDuty: Duty;
    readonly unknownDuty: Duty;
    readonly slowLastMm: Millimetres;
    readonly withinMs: Milliseconds;
  };
  readonly parkBelowTopMm: Millimetres;
}

export interface AnyKneader extends AnyMotor {
  readonly fullTurnsPerMin: TurnsPerMinute;
  readonly speeds: readonly SpeedStep<TurnsPerMinute>[];
  readonly rampMs: Milliseconds;
  readonly cams: readonly {
    readonly width: Width;
    readonly line: InputLine;
    readonly atDeg: readonly number[];
    readonly halfDeg: number;
  }[];
}

export interface AnyTapper extends AnyMotor {
  readonly speeds: readonly SpeedStep<TurnsPerMinute>[];
}

/** What is so of a pad, whoever drives it. */
export interface PadParts {
  /** Kebab-case, as the file names it. */
  readonly name: string;
  /** The pad's power at this voltage. */
  readonly nominalV: Volts;
  readonly nominalW: Watts;
  /** The pad as a network, nobody on it: element - surface - air, element - frame - air. */
  readonly elementJPerK: number;
  readonly surfaceJPerK: number;
  readonly elementSurfaceWPerK: number;
  readonly elementAirWPerK: number;
  readonly surfaceAirWPerK: number;
  /** Each figure of the network, and the power, differs from pad to pad by at most this share. */
  readonly toleranceShare: number;
  /** The surface thermistor is built in so that its contact cannot become poorer by more than a tenth. */
  readonly surfaceFixed: boolean;
  /** In series; closes again by itself. */
  readonly thermostat: { readonly at: 'surface' | 'element'; readonly opensC: Celsius } | null;
  /** One-shot thermal cut-off glued to the element: against fire, not burns. */
  readonly cutOffC: Celsius | null;
}

export interface AnyPad extends PadParts {
  readonly out: OutputLine;
  readonly area: Band | null;
  readonly elementSensor: ThermistorLine | null;
  readonly surfaceSensor: ThermistorLine | null;
  readonly byTable: {
    readonly duty: { readonly low: Duty; readonly medium: Duty | null; readonly high: Duty | null };
    /** Measured at full duty after 30 min; null where not measured. */
    readonly steady: {
      readonly surfaceC: Celsius;
      readonly roomC: Celsius;
      readonly covered: boolean;
    } | null;
  } | null;
}

export interface AnyHeat {
  /** At least one. */
  readonly pads: readonly AnyPad[];
  readonly relay: OutputLine | null;
  readonly current: AnalogLine | null;
  readonly ambient: ThermistorLine | null;
}

export interface AnyChair {
  readonly model: string;
  readonly name: string;
  readonly fits: string;
  readonly chip: Chip;
  readonly supply: {
    readonly nominalV: Volts;
    readonly sourceOhm: number;
    readonly warnV: Range<Volts>;
    readonly allowedV: Range<Volts>;
    readonly sense: AnalogLine | null;
  };
  readonly currentFilterMs: Milliseconds;
  readonly motors: {
    readonly relay: OutputLine | null;
    /** The voltage behind the relay. */
    readonly sense: AnalogLine | null;
    readonly fuseA: Amperes | null;
  };
  readonly carriage: AnyCarriage | null;
  readonly kneader: AnyKneader | null;
  readonly tapper: AnyTapper | null;
  readonly heat: AnyHeat | null;
  readonly inputs: {
    readonly stop: InputLine;
    /** `line` is null where the emergency stop is not wired to the chip. */
    readonly emergencyStop: {
      readonly cuts: 'motors' | 'everything';
      readonly line: InputLine | null;
    } | null;
    readonly seat: InputLine | null;
    readonly keys: Readonly<Partial<Record<Exclude<KeyName, 'stop'>, InputLine>>>;
  };
  readonly signs: {
    readonly lamp: OutputLine | null;
    readonly lockLamp: OutputLine | null;
    readonly beeper: OutputLine | null;
    readonly display: { readonly address: number; readonly part: string } | null;
  };
  /** Paths of the parts that a builder added to the chair as it was sold. */
  readonly added: readonly string[];
  /** Parts that the chair lacks, by path: stated as `none` in the file, or not stated. */
  readonly stated: Readonly<Record<string, 'none' | 'not-stated'>>;
}

/** The chair's motors, by their path in the file. */
export function motorsOf(
  chair: AnyChair,
): readonly (readonly [path: 'carriage' | 'kneader' | 'tapper', motor: AnyMotor])[] {
  const { carriage, kneader, tapper } = chair;
  return [
    ...(carriage === null ? [] : [['carriage', carriage] as const]),
    ...(kneader === null ? [] : [['kneader', kneader] as const]),
    ...(tapper === null ? [] : [['tapper', tapper] as const]),
  ];
}
