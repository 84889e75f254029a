/** Translated code at work: the memory it shares with a core, and the calls between the two. */
import { type Core, nextEventCycles } from './core.ts';
import { flashAt, memoryPages, PC, PENDING, SPENT } from './layout.ts';

export function createMemory(): WebAssembly.Memory {
  return new WebAssembly.Memory({ initial: memoryPages, maximum: memoryPages });
}

type Enter = (pc: number, limit: number, byBlock: 0 | 1) => number;

export class Machine {
  cpu: Core;
  readonly #exchange: Int32Array;
  readonly #enter: Enter;
  #base = 0;
  #until = 0;

  constructor(module: WebAssembly.Module, cpu: Core, flash: Uint8Array) {
    this.cpu = cpu;
    const { memory } = cpu;
    this.#exchange = new Int32Array(memory.buffer, PC, (PENDING - PC) / 4);
    new Uint8Array(memory.buffer, flashAt, flash.length).set(flash);
    const env = {
      memory,
      read: (address: number, spent: number): number => {
        const core = this.cpu;
        core.cycles = this.#base + spent;
        return core.readData(address);
      },
      /** Not 0 where an interrupt is due now, or an event before the limit. */
      write: (address: number, value: number, mask: number, spent: number): number => {
        const core = this.cpu;
        core.cycles = this.#base + spent;
        core.writeData(address, value, mask);
        return core.interruptDue || nextEventCycles(core) < this.#until ? 1 : 0;
      },
      watchdog: (spent: number): void => {
        const core = this.cpu;
        core.cycles = this.#base + spent;
        core.onWatchdogReset();
      },
    };
    this.#enter = new WebAssembly.Instance(module, { env }).exports['run'] as Enter;
  }

  /** Runs from the core's state for at most so many cycles, begun instructions ended; says how it was left. */
  run(limit: number, byBlock: boolean): number {
    const { cpu } = this;
    const exchange = this.#exchange;
    const base = cpu.cycles;
    this.#base = base;
    this.#until = base + limit;
    const how = this.#enter(cpu.pc, limit, byBlock ? 1 : 0);
    cpu.pc = exchange[0] as number;
    cpu.cycles = base + (exchange[(SPENT - PC) / 4] as number);
    return how;
  }
}
