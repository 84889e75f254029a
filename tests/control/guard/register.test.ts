import { describe, expect, test } from 'vitest';
import { hasFault, union } from '../../../src/chair/fault-set.ts';
import { faultCodes, faultIndex, faults } from '../../../src/chair/faults.ts';
import { allParts, heatParts, motorParts, padPart, part } from '../../../src/chair/parts.ts';
import { type ReasonName, reasonOf, reasons } from '../../../src/control/guard/reasons.ts';
import {
  clearRegister,
  createRegister,
  faultTakes,
  inhibit,
  inhibitFaults,
  openRegister,
  raise,
  show,
} from '../../../src/control/guard/register.ts';
import { holdsOf, nothingHeld } from './rig.ts';

const outputs = [
  part.carriage,
  part.kneader,
  part.tapper,
  padPart(0),
  padPart(1),
  part.padRelay,
  part.motorRelay,
];

describe('reasons', () => {
  test('have one name each, and say what they mean', () => {
    expect(new Set(reasons.map((reason) => reason.name)).size).toBe(reasons.length);
    expect(reasons[0]).toEqual({ name: 'none', says: '', unit: '', code: null });
    for (const reason of reasons.slice(1)) expect(reason.says).not.toBe('');
  });

  test('of faults stand one behind their place in the fault table', () => {
    for (const code of faultCodes) {
      expect(reasonOf(code)).toBe(faultIndex(code) + 1);
      expect(reasons[reasonOf(code)]).toMatchObject({
        name: code,
        code,
        says: faults[code].title,
        unit: faults[code].unit,
      });
    }
  });

  test('that do not exist have no number, and that is said', () => {
    expect(() => reasonOf('no such reason' as ReasonName)).toThrow('a reason has its number');
  });

  test('of limits are no faults and stand behind them', () => {
    expect(reasonOf('seat empty')).toBeGreaterThan(faultCodes.length);
    expect(reasons[reasonOf('seat empty')]).toEqual({
      name: 'seat empty',
      says: 'nobody sits in the chair',
      unit: 's',
      code: null,
    });
  });

  test('take the parts that their rows in the fault table say', () => {
    expect(motorParts & heatParts).toBe(0);
    expect(motorParts | heatParts).toBe(allParts);
    expect(allParts).toBe(outputs.reduce((mask, output) => mask | (1 << output), 0));
    for (const code of faultCodes) {
      const parts = { 'all off': allParts, 'heat off': heatParts, 'motors off': motorParts, shown: 0 }[
        faults[code].did
      ];
      expect(faultTakes[faultIndex(code)], code).toBe(parts);
    }
  });
});

/** Latched or shown. */
function isActive(
  { faults: latched, shown }: ReturnType<typeof createRegister>,
  code: (typeof faultCodes)[number],
): boolean {
  return hasFault(union(latched, shown), code);
}

