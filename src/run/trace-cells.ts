/** What all formats of the trace share: precision, names of steps and faults, and extra columns. */
import type { RunReport } from './report.ts';
import type { TraceColumn } from './trace.ts';

/** Paths of the plan's steps, for the `step` column, which holds their index. */
export type StepPaths = readonly string[];

/** The faults of the run and their parts, on the trace's time. */
export type TracedFaults = RunReport['faults'];

/** Extra columns of whoever recorded the trace; a wire is 0 or 1. */
export interface TraceExtras {
  readonly columns: readonly { readonly name: string; readonly kind: 'wire' | 'real' | 'text' }[];
  readonly cell: (row: number, column: number) => string | number | null;
}

export const noExtras: TraceExtras = { columns: [], cell: () => null };

const shares: readonly TraceColumn[] = ['carriage_duty', 'kneader_duty', 'tapper_duty'];
/** A duty that can lie between off and full; those of pads are on or off. */
export const isShare = (column: TraceColumn): boolean => shares.includes(column);

/** Decimals of each column; times and switches are whole. */
const decimals: Readonly<Record<TraceColumn, number>> = {
  carriage_mm: 3,
  carriage_duty: 4,
  kneader_turns: 4,
  kneader_duty: 4,
  tapper_duty: 4,
  supply_v: 3,
  motors_v: 3,
};
export const decimalsOf = (column: TraceColumn): number =>
  decimals[column] ?? (column.endsWith('_c') ? 3 : 0);
