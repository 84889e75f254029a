/**
 * Emits one basic block as WebAssembly. Within the block the chip's registers, flags and stack pointer are held in
 * variables; they are stored to memory where the block is left, and flags that are never read are left out.
 */
import { exitCyclesAt, exitPcAt, pendingAt, SPL, SREG } from '../cpu/memory-map.ts';
import {
  binary,
  br,
  type Code,
  i32,
  ifThen,
  load8,
  load16,
  load32,
  localGet,
  localSet,
  ret,
  store8,
  store16,
  store32,
} from '../wasm/wasm-writer.ts';
import { exits, local } from './abi.ts';
import type { Block } from './basic-blocks.ts';
import type { Target } from './target.ts';

/** The place of a block among the cases of its function. */
export interface Place {
  /** The block's own case, and those of all blocks in the same function by their start. */
  readonly number: number;
  readonly near: ReadonlyMap<number, number>;
  readonly cases: number;
  /** The words of the function, and the table of their cases. */
  readonly from: number;
  readonly to: number;
  readonly casesAt: number;
}

export class BlockEmitter {
  /** Flags that are read after the instruction that is being written. */
  live = 0;
  /** Cycles of the block so far. */
  cycles = 0;
  readonly target: Target;
  readonly #block: Block;
  readonly #place: Place;
  #code: Code = '';
  /** Registers in variables, and those of them not yet stored to memory; the same for flags and stack pointer. */
  #known = 0;
  #changed = 0;
  #held = 0;
  #spKnown = false;
  #spChanged = false;

  constructor(block: Block, place: Place, target: Target) {
    this.target = target;
    this.#block = block;
    this.#place = place;
  }

