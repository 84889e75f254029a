/** How chips of the family differ: sizes, and where each peripheral has its registers. */
import type { AdcConfig } from '../peripherals/adc.ts';
import type { ExternalInterruptsConfig } from '../peripherals/external-interrupts.ts';
import type { PortConfig } from '../peripherals/gpio.ts';
import type { TimerConfig } from '../peripherals/timer.ts';
import type { TwiConfig } from '../peripherals/twi.ts';
import type { UsartConfig } from '../peripherals/usart.ts';
import type { WatchdogConfig } from '../peripherals/watchdog.ts';

/**
 * All addresses are of data space (the data sheet's number in parentheses); vectors are word addresses in the
 * program, as in its table of interrupt vectors.
 */
export interface ChipConfig {
  readonly name: string;
  readonly flashBytes: number;
  /** Data-space address at which the registers end and the SRAM begins. */
  readonly sramStart: number;
  readonly sramBytes: number;
  /** Bytes of a return address: 2, or 3 on chips with more than 128 kB of flash. */
  readonly pcBytes: 2 | 3;
  readonly ports: readonly PortConfig[];
  readonly externalInterrupts: ExternalInterruptsConfig;
  readonly timers: readonly TimerConfig[];
  readonly usarts: readonly [UsartConfig, ...UsartConfig[]];
  readonly adc: AdcConfig;
  readonly twi: TwiConfig;
  readonly watchdog: WatchdogConfig;
}

/** Dividers of the clock by CS2:0; 6 and 7 are external clocks, which are not modelled. */
export const prescalers = [0, 1, 8, 64, 256, 1024, 0, 0] as const;
/** Dividers of the asynchronous timer 2. */
export const prescalers2 = [0, 1, 8, 32, 64, 128, 256, 1024] as const;
