/** What some queries of the page are answered with. */
import type { TraceComparison } from '../../src/run/trace-compare.ts';

/** Two runs over each other; times are those of A, from its program's first step on. */
export interface ComparedRuns {
  readonly comparison: TraceComparison;
  readonly ms: readonly number[];
  /** Of what differs, at each of these times; null where a run has no value. */
  readonly series: readonly {
    readonly name: string;
    readonly a: readonly (number | null)[];
    readonly b: readonly (number | null)[];
  }[];
}

/** Of one step of a plan. */
export interface StepProgress {
  readonly program: string;
  /** What ends it. */
  readonly ends: string;
  /** How far it is; null while another one is under way. */
  readonly progress: string | null;
  /** A pause, and what the guard holds back. */
  readonly keeps: readonly string[];
  /** Where it stands in the program's text; null where that is not here. */
  readonly line: { readonly line: number; readonly column: number } | null;
}
