/**
 * The trace as CSV, JSON and, through `trace-vcd.ts`, VCD. All have the same signals, the same zero (the program's
 * first step) and one row a tick.
 */
import { codesIn } from '../chair/fault-set.ts';
import { sessionStates } from '../chair/names.ts';
import { type Trace, type TraceColumn, traceValue } from './trace.ts';
import { decimalsOf, noExtras, type StepPaths, type TracedFaults, type TraceExtras } from './trace-cells.ts';
import type { TraceTable } from './trace-table.ts';
import { vcdLines } from './trace-vcd.ts';

function faultNames(set: number): string {
  return codesIn(set).join('+');
}

function cell(trace: Trace, row: number, column: TraceColumn, paths: StepPaths): string | number | null {
  const value = traceValue(trace, row, column);
  switch (column) {
    case 'state':
      return sessionStates[value] ?? '';
    case 'step':
      // A letter stands before the path: a spreadsheet takes 3.2 for a number, and 3.2.1 for a date.
      return paths[value] === undefined ? '' : `s${paths[value]}`;
    case 'fault':
      return faultNames(value);
    default:
      // A value that nothing measures is null, in CSV an empty cell. Adding zero turns a rounded -0 into 0.
      return Number.isNaN(value) ? null : Number(value.toFixed(decimalsOf(column))) + 0;
  }
}

function* cells(trace: Trace, paths: StepPaths, extras: TraceExtras): Generator<(string | number | null)[]> {
  for (let row = 0; row < trace.rows; row++)
    yield [
      ...trace.columns.map((column) => cell(trace, row, column, paths)),
      ...extras.columns.map((_, index) => extras.cell(row, index)),
    ];
}

/** The table as `trace-table.ts` would read it back. */
export function traceTableOf(trace: Trace, paths: StepPaths): TraceTable {
  const rows = [...cells(trace, paths, noExtras)].map((row) =>
    row.map((value) => (value === '' ? null : value)),
  );
  return { columns: trace.columns, rows };
}

const columnsWith = (trace: Trace, extras: TraceExtras): string[] => [
  ...trace.columns,
  ...extras.columns.map(({ name }) => name),
];

export function* csvLines(trace: Trace, paths: StepPaths, extras = noExtras): Generator<string> {
  yield `${columnsWith(trace, extras).join(',')}\n`;
  for (const row of cells(trace, paths, extras)) yield `${row.join(',')}\n`;
}

export function* jsonLines(trace: Trace, paths: StepPaths, extras = noExtras): Generator<string> {
  yield `{"columns":${JSON.stringify(columnsWith(trace, extras))},"rows":[\n`;
  let separator = '';
  for (const row of cells(trace, paths, extras)) {
    yield `${separator}${JSON.stringify(row)}`;
    separator = ',\n';
  }
  yield '\n]}\n';
}

export type TraceFormat = 'csv' | 'vcd' | 'json';

export function traceLines(
  format: TraceFormat,
  trace: Trace,
  paths: StepPaths,
  faults: TracedFaults = [],
  extras: TraceExtras = noExtras,
): Generator<string> {
  switch (format) {
    case 'csv':
      return csvLines(trace, paths, extras);
    case 'vcd':
      return vcdLines(trace, paths, faults, extras);
    case 'json':
      return jsonLines(trace, paths, extras);
  }
}
