/** Answers to some queries of the page. */
import type { Problem } from '../../src/program/language/problems.ts';
import type { Plan } from '../../src/program/plan/plan.ts';
import type { TraceComparison } from '../../src/run/trace-compare.ts';

/** Two runs compared; times are those of A, from its program's first step on. */
export interface ComparedRuns {
  readonly comparison: TraceComparison;
  readonly ms: readonly number[];
  /** The columns that differ, at each of these times; null where a run has no value. */
  readonly series: readonly {
    readonly name: string;
    readonly a: readonly (number | null)[];
    readonly b: readonly (number | null)[];
  }[];
}

/** The state of one step of a plan. */
export interface StepProgress {
  readonly program: string;
  /** What ends the step. */
  readonly ends: string;
  /** How far the step is; null unless it is under way. */
  readonly progress: string | null;
  /** What delays it: a pause, and what the guard holds back. */
  readonly keeps: readonly string[];
  /** Its place in the program's text; null where the text is not known. */
  readonly line: Place | null;
}

/** A place in a program's text. */
interface Place {
  readonly line: number;
  readonly column: number;
}

/** The checker's result for a text in the editor. */
export interface CheckedText {
  readonly problems: readonly Problem[];
  /** Null where the text has problems. */
  readonly plan: Plan | null;
  /** For each step of the plan: what ends it, and its place in the text. */
  readonly steps: readonly { readonly ends: string; readonly place: Place | null }[];
  /** The flashed version of the program and the differences from it; null where none of this id is flashed. */
  readonly flashed: { readonly version: number; readonly changes: readonly string[] } | null;
}
