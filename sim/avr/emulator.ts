/**
 * An ATmega2560 that executes a firmware image instruction by instruction. Time is its cycle count; nothing
 * else moves it. A reset rebuilds everything but the memory, as in the real chip: what was an output is high
 * impedance again.
 */
import { AVRClock, AVRWatchdog, avrInstruction } from 'avr8js';
import type { Chip } from '../../src/chair/chips/chip.ts';
import { Converter } from './converter.ts';
import { Core, nextEventCycles } from './core.ts';
import { I } from './flags.ts';
import { I2cBus, type I2cDevice } from './i2c.ts';
import { left, registersEnd, SREG } from './layout.ts';
import { createMemory, Machine } from './machine.ts';
import { MCUSR, resetCauses, timers2560, WDTCSR, watchdogVector } from './mega2560.ts';
import { createOutside, type Outside, Ports } from './ports.ts';
import { Timer } from './timer.ts';
import { type Translated, translate } from './translate.ts';
import { Usart } from './usart.ts';

/** avr8js keeps its queue of clock events to itself, and takes only one of them each instruction. */
interface EventQueue {
  nextClockEvent: ClockEvent | null;
  clockEventPool: ClockEvent[];
}

interface ClockEvent {
  cycles: number;
  callback: () => void;
  next: ClockEvent | null;
}

export interface Parts {
  readonly cpu: Core;
  readonly ports: Ports;
  readonly timers: readonly Timer[];
  readonly usart: Usart;
  readonly converter: Converter;
}

export class Emulator {
  readonly chip: Chip;
  parts: Parts;
  /** Cycles slept and restarts since the start: what an emulated second costs, and whether it went well. */
  sleptCycles = 0;
  restarts = 0;
  /** The world outside: what the converter sees, who listens to the line, who is told of restarts. */
  sample: (channel: number) => number = () => 0;
  onByte: (byte: number) => void = () => undefined;
  onRestart: (byWatchdog: boolean) => void = () => undefined;
  readonly #code: Translated;
  readonly #memory = createMemory();
  readonly #machine: Machine;
  /** Whole blocks may run. */
  readonly #wholeBlocks: boolean;
  readonly #outside: Outside;
  readonly #devices: ReadonlyMap<number, I2cDevice>;
  #asleep = false;
  #resetWanted = false;

