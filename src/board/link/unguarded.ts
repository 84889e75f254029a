/**
 * A board that runs StandardFirmata, or any johnny-five IO plugin: inputs come as events, digital ones only
 * when they change, so analog reports are the only sign of life. Good for a bench; heat stays locked out.
 */
import type five from 'johnny-five';
import { keyNames } from '../../chair/names.ts';
import type { Sensors } from '../../chair/sensors.ts';
import { celsiusOfCount } from '../../chair/thermistor.ts';
import type { Milliseconds } from '../../chair/units.ts';
import {
  type AnalogName,
  type BoardMap,
  type InputName,
  type InputPin,
  inputNames,
  scaledNames,
  thermistorNames,
} from '../map/map.ts';

const analogNames = [...scaledNames, ...thermistorNames];

export class Unguarded {
  readonly #map: BoardMap;
  readonly #levels = new Map<InputPin, boolean>();
  readonly #counts = new Map<AnalogName, number>();
  #edges = 0;
  /** A report has come since the last read. */
  #heard = false;
  #heardMs: Milliseconds;

  constructor(board: five.Board, map: BoardMap, nowMs: Milliseconds) {
    this.#map = map;
    this.#heardMs = nowMs;
    const { MODES } = board.io;
    const listen = (input: InputPin, heard: (high: boolean) => void) => {
      board.pinMode(
        input.pin.number,
        input.pullUp && MODES.PULLUP !== undefined ? MODES.PULLUP : MODES.INPUT,
      );
      board.digitalRead(input.pin.number, (value) => heard(value !== 0));
    };
    for (const input of [
      ...inputNames.map((name) => map.inputs[name]),
      ...keyNames.map((name) => map.keys[name]),
    ]) {
      // Until it is heard of, a switch counts as open and a stop as pressed.
      this.#levels.set(input, input.pullUp);
      const isHall = input === map.inputs['carriage-edge'];
      listen(input, (high) => {
        if (isHall && this.#levels.get(input) !== high) this.#edges++;
        this.#levels.set(input, high);
        this.#heard = true;
      });
    }
    for (const name of analogNames) {
      const { analog } = map.analog[name].pin;
      if (analog === null) continue;
      board.analogRead(analog, (value) => {
        this.#counts.set(name, value);
        this.#heard = true;
      });
    }
  }

  #active(input: InputPin): boolean {
    return this.#levels.get(input) === input.activeHigh;
  }

  #input(name: InputName): boolean {
    return this.#active(this.#map.inputs[name]);
  }

  #volts(name: AnalogName, step = 0): number {
    const { referenceV, counts } = this.#map.chip.converter;
    return (((this.#counts.get(name) ?? 0) + step) * referenceV) / counts;
  }

  read(sensors: Sensors, nowMs: Milliseconds): void {
    if (this.#heard) this.#heardMs = nowMs;
    this.#heard = false;
    sensors.limitTop = this.#input('limit-top');
    sensors.limitBottom = this.#input('limit-bottom');
    sensors.camNarrow = this.#input('cam-narrow');
    sensors.camMedium = this.#input('cam-medium');
    sensors.camWide = this.#input('cam-wide');
    sensors.seat = this.#input('seat');
    sensors.emergencyStop = this.#input('emergency-stop');
    sensors.keys = keyNames.reduce(
      (bits, name, index) => (this.#active(this.#map.keys[name]) ? bits | (1 << index) : bits),
      0,
    );
    sensors.carriageEdges = this.#edges;
    const { analog } = this.#map;
    sensors.carriageA = this.#volts('carriage-current') * analog['carriage-current'].perVolt;
    sensors.kneaderA = this.#volts('kneader-current') * analog['kneader-current'].perVolt;
    sensors.padsA = this.#volts('pads-current') * analog['pads-current'].perVolt;
    sensors.supplyV = this.#volts('supply', 0.5) * analog.supply.perVolt;
    sensors.lumbarC = celsiusOfCount(this.#counts.get('lumbar-thermistor') ?? 0);
    sensors.sacralC = celsiusOfCount(this.#counts.get('sacral-thermistor') ?? 0);
    sensors.ambientC = celsiusOfCount(this.#counts.get('ambient-thermistor') ?? 0);
    const { link } = sensors;
    link.guarded = false;
    link.trip = 0;
    link.ageMs = nowMs - this.#heardMs;
    link.readback.valid = false;
  }
}
