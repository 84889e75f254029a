/** Where the ATmega2560's timers have their registers and interrupts. Source: Microchip DS40002211A, 14 and 33. */
import type { TimerRegisters } from './timer.ts';

const dividers = [0, 1, 8, 64, 256, 1024, 0, 0];
/** Timer 2 can be clocked more finely. */
const dividers2 = [0, 1, 8, 32, 64, 128, 256, 1024];

const wide = (number: number, base: number, firstVector: number): TimerRegisters => ({
  bits: 16,
  TCCRA: base,
  TCCRB: base + 1,
  TCNT: base + 4,
  ICR: base + 6,
  OCRA: base + 8,
  OCRB: base + 10,
  OCRC: base + 12,
  TIFR: 0x35 + number,
  TIMSK: 0x6e + number,
  // The vector before them is input capture.
  vectors: {
    A: 2 * (firstVector + 1),
    B: 2 * (firstVector + 2),
    C: 2 * (firstVector + 3),
    overflow: 2 * (firstVector + 4),
  },
  dividers,
});

const narrow = (number: number, base: number, firstVector: number, divide: number[]): TimerRegisters => ({
  bits: 8,
  TCCRA: base,
  TCCRB: base + 1,
  TCNT: base + 2,
  ICR: 0,
  OCRA: base + 3,
  OCRB: base + 4,
  OCRC: 0,
  TIFR: 0x35 + number,
  TIMSK: 0x6e + number,
  vectors: { A: 2 * firstVector, B: 2 * (firstVector + 1), C: 0, overflow: 2 * (firstVector + 2) },
  dividers: divide,
});

export const timers2560: Readonly<Record<number, TimerRegisters>> = {
  0: narrow(0, 0x44, 21, dividers),
  1: wide(1, 0x80, 16),
  2: narrow(2, 0xb0, 13, dividers2),
  3: wide(3, 0x90, 31),
  4: wide(4, 0xa0, 41),
  5: wide(5, 0x120, 46),
};

export const watchdogVector = 2 * 12;
export const MCUSR = 0x54;
export const WDTCSR = 0x60;
/** Bits of MCUSR. */
export const resetCauses = { powerOn: 0x01, external: 0x02, brownOut: 0x04, watchdog: 0x08 } as const;
