/** Measured figures with their spread, and the arithmetic on them. */

export interface Figure {
  readonly value: number;
  /** Difference between the highest and the lowest of all runs. */
  readonly spread: number;
  readonly runs: number;
}

export function figureOf(values: readonly number[]): Figure {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { value: mean, spread: Math.max(...values) - Math.min(...values), runs: values.length };
}

/** The range of the running current, without the lowest and the highest 2 %. */
export function runningOf(amps: readonly number[]): { from: number; to: number } | null {
  if (amps.length === 0) return null;
  const sorted = [...amps].sort((one, two) => one - two);
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] as number;
  return { from: at(0.02), to: at(0.98) };
}

/** Coefficients of the columns that fit the target best, and their standard errors; null where they cannot be told apart. */
export function leastSquares(
  columns: readonly (readonly number[])[],
  target: readonly number[],
): { readonly values: readonly number[]; readonly errors: readonly number[] } | null {
  const size = columns.length;
  const normal = columns.map((one) => columns.map((two) => dot(one, two)));
  const inverse = inverted(normal);
  if (inverse === null) return null;
  const right = columns.map((column) => dot(column, target));
  const values = inverse.map((row) => dot(row, right));
  const residuals = target.map(
    (wanted, index) =>
      wanted - values.reduce((sum, value, at) => sum + value * (columns[at]?.[index] as number), 0),
  );
  const variance = dot(residuals, residuals) / Math.max(1, target.length - size);
  return { values, errors: inverse.map((row, index) => Math.sqrt(variance * (row[index] as number))) };
}

const dot = (one: readonly number[], two: readonly number[]): number =>
  one.reduce((sum, value, index) => sum + value * (two[index] as number), 0);

/** The inverse matrix, by elimination with the largest pivot; null where it is singular. */
function inverted(matrix: readonly (readonly number[])[]): number[][] | null {
  const size = matrix.length;
  const rows = matrix.map((row, index) => [...row, ...row.map((_, at) => (at === index ? 1 : 0))]);
  for (let at = 0; at < size; at++) {
    const best = rows.slice(at).reduce((most, row, index) => {
      return Math.abs(row[at] as number) > Math.abs(rows[most]?.[at] as number) ? at + index : most;
    }, at);
    const pivot = rows[best] as number[];
    rows[best] = rows[at] as number[];
    rows[at] = pivot;
    const scale = pivot[at] as number;
    if (Math.abs(scale) < 1e-12) return null;
    for (let column = 0; column < 2 * size; column++) pivot[column] = (pivot[column] as number) / scale;
    for (const row of rows) {
      if (row === pivot) continue;
      const factor = row[at] as number;
      for (let column = 0; column < 2 * size; column++)
        row[column] = (row[column] as number) - factor * (pivot[column] as number);
    }
  }
  return rows.map((row) => row.slice(size));
}
