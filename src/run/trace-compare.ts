/** Compares two traces: what differs by more than its tolerance, and from when on. Pure; takes what `trace-table.ts` reads. */
import { tickMs } from '../chair/limits.ts';
import type { Milliseconds } from '../chair/units.ts';
import { isTextColumn, type TraceCell, type TraceTable } from './trace-table.ts';

/**
 * By column: how far apart two values may be, in the column's unit; for `state`, `step` and `fault`, how many ms at a
 * stretch they may differ. A column without a tolerance may not differ at all.
 */
export type Tolerance = Readonly<Record<string, number>>;

export interface ColumnDifference {
  readonly name: string;
  /** On A's time; null where the difference stays within its tolerance. */
  readonly firstMs: number | null;
  /** Null for words, and where the two never have a value at the same time. */
  readonly maxDiff: number | null;
  readonly meanDiff: number | null;
  readonly unit: string | null;
}

export interface TraceComparison {
  readonly equal: boolean;
  /** The first difference beyond its tolerance, on A's time. */
  readonly firstMs: number | null;
  /** The columns that differ at all. */
  readonly columns: readonly ColumnDifference[];
  /** When each step begins in each trace, on that trace's own time; null in a trace without the step. */
  readonly steps: readonly {
    readonly path: string;
    readonly aMs: number | null;
    readonly bMs: number | null;
  }[];
  readonly faults: { readonly onlyA: readonly string[]; readonly onlyB: readonly string[] };
}

/** `start`: both zeros are the same moment. Otherwise the path of a step that begins at the same moment in both. */
export type Alignment = 'start' | { readonly step: string };

/** The comparison, or one sentence that says why the two cannot be compared. */
export function compareTraces(
  a: TraceTable,
  b: TraceTable,
  align: Alignment = 'start',
  tolerance: Tolerance = {},
): TraceComparison | string {
  const names = [...new Set([...a.columns, ...b.columns])].filter((name) => name !== 't_ms');
  const unknown = Object.keys(tolerance).find((name) => !names.includes(name));
  if (unknown !== undefined) return `The tolerance is for ${unknown}, which neither trace has.`;
  const [aSteps, bSteps] = [stepStarts(a), stepStarts(b)];
  const whole = alignTraces(a, b, align);
  if (typeof whole === 'string') return whole;
  const columns = names
    .map((name) => differenceOf(name, a, b, whole, tolerance[name] ?? 0))
    .filter((column): column is ColumnDifference => column !== null);
  const firsts = [lengthMs(whole), ...columns.map(({ firstMs }) => firstMs)].filter((ms) => ms !== null);
  const firstMs = firsts.length === 0 ? null : Math.min(...firsts);
  return {
    equal: firstMs === null,
    firstMs,
    columns,
    steps: [...new Set([...aSteps.keys(), ...bSteps.keys()])].map((path) => ({
      path,
      aMs: aSteps.get(path) ?? null,
      bMs: bSteps.get(path) ?? null,
    })),
    faults: { onlyA: without(faultsIn(a), faultsIn(b)), onlyB: without(faultsIn(b), faultsIn(a)) },
  };
}

/** Pairs the rows of both from where they can be compared, or a sentence that says why they cannot. */
export function alignTraces(
  a: TraceTable,
  b: TraceTable,
  align: Alignment = 'start',
): readonly Pair[] | string {
  const shiftMs = shiftOf(stepStarts(a), stepStarts(b), align);
  if (typeof shiftMs === 'string') return shiftMs;
  const pairs = pairsOf(a, b, shiftMs);
  if (!pairs.some(([one, other]) => one !== null && other !== null))
    return 'The two have no moment in common.';
  return fromFirstOfBoth(pairs, align === 'start' ? 0 : Number.POSITIVE_INFINITY);
}

type Row = readonly TraceCell[];
/** A moment on A's time, and each trace's row; null where that trace does not reach. */
export type Pair = readonly [a: Row | null, b: Row | null, ms: number];

const timeOf = (row: Row): number => row[0] as number;

/** Pairs each row with the other trace's row of the same tick. */
function pairsOf(a: TraceTable, b: TraceTable, shiftMs: Milliseconds): Pair[] {
  const pairs: Pair[] = [];
  let next = 0;
  const other = (index: number) => b.rows[index] ?? null;
  const otherMs = (index: number) => {
    const row = other(index);
    return row === null ? Number.POSITIVE_INFINITY : timeOf(row) - shiftMs;
  };
  for (const row of a.rows) {
    const ms = timeOf(row);
    for (; otherMs(next) < ms - tickMs / 2; next++) pairs.push([null, other(next), otherMs(next)]);
    if (otherMs(next) <= ms + tickMs / 2) pairs.push([row, other(next++), ms]);
    else pairs.push([row, null, ms]);
  }
  for (; other(next) !== null; next++) pairs.push([null, other(next), otherMs(next)]);
  return pairs;
}

