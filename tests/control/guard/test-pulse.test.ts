/** The test pulse by itself: a pad without power, and what its two readings do meanwhile. */
import { describe, expect, test } from 'vitest';
import {
  beginTest,
  createTestPulse,
  isElementDead,
  isSurfaceDead,
  stepTest,
  surfaceAnswered,
} from '../../../src/control/guard/diagnosis/test-pulse.ts';
import { limits } from './rig.ts';

const answer = limits.pads[0]!.surfaceAnswer;

type Reads = (atS: number) => number;
const cooling: Reads = (atS) => 36 + 14 * Math.exp(-atS / 100);
/** A surface that goes along with it by this share of what a nominal one would. */
const going =
  (share: number): Reads =>
  (atS) => {
    let movedK = 0;
    for (let passedS = 0; passedS < atS; passedS += 0.1) {
      movedK += 0.1 * (answer.perCause * (cooling(passedS) - 50) - movedK / answer.tauS);
    }
    return 41 + share * movedK;
  };

/** When each verdict came first, NaN where it never did. */
function run(seconds: number, element: Reads, surface: Reads) {
  const test = createTestPulse();
  beginTest(test, element(0), surface(0));
  const first = { answered: Number.NaN, surfaceDead: Number.NaN, elementDead: Number.NaN };
  for (let step = 1; step <= seconds * 10; step++) {
    const atS = step / 10;
    stepTest(test, answer, element(atS), surface(atS), 0.1);
    if (Number.isNaN(first.answered) && surfaceAnswered(test)) first.answered = atS;
    if (Number.isNaN(first.surfaceDead) && isSurfaceDead(test)) first.surfaceDead = atS;
    if (Number.isNaN(first.elementDead) && isElementDead(test)) first.elementDead = atS;
  }
  return first;
}

describe('an element that cools', () => {
  test.each([0.5, 1, 1.8])(
    'with a surface that goes along by %d proves both, within half a minute',
    (share) => {
      const { answered, surfaceDead, elementDead } = run(60, cooling, going(share));
      expect(answered).toBeLessThan(30);
      expect(surfaceDead).toBeNaN();
      expect(elementDead).toBeNaN();
    },
  );

  test('with a surface that stands still proves it dead, noise or none', () => {
    for (const noiseK of [0, 0.05]) {
      const { answered, surfaceDead } = run(120, cooling, (atS) => 41 + noiseK * Math.sin(71 * atS));
      expect(answered).toBeNaN();
      expect(surfaceDead).toBeGreaterThan(10);
      expect(surfaceDead).toBeLessThan(120);
    }
  });

  test('with a surface that a back moves the other way proves nothing', () => {
    const { answered, surfaceDead } = run(120, cooling, (atS) => 41 + 0.02 * atS);
    expect(answered).toBeNaN();
    expect(surfaceDead).toBeNaN();
  });
});

test('an element that stands still for a minute without power is dead, not sooner', () => {
  const { elementDead } = run(120, () => 50, going(1));
  expect(elementDead).toBeCloseTo(60, 0);
  const slow = run(120, (atS) => 50 - 0.01 * atS, going(1));
  expect(slow.elementDead).toBeNaN();
});

test('a test begun anew knows nothing of the last one', () => {
  const test = createTestPulse();
  beginTest(test, 50, 41);
  for (let step = 0; step < 600; step++) stepTest(test, answer, 40, 41, 0.1);
  beginTest(test, 45, 40);
  const fresh = createTestPulse();
  beginTest(fresh, 45, 40);
  expect(test).toEqual(fresh);
});
