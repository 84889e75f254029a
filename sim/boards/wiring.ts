/**
 * The wires between the emulated chip and the plant: sensor values become levels and converter counts at the
 * pins, and the output pins become power. Which wire goes where comes from the chair file alone.
 */

import { at } from '../../src/chair/assert.ts';
import type { Chair } from '../../src/chair/chair.ts';
import { keyNames } from '../../src/chair/names.ts';
import type { Power } from '../../src/chair/outputs.ts';
import { createPower } from '../../src/chair/outputs.ts';
import { createSensors, type Sensors } from '../../src/chair/sensors.ts';
import {
  type InputLine,
  inputNames,
  linesOf,
  type OutputLine,
  type ScaledName,
} from '../../src/chair/wiring.ts';
import type { PinName as ChipPinName, Emulator } from '../avr/index.ts';
import type { PinName } from '../plant/faults.ts';
import type { Plant } from '../plant/plant.ts';
import { nextShare, type Random } from '../random.ts';
import { senseChair } from '../rough/sense.ts';
import type { World } from '../rough/world.ts';
import { pinName } from './chip.ts';
import { drivenBy, isOn } from './driven.ts';
import type { Signs } from './signs.ts';

interface InputWire {
  readonly pin: ChipPinName;
  readonly input: InputLine;
  /** Its bit in the plant's levels: the inputs in their order, then the keys. */
  readonly bit: number;
}

export class Wiring {
  /** The power that the pins gave at the last call of `outputs`. */
  readonly power: Power;
  readonly lights: Omit<Signs, 'display'> = { lamp: false, lockLamp: false, beeper: false };
  readonly #emulator: Emulator;
  readonly #plant: Plant;
  readonly #random: Random;
  readonly #world: World | null;
  readonly #seen: Sensors;
  readonly #inputs: readonly InputWire[];
  readonly #pins: Chair['wiring'];
  /** Sampler of each converter channel. */
  readonly #channels: ReadonlyArray<(() => number) | undefined>;
  #levels = -1;
  #changes = -1;
  /** Edges counted by the plant so far, how many of them are still to be shown to the chip, and the pin's level. */
  #edges = 0;
  #owedEdges = 0;
  #edgeLevel = false;

