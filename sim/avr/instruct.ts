/** What each instruction of the chip does, in WebAssembly. Source: Microchip DS40002198B. */
import { wordsAt } from './blocks.ts';
import { C, H, N, S, T, V, Z } from './flags.ts';
import type { Kind, Program } from './instructions.ts';
import { flashAt, type Listeners, left } from './layout.ts';
import { local, type Scribe, SPL, SREG } from './scribe.ts';
import {
  byteAt,
  type Code,
  call,
  choose,
  combine,
  dropped,
  eitherOr,
  get,
  isZero,
  number,
  putByte,
  set,
  signExtended,
  when,
} from './wasm.ts';

/** Functions of the emulator that the translated code calls, by their numbers. */
export const imported = { read: 0, write: 1, watchdog: 2 } as const;

const SMCR = 0x53;
const RAMPZ = 0x5b;
const EIND = 0x5c;
const ioEnd = 0x200;
const X = 26;
const Y = 28;
const Zr = 30;

const bit = (value: Code, index: number): Code =>
  combine(index === 0 ? value : combine(value, '>>', number(index)), '&', number(1));
const low8 = (value: Code): Code => combine(value, '&', number(0xff));
const not = (value: Code): Code => combine(value, '^', number(-1));

export interface Instruction {
  readonly scribe: Scribe;
  readonly program: Program;
  readonly listeners: Listeners;
  readonly pc: number;
  /** Operands: registers, an address in data space or a mask, a constant; see Program. */
  readonly a: number;
  readonly b: number;
  readonly k: number;
  readonly behind: number;
}

/** True where the instruction has said how the block is left. */
type Writer = (instruction: Instruction) => boolean;

function resultFlags(scribe: Scribe, result: Code, overflow: Code): void {
  scribe.setFlag(Z, () => isZero(result));
  scribe.setFlag(N, () => bit(result, 7));
  scribe.setFlag(V, () => overflow);
  scribe.setFlag(S, () => combine(bit(result, 7), '^', overflow));
}

const l = get(local.left);
const r = get(local.right);
const result = get(local.result);

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

/** A register of the core or a peripheral, by an address that is known. */
function readRegister({ scribe, listeners }: Instruction, address: number): Code {
  if (address < 32) return scribe.register(address);
  if (address === SREG) scribe.storeFlags();
  if (address === SPL || address === SPL + 1) scribe.storeStackPointer();
  return listeners.reads(address) ? call(imported.read, number(address), scribe.now()) : byteAt(address);
}

/** Goes on only where the write brought no event or interrupt forward. */
function writeRegister(
  each: Instruction,
  address: number,
  value: Code,
  cycles: number,
  mask = 0xff,
): boolean {
  const { scribe, listeners, behind } = each;
  if (address < 32) {
    scribe.setRegister(address, value);
    return scribe.took(cycles);
  }
  if (address === SREG) {
    scribe.dropFlags();
    scribe.say(putByte(SREG, value));
    scribe.save();
    scribe.leaveForInterrupt(number(behind), cycles, bit(byteAt(SREG), 7));
    scribe.say(scribe.goOn(behind, cycles));
    return true;
  }
  if (address === SPL || address === SPL + 1) scribe.storeStackPointer();
  if (!listeners.writes(address)) {
    scribe.say(putByte(address, value));
    return scribe.took(cycles);
  }
  scribe.save();
  const sooner = call(imported.write, number(address), value, number(mask), scribe.now());
  scribe.say(when(sooner, scribe.leave(behind, left.wrote, cycles)), scribe.goOn(behind, cycles));
  return true;
}

/** The address a pointer gives, into a variable, with its decrement before. */
function pointAt(scribe: Scribe, low: number, move: 'I' | 'D' | '', displacement: number): Code {
  const word = scribe.pair(low);
  const by = move === 'D' ? -1 : displacement;
  const moved = by === 0 ? word : combine(combine(word, '+', number(by)), '&', number(0xffff));
  scribe.say(set(local.address, moved));
  if (move === 'D') scribe.setPair(low, get(local.address));
  return get(local.address);
}

function afterwards(scribe: Scribe, low: number, move: string): void {
  if (move === 'I') scribe.setPair(low, combine(get(local.address), '+', number(1)));
}

const load =
  (low: number, move: 'I' | 'D' | ''): Writer =>
  ({ scribe, a, b }) => {
    const address = pointAt(scribe, low, move, move === '' && low !== X ? b : 0);
    const memory = set(local.result, byteAt(0, address));
    const asked = scribe.saved() + set(local.result, call(imported.read, address, scribe.now()));
    scribe.say(eitherOr(combine(address, '<', number(ioEnd)), asked, memory));
    scribe.setRegister(a, result);
    afterwards(scribe, low, move);
    return scribe.took(2);
  };

