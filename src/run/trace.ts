/**
 * The trace: what truly happened in every tick of a run, kept in memory as numbers. Recording only allocates blocks of
 * rows; the formats (CSV, VCD, JSON) are made from them afterwards.
 */

import { type Chair, padIndex } from '../chair/chair.ts';
import { commonPads, type SessionState, sessionStates } from '../chair/names.ts';
import type { Milliseconds } from '../chair/units.ts';

/** The columns of every trace, in order. `state`, `step` and `fault` are kept as numbers. */
const fixedColumns = [
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
/** A fixed column; `PAD_duty`, `PAD_element_c` or `PAD_surface_c` of a pad of another name; `tapper_duty`; or `motors_v`. */
export type TraceColumn = string;

/** The columns of a pad, in this order. */
const padColumns = ['duty', 'element_c', 'surface_c'] as const;

/** The columns of a chair's trace: the fixed ones, then those of pads of other names, the tapper's, and the voltage behind the motors' relay. */
function columnsOf(others: readonly string[], taps: boolean, senses: boolean): readonly TraceColumn[] {
  return [
    ...fixedColumns,
    ...others.flatMap((name) => padColumns.map((column) => `${name.replaceAll('-', '_')}_${column}`)),
    ...(taps ? ['tapper_duty'] : []),
    ...(senses ? ['motors_v'] : []),
  ];
}

/** About 80 s of chair time, half a megabyte: few allocations, and little left empty by a short run. */
const blockRows = 4096;

export interface Trace {
  rows: number;
  readonly columns: readonly TraceColumn[];
  /** Blocks of `blockRows` rows; a row has its numbers in the order of `columns`. */
  readonly blocks: Float64Array[];
  /** The state of the last row and its number, kept because a tick seldom changes it. */
  state: SessionState;
  stateNumber: number;
  /** Where each pad is written: its index among the chair's pads, -1 for a pad that the chair lacks, and its first column. */
  readonly pads: readonly { readonly index: number; readonly column: number }[];
  /** Where the tapper's duty is written; -1 where the chair has none. */
  readonly tapper: number;
  /** Where the voltage behind the motors' relay is written; -1 where the chair does not measure it. */
  readonly motorsSupply: number;
  /** Columns of parts that the chair lacks: they stay empty. */
  readonly absent: readonly number[];
}

type TracedChair = Pick<Chair, 'pads' | 'tapper' | 'carriage' | 'wiring'>;

/** Fixed columns of parts that the chair lacks. Heads that are turned by the carriage have no motor of their own. */
function absentColumns({ carriage, wiring: { motors, switches } }: TracedChair): readonly TraceColumn[] {
  return [
    ...(motors.carriage === null ? ['carriage_mm', 'carriage_duty'] : []),
    ...(motors.kneader === null && !carriage.coupled ? ['kneader_turns'] : []),
    ...(motors.kneader === null ? ['kneader_duty'] : []),
    ...(switches['pad-relay'] === null ? ['relay'] : []),
    ...(switches['motor-relay'] === null ? ['motor_relay'] : []),
  ];
}

export function createTrace(chair: TracedChair): Trace {
  const others = chair.pads
    .map(({ name }) => name)
    .filter((name) => !(commonPads as readonly string[]).includes(name));
  const places = [
    ...commonPads.map((name) => ({ name, column: fixedColumns.indexOf(`${name}_duty`) })),
    ...others.map((name, other) => ({ name, column: fixedColumns.length + other * padColumns.length })),
  ];
  const columns = columnsOf(others, chair.tapper !== null, chair.wiring.scaled['motors-supply'] !== null);
  return {
    columns,
    tapper: columns.indexOf('tapper_duty'),
    motorsSupply: columns.indexOf('motors_v'),
    absent: absentColumns(chair).map((column) => columns.indexOf(column)),
    rows: 0,
    blocks: [],
    state: 'off',
    stateNumber: sessionStates.indexOf('off'),
    pads: places.map(({ name, column }) => ({ index: padIndex(chair, name), column })),
  };
}

/** The block that takes the next row; write the row at `rowOffset` and then count it with `countRow`. */
export function blockForNextRow(trace: Trace): Float64Array {
  const index = (trace.rows / blockRows) | 0;
  const block = trace.blocks[index];
  if (block !== undefined) return block;
  const fresh = new Float64Array(blockRows * trace.columns.length);
  trace.blocks.push(fresh);
  return fresh;
}

/** Counts a row that has been written in full, and empties the columns that the chair lacks. */
export function countRow(trace: Trace, block: Float64Array): void {
  const at = rowOffset(trace);
  for (const column of trace.absent) block[at + column] = Number.NaN;
  trace.rows++;
}

/** Makes `zeroMs` the trace's zero: rows recorded before it get negative times. */
export function countFrom(trace: Trace, zeroMs: Milliseconds): void {
  for (let row = 0; row < trace.rows; row++) {
    const block = trace.blocks[(row / blockRows) | 0]!;
    block[(row % blockRows) * trace.columns.length]! -= zeroMs;
  }
}

export function rowOffset(trace: Trace): number {
  return (trace.rows % blockRows) * trace.columns.length;
}

/** One value of the trace; rows count from 0. */
export function traceValue(trace: Trace, row: number, column: TraceColumn): number {
  const block = trace.blocks[(row / blockRows) | 0];
  return block?.[(row % blockRows) * trace.columns.length + trace.columns.indexOf(column)] ?? Number.NaN;
}
