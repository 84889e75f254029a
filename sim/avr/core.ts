/**
 * avr8js' core with a quicker book of pending interrupts: one bit each instead of a search through all of
 * them. What an interrupt does, and all else, is unchanged.
 */
import { CPU } from 'avr8js';
import { I } from './flags.ts';
import { PENDING, registersEnd, SPL, SREG } from './layout.ts';

type Interrupt = Parameters<CPU['queueInterrupt']>[0];

/** Source: Microchip DS40002211A, 7.7: five cycles where the program counter has 22 bits. */
const interruptCycles = 5;

/** JMP to the first 64 k words, where the routines are. */
const jump = 0x940c;
const jumpCycles = 3;

export class Core extends CPU {
  /** Bit n of the first is vector n, of the second vector 32 + n. */
  #low = 0;
  #high = 0;
  readonly #waiting: Array<Interrupt | null> = new Array(64).fill(null);
  readonly memory: WebAssembly.Memory;
  readonly #pending: Int32Array;

  /** Its data are the first bytes of a memory it shares with translated code. */
  constructor(program: Uint16Array, ramBytes: number, memory: WebAssembly.Memory) {
    super(program, ramBytes);
    this.memory = memory;
    const { buffer } = memory;
    const { length } = this.data;
    const mine = this as { data: Uint8Array; data16: Uint16Array; dataView: DataView };
    mine.data = new Uint8Array(buffer, 0, length);
    mine.data16 = new Uint16Array(buffer, 0, length / 2);
    mine.dataView = new DataView(buffer, 0, length);
    this.#pending = new Int32Array(buffer, PENDING, 1);
    this.#pending[0] = 0;
    mine.data.fill(0, 0, registersEnd);
    this.SP = length - 1;
  }

  override queueInterrupt(interrupt: Interrupt): void {
    const vector = interrupt.address >> 1;
    this.#waiting[vector] = interrupt;
    if (vector < 32) this.#low |= 1 << vector;
    else this.#high |= 1 << (vector - 32);
    this.#findNext();
  }

  override clearInterrupt({ address, flagRegister, flagMask }: Interrupt, clearFlag = true): void {
    if (clearFlag) this.data[flagRegister] = (this.data[flagRegister] as number) & ~flagMask;
    const vector = address >> 1;
    if (vector < 32) this.#low &= ~(1 << vector);
    else this.#high &= ~(1 << (vector - 32));
    this.#findNext();
  }

  /** The lowest vector goes first. */
  #findNext(): void {
    if (this.#low !== 0) this.nextInterrupt = 2 * (31 - Math.clz32(this.#low & -this.#low));
    else if (this.#high !== 0) this.nextInterrupt = 2 * (63 - Math.clz32(this.#high & -this.#high));
    else this.nextInterrupt = -1;
    this.#pending[0] = this.nextInterrupt >= 0 ? 1 : 0;
  }

  get interruptDue(): boolean {
    return this.nextInterrupt >= 0 && ((this.data[SREG] as number) & I) !== 0;
  }

  /** Enters the interrupt that is due. */
  takeInterrupt(): void {
    const { data, pc } = this;
    const address = this.nextInterrupt;
    const interrupt = this.#waiting[address >> 1] as Interrupt;
    const sp = (data[SPL] as number) | ((data[SPL + 1] as number) << 8);
    data[sp] = pc;
    data[sp - 1] = pc >> 8;
    data[sp - 2] = pc >> 16;
    data[SPL] = sp - 3;
    data[SPL + 1] = (sp - 3) >> 8;
    data[SREG] = (data[SREG] as number) & ~I;
    this.cycles += interruptCycles;
    this.pc = address;
    // The vector is a jump to the routine, always: taken here, it costs no turn of its own.
    if (this.progMem[address] === jump) {
      this.pc = this.progMem[address + 1] as number;
      this.cycles += jumpCycles;
    }
    if (!interrupt.constant) this.clearInterrupt(interrupt);
  }
}

/** When the next clock event of the peripherals is due. */
export function nextEventCycles(cpu: CPU): number {
  // The queue's head is private to avr8js, and there is no other way to look at it.
  const event = (cpu as unknown as { nextClockEvent: { cycles: number } | null }).nextClockEvent;
  return event === null ? Number.POSITIVE_INFINITY : event.cycles;
}