const store =
  (low: number, move: 'I' | 'D' | ''): Writer =>
  ({ scribe, a, b, behind }) => {
    const value = scribe.register(a);
    const address = pointAt(scribe, low, move, move === '' && low !== X ? b : 0);
    // What is written is the register of before the pointer moved.
    const before = set(local.result, value);
    scribe.say(before);
    afterwards(scribe, low, move);
    // A register was hit: the rest of the block waits until the events have been looked at.
    const told = call(imported.write, address, result, number(0xff), scribe.now());
    const hit = scribe.saved() + dropped(told) + scribe.leave(behind, left.wrote, 2);
    scribe.say(when(combine(address, '<', number(ioEnd)), hit), putByte(0, result, address));
    return scribe.took(2);
  };

const loadProgram =
  (far: boolean, toFirst: boolean, moves: boolean): Writer =>
  ({ scribe, program, a }) => {
    const word = scribe.pair(Zr);
    const flash = program.bytes.length;
    const wide = combine(combine(byteAt(RAMPZ), '<<', number(16)), '|', word);
    scribe.say(set(local.address, far ? combine(wide, '&', number(flash - 1)) : word));
    const address = get(local.address);
    scribe.setRegister(toFirst ? 0 : a, byteAt(flashAt, address));
    if (moves) {
      const next = combine(address, '+', number(1));
      scribe.setPair(Zr, next);
      const bank = combine(combine(next, '>>', number(16)), '&', number((flash >> 16) - 1));
      if (far) scribe.say(putByte(RAMPZ, bank));
    }
    return scribe.took(3);
  };

function skip({ scribe, behind, k }: Instruction, condition: Code): boolean {
  scribe.say(set(local.result, condition));
  scribe.save();
  scribe.say(when(result, scribe.goOn(behind + k, 1 + k, 1)), scribe.goOn(behind, 1));
  return true;
}

const branch =
  (isSet: boolean): Writer =>
  ({ scribe, a, k, behind }) => {
    const flag = scribe.flag(a);
    scribe.say(set(local.result, isSet ? flag : isZero(flag)));
    scribe.save();
    scribe.say(when(result, scribe.goOn(k, 2, 1)), scribe.goOn(behind, 1));
    return true;
  };

function pushReturn(scribe: Scribe, behind: number): void {
  for (const [index, byte] of [behind & 0xff, (behind >> 8) & 0xff, behind >> 16].entries()) {
    const at = combine(combine(scribe.stackPointer(), '-', number(index)), '&', number(0xffff));
    scribe.say(putByte(0, number(byte), index === 0 ? scribe.stackPointer() : at));
  }
  scribe.moveStack(-3);
  scribe.save();
}

const callTo =
  (cycles: number): Writer =>
  ({ scribe, k, behind }) => {
    pushReturn(scribe, behind);
    scribe.say(scribe.goOn(k, cycles));
    return true;
  };

function pointed(scribe: Scribe, far: boolean): Code {
  const word = scribe.pair(Zr);
  return far ? combine(combine(byteAt(EIND), '<<', number(16)), '|', word) : word;
}

const jumpToPointed =
  (far: boolean, calls: boolean): Writer =>
  ({ scribe, behind }) => {
    scribe.say(set(local.pc, pointed(scribe, far)));
    if (calls) pushReturn(scribe, behind);
    else scribe.save();
    scribe.say(scribe.goOnAt(get(local.pc), calls ? 4 : 2));
    return true;
  };

const comeBack =
  (allows: boolean): Writer =>
  ({ scribe }) => {
    scribe.moveStack(3);
    const from = (index: number) =>
      byteAt(0, combine(combine(scribe.stackPointer(), '-', number(index)), '&', number(0xffff)));
    const high = combine(combine(from(1), '<<', number(8)), '|', combine(from(2), '<<', number(16)));
    scribe.say(set(local.pc, combine(byteAt(0, scribe.stackPointer()), '|', high)));
    scribe.save();
    if (allows) {
      scribe.say(putByte(SREG, combine(byteAt(SREG), '|', number(0x80))));
      scribe.leaveForInterrupt(get(local.pc), 5);
    }
    scribe.say(scribe.goOnAt(get(local.pc), 5));
    return true;
  };

