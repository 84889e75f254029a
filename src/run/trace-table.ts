/** Reads a trace back from its file: CSV or JSON as `trace-formats.ts` writes them, or as a spreadsheet saved them. */

export type TraceCell = number | string | null;

export interface TraceTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly TraceCell[])[];
}

const textColumns: readonly string[] = ['state', 'step', 'fault'];

/** Columns whose values are words, which are either equal or not. */
export const isTextColumn = (name: string): boolean => textColumns.includes(name);

/** The table, or one sentence that says why the text is no trace. */
export function readTrace(text: string): TraceTable | string {
  const plain = text.replace(/^\ufeff/, '').trimStart();
  const table = plain.startsWith('{') ? fromJson(plain) : fromCsv(plain);
  return typeof table === 'string' ? table : (problemOf(table) ?? table);
}

function fromJson(text: string): TraceTable | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return `is not JSON: ${(error as Error).message}`;
  }
  const { columns, rows } = value as Partial<TraceTable>;
  const isCell = (cell: unknown) => cell === null || ['number', 'string'].includes(typeof cell);
  if (!Array.isArray(columns) || !columns.every((name) => typeof name === 'string') || !Array.isArray(rows))
    return 'is not a trace: it has no columns and rows';
  const odd = rows.findIndex((row) => !Array.isArray(row) || !row.every(isCell));
  if (odd >= 0) return `is not a trace: row ${odd + 1} is no list of values`;
  return {
    columns,
    rows: (rows as TraceCell[][]).map((row) => row.map((cell) => (cell === '' ? null : cell))),
  };
}

function fromCsv(text: string): TraceTable {
  const [head = '', ...lines] = text.split(/\r?\n/);
  const columns = head.split(',').map(unquoted);
  const rows = lines
    .filter((line) => line !== '')
    .map((line) => line.split(',').map((cell, index) => cellOf(columns[index], unquoted(cell))));
  return { columns, rows };
}

const unquoted = (cell: string): string => cell.trim().replace(/^"(.*)"$/, '$1');

function cellOf(column: string | undefined, text: string): TraceCell {
  if (text === '') return null;
  return column === undefined || isTextColumn(column) || Number.isNaN(Number(text)) ? text : Number(text);
}

function problemOf({ columns, rows }: TraceTable): string | null {
  if (columns[0] !== 't_ms') return 'is not a trace: its first column is not t_ms';
  const twice = columns.find((name, index) => columns.indexOf(name) !== index);
  if (twice !== undefined) return `is not a trace: it has two columns ${twice}`;
  if (rows.length === 0) return 'has no rows';
  let last = Number.NEGATIVE_INFINITY;
  for (const [index, row] of rows.entries()) {
    if (row.length !== columns.length)
      return `is not a whole trace: row ${index + 1} has ${row.length} values for ${columns.length} columns`;
    const [ms] = row;
    if (typeof ms !== 'number' || !Number.isFinite(ms) || ms < last)
      return `is not a trace: the time in row ${index + 1} is not a number that grows`;
    last = ms;
    const wrong = columns.find((name, at) => at > 0 && !isTextColumn(name) && typeof row[at] === 'string');
    if (wrong !== undefined) return `is not a trace: ${wrong} in row ${index + 1} is not a number`;
  }
  return null;
}
