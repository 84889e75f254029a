/**
 * Timer/counters of 8 and 16 bits. They cost nothing while they are not read: counter, flags and duty are computed
 * from the cycle count on request, and a clock event exists only while an interrupt is enabled.
 * A new compare value acts at once, not at the next overflow (at most one PWM period early). Not modelled: input
 * capture, external clock, forced compare, toggling outputs. Source: Microchip DS40002211A, 16, 17 and 20.
 */
import type { Cpu, Interrupt } from '../cpu/cpu.ts';
import type { Gpio, PinDriver, PinName } from './gpio.ts';
import { type Counting, modes8, modes16, type Top } from './timer-modes.ts';

const channels = ['A', 'B', 'C'] as const;
type Channel = (typeof channels)[number];

/** An output compare unit: its register, its interrupt, its pin. */
interface CompareConfig {
  readonly OCR: number;
  readonly vector: number;
  readonly pin: PinName;
}

/** Registers without the timer's number: TCCRA is TCCR1A of timer 1. */
export interface TimerConfig {
  readonly bits: 8 | 16;
  readonly TCCRA: number;
  readonly TCCRB: number;
  readonly TCNT: number;
  /** 0 on timers without this register. */
  readonly ICR: number;
  readonly TIMSK: number;
  readonly TIFR: number;
  readonly OVF: { readonly vector: number };
  readonly A: CompareConfig;
  readonly B: CompareConfig;
  /** Null on timers without this unit. */
  readonly C: CompareConfig | null;
  /** Clock divider for each value of the clock select bits CS2:0; 0: stopped. */
  readonly prescalers: readonly number[];
}

/** Bits of TIFR and TIMSK. */
const TOV = 0x01;
const OCF: Readonly<Record<Channel, number>> = { A: 0x02, B: 0x04, C: 0x08 };
/** Fields of TCCRB and TCCRA. */
const CS = 0x07;
const COM: Readonly<Record<Channel, number>> = { A: 6, B: 4, C: 2 };

/** What raises a flag: the overflow, or a compare unit. */
interface Source {
  readonly unit: CompareConfig | null;
  readonly interrupt: Interrupt;
}

