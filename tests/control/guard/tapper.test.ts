/** What the guard makes of a tapper, whose current it may have or not. */
import { describe, expect, test } from 'vitest';
import { part } from '../../../src/chair/parts.ts';
import { rhythmNames, tapsAt } from '../../../src/chair/rhythms.ts';
import { createGuard } from '../../../src/control/guard/guard.ts';
import { guardLimits } from '../../../src/control/guard/limits.ts';
import { reasonOf } from '../../../src/control/guard/reasons.ts';
import { tappingChair } from '../../tapping-chair.ts';
import { createRig, latched, partOf, type Rig, step, ticksUntilFault } from './rig.ts';

function tappingRig(measured = true): Rig {
  const rig = createRig();
  rig.guard = createGuard(guardLimits(tappingChair(measured)));
  rig.guard.diagnosis.padCurrent.learned = 3;
  rig.wanted.motorRelay = true;
  step(rig, 50);
  return rig;
}

/** Orders it, and shows what it draws of what it was given. */
const tapping = (duty: number, amperes: (given: number) => number) => (rig: Rig) => {
  rig.wanted.tapperDuty = duty;
  const given = rig.allowed.motorRelay ? rig.allowed.tapperDuty : 0;
  rig.sensors.tapperA = given === 0 ? 0 : amperes(given);
};
const runs = () => 0.6;
const stands = (given: number) => 4 * given;
const inRhythm =
  (name: (typeof rhythmNames)[number], duty: number, amperes: (given: number) => number) => (rig: Rig) =>
    tapping(tapsAt(name, rig.context.nowMs) ? duty : 0, amperes)(rig);

const heldBy = (rig: Rig) => rig.guard.register.holds[part.tapper];

describe('a tapper whose current is measured', () => {
  test('may tap in any rhythm', () => {
    for (const name of rhythmNames) {
      const rig = tappingRig();
      // A spot is worked for 90 s at most.
      step(rig, 4000, inRhythm(name, 0.8, runs));
      expect(latched(rig)).toEqual([]);
    }
  });

  test('that is on or off asks for no verdict while it rests', () => {
    const rig = tappingRig();
    const limits = guardLimits(tappingChair(true));
    rig.guard = createGuard({ ...limits, tapper: { ...limits.tapper, breakawayDuty: 0 } });
    step(rig, 500);
    expect(latched(rig)).toEqual([]);
  });

  test.each(rhythmNames)('that stands in the rhythm %s is E44 after 0.3 s of being driven', (name) => {
    const rig = tappingRig();
    const ticks = ticksUntilFault(rig, 'E44', inRhythm(name, 0.6, stands), 200);
    expect(ticks).toBeGreaterThan(8);
    expect(ticks).toBeLessThanOrEqual(1500 / 20);
    expect(partOf(rig, 'E44')).toBe(part.tapper);
    expect(rig.allowed).toMatchObject({ tapperDuty: 0, carriageDuty: 0, kneaderDuty: 0, motorRelay: false });
  });

  test('starts with more current than it runs with, again and again, and that is no stall', () => {
    const rig = tappingRig();
    let drivenTicks = 0;
    step(rig, 5000, (one) => {
      drivenTicks = one.allowed.tapperDuty > 0 ? drivenTicks + 1 : 0;
      inRhythm('waltz', 0.6, (given) => (drivenTicks <= 3 ? 4 * given : 0.6))(one);
      one.wanted.carriageDuty = Math.floor(one.context.nowMs / 40_000) % 2 === 0 ? 0 : 0.5;
    });
    expect(latched(rig)).toEqual([]);
  });

  test('draws too much is E44, within 0.3 s', () => {
    const rig = tappingRig();
    const ticks = ticksUntilFault(
      rig,
      'E44',
      tapping(0.3, () => 6),
      100,
    );
    expect(ticks * 20).toBeGreaterThan(80);
    expect(ticks * 20).toBeLessThanOrEqual(300);
  });

  test('draws without being told is E44, and the relay opens', () => {
    const rig = tappingRig();
    const ticks = ticksUntilFault(rig, 'E44', (one) => {
      one.sensors.tapperA = 0.6;
    });
    expect(ticks * 20).toBeLessThanOrEqual(300);
    expect(rig.allowed.motorRelay).toBe(false);
  });

  test('draws past an open relay is E36', () => {
    const rig = tappingRig();
    rig.wanted.motorRelay = false;
    step(rig, 10);
    expect(
      ticksUntilFault(rig, 'E36', (one) => {
        one.sensors.tapperA = 1;
      }),
    ).toBeGreaterThan(0);
  });

  test('that the controller gives another duty than ordered is E54', () => {
    const rig = tappingRig();
    const ticks = ticksUntilFault(rig, 'E54', (one) => {
      one.sensors.link.readback.valid = true;
      one.sensors.link.readback.tapperDuty = 0.8;
    });
    expect(ticks * 20).toBeLessThanOrEqual(300);
    expect(partOf(rig, 'E54')).toBe(part.tapper);
  });
});

describe('a tapper that nothing measures', () => {
  test('runs for 2 min in any 3 at most, whatever is asked', () => {
    const rig = tappingRig(false);
    const ran: number[] = [];
    step(rig, (20 * 60_000) / 20, (one) => {
      tapping(1, () => 0)(one);
      // Where the spot is not what stops it.
      one.wanted.carriageDuty = 0.5;
      one.sensors.limitTop = false;
      ran.push(one.allowed.tapperDuty > 0 ? 20 : 0);
      one.guard.diagnosis.motion.run.forMs = 0;
      one.guard.diagnosis.motion.run.travelMm = 0;
    });
    expect(latched(rig)).toEqual([]);
    const window = 180_000 / 20;
    let inWindow = 0;
    let most = 0;
    for (const [tick, ms] of ran.entries()) {
      inWindow += ms - (tick >= window ? ran[tick - window]! : 0);
      most = Math.max(most, inWindow);
    }
    expect(most).toBeLessThanOrEqual(120_000);
    expect(most).toBeGreaterThan(110_000);
    expect(heldBy(rig) === reasonOf('tapper cools') || rig.allowed.tapperDuty > 0).toBe(true);
  });

  test('is never taken to be stalled, nor to be without current', () => {
    const rig = tappingRig(false);
    step(
      rig,
      400,
      tapping(1, () => 0),
    );
    expect(latched(rig)).toEqual([]);
  });
});

test('a spot that is tapped is worked, between the beats too', () => {
  const rig = tappingRig();
  const ticks = ((): number => {
    for (let tick = 1; tick < 6000; tick++) {
      step(rig, 1, inRhythm('double', 0.6, runs));
      if (heldBy(rig) === reasonOf('same spot')) return tick;
    }
    return -1;
  })();
  expect(ticks * 20).toBeGreaterThan(89_000);
  expect(ticks * 20).toBeLessThan(91_000);
  expect(rig.allowed.tapperDuty).toBe(0);
});

test('a duty that is none, or the wrong way round, taps nothing', () => {
  for (const duty of [Number.NaN, -1, Number.NEGATIVE_INFINITY]) {
    const rig = tappingRig();
    step(rig, 5, tapping(duty, runs));
    expect(rig.allowed.tapperDuty).toBe(0);
  }
});
