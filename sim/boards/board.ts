/**
 * What the simulation needs of a board, be it the model of one or the emulated chip: a chair behind pins,
 * all that can break in it, and the two things only a host can do: run, and arm a chip that has tripped.
 */
import type { Outputs, Power } from '../../src/chair/outputs.ts';
import type { Sensors } from '../../src/chair/sensors.ts';
import type { FaultName, FaultValue } from '../plant/faults.ts';
import type { Plant } from '../plant/plant.ts';

/** A hung host wakes up where it was. A killed one, or one without power, starts from nothing. */
export type HostState = 'runs' | 'hung' | 'killed';

export interface ChairBoard {
  readonly kind: 'model' | 'avr';
  /** The truth behind the pins. */
  readonly plant: Plant;
  /** What the output pins really give. */
  readonly pins: Readonly<Power>;
  /** Whether the host has its turn in this tick. */
  host(): HostState;
  /** Fills the snapshot of this tick. */
  read(sensors: Sensors): void;
  /** Carries the outputs out and lets one tick of chair time pass. */
  write(outputs: Outputs): void;
  /** Puts any fault of the table in, or with `none` takes it away. Throws on a value the table does not have. */
  break(name: FaultName, value: FaultValue): void;
  /** The host lets a chip that has tripped act again. Refused (false) while what tripped it is still there. */
  arm(): boolean;
}
