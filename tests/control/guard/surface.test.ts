import { describe, expect, test } from 'vitest';
import { padPart, part } from '../../../src/chair/parts.ts';
import { createQualified, judgeInterlocks } from '../../../src/control/guard/interlocks/interlocks.ts';
import {
  createSurfaceWatch,
  type SurfaceWatch,
  watchSurface,
} from '../../../src/control/guard/interlocks/surface.ts';
import { reasonOf } from '../../../src/control/guard/reasons.ts';
import { createRegister, openRegister } from '../../../src/control/guard/register.ts';
import {
  createRig,
  createSeen,
  heldBy,
  holdsOf,
  latched,
  limits,
  nothingHeld,
  partOf,
  step,
  wantHeat,
} from './rig.ts';

/** Seconds under a steady element. */
function hold(watch: SurfaceWatch, seconds: number, elementC: number, ambientC = 22, leaning = false): void {
  for (let step = 0; step < seconds * 10; step++)
    watchSurface(watch, limits.pads[0]!.surface, elementC, ambientC, leaning, 100);
}

describe('the estimated surface', () => {
  test('settles at 0.67 of the element above the room', () => {
    const watch = createSurfaceWatch();
    hold(watch, 3000, 52);
    expect(watch.surfaceC).toBeCloseTo(22 + 0.67 * 30, 3);
    expect(watch.peakC).toBeCloseTo(watch.surfaceC, 3);
  });

  test('with somebody in the seat settles warmer, by a tenth of the way to the skin', () => {
    const watch = createSurfaceWatch();
    hold(watch, 3000, 52, 22, true);
    expect(watch.surfaceC).toBeCloseTo(22 + 0.67 * 30 + 0.1 * 12, 3);
  });

  test('in a room warmer than the skin nobody is assumed to cool it', () => {
    const watch = createSurfaceWatch();
    hold(watch, 3000, 45, 38, true);
    expect(watch.surfaceC).toBeCloseTo(38 + 0.67 * 7, 3);
    const cool = createSurfaceWatch();
    hold(cool, 3000, 45, 33, true);
    expect(cool.surfaceC).toBeCloseTo(33 + 0.67 * 12 + 0.1, 3);
  });

  test('follows with a time constant of 120 s', () => {
    const watch = createSurfaceWatch();
    hold(watch, 0.1, 22);
    expect(watch.surfaceC).toBe(22);
    hold(watch, 120, 52);
    expect(watch.surfaceC).toBeCloseTo(22 + 20.1 * (1 - Math.exp(-1)), 1);
  });

  test('begins at the element for a pad that was warm before, though below its trip, or at the room', () => {
    const warm = createSurfaceWatch();
    watchSurface(warm, limits.pads[0]!.surface, 50, 22, false, 0);
    expect(warm.surfaceC).toBe(44);
    const lukewarm = createSurfaceWatch();
    watchSurface(lukewarm, limits.pads[0]!.surface, 40, 22, false, 0);
    expect(lukewarm.surfaceC).toBe(40);
    const cold = createSurfaceWatch();
    watchSurface(cold, limits.pads[0]!.surface, 20, 22, false, 0);
    expect(cold.surfaceC).toBe(22);
  });

  test('foresees the peak after the power has gone off', () => {
    const watch = createSurfaceWatch();
    hold(watch, 0.1, 22);
    hold(watch, 60, 55);
    const foreseenC = watch.peakC;
    expect(foreseenC).toBeGreaterThan(watch.surfaceC + 3);
    // The slowest pad within tolerance cools half as fast as its surface follows: 240 s against 120 s.
    let elementC = 55;
    let peakC = 0;
    for (let tick = 0; tick < 6000; tick++) {
      elementC = 22 + (elementC - 22) * Math.exp(-0.1 / 240);
      watchSurface(watch, limits.pads[0]!.surface, elementC, 22, false, 100);
      peakC = Math.max(peakC, watch.surfaceC);
    }
    expect(peakC).toBeCloseTo(foreseenC, 1);
  });

  test('has its peak behind it where it is warmer than its element drives it', () => {
    const watch = createSurfaceWatch();
    hold(watch, 600, 52);
    hold(watch, 0.1, 30);
    expect(watch.peakC).toBe(watch.surfaceC);
    hold(watch, 10, 24);
    expect(watch.peakC).toBe(watch.surfaceC);
  });

  test.each([
    [Number.NaN, 22],
    [52, Number.NaN],
    [-50, 22],
    [150, 22],
    [52, -50],
    [52, 150],
  ])('readings of %d and %d change nothing', (elementC, ambientC) => {
    const watch = createSurfaceWatch();
    hold(watch, 10, 40);
    const before = { ...watch };
    hold(watch, 10, elementC, ambientC);
    expect(watch).toEqual(before);
    const fresh = createSurfaceWatch();
    watchSurface(fresh, limits.pads[0]!.surface, elementC, ambientC, false, 100);
    expect(fresh.started).toBe(false);
  });
});

