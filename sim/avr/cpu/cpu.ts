/**
 * The CPU's state and what peripherals need of it: data space with hooks on the registers they own, interrupts,
 * clock events. Instructions are executed by translated code, which works on the same memory, not here.
 * Its interface to peripherals is much like that of avr8js' CPU.
 */
import { Clock, type ClockEventCallback } from './clock.ts';
import { pendingAt, SPL, SREG } from './memory-map.ts';
import { I } from './sreg.ts';

/** The flag in a peripheral's register that requests an interrupt, and the bit that enables it. */
export interface Interrupt {
  /** Word address of its vector. */
  readonly vector: number;
  readonly flagRegister: number;
  readonly flagMask: number;
  readonly enableRegister: number;
  readonly enableMask: number;
  /** The flag stays set when the interrupt is taken: it follows a condition. */
  readonly constant?: boolean;
}

type ReadHook = () => number;
/** `mask`: the bits that SBI or CBI writes, else all. Returns true if the hook has stored the value itself. */
type WriteHook = (value: number, mask: number) => boolean;

interface CpuOptions {
  /** The program in flash. */
  readonly flash: Uint16Array;
  /** Data-space address at which the registers end and the SRAM begins. */
  readonly sramStart: number;
  readonly sramBytes: number;
  /** Bytes of a return address: 2, or 3 on chips with more than 128 kB of flash. */
  readonly pcBytes: 2 | 3;
}

const jmpOpcode = 0x940c;
const jmpCycles = 3;

export class Cpu {
  pc = 0;
  /** Data space: the 32 working registers, I/O registers, SRAM. */
  readonly data: Uint8Array;
  /** The memory shared with translated code; data space is its beginning. */
  readonly memory: WebAssembly.Memory;
  readonly readHooks: Array<ReadHook | undefined>;
  readonly writeHooks: Array<WriteHook | undefined>;
  readonly clock = new Clock();
  /** Called by WDR. */
  onWatchdogReset: () => void = () => undefined;
  readonly #flash: Uint16Array;
  readonly #pcBytes: 2 | 3;
  /** Bit n of the first is vector number n, of the second 32 + n. */
  #pendingLow = 0;
  #pendingHigh = 0;
  readonly #pending: Array<Interrupt | null> = new Array(64).fill(null);
  /** Number of the pending vector with the highest priority, or -1. */
  #nextVector = -1;
  readonly #pendingFlag: Int32Array;

  /** The state after a reset: registers are 0, the SRAM keeps the contents of the memory. */
  constructor({ flash, sramStart, sramBytes, pcBytes }: CpuOptions, memory: WebAssembly.Memory) {
    this.#flash = flash;
    this.#pcBytes = pcBytes;
    this.memory = memory;
    this.readHooks = new Array(sramStart).fill(undefined);
    this.writeHooks = new Array(sramStart).fill(undefined);
    this.data = new Uint8Array(memory.buffer, 0, sramStart + sramBytes);
    this.#pendingFlag = new Int32Array(memory.buffer, pendingAt, 1);
    this.#pendingFlag[0] = 0;
    this.data.fill(0, 0, sramStart);
    this.#setStackPointer(this.data.length - 1);
  }

  /** Reads data space; reading a register may have side effects. */
  readData(address: number): number {
    const hook = this.readHooks[address];
    return hook === undefined ? (this.data[address] as number) : hook();
  }

  writeData(address: number, value: number, mask = 0xff): void {
    const hook = this.writeHooks[address];
    if (hook?.(value, mask) !== true) this.data[address] = value;
  }

  get cycles(): number {
    return this.clock.cycles;
  }

  set cycles(cycles: number) {
    this.clock.cycles = cycles;
  }

  /** Calls back after `cycles`, at the earliest in the next cycle. */
  addClockEvent(callback: ClockEventCallback, cycles: number): void {
    this.clock.add(callback, cycles);
  }

  clearClockEvent(callback: ClockEventCallback): void {
    this.clock.remove(callback);
  }

  setInterruptFlag(interrupt: Interrupt): void {
    const { data } = this;
    data[interrupt.flagRegister] = (data[interrupt.flagRegister] as number) | interrupt.flagMask;
    if (((data[interrupt.enableRegister] as number) & interrupt.enableMask) !== 0) this.#queue(interrupt);
  }

  /** The register with the enable bit has been written. */
  updateInterruptEnable(interrupt: Interrupt, value: number): void {
    if ((value & interrupt.enableMask) === 0) this.#unqueue(interrupt);
    else if (((this.data[interrupt.flagRegister] as number) & interrupt.flagMask) !== 0)
      this.#queue(interrupt);
  }

  clearInterrupt(interrupt: Interrupt): void {
    const { data } = this;
    data[interrupt.flagRegister] = (data[interrupt.flagRegister] as number) & ~interrupt.flagMask;
    this.#unqueue(interrupt);
  }

  /** The register with the flag has been written: a one clears it. */
  clearInterruptByFlag(interrupt: Interrupt, value: number): void {
    if ((value & interrupt.flagMask) !== 0) this.clearInterrupt(interrupt);
  }

  #queue(interrupt: Interrupt): void {
    const number = interrupt.vector >> 1;
    this.#pending[number] = interrupt;
    if (number < 32) this.#pendingLow |= 1 << number;
    else this.#pendingHigh |= 1 << (number - 32);
    this.#findNext();
  }

  #unqueue(interrupt: Interrupt): void {
    const number = interrupt.vector >> 1;
    if (number < 32) this.#pendingLow &= ~(1 << number);
    else this.#pendingHigh &= ~(1 << (number - 32));
    this.#findNext();
  }

  /** The lowest vector has the highest priority. */
  #findNext(): void {
    const low = this.#pendingLow;
    const high = this.#pendingHigh;
    if (low !== 0) this.#nextVector = 31 - Math.clz32(low & -low);
    else if (high !== 0) this.#nextVector = 63 - Math.clz32(high & -high);
    else this.#nextVector = -1;
    this.#pendingFlag[0] = this.#nextVector >= 0 ? 1 : 0;
  }

  get interruptsEnabled(): boolean {
    return ((this.data[SREG] as number) & I) !== 0;
  }

  get interruptDue(): boolean {
    return this.#nextVector >= 0 && this.interruptsEnabled;
  }

  /** Enters the interrupt that is due. Source: Microchip DS40002211A, 7.7: one cycle more if the pc has 22 bits. */
  takeInterrupt(): void {
    const { data, pc } = this;
    const interrupt = this.#pending[this.#nextVector] as Interrupt;
    const sp = (data[SPL] as number) | ((data[SPL + 1] as number) << 8);
    data[sp] = pc;
    data[sp - 1] = pc >> 8;
    if (this.#pcBytes === 3) data[sp - 2] = pc >> 16;
    this.#setStackPointer(sp - this.#pcBytes);
    data[SREG] = (data[SREG] as number) & ~I;
    this.pc = interrupt.vector;
    this.cycles += 2 + this.#pcBytes;
    // The vector is nearly always a JMP to the routine: taken here, it needs no run of translated code.
    if (this.#flash[this.pc] === jmpOpcode) {
      this.pc = this.#flash[this.pc + 1] as number;
      this.cycles += jmpCycles;
    }
    if (interrupt.constant !== true) this.clearInterrupt(interrupt);
  }

  #setStackPointer(sp: number): void {
    this.data[SPL] = sp;
    this.data[SPL + 1] = sp >> 8;
  }
}
