/** The type of functions that write an instruction as WebAssembly, and what several of them share. */
import type { Instruction } from '../cpu/decoder.ts';
import { binary, type Code, i32 } from '../wasm/wasm-writer.ts';
import type { BlockEmitter } from './block-emitter.ts';

/** Returns true if the instruction has written how the block is left. */
export type InstructionWriter = (emitter: BlockEmitter, instruction: Instruction) => boolean;

/** The pointers, by the register of their low byte. */
export const pointers = { X: 26, Y: 28, Z: 30 } as const;

export const bit = (value: Code, index: number): Code =>
  binary(index === 0 ? value : binary(value, '>>', i32(index)), '&', i32(1));
export const low8 = (value: Code): Code => binary(value, '&', i32(0xff));
export const low16 = (value: Code): Code => binary(value, '&', i32(0xffff));
