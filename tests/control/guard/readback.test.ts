/** Levels read back against the orders of late, by itself: which output differs, for how long, and whose fault it is. */
import { describe, expect, test } from 'vitest';
import { codesIn } from '../../../src/chair/fault-set.ts';
import { faultIndex } from '../../../src/chair/faults.ts';
import type { Power } from '../../../src/chair/outputs.ts';
import { padPart, part } from '../../../src/chair/parts.ts';
import { blame, createReadbackWatch, watchReadback } from '../../../src/control/guard/diagnosis/readback.ts';
import { createAnswered } from './answered.ts';
import { limits } from './rig.ts';

const allOn: Partial<Power> = {
  carriageDuty: 0.5,
  kneaderDuty: 0.5,
  padsOn: [true, true],
  padRelay: true,
  motorRelay: true,
};
const allOff = {
  carriageDuty: 0,
  kneaderDuty: 0,
  padsOn: [false, false],
  padRelay: false,
  motorRelay: false,
};

function stand({ tripped = false, poor = false, relays = limits.relays } = {}) {
  const watch = createReadbackWatch();
  const bench = createAnswered((seen, register) => watchReadback(watch, seen, poor, register), {
    limits: { ...limits, relays },
  });
  const { link } = bench.seen.sensors;
  link.trip = tripped ? 1 : 0;
  return {
    ...bench,
    watch,
    /** These orders, and these levels, for so many values; the first two of them may answer to orders before. */
    see(ordered: Partial<Power>, levels: Partial<Power>, ticks = 1) {
      Object.assign(link.readback, allOff, { valid: true }, levels);
      bench.order(ordered, {}, ticks);
      return watch;
    },
  };
}

describe('a controller that has switched off by itself', () => {
  test('differs in nothing where all that it has is off', () => {
    const { see } = stand({ tripped: true });
    expect(see(allOn, {}, 10).differsMs).toBe(0);
  });

  test.each([
    ['the kneader', { kneaderDuty: 0.5 }],
    ['a pad', { padsOn: [false, true] }],
    ['the relay of the pads', { padRelay: true }],
    ['the relay of the motors', { motorRelay: true }],
  ])('has not switched everything off where %s is on, and its other outputs count', (_, levels) => {
    const { see } = stand({ tripped: true });
    expect(see(allOn, levels, 10)).toMatchObject({ part: part.carriage, level: 0 });
    expect(see(allOn, levels).differsMs).toBeGreaterThan(0);
  });

  test('may leave pads and relays off that are ordered, and none on that is not', () => {
    const duties = { carriageDuty: 0.5, kneaderDuty: 0.5 };
    const off = stand({ tripped: true });
    off.see(allOn, {}, 5);
    expect(off.see(allOn, duties, 10).differsMs).toBe(0);
    const on = stand({ tripped: true });
    expect(on.see({}, { padsOn: [true, false] }, 10)).toMatchObject({ part: padPart(0), level: 1 });
    const relay = stand({ tripped: true });
    expect(relay.see({}, { motorRelay: true }, 10)).toMatchObject({ part: part.motorRelay, level: 1 });
  });

  test('while it is armed nothing may be off that is ordered', () => {
    const { see } = stand();
    expect(see(allOn, { carriageDuty: 0.5, kneaderDuty: 0.5, padsOn: [true, false] }, 10)).toMatchObject({
      part: padPart(1),
      level: 0,
    });
    expect(see(allOn, { ...allOn, padRelay: false }, 10)).toMatchObject({ part: part.padRelay, level: 0 });
  });
});

test('relays that the chair has not are not asked for', () => {
  const { see } = stand({ relays: { pads: false, motors: false } });
  expect(see({}, { padRelay: true, motorRelay: true }, 10).differsMs).toBe(0);
});

describe('a difference', () => {
  const wrong = { ...allOff, padRelay: true };

  test('of 200 ms is a fault, told with its level and its part', () => {
    const { see, register } = stand();
    see({}, wrong, 9);
    expect(codesIn(register.faults)).toEqual([]);
    see({}, wrong);
    expect(codesIn(register.faults)).toEqual(['E54']);
    expect(register.values[faultIndex('E54')]).toBe(1);
    expect(register.parts[faultIndex('E54')]).toBe(part.padRelay);
  });

  test('on a poor line is a fault of the line', () => {
    const { see, register } = stand({ poor: true });
    see({}, wrong, 10);
    expect(codesIn(register.faults)).toEqual(['E52']);
  });

  test('that comes and goes adds up, less a tenth of the time without', () => {
    const { see, watch } = stand();
    see({}, wrong, 5);
    expect(watch.differsMs).toBe(100);
    see({}, allOff, 5);
    expect(watch.differsMs).toBeCloseTo(90, 9);
  });

  test('is over where levels are not read back any more, and stands still while none come', () => {
    const { see, order, seen, watch } = stand();
    see({}, wrong, 5);
    seen.sensors.link.connected = false;
    order({}, {}, 20);
    expect(watch.differsMs).toBe(100);
    seen.sensors.link.readback.valid = false;
    order({});
    expect(watch.differsMs).toBe(0);
  });

  test('makes a wrong current the fault of the outputs, or of the line; without one it is the load’s', () => {
    const watch = createReadbackWatch();
    expect(blame(watch, 'E24')).toBe('E24');
    expect(blame({ ...watch, differsMs: 20 }, 'E24')).toBe('E54');
    expect(blame({ ...watch, differsMs: 20, code: 'E52' }, 'E24')).toBe('E52');
  });
});
