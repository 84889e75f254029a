import { describe, expect, test } from 'vitest';
import { faultCodes, faultIndex, faults } from '../../../src/chair/faults.ts';
import {
  clearLedger,
  createLedger,
  hold,
  holdFaults,
  openLedger,
  raise,
  show,
} from '../../../src/control/guard/ledger.ts';
import {
  allParts,
  faultTakes,
  heatParts,
  latchedMask,
  motorParts,
  part,
  ruleOf,
  rules,
} from '../../../src/control/guard/rules.ts';

describe('rules', () => {
  test('have one name each, and say what they mean', () => {
    expect(new Set(rules.map((rule) => rule.name)).size).toBe(rules.length);
    expect(rules[0]).toEqual({ name: 'none', says: '', unit: '', code: null });
    for (const rule of rules.slice(1)) expect(rule.says).not.toBe('');
  });

  test('of faults stand one behind their place in the fault table', () => {
    for (const code of faultCodes) {
      expect(ruleOf(code)).toBe(faultIndex(code) + 1);
      expect(rules[ruleOf(code)]).toMatchObject({
        name: code,
        code,
        says: faults[code].title,
        unit: faults[code].unit,
      });
    }
  });

  test('of limits are no faults and stand behind them', () => {
    expect(ruleOf('seat empty')).toBeGreaterThan(faultCodes.length);
    expect(rules[ruleOf('seat empty')]).toEqual({
      name: 'seat empty',
      says: 'nobody sits in the chair',
      unit: 's',
      code: null,
    });
  });

  test('take the parts that their rows in the fault table say', () => {
    expect(motorParts & heatParts).toBe(0);
    expect(motorParts | heatParts).toBe(allParts);
    expect(allParts).toBe(63);
    for (const code of faultCodes) {
      const parts = { 'all off': 63, 'heat off': 28, 'motors off': 35, shown: 0 }[faults[code].did];
      expect(faultTakes[faultIndex(code)], code).toBe(parts);
      expect((latchedMask >>> faultIndex(code)) & 1, code).toBe(faults[code].latched ? 1 : 0);
    }
  });
});

/** Latched or shown. */
function isActive(
  { faults: latched, shown }: ReturnType<typeof createLedger>,
  code: (typeof faultCodes)[number],
): boolean {
  return ((latched | shown) & (1 << faultIndex(code))) !== 0;
}

describe('the ledger', () => {
  const e21 = faultIndex('E21');
  const e56 = faultIndex('E56');

  test('keeps the first moment of a latched fault', () => {
    const ledger = createLedger();
    raise(ledger, e21, 5, 2, 100);
    raise(ledger, e21, 6, 3, 200);
    expect([ledger.atMs[e21], ledger.values[e21], ledger.parts[e21]]).toEqual([100, 5, 2]);
    expect(isActive(ledger, 'E21')).toBe(true);
    expect(isActive(ledger, 'E22')).toBe(false);
  });

  test('shows a fault that does not latch as long as it is raised, with its first moment', () => {
    const ledger = createLedger();
    raise(ledger, e56, 1, 0, 100);
    openLedger(ledger);
    expect(isActive(ledger, 'E56')).toBe(false);
    raise(ledger, e56, 2, 0, 120);
    expect(isActive(ledger, 'E56')).toBe(true);
    expect([ledger.atMs[e56], ledger.values[e56]]).toEqual([100, 1]);
    openLedger(ledger);
    openLedger(ledger);
    raise(ledger, e56, 3, 0, 160);
    expect([ledger.atMs[e56], ledger.values[e56]]).toEqual([160, 3]);
    expect(ledger.faults).toBe(0);
  });

  test('a warning does not touch what has been latched, but a fault takes over from a warning', () => {
    const ledger = createLedger();
    show(ledger, e21, 5, 1, 100);
    expect(ledger.faults).toBe(0);
    raise(ledger, e21, 6, 2, 120);
    openLedger(ledger);
    show(ledger, e21, 7, 3, 140);
    expect([ledger.atMs[e21], ledger.values[e21], ledger.parts[e21]]).toEqual([120, 6, 2]);
    expect(isActive(ledger, 'E21')).toBe(true);
  });

  test('forgets everything when it is cleared', () => {
    const ledger = createLedger();
    raise(ledger, e21, 5, 2, 100);
    raise(ledger, e56, 5, 2, 100);
    holdFaults(ledger, 20);
    clearLedger(ledger);
    expect([ledger.faults, ledger.shown, ledger.wasShown, ledger.faultedMs]).toEqual([0, 0, 0, 0]);
  });

  test('the limit that comes first names the hold, part by part', () => {
    for (const [name, bit] of Object.entries(part)) {
      const ledger = createLedger();
      hold(ledger, bit, 40, 1.5);
      hold(ledger, allParts, 41, 2.5);
      for (const other of Object.keys(part)) {
        expect(ledger.holds[other as keyof typeof part]).toBe(other === name ? 40 : 41);
      }
      expect([ledger.measures[40], ledger.measures[41]]).toEqual([1.5, 2.5]);
      openLedger(ledger);
      expect(Object.values(ledger.holds)).toEqual([0, 0, 0, 0, 0, 0]);
    }
  });

  test('a fault names the hold whatever limit holds too, the lowest code before the others', () => {
    const ledger = createLedger();
    raise(ledger, faultIndex('E41'), 4, 5, 0);
    raise(ledger, faultIndex('E31'), 3, 4, 0);
    hold(ledger, allParts, 40, 1);
    holdFaults(ledger, 20);
    expect(ledger.holds).toEqual({
      carriage: ruleOf('E31'),
      kneader: ruleOf('E31'),
      motorRelay: ruleOf('E31'),
      lumbar: 40,
      sacral: 40,
      padRelay: 40,
    });
    expect([ledger.measures[ruleOf('E31')], ledger.measures[ruleOf('E41')]]).toEqual([3, 4]);
  });

  test('half a second after the first fault everything is held', () => {
    const ledger = createLedger();
    raise(ledger, e21, 5, 1, 0);
    for (let tick = 0; tick < 25; tick++) {
      openLedger(ledger);
      holdFaults(ledger, 20);
      expect([ledger.holds.carriage, ledger.holds.padRelay]).toEqual([0, ruleOf('E21')]);
    }
    openLedger(ledger);
    holdFaults(ledger, 20);
    expect(Object.values(ledger.holds)).toEqual(Array(6).fill(ruleOf('E21')));
  });

  test('without a fault nothing is held and no time passes', () => {
    const ledger = createLedger();
    holdFaults(ledger, 20);
    expect(ledger.faultedMs).toBe(0);
    expect(Object.values(ledger.holds)).toEqual([0, 0, 0, 0, 0, 0]);
  });
});
