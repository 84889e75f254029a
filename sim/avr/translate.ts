/**
 * A firmware image made ready to run. Kept for the image that was asked for last: every emulated chip of a
 * process runs the same one, and what the JavaScript engine has learned of it stays learned.
 */
import { type Chunk, compile } from './compiler.ts';
import { decodeProgram, type Program } from './instructions.ts';

export interface Translated {
  readonly program: Program;
  readonly blocks: readonly Chunk[];
  readonly instructions: readonly Chunk[];
}

let lastKey = '';
let last: Translated | null = null;

export function translate(image: Uint8Array, flashBytes: number): Translated {
  const key = `${flashBytes} ${Buffer.from(image).toString('latin1')}`;
  if (last !== null && key === lastKey) return last;
  const program = decodeProgram(image, flashBytes);
  const words = Math.ceil(image.length / 2);
  last = {
    program,
    blocks: compile(program, words, 'block'),
    instructions: compile(program, words, 'instruction'),
  };
  lastKey = key;
  return last;
}
