/** The emulated chip of a board, and what its pins are called there. */
import type { Chip, ChipPin } from '../../src/chair/chips/chip.ts';
import type { Wiring } from '../../src/chair/wiring.ts';
import {
  atmega328p,
  atmega2560,
  type ChipConfig,
  Emulator,
  type PinName,
  type TwiDevice,
} from '../avr/index.ts';

const emulated: readonly ChipConfig[] = [atmega2560, atmega328p];

/** A pin in the data sheet's notation: `PB5`. */
export const pinName = ({ port, bit }: ChipPin): PinName => `P${port}${bit}`;

/** The devices on the chip's I2C bus, by address. */
export function devicesOf({ display }: Wiring, device: TwiDevice): ReadonlyMap<number, TwiDevice> {
  return new Map(display === null ? [] : [[display.address, device]]);
}

/** The chip of a chair's board, with this program in its flash. */
export function emulateChip(
  chip: Chip,
  image: Uint8Array,
  twiDevices: ReadonlyMap<number, TwiDevice> = new Map(),
): Emulator {
  const config = emulated.find(({ name }) => name === chip.name);
  if (config === undefined) throw new Error(`the chip ${chip.name} cannot be emulated`);
  return new Emulator(config, image, { clockHz: chip.clockHz, twiDevices });
}