describe('the register', () => {
  const e21 = faultIndex('E21');
  const e56 = faultIndex('E56');

  test('keeps the first moment of a latched fault', () => {
    const register = createRegister();
    register.nowMs = 100;
    raise(register, 'E21', 5, 2);
    register.nowMs = 200;
    raise(register, 'E21', 6, 3);
    expect([register.atMs[e21], register.values[e21], register.parts[e21]]).toEqual([100, 5, 2]);
    expect(isActive(register, 'E21')).toBe(true);
    expect(isActive(register, 'E22')).toBe(false);
  });

  test('shows a fault that does not latch as long as it is raised, with its first moment', () => {
    const register = createRegister();
    register.nowMs = 100;
    raise(register, 'E56', 1, 0);
    openRegister(register, register.nowMs);
    expect(isActive(register, 'E56')).toBe(false);
    register.nowMs = 120;
    raise(register, 'E56', 2, 0);
    expect(isActive(register, 'E56')).toBe(true);
    expect(holdsOf(register).padRelay).toBe(reasonOf('E56'));
    expect([register.atMs[e56], register.values[e56]]).toEqual([100, 1]);
    openRegister(register, register.nowMs);
    openRegister(register, register.nowMs);
    register.nowMs = 160;
    raise(register, 'E56', 3, 0);
    expect([register.atMs[e56], register.values[e56]]).toEqual([160, 3]);
    expect(register.faults).toBe(0);
  });

  test('a warning does not touch what has been latched, but a fault takes over from a warning', () => {
    const register = createRegister();
    register.nowMs = 100;
    show(register, 'E21', 5, 1);
    expect(register.faults).toBe(0);
    register.nowMs = 120;
    raise(register, 'E21', 6, 2);
    openRegister(register, register.nowMs);
    register.nowMs = 140;
    show(register, 'E21', 7, 3);
    expect([register.atMs[e21], register.values[e21], register.parts[e21]]).toEqual([120, 6, 2]);
    expect(isActive(register, 'E21')).toBe(true);
  });

  test('forgets everything when it is cleared', () => {
    const register = createRegister();
    register.nowMs = 100;
    raise(register, 'E21', 5, 2);
    register.nowMs = 100;
    raise(register, 'E56', 5, 2);
    inhibitFaults(register, 20);
    clearRegister(register);
    expect([register.faults, register.shown, register.wasShown, register.faultedMs]).toEqual([0, 0, 0, 0]);
  });

  test('the limit that comes first names the hold, part by part', () => {
    const [first, second] = [reasonOf('paused'), reasonOf('session over')];
    for (const output of outputs) {
      const register = createRegister();
      inhibit(register, 1 << output, 'paused', 1.5);
      inhibit(register, allParts, 'session over', 2.5);
      for (const other of outputs) {
        expect(register.holds[other]).toBe(other === output ? first : second);
      }
      expect([register.measures[first], register.measures[second]]).toEqual([1.5, 2.5]);
      openRegister(register, register.nowMs);
      expect(holdsOf(register)).toEqual(nothingHeld);
    }
  });

  test('a fault names the hold whatever limit holds too, the lowest code before the others', () => {
    const register = createRegister();
    raise(register, 'E41', 4, 5);
    raise(register, 'E31', 3, 4);
    inhibit(register, allParts, 'paused', 1);
    inhibitFaults(register, 20);
    expect(holdsOf(register)).toEqual({
      carriage: reasonOf('E31'),
      kneader: reasonOf('E31'),
      motorRelay: reasonOf('E31'),
      pads: [reasonOf('paused'), reasonOf('paused')],
      padRelay: reasonOf('paused'),
    });
    expect([register.measures[reasonOf('E31')], register.measures[reasonOf('E41')]]).toEqual([3, 4]);
  });

  test.each(faultCodes.filter((code) => faults[code].latched))(
    '%s takes at once what its row says, and that alone',
    (code) => {
      const register = createRegister();
      raise(register, code, 1, 0);
      inhibitFaults(register, 20);
      const taken = faultTakes[faultIndex(code)] ?? 0;
      for (const output of outputs)
        expect(register.holds[output]).toBe((taken & (1 << output)) === 0 ? 0 : reasonOf(code));
    },
  );

  test('half a second after the first fault everything is held', () => {
    const register = createRegister();
    raise(register, 'E21', 5, 1);
    for (let tick = 0; tick < 25; tick++) {
      openRegister(register, register.nowMs);
      inhibitFaults(register, 20);
      expect([register.holds[part.carriage], register.holds[part.padRelay]]).toEqual([0, reasonOf('E21')]);
    }
    openRegister(register, register.nowMs);
    inhibitFaults(register, 20);
    expect(outputs.map((output) => register.holds[output])).toEqual(Array(7).fill(reasonOf('E21')));
  });

  test('without a fault nothing is held and no time passes', () => {
    const register = createRegister();
    inhibitFaults(register, 20);
    expect(register.faultedMs).toBe(0);
    expect(holdsOf(register)).toEqual(nothingHeld);
  });
});
