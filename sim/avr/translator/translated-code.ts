/** Translated code running on a CPU: the memory they share, and the calls between the two. */
import type { Cpu } from '../cpu/cpu.ts';
import { exitCyclesAt, exitPcAt, flashAt, memoryPages } from '../cpu/memory-map.ts';

export function createMemory(): WebAssembly.Memory {
  return new WebAssembly.Memory({ initial: memoryPages, maximum: memoryPages });
}

type Run = (pc: number, limit: number, byBlock: 0 | 1) => number;

export class TranslatedCode {
  /** The CPU on which it runs; a reset puts another one onto the same memory. */
  cpu: Cpu;
  readonly #exit: Int32Array;
  readonly #run: Run;
  #begunCycles = 0;
  #untilCycles = 0;

  constructor(module: WebAssembly.Module, cpu: Cpu, flash: Uint16Array) {
    this.cpu = cpu;
    const { memory } = cpu;
    this.#exit = new Int32Array(memory.buffer, exitPcAt, 2);
    new Uint16Array(memory.buffer, flashAt, flash.length).set(flash);
    const env = {
      memory,
      // Each first sets the CPU's clock; `cycles` counts from where the translated code was entered.
      read: (address: number, cycles: number): number => {
        const current = this.cpu;
        current.cycles = this.#begunCycles + cycles;
        return current.readData(address);
      },
      /** Returns 1 if an interrupt is due now, or an event before the limit. */
      write: (address: number, value: number, mask: number, cycles: number): number => {
        const current = this.cpu;
        current.cycles = this.#begunCycles + cycles;
        current.writeData(address, value, mask);
        return current.interruptDue || current.clock.nextCycle < this.#untilCycles ? 1 : 0;
      },
      watchdogReset: (cycles: number): void => {
        const current = this.cpu;
        current.cycles = this.#begunCycles + cycles;
        current.onWatchdogReset();
      },
    };
    this.#run = new WebAssembly.Instance(module, { env }).exports['run'] as Run;
  }

  /** Runs from the CPU's state for `limit` cycles, and the last instruction to its end; returns how the code was left. */
  run(limit: number, byBlock: boolean): number {
    const { cpu } = this;
    const begun = cpu.cycles;
    this.#begunCycles = begun;
    this.#untilCycles = begun + limit;
    const exit = this.#run(cpu.pc, limit, byBlock ? 1 : 0);
    cpu.pc = this.#exit[0] as number;
    cpu.cycles = begun + (this.#exit[(exitCyclesAt - exitPcAt) / 4] as number);
    return exit;
  }
}