  constructor(
    chip: Chip,
    image: Uint8Array,
    devices: ReadonlyMap<number, I2cDevice> = new Map(),
    { blocks = true } = {},
  ) {
    this.chip = chip;
    this.#code = translate(image, chip.flashBytes);
    this.#wholeBlocks = blocks;
    this.#outside = createOutside(chip);
    this.#devices = devices;
    this.parts = this.#build(null, resetCauses.powerOn);
    const { cpu } = this.parts;
    const module = this.#code.module({
      reads: (address) => cpu.readHooks[address] !== undefined,
      writes: (address) => cpu.writeHooks[address] !== undefined,
    });
    this.#machine = new Machine(module, cpu, this.#code.program.bytes);
  }

  #build(old: Core | null, cause: number): Parts {
    const { chip } = this;
    // avr8js takes the first 0x100 addresses for registers; this chip has twice as many.
    const cpu = new Core(this.#code.program.words, chip.ramBytes + 0x100, this.#memory);
    if (old !== null) cpu.cycles = old.cycles;
    cpu.data[MCUSR] = cause;
    const ports = new Ports(cpu, chip, this.#outside);
    const timers = Object.values(timers2560).map((registers) => new Timer(cpu, registers));
    for (const pin of chip.pins) {
      const timer = pin.pwm === null ? undefined : timers[pin.pwm.timer];
      if (timer !== undefined && pin.pwm !== null) {
        ports.attach(ports.indexOf(pin.port), pin.bit, timer, pin.pwm.channel);
      }
    }
    const usart = new Usart(cpu);
    usart.onByte = (byte) => this.onByte(byte);
    const converter = new Converter(cpu);
    converter.sample = (channel) => this.sample(channel);
    new I2cBus(cpu, chip.clockHz, this.#devices);
    new AVRWatchdog(
      cpu,
      { watchdogInterrupt: watchdogVector, MCUSR, WDTCSR },
      new AVRClock(cpu, chip.clockHz),
    );
    cpu.reset = () => {
      this.#resetWanted = true;
    };
    return { cpu, ports, timers, usart, converter };
  }

  #restart(cause: number): void {
    this.#resetWanted = false;
    this.#asleep = false;
    this.restarts++;
    this.parts = this.#build(this.parts.cpu, cause);
    this.#machine.cpu = this.parts.cpu;
    this.onRestart(cause === resetCauses.watchdog);
  }

  /** The reset pin, or the power switched off and on. Bytes on the line are lost. */
  reset(cause: keyof typeof resetCauses = 'external'): void {
    if (cause === 'powerOn') this.parts.cpu.data.fill(0, registersEnd);
    this.#restart(resetCauses[cause]);
  }

  /** The firmware starts only at `cycle`: something else had the chip until then. `cause` null: it hid the cause. */
  startAt(cycle: number, cause: keyof typeof resetCauses | null): void {
    this.parts.cpu.cycles = Math.max(this.parts.cpu.cycles, cycle);
    this.#restart(cause === null ? 0 : resetCauses[cause]);
  }

  get cycles(): number {
    return this.parts.cpu.cycles;
  }

  /** Counts up whenever an output may have changed. */
  get outputChanges(): number {
    const { ports, timers } = this.parts;
    let changes = this.restarts + ports.changes;
    for (const timer of timers) changes += timer.changes;
    return changes;
  }

  /** Sends the main loop into an endless loop, interrupts going on: only the watchdog ends it. */
  hangMainLoop(): void {
    const hang = this.#code.program.words.indexOf(0xcfff);
    if (hang < 0) throw new Error('the firmware has no endless loop to hang in');
    // Not in the middle of an interrupt: those must go on.
    const limit = this.cycles + this.chip.clockHz / 100;
    while (((this.parts.cpu.data[SREG] as number) & I) === 0 && this.cycles < limit)
      this.run(this.cycles + 1);
    this.parts.cpu.pc = hang;
    this.#asleep = false;
  }

  /** Executes until the next event, or something that may have brought one forward; true where it fell asleep. */
  #execute(cpu: Core, until: number): boolean {
    let how = this.#machine.run(until - cpu.cycles, this.#wholeBlocks);
    // Behind a permission to interrupt exactly one more runs.
    if (how === left.one && cpu.cycles < until) how = this.#machine.run(1, false);
    if (how === left.foreign) avrInstruction(cpu);
    return how === left.asleep;
  }

  /** Executes until `target` cycles have passed since the start. */
  run(target: number): void {
    let { cpu } = this.parts;
    while (cpu.cycles < target) {
      let next = nextEventCycles(cpu);
      if (next <= cpu.cycles) {
        takeDueEvents(cpu);
        if (this.#resetWanted) {
          this.#restart(resetCauses.watchdog);
          cpu = this.parts.cpu;
        }
        next = nextEventCycles(cpu);
      }
      if (cpu.interruptDue) {
        this.#asleep = false;
        cpu.takeInterrupt();
      }
      const until = next < target ? next : target;
      if (!this.#asleep) {
        this.#asleep = this.#execute(cpu, until);
      } else if (until > cpu.cycles) {
        this.sleptCycles += until - cpu.cycles;
        cpu.cycles = until;
      }
    }
  }
}

function takeDueEvents(cpu: Core): void {
  const queue = cpu as unknown as EventQueue;
  for (
    let event = queue.nextClockEvent;
    event !== null && event.cycles <= cpu.cycles;
    event = queue.nextClockEvent
  ) {
    const { callback } = event;
    queue.nextClockEvent = event.next;
    queue.clockEventPool.push(event);
    callback();
  }
}
