/** What a controller needs of a board, simulated or real, and what a report may say about its chair. */
import type { Outputs } from '../chair/outputs.ts';
import type { Sensors } from '../chair/sensors.ts';
import type { Milliseconds } from '../chair/units.ts';

/** In a simulation the plant's true values; on a real chair what is measured, and NaN for the rest. */
export interface Seen {
  readonly carriageMm: number;
  readonly carriageMmPerS: number;
  readonly kneaderTurns: number;
  readonly kneaderTurnsMade: number;
  readonly supplyV: number;
  readonly motorsV: number;
  /** In the order of the chair's pads. */
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
   * Carries the outputs out and asks the chip to arm where they say so. In a simulation it also lets one tick of chair
   * time pass.
   */
  write(outputs: Outputs): void;
  /** The last messages on the line to the controller, oldest first, where there is a line. */
  lastFrames?(): readonly string[];
}

/** The simulated host's turn in this tick: missed, or late by `lateMs`. */
interface HostTurn {
  readonly missed: boolean;
  readonly lateMs: Milliseconds;
}

/** What a run of one program needs in addition. */
export interface RunBoard extends Board {
  /** On a simulated board, the turn of the tick that begins; otherwise real time decides. */
  readonly turn?: HostTurn;
  /** On a simulated board: somebody sits there who answers when the chair asks. */
  readonly attended?: boolean;
  /** As `--board` names it. */
  readonly kind: string;
  readonly seen: Seen;
  /** Holds these keys of the remote down, one bit a key. */
  press(keys: number): void;
}
