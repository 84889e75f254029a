/**
 * Instructions that use only registers and flags: moves, arithmetic, logic, shifts, single bits.
 * Source: Microchip DS40002198B.
 */
import type { Instruction } from '../cpu/decoder.ts';
import { SREG } from '../cpu/memory-map.ts';
import type { Mnemonic } from '../cpu/opcodes.ts';
import { C, H, I, N, S, T, V, Z } from '../cpu/sreg.ts';
import {
  binary,
  type Code,
  eqz,
  extend8,
  i32,
  load8,
  localGet,
  localSet,
  select,
  store8,
} from '../wasm/wasm-writer.ts';
import { local } from './abi.ts';
import type { BlockEmitter } from './block-emitter.ts';
import { bit, type InstructionWriter, low8, low16 } from './instruction-writer.ts';

const not = (value: Code): Code => binary(value, '^', i32(-1));

const left = localGet(local.left);
const right = localGet(local.right);
const result = localGet(local.result);

function resultFlags(emitter: BlockEmitter, value: Code, overflow: Code): void {
  emitter.setFlag(Z, () => eqz(value));
  emitter.setFlag(N, () => bit(value, 7));
  emitter.setFlag(V, () => overflow);
  emitter.setFlag(S, () => binary(bit(value, 7), '^', overflow));
}

const add =
  (withCarry: boolean): InstructionWriter =>
  (emitter, { d, r }) => {
    emitter.emit(localSet(local.left, emitter.register(d)), localSet(local.right, emitter.register(r)));
    const sum = binary(left, '+', right);
    emitter.emit(localSet(local.result, withCarry ? binary(sum, '+', emitter.flag(C)) : sum));
    emitter.setRegister(d, low8(result));
    emitter.setFlag(H, () => bit(binary(binary(left, '^', right), '^', result), 4));
    const overflow = binary(binary(left, '^', result), '&', binary(right, '^', result));
    resultFlags(emitter, low8(result), bit(overflow, 7));
    emitter.setFlag(C, () => bit(result, 8));
    return emitter.takes(1);
  };

/** Subtracts `amount` from `from`; with `target` null only the flags are kept. */
function subtract(
  emitter: BlockEmitter,
  target: number | null,
  from: Code,
  amount: Code,
  withCarry: boolean,
): boolean {
  emitter.emit(localSet(local.left, from), localSet(local.right, amount));
  const difference = binary(left, '-', right);
  emitter.emit(localSet(local.result, withCarry ? binary(difference, '-', emitter.flag(C)) : difference));
  if (target !== null) emitter.setRegister(target, low8(result));
  emitter.setFlag(H, () => bit(binary(binary(left, '^', right), '^', result), 4));
  const negative = bit(result, 7);
  const overflow = bit(binary(binary(left, '^', right), '&', binary(left, '^', result)), 7);
  // The old Z is needed before it is set.
  const zero = eqz(low8(result));
  emitter.setFlag(Z, () => (withCarry ? binary(zero, '&', emitter.flag(Z)) : zero));
  emitter.setFlag(N, () => negative);
  emitter.setFlag(V, () => overflow);
  emitter.setFlag(S, () => binary(negative, '^', overflow));
  emitter.setFlag(C, () => bit(result, 8));
  return emitter.takes(1);
}

const subtractRegister =
  (keep: boolean, withCarry: boolean): InstructionWriter =>
  (emitter, { d, r }) =>
    subtract(emitter, keep ? d : null, emitter.register(d), emitter.register(r), withCarry);
const subtractConstant =
  (keep: boolean, withCarry: boolean): InstructionWriter =>
  (emitter, { d, K }) =>
    subtract(emitter, keep ? d : null, emitter.register(d), i32(K), withCarry);

function logic(emitter: BlockEmitter, d: number, value: Code): boolean {
  emitter.setRegister(d, value);
  resultFlags(emitter, emitter.register(d), i32(0));
  return emitter.takes(1);
}

const logicRegister =
  (operator: '&' | '|' | '^'): InstructionWriter =>
  (emitter, { d, r }) =>
    logic(emitter, d, binary(emitter.register(d), operator, emitter.register(r)));
const logicConstant =
  (operator: '&' | '|'): InstructionWriter =>
  (emitter, { d, K }) =>
    logic(emitter, d, binary(emitter.register(d), operator, i32(K)));

const step =
  (by: 1 | -1): InstructionWriter =>
  (emitter, { d }) => {
    emitter.setRegister(d, low8(binary(emitter.register(d), '+', i32(by))));
    const value = emitter.register(d);
    resultFlags(emitter, value, binary(value, '=', i32(by === 1 ? 128 : 127)));
    return emitter.takes(1);
  };

/** Shifts to the right; `top` is the bit that comes in from the left. */
const shift =
  (top: (emitter: BlockEmitter) => Code | null): InstructionWriter =>
  (emitter, { d }) => {
    emitter.emit(localSet(local.left, emitter.register(d)));
    const shifted = binary(left, '>>', i32(1));
    const into = top(emitter);
    emitter.setRegister(d, into === null ? shifted : binary(shifted, '|', into));
    const value = emitter.register(d);
    emitter.setFlag(Z, () => eqz(value));
    emitter.setFlag(N, () => bit(value, 7));
    emitter.setFlag(V, () => binary(bit(value, 7), '^', bit(left, 0)));
    // N xor V is what was shifted out.
    emitter.setFlag(S, () => bit(left, 0));
    emitter.setFlag(C, () => bit(left, 0));
    return emitter.takes(1);
  };

