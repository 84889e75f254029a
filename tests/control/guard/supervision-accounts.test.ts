/** A pad's supervision step by step, on one whose readings may do anything: its accounts, its test, its verdicts. */
import { describe, expect, test } from 'vitest';
import { heatLimits } from '../../../src/chair/limits.ts';
import {
  createSupervision,
  type PadTick,
  padPower,
  type Supervision,
  supervise,
  superviseBlind,
} from '../../../src/control/guard/diagnosis/supervision.ts';
import { beginTest } from '../../../src/control/guard/diagnosis/test-pulse.ts';
import type { PadLimits } from '../../../src/control/guard/limits.ts';
import { limits } from './rig.ts';

/** No balance, contact or power speaks for or against its sensors. */
const pad: PadLimits = {
  ...limits.pads[0]!,
  measuresSurface: true,
  power: { least: 0, most: 1 },
  elementAnswer: { perCause: 1e-9, tauS: 100, sureShare: 1 },
  surfaceAnswer: { perCause: 0.01, tauS: 100, sureShare: 1 },
  flows: {
    leastPerJ: -10,
    mostPerJ: 10,
    least: { surface: -1, air: -1 },
    most: { surface: 1, air: 1 },
    surfacePerK: 100,
  },
  coolest: { elementPerS: 0, backPerS: 0, airPerS: 0 },
};
const alone: PadLimits = { ...pad, measuresSurface: false };
const room = (celsius: number) => ({ coldestC: celsius, warmestC: celsius });
const tick: PadTick = { elementC: 44, surfaceC: 36, room: room(22), powerW: 0, dtMs: 100, fresh: true };
const { elementAloneLimitC: harmlessC } = heatLimits;

const watchWith = (own: Partial<Supervision> = {}): Supervision => ({ ...createSupervision(), ...own });
/** A step of 100 ms. */
const step = (watch: Supervision, own: Partial<PadTick> = {}, of = pad) =>
  supervise(watch, of, { ...tick, ...own });
/** With its test begun at these readings. */
function tested(own: Partial<Supervision> = {}, elementC = 44, surfaceC = 36): Supervision {
  const watch = watchWith(own);
  beginTest(watch.test, elementC, surfaceC);
  return watch;
}
/** A window in which the reading has gone with all that was asked of it. */
const followed = { started: true, seconds: 10, predictionSquared: 100, both: 100 };

describe('a step', () => {
  test('is 100 ms of ticks, and goes by the means of their readings', () => {
    const watch = watchWith();
    for (const elementC of [40, 41, 42, 43]) step(watch, { elementC, powerW: 50, dtMs: 20 });
    expect(watch).toMatchObject({
      stepMs: 80,
      ticks: 4,
      joule: 4,
      elementSumC: 166,
      surfaceSumC: 144,
      elementC: 0,
    });
    step(watch, { elementC: 44, powerW: 50, dtMs: 20 });
    expect(watch).toMatchObject({
      stepMs: 0,
      ticks: 0,
      joule: 0,
      elementSumC: 0,
      surfaceSumC: 0,
      elementC: 42,
    });
    expect(watch.element.cause).toBeCloseTo(50 * 0.1, 9);
    expect(watch.surface.cause).toBeCloseTo(42 * 0.1, 9);
  });

  test('waits for values that are new, for as long as a link may be gone; the energy of that is its own', () => {
    const watch = watchWith();
    step(watch, { fresh: false, powerW: 10, dtMs: 250 });
    expect(watch).toMatchObject({ stepMs: 250, ticks: 0, waitedMs: 250, joule: 2.5 });
    step(watch, { dtMs: 20 });
    expect(watch).toMatchObject({ stepMs: 0, waitedMs: 0, elementC: 44 });
    step(watch, { fresh: false, powerW: 10, dtMs: 251 });
    expect(watch).toMatchObject({ stepMs: 0, joule: 0, waitedMs: 251 });
  });

  test.each([
    ['element', { elementC: Number.NaN }],
    ['surface', { surfaceC: Number.NaN }],
    ['room', { room: room(Number.NaN) }],
  ])('is none without a reading of the %s: only its energy counts, and the balance begins anew', (_, own) => {
    const watch = watchWith({ elementC: 44 });
    watch.balance.steps = 3;
    expect(step(watch, { ...own, powerW: 100 })).toBe(null);
    expect(watch).toMatchObject({ stepMs: 0, ticks: 0, elementUnprovenJ: 10, surfaceUnprovenJ: 10 });
    expect(watch.balance.steps).toBe(0);
  });
});

