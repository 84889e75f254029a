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
