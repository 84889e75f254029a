/** What a benchmark answers: named figures, each beside its peer of the same run where there is one. */

export interface BenchRow {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The peer's figure in the same unit, or null. */
  readonly peer: number | null;
  /** value / peer, or null. */
  readonly ratio: number | null;
}

export function row(name: string, value: number, unit: string, peer: number | null = null): BenchRow {
  return { name, value, unit, peer, ratio: peer === null || peer === 0 ? null : value / peer };
}

export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

function figure(value: number | null): string {
  if (value === null) return '';
  return Math.abs(value) >= 1000 ? Math.round(value).toLocaleString('en') : value.toPrecision(4);
}

export function printRows(rows: readonly BenchRow[]): void {
  const width = Math.max(...rows.map(({ name }) => name.length));
  console.log(
    `${'figure'.padEnd(width)} ${'value'.padStart(12)} ${'unit'.padEnd(14)} ${'peer'.padStart(12)} ${'ratio'.padStart(8)}`,
  );
  for (const { name, value, unit, peer, ratio } of rows) {
    console.log(
      `${name.padEnd(width)} ${figure(value).padStart(12)} ${unit.padEnd(14)} ${figure(peer).padStart(12)} ${figure(ratio).padStart(8)}`,
    );
  }
}