describe('the accounts', () => {
  test('take the most that a pad within tolerance may draw', () => {
    const strong = { ...pad, power: { least: 0, most: 1.5 } };
    const watch = watchWith({ elementC: 44 });
    superviseBlind(watch, strong, { ...tick, powerW: 100 });
    expect(watch).toMatchObject({ elementUnprovenJ: 15, surfaceUnprovenJ: 15 });
    step(watch, { powerW: 100 }, strong);
    expect(watch.elementUnprovenJ).toBeCloseTo(30 - 0.1, 9);
    expect(watch.surfaceUnprovenJ).toBeCloseTo(30 - 0.5, 9);
  });

  test('ask nothing of the surface while the element was no warmer than a surface may be', () => {
    for (const [elementC, joule] of [
      [harmlessC, 0],
      [harmlessC + 0.1, 10],
    ] as const) {
      const watch = watchWith({ elementC });
      superviseBlind(watch, pad, { ...tick, powerW: 100 });
      expect(watch.surfaceUnprovenJ).toBe(joule);
    }
  });

  test('leak by 1 W and by 5 W, to nothing', () => {
    const watch = watchWith({ elementUnprovenJ: 100, surfaceUnprovenJ: 100 });
    for (let count = 0; count < 10; count++) step(watch);
    expect(watch.elementUnprovenJ).toBeCloseTo(99, 6);
    expect(watch.surfaceUnprovenJ).toBeCloseTo(95, 6);
    const empty = watchWith({ elementUnprovenJ: 0.05, surfaceUnprovenJ: 0.05 });
    step(empty);
    expect(empty).toMatchObject({ elementUnprovenJ: 0, surfaceUnprovenJ: 0 });
  });

  test('are settled by readings that have followed, and what hung on them is forgotten', () => {
    const watch = watchWith({ elementUnprovenJ: 500, surfaceUnprovenJ: 500, rests: 2, surfaceDoubts: 1 });
    watch.test.surfaceDoubted = true;
    Object.assign(watch.element, followed);
    step(watch);
    expect(watch).toMatchObject({ elementUnprovenJ: 0, rests: 0, surfaceDoubts: 1 });
    expect(watch.surfaceUnprovenJ).toBeCloseTo(499.5, 6);
    Object.assign(watch.surface, followed);
    step(watch);
    expect(watch).toMatchObject({ surfaceUnprovenJ: 0, surfaceDoubts: 0 });
    expect(watch.test.surfaceDoubted).toBe(false);
  });

  test('have none of a surface that nothing measures', () => {
    const watch = watchWith({ surfaceUnprovenJ: 5000 });
    Object.assign(watch.surface, followed);
    expect(step(watch, {}, alone)).toBe(null);
    expect(watch.surfaceUnprovenJ).toBe(0);
    expect(watch.surface.both).toBe(100);
    expect(watch.test.runs).toBe(false);
  });

  test('goes on for 8 min at the third, where the element was warmer than its surface and has cooled by 0.3 K and more', () => {
    const at = (ms: number, cooledK: number, own: Partial<Supervision> = {}, surfaceC = 36) => {
      const watch = tested({ elementUnprovenJ: 1300, rests: 2, ...own }, 44, surfaceC);
      Object.assign(watch.test.element, { from: 43, to: 44 + cooledK });
      watch.test.restMs = ms - 100;
      return step(watch)?.code ?? null;
    };
    expect(at(90_000, 0.29)).toBe('E28');
    expect(at(90_000, 0.31)).toBe(null);
    expect(at(479_900, 0.31)).toBe(null);
    expect(at(480_000, 0.31)).toBe('E28');
    expect(at(90_000, 0.31, {}, 44)).toBe(null);
    expect(at(90_000, 0.31, {}, 44.1)).toBe('E28');
  });

  test('ends after 90 s before the third, and where no surface could answer', () => {
    const second = tested({ elementUnprovenJ: 1300, rests: 1 });
    Object.assign(second.test.element, { from: 43, to: 44.31 });
    second.test.restMs = 89_900;
    expect(step(second)).toBe(null);
    expect(second).toMatchObject({ rests: 2, test: { runs: false } });
    const alone = tested({ elementUnprovenJ: 1300, rests: 2 });
    Object.assign(alone.test.element, { from: 43, to: 44.31 });
    alone.test.restMs = 89_900;
    expect(step(alone, {}, { ...pad, measuresSurface: false })?.code).toBe('E28');
  });
});

