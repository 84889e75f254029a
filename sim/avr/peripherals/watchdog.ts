/**
 * The watchdog, clocked by its own oscillator of 128 kHz. Not modelled: WDRF keeps WDE set after a watchdog reset;
 * the emulated chip always starts with the watchdog off. Source: Microchip DS40002211A, 12.4.
 */
import type { Cpu, Interrupt } from '../cpu/cpu.ts';

export interface WatchdogConfig {
  readonly WDTCSR: number;
  readonly vector: number;
}

/** Bits of WDTCSR. */
const WDIF = 0x80;
const WDIE = 0x40;
const WDP3 = 0x20;
const WDCE = 0x10;
const WDE = 0x08;
const WDP210 = 0x07;
/** Bits that only the timed sequence can change. */
const locked = WDE | WDP3 | WDP210;
/** Cycles after WDCE within which these bits may be changed. */
const changeCycles = 4;

const oscillatorHz = 128_000;
const shortestClocks = 2048;

export class Watchdog {
  readonly #cpu: Cpu;
  readonly #config: WatchdogConfig;
  readonly #cyclesPerClock: number;
  readonly #onReset: () => void;
  readonly #interrupt: Interrupt;
  #changeUntil = 0;
  #timeoutCycle = 0;
  #scheduled = false;

  constructor(cpu: Cpu, config: WatchdogConfig, clockHz: number, onReset: () => void) {
    this.#cpu = cpu;
    this.#config = config;
    this.#cyclesPerClock = clockHz / oscillatorHz;
    this.#onReset = onReset;
    const { WDTCSR, vector } = config;
    this.#interrupt = {
      vector,
      flagRegister: WDTCSR,
      flagMask: WDIF,
      enableRegister: WDTCSR,
      enableMask: WDIE,
    };
    cpu.onWatchdogReset = () => this.#restart();
    cpu.writeHooks[WDTCSR] = (value) => {
      this.#write(value);
      return true;
    };
  }

  #write(value: number): void {
    const cpu = this.#cpu;
    const { WDTCSR } = this.#config;
    if ((value & WDCE) !== 0 && (value & WDE) !== 0) {
      this.#changeUntil = cpu.cycles + changeCycles;
    } else {
      const old = cpu.data[WDTCSR] as number;
      const mayChange = cpu.cycles < this.#changeUntil;
      // WDCE clears itself; the flag is cleared by a one.
      const kept = old & (mayChange ? WDIF : WDIF | locked);
      cpu.data[WDTCSR] = kept | (value & (mayChange ? WDIE | locked : WDIE));
    }
    cpu.clearInterruptByFlag(this.#interrupt, value);
    cpu.updateInterruptEnable(this.#interrupt, cpu.data[WDTCSR] as number);
    if (!this.#enabled) return;
    this.#restart();
    this.#schedule();
  }

  get #enabled(): boolean {
    return ((this.#cpu.data[this.#config.WDTCSR] as number) & (WDE | WDIE)) !== 0;
  }

  #restart(): void {
    const control = this.#cpu.data[this.#config.WDTCSR] as number;
    const clocks = shortestClocks << (((control & WDP3) >> 2) | (control & WDP210));
    this.#timeoutCycle = this.#cpu.cycles + Math.floor(this.#cyclesPerClock * clocks);
  }

  /** Only one event at a time: WDR moves the timeout, and an event that comes too early schedules the next. */
  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#cpu.addClockEvent(this.#check, this.#timeoutCycle - this.#cpu.cycles);
  }

  readonly #check = (): void => {
    this.#scheduled = false;
    if (!this.#enabled) return;
    if (this.#cpu.cycles >= this.#timeoutCycle && this.#timedOut()) return;
    this.#schedule();
  };

  /** True if the chip is reset. With both bits set the first timeout interrupts, and the second resets. */
  #timedOut(): boolean {
    const { data } = this.#cpu;
    const { WDTCSR } = this.#config;
    const control = data[WDTCSR] as number;
    if ((control & WDIE) === 0) {
      this.#onReset();
      return true;
    }
    this.#cpu.setInterruptFlag(this.#interrupt);
    if ((control & WDE) !== 0) data[WDTCSR] = (data[WDTCSR] as number) & ~WDIE;
    this.#restart();
    return false;
  }
}
