/**
 * A megaAVR that executes a firmware image instruction by instruction. Its cycle count is the only time. A reset
 * rebuilds everything but the SRAM, as in the real chip: outputs are high impedance again.
 */
import type { ChipConfig } from './chips/chip.ts';
import type { Cpu } from './cpu/cpu.ts';
import { flashOf } from './cpu/decoder.ts';
import { BORF, EXTRF, PORF, WDRF } from './cpu/memory-map.ts';
import { createMcu, type Mcu, type McuOptions } from './mcu.ts';
import { createOutside } from './peripherals/gpio.ts';
import type { TwiDevice } from './peripherals/twi.ts';
import { exits } from './translator/abi.ts';
import { createMemory, TranslatedCode } from './translator/translated-code.ts';
import { translationOf } from './translator/translation-cache.ts';

/** What resets the chip, as MCUSR shows it. */
const resetCauses = { powerOn: PORF, external: EXTRF, brownOut: BORF, watchdog: WDRF } as const;

/** `RJMP .-2`: an endless loop. */
const endlessLoop = 0xcfff;

export interface EmulatorOptions {
  /** 16 MHz if left out; only the watchdog compares it with real time. */
  readonly clockHz?: number;
  /** The devices on the two-wire bus, by seven-bit address. */
  readonly twiDevices?: ReadonlyMap<number, TwiDevice>;
  /** False executes single instructions only: slower, but the same to the cycle. */
  readonly blocks?: boolean;
}

export class Emulator {
  /** CPU and peripherals; replaced by each reset, so do not keep them. */
  mcu: Mcu;
  /** Cycles slept and restarts since the start: they show the cost of an emulated second, and whether it went well. */
  sleptCycles = 0;
  restarts = 0;
  /** Counts, 0-1023, of a channel of the ADC at the moment of sampling. */
  sample: (channel: number) => number = () => 0;
  /** A byte has left USART n, at the cycle its stop bit ended. */
  onByte: (byte: number, usart: number) => void = () => undefined;
  onRestart: (byWatchdog: boolean) => void = () => undefined;
  readonly #options: McuOptions;
  readonly #code: TranslatedCode;
  readonly #blocks: boolean;
  #asleep = false;
  #watchdogTimedOut = false;

  /** `image`: the program's bytes from address 0. */
  constructor(chip: ChipConfig, image: Uint8Array, options: EmulatorOptions = {}) {
    this.#blocks = options.blocks ?? true;
    this.#options = {
      chip,
      clockHz: options.clockHz ?? 16_000_000,
      flash: flashOf(image, chip.flashBytes),
      memory: createMemory(),
      outside: createOutside(chip.ports),
      twiDevices: options.twiDevices ?? new Map(),
      onWatchdogTimeout: () => {
        this.#watchdogTimedOut = true;
      },
    };
    this.mcu = this.#createMcu(resetCauses.powerOn);
    const { cpu } = this.mcu;
    this.#code = new TranslatedCode(translationOf(image, chip, cpu), cpu, this.#options.flash);
  }

  #createMcu(cause: number): Mcu {
    const mcu = createMcu(this.#options, cause);
    mcu.adc.sample = (channel) => this.sample(channel);
    for (const [index, usart] of mcu.usarts.entries()) usart.onByte = (byte) => this.onByte(byte, index);
    return mcu;
  }

  /** The reset pin, or the power switched off and on. Bytes on the line are lost. */
  reset(cause: keyof typeof resetCauses = 'external'): void {
    if (cause === 'powerOn') this.mcu.cpu.data.fill(0, this.#options.chip.sramStart);
    this.#restart(resetCauses[cause]);
  }

  /** Starts the program at `cycle`: until then something else ran on the chip. `cause` null: that has hidden the cause. */
  startAt(cycle: number, cause: keyof typeof resetCauses | null): void {
    this.mcu.cpu.cycles = Math.max(this.cycles, cycle);
    this.#restart(cause === null ? 0 : resetCauses[cause]);
  }

  /** `cause`: what MCUSR shows. */
  #restart(cause: number): void {
    const { cycles } = this;
    this.#watchdogTimedOut = false;
    this.#asleep = false;
    this.restarts++;
    this.mcu = this.#createMcu(cause);
    this.mcu.cpu.cycles = cycles;
    this.#code.cpu = this.mcu.cpu;
    this.onRestart(cause === WDRF);
  }

  get cycles(): number {
    return this.mcu.cpu.cycles;
  }

  /** Counts up whenever an output may have changed. */
  get outputChanges(): number {
    const { gpio, timers } = this.mcu;
    let changes = this.restarts + gpio.changes;
    for (const timer of timers) changes += timer.changes;
    return changes;
  }

  /** Sends the main loop into an endless loop while interrupts still run: only the watchdog ends it. */
  hangMainLoop(): void {
    const hang = this.#options.flash.indexOf(endlessLoop);
    if (hang < 0) throw new Error('the firmware has no endless loop to hang in');
    // Not in the middle of an interrupt: interrupts must still run.
    const limit = this.cycles + this.#options.clockHz / 100;
    while (!this.mcu.cpu.interruptsEnabled && this.cycles < limit) this.run(this.cycles + 1);
    this.mcu.cpu.pc = hang;
    this.#asleep = false;
  }

  /** Executes until `target` cycles have passed since the start. */
  run(target: number): void {
    let { cpu } = this.mcu;
    while (cpu.cycles < target) {
      if (cpu.clock.nextCycle <= cpu.cycles) {
        cpu.clock.runDue();
        if (this.#watchdogTimedOut) {
          this.#restart(WDRF);
          cpu = this.mcu.cpu;
        }
      }
      const next = cpu.clock.nextCycle;
      if (cpu.interruptDue) {
        this.#asleep = false;
        cpu.takeInterrupt();
      }
      const until = next < target ? next : target;
      if (!this.#asleep) {
        this.#execute(cpu, until);
      } else if (until > cpu.cycles) {
        this.sleptCycles += until - cpu.cycles;
        cpu.cycles = until;
      }
    }
  }

  /** Executes until `until`, or until something may have brought an event forward. */
  #execute(cpu: Cpu, until: number): void {
    let exit = this.#code.run(until - cpu.cycles, this.#blocks);
    if (exit === exits.enabledInterrupts && cpu.cycles < until) exit = this.#code.run(1, false);
    this.#asleep = exit === exits.asleep;
    if (exit === exits.erased) {
      // No instruction has the opcode 0xffff; as in avr8js, it takes a cycle and does nothing.
      cpu.pc = (cpu.pc + 1) % this.#options.flash.length;
      cpu.cycles++;
    }
  }
}
