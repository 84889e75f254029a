import { describe, expect, test } from 'vitest';
import { heatLimits } from '../../../src/chair/limits.ts';
import { padPart, part } from '../../../src/chair/parts.ts';
import { createGuard } from '../../../src/control/guard/guard.ts';
import { createQualified, judge } from '../../../src/control/guard/interlocks/interlocks.ts';
import { interlocks } from '../../../src/control/guard/interlocks/rules.ts';
import {
  createSurfaceWatch,
  isWarm,
  type SurfaceWatch,
  surfaceLimitC,
  watchElement,
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

/** Sees a reading that moves at a rate and ends at `surfaceC`. */
function seen(
  surfaceC: number,
  ratePerS = 0,
  ambientC = 22,
  sunkK: number | null = null,
  seconds = 120,
): SurfaceWatch {
  const watch = createSurfaceWatch();
  for (let step = 1; step <= seconds * 10; step++) {
    watchSurface(watch, surfaceC + ratePerS * (step / 10 - seconds), ambientC, sunkK, 0, 100);
  }
  return watch;
}

describe('the limit of what is read', () => {
  // By hand: the least of 43 C less 3 % of what is above the room, 45 C less 10 % of it, and what the wrong parts
  // read at 45 C (B 3435 in place of 3950: 42.20 C, 500 ohm in the lead: 42.31 C); less 0.7 K.
  test.each([
    [5, 43 - 0.03 * (43 - 5), 45 - 0.1 * (45 - 5)],
    [15, 43 - 0.03 * (43 - 15), 45 - 0.1 * (45 - 15)],
    [22, 43 - 0.03 * (43 - 22), 45 - 0.1 * (45 - 22)],
    [35, 43 - 0.03 * (43 - 35), 45 - 0.1 * (45 - 35)],
  ])('in a room of %d C', (ambientC, healthy, poorer) => {
    const ohm = (celsius: number, beta: number) =>
      10_000 * Math.exp(beta * (1 / (celsius + 273.15) - 1 / 298.15));
    const read = (ohms: number) => 1 / (Math.log(ohms / 10_000) / 3950 + 1 / 298.15) - 273.15;
    const wrongBeta = read(ohm(45, 3435));
    const longLead = read(ohm(45, 3950) + 500);
    const expectedC = Math.min(healthy, poorer, wrongBeta, longLead) - 0.7;
    expect(surfaceLimitC(ambientC)).toBeCloseTo(expectedC, 6);
  });

  test('leaves room for every level that is aimed for, from 15 C up', () => {
    for (const ambientC of [15, 22, 35]) {
      expect(surfaceLimitC(ambientC)).toBeGreaterThan(heatLimits.surfaceAimMostC);
    }
  });

  test('with the element alone is 43 C of it, in any room', () => {
    for (const ambientC of [5, 22, 35]) expect(seen(30, 0, ambientC, 0).limitC).toBe(43);
  });
});

const anyContact = { anyContact: true, elementShare: 0.5, readsLowK: { element: 0, surface: 0 } };

describe('an element beneath a sensor whose contact may be any', () => {
  /** A surface that is cool, in a room of 22 C. */
  const cool = () => ({ ...createSurfaceWatch(), surfaceC: 30, peakC: 30, limitC: 41 });

  test('is too warm from what a surface may have under a fault, less a tenth of what that is above the room', () => {
    const watch = cool();
    watchElement(watch, 42.6, 22, 22, anyContact);
    expect(watch.elementMostC).toBeCloseTo(45 - 0.1 * (45 - 22), 9);
    expect(isWarm(watch)).toBe(false);
    watchElement(watch, watch.elementMostC, 22, 22, anyContact);
    expect(isWarm(watch)).toBe(true);
  });

  test.each([
    ['its reading', Number.NaN, 22],
    ['the room', 30, Number.NaN],
  ])('stays as it was last read where %s is none', (_, elementC, ambientC) => {
    const watch = cool();
    watchElement(watch, 43, 22, 22, anyContact);
    watchElement(watch, elementC, ambientC, ambientC, anyContact);
    expect(watch.elementC).toBe(43);
    expect(isWarm(watch)).toBe(true);
  });
});

describe('an element beneath a sensor that is fixed', () => {
  const fixed = { anyContact: false, elementShare: 0.5, readsLowK: { element: 0, surface: 0 } };
  const over = (surfaceC: number, roomC: number) => {
    const watch = { ...createSurfaceWatch(), surfaceC, peakC: surfaceC, limitC: 43 };
    watchElement(watch, 30, roomC, roomC, fixed);
    return watch;
  };

  // By hand: of what lies between the element and what it may come to under a cover, 44 C in a room of 22 C and 0.08 K more for
  // each kelvin that it is cooler, to 15 C, or 0.14 K less for each that it is warmer, 0.34 is what the surface comes nearer by.
  test.each([
    [41, 32, 41 + 1.6 / 0.34],
    [41, 40, 41 + 0.48 / 0.34],
    [41, 22, 41 + 3 / 0.34],
    [41, 10, 41 + 3.56 / 0.34],
    [36, 32, 36 + 6.6 / 0.34],
  ])('over a surface of %d C in a room of %d C may be %d C', (surfaceC, roomC, mostC) => {
    const watch = over(surfaceC, roomC);
    expect(watch.elementMostC).toBeCloseTo(mostC, 6);
    watchElement(watch, mostC - 0.01, roomC, roomC, fixed);
    expect(isWarm(watch)).toBe(false);
    watchElement(watch, mostC + 0.01, roomC, roomC, fixed);
    expect(isWarm(watch)).toBe(true);
  });

  test('is in the warmest room that it may be', () => {
    const watch = { ...createSurfaceWatch(), surfaceC: 41, limitC: 43 };
    watchElement(watch, 30, 5, 40, fixed);
    expect(watch.elementMostC).toBeCloseTo(41 + 0.48 / 0.34, 6);
  });
});

describe('the surface as it is followed', () => {
  test('begins at its first reading, and follows one that rises without lag, rate and all', () => {
    const first = createSurfaceWatch();
    watchSurface(first, 35, 22, null, 0, 100);
    expect(first).toMatchObject({ started: true, surfaceC: 35, ratePerS: 0, peakC: 35 });
    const watch = seen(38, 0.05);
    expect(watch.surfaceC).toBeCloseTo(38, 2);
    expect(watch.ratePerS).toBeCloseTo(0.05, 4);
    expect(watch.peakC).toBeCloseTo(38 + 55 * 0.05, 1);
  });

  test('one that falls has its peak behind it; an element is taken as it is', () => {
    const falling = seen(40, -0.05);
    expect(falling.peakC).toBe(falling.surfaceC);
    const element = seen(40, 0.3, 22, 0);
    expect(element.peakC).toBe(element.surfaceC);
  });

  test('steps of any length lead to the same', () => {
    const slow = createSurfaceWatch();
    for (let step = 1; step <= 600; step++) watchSurface(slow, 30 + 0.01 * step, 22, null, 0, 200);
    expect(slow.surfaceC).toBeCloseTo(36, 1);
    expect(slow.ratePerS).toBeCloseTo(0.05, 3);
  });

  test.each([
    [Number.NaN, 22],
    [36, Number.NaN],
    [-50, 22],
    [150, 22],
    [36, -50],
    [36, 150],
  ])('readings of %d and %d change nothing', (surfaceC, ambientC) => {
    const watch = seen(36);
    const before = { ...watch };
    watchSurface(watch, surfaceC, ambientC, null, 0, 100);
    expect(watch).toEqual(before);
    const fresh = createSurfaceWatch();
    watchSurface(fresh, surfaceC, ambientC, null, 0, 100);
    expect(fresh.started).toBe(false);
    // What has never been read may be anything.
    expect(isWarm(fresh)).toBe(true);
  });
});

describe('what it holds back', () => {
  /** A cold one. */
  const fresh = { ...createSurfaceWatch(), limitC: 43 };

  /** One tick of the rules with this surface on a pad, 1 lumbar or 2 sacral; the other is cold. */
  const tickOf = (
    watch: SurfaceWatch,
    pad: number,
    register = createRegister(),
    qualified = createQualified(interlocks, limits),
  ) => {
    openRegister(register, 0);
    const seen = createSeen({ register });
    seen.counts.surfaces = seen.counts.surfaces.map((_, index) => (index === pad - 1 ? watch : { ...fresh }));
    judge(interlocks, qualified, seen, register);
    return register;
  };

  test('nothing below its limit', () => {
    const watch = { ...fresh, surfaceC: 42.99, peakC: 42.99 };
    const register = tickOf(watch, 1);
    expect(holdsOf(register)).toEqual(nothingHeld);
    expect(register.faults).toBe(0);
  });

  test('the pad that would reach it, that one alone', () => {
    const watch = { ...fresh, surfaceC: 40, peakC: 43 };
    const warm = reasonOf('surface warm');
    const lumbar = tickOf(watch, 1);
    expect(holdsOf(lumbar)).toEqual({ ...nothingHeld, pads: [warm, 0] });
    expect(lumbar.measures[warm]).toBe(40);
    expect(holdsOf(tickOf(watch, 2))).toEqual({ ...nothingHeld, pads: [0, warm] });
    expect(tickOf({ ...watch, surfaceC: 43, peakC: 20 }, 1).holds[padPart(0)]).toBe(warm);
  });

  test('one whose only sensor is the element has a reason of its own', () => {
    const pads = limits.pads.map((pad) => ({ ...pad, measuresSurface: false }));
    const register = createRegister();
    const seen = createSeen({ register, limits: { ...limits, pads } });
    seen.counts.surfaces = [{ ...fresh, surfaceC: 30, peakC: 30, limitC: 29 }, { ...fresh }];
    judge(interlocks, createQualified(interlocks, limits), seen, register);
    expect(register.holds[padPart(0)]).toBe(reasonOf('one sensor'));
    expect(register.measures[reasonOf('one sensor')]).toBe(30);
  });

  test('above 43 C for more than 10 s the relay opens, once cooler it closes', () => {
    const watch = { ...fresh, surfaceC: 43.1, peakC: 43.1 };
    const register = createRegister();
    const qualified = createQualified(interlocks, limits);
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
    const watch = { ...fresh, surfaceC: 44.99, peakC: 44.99 };
    const register = createRegister();
    const qualified = createQualified(interlocks, limits);
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

  test('the surface is looked at every 100 ms, from the first tick on, each pad by its own reading', () => {
    const rig = createRig();
    rig.sensors.pads[1]!.surfaceC = 30;
    const before = rig.guard.counts.surfaces[1]!.surfaceC;
    let seenAfter = 0;
    for (let tick = 1; tick <= 5 && seenAfter === 0; tick++) {
      step(rig);
      if (rig.guard.counts.surfaces[1]!.surfaceC !== before) seenAfter = tick;
    }
    expect(seenAfter).toBeGreaterThan(0);
    const then = rig.guard.counts.surfaces[1]!.surfaceC;
    step(rig, 4);
    expect(rig.guard.counts.surfaces[1]!.surfaceC).toBe(then);
    step(rig);
    expect(rig.guard.counts.surfaces[1]!.surfaceC).toBeGreaterThan(then);
    expect(rig.guard.counts.surfaces[0]!.surfaceC).toBeCloseTo(22, 1);
  });

  test('before the first values nothing was as warm as a room: a warm pad has not leapt when its first reading comes', () => {
    const rig = createRig('off');
    rig.guard = createGuard(limits);
    rig.sensors.link.connected = false;
    step(rig);
    rig.sensors.link.connected = true;
    for (const pad of rig.sensors.pads) Object.assign(pad, { elementC: 43, surfaceC: 42.8 });
    for (let tick = 0; tick < 1000; tick++) {
      step(rig);
      expect(rig.guard.counts.surfaces[0]!.surfaceC).toBeLessThan(43);
    }
  });
});
