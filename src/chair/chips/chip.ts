/**
 * What a microcontroller board offers, pin by pin, numbered as its makers print it on the board. The board
 * files are checked against it, the guard firmware's pin table is generated from it, and the emulated chip
 * finds its registers with it.
 */

export type PortLetter = 'A' | 'B' | 'C' | 'D' | 'E' | 'F' | 'G' | 'H' | 'J' | 'K' | 'L';

export interface ChipPin {
  /** The pin number in Firmata; analog pins come after the digital ones. */
  readonly number: number;
  /** As printed on the board: `13`, `A0`. */
  readonly name: string;
  readonly port: PortLetter;
  readonly bit: number;
  /** Output compare unit, where the guard firmware offers PWM. */
  readonly pwm: { readonly timer: number; readonly channel: 'A' | 'B' | 'C' } | null;
  /** Why the guard firmware does not offer the board's PWM on this pin; else null. */
  readonly pwmTaken: string | null;
  /** External interrupt number, for counting edges. */
  readonly interrupt: number | null;
  /** Converter channel. */
  readonly analog: number | null;
  /** Taken by the board itself; no part of the chair may be wired to it. */
  readonly taken: string | null;
}

export interface Chip {
  /** The name of the board in chair files. */
  readonly id: string;
  readonly name: string;
  /** The product name of the board with this chip. */
  readonly board: string;
  /** The chip's number in the guard's identity message. */
  readonly number: number;
  readonly clockHz: number;
  readonly flashBytes: number;
  readonly ramBytes: number;
  /** Bytes at the end of the flash that belong to the bootloader. */
  readonly bootloaderBytes: number;
  /** Programmer and part as avrdude calls them, to flash over the bootloader. */
  readonly avrdude: { readonly part: string; readonly programmer: string; readonly baud: number };
  /** Ports in the order in which the guard reports them, with the address of PINx in data space. */
  readonly ports: ReadonlyArray<{ readonly letter: PortLetter; readonly pinAddress: number }>;
  readonly pins: readonly ChipPin[];
  /** The converter: counts of full scale, and its reference. */
  readonly converter: { readonly counts: number; readonly referenceV: number };
  /** Whether the chip has pull-downs for its inputs; all have pull-ups. */
  readonly pullDown: boolean;
  /** The pin whose LED the bootloader blinks at each start. */
  readonly bootloaderLed: number;
  readonly i2c: { readonly data: number; readonly clock: number };
}

/** The highest voltage at a pin that the converter shows. */
export const fullScaleVolts = ({ converter: { counts, referenceV } }: Chip): number =>
  ((counts - 1) * referenceV) / counts;

/** The pin printed `name` on the board, or undefined. */
export function pinNamed(chip: Chip, name: string): ChipPin | undefined {
  return chip.pins.find((pin) => pin.name === name);
}

/** Index of a pin's port in the guard's status message. */
export function portIndex(chip: Chip, pin: ChipPin): number {
  return chip.ports.findIndex(({ letter }) => letter === pin.port);
}
