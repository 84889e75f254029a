/** The self-test as the technician sees it: a row a measurement, with its limits. */
import { selfTestPasses } from '../control/self-test.ts';
import { selfTestLimits } from '../control/self-test-limits.ts';
import type { SelfTestReport } from '../service/machine.ts';
import type { Host } from './host.ts';

/** The running or last self-test of this boot, or null. */
export function selfTestReport(host: Host): SelfTestReport | null {
  if (!host.testing && !host.tested) return null;
  const { selfTest, session } = host.control;
  const rows = selfTestLimits.map(({ name, unit, low, high }, row) => ({
    name,
    unit,
    low: rounded(low),
    high: rounded(high),
    value: rounded(selfTest.measured[row] ?? Number.NaN),
    pass: selfTestPasses(selfTest, row),
  }));
  const stopped =
    host.testing || selfTest.done
      ? ''
      : session.faultCode === 'none'
        ? 'stopped at the chair'
        : session.faultCode;
  return {
    running: host.testing,
    passed: host.testing ? null : stopped === '' && rows.every(({ pass }) => pass),
    stopped,
    rows,
  };
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
