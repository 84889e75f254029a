/**
 * Which pin of the chip is what, and what its level or a volt at it stands for: the part of a chair that its electrician
 * knows. Whatever a chair has no wire for is null, or not in its list.
 */
import type { Chip, ChipPin } from './chips/chip.ts';
import type { AnyMotorName, KeyName } from './names.ts';
import type { Duty, Milliseconds } from './units.ts';

export interface OutputLine {
  readonly pin: ChipPin;
  /** The level that means on. */
  readonly activeHigh: boolean;
  /** The resistor that holds it while the chip is in reset, and what feeds its driver; null where nobody has said. */
  readonly pull: 'external-up' | 'external-down' | null;
  readonly fedFrom: 'chip' | 'supply' | null;
  /** What is connected, for the person who wires it; empty where the file does not say. */
  readonly part: string;
}

export interface InputLine {
  readonly pin: ChipPin;
  /** The level that means closed, seen, reached or pressed. */
  readonly activeHigh: boolean;
  /** `up` and `down` are the chip's own; those of the circuit are no business of the chip. */
  readonly pull: 'up' | 'down' | 'external-up' | 'external-down' | 'none';
  readonly debounceMs: Milliseconds;
  readonly part: string;
}

export interface AnalogLine {
  readonly pin: ChipPin;
  /** Amperes or volts for each volt at the pin. */
  readonly perVolt: number;
  readonly part: string;
}

/** In series with a pull-up of its own resistance at 25 C. */
export interface ThermistorLine {
  readonly pin: ChipPin;
  readonly ohmAt25C: number;
  readonly betaK: number;
  readonly part: string;
}

/** How a motor is wired; what `power` gives is PWM or on and off. Up is forwards: arms inwards. */
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
  /** As the file says it. */
  readonly kind: string;
  readonly lines: DriveLines;
  /** Null: on or off. */
  readonly pwm: {
    readonly frequencyHz: number;
    readonly duty: { readonly min: Duty; readonly max: Duty };
    /** Moving, speed is proportional to duty - this. */
    readonly frictionDuty: Duty;
  } | null;
  readonly atRest: 'coast' | 'brake';
  readonly deadTimeMs: Milliseconds;
}

/** Where nobody says otherwise: above what most people hear of a motor. */
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

/** Analog inputs that say so many amperes or volts for each volt at the pin. */
export const scaledNames = [
  'carriage-current',
  'kneader-current',
  'pads-current',
  'supply',
  'tapper-current',
] as const;
export type ScaledName = (typeof scaledNames)[number];

interface PadWiring {
  readonly name: string;
  /** Null where its heat is locked out: the chip is not told of it, and a resistor holds it off. */
  readonly out: OutputLine | null;
  /** What keeps it from burning needs no chip: a thermostat, or a surface that stays cool enough. */
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

/** The outputs of a drive, each with the key it stands under in a file. */
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

/** A thermistor and whose temperature it tells: a pad's, by its place in the list of pads, or that of the room. */
export interface ThermistorWire {
  readonly name: ThermistorName;
  readonly of: number | 'ambient';
  readonly place: 'element' | 'surface';
  /** The only one of its pad. */
  readonly alone: boolean;
  readonly line: ThermistorLine;
}

/** Those that there are: the elements', then those at the surfaces, then that of the room. */
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
