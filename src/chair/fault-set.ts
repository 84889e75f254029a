/**
 * A set of faults as one plain number, so that it is saved, compared and recorded like any number: fault number n stands
 * for 2^n. There are more faults than the 32 bits of JavaScript's bit operators; a number holds 53 bits exactly.
 */
import { type FaultCode, faultCodes, faultIndex } from './faults.ts';

export type FaultSet = number;

/** Both halves fit the bit operators. */
const halfBits = 26;
const half = 2 ** halfBits;
const high = (set: FaultSet): number => Math.floor(set / half);
const low = (set: FaultSet): number => set - high(set) * half;

export function faultSetOf(...codes: readonly FaultCode[]): FaultSet {
  return codes.reduce((set, code) => union(set, 2 ** faultIndex(code)), 0);
}

/** By fault index, like the lists of the register. */
export function hasFaultAt(set: FaultSet, index: number): boolean {
  const bits = index < halfBits ? low(set) >> index : high(set) >> (index - halfBits);
  return (bits & 1) === 1;
}

export const hasFault = (set: FaultSet, code: FaultCode): boolean => hasFaultAt(set, faultIndex(code));

export function union(one: FaultSet, other: FaultSet): FaultSet {
  return (high(one) | high(other)) * half + (low(one) | low(other));
}

/** The faults of the first set that are not in the second. */
export function without(one: FaultSet, other: FaultSet): FaultSet {
  return (high(one) & ~high(other)) * half + (low(one) & ~low(other));
}

export const overlaps = (one: FaultSet, other: FaultSet): boolean => without(one, other) !== one;

/** In the order of the fault table. */
export function codesIn(set: FaultSet): FaultCode[] {
  return set === 0 ? [] : faultCodes.filter((_, index) => hasFaultAt(set, index));
}
