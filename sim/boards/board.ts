/**
 * What runs and simulations need of a board. A run needs little, and takes a real one too; the simulation has a
 * chair behind the pins, be it under the model of a board or the emulated chip, and all that can break in it.
 */
import type { Outputs, Power } from '../../src/chair/outputs.ts';
import type { Sensors } from '../../src/chair/sensors.ts';
import type { FaultName, FaultValue } from '../plant/faults.ts';
import type { Plant } from '../plant/plant.ts';

/** A hung host wakes up where it was. A killed one, or one without power, starts from nothing. */
export type HostState = 'runs' | 'hung' | 'killed';

/** What a report tells of the chair: on the plant its truth; on a real chair what is measured, and NaN what is not. */
export interface Seen {
  readonly carriageMm: number;
  readonly carriageMmPerS: number;
  readonly kneaderTurns: number;
  readonly kneaderTurnsMade: number;
  readonly supplyV: number;
  readonly lumbar: SeenPad;
  readonly sacral: SeenPad;
}

export interface SeenPad {
  readonly elementC: number;
  readonly surfaceC: number;
}

export interface RunBoard {
  /** As `--board` names it. */
  readonly kind: string;
  readonly seen: Seen;
  /** A hand on the remote: the keys it holds down, one bit a key. */
  press(keys: number): void;
  /** Whether the host has its turn in this tick. */
  host(): HostState;
  /** Fills the snapshot of this tick. */
  read(sensors: Sensors): void;
  /** Carries the outputs out and, in a simulation, lets one tick of chair time pass. */
  write(outputs: Outputs): void;
  /** The host lets a chip that has tripped act again. Refused (false) while what tripped it is still there. */
  arm(): boolean;
}

export interface ChairBoard extends RunBoard {
  readonly kind: 'model' | 'avr';
  /** The truth behind the pins. */
  readonly plant: Plant;
  /** What the output pins really give. */
  readonly pins: Readonly<Power>;
  /** Puts any fault of the table in, or with `none` takes it away. Throws on a value the table does not have. */
  break(name: FaultName, value: FaultValue): void;
}
