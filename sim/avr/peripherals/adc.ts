/**
 * The analog-to-digital converter: single conversions that take their real time. Not modelled: auto trigger, the
 * choice of reference, differential channels (they read 0). Source: Microchip DS40002211A, 26.
 */
import type { Cpu, Interrupt } from '../cpu/cpu.ts';

export interface AdcConfig {
  readonly ADCL: number;
  readonly ADCH: number;
  readonly ADCSRA: number;
  readonly ADCSRB: number;
  readonly ADMUX: number;
  readonly vector: number;
  /** Bits of ADMUX that select the channel; `MUX5` is a further one in ADCSRB, or 0 on chips without it. */
  readonly MUX: number;
  readonly MUX5: number;
  /** The single-ended channel of each selection, MUX5 its highest bit. */
  readonly channels: Readonly<Record<number, number>>;
}

/** Bits of ADCSRA. */
const ADEN = 0x80;
const ADSC = 0x40;
const ADIF = 0x10;
const ADIE = 0x08;
const ADPS = 0x07;
/** Bit of ADMUX. */
const ADLAR = 0x20;
/** The bit of MUX5 in a selection. */
const selectMux5 = 0x20;

const conversionClocks = 13;
const firstConversionClocks = 25;

export class Adc {
  /** Counts, 0-1023, of a channel at the moment of sampling. */
  sample: (channel: number) => number = () => 0;
  readonly #cpu: Cpu;
  readonly #config: AdcConfig;
  readonly #done: Interrupt;
  #busy = false;
  #first = true;
  #count = 0;

  constructor(cpu: Cpu, config: AdcConfig) {
    this.#cpu = cpu;
    this.#config = config;
    const { ADCSRA, vector } = config;
    this.#done = {
      vector,
      flagRegister: ADCSRA,
      flagMask: ADIF,
      enableRegister: ADCSRA,
      enableMask: ADIE,
    };
    const { data } = cpu;
    cpu.writeHooks[ADCSRA] = (value) => {
      // A one clears the flag, and ADSC stays set until the conversion is complete.
      const flag = (data[ADCSRA] as number) & ADIF & ~value;
      data[ADCSRA] = (value & ~ADIF) | flag;
      if ((value & ADIF) !== 0) cpu.clearInterrupt(this.#done);
      cpu.updateInterruptEnable(this.#done, value);
      if ((value & ADEN) === 0) this.#first = true;
      else if ((value & ADSC) !== 0) this.#start();
      return true;
    };
  }

  #start(): void {
    if (this.#busy) return;
    this.#busy = true;
    const { data } = this.#cpu;
    const { ADMUX, ADCSRA, ADCSRB, MUX, MUX5, channels } = this.#config;
    const high = ((data[ADCSRB] as number) & MUX5) !== 0 ? selectMux5 : 0;
    const channel = channels[((data[ADMUX] as number) & MUX) | high];
    this.#count = channel === undefined ? 0 : this.sample(channel);
    const prescaler = Math.max(2, 1 << ((data[ADCSRA] as number) & ADPS));
    const clocks = this.#first ? firstConversionClocks : conversionClocks;
    this.#first = false;
    this.#cpu.addClockEvent(this.#complete, clocks * prescaler);
  }

  readonly #complete = (): void => {
    const { data } = this.#cpu;
    const { ADCL, ADCH, ADCSRA, ADMUX } = this.#config;
    this.#busy = false;
    const result = ((data[ADMUX] as number) & ADLAR) !== 0 ? this.#count << 6 : this.#count;
    data[ADCL] = result;
    data[ADCH] = result >> 8;
    data[ADCSRA] = (data[ADCSRA] as number) & ~ADSC;
    this.#cpu.setInterruptFlag(this.#done);
  };
}