  constructor(
    pins: Chair['wiring'],
    emulator: Emulator,
    plant: Plant,
    random: Random,
    world: World | null = null,
  ) {
    this.#world = world;
    this.#emulator = emulator;
    this.#plant = plant;
    this.#random = random;
    this.power = createPower(plant);
    this.#seen = createSensors({ pads: plant.pads, supply: plant.figures });
    this.#pins = pins;
    this.#inputs = [
      ...inputNames.map((name) => pins.inputs[name]),
      ...keyNames.map((name) => pins.keys[name]),
    ].flatMap((input, index) =>
      input === null ? [] : [{ pin: pinName(input.pin), input, bit: 1 << index }],
    );
    this.#channels = this.#samplers();
    emulator.sample = (channel) => this.#channels[channel]?.() ?? 0;
    this.inputs();
  }

  #samplers(): ReadonlyArray<(() => number) | undefined> {
    const channels: Array<(() => number) | undefined> = [];
    const { scaled, pads, ambient, chip } = this.#pins;
    const { counts, referenceV } = chip.converter;
    const measures = (name: ScaledName, value: () => number) => {
      const line = scaled[name];
      if (line === null) return;
      const countsPerUnit = counts / (line.perVolt * referenceV);
      channels[line.pin.analog as number] = () => this.#count(value() * countsPerUnit, counts);
    };
    const seen = this.#seen;
    measures('carriage-current', () => seen.carriageA);
    measures('kneader-current', () => seen.kneaderA);
    measures('tapper-current', () => seen.tapperA);
    measures('pads-current', () => seen.padsA);
    measures('supply', () => seen.supplyV);
    measures('motors-supply', () => seen.motorsV);
    // The thermistor model ends in counts, noise and faults included.
    const plant = this.#plant;
    for (const [pad, { element, surface }] of pads.entries()) {
      const { thermometer, surfaceThermometer } = at(plant.pads, pad, 'pad');
      if (element !== null) channels[element.pin.analog as number] = () => thermometer.count;
      if (surface === null || surfaceThermometer === null) continue;
      channels[surface.pin.analog as number] = () => surfaceThermometer.count;
    }
    if (ambient !== null) channels[ambient.pin.analog as number] = () => plant.ambientThermometer.count;
    return channels;
  }

  /** A count with noise of half a step either way, as the chair's converter has. */
  #count(steps: number, counts: number): number {
    const count = Math.floor(steps + nextShare(this.#random) - 0.5);
    return count < 0 ? 0 : count >= counts ? counts - 1 : count;
  }

  /**
   * The level of the carriage's hall sensor. Edges are shown one at a time, so that the chip counts two edges of the
   * same millisecond as two. If only one kind of edge is counted, each counted edge is shown as a whole pulse.
   */
  #showEdges(edges: number): boolean {
    const came = edges - this.#edges;
    this.#edges = edges;
    // After the count restarts, nothing is owed.
    this.#owedEdges = came < 0 ? 0 : this.#owedEdges + came;
    const pulseEnds = this.#pins.edges !== 'both' && this.#edgeLevel;
    if (!pulseEnds && this.#owedEdges === 0) return this.#edgeLevel;
    if (!pulseEnds) this.#owedEdges--;
    this.#edgeLevel = !this.#edgeLevel;
    return this.#edgeLevel;
  }

  /** Puts the plant's present sensor values onto the pins. */
  inputs(): void {
    const seen = this.#seen;
    senseChair(this.#world, this.#plant, seen);
    // In the order of inputNames, then the keys.
    const active =
      (this.#showEdges(seen.carriageEdges) ? 1 : 0) |
      (seen.camNarrow ? 1 << 1 : 0) |
      (seen.camMedium ? 1 << 2 : 0) |
      (seen.camWide ? 1 << 3 : 0) |
      (seen.limitTop ? 1 << 4 : 0) |
      (seen.limitBottom ? 1 << 5 : 0) |
      (seen.seat ? 1 << 6 : 0) |
      (seen.emergencyStop ? 1 << 7 : 0) |
      (seen.limitMiddle ? 1 << 8 : 0) |
      (seen.keys << inputNames.length);
    const changed = this.#levels < 0 ? -1 : this.#levels ^ active;
    if (changed === 0) return;
    const { gpio } = this.#emulator.mcu;
    for (const { pin, input, bit } of this.#inputs) {
      if ((changed & bit) !== 0) gpio.drive(pin, ((active & bit) !== 0) === input.activeHigh);
    }
    this.#levels = active;
  }

  /** Reads the output pins; true if anything changed. */
  outputs(): boolean {
    const changes = this.#emulator.outputChanges;
    if (changes === this.#changes) return false;
    this.#changes = changes;
    const { power, lights } = this;
    const { motors, pads, switches, signs } = this.#pins;
    const share = this.#share;
    power.carriageDuty = drivenBy(motors.carriage, share);
    power.kneaderDuty = drivenBy(motors.kneader, share);
    power.tapperDuty = drivenBy(motors.tapper, share);
    for (const [pad, { out }] of pads.entries()) power.padsOn[pad] = isOn(share, out);
    power.padRelay = isOn(share, switches['pad-relay']);
    power.motorRelay = isOn(share, switches['motor-relay']);
    lights.lamp = isOn(share, signs.lamp);
    lights.lockLamp = isOn(share, signs['lock-lamp']);
    lights.beeper = isOn(share, signs.beeper);
    return true;
  }

  /** Share of the time that an output is on. High impedance is off: every output is held off by a resistor. */
  readonly #share = ({ pin, activeHigh }: OutputLine): number => {
    const { gpio } = this.#emulator.mcu;
    const name = pinName(pin);
    const high = gpio.duty(name);
    return activeHigh ? high : gpio.isOutput(name) ? 1 - high : 0;
  };

  /** Holds an output at its present level, or releases it. */
  stick(name: PinName, stuck: boolean): void {
    for (const { pin } of this.#linesOf(name)) {
      const high = this.#emulator.mcu.gpio.duty(pinName(pin)) > 0.5;
      this.#emulator.mcu.gpio.stick(pinName(pin), stuck ? high : null);
    }
  }

  /** The lines that drive this output; a direction line drives nothing by itself. */
  #linesOf(name: PinName): readonly OutputLine[] {
    const { motors, pads, switches } = this.#pins;
    if (name === 'carriage' || name === 'kneader' || name === 'tapper') {
      const drive = motors[name];
      return drive === null
        ? []
        : linesOf(drive).flatMap(([key, line]) => (key === 'direction' ? [] : [line]));
    }
    const line =
      name === 'relay'
        ? switches['pad-relay']
        : name === 'motor-relay'
          ? switches['motor-relay']
          : (pads.find((pad) => pad.name === name)?.out ?? null);
    return line === null ? [] : [line];
  }
}
