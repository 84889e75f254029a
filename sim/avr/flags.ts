/**
 * Which flags of SREG each instruction sets and needs: what the compiler must know to leave out the flags
 * nobody looks at. Source: Microchip DS40002198B.
 */
import type { Kind } from './instructions.ts';

export const C = 1;
export const Z = 2;
export const N = 4;
export const V = 8;
export const S = 16;
export const H = 32;
export const T = 64;
export const I = 128;

const arithmetic = C | Z | N | V | S | H;
const logic = Z | N | V | S;
const shift = C | Z | N | V | S;
const product = C | Z;

const sets: Partial<Record<Kind, number>> = {
  ADD: arithmetic,
  ADC: arithmetic,
  SUB: arithmetic,
  SBC: arithmetic,
  SUBI: arithmetic,
  SBCI: arithmetic,
  CP: arithmetic,
  CPC: arithmetic,
  CPI: arithmetic,
  NEG: arithmetic,
  AND: logic,
  ANDI: logic,
  OR: logic,
  ORI: logic,
  EOR: logic,
  INC: logic,
  DEC: logic,
  COM: shift,
  LSR: shift,
  ASR: shift,
  ROR: shift,
  ADIW: shift,
  SBIW: shift,
  MUL: product,
  MULS: product,
  MULSU: product,
  FMUL: product,
  FMULS: product,
  FMULSU: product,
  BST: T,
};

/** Flags a result depends on; `SBC` and `CPC` only ever clear Z, so they need the old one. */
const needs: Partial<Record<Kind, number>> = {
  ADC: C,
  SBC: C | Z,
  SBCI: C | Z,
  CPC: C | Z,
  ROR: C,
  BLD: T,
};

export function flagsSet(kind: Kind): number {
  return sets[kind] ?? 0;
}

export function flagsNeeded(kind: Kind): number {
  return needs[kind] ?? 0;
}
