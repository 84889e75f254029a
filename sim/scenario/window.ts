/**
 * The last seconds of every observable, kept so that a failing expectation can show what led to it. Writes into
 * rings that are made once; the table is made only when something fails.
 */
import { type Observable, type Observables, type Value, type View, valueText } from './observables.ts';

/** Ticks kept: ten seconds. */
const keptTicks = 500;

export interface Window {
  /** Times of the rows, oldest overwritten first. */
  readonly atMs: Float64Array;
  readonly values: Value[][];
  readonly names: readonly string[];
  readonly observables: Observables;
  /** The function that reads each name, in their order. */
  readonly reads: readonly Observable['read'][];
  rows: number;
}

export function createWindow(observables: Observables): Window {
  const names = Object.keys(observables);
  return {
    names,
    observables,
    reads: names.map((name) => observables[name]!.read),
    atMs: new Float64Array(keptTicks),
    values: Array.from({ length: keptTicks }, () => names.map((): Value => 0)),
    rows: 0,
  };
}

export function keepRow(window: Window, view: View): void {
  const at = window.rows % keptTicks;
  window.atMs[at] = view.simulation.nowMs;
  const row = window.values[at]!;
  for (let index = 0; index < row.length; index++) row[index] = window.reads[index]!(view);
  window.rows++;
}

/** More rows than this do not fit under a message. */
const shownRows = 18;

/** A table of these observables from `fromMs` to `toMs`, `markMs` among them; times are relative to `zeroMs`. */
export function windowText(
  window: Window,
  names: readonly string[],
  fromMs: number,
  toMs: number,
  zeroMs: number,
  markMs: number,
): string[] {
  const columns = [...new Set(['state', 'fault', ...names])];
  const header = ['t', ...columns];
  const rows = rowsBetween(window, fromMs, toMs).map((at) => ({
    atMs: window.atMs[at]!,
    cells: columns.map((name) =>
      valueText(window.observables[name]!, window.values[at]![window.names.indexOf(name)]!),
    ),
  }));
  const table = [
    header,
    ...chosenRows(rows, markMs).map(({ atMs, cells }) => [timeText(atMs - zeroMs), ...cells]),
  ];
  const widths = header.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  return table.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padStart(widths[0]!) : cell.padEnd(widths[column]!)))
      .join('  ')
      .trimEnd(),
  );
}

function rowsBetween(window: Window, fromMs: number, toMs: number): number[] {
  const kept = Math.min(window.rows, keptTicks);
  return Array.from({ length: kept }, (_, index) => (window.rows - kept + index) % keptTicks).filter(
    (at) => window.atMs[at]! >= fromMs && window.atMs[at]! <= toMs,
  );
}

interface TableRow {
  readonly atMs: number;
  readonly cells: readonly string[];
}

/** Both ends, the marked row, every row in which a word changed (numbers always do), and as many of the others as fit. */
function chosenRows(rows: readonly TableRow[], markMs: number): TableRow[] {
  if (rows.length <= shownRows) return [...rows];
  const isNumber = (cell: string) => /^-?\d/.test(cell);
  const changed = rows.map(
    ({ atMs, cells }, index) =>
      atMs === markMs ||
      index === 0 ||
      index === rows.length - 1 ||
      cells.some((cell, column) => cell !== rows[index - 1]!.cells[column] && !isNumber(cell)),
  );
  const room = Math.max(2, shownRows - changed.filter(Boolean).length);
  const every = Math.ceil(rows.length / room);
  return rows.filter((_, index) => changed[index] || index % every === 0);
}

function timeText(ms: number): string {
  const sign = ms < 0 ? '-' : '+';
  const size = Math.abs(ms);
  return size < 10_000 ? `${sign}${size} ms` : `${sign}${(size / 1000).toFixed(2)} s`;
}
