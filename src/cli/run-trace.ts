/** The traces of a run: their formats by the endings of the files, tried before the run and written after it. */
import type { RunBoard } from '../run/board.ts';
import type { Run } from '../run/run.ts';
import type { TraceFormat } from '../run/trace-formats.ts';
import { usageError } from './terminal/output.ts';

export interface TraceFile {
  readonly file: string;
  readonly format: TraceFormat;
}

export function traceFile(file: string): TraceFile {
  const ending = /\.(csv|vcd|json)$/i.exec(file)?.[1]?.toLowerCase();
  if (ending === 'csv' || ending === 'vcd' || ending === 'json') return { file, format: ending };
  throw usageError(`--trace ${file}: the file must end in .csv, .vcd or .json.`);
}

/** A trace that cannot be written is told before the run and not after it. What the file held stays. */
export async function tryTrace({ file }: TraceFile): Promise<void> {
  const { open } = await import('node:fs/promises');
  try {
    await (await open(file, 'a')).close();
  } catch (error) {
    throw cannotWrite(file, error);
  }
}

export async function writeTrace({ file, format }: TraceFile, running: Run<RunBoard>): Promise<void> {
  const { writeFile } = await import('node:fs/promises');
  const { traceLines } = await import('../run/trace-formats.ts');
  if (running.trace === null) return;
  const lines = traceLines(
    format,
    running.trace,
    running.plan.steps.map(({ path }) => path),
  );
  try {
    await writeFile(file, lines);
  } catch (error) {
    throw cannotWrite(file, error);
  }
}

function cannotWrite(file: string, error: unknown): Error {
  return usageError(`--trace ${file} cannot be written: ${(error as Error).message}`);
}
