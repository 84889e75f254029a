/**
 * The analog-to-digital converter: single conversions of sixteen channels against the supply, each in the time
 * it takes. Auto trigger and differential channels are not modelled. Source: Microchip DS40002211A, 26.
 */
import type { CPU } from 'avr8js';

const ADCL = 0x78;
const ADCH = 0x79;
const ADCSRA = 0x7a;
const ADCSRB = 0x7b;
const ADMUX = 0x7c;

const ADEN = 0x80;
const ADSC = 0x40;
const ADIF = 0x10;
const ADIE = 0x08;
const MUX5 = 0x08;

const conversionClocks = 13;
const firstConversionClocks = 25;

export class Converter {
  /** Counts, 0-1023, of a channel at the moment of sampling. */
  sample: (channel: number) => number = () => 0;
  readonly #cpu: CPU;
  readonly #done = {
    address: 2 * 29,
    flagRegister: ADCSRA,
    flagMask: ADIF,
    enableRegister: ADCSRA,
    enableMask: ADIE,
  };
  #busy = false;
  #first = true;
  #count = 0;

  constructor(cpu: CPU) {
    this.#cpu = cpu;
    const { data } = cpu;
    cpu.writeHooks[ADCSRA] = (value) => {
      const flags = (data[ADCSRA] as number) & ADIF & ~value;
      data[ADCSRA] = (value & ~ADIF) | flags;
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
    const channel = ((data[ADMUX] as number) & 7) | (((data[ADCSRB] as number) & MUX5) !== 0 ? 8 : 0);
    this.#count = this.sample(channel);
    const prescaler = Math.max(2, 1 << ((data[ADCSRA] as number) & 7));
    const clocks = this.#first ? firstConversionClocks : conversionClocks;
    this.#first = false;
    this.#cpu.addClockEvent(this.#complete, clocks * prescaler);
  }

  readonly #complete = (): void => {
    const { data } = this.#cpu;
    this.#busy = false;
    data[ADCL] = this.#count & 0xff;
    data[ADCH] = this.#count >> 8;
    data[ADCSRA] = (data[ADCSRA] as number) & ~ADSC;
    this.#cpu.setInterruptFlag(this.#done);
  };
}
