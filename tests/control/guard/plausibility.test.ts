/** Two sensors of one pad, against each other. */
import { describe, expect, test } from 'vitest';
import { createPlausibility, tooCoolK } from '../../../src/control/guard/diagnosis/plausibility.ts';
import { limits } from './rig.ts';

const pad = limits.pads[0]!;

/** The first implausible kelvins of so many seconds, 0 where there are none; and when. */
function judge(seconds: number, elementC: number, surfaceC: (atS: number) => number, ambientC = 22) {
  const pair = createPlausibility();
  for (let step = 0; step < seconds * 10; step++) {
    const missK = tooCoolK(pair, pad, elementC, surfaceC(step / 10), ambientC, 0.1);
    if (missK !== 0) return { missK, atS: step / 10 };
  }
  return { missK: 0, atS: Number.NaN };
}

/** By hand: 0.42 W/K from the element, 1.2 to skin of 33 C where that cools it, 0.39 to air 10 K below the room. */
const coolestC = (elementC: number, ambientC: number) => {
  const withBack = (0.42 * elementC + 1.2 * 33 + 0.39 * (ambientC - 10)) / (0.42 + 1.2 + 0.39);
  return withBack > 33 ? withBack : (0.42 * elementC + 0.39 * (ambientC - 10)) / (0.42 + 0.39);
};

describe('a surface over a warm element', () => {
  test.each([
    [45, 22],
    [55, 22],
    [55, 5],
  ])(
    'at %d C in a room of %d C may be as cool as the best contact makes it, and no cooler',
    (elementC, ambientC) => {
      const leastC = coolestC(elementC, ambientC);
      expect(judge(1800, elementC, () => leastC - 2.3, ambientC).missK).toBe(0);
      const cooler = judge(1800, elementC, () => leastC - 2.9, ambientC);
      expect(cooler.missK).toBeLessThan(-2.5);
    },
  );

  test('is given its time to warm', () => {
    // Its sensor has come off and hangs in the room: found after minutes, not at once.
    const { atS, missK } = judge(1800, 57, () => 22);
    expect(missK).toBeLessThan(0);
    expect(atS).toBeGreaterThan(30);
    expect(atS).toBeLessThan(300);
  });

  test('may be as warm as it likes: that is for its limits to judge', () => {
    expect(judge(600, 30, () => 44).missK).toBe(0);
  });
});

describe('the coolest that a surface can be', () => {
  const still = { ...limits.pads[0]!, coolest: { elementPerS: 0, backPerS: 0, airPerS: 0 } };

  test('begins at the surface, or at air 10 K cooler than the room', () => {
    const begun = (surfaceC: number) => {
      const pair = createPlausibility();
      tooCoolK(pair, still, 40, surfaceC, 22, 0.1);
      return pair.coolestC;
    };
    expect(begun(30)).toBe(12);
    expect(begun(8)).toBe(8);
  });

  test('goes with its element, with the air, and with a back that is cooler', () => {
    const stepped = (elementPerS: number, backPerS: number, airPerS: number, coolestC: number) => {
      const pair = { started: true, coolestC, colderMs: 0 };
      tooCoolK(pair, { ...still, coolest: { elementPerS, backPerS, airPerS } }, 50, 45, 22, 2);
      return pair.coolestC;
    };
    expect(stepped(0.1, 0, 0, 40)).toBeCloseTo(42, 12);
    expect(stepped(0, 0, 0.1, 40)).toBeCloseTo(40 - 0.2 * 28, 12);
    expect(stepped(0, 0.1, 0, 40)).toBeCloseTo(40 - 0.2 * 7, 12);
    // A back warms nothing.
    expect(stepped(0, 0.1, 0, 30)).toBe(30);
  });

  test('is missed by more than 2.5 K for 5 s', () => {
    const missed = (surfaceC: number, seconds: number) => {
      const pair = { started: true, coolestC: 30, colderMs: 0 };
      let missK = 0;
      for (let second = 0; second < seconds; second++) missK = tooCoolK(pair, still, 40, surfaceC, 22, 1);
      return missK;
    };
    expect(missed(27.5, 60)).toBe(0);
    expect(missed(27.4, 4)).toBe(0);
    expect(missed(27.4, 5)).toBeCloseTo(-2.6, 12);
  });

  test('is missed for its time without a break', () => {
    const pair = { started: true, coolestC: 30, colderMs: 4000 };
    tooCoolK(pair, still, 40, 29, 22, 1);
    expect(pair.colderMs).toBe(0);
  });
});
