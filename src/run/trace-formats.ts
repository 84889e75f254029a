/**
 * The trace as CSV, VCD and JSON. Same signals, same zero (the program's first step), one row a tick.
 */
import { codesIn, faultsMax } from '../chair/fault-set.ts';
import { faultCodes } from '../chair/faults.ts';
import { tickMs } from '../chair/limits.ts';
import { sessionStates } from '../chair/names.ts';
import type { RunReport } from './report.ts';
import { type Trace, type TraceColumn, traceValue } from './trace.ts';

/** Paths of the plan's steps, for the `step` column, which holds their index. */
type StepPaths = readonly string[];

/** The faults of the run and their parts, on the trace's time. */
type TracedFaults = RunReport['faults'];

/** Significant decimals of each column; times and switches are whole. */
const decimals: Readonly<Record<TraceColumn, number>> = {
  carriage_mm: 3,
  carriage_duty: 4,
  kneader_turns: 4,
  kneader_duty: 4,
  tapper_duty: 4,
  supply_v: 3,
};
const decimalsOf = (column: TraceColumn): number => decimals[column] ?? (column.endsWith('_c') ? 3 : 0);

function faultNames(set: number): string {
  return codesIn(set).join('+');
}

function cell(trace: Trace, row: number, column: TraceColumn, paths: StepPaths): string | number | null {
  const value = traceValue(trace, row, column);
  switch (column) {
    case 'state':
      return sessionStates[value] ?? '';
    case 'step':
      // With a letter before it: a spreadsheet takes 3.2 for a number, and 3.2.1 for a date.
      return paths[value] === undefined ? '' : `s${paths[value]}`;
    case 'fault':
      return faultNames(value);
    default:
      // What nothing measures is null, in CSV an empty cell. Adding zero turns a rounded -0 into 0.
      return Number.isNaN(value) ? null : Number(value.toFixed(decimalsOf(column))) + 0;
  }
}

function* cells(trace: Trace, paths: StepPaths): Generator<(string | number | null)[]> {
  for (let row = 0; row < trace.rows; row++)
    yield trace.columns.map((column) => cell(trace, row, column, paths));
}

export function* csvLines(trace: Trace, paths: StepPaths): Generator<string> {
  yield `${trace.columns.join(',')}\n`;
  for (const row of cells(trace, paths)) yield `${row.join(',')}\n`;
}

export function* jsonLines(trace: Trace, paths: StepPaths): Generator<string> {
  yield `{"columns":${JSON.stringify(trace.columns)},"rows":[\n`;
  let separator = '';
  for (const row of cells(trace, paths)) {
    yield `${separator}${JSON.stringify(row)}`;
    separator = ',\n';
  }
  yield '\n]}\n';
}

/** Signals that are whole numbers in the VCD; the viewer shows them as integers. */
const wholes: readonly TraceColumn[] = ['state', 'step'];
const shares: readonly TraceColumn[] = ['carriage_duty', 'kneader_duty', 'tapper_duty'];
const isSwitch = (column: TraceColumn): boolean =>
  column.endsWith('relay') || (column.endsWith('_duty') && !shares.includes(column));

function vcdValue(column: TraceColumn, value: number, id: string): string {
  if (isSwitch(column)) return `${value > 0 ? 1 : 0}${id}\n`;
  if (column === 'fault') return `b${value.toString(2)} ${id}\n`;
  if (wholes.includes(column)) return `b${(value >>> 0).toString(2)} ${id}\n`;
  return `r${Number(value.toFixed(decimalsOf(column)))} ${id}\n`;
}

/**
 * IEEE 1364 value change dump, 1 ms a unit, one scope `chair`. Text has no type of its own in a VCD, so the
 * state, step and fault signals are numbers, explained in a comment of the header; so is the part of each fault.
 */
export function* vcdLines(trace: Trace, paths: StepPaths, faults: TracedFaults = []): Generator<string> {
  const signals = trace.columns
    .filter((column) => column !== 't_ms')
    .map((column, index) => ({
      column,
      id: String.fromCharCode(33 + index),
    }));
  yield '$version lumbar $end\n$timescale 1 ms $end\n';
  yield `$comment state: ${sessionStates.map((name, index) => `${index}=${name}`).join(' ')} $end\n`;
  yield `$comment step: ${paths.map((path, index) => `${index}=${path}`).join(' ')} (all ones: none) $end\n`;
  yield `$comment fault, bit by bit: ${faultCodes.map((code, index) => `${index}=${code}`).join(' ')} $end\n`;
  for (const { code, atMs, part } of faults)
    yield `$comment ${code} at ${atMs} ms: ${part === '' ? 'no part in particular' : part} $end\n`;
  yield '$scope module chair $end\n';
  for (const { column, id } of signals) {
    const type = isSwitch(column)
      ? 'wire 1'
      : wholes.includes(column)
        ? 'reg 32'
        : column === 'fault'
          ? `reg ${faultsMax}`
          : 'real 64';
    yield `$var ${type} ${id} ${column} $end\n`;
  }
  yield '$upscope $end\n$enddefinitions $end\n';
  const last = new Map<string, string>();
  for (let row = 0; row < trace.rows; row++) {
    let changes = '';
    for (const { column, id } of signals) {
      const known = column !== 'step' || paths[traceValue(trace, row, column)] !== undefined;
      if (Number.isNaN(traceValue(trace, row, column))) continue;
      const value = vcdValue(column, known ? traceValue(trace, row, column) : -1, id);
      if (last.get(id) === value) continue;
      last.set(id, value);
      changes += value;
    }
    if (changes !== '') yield `#${traceValue(trace, row, 't_ms')}\n${changes}`;
  }
  // The end of the run, so that the viewer shows the last values for their time.
  if (trace.rows > 0) yield `#${traceValue(trace, trace.rows - 1, 't_ms') + tickMs}\n`;
}

export type TraceFormat = 'csv' | 'vcd' | 'json';

export function traceLines(
  format: TraceFormat,
  trace: Trace,
  paths: StepPaths,
  faults: TracedFaults = [],
): Generator<string> {
  switch (format) {
    case 'csv':
      return csvLines(trace, paths);
    case 'vcd':
      return vcdLines(trace, paths, faults);
    case 'json':
      return jsonLines(trace, paths);
  }
}
