/** How a technician starts the self-test, and its report: one row per measurement, with its limits. */

import type { LinkSensors } from '../chair/sensors.ts';
import { createSelfTest, selfTestPasses } from '../control/checks/self-test.ts';
import { rowsOfPhase } from '../control/checks/self-test-preconditions.ts';
import type { Job } from '../control/goals.ts';
import type { Control } from '../control/tick.ts';
import type { RefusalReason } from '../service/refusals.ts';
import type { SelfTestReport } from '../service/self-test-report.ts';

export interface SelfTestRun {
  /** The test was asked for and has not ended. */
  testing: boolean;
  /** The test has been run since the controller started, or was ended before it could run. */
  tested: boolean;
}

/** Starts the test, or gives the reason why it cannot start now. A fault is no reason: what the fault leaves is tested. */
export function beginSelfTest(
  run: SelfTestRun,
  { session, selfTest }: Control,
  link: LinkSensors,
): RefusalReason | null {
  if (session.state !== 'service') return 'not-in-service';
  if (run.testing) return 'self-test-runs';
  if (!link.connected) return 'no-controller';
  run.testing = true;
  run.tested = false;
  // Earlier measurements are no result of this test, even if it never runs.
  Object.assign(selfTest, createSelfTest(selfTest.figures), { phase: 'look', done: false });
  return null;
}

/** The job that the session is ordered to do in the next tick. */
export function serviceJobOf(run: SelfTestRun): Job {
  return run.testing ? 'self-test' : 'nothing';
}

/** Called after each tick. The test is over when it is done, or when the session has dropped it: by stop, or by leaving service. */
export function watchSelfTest(run: SelfTestRun, { session, selfTest }: Control): void {
  if (!run.testing) return;
  const begun = session.job === 'self-test';
  if ((begun && selfTest.done) || session.serviceStopped || session.state !== 'service') run.testing = false;
  if (begun || !run.testing) run.tested = true;
}

/** The running or last self-test of this boot, or null. */
export function selfTestReport(run: SelfTestRun, { selfTest, session }: Control): SelfTestReport | null {
  if (!run.testing && !run.tested) return null;
  const ended = !run.testing && !selfTest.done;
  const stopped = !ended ? '' : session.faultCode === 'none' ? 'stopped at the chair' : session.faultCode;
  // The phase that was interrupted has not been measured.
  const under = ended ? rowsOfPhase(selfTest.phase, selfTest.pad) : [];
  const rows = selfTest.figures.limits.flatMap(({ name, unit, low, high, unseen }, row) => {
    // Parts that the chair lacks are left out; parts that it has but cannot measure are listed.
    if (unseen === null) return [];
    const broken = under.includes(row);
    const value = broken ? Number.NaN : (selfTest.measured[row] ?? Number.NaN);
    const unmeasured = unseen || selfTest.notRun[row] || (ended ? stopped : '');
    return {
      name,
      unit,
      low: rounded(low),
      high: rounded(high),
      value: rounded(value),
      pass: selfTestPasses(selfTest, row) && !(broken && unseen === ''),
      notRun: Number.isNaN(value) ? unmeasured : '',
    };
  });
  return {
    running: run.testing,
    passed: run.testing ? null : stopped === '' && rows.every(({ pass }) => pass),
    stopped,
    rows,
  };
}

/** How the test ended, for the log. */
export function verdictOf(report: SelfTestReport | null): string {
  if (report === null) return 'not begun';
  const { passed, stopped, rows } = report;
  const failed = rows.filter(({ pass }) => !pass).map(({ name }) => name);
  return passed
    ? 'passed'
    : `failed${stopped === '' ? '' : ` (${stopped})`}: ${failed.join(', ')}`.slice(0, 400);
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
