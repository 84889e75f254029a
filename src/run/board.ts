/** What a controller needs of a board, be it simulated or real, and what a report may tell of the chair on it. */
import type { Outputs } from '../chair/outputs.ts';
import type { Sensors } from '../chair/sensors.ts';
import type { Milliseconds } from '../chair/units.ts';

/** On the plant its truth; on a real chair what is measured, and NaN what is not. */
export interface Seen {
  readonly carriageMm: number;
  readonly carriageMmPerS: number;
  readonly kneaderTurns: number;
  readonly kneaderTurnsMade: number;
  readonly supplyV: number;
  /** In the order of the chair's. */
  readonly pads: readonly SeenPad[];
}

export interface SeenPad {
  readonly elementC: number;
  readonly surfaceC: number;
}

/** All that a controller needs. */
export interface Board {
  /** Fills the snapshot of this tick. */
  read(sensors: Sensors): void;
  /**
   * Carries the outputs out, asks the chip to arm where they say so, and, in a simulation, lets one tick of chair
   * time pass.
   */
  write(outputs: Outputs): void;
  /** The last messages on the line to the controller, oldest first, where there is a line. */
  lastFrames?(): readonly string[];
}

/** How a simulated host gets on: no turn in this tick, or one that is late. */
interface HostTurn {
  readonly missed: boolean;
  readonly lateMs: Milliseconds;
}

/** What a run of one program needs besides. */
export interface RunBoard extends Board {
  /** On a simulated board, the turn of the tick that begins; elsewhere time itself says. */
  readonly turn?: HostTurn;
  /** On a simulated board, that somebody sits there who answers when the chair asks. */
  readonly attended?: boolean;
  /** As `--board` names it. */
  readonly kind: string;
  readonly seen: Seen;
  /** Holds these keys of the remote down, one bit a key. */
  press(keys: number): void;
}