const changeBit =
  (to: boolean): Writer =>
  (each) => {
    const old = readRegister(each, each.a);
    const value = to ? combine(old, '|', number(each.b)) : combine(old, '&', number(0xff & ~each.b));
    return writeRegister(each, each.a, value, 2, each.b);
  };

const skipOnRegisterBit =
  (isSet: boolean): Writer =>
  ({ ...each }) => {
    const tested = combine(readRegister(each, each.a), '&', number(each.b));
    return skip(each, isSet ? tested : isZero(tested));
  };

const skipOnBit =
  (isSet: boolean): Writer =>
  (each) => {
    const tested = combine(each.scribe.register(each.a), '&', number(each.b));
    return skip(each, isSet ? tested : isZero(tested));
  };

/** All but those that the translator leaves to avr8js' interpreter. */
export const writers: Partial<Record<Kind, Writer>> = {
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
  LDS: (each) => {
    each.scribe.setRegister(each.a, readRegister(each, each.k));
    return each.scribe.took(2);
  },
  IN: (each) => {
    each.scribe.setRegister(each.a, readRegister(each, each.b));
    return each.scribe.took(1);
  },
  STS: (each) => writeRegister(each, each.k, each.scribe.register(each.a), 2),
  OUT: (each) => writeRegister(each, each.b, each.scribe.register(each.a), 1),
  LDX: load(X, ''),
  LDXI: load(X, 'I'),
  LDXD: load(X, 'D'),
  LDDY: load(Y, ''),
  LDYI: load(Y, 'I'),
  LDYD: load(Y, 'D'),
  LDDZ: load(Zr, ''),
  LDZI: load(Zr, 'I'),
  LDZD: load(Zr, 'D'),
  STX: store(X, ''),
  STXI: store(X, 'I'),
  STXD: store(X, 'D'),
  STDY: store(Y, ''),
  STYI: store(Y, 'I'),
  STYD: store(Y, 'D'),
  STDZ: store(Zr, ''),
  STZI: store(Zr, 'I'),
  STZD: store(Zr, 'D'),
  CBI: changeBit(false),
  SBI: changeBit(true),
  PUSH: ({ scribe, a }) => {
    const value = scribe.register(a);
    scribe.say(putByte(0, value, scribe.stackPointer()));
    scribe.moveStack(-1);
    return scribe.took(2);
  },
  POP: ({ scribe, a }) => {
    scribe.moveStack(1);
    scribe.setRegister(a, byteAt(0, scribe.stackPointer()));
    return scribe.took(2);
  },
  LPM: loadProgram(false, false, false),
  LPM0: loadProgram(false, true, false),
  LPMI: loadProgram(false, false, true),
  ELPM: loadProgram(true, false, false),
  ELPM0: loadProgram(true, true, false),
  ELPMI: loadProgram(true, false, true),
  SBIC: skipOnRegisterBit(false),
  SBIS: skipOnRegisterBit(true),
  SBRC: skipOnBit(false),
  SBRS: skipOnBit(true),
  CPSE: (each) => skip(each, combine(each.scribe.register(each.a), '=', each.scribe.register(each.b))),
  BRBS: branch(true),
  BRBC: branch(false),
  RJMP: ({ scribe, k }) => {
    scribe.save();
    scribe.say(scribe.goOn(k, 2));
    return true;
  },
  JMP: ({ scribe, k }) => {
    scribe.save();
    scribe.say(scribe.goOn(k, 3));
    return true;
  },
  RCALL: callTo(4),
  CALL: callTo(5),
  ICALL: jumpToPointed(false, true),
  EICALL: jumpToPointed(true, true),
  IJMP: jumpToPointed(false, false),
  EIJMP: jumpToPointed(true, false),
  RET: comeBack(false),
  RETI: comeBack(true),
  WDR: ({ scribe, behind }) => {
    scribe.save();
    scribe.say(call(imported.watchdog, scribe.now()), scribe.goOn(behind, 1));
    return true;
  },
  SLEEP: ({ scribe, behind }) => {
    scribe.save();
    scribe.say(when(bit(byteAt(SMCR), 0), scribe.leave(behind, left.asleep, 1)), scribe.goOn(behind, 1));
    return true;
  },
};

export function instructionAt(
  scribe: Scribe,
  program: Program,
  listeners: Listeners,
  pc: number,
): Instruction {
  return {
    scribe,
    program,
    listeners,
    pc,
    a: program.a[pc] as number,
    b: program.b[pc] as number,
    k: program.k[pc] as number,
    behind: pc + wordsAt(program, pc),
  };
}
