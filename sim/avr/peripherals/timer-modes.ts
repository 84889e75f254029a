/**
 * Waveform generation modes: how a timer counts, and up to which top, by the value of the WGM bits.
 * Source: Microchip DS40002211A, tables 16-8, 17-2 and 20-8.
 */

/** `up` covers normal mode and CTC, `dual` phase correct and phase and frequency correct PWM. */
export type Counting = 'up' | 'fast' | 'dual';
export type Top = number | 'OCRA' | 'ICR';
type Mode = readonly [Counting, Top];

/** Of 8-bit timers, by WGM2:0; 4 and 6 are reserved. */
export const modes8: readonly Mode[] = [
  ['up', 0xff],
  ['dual', 0xff],
  ['up', 'OCRA'],
  ['fast', 0xff],
  ['up', 0xff],
  ['dual', 'OCRA'],
  ['up', 0xff],
  ['fast', 'OCRA'],
];

/** Of 16-bit timers, by WGM3:0; 13 is reserved. */
export const modes16: readonly Mode[] = [
  ['up', 0xffff],
  ['dual', 0xff],
  ['dual', 0x1ff],
  ['dual', 0x3ff],
  ['up', 'OCRA'],
  ['fast', 0xff],
  ['fast', 0x1ff],
  ['fast', 0x3ff],
  ['dual', 'ICR'],
  ['dual', 'OCRA'],
  ['dual', 'ICR'],
  ['dual', 'OCRA'],
  ['up', 'ICR'],
  ['up', 0xffff],
  ['fast', 'ICR'],
  ['fast', 'OCRA'],
];
