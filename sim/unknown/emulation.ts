/** An unknown chair behind the pins of the emulated chip, which runs the real firmware. Time passes in milliseconds. */
import type { OpenPort } from '../../src/board/link/port.ts';
import { loadFirmware } from '../../src/board/shipped.ts';
import type { ChipPin } from '../../src/chair/chips/chip.ts';
import type { Milliseconds } from '../../src/chair/units.ts';
import type { Emulator } from '../avr/index.ts';
import { devicesOf, emulateChip, pinName } from '../boards/chip.ts';
import { EmulatedDisplay } from '../boards/display.ts';
import { EmulatedLine } from '../boards/line.ts';
import { createRandom } from '../random.ts';
import { createRough } from '../rough/rough.ts';
import type { Truth } from './draw.ts';
import { PinChair, type PinSide } from './pin-chair.ts';

export class UnknownEmulation {
  readonly chair: PinChair;
  readonly line: EmulatedLine;
  readonly #emulator: Emulator;
  readonly #side: PinSide;
  readonly #cyclesPerMs: number;

  constructor(truth: Truth) {
    this.chair = new PinChair(truth, { stepMs: 1 });
    const { wiring } = this.chair.chair;
    const { chip } = wiring;
    this.#cyclesPerMs = chip.clockHz / 1000;
    this.#emulator = emulateChip(chip, loadFirmware(chip), devicesOf(wiring, new EmulatedDisplay()));
    this.#emulator.sample = (channel) => this.chair.count(channel);
    this.#side = sideOf(this.#emulator);
    const rough = createRough(this.chair.chair, this.chair.plant, truth.seed);
    this.line = new EmulatedLine(this.#emulator, createRandom(truth.seed + 0x6c696e65), rough.line);
    this.chair.inputs(this.#side);
  }

  get ms(): Milliseconds {
    return this.chair.plant.nowMs;
  }

  /** Opens the port as a host does. */
  readonly open: OpenPort = (events) => this.line.open(events);

  /** One millisecond of chip, line and chair. */
  step(): void {
    this.#emulator.run(Math.round((this.ms + 1) * this.#cyclesPerMs));
    this.line.deliver(this.ms + 1);
    this.chair.step(this.#side);
  }
}

function sideOf(emulator: Emulator): PinSide {
  const names = new Map<ChipPin, ReturnType<typeof pinName>>();
  const nameOf = (pin: ChipPin) => {
    const name = names.get(pin) ?? pinName(pin);
    names.set(pin, name);
    return name;
  };
  return {
    high: (pin) => (emulator.mcu.gpio.isOutput(nameOf(pin)) ? emulator.mcu.gpio.duty(nameOf(pin)) : null),
    pullsUp: (pin) => emulator.mcu.gpio.pullsUp(nameOf(pin)),
    drive: (pin, level) => emulator.mcu.gpio.drive(nameOf(pin), level),
  };
}