  /** The whole block; `lastBegins`: the cycle within it at which its last instruction begins. */
  finish(lastBegins: number): Code {
    const tooLate = binary(this.#cyclesAt(lastBegins), '>= signed', localGet(local.limit));
    return ifThen(tooLate, this.#exitTo(i32(this.#block.start), exits.limit, 0)) + this.#code;
  }

  emit(...parts: readonly Code[]): void {
    for (const part of parts) this.#code += part;
  }

  register(index: number): Code {
    if (((this.#known >>> index) & 1) === 0) {
      this.emit(localSet(local.registers + index, load8(index)));
      this.#known |= 1 << index;
    }
    return localGet(local.registers + index);
  }

  setRegister(index: number, value: Code): void {
    this.emit(localSet(local.registers + index, value));
    this.#known |= 1 << index;
    this.#changed |= 1 << index;
  }

  /** Two registers as a number of 16 bits, low byte first. */
  pair(low: number): Code {
    if (((this.#known >>> low) & 3) === 0) return load16(low);
    return binary(this.register(low), '|', binary(this.register(low + 1), '<<', i32(8)));
  }

  /** `value` may have more than 16 bits; it is evaluated twice. */
  setPair(low: number, value: Code): void {
    this.setRegister(low, binary(value, '&', i32(0xff)));
    this.setRegister(low + 1, binary(binary(value, '>>', i32(8)), '&', i32(0xff)));
  }

  /** A flag as 0 or 1. */
  flag(bit: number): Code {
    const index = Math.log2(bit);
    if ((this.#held & bit) !== 0) return localGet(local.flags + index);
    return binary(binary(load8(SREG), '>>', i32(index)), '&', i32(1));
  }

  setFlag(bit: number, value: () => Code): void {
    if ((this.live & bit) === 0) {
      this.#held &= ~bit;
      return;
    }
    this.emit(localSet(local.flags + Math.log2(bit), value()));
    this.#held |= bit;
  }

  /** SREG is about to be read or written as a whole. */
  storeFlags(): void {
    this.emit(this.#flagsStored());
    this.#held = 0;
  }

  dropFlags(): void {
    this.#held = 0;
  }

  #flagsStored(): Code {
    if (this.#held === 0) return '';
    let value = binary(load8(SREG), '&', i32(0xff & ~this.#held));
    for (let index = 0; index < 7; index++) {
      if (((this.#held >> index) & 1) === 0) continue;
      value = binary(value, '|', binary(localGet(local.flags + index), '<<', i32(index)));
    }
    return store8(SREG, value);
  }

  stackPointer(): Code {
    if (!this.#spKnown) this.emit(localSet(local.sp, load16(SPL)));
    this.#spKnown = true;
    return localGet(local.sp);
  }

  moveStack(by: number): void {
    const moved = binary(this.stackPointer(), '+', i32(by));
    this.emit(localSet(local.sp, binary(moved, '&', i32(0xffff))));
    this.#spChanged = true;
  }

  /** The stack pointer's registers are about to be read or written. */
  storeStackPointer(): void {
    if (this.#spChanged) this.emit(store16(SPL, localGet(local.sp)));
    this.#spKnown = false;
    this.#spChanged = false;
  }

  /** Code that stores everything not yet in memory; for an exit that is not always taken. */
  flushed(): Code {
    let stores = '';
    for (let index = 0; index < 32; index++) {
      if (((this.#changed >>> index) & 1) !== 0) stores += store8(index, localGet(local.registers + index));
    }
    if (this.#spChanged) stores += store16(SPL, localGet(local.sp));
    return stores + this.#flagsStored();
  }

  flush(): void {
    this.emit(this.flushed());
    this.#changed = 0;
    this.#held = 0;
    this.#spChanged = false;
  }

  #cyclesAt(cycles: number): Code {
    return cycles === 0 ? localGet(local.cycles) : binary(localGet(local.cycles), '+', i32(cycles));
  }

  /** Cycles since the translated code was entered, at the begin of the instruction. */
  now(): Code {
    return this.#cyclesAt(this.cycles);
  }

  #exitTo(pc: Code, how: number, cycles: number): Code {
    return store32(exitPcAt, pc) + store32(exitCyclesAt, this.#cyclesAt(cycles)) + ret(i32(how));
  }

  /** Leaves the translated code, to continue at `pc`; the instruction takes `cycles`. */
  exit(pc: number, how: number, cycles: number): Code {
    return this.#exitTo(i32(pc), how, this.cycles + cycles);
  }

  /** Continues at a known place of the program, from `depth` levels within the case. */
  jumpTo(pc: number, cycles: number, depth = 0): Code {
    const { near, number: here, cases } = this.#place;
    const there = near.get(pc);
    if (there === undefined) return this.exit(pc, exits.otherFunction, cycles);
    const spent = localSet(local.cycles, this.#cyclesAt(this.cycles + cycles));
    if (there > here) return spent + br(depth + there - here - 1);
    return spent + localSet(local.case, i32(there)) + br(depth + cases - here - 1);
  }

  /** Continues at a place that is known only at run time. */
  jumpToPc(pc: Code, cycles: number): Code {
    const { from, to, casesAt, number: here, cases } = this.#place;
    const within = binary(binary(localGet(local.pc), '-', i32(from)), '<', i32(to - from));
    const known = localSet(local.case, load16(casesAt, binary(localGet(local.pc), '<<', i32(1))));
    return (
      localSet(local.pc, pc) +
      localSet(local.cycles, this.#cyclesAt(this.cycles + cycles)) +
      ifThen(within, known + br(1 + cases - here - 1)) +
      leaveFunction
    );
  }

  /** Interrupts have been enabled, if `enabled`: if one is pending, one more instruction runs before it. */
  exitForInterrupt(pc: Code, cycles: number, enabled: Code = i32(1)): void {
    const pending = binary(load32(pendingAt), '&', enabled);
    this.emit(ifThen(pending, this.#exitTo(pc, exits.enabledInterrupts, this.cycles + cycles)));
  }

  /** The instruction took `cycles`, and the block goes on after it. */
  takes(cycles: number): false {
    this.cycles += cycles;
    return false;
  }
}

/** Case 0, for places where no block begins: leaves the function; the variables hold the pc and the cycles. */
export const leaveFunction: Code =
  store32(exitPcAt, localGet(local.pc)) +
  store32(exitCyclesAt, localGet(local.cycles)) +
  ret(i32(exits.otherFunction));
