/**
 * Registers of the CPU itself, which lie at the same data-space addresses in every megaAVR, and the layout of the
 * WebAssembly memory that CPU and translated code share. Source: Microchip DS40002211A and DS40002061B, Register
 * Summary.
 */

/** Sleep Mode Control Register; bit 0 is SE, sleep enable. */
export const SMCR = 0x53;
/** MCU Status Register: what caused the last reset. */
export const MCUSR = 0x54;
/** Extended Z-pointer for ELPM, on chips with more than 64 kB of flash. */
export const RAMPZ = 0x5b;
/** Extended indirect register for EIJMP and EICALL, on chips with more than 128 kB of flash. */
export const EIND = 0x5c;
export const SPL = 0x5d;
export const SPH = 0x5e;
export const SREG = 0x5f;

/** Bits of MCUSR. */
export const PORF = 0x01;
export const EXTRF = 0x02;
export const BORF = 0x04;
export const WDRF = 0x08;

/** Data space is the first 64 kB of the shared memory. After it: the pc at which translated code was left, ... */
export const exitPcAt = 0x10000;
/** ... and after how many cycles. */
export const exitCyclesAt = 0x10004;
/** Not 0 while an interrupt is pending. */
export const pendingAt = 0x10008;
/** The program, for LPM and ELPM. */
export const flashAt = 0x20000;
/** For each word of the program, its case in its translated function, or 0; 16 bits each. */
export const casesAt = { block: 0x60000, instruction: 0xa0000 } as const;
/** Pages of the shared memory, 64 kB each. */
export const memoryPages = 0xe;
