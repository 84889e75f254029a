/** What each channel of the converter sees of an unknown chair, in steps of its scale. */
import type { Chair } from '../../src/chair/chair.ts';
import type { Sensors } from '../../src/chair/sensors.ts';
import { type ScaledName, surfaceSensorOf, thermistorOf } from '../../src/chair/wiring.ts';
import type { Plant } from '../plant/plant.ts';
import type { Wrong } from './wrong.ts';

export function channelsOf(
  { wiring }: Chair,
  plant: Plant,
  sensors: Sensors,
  wrong: Wrong,
): ReadonlyArray<(() => number) | undefined> {
  const { chip, analog } = wiring;
  const channels: Array<(() => number) | undefined> = [];
  const scaled = (name: ScaledName, path: string, value: () => number) => {
    const { pin, perVolt } = analog[name];
    const steps = chip.converter.counts / (perVolt * chip.converter.referenceV);
    channels[pin.analog as number] = () => value() * steps * (wrong.shows.get(path) ?? 1);
  };
  scaled('carriage-current', 'carriage.current', () => sensors.carriageA);
  scaled('kneader-current', 'kneader.current', () => sensors.kneaderA);
  scaled('pads-current', 'heat.current', () => sensors.padsA);
  scaled('supply', 'supply.sense', () => sensors.supplyV);
  // Noise and faults are in the thermometer's own model, which ends in whole counts.
  const whole = (count: () => number) => () => count() + 0.5;
  for (const [index, { thermometer, surfaceThermometer }] of plant.pads.entries()) {
    channels[analog[thermistorOf(index)].pin.analog as number] = whole(() => thermometer.count);
    if (surfaceThermometer === null) continue;
    channels[analog[surfaceSensorOf(index)].pin.analog as number] = whole(() => surfaceThermometer.count);
  }
  channels[analog['ambient-thermistor'].pin.analog as number] = whole(() => plant.ambientThermometer.count);
  return channels;
}
