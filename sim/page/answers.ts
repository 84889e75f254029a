/** What some queries of the page are answered with. */
import type { Problem } from '../../src/program/language/problems.ts';
import type { Plan } from '../../src/program/plan/plan.ts';
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
  readonly line: Place | null;
}

/** In a program's text. */
interface Place {
  readonly line: number;
  readonly column: number;
}

/** A text as it stands in the editor. */
export interface CheckedText {
  readonly problems: readonly Problem[];
  /** Null where it has problems. */
  readonly plan: Plan | null;
  /** Of each step of the plan. */
  readonly steps: readonly { readonly ends: string; readonly place: Place | null }[];
  /** Null where the chair has no program of this id flashed. */
  readonly flashed: { readonly version: number; readonly changes: readonly string[] } | null;
}
