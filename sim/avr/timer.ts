/**
 * A timer that costs nothing while nobody looks: counter, flags and duty are computed from the cycle count
 * when they are asked for, and a clock event exists only while an interrupt is enabled.
 * A new compare value acts at once, not at the next overflow (at most one PWM period early). Not modelled:
 * input capture, external clock, forced compare. Source: Microchip DS40002211A, 16, 17 and 20.
 */
import type { CPU } from 'avr8js';

export type Channel = 'A' | 'B' | 'C';

export interface TimerRegisters {
  readonly bits: 8 | 16;
  readonly TCCRA: number;
  readonly TCCRB: number;
  readonly TCNT: number;
  /** 0 on timers without one. */
  readonly ICR: number;
  readonly OCRA: number;
  readonly OCRB: number;
  readonly OCRC: number;
  readonly TIFR: number;
  readonly TIMSK: number;
  /** Word addresses of the interrupts. */
  readonly vectors: { readonly A: number; readonly B: number; readonly C: number; readonly overflow: number };
  /** Clock divider for each value of the clock select bits; 0 stands still. */
  readonly dividers: readonly number[];
}

type Shape = 'up' | 'fast' | 'dual';
type Top = number | 'OCRA' | 'ICR';
const modes8: ReadonlyArray<readonly [Shape, Top]> = [
  ['up', 0xff],
  ['dual', 0xff],
  ['up', 'OCRA'],
  ['fast', 0xff],
  ['up', 0xff],
  ['dual', 'OCRA'],
  ['up', 0xff],
  ['fast', 'OCRA'],
];
const modes16: ReadonlyArray<readonly [Shape, Top]> = [
  ['up', 0xffff],
  ['dual', 0xff],
  ['dual', 0x1ff],
  ['dual', 0x3ff],
  ['up', 'OCRA'],
  ['fast', 0xff],
  ['fast', 0x1ff],
  ['fast', 0x3ff],
  ['dual', 'ICR'],
  ['dual', 'OCRA'],
  ['dual', 'ICR'],
  ['dual', 'OCRA'],
  ['up', 'ICR'],
  ['up', 0xffff],
  ['fast', 'ICR'],
  ['fast', 'OCRA'],
];

interface Source {
  readonly at: Channel | 'overflow';
  readonly address: number;
  readonly flagRegister: number;
  readonly flagMask: number;
  readonly enableRegister: number;
  readonly enableMask: number;
}

