/**
 * Writes one row of the trace a tick: what is seen of the chair (in a simulation, the plant's true values) and the
 * power that it was given.
 */

import { type SessionState, sessionStates } from '../chair/names.ts';
import type { Milliseconds } from '../chair/units.ts';
import type { RunBoard } from './board.ts';
import type { Controller } from './controller.ts';
import { blockForNextRow, countRow, rowOffset, type Trace } from './trace.ts';

/**
 * Call this after a tick, with the chair as it was when the tick read the sensors. `step` is an index into the plan's
 * steps; -1 for none.
 */
export function recordRow(
  trace: Trace,
  controller: Controller<RunBoard>,
  step: number,
  atMs: Milliseconds,
): void {
  const { board, control, outputs } = controller;
  const { seen } = board;
  const block = blockForNextRow(trace);
  const at = rowOffset(trace);
  block[at] = atMs;
  block[at + 1] = stateNumber(trace, control.session.state);
  block[at + 2] = step;
  block[at + 3] = seen.carriageMm;
  block[at + 4] = outputs.carriageDuty;
  block[at + 5] = seen.kneaderTurns;
  block[at + 6] = outputs.kneaderDuty;
  for (const { index, column } of trace.pads) {
    block[at + column] = index < 0 ? Number.NaN : outputs.padsOn[index] === true ? 1 : 0;
    block[at + column + 1] = seen.pads[index]?.elementC ?? Number.NaN;
    block[at + column + 2] = seen.pads[index]?.surfaceC ?? Number.NaN;
  }
  block[at + 13] = outputs.padRelay ? 1 : 0;
  block[at + 14] = outputs.motorRelay ? 1 : 0;
  block[at + 15] = seen.supplyV;
  block[at + 16] = control.guard.register.faults;
  if (trace.tapper >= 0) block[at + trace.tapper] = outputs.tapperDuty;
  if (trace.motorsSupply >= 0) block[at + trace.motorsSupply] = seen.motorsV;
  countRow(trace, block);
}

/** The state seldom changes, so its number is looked up only when it does. */
function stateNumber(trace: Trace, state: SessionState): number {
  if (state !== trace.state) {
    trace.state = state;
    trace.stateNumber = sessionStates.indexOf(state);
  }
  return trace.stateNumber;
}
