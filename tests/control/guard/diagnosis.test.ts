/** Which models look at what: the pads that have sensors, values that are new, chairs that lack a part. */
import { describe, expect, test } from 'vitest';
import { codesIn } from '../../../src/chair/fault-set.ts';
import { faultIndex } from '../../../src/chair/faults.ts';
import { createPower, type Power } from '../../../src/chair/outputs.ts';
import { padPart } from '../../../src/chair/parts.ts';
import { createDiagnosis, diagnose } from '../../../src/control/guard/diagnosis/diagnosis.ts';
import type { GuardLimits, PadLimits } from '../../../src/control/guard/limits.ts';
import { reasonOf } from '../../../src/control/guard/reasons.ts';
import { createRegister } from '../../../src/control/guard/register.ts';
import { chair } from '../../chair.ts';
import { createSeen, limits } from './rig.ts';

/** A chair at rest, at one tick with values, whose pads draw 0.05 and 0.07 S. */
function stand(own: Partial<GuardLimits> = {}) {
  const of = { ...limits, ...own };
  const diagnosis = createDiagnosis(of);
  const register = createRegister();
  const given: Power = createPower(chair);
  const wanted: Power = createPower(chair);
  const seen = { ...createSeen({ limits: of, given, wanted }), motion: diagnosis.motion };
  diagnosis.padCurrent.conductance = [0.05, 0.07];
  Object.assign(seen.counts.evidence, { fresh: true, forMs: 20, countedMs: 20, takenMs: 20 });
  const [first, second] = diagnosis.supervision;
  return {
    diagnosis,
    register,
    seen,
    given,
    wanted,
    first: first!,
    second: second!,
    look: (ticks = 1) => {
      for (let tick = 0; tick < ticks; tick++) diagnose(diagnosis, seen, register);
      return codesIn(register.faults);
    },
  };
}

const padsWith = (own: Partial<PadLimits>) => ({ pads: limits.pads.map((pad) => ({ ...pad, ...own })) });

describe('the energy of a pad', () => {
  /** Of both after one tick, J. */
  function energyOf(order: Partial<Power>, own: Partial<GuardLimits> = {}): readonly number[] {
    const { given, look, first, second } = stand(own);
    Object.assign(given, order);
    look();
    return [first.elementUnprovenJ, second.elementUnprovenJ].map((joule) => Number(joule.toFixed(6)));
  }
  // 24 V squared, 20 ms.
  const firstJ = 0.576;
  const secondJ = 0.8064;
  const withoutRelay = { relays: { ...limits.relays, pads: false } };

  test('is what it draws while it is on behind a closed relay, each for itself', () => {
    expect(energyOf({ padsOn: [true, true], padRelay: true })).toEqual([firstJ, secondJ]);
    expect(energyOf({ padsOn: [true, false], padRelay: true })).toEqual([firstJ, 0]);
    expect(energyOf({ padsOn: [false, true], padRelay: true })).toEqual([0, secondJ]);
    expect(energyOf({ padRelay: true })).toEqual([0, 0]);
  });

  test('is none behind an open relay, where the chair has one', () => {
    expect(energyOf({ padsOn: [true, true] })).toEqual([0, 0]);
    expect(energyOf({ padsOn: [true, true] }, withoutRelay)).toEqual([firstJ, secondJ]);
    expect(energyOf({ padsOn: [false, false] }, withoutRelay)).toEqual([0, 0]);
  });

  test('is nobody’s to supervise where nothing measures its element', () => {
    expect(energyOf({ padsOn: [true, true], padRelay: true }, padsWith({ measuresElement: false }))).toEqual([
      0, 0,
    ]);
  });
});

