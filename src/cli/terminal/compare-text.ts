/** The differences between two traces, as text for a person. */
import type { Paint } from '../../program/language/format-problems.ts';
import type { ColumnDifference, TraceComparison } from '../../run/trace-compare.ts';
import type { TraceTable } from '../../run/trace-table.ts';

interface Compared {
  readonly aFile: string;
  readonly bFile: string;
  readonly a: TraceTable;
  readonly b: TraceTable;
  readonly comparison: TraceComparison;
}

export function comparisonText(
  { aFile, bFile, a, b, comparison: { equal, firstMs, columns, steps, faults } }: Compared,
  paint: Paint,
): string {
  const head = equal
    ? `${paint('good', 'Equal')}${columns.length === 0 ? '' : ' within the tolerance'}: ${aFile} and ${bFile}`
    : `${paint('bad', 'Different')} from ${seconds(firstMs)} on: ${aFile} (A) and ${bFile} (B)`;
  const [aEndMs, bEndMs] = [endMs(a), endMs(b)];
  const ends = aEndMs === bEndMs ? [] : [`  A ends at ${seconds(aEndMs)}, B at ${seconds(bEndMs)}`];
  const moved = steps.filter(({ aMs, bMs }) => aMs !== bMs);
  return `${[
    head,
    ...columns.map(columnText),
    ...ends,
    ...moved.map(({ path, aMs, bMs }) => `  step ${path} begins ${begins(aMs, 'A')}, ${begins(bMs, 'B')}`),
    ...faults.onlyA.map((code) => `  ${code} in A alone`),
    ...faults.onlyB.map((code) => `  ${code} in B alone`),
  ].join('\n')}\n`;
}

function columnText({ name, firstMs, maxDiff, meanDiff, unit }: ColumnDifference): string {
  const from = firstMs === null ? 'within its tolerance' : `from ${seconds(firstMs)} on`;
  const by = unit === null ? '' : ` ${unit}`;
  const apart = maxDiff === null ? '' : `, ${maxDiff}${by} apart at most, ${meanDiff}${by} in the mean`;
  return `  ${name.padEnd(18)} ${from}${apart}`;
}

const begins = (ms: number | null, which: string): string =>
  ms === null ? `never in ${which}` : `at ${seconds(ms)} in ${which}`;

const seconds = (ms: number | null): string => (ms === null ? 'never' : `${(ms / 1000).toFixed(2)} s`);

const endMs = ({ rows }: TraceTable): number => Number(rows.at(-1)?.[0]);
