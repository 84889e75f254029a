/**
 * The simulated chair: the control room in lockstep with a board. The one loop of run, test, campaign and page:
 * read the board, tick, let the board carry the outputs out for 20 ms.
 */
import type { Outputs } from '../../src/chair/outputs.ts';
import { createOutputs } from '../../src/chair/outputs.ts';
import { createSensors, type Sensors } from '../../src/chair/sensors.ts';
import { referenceChair } from '../../src/chair/specification.ts';
import { type Control, type ControlOptions, createControl, tick } from '../../src/control/tick.ts';
import type { ChairBoard } from '../boards/board.ts';

export interface Simulation {
  readonly board: ChairBoard;
  control: Control;
  readonly sensors: Sensors;
  readonly outputs: Outputs;
  /** Chair time of the next tick. */
  nowMs: number;
}

export function createSimulation(board: ChairBoard, options: ControlOptions): Simulation {
  return {
    board,
    control: createControl(options),
    sensors: createSensors(),
    outputs: createOutputs(),
    nowMs: 0,
  };
}

/** First half of a tick: read the board and decide. The truth behind the board has not moved on yet. */
export function decide(simulation: Simulation): void {
  const { board, sensors, outputs } = simulation;
  board.read(sensors);
  tick(simulation.control, sensors, simulation.nowMs, outputs);
}

/** Second half: the board carries the outputs out, and 20 ms pass. */
export function carryOut(simulation: Simulation): void {
  simulation.board.write(simulation.outputs);
  simulation.nowMs += referenceChair.tickMs;
}
