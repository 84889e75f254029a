/** The self-test as a technician asks for it, and as it is reported: a row a measurement, with its limits. */

import { selfTestPasses } from '../control/checks/self-test.ts';
import type { Job } from '../control/goals.ts';
import type { Control } from '../control/tick.ts';
import type { SelfTestReport } from '../service/machine.ts';

export interface SelfTestRun {
  /** It was asked for and has not ended. */
  testing: boolean;
  /** It has been run since the start. */
  tested: boolean;
}

/** False if it cannot start now: only in the service state, and not with a fault. */
export function beginSelfTest(run: SelfTestRun, { session, guard }: Control): boolean {
  if (run.testing || session.state !== 'service' || guard.register.faults !== 0) return false;
  run.testing = true;
  run.tested = false;
  return true;
}

/** What the session is to be asked for in the next tick. */
export function serviceJobOf(run: SelfTestRun): Job {
  return run.testing ? 'self-test' : 'nothing';
}

/** After each tick. The test is over when it says so, or when the session has dropped it: stop, or a fault. */
export function watchSelfTest(run: SelfTestRun, { session, selfTest }: Control): void {
  if (!run.testing) return;
  const begun = session.job === 'self-test';
  if (begun) run.tested = true;
  if ((begun && selfTest.done) || session.serviceStopped || session.state !== 'service') run.testing = false;
}

/** The running or last self-test of this boot, or null. */
export function selfTestReport(run: SelfTestRun, { selfTest, session }: Control): SelfTestReport | null {
  if (!run.testing && !run.tested) return null;
  const rows = selfTest.figures.limits.map(({ name, unit, low, high }, row) => ({
    name,
    unit,
    low: rounded(low),
    high: rounded(high),
    value: rounded(selfTest.measured[row] ?? Number.NaN),
    pass: selfTestPasses(selfTest, row),
  }));
  const stopped =
    run.testing || selfTest.done
      ? ''
      : session.faultCode === 'none'
        ? 'stopped at the chair'
        : session.faultCode;
  return {
    running: run.testing,
    passed: run.testing ? null : stopped === '' && rows.every(({ pass }) => pass),
    stopped,
    rows,
  };
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
