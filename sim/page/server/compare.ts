/** Compares two runs: what differs, and the values of both at as many times as a screen can show. */
import { alignTraces, compareTraces, type Pair } from '../../../src/run/trace-compare.ts';
import type { TraceTable } from '../../../src/run/trace-table.ts';
import type { ComparedRuns } from '../answers.ts';
import { tableOf } from './exports.ts';
import type { SimulationSession } from './simulation-session.ts';

/** Columns of a chart. */
const columnsDrawn = 400;

/** Throws an error meant for the person if the runs cannot be compared. */
export function compareRuns(session: SimulationSession, a: number, b: number, step: string): ComparedRuns {
  const [one, other] = [tableOfRun(session, a), tableOfRun(session, b)];
  const align = step === '' ? 'start' : { step };
  const comparison = compareTraces(one, other, align);
  const pairs = alignTraces(one, other, align);
  if (typeof comparison === 'string') throw new Error(comparison);
  if (typeof pairs === 'string') throw new Error(pairs);
  const { ms, rows } = thinned(pairs);
  const drawn = comparison.columns.filter(({ maxDiff }) => maxDiff !== null && maxDiff > 0);
  return {
    comparison,
    ms,
    series: drawn.map(({ name }) => ({ name, ...worstOf(name, one, other, rows) })),
  };
}

function tableOfRun({ workspace, run, keptRuns }: SimulationSession, number: number): TraceTable {
  const found = run.run === number ? workspace : keptRuns.find((kept) => kept.run === number)?.workspace;
  if (found === undefined) throw new Error(`There is no run ${number} to compare.`);
  return tableOf(found);
}

/** Divides the rows into groups of equal length; gives also the time at which each begins. */
function thinned(pairs: readonly Pair[]): { ms: number[]; rows: (readonly Pair[])[] } {
  const size = Math.max(1, Math.ceil(pairs.length / columnsDrawn));
  const starts = Array.from({ length: Math.ceil(pairs.length / size) }, (_, index) => index * size);
  return {
    ms: starts.map((start) => pairs[start]?.[2] ?? 0),
    rows: starts.map((start) => pairs.slice(start, start + size)),
  };
}

/** The values of each group where the two runs differ most, so that no difference is lost. */
function worstOf(name: string, a: TraceTable, b: TraceTable, stretches: readonly (readonly Pair[])[]) {
  const [inA, inB] = [a.columns.indexOf(name), b.columns.indexOf(name)];
  const number = (row: Pair[0], column: number): number | null => {
    const value = row?.[column];
    return typeof value === 'number' ? value : null;
  };
  const worst = stretches.map((stretch) => {
    let best: readonly [number | null, number | null] = [null, null];
    let apart = -1;
    for (const [one, other] of stretch) {
      const [aValue, bValue] = [number(one, inA), number(other, inB)];
      const by = aValue === null || bValue === null ? 0 : Math.abs(aValue - bValue);
      if (by > apart && (aValue !== null || bValue !== null)) [best, apart] = [[aValue, bValue], by];
    }
    return best;
  });
  return { a: worst.map(([value]) => value), b: worst.map(([, value]) => value) };
}
