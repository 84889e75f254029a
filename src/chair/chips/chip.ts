/**
 * Description of a microcontroller board and its pins, numbered as printed on the board. The wiring in chair files is
 * checked against it, the guard firmware's pin table is generated from it, and simulations find the emulated chip's pins
 * with it.
 */

export type PortLetter = 'A' | 'B' | 'C' | 'D' | 'E' | 'F' | 'G' | 'H' | 'J' | 'K' | 'L';

export interface ChipPin {
  /** Firmata pin number; the analog pins follow the digital ones. */
  readonly number: number;
  /** As printed on the board: `13`, `A0`. */
  readonly name: string;
  readonly port: PortLetter;
  readonly bit: number;
  /** Timer and output compare channel, if the guard firmware offers PWM on this pin. */
  readonly pwm: { readonly timer: number; readonly channel: 'A' | 'B' | 'C' } | null;
  /** What uses the timer of the board's PWM on this pin, if the guard firmware does not offer it; otherwise null. */
  readonly pwmTaken: string | null;
  /** External interrupt number (INTn), for counting edges. */
  readonly interrupt: number | null;
  /** ADC channel. */
  readonly analog: number | null;
  /** What the pin is reserved for; no part of the chair may be wired to it. The I2C pins are free without a display. */
  readonly taken: string | null;
}

export interface Chip {
  /** Name of the board in chair files. */
  readonly id: string;
  readonly name: string;
  /** Product name of the board. */
  readonly board: string;
  /** Number of the chip in the guard's `identity`. */
  readonly number: number;
  readonly clockHz: number;
  readonly flashBytes: number;
  readonly ramBytes: number;
  /** Size of the boot section at the end of the flash. */
  readonly bootloaderBytes: number;
  /** Arguments of avrdude for flashing through the bootloader. */
  readonly avrdude: { readonly part: string; readonly programmer: string; readonly baud: number };
  /** Ports in the order of the guard's status, with the data-space address of PINx. */
  readonly ports: ReadonlyArray<{ readonly letter: PortLetter; readonly pinAddress: number }>;
  readonly pins: readonly ChipPin[];
  /** ADC: number of counts, and reference voltage. */
  readonly converter: { readonly counts: number; readonly referenceV: number };
  /** Whether inputs have internal pull-downs; all have pull-ups. */
  readonly pullDown: boolean;
  /** Pin of the LED that the bootloader blinks at each start. */
  readonly bootloaderLed: number;
  readonly i2c: { readonly data: number; readonly clock: number };
}

/** The pin voltage that reads as the highest ADC count. */
export const fullScaleVolts = ({ converter: { counts, referenceV } }: Chip): number =>
  ((counts - 1) * referenceV) / counts;

/** The pin printed `name` on the board, or undefined. */
export function pinNamed(chip: Chip, name: string): ChipPin | undefined {
  return chip.pins.find((pin) => pin.name === name);
}

/** Index of a pin's port in the guard's `status`. */
export function portIndex(chip: Chip, pin: ChipPin): number {
  return chip.ports.findIndex(({ letter }) => letter === pin.port);
}