const stepWord =
  (sign: 1 | -1): InstructionWriter =>
  (emitter, { d, K }) => {
    emitter.emit(localSet(local.left, emitter.pair(d)));
    emitter.emit(localSet(local.result, low16(binary(left, '+', i32(sign * K)))));
    emitter.setPair(d, result);
    const [rose, fell] = [binary(result, '&', not(left)), binary(left, '&', not(result))];
    const overflow = bit(sign === 1 ? rose : fell, 15);
    emitter.setFlag(Z, () => eqz(result));
    emitter.setFlag(N, () => bit(result, 15));
    emitter.setFlag(V, () => overflow);
    emitter.setFlag(S, () => binary(bit(result, 15), '^', overflow));
    emitter.setFlag(C, () => bit(sign === 1 ? fell : rose, 15));
    return emitter.takes(2);
  };

/** `fractional`: operands and product have one bit before the point, so the product is shifted. */
const multiply =
  (leftSigned: boolean, rightSigned: boolean, fractional = false): InstructionWriter =>
  (emitter, { d, r }) => {
    const [x, y] = [emitter.register(d), emitter.register(r)];
    const product = binary(leftSigned ? extend8(x) : x, '*', rightSigned ? extend8(y) : y);
    emitter.emit(localSet(local.left, product));
    emitter.emit(localSet(local.result, fractional ? binary(left, '<<', i32(1)) : left));
    emitter.setPair(0, result);
    emitter.setFlag(Z, () => eqz(low16(result)));
    emitter.setFlag(C, () => bit(left, 15));
    return emitter.takes(2);
  };

const setFlag: InstructionWriter = (emitter, { mask, next }) => {
  const enabled = store8(SREG, binary(load8(SREG), '|', i32(mask)));
  if (mask !== I) {
    emitter.storeFlags();
    emitter.emit(enabled);
    return emitter.takes(1);
  }
  emitter.flush();
  emitter.emit(enabled);
  emitter.exitForInterrupt(i32(next), 1);
  emitter.emit(emitter.jumpTo(next, 1));
  return true;
};

const clearFlag: InstructionWriter = (emitter, { mask }) => {
  if (mask !== I) emitter.storeFlags();
  emitter.emit(store8(SREG, binary(load8(SREG), '&', i32(0xff & ~mask))));
  return emitter.takes(1);
};

/** Does nothing but go on to the next instruction. */
const nothing: InstructionWriter = (emitter) => emitter.takes(1);

const move = (emitter: BlockEmitter, { d, r }: Instruction, registers: number): boolean => {
  for (let each = 0; each < registers; each++) emitter.setRegister(d + each, emitter.register(r + each));
  return emitter.takes(1);
};

export const arithmetic = {
  NOP: nothing,
  // Not modelled: self-programming, the on-chip debugger. Opcodes that no instruction has pass, as in avr8js.
  SPM: nothing,
  'SPM Z+': nothing,
  BREAK: nothing,
  RESERVED: nothing,
  MOV: (emitter, instruction) => move(emitter, instruction, 1),
  MOVW: (emitter, instruction) => move(emitter, instruction, 2),
  LDI: (emitter, { d, K }) => {
    emitter.setRegister(d, i32(K));
    return emitter.takes(1);
  },
  ADD: add(false),
  ADC: add(true),
  SUB: subtractRegister(true, false),
  SBC: subtractRegister(true, true),
  CP: subtractRegister(false, false),
  CPC: subtractRegister(false, true),
  SUBI: subtractConstant(true, false),
  SBCI: subtractConstant(true, true),
  CPI: subtractConstant(false, false),
  NEG: (emitter, { d }) => subtract(emitter, d, i32(0), emitter.register(d), false),
  AND: logicRegister('&'),
  OR: logicRegister('|'),
  EOR: (emitter, instruction) => {
    const { d, r } = instruction;
    return d === r ? logic(emitter, d, i32(0)) : logicRegister('^')(emitter, instruction);
  },
  ANDI: logicConstant('&'),
  ORI: logicConstant('|'),
  COM: (emitter, { d }) => {
    const ended = logic(emitter, d, binary(emitter.register(d), '^', i32(0xff)));
    emitter.setFlag(C, () => i32(1));
    return ended;
  },
  INC: step(1),
  DEC: step(-1),
  LSR: shift(() => null),
  ASR: shift(() => binary(left, '&', i32(0x80))),
  ROR: shift((emitter) => binary(emitter.flag(C), '<<', i32(7))),
  SWAP: (emitter, { d }) => {
    const old = emitter.register(d);
    const low = binary(binary(old, '<<', i32(4)), '&', i32(0xf0));
    emitter.setRegister(d, binary(low, '|', binary(old, '>>', i32(4))));
    return emitter.takes(1);
  },
  BSET: setFlag,
  BCLR: clearFlag,
  BLD: (emitter, { d, mask }) => {
    const old = emitter.register(d);
    const [on, off] = [binary(old, '|', i32(mask)), binary(old, '&', i32(0xff & ~mask))];
    emitter.setRegister(d, select(emitter.flag(T), on, off));
    return emitter.takes(1);
  },
  BST: (emitter, { d, mask }) => {
    const value = emitter.register(d);
    emitter.setFlag(T, () => bit(value, Math.log2(mask)));
    return emitter.takes(1);
  },
  ADIW: stepWord(1),
  SBIW: stepWord(-1),
  MUL: multiply(false, false),
  MULS: multiply(true, true),
  MULSU: multiply(true, false),
  FMUL: multiply(false, false, true),
  FMULS: multiply(true, true, true),
  FMULSU: multiply(true, false, true),
} satisfies Partial<Record<Mnemonic, InstructionWriter>>;
