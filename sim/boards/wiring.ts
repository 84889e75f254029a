/**
 * The wires between the emulated chip and the plant: what the sensors show becomes levels and voltages at
 * pins, and what the output pins do becomes power. Which wire is where comes from the chair's file alone.
 */

import type { Chair } from '../../src/chair/chair.ts';
import { keyNames } from '../../src/chair/names.ts';
import type { Power } from '../../src/chair/outputs.ts';
import { createPower } from '../../src/chair/outputs.ts';
import { createSensors, type Sensors } from '../../src/chair/sensors.ts';
import {
  type InputPin,
  inputNames,
  type OutputName,
  outputOf,
  type ScaledName,
  surfaceSensorOf,
  thermistorOf,
} from '../../src/chair/wiring.ts';
import type { PinName as ChipPinName, Emulator } from '../avr/index.ts';
import type { PinName } from '../plant/faults.ts';
import { type Plant, padNamed } from '../plant/plant.ts';
import { nextShare, type Random } from '../random.ts';
import { senseChair } from '../rough/sense.ts';
import type { World } from '../rough/world.ts';
import { pinName } from './chip.ts';
import type { Signs } from './signs.ts';

interface InputWire {
  readonly pin: ChipPinName;
  readonly input: InputPin;
}

export class Wiring {
  /** What the pins make of the outputs, as of the last `outputs` call. */
  readonly power: Power;
  readonly lights: Omit<Signs, 'display'> = { lamp: false, lockLamp: false, beeper: false };
  readonly #emulator: Emulator;
  readonly #plant: Plant;
  readonly #random: Random;
  readonly #world: World | null;
  readonly #seen: Sensors;
  /** In the order of the bits of `#inputBits`. */
  readonly #inputs: readonly InputWire[];
  readonly #outputs: Readonly<Record<OutputName, ChipPinName>>;
  /** Sampler of each converter channel. */
  readonly #channels: ReadonlyArray<(() => number) | undefined>;
  #levels = -1;
  #changes = -1;

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
    this.#seen = createSensors(plant);
    this.#inputs = [
      ...inputNames.map((name) => pins.inputs[name]),
      ...keyNames.map((name) => pins.keys[name]),
    ].map((input) => ({ pin: pinName(input.pin), input }));
    this.#outputs = Object.fromEntries(
      Object.entries(pins.outputs).map(([name, { pin }]) => [name, pinName(pin)]),
    ) as Record<OutputName, ChipPinName>;
    const channels: Array<(() => number) | undefined> = [];
    const scaled = (name: ScaledName, value: () => number) => {
      const { pin, perVolt } = pins.analog[name];
      const countsPerUnit = pins.chip.converter.counts / (perVolt * pins.chip.converter.referenceV);
      channels[pin.analog as number] = () => this.#count(value() * countsPerUnit, pins.chip.converter.counts);
    };
    const seen = this.#seen;
    scaled('carriage-current', () => seen.carriageA);
    scaled('kneader-current', () => seen.kneaderA);
    scaled('pads-current', () => seen.padsA);
    scaled('supply', () => seen.supplyV);
    // The thermistor model ends in counts, noise and faults included.
    for (const [index, { thermometer, surfaceThermometer }] of plant.pads.entries()) {
      channels[pins.analog[thermistorOf(index)].pin.analog as number] = () => thermometer.count;
      if (surfaceThermometer === null) continue;
      channels[pins.analog[surfaceSensorOf(index)].pin.analog as number] = () => surfaceThermometer.count;
    }
    channels[pins.analog['ambient-thermistor'].pin.analog as number] = () => plant.ambientThermometer.count;
    this.#channels = channels;
    emulator.sample = (channel) => this.#channels[channel]?.() ?? 0;
    this.inputs();
  }

  /** Half a step of noise either way, as the chair's converter has. */
  #count(steps: number, counts: number): number {
    const count = Math.floor(steps + nextShare(this.#random) - 0.5);
    return count < 0 ? 0 : count >= counts ? counts - 1 : count;
  }

  /** The plant's sensors as they are now, onto the pins. */
  inputs(): void {
    const seen = this.#seen;
    senseChair(this.#world, this.#plant, seen);
    // In the order of inputNames, then the keys.
    const active =
      (seen.carriageEdges & 1) |
      (seen.camNarrow ? 1 << 1 : 0) |
      (seen.camMedium ? 1 << 2 : 0) |
      (seen.camWide ? 1 << 3 : 0) |
      (seen.limitTop ? 1 << 4 : 0) |
      (seen.limitBottom ? 1 << 5 : 0) |
      (seen.seat ? 1 << 6 : 0) |
      (seen.emergencyStop ? 1 << 7 : 0) |
      (seen.keys << inputNames.length);
    const changed = this.#levels < 0 ? -1 : this.#levels ^ active;
    if (changed === 0) return;
    const { gpio } = this.#emulator.mcu;
    for (let index = 0; index < this.#inputs.length; index++) {
      if (((changed >> index) & 1) === 0) continue;
      const wire = this.#inputs[index] as InputWire;
      gpio.drive(wire.pin, (((active >> index) & 1) !== 0) === wire.input.activeHigh);
    }
    this.#levels = active;
  }

  /** What the output pins do now; true where anything changed. */
  outputs(): boolean {
    const changes = this.#emulator.outputChanges;
    if (changes === this.#changes) return false;
    this.#changes = changes;
    const { power, lights } = this;
    power.carriageDuty = this.#signed('carriage-pwm', 'carriage-up');
    power.kneaderDuty = this.#signed('kneader-pwm', 'kneader-in');
    for (let pad = 0; pad < power.padsOn.length; pad++) power.padsOn[pad] = this.#isOn(outputOf(pad));
    power.padRelay = this.#isOn('pad-relay');
    power.motorRelay = this.#isOn('motor-relay');
    lights.lamp = this.#isOn('lamp');
    lights.lockLamp = this.#isOn('lock-lamp');
    lights.beeper = this.#isOn('beeper');
    return true;
  }

  #duty(name: OutputName): number {
    return this.#emulator.mcu.gpio.duty(this.#outputs[name]);
  }

  /** High impedance is off: every output has a pull-down. */
  #isOn(name: OutputName): boolean {
    return this.#duty(name) > 0.5;
  }

  #signed(amount: OutputName, direction: OutputName): number {
    const duty = this.#duty(amount);
    return duty === 0 || this.#isOn(direction) ? duty : -duty;
  }

  /** Holds an output at the level it has now, or lets go of it. */
  stick(name: PinName, stuck: boolean): void {
    const output = outputOfPin[name] ?? outputOf(this.#plant.pads.indexOf(padNamed(this.#plant, name)));
    const level = this.#duty(output) > 0.5;
    this.#emulator.mcu.gpio.stick(this.#outputs[output], stuck ? level : null);
  }
}

const outputOfPin: Readonly<Record<PinName, OutputName>> = {
  carriage: 'carriage-pwm',
  kneader: 'kneader-pwm',
  relay: 'pad-relay',
  'motor-relay': 'motor-relay',
};
