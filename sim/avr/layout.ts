/** Where the translated code finds things in its memory. The chip's own address space is at the beginning. */

/** What crosses between the translated code and the emulator: where it is, cycles since it was entered. */
export const PC = 0x10000;
export const SPENT = 0x10004;
/** Not 0 while an interrupt waits. */
export const PENDING = 0x10008;
export const flashAt = 0x20000;
/** Of each word of the program, the case it begins in its function, or 0; 16 bits each. */
export const casesAt = { block: 0x60000, instruction: 0xa0000 } as const;
export const memoryPages = 0xe;

/** The core's own registers in data space. Source: Microchip DS40002211A, 33. */
export const SMCR = 0x53;
export const RAMPZ = 0x5b;
export const EIND = 0x5c;
export const SPL = 0x5d;
export const SREG = 0x5f;
/** Registers of the core and of all peripherals end here; the memory follows. */
export const registersEnd = 0x200;

/** How the translated code was left. */
export const left = {
  /** The cycles are spent, or would be within the block. */
  done: 0,
  /** A register was written: look at the events anew before going on. */
  wrote: 1,
  /** The interrupt flag was set while an interrupt waits: exactly one more instruction runs. */
  one: 2,
  asleep: 3,
  /** Into another function. */
  elsewhere: 4,
  /** Nothing is translated here. */
  foreign: 5,
} as const;

/** Registers something listens to, when they are read or written. All others are plain memory. */
export interface Listeners {
  readonly reads: (address: number) => boolean;
  readonly writes: (address: number) => boolean;
}
