/** What the chip's converter shows of amperes and volts at most: more at its pin is no more in its reading. */
import type { Chair } from '../../src/chair/chair.ts';
import { fullScaleVolts } from '../../src/chair/chips/chip.ts';
import type { Sensors } from '../../src/chair/sensors.ts';
import type { ScaledName } from '../../src/chair/wiring.ts';

/** By what it measures; what no sensor measures has no end. */
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
    // The host takes a count of it for the middle of its step.
    supply: of('supply', volts + referenceV / counts / 2),
    'tapper-current': of('tapper-current'),
  };
}

export function clipReadings(most: FullScale, sensors: Sensors): void {
  if (sensors.carriageA > most['carriage-current']) sensors.carriageA = most['carriage-current'];
  if (sensors.kneaderA > most['kneader-current']) sensors.kneaderA = most['kneader-current'];
  if (sensors.padsA > most['pads-current']) sensors.padsA = most['pads-current'];
  if (sensors.supplyV > most.supply) sensors.supplyV = most.supply;
  if (sensors.tapperA > most['tapper-current']) sensors.tapperA = most['tapper-current'];
}
