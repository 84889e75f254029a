/** An emulator of AVR microcontrollers. See README.md. */
export { atmega328p } from './chips/atmega328p.ts';
export { atmega2560 } from './chips/atmega2560.ts';
export type { ChipConfig } from './chips/chip.ts';
export { Emulator, type EmulatorOptions } from './emulator.ts';
export type { PinName } from './peripherals/gpio.ts';
export type { TwiDevice } from './peripherals/twi.ts';
