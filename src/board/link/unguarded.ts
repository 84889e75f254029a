/**
 * A board that runs StandardFirmata, or any johnny-five IO plugin, for the bench. Orders act at once, and inputs come
 * as events: digital ones only when they change, so analog reports are the only sign of life. Heat stays locked out.
 * The counterpart of `Guarded`.
 */
import type five from 'johnny-five';
import { at } from '../../chair/assert.ts';
import { keyNames } from '../../chair/names.ts';
import type { Outputs } from '../../chair/outputs.ts';
import type { Sensors } from '../../chair/sensors.ts';
import { type Curve, celsiusOfCount, curveOf } from '../../chair/thermistor.ts';
import type { Milliseconds } from '../../chair/units.ts';
import {
  type AnalogName,
  type InputLine,
  type InputName,
  type ScaledName,
  type ThermistorName,
  thermistorsOf,
  type Wiring,
} from '../../chair/wiring.ts';
import { type PinLevels, Pins } from './pins.ts';
import { analogWires, inputWires } from './wires.ts';

export class Unguarded {
  readonly #wiring: Wiring;
  readonly #pins: Pins;
  readonly #levels = new Map<InputLine, boolean>();
  readonly #counts = new Map<AnalogName, number>();
  readonly #curves: ReadonlyMap<AnalogName, Curve>;
  readonly #unheard = new Set<InputLine>();
  /** Inputs active at any time since the last read: a key pressed and released within one late turn counts as pressed. */
  readonly #pressed = new Set<InputLine>();
  #edges = 0;
  /** A report has come since the last read. */
  #heard = false;
  #heardMs: Milliseconds;
  /** The pins are this computer's own: they answer as long as this program runs. */
  readonly #local: boolean;

  constructor(board: five.Board, wiring: Wiring, nowMs: Milliseconds, local = false) {
    this.#wiring = wiring;
    this.#pins = new Pins(board, wiring, false);
    this.#curves = new Map(thermistorsOf(wiring).map(({ name, line }) => [name, curveOf(line.betaK)]));
    this.#heardMs = nowMs;
    this.#local = local;
    const { MODES } = board.io;
    const listen = (input: InputLine, heard: (high: boolean) => void) => {
      board.pinMode(
        input.pin.number,
        input.pull === 'up' && MODES.PULLUP !== undefined ? MODES.PULLUP : MODES.INPUT,
      );
      board.digitalRead(input.pin.number, (value) => heard(value !== 0));
    };
    for (const { input } of inputWires(wiring)) {
      // Until its first report an input reads as with a broken wire: a switch as open and a stop as pressed.
      this.#levels.set(input, input.pull === 'up' || input.pull === 'external-up');
      this.#unheard.add(input);
      const isHall = input === wiring.inputs['carriage-edge'];
      listen(input, (high) => {
        const counted = wiring.edges === 'both' || high === (wiring.edges === 'rising');
        if (isHall && counted && this.#levels.get(input) !== high) this.#edges++;
        this.#levels.set(input, high);
        if (high === input.activeHigh) this.#pressed.add(input);
        this.#unheard.delete(input);
        this.#heard = true;
      });
    }
    for (const { name, pin } of analogWires(wiring)) {
      const { analog } = pin;
      if (analog === null) continue;
      try {
        board.analogRead(analog, (value) => {
          this.#counts.set(name, value);
          this.#heard = true;
        });
      } catch {
        // A board without a converter: what it cannot measure stays as in an empty snapshot.
      }
    }
  }

  #active(input: InputLine | null): boolean {
    return input !== null && this.#levels.get(input) === input.activeHigh;
  }

  #isPressed(key: InputLine | null): boolean {
    return this.#active(key) || (key !== null && this.#pressed.has(key));
  }

  #input(name: InputName): boolean {
    return this.#active(this.#wiring.inputs[name]);
  }

  /** What the outputs ask for. */
  get wanted(): Readonly<PinLevels> {
    return this.#pins.wanted;
  }

  /** Every switch and key has reported. */
  get complete(): boolean {
    return this.#unheard.size === 0;
  }

  measures(name: AnalogName): boolean {
    return this.#counts.has(name);
  }

  /** Amperes or volts, or null where nothing was measured. */
  #measured(name: ScaledName, step = 0): number | null {
    const { referenceV, counts } = this.#wiring.chip.converter;
    const count = this.#counts.get(name);
    const line = this.#wiring.scaled[name];
    return count === undefined || line === null
      ? null
      : ((count + step) * referenceV * line.perVolt) / counts;
  }

  #celsius(name: ThermistorName): number | null {
    const count = this.#counts.get(name);
    const curve = this.#curves.get(name);
    return count === undefined || curve === undefined ? null : celsiusOfCount(curve, count);
  }

  read(sensors: Sensors, nowMs: Milliseconds): void {
    if (this.#heard || this.#local) this.#heardMs = nowMs;
    this.#heard = false;
    sensors.limitTop = this.#input('limit-top');
    sensors.limitBottom = this.#input('limit-bottom');
    sensors.limitMiddle = this.#input('limit-middle');
    sensors.camNarrow = this.#input('cam-narrow');
    sensors.camMedium = this.#input('cam-medium');
    sensors.camWide = this.#input('cam-wide');
    sensors.seat = this.#input('seat');
    sensors.emergencyStop = this.#input('emergency-stop');
    sensors.keys = keyNames.reduce(
      (bits, name, index) => (this.#isPressed(this.#wiring.keys[name]) ? bits | (1 << index) : bits),
      0,
    );
    this.#pressed.clear();
    sensors.carriageEdges = this.#edges;
    sensors.carriageA = this.#measured('carriage-current') ?? sensors.carriageA;
    sensors.kneaderA = this.#measured('kneader-current') ?? sensors.kneaderA;
    sensors.tapperA = this.#measured('tapper-current') ?? sensors.tapperA;
    sensors.padsA = this.#measured('pads-current') ?? sensors.padsA;
    sensors.supplyV = this.#measured('supply', 0.5) ?? sensors.supplyV;
    sensors.motorsV = this.#measured('motors-supply', 0.5) ?? sensors.motorsV;
    for (const [pad, { name }] of this.#wiring.pads.entries()) {
      const sensed = at(sensors.pads, pad, 'pad');
      sensed.elementC = this.#celsius(`${name}-thermistor`) ?? sensed.elementC;
      sensed.surfaceC = this.#celsius(`${name}-surface`) ?? sensed.surfaceC;
    }
    sensors.ambientC = this.#celsius('ambient-thermistor') ?? sensors.ambientC;
    const { link } = sensors;
    link.guarded = false;
    link.trip = 0;
    link.ageMs = nowMs - this.#heardMs;
    link.orderAgeMs = 0;
    link.readback.valid = false;
  }

  write(outputs: Outputs): void {
    this.#pins.order(outputs);
    this.#pins.writePower();
    this.#pins.writeSigns();
    this.#pins.writeDisplay(outputs.display);
  }
}
