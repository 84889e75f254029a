/**
 * A firmware image made ready to run. Kept for the image that was asked for last: every emulated chip of a
 * process runs the same one, and it is translated once.
 */
import { compile } from './compiler.ts';
import { decodeProgram, type Program } from './instructions.ts';
import type { Listeners } from './layout.ts';

export interface Translated {
  readonly program: Program;
  /** Which registers are listened to is the chip's affair, and the same for all that run this image. */
  readonly module: (listeners: Listeners) => WebAssembly.Module;
}

let lastKey = '';
let last: Translated | null = null;

export function translate(image: Uint8Array, flashBytes: number): Translated {
  const key = `${flashBytes} ${Buffer.from(image).toString('latin1')}`;
  if (last !== null && key === lastKey) return last;
  const program = decodeProgram(image, flashBytes);
  let made: WebAssembly.Module | null = null;
  last = {
    program,
    module: (listeners) => {
      made ??= compile(program, Math.ceil(image.length / 2), listeners);
      return made;
    },
  };
  lastKey = key;
  return last;
}
