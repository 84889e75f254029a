/**
 * The simulated chair: the control room in lockstep with a board. The one loop of run, test, campaign and page:
 * read the board, tick, let the board carry the outputs out for 20 ms.
 *
 * A host that hangs leaves its ticks out; one that was killed, or lost its power, starts anew with what the
 * store keeps: memories, history, lock, the program chosen last, the numbers of session and start.
 */
import type { Outputs } from '../../src/chair/outputs.ts';
import { createOutputs } from '../../src/chair/outputs.ts';
import { createSensors, type Sensors } from '../../src/chair/sensors.ts';
import { referenceChair } from '../../src/chair/specification.ts';
import { type Control, type ControlOptions, createControl, tick } from '../../src/control/tick.ts';
import type { ChairBoard, RunBoard } from '../boards/board.ts';
import { createHostFaults, type HostFaults, reportHostFaults } from './hostfaults.ts';

export interface Simulation<B extends RunBoard = ChairBoard> {
  readonly board: B;
  readonly options: ControlOptions;
  control: Control;
  readonly sensors: Sensors;
  readonly outputs: Outputs;
  /** Chair time of the next tick. */
  nowMs: number;
  /** The host has lost all it knew; it starts from nothing when it runs again. */
  hostLost: boolean;
  /** Starts of the host so far. */
  starts: number;
  readonly hostFaults: HostFaults;
}

export function createSimulation<B extends RunBoard>(board: B, options: ControlOptions): Simulation<B> {
  return {
    board,
    options,
    control: createControl(options),
    sensors: createSensors(),
    outputs: createOutputs(),
    nowMs: 0,
    hostLost: false,
    starts: 1,
    hostFaults: createHostFaults(),
  };
}

/**
 * First half of a tick: read the board and decide. The truth behind the board has not moved on yet. False where
 * the host has no turn: nothing was read or decided. `atMs` is when the tick really runs, where it may be late.
 */
export function decide(simulation: Simulation<RunBoard>, atMs: number = simulation.nowMs): boolean {
  const { board, sensors, outputs } = simulation;
  const host = board.host();
  if (host !== 'runs') {
    if (host === 'killed') simulation.hostLost = true;
    return false;
  }
  if (simulation.hostLost) restartHost(simulation);
  board.read(sensors);
  const { control, nowMs, hostFaults } = simulation;
  if (hostFaults.guardMissing) sensors.link.guarded = false;
  tick(control, sensors, nowMs, outputs, atMs);
  if (hostFaults.storeFailing || hostFaults.programRefused) reportHostFaults(simulation);
  if (control.session.arm && sensors.link.trip !== 0) board.arm();
  return true;
}

/** Second half: the board carries the outputs out, and 20 ms pass. */
export function carryOut(simulation: Simulation<RunBoard>): void {
  simulation.board.write(simulation.outputs);
  simulation.nowMs += referenceChair.tickMs;
}

function restartHost(simulation: Simulation<RunBoard>): void {
  const { options, control, hostFaults } = simulation;
  const { memories, history, locked, sessionNumber } = control.session;
  const boot = control.session.boot + 1;
  // A damaged file is refused at load; the other programs still run.
  hostFaults.programRefused = hostFaults.programDamaged;
  const chosen = control.programs[control.session.program]?.program;
  const damaged = hostFaults.programDamaged ? options.programs[options.program ?? 0] : undefined;
  const programs = options.programs.filter((plan) => plan !== damaged);
  const program = Math.max(
    0,
    programs.findIndex((plan) => plan.program === chosen),
  );
  const kept = { programs, boot, memories, history, locked, program, sessionNumber };
  simulation.control = createControl({ ...options, ...kept });
  simulation.hostLost = false;
  simulation.starts++;
}
