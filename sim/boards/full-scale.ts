/** The largest currents and voltages that the chip's converter can show: readings saturate there. */
import type { Chair } from '../../src/chair/chair.ts';
import { fullScaleVolts } from '../../src/chair/chips/chip.ts';
import type { Sensors } from '../../src/chair/sensors.ts';
import type { ScaledName } from '../../src/chair/wiring.ts';

/** By measured quantity; infinite where the chair has no sensor for it. */
export type FullScale = Readonly<Record<ScaledName, number>>;

export function fullScaleOf({ wiring: { chip, scaled } }: Chair): FullScale {
  const { referenceV, counts } = chip.converter;
  const volts = fullScaleVolts(chip);
  const of = (name: ScaledName, atPinV = volts) => {
    const line = scaled[name];
    return line === null ? Number.POSITIVE_INFINITY : atPinV * line.perVolt;
  };
  return {
    'carriage-current': of('carriage-current'),
    'kneader-current': of('kneader-current'),
    'pads-current': of('pads-current'),
    // The host reads a count of a voltage as the middle of its step.
    supply: of('supply', volts + referenceV / counts / 2),
    'tapper-current': of('tapper-current'),
    'motors-supply': of('motors-supply', volts + referenceV / counts / 2),
  };
}

export function clipReadings(most: FullScale, sensors: Sensors): void {
  if (sensors.carriageA > most['carriage-current']) sensors.carriageA = most['carriage-current'];
  if (sensors.kneaderA > most['kneader-current']) sensors.kneaderA = most['kneader-current'];
  if (sensors.padsA > most['pads-current']) sensors.padsA = most['pads-current'];
  if (sensors.supplyV > most.supply) sensors.supplyV = most.supply;
  if (sensors.motorsV > most['motors-supply']) sensors.motorsV = most['motors-supply'];
  if (sensors.tapperA > most['tapper-current']) sensors.tapperA = most['tapper-current'];
}
