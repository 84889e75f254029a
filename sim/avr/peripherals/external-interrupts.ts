/**
 * External interrupts on edges of pins. Not modelled: the low level (ISCn1:0 = 0), and edges that the chip itself
 * makes on an output. Source: Microchip DS40002211A, 15.
 */
import type { Cpu, Interrupt } from '../cpu/cpu.ts';
import type { Gpio, PinName } from './gpio.ts';

export interface ExternalInterruptsConfig {
  readonly EIMSK: number;
  readonly EIFR: number;
  /** INTn, in order. Two bits of a control register, from `ISC0` on, select the edge. */
  readonly interrupts: ReadonlyArray<{
    readonly pin: PinName;
    readonly vector: number;
    readonly EICR: number;
    readonly ISC0: number;
  }>;
}

/** Values of ISCn1:0. */
const anyEdge = 1;
const fallingEdge = 2;
const risingEdge = 3;

export class ExternalInterrupts {
  constructor(cpu: Cpu, gpio: Gpio, { EIMSK, EIFR, interrupts }: ExternalInterruptsConfig) {
    const all = interrupts.map(({ pin, vector, EICR, ISC0 }, number): Interrupt => {
      const mask = 1 << number;
      const interrupt = {
        vector,
        flagRegister: EIFR,
        flagMask: mask,
        enableRegister: EIMSK,
        enableMask: mask,
      };
      gpio.watch(pin, (rising) => {
        const sense = ((cpu.data[EICR] as number) >> ISC0) & 3;
        if (sense === anyEdge || sense === (rising ? risingEdge : fallingEdge))
          cpu.setInterruptFlag(interrupt);
      });
      return interrupt;
    });
    cpu.writeHooks[EIMSK] = (value) => {
      cpu.data[EIMSK] = value;
      for (const interrupt of all) cpu.updateInterruptEnable(interrupt, value);
      return true;
    };
    cpu.writeHooks[EIFR] = (value) => {
      for (const interrupt of all) cpu.clearInterruptByFlag(interrupt, value);
      return true;
    };
  }
}
