/** Builds pins, sensors and motors from their parts of a chair file. */
import type { AnyMotor, Draws, SpeedStep } from '../any-chair.ts';
import { type Chip, type ChipPin, pinNamed } from '../chips/chip.ts';
import type { AnalogLine, InputLine, OutputLine, ThermistorLine } from '../wiring.ts';
import type { Measured } from './leaves.ts';
import { usual } from './usual.ts';

/** A part of the file; null where the chair lacks it. */
export function there<Part>(part: Part | 'none' | undefined): Part | null {
  return part === 'none' || part === undefined ? null : part;
}

/** What `of` makes of a part of the file; null where the chair lacks the part. */
export function mapped<From, To>(part: From | 'none' | undefined, of: (part: From) => To): To | null {
  const found = there(part);
  return found === null ? null : of(found);
}

type Part = { readonly part: string | undefined };
export type FileOutput = Part & {
  readonly pin: string;
  readonly active: 'high' | 'low' | undefined;
  readonly pull: 'external-down' | 'external-up' | undefined;
  readonly 'fed-from': 'chip' | 'supply' | undefined;
};
type FileInput = Part & {
  readonly pin: string;
  readonly active: 'high' | 'low' | undefined;
  readonly pull: InputLine['pull'] | undefined;
  readonly debounce: number | undefined;
};
type FileAnalog = Part & { readonly pin: string; readonly scale: number };
type FileThermistor = Part & {
  readonly pin: string;
  readonly resistance: number;
  readonly beta: number;
};

/** Makes lines of the chip from lines of the file. */
export interface Lines {
  output(from: FileOutput): OutputLine;
  input(from: FileInput): InputLine;
  analog(from: FileAnalog): AnalogLine;
  thermistor(from: FileThermistor): ThermistorLine;
  /** For a PWM output whose frequency is not stated: that of its timer, if another output states it. */
  frequencyHz(pwm: FileOutput): number;
}

/** The PWM keys of a drive in the file. */
export interface FilePwm {
  readonly kind: string;
  readonly pwm?: FileOutput | undefined;
  readonly frequency?: number | undefined;
}

export function linesOn(chip: Chip, drives: readonly FilePwm[]): Lines {
  const pin = (name: string) => pinNamed(chip, name) as ChipPin;
  const timerOf = ({ pin: name }: FileOutput) => pin(name).pwm?.timer;
  const stated = new Map(
    drives.flatMap(({ pwm, frequency }) =>
      pwm === undefined || frequency === undefined ? [] : [[timerOf(pwm), frequency] as const],
    ),
  );
  return {
    output: (from) => ({
      pin: pin(from.pin),
      activeHigh: from.active !== 'low',
      pull: from.pull ?? null,
      fedFrom: from['fed-from'] ?? null,
      part: from.part ?? '',
    }),
    input: (from) => ({
      pin: pin(from.pin),
      activeHigh: (from.active ?? usual.contact.active) === 'high',
      pull: from.pull ?? usual.contact.pull,
      debounceMs: from.debounce ?? usual.debounce.value,
      part: from.part ?? '',
    }),
    analog: (from) => ({ pin: pin(from.pin), perVolt: from.scale, part: from.part ?? '' }),
    frequencyHz: (pwm) => stated.get(timerOf(pwm)) ?? usual.frequency.value,
    thermistor: (from) => ({
      pin: pin(from.pin),
      ohmAt25C: from.resistance,
      betaK: from.beta,
      part: from.part ?? '',
    }),
  };
}

interface FileDraws {
  readonly running: { readonly from: number; readonly to: number };
  readonly stall: number;
}
const drawsOf = ({ running, stall }: FileDraws): Draws => ({
  runningA: { min: running.from, max: running.to },
  stallA: stall,
});

interface FileMotor {
  readonly fuse: number | 'none' | undefined;
  readonly draws: FileDraws | undefined;
  readonly current: (FileDraws & FileAnalog) | 'none' | undefined;
  readonly 'thermal-switch'?: 'yes' | 'none' | undefined;
}

/** What every motor has besides its drive. */
export function motorOf(file: FileMotor, lines: Lines): Omit<AnyMotor, 'drive'> {
  return {
    current: mapped(file.current, (part) => ({ sensor: lines.analog(part), draws: drawsOf(part) })),
    draws: file.draws === undefined ? null : drawsOf(file.draws),
    fuseA: there(file.fuse),
    thermalSwitch: file['thermal-switch'] === 'yes',
  };
}

export function speedStep({ unit, amount }: Measured): SpeedStep<number> {
  return unit === 'share' ? { by: 'duty', duty: amount } : { by: 'speed', speed: amount };
}