export class Timer {
  /** Counts changes of what the timer's pins do. */
  changes = 0;
  readonly #cpu: Cpu;
  readonly #config: TimerConfig;
  readonly #sources: readonly Source[];
  /** High byte waiting for its low byte, shared by all 16-bit registers of a timer. */
  #high = 0;
  #counting: Counting = 'up';
  #topIs: Top;
  #prescaler = 0;
  readonly #drivers: Array<readonly [Channel, PinDriver]> = [];
  /** The counter was `#baseCount` at cycle `#baseCycle`. */
  #baseCycle = 0;
  #baseCount = 0;
  /** The cycle at which each source raises its flag next, and the first of these. */
  readonly #due: number[];
  #firstDue = Number.POSITIVE_INFINITY;
  #cyclesPerPeriod = 0;
  #scheduled = false;
  readonly #fire = (): void => {
    this.#scheduled = false;
    this.#raise();
    this.#schedule();
  };

  constructor(cpu: Cpu, config: TimerConfig) {
    this.#cpu = cpu;
    this.#config = config;
    this.#topIs = config.bits === 16 ? 0xffff : 0xff;
    const { TIFR, TIMSK, OVF } = config;
    const source = (unit: CompareConfig | null, vector: number, mask: number): Source => ({
      unit,
      interrupt: { vector, flagRegister: TIFR, flagMask: mask, enableRegister: TIMSK, enableMask: mask },
    });
    this.#sources = [
      source(null, OVF.vector, TOV),
      ...this.#units.map(([channel, unit]) => source(unit, unit.vector, OCF[channel])),
    ];
    this.#due = this.#sources.map(() => Number.POSITIVE_INFINITY);
    this.#hook();
  }

  get #units(): Array<readonly [Channel, CompareConfig]> {
    return channels.flatMap((channel) => {
      const unit = this.#config[channel];
      return unit === null ? [] : [[channel, unit] as const];
    });
  }

  /** Connects the compare units to their pins. */
  attach(gpio: Gpio): void {
    for (const [channel, { pin }] of this.#units) {
      const driver = {
        drives: false,
        isHigh: () => this.#isHigh(channel),
        duty: () => this.#duty(channel),
      };
      this.#drivers.push([channel, driver]);
      gpio.attach(pin, driver);
    }
  }

  #hook(): void {
    const { TCCRA, TCCRB, TCNT, ICR, TIFR, TIMSK, bits } = this.#config;
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
      // Changing the top moves the counter's phase, but the counter keeps its count.
      const count = this.#count();
      data[address] = value;
      if (wide) data[address + 1] = value >> 8;
      this.#rebase(count);
      this.changes++;
    };
    for (const [, { OCR }] of this.#units) onWrite(OCR, store(OCR));
    onWrite(ICR, store(ICR));
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
      for (const { interrupt } of this.#sources) this.#cpu.clearInterruptByFlag(interrupt, value);
      return true;
    };
    writeHooks[TIMSK] = (value) => {
      this.#raise();
      data[TIMSK] = value;
      for (const { interrupt } of this.#sources) this.#cpu.updateInterruptEnable(interrupt, value);
      this.#schedule();
      return true;
    };
  }

  #configure(): void {
    const { data } = this.#cpu;
    const { TCCRA, TCCRB, bits, prescalers } = this.#config;
    const a = data[TCCRA] as number;
    const b = data[TCCRB] as number;
    // WGM1:0 are the lowest bits of TCCRA, the others bits 3 and 4 of TCCRB.
    const mode = (a & 3) | ((b >> 1) & (bits === 16 ? 12 : 4));
    const [counting, top] = (bits === 16 ? modes16 : modes8)[mode] as readonly [Counting, Top];
    this.#counting = counting;
    this.#topIs = top;
    this.#prescaler = prescalers[b & CS] ?? 0;
    // A compare unit drives its pin if it is connected to it and makes PWM.
    for (const [channel, driver] of this.#drivers) {
      driver.drives = counting !== 'up' && this.#outputMode(channel) >= 2;
    }
  }

  #register(address: number): number {
    const { data } = this.#cpu;
    return this.#config.bits === 16
      ? (data[address] as number) | ((data[address + 1] as number) << 8)
      : (data[address] as number);
  }

  #top(): number {
    if (this.#topIs === 'OCRA') return this.#register(this.#config.A.OCR);
    return this.#topIs === 'ICR' ? this.#register(this.#config.ICR) : this.#topIs;
  }

  /** Counts in one period. */
  #period(top: number): number {
    return this.#counting === 'dual' ? Math.max(1, 2 * top) : top + 1;
  }

  #phase(top: number): number {
    const counts =
      this.#prescaler === 0 ? 0 : Math.floor((this.#cpu.cycles - this.#baseCycle) / this.#prescaler);
    return (this.#baseCount + counts) % this.#period(top);
  }

  #count(): number {
    const top = this.#top();
    const phase = this.#phase(top);
    return this.#counting === 'dual' && phase > top ? 2 * top - phase : phase;
  }

  #rebase(count: number): void {
    this.#baseCycle = this.#cpu.cycles;
    this.#baseCount = count;
    this.#cyclesPerPeriod = this.#period(this.#top()) * this.#prescaler;
    for (let index = 0; index < this.#sources.length; index++) this.#due[index] = this.#nextOf(index);
    this.#findFirst();
  }

  /** First cycle from now on at which the counter passes the count that raises this source's flag. */
  #nextOf(index: number): number {
    if (this.#prescaler === 0) return Number.POSITIVE_INFINITY;
    const { unit } = this.#sources[index] as Source;
    const top = this.#top();
    const period = this.#period(top);
    // A flag rises one count after the match.
    let phase = 0;
    if (unit === null) {
      const max = this.#config.bits === 16 ? 0xffff : 0xff;
      if (this.#counting === 'up' && top !== max) return Number.POSITIVE_INFINITY;
    } else {
      const compare = this.#register(unit.OCR);
      if (compare > top) return Number.POSITIVE_INFINITY;
      phase = (compare + 1) % period;
    }
    const now = this.#cpu.cycles;
    const ahead = (((phase - this.#baseCount) % period) + period) % period;
    const first = this.#baseCycle + ahead * this.#prescaler;
    if (now < first) return first;
    return first + (Math.floor((now - first) / this.#cyclesPerPeriod) + 1) * this.#cyclesPerPeriod;
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
      this.#cpu.setInterruptFlag((this.#sources[index] as Source).interrupt);
      const next = (this.#due[index] as number) + this.#cyclesPerPeriod;
      this.#due[index] = next > this.#cpu.cycles ? next : this.#nextOf(index);
    }
    this.#findFirst();
  }

  /** Called once all earlier flags have been raised. */
  #schedule(): void {
    if (this.#scheduled) {
      this.#cpu.clearClockEvent(this.#fire);
      this.#scheduled = false;
    }
    const enabled = this.#cpu.data[this.#config.TIMSK] as number;
    if (enabled === 0) return;
    let next = Number.POSITIVE_INFINITY;
    for (let index = 0; index < this.#sources.length; index++) {
      if ((enabled & (this.#sources[index] as Source).interrupt.enableMask) === 0) continue;
      next = Math.min(next, this.#due[index] as number);
    }
    if (next === Number.POSITIVE_INFINITY) return;
    this.#cpu.addClockEvent(this.#fire, next - this.#cpu.cycles);
    this.#scheduled = true;
  }

  /** COM1:0 of a channel: 2 clears its pin at the match, 3 sets it there. */
  #outputMode(channel: Channel): number {
    return ((this.#cpu.data[this.#config.TCCRA] as number) >> COM[channel]) & 3;
  }

  #compare(channel: Channel): number {
    return this.#register((this.#config[channel] as CompareConfig).OCR);
  }

  #duty(channel: Channel): number {
    const top = this.#top();
    const compare = Math.min(this.#compare(channel), top);
    const high = this.#counting === 'fast' ? (compare + 1) / (top + 1) : top === 0 ? 0 : compare / top;
    return this.#outputMode(channel) === 3 ? 1 - high : high;
  }

  #isHigh(channel: Channel): boolean {
    const below = this.#count() <= this.#compare(channel);
    return this.#outputMode(channel) === 3 ? !below : below;
  }
}
