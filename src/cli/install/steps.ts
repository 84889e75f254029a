/** The steps of an installation, one line each, planned from the present state, so that a second run finds nothing to do. */
import type { Paint } from '../../program/language/format-problems.ts';
import { troubleOf, troubleWords } from '../../store/problems.ts';
import { CommandError, exitCodes } from '../terminal/output.ts';

export interface Step {
  /** The thing, as a person knows it: a path, a user, a service. */
  readonly what: string;
  /** What is done to it; where nothing is to be done, its present state. */
  readonly detail: string;
  /** Null: nothing is to be done. */
  readonly work: (() => void) | null;
  /** Nothing is done, but the person should know; unlike `already so`. */
  readonly left?: true;
}

type StepState = 'already so' | 'done' | 'would do' | 'left';

export interface StepReport {
  readonly what: string;
  readonly state: StepState;
  readonly detail: string;
}

/** A step that nothing has to be done for. */
export function already(what: string, detail: string): Step {
  return { what, detail, work: null };
}

/** A step that does nothing, but that a person should know about. */
export function left(what: string, detail: string): Step {
  return { what, detail, work: null, left: true };
}

/** Carries out the steps in order and reports each once it is done. A dry run reports the same and does nothing. */
export function carryOut(
  steps: readonly Step[],
  dryRun: boolean,
  tell: (report: StepReport) => void,
): StepReport[] {
  return steps.map(({ what, detail, work, left }) => {
    if (work !== null && !dryRun) done(what, work);
    const toDo = dryRun ? 'would do' : 'done';
    const state = left ? 'left' : work === null ? 'already so' : toDo;
    const report: StepReport = { what, state, detail };
    tell(report);
    return report;
  });
}

/** Does a step's work; a system error ends the command. Every file is then either the old or the new one. */
function done(what: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    const { syscall, code, message } = error as NodeJS.ErrnoException;
    if (syscall === undefined) throw error;
    throw new CommandError(
      exitCodes.bad,
      `${what}: ${troubleWords[troubleOf(code)]} (${message}). What is above is done. Mend that, and run the command again.`,
    );
  }
}

const tones = { 'already so': 'dim', done: 'good', 'would do': 'strong', left: 'warn' } as const;
const stateWidth = 'already so'.length;

export function stepText({ what, state, detail }: StepReport, paint: Paint): string {
  return `${paint(tones[state], state.padEnd(stateWidth))}  ${what}: ${detail}\n`;
}