describe('the power', () => {
  test('is taken away as soon as the element’s account is spent', () => {
    const spent = watchWith({ elementUnprovenJ: 1150.2 });
    step(spent, { elementC: 30 });
    expect(spent).toMatchObject({ holds: true, test: { runs: true } });
    const left = watchWith({ elementUnprovenJ: 1150.05 });
    step(left, { elementC: 30 });
    expect(left).toMatchObject({ holds: false, test: { runs: false } });
  });

  test('is taken away as the surface’s is, from an element that is as warm as that may be', () => {
    const spent = (surfaceUnprovenJ: number, elementC: number) => {
      const watch = watchWith({ surfaceUnprovenJ });
      step(watch, { elementC });
      return [watch.holds, watch.test.runs];
    };
    expect(spent(600.6, harmlessC - 0.4)).toEqual([true, true]);
    expect(spent(600.6, harmlessC - 0.5)).toEqual([false, true]);
    expect(spent(600.4, harmlessC + 5)).toEqual([false, false]);
  });

  test('is given back with the proof, and after a verdict only with one', () => {
    const watch = tested({ elementUnprovenJ: 1300, holds: true });
    watch.test.restMs = 85_000;
    expect(step(watch)).toEqual({ code: 'E27', value: 0 });
    expect(watch).toMatchObject({ holds: false, test: { runs: false } });
    expect(watch.elementUnprovenJ).toBeGreaterThan(1299);
    step(watch);
    expect(watch.holds).toBe(true);
    Object.assign(watch.element, followed);
    step(watch);
    expect(watch).toMatchObject({ holds: false, test: { runs: false } });
  });
});

describe('a test', () => {
  test('begins at the readings of its step', () => {
    const watch = watchWith({ elementUnprovenJ: 1300 });
    expect(step(watch, { elementC: 45, surfaceC: 37 })).toBe(null);
    expect(watch.test).toMatchObject({
      runs: true,
      fromElementC: 45,
      fromSurfaceC: 37,
      ms: 0,
      surfaceDoubted: false,
    });
    step(watch);
    expect(watch.test).toMatchObject({ ms: 100, surfaceDoubted: false });
  });

  test('notes where the surface was in doubt as well', () => {
    const watch = tested({ surfaceUnprovenJ: 700 });
    step(watch);
    expect(watch.test.surfaceDoubted).toBe(true);
  });

  /** The element has cooled by 3 K, and the surface has gone with it. */
  const answered = (watch: Supervision) => {
    Object.assign(watch.test, { predictedK: -1 });
    watch.test.element.smoothed = 41;
    watch.test.surface.smoothed = 35;
  };

  test('that the surface answers proves both sensors, where it is measured', () => {
    const watch = tested({ elementUnprovenJ: 1300, surfaceUnprovenJ: 700, rests: 2, surfaceDoubts: 1 });
    answered(watch);
    expect(step(watch, { elementC: 41, surfaceC: 35 })).toBe(null);
    expect(watch).toMatchObject({
      elementUnprovenJ: 0,
      surfaceUnprovenJ: 0,
      rests: 0,
      surfaceDoubts: 0,
      holds: false,
      test: { runs: false },
    });
    const blind = tested({ elementUnprovenJ: 1300 });
    answered(blind);
    step(blind, { elementC: 41, surfaceC: 35 }, alone);
    expect(blind.elementUnprovenJ).toBeGreaterThan(1299);
  });

  test('in which the surface was asked to move and has not is E27 with what it moved by, where it is measured', () => {
    const watch = tested({ surfaceUnprovenJ: 700 });
    watch.test.predicted.from = -3;
    expect(step(watch, { surfaceC: 36.1 })).toEqual({ code: 'E27', value: 36.1 - 36 });
    expect(watch.test.runs).toBe(false);
    expect(watch.surfaceUnprovenJ).toBeGreaterThan(699);
    const blind = tested({ elementUnprovenJ: 1300 });
    blind.test.predicted.from = -3;
    expect(step(blind, {}, alone)).toBe(null);
  });

  test('in which an element in doubt has stood still for 85 s is E27; one that is in no doubt may', () => {
    const still = (elementUnprovenJ: number) => {
      const watch = tested({ elementUnprovenJ, surfaceUnprovenJ: 700 });
      watch.test.restMs = 85_000;
      return step(watch, { elementC: 43.9 });
    };
    expect(still(1300)).toEqual({ code: 'E27', value: 43.9 - 44 });
    expect(still(1100)).toBe(null);
  });

  test('judges an element by the time since it came into doubt, and not by that of its surface alone', () => {
    const watch = tested({ elementUnprovenJ: 1100, surfaceUnprovenJ: 700 });
    Object.assign(watch.test, { ms: 20_000, restMs: 84_900 });
    expect(step(watch)).toBeNull();
    expect(watch.test).toMatchObject({ runs: true, restMs: 100, element: { from: 44, to: 44 } });
    watch.elementUnprovenJ = 1300;
    let steps = 0;
    while (step(watch) === null && steps < 950) steps++;
    expect(steps).toBeGreaterThan(840);
    expect(steps).toBeLessThan(855);
  });

  test('counts an element as resting while its account leaks just below its budget', () => {
    const restMsAt = (elementUnprovenJ: number) => {
      const watch = tested({ elementUnprovenJ, surfaceUnprovenJ: 700 });
      watch.test.restMs = 30_000;
      step(watch);
      return watch.test.restMs;
    };
    expect(restMsAt(1140)).toBe(30_100);
    expect(restMsAt(1120)).toBe(100);
  });

  /** An element that cools too little to prove anything, at the end of a rest. */
  function rested(own: Partial<Supervision>, ms = 90_000): [Supervision, ReturnType<typeof step>] {
    const watch = tested({ elementUnprovenJ: 1300, ...own });
    watch.test.element.from = 43;
    watch.test.restMs = ms - 100;
    return [watch, step(watch)];
  }

  test('that has lasted 90 s without a proof gives a little more, to have something to cool from', () => {
    const [watch, verdict] = rested({});
    expect(verdict).toBe(null);
    expect(watch).toMatchObject({ rests: 1, elementUnprovenJ: 850, holds: false, test: { runs: false } });
    const [shorter] = rested({}, 89_900);
    expect(shorter).toMatchObject({ rests: 0, holds: true, test: { runs: true } });
    const [other] = rested({ elementUnprovenJ: 1100, surfaceUnprovenJ: 700 });
    expect(other.rests).toBe(0);
  });

  test('the third of these is E28, with all the energy that was not proved', () => {
    expect(rested({ rests: 1 })[1]).toBe(null);
    const [watch, verdict] = rested({ rests: 2 });
    expect(verdict?.code).toBe('E28');
    // Nothing leaks away while it rests, or so much would be given to it again and again.
    expect(verdict?.value).toBeCloseTo(1300 + 600, 6);
    expect(watch.test.runs).toBe(false);
  });

  test('ends where both accounts have leaked away; of a surface so often held back the second is E28', () => {
    const ends = (surfaceDoubted: boolean, surfaceDoubts: number) => {
      const watch = tested({ elementUnprovenJ: 0.01, surfaceUnprovenJ: 0.01, surfaceDoubts });
      watch.test.surfaceDoubted = surfaceDoubted;
      return [step(watch), watch.surfaceDoubts, watch.test.runs];
    };
    expect(ends(false, 1)).toEqual([null, 1, false]);
    expect(ends(true, 0)).toEqual([null, 1, false]);
    expect(ends(true, 1)).toEqual([{ code: 'E28', value: 1200 }, 2, false]);
  });

  test('goes on where one account is left, with the power on', () => {
    for (const own of [{ elementUnprovenJ: 5 }, { surfaceUnprovenJ: 5 }]) {
      const watch = tested(own);
      step(watch);
      expect(watch).toMatchObject({ holds: false, test: { runs: true } });
    }
  });
});

