/** What stays among registers and flags: moves, arithmetic, logic, shifts, single bits. Source: Microchip DS40002198B. */
import { C, H, N, S, T, V, Z } from './flags.ts';
import { bit, type Instruction, low8, type Writer, type Writers } from './instruct.ts';
import { SREG } from './layout.ts';
import { local, type Scribe } from './scribe.ts';
import {
  byteAt,
  type Code,
  choose,
  combine,
  get,
  isZero,
  number,
  putByte,
  set,
  signExtended,
} from './wasm.ts';

const not = (value: Code): Code => combine(value, '^', number(-1));

const l = get(local.left);
const r = get(local.right);
const result = get(local.result);

function resultFlags(scribe: Scribe, result: Code, overflow: Code): void {
  scribe.setFlag(Z, () => isZero(result));
  scribe.setFlag(N, () => bit(result, 7));
  scribe.setFlag(V, () => overflow);
  scribe.setFlag(S, () => combine(bit(result, 7), '^', overflow));
}

function add({ scribe, a, b }: Instruction, withCarry: boolean): boolean {
  scribe.say(set(local.left, scribe.register(a)), set(local.right, scribe.register(b)));
  const sum = combine(l, '+', r);
  scribe.say(set(local.result, withCarry ? combine(sum, '+', scribe.flag(C)) : sum));
  scribe.setRegister(a, low8(result));
  scribe.setFlag(H, () => bit(combine(combine(l, '^', r), '^', result), 4));
  resultFlags(scribe, low8(result), bit(combine(combine(l, '^', result), '&', combine(r, '^', result)), 7));
  scribe.setFlag(C, () => bit(result, 8));
  return scribe.took(1);
}

/** Of `from`; `target` null keeps the result nowhere. */
function subtract(
  scribe: Scribe,
  target: number | null,
  from: Code,
  amount: Code,
  withCarry: boolean,
): boolean {
  scribe.say(set(local.left, from), set(local.right, amount));
  const difference = combine(l, '-', r);
  scribe.say(set(local.result, withCarry ? combine(difference, '-', scribe.flag(C)) : difference));
  if (target !== null) scribe.setRegister(target, low8(result));
  scribe.setFlag(H, () => bit(combine(combine(l, '^', r), '^', result), 4));
  const negative = bit(result, 7);
  const overflow = bit(combine(combine(l, '^', r), '&', combine(l, '^', result)), 7);
  // The old Z is needed before it is set.
  const zero = isZero(low8(result));
  scribe.setFlag(Z, () => (withCarry ? combine(zero, '&', scribe.flag(Z)) : zero));
  scribe.setFlag(N, () => negative);
  scribe.setFlag(V, () => overflow);
  scribe.setFlag(S, () => combine(negative, '^', overflow));
  scribe.setFlag(C, () => bit(result, 8));
  return scribe.took(1);
}

const subtractRegister =
  (keep: boolean, withCarry: boolean): Writer =>
  ({ scribe, a, b }) =>
    subtract(scribe, keep ? a : null, scribe.register(a), scribe.register(b), withCarry);
const subtractConstant =
  (keep: boolean, withCarry: boolean): Writer =>
  ({ scribe, a, b }) =>
    subtract(scribe, keep ? a : null, scribe.register(a), number(b), withCarry);

function logic({ scribe, a }: Instruction, value: Code): boolean {
  scribe.setRegister(a, value);
  resultFlags(scribe, scribe.register(a), number(0));
  return scribe.took(1);
}

const logicRegister =
  (operator: '&' | '|' | '^'): Writer =>
  (each) =>
    logic(each, combine(each.scribe.register(each.a), operator, each.scribe.register(each.b)));
const logicConstant =
  (operator: '&' | '|'): Writer =>
  (each) =>
    logic(each, combine(each.scribe.register(each.a), operator, number(each.b)));

const step =
  (by: 1 | -1): Writer =>
  ({ scribe, a }) => {
    scribe.setRegister(a, low8(combine(scribe.register(a), '+', number(by))));
    const value = scribe.register(a);
    resultFlags(scribe, value, combine(value, '=', number(by === 1 ? 128 : 127)));
    return scribe.took(1);
  };

const shift =
  (top: (scribe: Scribe) => Code | null): Writer =>
  ({ scribe, a }) => {
    scribe.say(set(local.left, scribe.register(a)));
    const shifted = combine(l, '>>', number(1));
    const into = top(scribe);
    scribe.setRegister(a, into === null ? shifted : combine(shifted, '|', into));
    const value = scribe.register(a);
    scribe.setFlag(Z, () => isZero(value));
    scribe.setFlag(N, () => bit(value, 7));
    scribe.setFlag(V, () => combine(bit(value, 7), '^', bit(l, 0)));
    // N xor V is what was shifted out.
    scribe.setFlag(S, () => bit(l, 0));
    scribe.setFlag(C, () => bit(l, 0));
    return scribe.took(1);
  };

