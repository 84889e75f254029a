/** Bits of the status register. Source: Microchip DS40002198B (AVR Instruction Set Manual), 1. */
export const C = 0x01;
export const Z = 0x02;
export const N = 0x04;
export const V = 0x08;
export const S = 0x10;
export const H = 0x20;
export const T = 0x40;
export const I = 0x80;
/** All flags that results set: every one but I. */
export const allFlags = C | Z | N | V | S | H | T;
