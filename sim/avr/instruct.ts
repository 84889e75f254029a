/** One instruction about to be written in WebAssembly, and what those who write it share. */
import { wordsAt } from './blocks.ts';
import type { Kind, Program } from './instructions.ts';
import type { Listeners } from './layout.ts';
import type { Scribe } from './scribe.ts';
import { type Code, combine, number } from './wasm.ts';

/** Functions of the emulator that the translated code calls, by their numbers. */
export const imported = { read: 0, write: 1, watchdog: 2 } as const;

/** The pointers, by the register of their low byte. */
export const pointers = { X: 26, Y: 28, Z: 30 } as const;

export interface Instruction {
  readonly scribe: Scribe;
  readonly program: Program;
  readonly listeners: Listeners;
  /** Operands: registers, an address in data space or a mask, a constant; see Program. */
  readonly a: number;
  readonly b: number;
  readonly k: number;
  /** The word behind it. */
  readonly behind: number;
}

/** True where the instruction has said how the block is left. */
export type Writer = (instruction: Instruction) => boolean;

/** Some of the chip's instructions. */
export type Writers = Partial<Record<Kind, Writer>>;

export const bit = (value: Code, index: number): Code =>
  combine(index === 0 ? value : combine(value, '>>', number(index)), '&', number(1));
export const low8 = (value: Code): Code => combine(value, '&', number(0xff));

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
    a: program.a[pc] as number,
    b: program.b[pc] as number,
    k: program.k[pc] as number,
    behind: pc + wordsAt(program, pc),
  };
}