const stepWord =
  (sign: 1 | -1): Writer =>
  ({ scribe, a, b }) => {
    scribe.say(set(local.left, scribe.pair(a)));
    scribe.say(set(local.result, combine(combine(l, '+', number(sign * b)), '&', number(0xffff))));
    scribe.setPair(a, result);
    const [rose, fell] = [combine(result, '&', not(l)), combine(l, '&', not(result))];
    const overflow = bit(sign === 1 ? rose : fell, 15);
    scribe.setFlag(Z, () => isZero(result));
    scribe.setFlag(N, () => bit(result, 15));
    scribe.setFlag(V, () => overflow);
    scribe.setFlag(S, () => combine(bit(result, 15), '^', overflow));
    scribe.setFlag(C, () => bit(sign === 1 ? fell : rose, 15));
    return scribe.took(2);
  };

const multiply =
  (leftSigned: boolean, rightSigned: boolean): Writer =>
  ({ scribe, a, b }) => {
    const [x, y] = [scribe.register(a), scribe.register(b)];
    const product = combine(leftSigned ? signExtended(x) : x, '*', rightSigned ? signExtended(y) : y);
    scribe.say(set(local.result, product));
    scribe.setPair(0, result);
    scribe.setFlag(Z, () => isZero(combine(result, '&', number(0xffff))));
    scribe.setFlag(C, () => bit(result, 15));
    return scribe.took(2);
  };

export const arithmetic: Writers = {
  NOP: ({ scribe }) => scribe.took(1),
  MOV: ({ scribe, a, b }) => {
    scribe.setRegister(a, scribe.register(b));
    return scribe.took(1);
  },
  MOVW: ({ scribe, a, b }) => {
    scribe.setRegister(a, scribe.register(b));
    scribe.setRegister(a + 1, scribe.register(b + 1));
    return scribe.took(1);
  },
  LDI: ({ scribe, a, b }) => {
    scribe.setRegister(a, number(b));
    return scribe.took(1);
  },
  ADD: (each) => add(each, false),
  ADC: (each) => add(each, true),
  SUB: subtractRegister(true, false),
  SBC: subtractRegister(true, true),
  CP: subtractRegister(false, false),
  CPC: subtractRegister(false, true),
  SUBI: subtractConstant(true, false),
  SBCI: subtractConstant(true, true),
  CPI: subtractConstant(false, false),
  NEG: ({ scribe, a }) => subtract(scribe, a, number(0), scribe.register(a), false),
  AND: logicRegister('&'),
  OR: logicRegister('|'),
  EOR: (each) => (each.a === each.b ? logic(each, number(0)) : logicRegister('^')(each)),
  ANDI: logicConstant('&'),
  ORI: logicConstant('|'),
  COM: (each) => {
    const done = logic(each, combine(each.scribe.register(each.a), '^', number(0xff)));
    each.scribe.setFlag(C, () => number(1));
    return done;
  },
  INC: step(1),
  DEC: step(-1),
  LSR: shift(() => null),
  ASR: shift(() => combine(l, '&', number(0x80))),
  ROR: shift((scribe) => combine(scribe.flag(C), '<<', number(7))),
  SWAP: ({ scribe, a }) => {
    const old = scribe.register(a);
    const low = combine(combine(old, '<<', number(4)), '&', number(0xf0));
    scribe.setRegister(a, combine(low, '|', combine(old, '>>', number(4))));
    return scribe.took(1);
  },
  BSET: ({ scribe, a, behind }) => {
    if (a !== 0x80) {
      scribe.storeFlags();
      scribe.say(putByte(SREG, combine(byteAt(SREG), '|', number(a))));
      return scribe.took(1);
    }
    scribe.save();
    scribe.say(putByte(SREG, combine(byteAt(SREG), '|', number(0x80))));
    scribe.leaveForInterrupt(number(behind), 1);
    scribe.say(scribe.goOn(behind, 1));
    return true;
  },
  BCLR: ({ scribe, a }) => {
    if (a !== 0x80) scribe.storeFlags();
    scribe.say(putByte(SREG, combine(byteAt(SREG), '&', number(0xff & ~a))));
    return scribe.took(1);
  },
  BLD: ({ scribe, a, b }) => {
    const old = scribe.register(a);
    const [on, off] = [combine(old, '|', number(b)), combine(old, '&', number(0xff & ~b))];
    scribe.setRegister(a, choose(scribe.flag(T), on, off));
    return scribe.took(1);
  },
  BST: ({ scribe, a, b }) => {
    const value = scribe.register(a);
    scribe.setFlag(T, () => bit(value, Math.log2(b)));
    return scribe.took(1);
  },
  ADIW: stepWord(1),
  SBIW: stepWord(-1),
  MUL: multiply(false, false),
  MULS: multiply(true, true),
  MULSU: multiply(true, false),
};
