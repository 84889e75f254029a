/**
 * Keeps the last translation: a process emulates many chips, one after the other or side by side, nearly always
 * with the same image, and translating takes longer than starting. This is the package's only shared state, and
 * has no effect but on speed.
 */
import type { ChipConfig } from '../chips/chip.ts';
import type { Cpu } from '../cpu/cpu.ts';
import { decodeProgram } from '../cpu/decoder.ts';
import { translateProgram } from './translator.ts';

let last: { readonly key: string; readonly module: WebAssembly.Module } | null = null;

/** The translation of an image for a chip; `cpu`, one of this chip, shows which registers have hooks. */
export function translationOf(image: Uint8Array, chip: ChipConfig, cpu: Cpu): WebAssembly.Module {
  const key = `${chip.name} ${Buffer.from(image).toString('latin1')}`;
  if (last?.key !== key) {
    const module = translateProgram(decodeProgram(image, chip.flashBytes), {
      ...chip,
      readsHook: (address) => cpu.readHooks[address] !== undefined,
      writesHook: (address) => cpu.writeHooks[address] !== undefined,
    });
    last = { key, module };
  }
  return last.module;
}
