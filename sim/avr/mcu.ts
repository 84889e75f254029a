/** A chip from one reset to the next: its CPU and peripherals, connected as in its table. */
import type { ChipConfig } from './chips/chip.ts';
import { Cpu } from './cpu/cpu.ts';
import { MCUSR } from './cpu/memory-map.ts';
import { Adc } from './peripherals/adc.ts';
import { ExternalInterrupts } from './peripherals/external-interrupts.ts';
import { Gpio, type PortOutside } from './peripherals/gpio.ts';
import { Timer } from './peripherals/timer.ts';
import { Twi, type TwiDevice } from './peripherals/twi.ts';
import { Usart, type UsartConfig } from './peripherals/usart.ts';
import { Watchdog } from './peripherals/watchdog.ts';

/** What survives resets. */
export interface McuOptions {
  readonly chip: ChipConfig;
  readonly clockHz: number;
  readonly flash: Uint16Array;
  readonly memory: WebAssembly.Memory;
  readonly outside: readonly PortOutside[];
  /** By their seven-bit address. */
  readonly twiDevices: ReadonlyMap<number, TwiDevice>;
  readonly onWatchdogTimeout: () => void;
}

export interface Mcu {
  readonly cpu: Cpu;
  readonly gpio: Gpio;
  readonly timers: readonly Timer[];
  readonly usarts: readonly [Usart, ...Usart[]];
  readonly adc: Adc;
}

/** `resetCause`: what MCUSR shows. */
export function createMcu(options: McuOptions, resetCause: number): Mcu {
  const { chip, clockHz, flash, memory, outside, twiDevices, onWatchdogTimeout } = options;
  const { sramStart, sramBytes, pcBytes } = chip;
  const cpu = new Cpu({ flash, sramStart, sramBytes, pcBytes }, memory);
  cpu.data[MCUSR] = resetCause;
  const gpio = new Gpio(cpu, chip.ports, outside);
  new ExternalInterrupts(cpu, gpio, chip.externalInterrupts);
  const timers = chip.timers.map((config) => new Timer(cpu, config));
  for (const timer of timers) timer.attach(gpio);
  const [first, ...others] = chip.usarts;
  const usart = (config: UsartConfig) => new Usart(cpu, config);
  new Twi(cpu, chip.twi, twiDevices);
  new Watchdog(cpu, chip.watchdog, clockHz, onWatchdogTimeout);
  return {
    cpu,
    gpio,
    timers,
    usarts: [usart(first), ...others.map(usart)],
    adc: new Adc(cpu, chip.adc),
  };
}
