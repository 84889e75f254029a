/**
 * Which flags of SREG each instruction sets and needs, and from that which flags are ever read: all others
 * need not be computed. Source: Microchip DS40002198B.
 */
import type { Instruction } from '../cpu/decoder.ts';
import { SREG } from '../cpu/memory-map.ts';
import type { Mnemonic } from '../cpu/opcodes.ts';
import { allFlags, C, H, N, S, T, V, Z } from '../cpu/sreg.ts';
import type { Block } from './basic-blocks.ts';

const arithmetic = C | Z | N | V | S | H;
const logic = Z | N | V | S;
const shift = C | Z | N | V | S;
const product = C | Z;

const sets: Partial<Record<Mnemonic, number>> = {
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

/** Flags that a result depends on; `SBC`, `SBCI` and `CPC` only ever clear Z, so they need the old Z. */
const needs: Partial<Record<Mnemonic, number>> = {
  ADC: C,
  SBC: C | Z,
  SBCI: C | Z,
  CPC: C | Z,
  ROR: C,
  BLD: T,
};

function liveBefore({ mnemonic, A, k, mask }: Instruction, after: number): number {
  if ((mnemonic === 'IN' && A === SREG) || (mnemonic === 'LDS' && k === SREG)) return allFlags;
  if (mnemonic === 'BRBS' || mnemonic === 'BRBC') return after | mask;
  if (mnemonic === 'OUT' && A === SREG) return 0;
  return (after & ~(sets[mnemonic] ?? 0)) | (needs[mnemonic] ?? 0);
}

/** Flags needed after each instruction of a block. */
export function liveAfterEach({ instructions, flagsOut }: Block): number[] {
  const after: number[] = [];
  let live = flagsOut;
  for (let index = instructions.length - 1; index >= 0; index--) {
    after[index] = live;
    live = liveBefore(instructions[index] as Instruction, live);
  }
  return after;
}

/** Flags needed where a block begins, given those needed where it ends. */
function liveAtEntry({ instructions, flagsOut }: Block): number {
  return instructions.reduceRight((live, instruction) => liveBefore(instruction, live), flagsOut);
}

/** Works backwards through all blocks until nothing changes any more. */
export function findLiveFlags(blocks: ReadonlyMap<number, Block>): void {
  // From the end, since needs propagate backwards: most of them are then found in the first round.
  const order = [...blocks.values()].sort((a, b) => b.start - a.start);
  for (const block of order) block.flagsIn = 0;
  for (let changed = true; changed; ) {
    changed = false;
    for (const block of order) {
      let out = block.successors === null ? allFlags : 0;
      for (const successor of block.successors ?? []) out |= blocks.get(successor)?.flagsIn ?? allFlags;
      block.flagsOut = out;
      const flagsIn = liveAtEntry(block);
      if (flagsIn !== block.flagsIn) {
        block.flagsIn = flagsIn;
        changed = true;
      }
    }
  }
}
