/** The traces of a run. The file's ending gives the format; each file is tested before the run and written after it. */
import { closeSync, openSync, writeFileSync } from 'node:fs';
import type { RunBoard } from '../run/board.ts';
import type { Run } from '../run/run.ts';
import { type TraceFormat, traceLines } from '../run/trace-formats.ts';
import { usageError } from './terminal/output.ts';
import { cannotWrite, mustBeWritable } from './whole-file.ts';

export interface TraceFile {
  readonly file: string;
  readonly format: TraceFormat;
}

/** Characters per write. */
const chunkLength = 1 << 20;

export function traceFile(file: string): TraceFile {
  const ending = /\.(csv|vcd|json)$/i.exec(file)?.[1]?.toLowerCase();
  if (ending === 'csv' || ending === 'vcd' || ending === 'json') return { file, format: ending };
  throw usageError(`--trace ${file}: the file must end in .csv, .vcd or .json.`);
}

/** Reports a trace file that cannot be written before the run, not after it. */
export function tryTrace({ file }: TraceFile): void {
  mustBeWritable('--trace', file);
}

/** Written synchronously, so that a run that is left at once does not go on meanwhile. */
function writeTrace({ file, format }: TraceFile, running: Run<RunBoard>): void {
  if (running.trace === null) return;
  const lines = traceLines(
    format,
    running.trace,
    running.plan.steps.map(({ path }) => path),
    running.faults,
  );
  try {
    const descriptor = openSync(file, 'w');
    try {
      let text = '';
      for (const line of lines) {
        text += line;
        if (text.length < chunkLength) continue;
        writeFileSync(descriptor, text);
        text = '';
      }
      writeFileSync(descriptor, text);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw cannotWrite(`--trace ${file}`, error);
  }
}

/** Writes the traces at the end of a run, or when it is left at once. A file that cannot be written is reported; the others are still written. */
export function keepTraces(traces: readonly TraceFile[], running: Run<RunBoard>): 'written' | 'not written' {
  let kept: ReturnType<typeof keepTraces> = 'written';
  for (const trace of traces) {
    try {
      writeTrace(trace, running);
    } catch (error) {
      process.stderr.write(`lumbar: ${(error as Error).message}\n`);
      kept = 'not written';
    }
  }
  return kept;
}
