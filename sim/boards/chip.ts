/** The emulated chip of a board, and what its pins are called there. */
import type { ChipPin } from '../../src/board/chips/chip.ts';
import type { BoardMap } from '../../src/board/map/map.ts';
import {
  atmega328p,
  atmega2560,
  type ChipConfig,
  Emulator,
  type PinName,
  type TwiDevice,
} from '../avr/index.ts';

const emulated: readonly ChipConfig[] = [atmega2560, atmega328p];

/** A pin as the data sheet writes it: `PB5`. */
export const pinName = ({ port, bit }: ChipPin): PinName => `P${port}${bit}`;

/** The chip that the board's map names, with this program in its flash. */
export function emulateChip(
  { chip }: BoardMap,
  image: Uint8Array,
  twiDevices: ReadonlyMap<number, TwiDevice> = new Map(),
): Emulator {
  const config = emulated.find(({ name }) => name === chip.name);
  if (config === undefined) throw new Error(`the chip ${chip.name} cannot be emulated`);
  return new Emulator(config, image, { clockHz: chip.clockHz, twiDevices });
}