describe('readings that cannot be', () => {
  const cold = { started: true, coolestC: 60, colderMs: 4900 };

  test('are E27: a surface that is too cool for its element, where it is measured', () => {
    const watch = watchWith({ pair: { ...cold } });
    expect(step(watch)).toEqual({ code: 'E27', value: 36 - 60 });
    expect(step(watchWith({ pair: { ...cold } }), {}, alone)).toBe(null);
  });

  test('are E27: an element that has leapt, whatever the surface does', () => {
    const tight = {
      ...pad,
      flows: { ...pad.flows, least: { surface: 0, air: 0 }, most: { surface: 0, air: 0 } },
    };
    const watch = watchWith();
    for (let count = 0; count < 30; count++) step(watch, {}, tight);
    let verdict: ReturnType<typeof step> = null;
    for (let count = 0; count < 40 && verdict === null; count++) {
      watch.pair = { ...cold, colderMs: 0 };
      verdict = step(watch, { elementC: 49 }, tight);
    }
    expect(verdict?.code).toBe('E27');
    expect(verdict?.value).toBeCloseTo(5, 6);
  });

  test('are told before what a test says', () => {
    const watch = tested({ elementUnprovenJ: 1300, pair: { ...cold } });
    watch.test.ms = 60_000;
    expect(step(watch)).toEqual({ code: 'E27', value: -24 });
    expect(watch.test).toMatchObject({ runs: true, ms: 60_000 });
  });
});

test('a pad takes the square of the supply, the highest there can be where that is not believable', () => {
  expect(padPower(24, 0.1, 30)).toBeCloseTo(57.6, 9);
  expect(padPower(0, 0.1, 30)).toBe(0);
  expect(padPower(30, 0.1, 30)).toBeCloseTo(90, 9);
  for (const volts of [-0.1, 30.1, Number.NaN]) expect(padPower(volts, 0.1, 30)).toBeCloseTo(90, 9);
});
