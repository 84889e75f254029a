/**
 * The trace as a value change dump (IEEE 1364) with units of 1 ms and one scope, `chair`. States, steps and faults,
 * which have no number of their own, become wires: one for each state, each step and each fault that came, so that a
 * logic analyser's software shows them. Values are reals. Signals are identified by letters only: some readers mistake
 * `$` and `#` for the start of a command or a time.
 */
import { codesIn, hasFaultAt } from '../chair/fault-set.ts';
import { type FaultCode, faultCodes, faultIndex } from '../chair/faults.ts';
import { tickMs } from '../chair/limits.ts';
import { sessionStates } from '../chair/names.ts';
import { type Trace, type TraceColumn, traceValue } from './trace.ts';
import {
  decimalsOf,
  isShare,
  noExtras,
  type StepPaths,
  type TracedFaults,
  type TraceExtras,
} from './trace-cells.ts';

interface Signal {
  readonly type: 'wire 1' | 'real 64';
  readonly name: string;
  /** NaN where nothing measures it. */
  readonly read: (row: number) => number;
  readonly decimals: number;
}

const isSwitch = (column: TraceColumn): boolean =>
  column.endsWith('relay') || (column.endsWith('_duty') && !isShare(column));

/** The number in letters a to z. */
function idOf(index: number): string {
  const last = String.fromCharCode(97 + (index % 26));
  return index < 26 ? last : idOf(Math.floor(index / 26) - 1) + last;
}

/** A missing value stays NaN: neither on nor off. */
const switched = (value: number): number => (Number.isNaN(value) ? value : value > 0 ? 1 : 0);

const wireName = (text: string): string => text.replace(/[^A-Za-z0-9]+/g, '_');

function wire(name: string, read: (row: number) => boolean): Signal {
  return { type: 'wire 1', name: wireName(name), read: (row) => (read(row) ? 1 : 0), decimals: 0 };
}

function faultsThatCame(trace: Trace): readonly FaultCode[] {
  const came = new Set<FaultCode>();
  let before = 0;
  for (let row = 0; row < trace.rows; row++) {
    const faults = traceValue(trace, row, 'fault');
    if (faults !== before) for (const code of codesIn(faults)) came.add(code);
    before = faults;
  }
  return faultCodes.filter((code) => came.has(code));
}

function signalsOf(trace: Trace, paths: StepPaths, extras: TraceExtras): Signal[] {
  return [
    ...sessionStates.map((state, index) =>
      wire(`state ${state}`, (row) => traceValue(trace, row, 'state') === index),
    ),
    ...paths.map((path, index) => wire(`step ${path}`, (row) => traceValue(trace, row, 'step') === index)),
    ...faultsThatCame(trace).map((code) =>
      wire(`fault ${code}`, (row) => hasFaultAt(traceValue(trace, row, 'fault'), faultIndex(code))),
    ),
    ...trace.columns
      .filter((column) => !['t_ms', 'state', 'step', 'fault'].includes(column))
      .map((column): Signal => {
        const read = (row: number): number => traceValue(trace, row, column);
        return isSwitch(column)
          ? { type: 'wire 1', name: column, read: (row) => switched(read(row)), decimals: 0 }
          : { type: 'real 64', name: column, read, decimals: decimalsOf(column) };
      }),
    ...extras.columns.flatMap((column, index) => extraSignals(trace, extras, column, index)),
  ];
}

/** A text column becomes one wire for each value that came. */
function extraSignals(
  trace: Trace,
  extras: TraceExtras,
  { name, kind }: TraceExtras['columns'][number],
  index: number,
): Signal[] {
  if (kind === 'wire') return [wire(name, (row) => extras.cell(row, index) === 1)];
  if (kind === 'real')
    return [{ type: 'real 64', name, read: (row) => Number(extras.cell(row, index)), decimals: 3 }];
  const values = new Set<string>();
  for (let row = 0; row < trace.rows; row++) values.add(String(extras.cell(row, index) ?? ''));
  values.delete('');
  return [...values].map((value) => wire(`${name} ${value}`, (row) => extras.cell(row, index) === value));
}

export function* vcdLines(
  trace: Trace,
  paths: StepPaths,
  faults: TracedFaults = [],
  extras: TraceExtras = noExtras,
): Generator<string> {
  const signals = signalsOf(trace, paths, extras).map((signal, index) => ({ ...signal, id: idOf(index) }));
  // VCD has no times before zero: where the trace has some, its first row is VCD's zero.
  const beforeMs = trace.rows === 0 ? 0 : Math.max(0, -traceValue(trace, 0, 't_ms'));
  yield '$version lumbar $end\n$timescale 1 ms $end\n';
  yield `$comment the program's first step is at ${beforeMs} ms $end\n`;
  for (const { code, atMs, part } of faults)
    yield `$comment ${code} at ${atMs + beforeMs} ms: ${part === '' ? 'no part in particular' : part} $end\n`;
  yield '$scope module chair $end\n';
  for (const { type, id, name } of signals) yield `$var ${type} ${id} ${name} $end\n`;
  yield '$upscope $end\n$enddefinitions $end\n';
  const last = new Map<string, number>();
  for (let row = 0; row < trace.rows; row++) {
    let changes = '';
    for (const { type, id, read, decimals } of signals) {
      const raw = read(row);
      if (Number.isNaN(raw)) continue;
      const value = Number(raw.toFixed(decimals));
      if (last.get(id) === value) continue;
      last.set(id, value);
      changes += type === 'wire 1' ? `${value}${id}\n` : `r${value} ${id}\n`;
    }
    if (changes !== '') yield `#${traceValue(trace, row, 't_ms') + beforeMs}\n${changes}`;
  }
  // The end of the run, so that a viewer shows the last values for their time.
  if (trace.rows > 0) yield `#${traceValue(trace, trace.rows - 1, 't_ms') + beforeMs + tickMs}\n`;
}