/**
 * Drops the rows before both traces have begun: all of them where aligned at a step, those before zero where aligned at
 * the start (homing, for instance, takes longer from elsewhere).
 */
function fromFirstOfBoth(pairs: readonly Pair[], latestMs: Milliseconds): readonly Pair[] {
  return pairs.slice(pairs.findIndex(([a, b, ms]) => (a !== null && b !== null) || ms >= latestMs));
}

/** The first moment at which one of the two has no row. */
function lengthMs(pairs: readonly Pair[]): number | null {
  return pairs.find(([a, b]) => a === null || b === null)?.[2] ?? null;
}

function shiftOf(
  aSteps: ReadonlyMap<string, number>,
  bSteps: ReadonlyMap<string, number>,
  align: Alignment,
): number | string {
  if (align === 'start') return 0;
  const [aMs, bMs] = [aSteps.get(align.step), bSteps.get(align.step)];
  if (aMs !== undefined && bMs !== undefined) return bMs - aMs;
  const where = aMs === undefined && bMs === undefined ? 'Neither trace' : aMs === undefined ? 'A' : 'B';
  const there = [...new Set([...aSteps.keys(), ...bSteps.keys()])].join(', ');
  return `${where} has ${where === 'Neither trace' ? 'a' : 'no'} step ${align.step}. Steps: ${there === '' ? 'none' : there}.`;
}

function stepStarts({ columns, rows }: TraceTable): Map<string, number> {
  const starts = new Map<string, number>();
  const at = columns.indexOf('step');
  for (const row of rows) {
    const step = row[at];
    if (step === null || step === undefined) continue;
    const path = String(step).replace(/^s/, '');
    if (!starts.has(path)) starts.set(path, timeOf(row));
  }
  return starts;
}

function faultsIn({ columns, rows }: TraceTable): Set<string> {
  const at = columns.indexOf('fault');
  const all = new Set(rows.map((row) => String(row[at] ?? '')));
  return new Set([...all].flatMap((codes) => codes.split('+')).filter((code) => code !== ''));
}

const without = (from: ReadonlySet<string>, others: ReadonlySet<string>): string[] =>
  [...from].filter((code) => !others.has(code));

/** Null where the two never differ in this column. */
function differenceOf(
  name: string,
  a: TraceTable,
  b: TraceTable,
  pairs: readonly Pair[],
  allowed: number,
): ColumnDifference | null {
  const values = pairs
    .filter(([one, other]) => one !== null && other !== null)
    .map(([one, other, ms]) => ({
      one: one?.[a.columns.indexOf(name)] ?? null,
      other: other?.[b.columns.indexOf(name)] ?? null,
      ms,
    }));
  if (values.every(({ one, other }) => one === other)) return null;
  if (isTextColumn(name)) return { name, ...words(values, allowed), unit: null };
  return { name, ...figures(values, allowed), unit: unitOf(name) };
}

type Values = readonly { readonly one: TraceCell; readonly other: TraceCell; readonly ms: number }[];

function words(values: Values, allowedMs: Milliseconds) {
  let firstMs: number | null = null;
  let sinceMs: number | null = null;
  for (const { one, other, ms } of values) {
    sinceMs = one === other ? null : (sinceMs ?? ms);
    if (sinceMs === null || ms + tickMs - sinceMs <= allowedMs) continue;
    firstMs = sinceMs;
    break;
  }
  return { firstMs, maxDiff: null, meanDiff: null };
}

function figures(values: Values, allowed: number) {
  let firstMs: number | null = null;
  let sum = 0;
  let most = 0;
  let both = 0;
  for (const { one, other, ms } of values) {
    if (typeof one === 'number' && typeof other === 'number') {
      const apart = Math.abs(one - other);
      // Values are decimal: 0.3 - 0.1 must not exceed 0.2.
      if (apart > allowed * (1 + 1e-9)) firstMs ??= ms;
      sum += apart;
      most = Math.max(most, apart);
      both += 1;
    } else if (one !== other) firstMs ??= ms;
  }
  return {
    firstMs,
    maxDiff: both === 0 ? null : rounded(most),
    meanDiff: both === 0 ? null : rounded(sum / both),
  };
}

const rounded = (value: number): number => Number(value.toPrecision(6));

/** Unit of a difference; null where the column is a plain number. */
function unitOf(name: string): string | null {
  const units: Readonly<Record<string, string>> = {
    mm: 'mm',
    c: 'K',
    v: 'V',
    a: 'A',
    ms: 'ms',
    turns: 'turns',
  };
  return units[name.slice(name.lastIndexOf('_') + 1)] ?? null;
}
