/** What each channel of the converter sees of an unknown chair, in steps of its scale; `jump`: noise of the sensor itself. */
import { at } from '../../src/chair/assert.ts';
import type { Chair } from '../../src/chair/chair.ts';
import type { Sensors } from '../../src/chair/sensors.ts';
import type { ScaledName } from '../../src/chair/wiring.ts';
import type { Plant } from '../plant/plant.ts';
import type { Wrong } from './wrong.ts';

export function channelsOf(
  { wiring }: Chair,
  plant: Plant,
  sensors: Sensors,
  wrong: Wrong,
  jump: (path: string) => number,
): ReadonlyArray<(() => number) | undefined> {
  const { chip, pads, ambient } = wiring;
  const channels: Array<(() => number) | undefined> = [];
  const scaled = (name: ScaledName, path: string, value: () => number) => {
    const line = wiring.scaled[name];
    if (line === null) return;
    const steps = chip.converter.counts / (line.perVolt * chip.converter.referenceV);
    channels[line.pin.analog as number] = () => value() * steps * (wrong.shows.get(path) ?? 1) + jump(path);
  };
  scaled('carriage-current', 'carriage.current', () => sensors.carriageA);
  scaled('kneader-current', 'kneader.current', () => sensors.kneaderA);
  scaled('tapper-current', 'tapper.current', () => sensors.tapperA);
  scaled('pads-current', 'heat.current', () => sensors.padsA);
  scaled('supply', 'supply.sense', () => sensors.supplyV);
  scaled('motors-supply', 'motors.sense', () => sensors.motorsV);
  // The thermometer's own model contains noise and faults and gives whole counts.
  const whole = (path: string, count: () => number) => () => count() + 0.5 + jump(path);
  for (const [index, { element, surface }] of pads.entries()) {
    const { name, thermometer, surfaceThermometer } = at(plant.pads, index, 'pad');
    const place = `heat.pads.${name}`;
    if (element !== null)
      channels[element.pin.analog as number] = whole(`${place}.element-sensor`, () => thermometer.count);
    if (surface === null || surfaceThermometer === null) continue;
    channels[surface.pin.analog as number] = whole(`${place}.surface-sensor`, () => surfaceThermometer.count);
  }
  if (ambient !== null)
    channels[ambient.pin.analog as number] = whole('heat.ambient', () => plant.ambientThermometer.count);
  return channels;
}
