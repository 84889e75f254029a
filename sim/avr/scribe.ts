/**
 * Writes one basic block in WebAssembly. Within the block the chip's registers, flags and stack pointer live in
 * variables; they are put back into memory where it is left, and flags nobody looks at are left out.
 */
import type { Block } from './blocks.ts';
import { C, H, N, S, T, V, Z } from './flags.ts';
import { left, PC, PENDING, SPENT, SPL, SREG } from './layout.ts';
import {
  byteAt,
  type Code,
  combine,
  get,
  giveBack,
  leaveTo,
  longAt,
  number,
  putByte,
  putLong,
  putWord,
  set,
  when,
  wordAt,
} from './wasm.ts';

/** Parameters and variables of a translated function. */
export const local = {
  block: 0,
  spent: 1,
  limit: 2,
  pc: 3,
  sp: 4,
  address: 5,
  left: 6,
  right: 7,
  result: 8,
} as const;
const flagLocals = 9;
const registerLocals = 16;
export const localCount = registerLocals + 32 - 3;

const flagBits = [C, Z, N, V, S, H, T];

/** Where a block stands among the cases of its function. */
export interface Place {
  /** Its own number, and those of the others in the same function by where they begin. */
  readonly number: number;
  readonly near: ReadonlyMap<number, number>;
  readonly cases: number;
  /** The words of the function, and the table of their cases. */
  readonly from: number;
  readonly to: number;
  readonly casesAt: number;
}

export class Scribe {
  /** Flags somebody looks at behind the instruction that is being written. */
  live = 0;
  /** Cycles of the block so far. */
  cycles = 0;
  readonly #block: Block;
  readonly #place: Place;
  #code: Code = '';
  /** Registers in variables, and those of them that memory does not know yet; the same of flags and stack pointer. */
  #known = 0;
  #changed = 0;
  #held = 0;
  #spKnown = false;
  #spChanged = false;

  constructor(block: Block, place: Place) {
    this.#block = block;
    this.#place = place;
  }

