/**
 * The emulated board without a host: the real firmware on its chip, the plant behind its pins, and a serial
 * line whose other end any program may open. Time passes in steps of 0.1 ms, so a change of an output
 * is known to the tenth of a millisecond.
 */

import type { OpenPort } from '../../src/board/link/port.ts';
import { loadFirmware } from '../../src/board/shipped.ts';
import type { Chair } from '../../src/chair/chair.ts';
import type { Milliseconds } from '../../src/chair/units.ts';
import type { Emulator } from '../avr/index.ts';
import { breakPlant, type FaultName, type FaultValue, faultRow, readFaultValue } from '../plant/faults.ts';
import { createPlant, type Plant, type PlantOptions, stepPlant } from '../plant/plant.ts';
import { createRandom } from '../random.ts';
import { breakWith, createRough, type Rough, stepFaults } from '../rough/rough.ts';
import { Bootloader, type BootloaderOptions } from './bootloader.ts';
import { devicesOf, emulateChip } from './chip.ts';
import { EmulatedDisplay } from './display.ts';
import { EmulatedLine, type LineState } from './line.ts';
import { Wiring } from './wiring.ts';

const emulationOutputs = [
  'carriage',
  'kneader',
  'tapper',
  'lumbar',
  'sacral',
  'relay',
  'motor-relay',
  'lamp',
  'beeper',
] as const;
export type EmulationOutput = (typeof emulationOutputs)[number];

export interface OutputChange {
  /** Cycle of the chip's clock since power-on, to 0.1 ms. */
  readonly cycle: number;
  readonly ms: Milliseconds;
  readonly output: EmulationOutput;
  /** Signed for a motor; 0 or 1 for a switch. */
  readonly duty: number;
}

const stepsPerMs = 10;

export interface EmulationOptions extends Partial<PlantOptions> {
  /** The chair of this board; if left out, the reference chair. */
  readonly chair?: Chair;
  /** Runs before the firmware; opening the port then resets the board, as on a Mega. */
  readonly bootloader?: BootloaderOptions;
}

export class Emulation {
  readonly plant: Plant;
  readonly line: EmulatedLine;
  readonly #emulator: Emulator;
  readonly #wiring: Wiring;
  readonly #rough: Rough;
  readonly #cyclesPerMs: number;
  readonly #onChange: (change: OutputChange) => void;
  readonly #shown = new Map<EmulationOutput, number>(emulationOutputs.map((output) => [output, 0]));

  readonly #bootloader: Bootloader | null;
  /** The chip is in its bootloader. */
  #held = false;

  constructor(
    chair: Chair,
    { bootloader, ...options }: EmulationOptions,
    onChange: (change: OutputChange) => void,
  ) {
    const { wiring } = chair;
    const seed = options.seed ?? 1;
    this.#onChange = onChange;
    this.#cyclesPerMs = wiring.chip.clockHz / 1000;
    this.plant = createPlant(chair, { ...options, stepMs: 1 });
    this.#emulator = emulateChip(
      wiring.chip,
      loadFirmware(wiring.chip),
      devicesOf(wiring, new EmulatedDisplay()),
    );
    this.#wiring = new Wiring(wiring, this.#emulator, this.plant, createRandom(seed + 0x77697265));
    this.#rough = createRough(chair, this.plant, seed);
    this.line = new EmulatedLine(this.#emulator, createRandom(seed + 0x6c696e65), this.#rough.line);
    this.#wiring.inputs();
    this.#bootloader = bootloader === undefined ? null : new Bootloader(bootloader);
    this.#emulator.onRestart = (byWatchdog) => {
      if (!this.#held) this.#startBootloader(byWatchdog ? 'watchdog' : 'other');
    };
    this.#startBootloader('other');
  }

  #startBootloader(cause: 'watchdog' | 'other'): void {
    this.#bootloader?.start(cause, this.ms);
    this.#held = this.#bootloader !== null;
  }

  /** Opens the port as a host does. */
  readonly open: OpenPort = (events) => {
    if (this.#bootloader !== null) this.pressReset();
    const port = this.line.open(events);
    return {
      write: (bytes) => {
        if (this.#bootloader?.take(this.ms) !== true) port.write(bytes);
      },
      close: () => port.close(),
    };
  };

  /** The board's reset button. */
  pressReset(): void {
    this.#held = false;
    this.#emulator.reset('external');
    if (this.#wiring.outputs()) this.#tellChanges();
  }

  get ms(): Milliseconds {
    return this.plant.nowMs;
  }

  /** One millisecond of chip, line and plant. */
  step(): void {
    const { plant } = this;
    if (plant.powered) {
      for (let part = 1; part <= stepsPerMs; part++) {
        if (this.#inBootloader()) break;
        this.#emulator.run(Math.round((plant.nowMs + part / stepsPerMs) * this.#cyclesPerMs));
        if (this.#wiring.outputs()) this.#tellChanges();
      }
      this.line.deliver(plant.nowMs + 1);
    }
    stepPlant(plant, this.#wiring.power);
    stepFaults(this.#rough, plant, this.#wiring.power, this.#apply);
    this.#wiring.inputs();
  }

  #inBootloader(): boolean {
    if (!this.#held) return false;
    if (this.#bootloader?.runs(this.ms) === true) return true;
    const old = this.#bootloader?.old === true;
    this.#emulator.startAt(Math.round(this.ms * this.#cyclesPerMs), old ? 'external' : null);
    this.#held = false;
    return false;
  }

  #tellChanges(): void {
    const { power, lights } = this.#wiring;
    this.#tell('carriage', power.carriageDuty);
    this.#tell('kneader', power.kneaderDuty);
    this.#tell('tapper', power.tapperDuty);
    for (const [pad, { name }] of this.plant.pads.entries())
      this.#tell(name as EmulationOutput, power.padsOn[pad] === true ? 1 : 0);
    this.#tell('relay', power.padRelay ? 1 : 0);
    this.#tell('motor-relay', power.motorRelay ? 1 : 0);
    this.#tell('lamp', lights.lamp ? 1 : 0);
    this.#tell('beeper', lights.beeper ? 1 : 0);
  }

  #tell(output: EmulationOutput, duty: number): void {
    if (this.#shown.get(output) === duty) return;
    this.#shown.set(output, duty);
    const cycle = this.#emulator.cycles;
    this.#onChange({ cycle, ms: Math.round((cycle / this.#cyclesPerMs) * 10) / 10, output, duty: duty + 0 });
  }

  /** Puts a fault of the table in, or takes it away. Throws on a fault of the host and on what is not in the table. */
  break(name: FaultName, value: FaultValue): void {
    if (name.startsWith('host')) throw new Error('the host is whatever opens the port: end or stop that');
    breakWith(this.#rough, this.plant.nowMs, name, value, this.#apply);
  }

  readonly #apply = (name: FaultName, value: string): void => {
    if (faultRow(name).where === 'plant') {
      const { powered } = this.plant;
      breakPlant(this.plant, name, value);
      if (powered && !this.plant.powered) {
        this.#held = false;
        this.#emulator.reset('powerOn');
        if (this.#wiring.outputs()) this.#tellChanges();
      }
      if (!powered && this.plant.powered) this.#startBootloader('other');
      return;
    }
    const read = readFaultValue(name, value);
    if (typeof read === 'string') throw new Error(read);
    if (name === 'link') this.line.state = read.word === 'none' ? 'good' : (read.word as LineState);
    else if (name === 'chip' && read.word === 'hung') this.#emulator.hangMainLoop();
    else if (name.startsWith('pin.')) this.#wiring.stick(name.slice('pin.'.length), read.word === 'stuck');
  };
}
