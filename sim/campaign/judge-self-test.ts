/** Whether a self-test may move the chair in the service state. */
import type { Milliseconds } from '../../src/chair/units.ts';
import type { Simulation } from '../chair/simulation.ts';

interface SelfTestJudge {
  selfTests: number;
  testingUntilMs: Milliseconds;
}

/** Both ways over the rail, both directions of the arms, and both pads: three minutes. */
const selfTestMaxMs = 185_000;

/** A self-test that a technician was told has begun moves the chair in service, until stop is pressed or it must be over. */
export function selfTests(
  judge: SelfTestJudge,
  stopped: boolean,
  { technician, nowMs }: Simulation,
): boolean {
  const begun = technician.done.filter((work) => work.do === 'selftest').length;
  if (begun !== judge.selfTests) {
    judge.selfTests = begun;
    judge.testingUntilMs = nowMs + selfTestMaxMs;
  }
  if (stopped) judge.testingUntilMs = 0;
  return nowMs < judge.testingUntilMs;
}
