/**
 * What each pin of the chip is wired to, and what its level or a volt at it means: the part of a chair that an electrician
 * knows. A part without a wire is null, or not in its list.
 */
import type { Chip, ChipPin } from './chips/chip.ts';
import type { AnyMotorName, KeyName } from './names.ts';
import type { Duty, Milliseconds } from './units.ts';

export interface OutputLine {
  readonly pin: ChipPin;
  /** The level that means on. */
  readonly activeHigh: boolean;
  /** The resistor that holds the line while the chip is in reset, and what feeds its driver; null where not stated. */
  readonly pull: 'external-up' | 'external-down' | null;
  readonly fedFrom: 'chip' | 'supply' | null;
  /** What is connected, for the person who wires it; empty where the file does not say. */
  readonly part: string;
}

export interface InputLine {
  readonly pin: ChipPin;
  /** The level that means closed, seen, reached or pressed. */
  readonly activeHigh: boolean;
  /** `up` and `down` are resistors in the chip; external ones are part of the circuit and need no setting. */
  readonly pull: 'up' | 'down' | 'external-up' | 'external-down' | 'none';
  readonly debounceMs: Milliseconds;
  readonly part: string;
}

export interface AnalogLine {
  readonly pin: ChipPin;
  /** Amperes or volts per volt at the pin. */
  readonly perVolt: number;
  readonly part: string;
}

/** A thermistor in series with a pull-up equal to its resistance at 25 C. */
export interface ThermistorLine {
  readonly pin: ChipPin;
  readonly ohmAt25C: number;
  readonly betaK: number;
  readonly part: string;
}

/** How a motor is wired; `power` carries PWM or is switched on and off. For the arms, up means inwards. */
export type DriveLines =
  | { readonly by: 'one-way'; readonly power: OutputLine }
  | { readonly by: 'direction'; readonly power: OutputLine; readonly direction: OutputLine }
  | { readonly by: 'each-way'; readonly up: OutputLine; readonly down: OutputLine }
  | {
      readonly by: 'power-and-lines';
      readonly power: OutputLine;
      readonly up: OutputLine;
      readonly down: OutputLine;
    };

export interface Drive {
  /** As stated in the file. */
  readonly kind: string;
  readonly lines: DriveLines;
  /** Null: switched on or off. */
  readonly pwm: {
    readonly frequencyHz: number;
    readonly duty: { readonly min: Duty; readonly max: Duty };
    /** While moving, speed is proportional to duty - `frictionDuty`. */
    readonly frictionDuty: Duty;
  } | null;
  readonly atRest: 'coast' | 'brake';
  readonly deadTimeMs: Milliseconds;
}

/** Default PWM frequency: above what most people hear of a motor. */
export const usualPwmHz = 15_700;

export const switchNames = ['pad-relay', 'motor-relay'] as const;
export type SwitchName = (typeof switchNames)[number];

export const signNames = ['lamp', 'lock-lamp', 'beeper'] as const;
export type SignName = (typeof signNames)[number];

export const inputNames = [
  'carriage-edge',
  'cam-narrow',
  'cam-medium',
  'cam-wide',
  'limit-top',
  'limit-bottom',
  'seat',
  'emergency-stop',
  'limit-middle',
] as const;
export type InputName = (typeof inputNames)[number];

/** Analog inputs with a scale in amperes or volts per volt at the pin. */
export const scaledNames = [
  'carriage-current',
  'kneader-current',
  'pads-current',
  'supply',
  'tapper-current',
  'motors-supply',
] as const;
export type ScaledName = (typeof scaledNames)[number];

interface PadWiring {
  readonly name: string;
  /** Null where the pad's heat is locked out: the chip does not know the output, and a resistor holds it off. */
  readonly out: OutputLine | null;
  /** The pad needs no chip to keep it from burning: it has a thermostat, or a surface that stays cool enough. */
  readonly selfLimits: boolean;
  readonly element: ThermistorLine | null;
  readonly surface: ThermistorLine | null;
}

export interface Wiring {
  readonly chip: Chip;
  readonly motors: Readonly<Record<AnyMotorName, Drive | null>>;
  /** In the order of the chair's pads. */
  readonly pads: readonly PadWiring[];
  readonly switches: Readonly<Record<SwitchName, OutputLine | null>>;
  readonly signs: Readonly<Record<SignName, OutputLine | null>>;
  readonly inputs: Readonly<Record<InputName, InputLine | null>>;
  /** Which edges of the carriage's sensor are counted. */
  readonly edges: 'both' | 'rising' | 'falling';
  readonly keys: Readonly<Record<KeyName, InputLine | null>> & { readonly stop: InputLine };
  readonly scaled: Readonly<Record<ScaledName, AnalogLine | null>>;
  readonly ambient: ThermistorLine | null;
  readonly display: { readonly address: number; readonly part: string } | null;
}

/** The outputs of a drive, each with its key in the chair file. */
export function linesOf({ lines, pwm }: Drive): readonly (readonly [key: string, line: OutputLine])[] {
  const power = pwm === null ? 'on' : 'pwm';
  switch (lines.by) {
    case 'one-way':
      return [[power, lines.power]];
    case 'direction':
      return [
        [power, lines.power],
        ['direction', lines.direction],
      ];
    case 'each-way':
      return [
        ['up', lines.up],
        ['down', lines.down],
      ];
    default:
      return [
        [power, lines.power],
        ['up', lines.up],
        ['down', lines.down],
      ];
  }
}

export type ThermistorName = `${string}-${'thermistor' | 'surface'}`;
export type AnalogName = ScaledName | ThermistorName;

/** A thermistor and what it measures: a pad, by its index in the list of pads, or the room. */
export interface ThermistorWire {
  readonly name: ThermistorName;
  readonly of: number | 'ambient';
  readonly place: 'element' | 'surface';
  /** It is the only thermistor of its pad. */
  readonly alone: boolean;
  readonly line: ThermistorLine;
}

/** All thermistors of the chair: those of the elements, then of the surfaces, then of the room. */
export function thermistorsOf({ pads, ambient }: Wiring): readonly ThermistorWire[] {
  const wire = (
    name: ThermistorName,
    of: number | 'ambient',
    line: ThermistorLine | null,
    place: ThermistorWire['place'],
    alone: boolean,
  ) => (line === null ? [] : [{ name, of, place, alone, line }]);
  return [
    ...pads.flatMap(({ name, element, surface }, pad) =>
      wire(`${name}-thermistor`, pad, element, 'element', surface === null),
    ),
    ...pads.flatMap(({ name, element, surface }, pad) =>
      wire(`${name}-surface`, pad, surface, 'surface', element === null),
    ),
    ...wire('ambient-thermistor', 'ambient', ambient, 'element', true),
  ];
}
