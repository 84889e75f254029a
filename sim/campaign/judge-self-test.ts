/** What a self-test may do to the chair in the service state. */
import { codesIn, type FaultSet } from '../../src/chair/fault-set.ts';
import { type FaultAction, faults } from '../../src/chair/faults.ts';
import type { Milliseconds } from '../../src/chair/units.ts';
import type { Simulation } from '../chair/simulation.ts';

interface SelfTestJudge {
  selfTests: number;
  testingUntilMs: Milliseconds;
}

/** Both ways over the rail, both directions of the arms, and both pads: three minutes. */
const selfTestMaxMs = 185_000;

/** Whether an acknowledged self-test may move the chair in service: until stop is pressed or the test must be over. */
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

/** What may stay on while faults are latched. */
interface Left {
  readonly motors: boolean;
  readonly heat: boolean;
}

export const nothing: Left = { motors: false, heat: false };

/** A self-test may go on using what no latched fault switches off. */
export function leftToTest({ testingUntilMs }: SelfTestJudge, latched: FaultSet, nowMs: Milliseconds): Left {
  if (nowMs >= testingUntilMs) return nothing;
  const taken = codesIn(latched).map((code): FaultAction => faults[code].did);
  const isTaken = (what: FaultAction) => taken.includes(what) || taken.includes('all off');
  return { motors: !isTaken('motors off'), heat: !isTaken('heat off') };
}