export class Timer {
  /** Counts changes of what the pins do. */
  changes = 0;
  readonly #cpu: CPU;
  readonly #at: TimerRegisters;
  readonly #sources: Source[] = [];
  /** High byte waiting for its low byte, shared by all 16-bit registers of a timer. */
  #high = 0;
  #shape: Shape = 'up';
  #topIs: Top;
  #divider = 0;
  /** The counter was `#baseCount` at cycle `#baseCycle`. */
  #baseCycle = 0;
  #baseCount = 0;
  /** When each source raises its flag next, and the first of these. */
  readonly #due: number[] = [];
  #firstDue = Number.POSITIVE_INFINITY;
  #cyclesAPeriod = 0;
  #scheduled = false;
  readonly #fire = (): void => {
    this.#scheduled = false;
    this.#raise();
    this.#schedule();
  };

  constructor(cpu: CPU, registers: TimerRegisters) {
    this.#cpu = cpu;
    this.#at = registers;
    this.#topIs = registers.bits === 16 ? 0xffff : 0xff;
    const source = (at: Source['at'], address: number, bit: number) => {
      const { TIFR, TIMSK } = registers;
      this.#due.push(Number.POSITIVE_INFINITY);
      this.#sources.push({
        at,
        address,
        flagRegister: TIFR,
        flagMask: bit,
        enableRegister: TIMSK,
        enableMask: bit,
      });
    };
    source('overflow', registers.vectors.overflow, 1);
    source('A', registers.vectors.A, 2);
    source('B', registers.vectors.B, 4);
    if (registers.OCRC !== 0) source('C', registers.vectors.C, 8);
    this.#hook();
  }

  #hook(): void {
    const { TCCRA, TCCRB, TCNT, ICR, OCRA, OCRB, OCRC, TIFR, TIMSK, bits } = this.#at;
    const { data, writeHooks, readHooks } = this.#cpu;
    const wide = bits === 16;
    const onWrite = (address: number, set: (value: number) => void) => {
      if (address === 0) return;
      writeHooks[address] = (low) => {
        this.#raise();
        set(wide ? (this.#high << 8) | low : low);
        this.#schedule();
        return true;
      };
      if (wide) {
        writeHooks[address + 1] = (high) => {
          this.#high = high;
          return true;
        };
      }
    };
    const store = (address: number) => (value: number) => {
      // Changing a top moves the counter's phase; it keeps its count.
      const count = this.#count();
      data[address] = value;
      if (wide) data[address + 1] = value >> 8;
      this.#rebase(count);
      this.changes++;
    };
    for (const address of [OCRA, OCRB, OCRC, ICR]) onWrite(address, store(address));
    onWrite(TCNT, (value) => this.#rebase(value));
    readHooks[TCNT] = () => {
      const count = this.#count();
      if (wide) data[TCNT + 1] = count >> 8;
      return count & 0xff;
    };
    for (const address of [TCCRA, TCCRB]) {
      writeHooks[address] = (value) => {
        this.#raise();
        const count = this.#count();
        data[address] = value;
        this.#configure();
        this.#rebase(count);
        this.#schedule();
        this.changes++;
        return true;
      };
    }
    readHooks[TIFR] = () => {
      this.#raise();
      return data[TIFR] as number;
    };
    writeHooks[TIFR] = (value) => {
      this.#raise();
      for (const source of this.#sources) this.#cpu.clearInterruptByFlag(source, value);
      return true;
    };
    writeHooks[TIMSK] = (value) => {
      this.#raise();
      data[TIMSK] = value;
      for (const source of this.#sources) this.#cpu.updateInterruptEnable(source, value);
      this.#schedule();
      return true;
    };
  }

  #configure(): void {
    const { data } = this.#cpu;
    const a = data[this.#at.TCCRA] as number;
    const b = data[this.#at.TCCRB] as number;
    const table = this.#at.bits === 16 ? modes16 : modes8;
    const mode = (a & 3) | ((b >> 1) & (this.#at.bits === 16 ? 12 : 4));
    [this.#shape, this.#topIs] = table[mode] as readonly [Shape, Top];
    this.#divider = this.#at.dividers[b & 7] ?? 0;
  }

  #register(address: number): number {
    const { data } = this.#cpu;
    return this.#at.bits === 16
      ? (data[address] as number) | ((data[address + 1] as number) << 8)
      : (data[address] as number);
  }

  #top(): number {
    if (this.#topIs === 'OCRA') return this.#register(this.#at.OCRA);
    return this.#topIs === 'ICR' ? this.#register(this.#at.ICR) : this.#topIs;
  }

  #compare(channel: Channel): number {
    const { OCRA, OCRB, OCRC } = this.#at;
    return this.#register(channel === 'A' ? OCRA : channel === 'B' ? OCRB : OCRC);
  }

  /** Counts in one period. */
  #period(top: number): number {
    return this.#shape === 'dual' ? Math.max(1, 2 * top) : top + 1;
  }

  #phase(top: number): number {
    const counts = this.#divider === 0 ? 0 : Math.floor((this.#cpu.cycles - this.#baseCycle) / this.#divider);
    return (this.#baseCount + counts) % this.#period(top);
  }

  #count(): number {
    const top = this.#top();
    const phase = this.#phase(top);
    return this.#shape === 'dual' && phase > top ? 2 * top - phase : phase;
  }

  #rebase(count: number): void {
    this.#baseCycle = this.#cpu.cycles;
    this.#baseCount = count;
    this.#cyclesAPeriod = this.#period(this.#top()) * this.#divider;
    for (let index = 0; index < this.#sources.length; index++) this.#due[index] = this.#nextOf(index);
    this.#findFirst();
  }

  /** First cycle from now on at which the counter passes the place that raises this source's flag. */
  #nextOf(index: number): number {
    if (this.#divider === 0) return Number.POSITIVE_INFINITY;
    const { at } = this.#sources[index] as Source;
    const top = this.#top();
    const period = this.#period(top);
    // A flag rises one count after the match.
    let phase = 0;
    if (at === 'overflow') {
      const max = this.#at.bits === 16 ? 0xffff : 0xff;
      if (this.#shape === 'up' && top !== max) return Number.POSITIVE_INFINITY;
    } else {
      const compare = this.#compare(at);
      if (compare > top) return Number.POSITIVE_INFINITY;
      phase = (compare + 1) % period;
    }
    const now = this.#cpu.cycles;
    const ahead = (((phase - this.#baseCount) % period) + period) % period;
    const first = this.#baseCycle + ahead * this.#divider;
    if (now < first) return first;
    return first + (Math.floor((now - first) / this.#cyclesAPeriod) + 1) * this.#cyclesAPeriod;
  }

  #findFirst(): void {
    let first = Number.POSITIVE_INFINITY;
    for (const due of this.#due) if (due < first) first = due;
    this.#firstDue = first;
  }

  /** Raises the flags whose time has come. */
  #raise(): void {
    if (this.#cpu.cycles < this.#firstDue) return;
    for (let index = 0; index < this.#sources.length; index++) {
      if (this.#cpu.cycles < (this.#due[index] as number)) continue;
      this.#cpu.setInterruptFlag(this.#sources[index] as Source);
      const next = (this.#due[index] as number) + this.#cyclesAPeriod;
      this.#due[index] = next > this.#cpu.cycles ? next : this.#nextOf(index);
    }
    this.#findFirst();
  }

  /** Called when all flags of before have been raised. */
  #schedule(): void {
    if (this.#scheduled) {
      this.#cpu.clearClockEvent(this.#fire);
      this.#scheduled = false;
    }
    const enabled = this.#cpu.data[this.#at.TIMSK] as number;
    if (enabled === 0) return;
    let next = Number.POSITIVE_INFINITY;
    for (let index = 0; index < this.#sources.length; index++) {
      if ((enabled & (this.#sources[index] as Source).enableMask) === 0) continue;
      next = Math.min(next, this.#due[index] as number);
    }
    if (next === Number.POSITIVE_INFINITY) return;
    this.#cpu.addClockEvent(this.#fire, next - this.#cpu.cycles);
    this.#scheduled = true;
  }

  #connection(channel: Channel): number {
    const shift = channel === 'A' ? 6 : channel === 'B' ? 4 : 2;
    return ((this.#cpu.data[this.#at.TCCRA] as number) >> shift) & 3;
  }

  /** The compare unit is connected to its pin and makes PWM. */
  drives(channel: Channel): boolean {
    return this.#shape !== 'up' && this.#connection(channel) >= 2;
  }

  /** Share of the time its pin is high. */
  duty(channel: Channel): number {
    const top = this.#top();
    const compare = Math.min(this.#compare(channel), top);
    const high = this.#shape === 'fast' ? (compare + 1) / (top + 1) : top === 0 ? 0 : compare / top;
    return this.#connection(channel) === 3 ? 1 - high : high;
  }

  isHigh(channel: Channel): boolean {
    const below = this.#count() <= this.#compare(channel);
    return this.#connection(channel) === 3 ? !below : below;
  }
}