  /** The whole block; `lastBegins`: the cycle in it at which its last instruction does. */
  finish(lastBegins: number): Code {
    const tooLate = combine(this.#spent(lastBegins), '>= signed', get(local.limit));
    return when(tooLate, this.#exit(number(this.#block.start), left.done, 0)) + this.#code;
  }

  say(...parts: readonly Code[]): void {
    for (const part of parts) this.#code += part;
  }

  register(index: number): Code {
    if (((this.#known >>> index) & 1) === 0) {
      this.say(set(registerLocals + index, byteAt(index)));
      this.#known |= 1 << index;
    }
    return get(registerLocals + index);
  }

  setRegister(index: number, value: Code): void {
    this.say(set(registerLocals + index, value));
    this.#known |= 1 << index;
    this.#changed |= 1 << index;
  }

  /** Two registers as a number of 16 bits, low byte first. */
  pair(low: number): Code {
    if (((this.#known >>> low) & 3) === 0) return wordAt(low);
    return combine(this.register(low), '|', combine(this.register(low + 1), '<<', number(8)));
  }

  /** `value` may have more than 16 bits; it is looked at twice. */
  setPair(low: number, value: Code): void {
    this.setRegister(low, combine(value, '&', number(0xff)));
    this.setRegister(low + 1, combine(combine(value, '>>', number(8)), '&', number(0xff)));
  }

  /** A flag as 0 or 1. */
  flag(bit: number): Code {
    const index = Math.log2(bit);
    if ((this.#held & bit) !== 0) return get(flagLocals + index);
    return combine(combine(byteAt(SREG), '>>', number(index)), '&', number(1));
  }

  setFlag(bit: number, value: () => Code): void {
    if ((this.live & bit) === 0) {
      this.#held &= ~bit;
      return;
    }
    this.say(set(flagLocals + Math.log2(bit), value()));
    this.#held |= bit;
  }

  /** SREG is about to be read or written as a whole. */
  storeFlags(): void {
    this.say(this.#flagsStored());
    this.#held = 0;
  }

  dropFlags(): void {
    this.#held = 0;
  }

  #flagsStored(): Code {
    if (this.#held === 0) return '';
    let value = combine(byteAt(SREG), '&', number(0xff & ~this.#held));
    for (const [index, bit] of flagBits.entries()) {
      if ((this.#held & bit) === 0) continue;
      value = combine(value, '|', combine(get(flagLocals + index), '<<', number(index)));
    }
    return putByte(SREG, value);
  }

  stackPointer(): Code {
    if (!this.#spKnown) this.say(set(local.sp, wordAt(SPL)));
    this.#spKnown = true;
    return get(local.sp);
  }

  moveStack(by: number): void {
    const moved = combine(this.stackPointer(), '+', number(by));
    this.say(set(local.sp, combine(moved, '&', number(0xffff))));
    this.#spChanged = true;
  }

  /** The stack pointer's registers are about to be read or written. */
  storeStackPointer(): void {
    if (this.#spChanged) this.say(putWord(SPL, get(local.sp)));
    this.#spKnown = false;
    this.#spChanged = false;
  }

  /** Everything memory does not know yet, put there; for a way out that is not always taken. */
  saved(): Code {
    let stores = '';
    for (let index = 0; index < 32; index++) {
      if (((this.#changed >>> index) & 1) !== 0) stores += putByte(index, get(registerLocals + index));
    }
    if (this.#spChanged) stores += putWord(SPL, get(local.sp));
    return stores + this.#flagsStored();
  }

  save(): void {
    this.say(this.saved());
    this.#changed = 0;
    this.#held = 0;
    this.#spChanged = false;
  }

  #spent(cycles: number): Code {
    return cycles === 0 ? get(local.spent) : combine(get(local.spent), '+', number(cycles));
  }

  /** Cycles since the translated code was entered, as the instruction begins. */
  now(): Code {
    return this.#spent(this.cycles);
  }

  #exit(pc: Code, how: number, cycles: number): Code {
    return putLong(PC, pc) + putLong(SPENT, this.#spent(cycles)) + giveBack(number(how));
  }

  /** Out of the translated code, to go on at `pc`; the instruction takes so many cycles. */
  leave(pc: number, how: number, cycles: number): Code {
    return this.#exit(number(pc), how, this.cycles + cycles);
  }

  /** On to a known place of the program, from so many levels within the case. */
  goOn(pc: number, cycles: number, depth = 0): Code {
    const { near, number: here, cases } = this.#place;
    const there = near.get(pc);
    if (there === undefined) return this.leave(pc, left.elsewhere, cycles);
    const spent = set(local.spent, this.#spent(this.cycles + cycles));
    if (there > here) return spent + leaveTo(depth + there - here - 1);
    return spent + set(local.block, number(there)) + leaveTo(depth + cases - here - 1);
  }

  /** On to a place known only now. */
  goOnAt(pc: Code, cycles: number): Code {
    const { from, to, casesAt, number: here, cases } = this.#place;
    const within = combine(combine(get(local.pc), '-', number(from)), '<', number(to - from));
    const known = set(local.block, wordAt(casesAt, combine(get(local.pc), '<<', number(1))));
    return (
      set(local.pc, pc) +
      set(local.spent, this.#spent(this.cycles + cycles)) +
      when(within, known + leaveTo(1 + cases - here - 1)) +
      noCase
    );
  }

  /** Interrupts have been allowed: where one waits, one more instruction runs before it. */
  leaveForInterrupt(pc: Code, cycles: number, allowed: Code = number(1)): void {
    const waits = combine(longAt(PENDING), '&', allowed);
    this.say(when(waits, this.#exit(pc, left.one, this.cycles + cycles)));
  }

  took(cycles: number): false {
    this.cycles += cycles;
    return false;
  }
}

/** The case for all that begins no block: the variables say where and when. */
export const noCase: Code =
  putLong(PC, get(local.pc)) + putLong(SPENT, get(local.spent)) + giveBack(number(left.elsewhere));
