/**
 * What the instrumented sources ask: which mutant is on, and, while the tests are gone through for the first time, which
 * mutants each of them reaches.
 */
export interface Switch {
  /** The number of the mutant that is on; -1: none. */
  active: number;
  /** By the number of the mutant: 1 where it was reached since this was cleared; null while nobody wants to know. */
  reached: Uint8Array | null;
  /** How often the active mutant, and how often any block, may still be passed before it counts as a loop without an end. */
  passes: number;
  blocks: number;
}

export interface Mutant {
  readonly id: number;
  /** Relative to the root of the package. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly kind: string;
  readonly replacement: string;
}

/** A mutant and what became of it. */
export interface Verdict extends Mutant {
  /** `static`: reached as modules load and by no test, so that it cannot be switched on. */
  readonly status: 'killed' | 'survived' | 'static' | 'unreached';
  /** The test that failed, or how many did not. */
  readonly by: string;
}

/** A test as the runner has met it. */
export interface KnownTest {
  readonly name: string;
  /** Runs it once more, with what belongs before it. Throws what fails. */
  readonly again: () => Promise<void>;
  readonly ms: number;
  readonly reached: ReadonlySet<number>;
}

declare global {
  var lumbarMutants: Switch & { tests: KnownTest[]; early: Set<number> };
}
