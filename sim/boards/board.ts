/**
 * A board of the simulator: a chair behind the pins of a modelled board or of the emulated chip, and everything
 * that can break in it.
 */
import type { Power } from '../../src/chair/outputs.ts';
import type { RunBoard } from '../../src/run/board.ts';
import type { FaultName, FaultValue } from '../plant/faults.ts';
import type { Plant } from '../plant/plant.ts';
import type { Signs } from './signs.ts';

/** A hung host continues where it was, as does one that missed its turn. A killed one, or one without power, loses its state. */
type HostState = 'runs' | 'hung' | 'killed';

export interface ChairBoard extends RunBoard {
  readonly kind: 'model' | 'avr';
  /** The true state behind the pins. */
  readonly plant: Plant;
  /** What the output pins really give. */
  readonly pins: Readonly<Power>;
  /** What lamps, beeper and display really show. */
  readonly signs: Readonly<Signs>;
  /** The chip lets outputs act. */
  armed(): boolean;
  /** Whether the host has its turn in this tick. */
  host(): HostState;
  /** In how many ticks each fault given, and each kind of roughness, has changed something. */
  effects(): Readonly<Record<string, number>>;
  /** Puts any fault of the table in, or with `none` takes it away. Throws on a value the table does not have. */
  break(name: FaultName, value: FaultValue): void;
}