describe('a pad’s supervision', () => {
  test('sees the surface where it is measured, else the element for it', () => {
    const readings = { elementC: 41, surfaceC: 33 };
    const both = stand();
    Object.assign(both.seen.sensors.pads[0]!, readings);
    both.look();
    expect(both.first).toMatchObject({ elementSumC: 41, surfaceSumC: 33, ticks: 1 });
    const alone = stand(padsWith({ measuresSurface: false }));
    Object.assign(alone.seen.sensors.pads[0]!, readings);
    alone.look();
    expect(alone.first).toMatchObject({ elementSumC: 41, surfaceSumC: 41 });
  });

  test('goes by values that are new', () => {
    const { seen, look, first } = stand();
    seen.counts.evidence.fresh = false;
    look();
    expect(first).toMatchObject({ ticks: 0, waitedMs: 20 });
  });

  test('counts a tick that nobody has seen the last of as energy alone', () => {
    const { seen, given, look, first } = stand();
    Object.assign(given, { padsOn: [true, false], padRelay: true });
    seen.counts.clock.skipped = true;
    look();
    expect(first).toMatchObject({ stepMs: 0, ticks: 0, joule: 0 });
    expect(first.elementUnprovenJ).toBeCloseTo(24 ** 2 * 0.05 * 0.02, 9);
    seen.counts.clock.skipped = false;
    look();
    expect(first).toMatchObject({ stepMs: 20, ticks: 1 });
  });

  test('tells its verdict of the pad that it is about', () => {
    const { second, look, register } = stand();
    // A surface in doubt for the second time, and its account has leaked away.
    second.surfaceDoubts = 1;
    Object.assign(second.test, { runs: true, surfaceDoubted: true });
    expect(look(4)).toEqual([]);
    expect(look()).toEqual(['E28']);
    expect(register.parts[faultIndex('E28')]).toBe(padPart(1));
  });

  test('holds its pad back, and says for how long it has tested it', () => {
    const { second, look, register } = stand();
    second.holds = true;
    second.test.ms = 12_000;
    look();
    expect(register.holds[padPart(0)]).toBe(0);
    expect(register.holds[padPart(1)]).toBe(reasonOf('probe'));
    expect(register.measures[reasonOf('probe')]).toBe(12);
  });
});

describe('values', () => {
  test('that are not new are held against no motor, cam or pad', () => {
    const { seen, look, diagnosis } = stand();
    seen.counts.evidence.fresh = false;
    Object.assign(seen.sensors, { carriageA: 50, padsA: 50 });
    Object.assign(seen.counts.evidence, { forMs: 60 });
    expect(look(20)).toEqual([]);
    expect(diagnosis.overspeed.seen).toBe(false);
    seen.counts.evidence.fresh = true;
    expect(look(20)).not.toEqual([]);
    expect(diagnosis.overspeed.seen).toBe(true);
  });

  test('of cams that the chair has not contradict nothing', () => {
    const showsTwo = (cams: boolean) => {
      const { seen, look } = stand({ has: { ...limits.has, cams } });
      seen.counts.cam.cams = 3;
      return look(4);
    };
    expect(showsTwo(true)).toEqual(['E43']);
    expect(showsTwo(false)).toEqual([]);
  });

  test('of a carriage that nothing counts are no motion', () => {
    const moves = (counts: boolean) => {
      const { diagnosis, look, seen } = stand({ has: { ...limits.has, 'carriage counts': counts } });
      seen.counts.carriage.undrivenMs = 5000;
      diagnosis.undriven.edges = 5;
      return look();
    };
    expect(moves(true)).toEqual(['E34']);
    expect(moves(false)).toEqual([]);
  });
});

describe('pads whose current', () => {
  const both = { padsOn: [true, true], padRelay: true };

  test('is measured are learned one at a time', () => {
    const { wanted, look, register } = stand();
    Object.assign(wanted, both);
    look();
    expect(register.holds[padPart(0)]).toBe(0);
    expect(register.holds[padPart(1)]).toBe(reasonOf('pads unknown'));
  });

  test('nothing measures are neither held back for it nor held against it', () => {
    const { wanted, seen, look, register } = stand({ padCurrent: null });
    Object.assign(wanted, both);
    seen.sensors.padsA = 50;
    expect(look(20)).toEqual([]);
    expect(register.holds[padPart(1)]).toBe(0);
  });
});