describe('what it holds back', () => {
  /** One tick of the rules with this surface on a pad, 1 lumbar or 2 sacral; the other is cold. */
  const tickOf = (
    watch: SurfaceWatch,
    pad: number,
    register = createRegister(),
    qualified = createQualified(),
  ) => {
    openRegister(register);
    const seen = createSeen({ register });
    seen.counts.surfaces[pad - 1] = watch;
    judgeInterlocks(qualified, seen, register);
    return register;
  };

  test('nothing below 43 C', () => {
    const watch = { ...createSurfaceWatch(), surfaceC: 42.99, peakC: 42.99 };
    const register = tickOf(watch, 1);
    expect(holdsOf(register)).toEqual(nothingHeld);
    expect(register.faults).toBe(0);
  });

  test('in a warm room nothing below what it leaves, and that from there on', () => {
    const watch = createSurfaceWatch();
    hold(watch, 3, 39, 39);
    expect(watch.limitC).toBeCloseTo(41.2);
    expect(tickOf({ ...watch, peakC: 41.1 }, 1).holds[padPart(0)]).toBe(0);
    expect(tickOf({ ...watch, peakC: 41.3 }, 1).holds[padPart(0)]).toBe(reasonOf('surface warm'));
    hold(watch, 1, 39, 33);
    expect(watch.limitC).toBe(43);
  });

  test('the pad that would reach 43 C, that one alone', () => {
    const watch = { ...createSurfaceWatch(), surfaceC: 40, peakC: 43 };
    const warm = reasonOf('surface warm');
    const lumbar = tickOf(watch, 1);
    expect(holdsOf(lumbar)).toEqual({ ...nothingHeld, pads: [warm, 0] });
    expect(lumbar.measures[warm]).toBe(40);
    expect(holdsOf(tickOf(watch, 2))).toEqual({ ...nothingHeld, pads: [0, warm] });
    expect(tickOf({ ...watch, surfaceC: 43, peakC: 20 }, 1).holds[padPart(0)]).toBe(warm);
  });

  test('above 43 C for more than 10 s the relay opens, once cooler it closes', () => {
    const watch = { ...createSurfaceWatch(), surfaceC: 43.1, peakC: 43.1 };
    const register = createRegister();
    const qualified = createQualified();
    for (let tick = 0; tick < 500; tick++) {
      tickOf(watch, 1, register, qualified);
      expect(register.holds[part.padRelay]).toBe(0);
    }
    tickOf(watch, 1, register, qualified);
    expect(register.holds[part.padRelay]).toBe(reasonOf('surface warm'));
    expect(register.holds[padPart(1)]).toBe(reasonOf('surface warm'));
    expect(register.holds[part.motorRelay]).toBe(0);
    watch.surfaceC = 43;
    tickOf(watch, 1, register, qualified);
    expect(register.holds[part.padRelay]).toBe(0);
    watch.surfaceC = 43.1;
    for (let tick = 0; tick < 500; tick++) tickOf(watch, 1, register, qualified);
    expect(register.holds[part.padRelay]).toBe(0);
    watch.surfaceC = 42;
    watch.peakC = 42;
    tickOf(watch, 1, register, qualified);
    watch.surfaceC = 43.1;
    for (let tick = 0; tick < 500; tick++) tickOf(watch, 1, register, qualified);
    expect(register.holds[part.padRelay]).toBe(0);
    expect(register.faults).toBe(0);
  });

  test('at 45 C for 100 ms it is too hot', () => {
    const watch = { ...createSurfaceWatch(), surfaceC: 44.99, peakC: 44.99 };
    const register = createRegister();
    const qualified = createQualified();
    for (let tick = 0; tick < 100; tick++) tickOf(watch, 2, register, qualified);
    expect(register.faults).toBe(0);
    watch.surfaceC = 45;
    for (let tick = 0; tick < 4; tick++) tickOf(watch, 2, register, qualified);
    expect(register.faults).toBe(0);
    watch.surfaceC = 44;
    tickOf(watch, 2, register, qualified);
    watch.surfaceC = 45;
    for (let tick = 0; tick < 4; tick++) tickOf(watch, 2, register, qualified);
    expect(register.faults).toBe(0);
    watch.surfaceC = 40;
    watch.peakC = 40;
    tickOf(watch, 2, register, qualified);
    watch.surfaceC = 45;
    for (let tick = 0; tick < 4; tick++) tickOf(watch, 2, register, qualified);
    expect(register.faults).toBe(0);
    tickOf(watch, 2, register, qualified);
    expect(register.faults).not.toBe(0);
  });
});

describe('in the guard', () => {
  test('a surface at 45 C latches E23 and names the pad', () => {
    for (const [index, pad] of [
      [0, 1],
      [1, 2],
    ] as const) {
      const rig = createRig();
      wantHeat(rig);
      rig.guard.counts.surfaces[index]!.surfaceC = 46;
      step(rig, 5);
      expect(latched(rig)).toEqual(['E23']);
      expect(partOf(rig, 'E23')).toBe(pad);
      expect(rig.allowed.padRelay).toBe(false);
    }
  });

  test('each pad has its own surface', () => {
    const rig = createRig();
    wantHeat(rig);
    rig.guard.counts.surfaces[1]!.surfaceC = 44;
    step(rig);
    expect(heldBy(rig).pads[1]).toBe('surface warm');
    expect(heldBy(rig).pads[0]).toBe('none');
    expect(rig.allowed.padsOn[0]).toBe(true);
    expect(rig.allowed.padRelay).toBe(true);
  });

  test('the model runs every 100 ms, with the seat and the readings of its pad', () => {
    const rig = createRig();
    rig.sensors.pads[1]!.elementC = 50;
    const before = rig.guard.counts.surfaces[1]!.surfaceC;
    step(rig, 4);
    expect(rig.guard.counts.surfaces[1]!.surfaceC).toBe(before);
    step(rig, 1);
    expect(rig.guard.counts.surfaces[1]!.surfaceC).toBeGreaterThan(before);
    expect(rig.guard.counts.surfaces[0]!.surfaceC).toBeLessThan(rig.guard.counts.surfaces[1]!.surfaceC);
    const empty = createRig();
    empty.sensors.seat = false;
    step(rig, 500);
    step(empty, 505);
    expect(rig.guard.counts.surfaces[0]!.surfaceC).toBeGreaterThan(empty.guard.counts.surfaces[0]!.surfaceC);
  });
});
