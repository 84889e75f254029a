/**
 * The trace: what truly happened in every tick of a run, kept in memory as numbers. Recording allocates a
 * block of rows at a time and nothing else; the formats (CSV, VCD, JSON) are made from it afterwards.
 */

import { type Chair, padIndex } from '../chair/chair.ts';
import { padNames, type SessionState, sessionStates } from '../chair/names.ts';

/** The columns of every trace format, in order. `state`, `step` and `fault` are kept as numbers. */
export const traceColumns = [
  't_ms',
  'state',
  'step',
  'carriage_mm',
  'carriage_duty',
  'kneader_turns',
  'kneader_duty',
  'lumbar_duty',
  'lumbar_element_c',
  'lumbar_surface_c',
  'sacral_duty',
  'sacral_element_c',
  'sacral_surface_c',
  'relay',
  'motor_relay',
  'supply_v',
  'fault',
] as const;
export type TraceColumn = (typeof traceColumns)[number];

const width = traceColumns.length;
/** Some 80 s of chair time, half a megabyte: few allocations, and little that a short run leaves empty. */
const blockRows = 4096;

export interface Trace {
  rows: number;
  /** Blocks of `blockRows` rows, each row its numbers in the order of `traceColumns`. */
  readonly blocks: Float64Array[];
  /** The state of the last row and its number, kept because a tick seldom changes it. */
  state: SessionState;
  stateNumber: number;
  /** Which of the chair's pads each pad of the columns is; -1 for one that it does not have. */
  readonly pads: readonly number[];
}

export function createTrace(chair: Pick<Chair, 'pads'>): Trace {
  return {
    rows: 0,
    blocks: [],
    state: 'off',
    stateNumber: sessionStates.indexOf('off'),
    pads: padNames.map((name) => padIndex(chair, name)),
  };
}

/** The block that takes the next row; write the row at `rowOffset` and then count it with `rows++`. */
export function blockForNextRow(trace: Trace): Float64Array {
  const index = (trace.rows / blockRows) | 0;
  const block = trace.blocks[index];
  if (block !== undefined) return block;
  const fresh = new Float64Array(blockRows * width);
  trace.blocks.push(fresh);
  return fresh;
}

export function rowOffset(trace: Trace): number {
  return (trace.rows % blockRows) * width;
}

/** One value of the trace; rows count from 0. */
export function traceValue(trace: Trace, row: number, column: TraceColumn): number {
  const block = trace.blocks[(row / blockRows) | 0];
  return block?.[(row % blockRows) * width + traceColumns.indexOf(column)] ?? Number.NaN;
}
