/**
 * The smallest schedule that still fails: kinds of roughness and steps are left out, waits halved, and person, room, pads
 * and program made nominal, while the same invariant still breaks.
 */
import { type Scenario, type Step, scenarioDefaults } from '../scenario/scenario.ts';

/** Runs the shrinking may take: a few seconds. */
const runsMax = 400;
/** Waits are not halved below this. */
const shortestWaitMs = 40;

export function shrink(scenario: Scenario, fails: (candidate: Scenario) => boolean): Scenario {
  let best = scenario;
  let runs = 0;
  const tryIt = (candidate: Scenario): boolean => {
    if (runs >= runsMax) return false;
    runs++;
    if (!fails(candidate)) return false;
    best = candidate;
    return true;
  };
  for (let before: Scenario | null = null; before !== best && runs < runsMax; ) {
    before = best;
    for (const kind of best.rough) {
      tryIt({ ...best, rough: best.rough.filter((each) => each !== kind) });
    }
    leaveStepsOut(() => best, tryIt);
    for (const usual of simplifications) {
      const candidate = usual(best);
      if (JSON.stringify(candidate) !== JSON.stringify(best)) tryIt(candidate);
    }
    halveWaits(() => best, tryIt);
  }
  return best;
}

type Try = (candidate: Scenario) => boolean;

/** Large pieces first, from the end: everything after the failure goes at once. */
function leaveStepsOut(best: () => Scenario, tryIt: Try): void {
  for (let size = Math.max(1, best().steps.length >> 1); size >= 1; size >>= 1) {
    for (let at = best().steps.length - size; at >= 0; at -= size) {
      const { steps } = best();
      if (at + size > steps.length) continue;
      tryIt({ ...best(), steps: [...steps.slice(0, at), ...steps.slice(at + size)] });
    }
  }
}

function halveWaits(best: () => Scenario, tryIt: Try): void {
  for (let at = 0; at < best().steps.length; at++) {
    for (;;) {
      const step = best().steps[at];
      if (step === undefined || (step.kind !== 'wait' && step.kind !== 'hold')) break;
      const forMs = Math.floor(step.forMs / 40) * 20;
      if (forMs < shortestWaitMs) break;
      const shorter: Step = { ...step, forMs };
      if (!tryIt({ ...best(), steps: best().steps.map((each, index) => (index === at ? shorter : each)) }))
        break;
    }
  }
}

/** Each makes one thing nominal. */
const simplifications: readonly ((scenario: Scenario) => Scenario)[] = [
  (scenario) => ({ ...scenario, program: 'lower-back-relief' }),
  (scenario) => ({ ...scenario, personKg: scenarioDefaults.personKg }),
  (scenario) => ({ ...scenario, ambientC: scenarioDefaults.ambientC }),
  (scenario) => ({ ...scenario, pads: scenarioDefaults.pads }),
  (scenario) => ({ ...scenario, seed: scenarioDefaults.seed }),
];
