/** The traces of a run: their formats by the endings of the files, tried before the run and written after it. */
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

/** Characters that are written at once. */
const chunkLength = 1 << 20;

export function traceFile(file: string): TraceFile {
  const ending = /\.(csv|vcd|json)$/i.exec(file)?.[1]?.toLowerCase();
  if (ending === 'csv' || ending === 'vcd' || ending === 'json') return { file, format: ending };
  throw usageError(`--trace ${file}: the file must end in .csv, .vcd or .json.`);
}

/** A trace that cannot be written is told before the run and not after it. */
export function tryTrace({ file }: TraceFile): void {
  mustBeWritable('--trace', file);
}

/** In one go, so that a run that is left at once goes no further meanwhile. */
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

/** What there is of a run, at its end or where it is left at once. What cannot be written is told, and holds nothing up. */
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
