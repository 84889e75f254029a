/** The test pulse by itself: a pad without power, and what its two readings do meanwhile. */
import { describe, expect, test } from 'vitest';
import {
  beginTest,
  createTestPulse,
  isElementDead,
  isSurfaceDead,
  mayAnswer,
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

test('an element that stands still for 85 s without power is dead, not sooner', () => {
  const { elementDead } = run(120, () => 50, going(1));
  expect(elementDead).toBeCloseTo(85, 0);
  const slow = run(120, (atS) => 50 - 0.01 * atS, going(1));
  expect(slow.elementDead).toBeNaN();
});

test('one that began no warmer than somebody who leans on it may stand still: who leans gives what a cold room takes', () => {
  expect(run(120, () => 37.9, going(1)).elementDead).toBeNaN();
  expect(run(120, () => 38, going(1)).elementDead).toBeCloseTo(85, 0);
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

describe('at its very limits', () => {
  const begun = (own: Partial<ReturnType<typeof createTestPulse>> = {}) => {
    const pulse = createTestPulse();
    beginTest(pulse, 50, 40);
    return Object.assign(pulse, own);
  };
  const band = (from: number, to: number) => ({ smoothed: from, from, to });

  test('it runs once it has begun, with no doubt of the surface from before', () => {
    expect(createTestPulse()).toMatchObject({ runs: false, surfaceDoubted: false, ms: 0 });
    expect(begun({ surfaceDoubted: true })).toMatchObject({ runs: true, fromElementC: 50, fromSurfaceC: 40 });
    const again = begun({ surfaceDoubted: true, ms: 5000 });
    beginTest(again, 45, 35);
    expect(again).toMatchObject({
      runs: true,
      surfaceDoubted: false,
      ms: 0,
      fromElementC: 45,
      predictedK: 0,
    });
  });

  test('a nominal surface goes with its element, and back by itself', () => {
    const pulse = begun({ predictedK: -1 });
    stepTest(pulse, { perCause: 0.01, tauS: 10, sureShare: 1 }, 30, 40, 1);
    // 20 K cooler by a hundredth, less a tenth of what it is away.
    expect(pulse.predictedK).toBeCloseTo(-1 - 0.2 + 0.1, 12);
    expect(pulse.predicted).toMatchObject({ smoothed: pulse.predictedK, from: pulse.predictedK, to: 0 });
    expect(pulse.ms).toBe(1000);
  });

  test('readings are smoothed over a second, and their bands hold what they came to', () => {
    const pulse = begun();
    stepTest(pulse, answer, 40, 44, 0.1);
    stepTest(pulse, answer, 40, 44, 0.1);
    expect(pulse.element.smoothed).toBeCloseTo(50 - 1.9, 9);
    expect(pulse.element).toMatchObject({ from: pulse.element.smoothed, to: 50 });
    expect(pulse.surface.smoothed).toBeCloseTo(40.76, 9);
    expect(pulse.surface).toMatchObject({ from: 40, to: pulse.surface.smoothed });
  });

  test('a surface has answered where its element has cooled by 2 K, it was asked for 0.25 K, and has gone a third of that', () => {
    const answered = (cooledK: number, predictedK: number, fellK: number) =>
      surfaceAnswered(
        begun({ element: band(50 - cooledK, 50), predictedK, fromSurfaceC: fellK, surface: band(0, fellK) }),
      );
    const thirdK = 0.35 * 0.25;
    expect(answered(2, -0.25, thirdK)).toBe(true);
    expect(answered(1.99, -0.25, thirdK)).toBe(false);
    expect(answered(2, -0.24, thirdK)).toBe(false);
    expect(answered(2, 0.3, thirdK)).toBe(false);
    expect(answered(2, -0.25, thirdK - 0.001)).toBe(false);
    expect(answered(2, -0.5, thirdK)).toBe(false);
  });

  test('a surface is dead that was to move by 2 K and has kept to less than 0.2 K', () => {
    const dead = (predictedK: number, widthK: number) =>
      isSurfaceDead(begun({ predicted: band(0, predictedK), surface: band(0, widthK) }));
    expect(dead(2, 0.19)).toBe(true);
    expect(dead(2, 0.2)).toBe(false);
    expect(dead(1.99, 0.19)).toBe(false);
  });

  test('an element is dead that has kept to less than 0.3 K for 85 s', () => {
    const dead = (restMs: number, widthK: number) =>
      isElementDead(begun({ restMs, element: band(0, widthK) }));
    expect(dead(85_000, 0.29)).toBe(true);
    expect(dead(85_000, 0.3)).toBe(false);
    expect(dead(84_999, 0.29)).toBe(false);
  });
});

test('a surface may answer yet where its element was as warm, and has cooled by 0.3 K', () => {
  const at = (fromElementC: number, smoothed: number) =>
    mayAnswer({
      ...createTestPulse(),
      fromElementC,
      fromSurfaceC: 40,
      element: { smoothed, from: -1, to: 0.3 },
    });
  expect(at(40, 0)).toBe(true);
  expect(at(39.9, 0)).toBe(false);
  expect(at(40, 0.01)).toBe(false);
});
