/**
 * What the simulation needs of a board, be it the model of one or the emulated chip: a chair behind pins.
 */
import type { Outputs } from '../../src/chair/outputs.ts';
import type { Sensors } from '../../src/chair/sensors.ts';
import type { Plant } from '../plant/plant.ts';

export interface ChairBoard {
  readonly kind: 'model' | 'avr';
  /** The truth behind the pins. */
  readonly plant: Plant;
  /** Fills the snapshot of this tick. */
  read(sensors: Sensors): void;
  /** Carries the outputs out and lets one tick of chair time pass. */
  write(outputs: Outputs): void;
}
