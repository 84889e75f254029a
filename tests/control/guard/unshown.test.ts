import { describe, expect, test } from 'vitest';
import { createCarriageWatch } from '../../../src/control/guard/interlocks/carriage.ts';
import { createUnshown, watchUnshown } from '../../../src/control/guard/interlocks/unshown.ts';

/** A carriage whose ends a test closes and opens, and what nothing has shown of it. */
function stand() {
  const unshown = createUnshown();
  const carriage = createCarriageWatch();
  return {
    carriage,
    pass(seconds: number, order: { works?: boolean; way?: number }) {
      const { works = false, way = 0 } = order;
      for (let tick = 0; tick < Math.round(seconds * 50); tick++) {
        if (way !== 0) carriage.direction = way;
        carriage.undrivenMs = way !== 0 ? 0 : carriage.undrivenMs + 20;
        watchUnshown(unshown, carriage, works, way !== 0, 20);
      }
      return { workedS: unshown.worked.forMs / 1000, drivenS: unshown.driven.forMs / 1000 };
    },
  };
}

describe('a carriage that nothing counts', () => {
  test('may be stuck wherever it is sent, and the kneader may be what is driven', () => {
    const { pass } = stand();
    pass(20, { works: true });
    pass(5, { works: true, way: 1 });
    expect(pass(10, { way: -1 })).toEqual({ workedS: 25, drivenS: 15 });
    expect(pass(1, { works: true })).toEqual({ workedS: 26, drivenS: 15 });
  });

  test('moves where an end is met on the way to it, or left on the way from it', () => {
    const { carriage, pass } = stand();
    pass(20, { works: true, way: 1 });
    carriage.atTop = true;
    expect(pass(0.02, { works: true, way: 1 })).toEqual({ workedS: 0, drivenS: 0 });
    expect(pass(20, { works: true })).toEqual({ workedS: 20, drivenS: 0 });
    pass(1, { way: -1 });
    carriage.atTop = false;
    expect(pass(0.02, { way: -1 })).toEqual({ workedS: 0, drivenS: 0 });
    pass(3, { way: -1 });
    carriage.atBottom = true;
    expect(pass(0.02, { way: -1 })).toEqual({ workedS: 0, drivenS: 0 });
  });

  test('moves by nothing that an end does on another way, or while nobody drives it', () => {
    const { carriage, pass } = stand();
    pass(10, { works: true, way: 1 });
    carriage.atBottom = true;
    expect(pass(0.02, { way: 1 })).toEqual({ workedS: 10, drivenS: 10.02 });
    pass(1, { works: true });
    carriage.atTop = true;
    expect(pass(1, { works: true })).toEqual({ workedS: 12, drivenS: 10.02 });
  });

  test('moves by no end that is met on the way from it, or left on the way to it', () => {
    const { carriage, pass } = stand();
    pass(10, { way: -1 });
    carriage.atTop = true;
    expect(pass(0.02, { way: -1 }).drivenS).toBe(10.02);
    pass(0.02, { way: 1 });
    carriage.atTop = false;
    expect(pass(0.02, { way: 1 }).drivenS).toBe(10.06);
  });

  test.each([
    [0.5, 0],
    [0.52, 10],
  ])(
    'moves by an end that is met as it coasts: %d s after the last order, %d s are left',
    (restS, drivenS) => {
      const { carriage, pass } = stand();
      pass(10, { way: 1 });
      pass(restS - 0.02, {});
      carriage.atTop = true;
      expect(pass(0.02, {}).drivenS).toBe(drivenS);
    },
  );

  test('has rested where neither was ordered for longer than a spot takes to clear', () => {
    const { pass } = stand();
    pass(10, { works: true, way: 1 });
    expect(pass(15.4, {})).toEqual({ workedS: 10, drivenS: 10 });
    expect(pass(0.1, {})).toEqual({ workedS: 0, drivenS: 0 });
  });
});
