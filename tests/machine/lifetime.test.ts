import { describe, expect, test } from 'vitest';
import { createOutputs } from '../../src/chair/outputs.ts';
import { countEvent, countUse, createCounting, isKeepDue, lifetimeOf } from '../../src/machine/lifetime.ts';
import { documents } from '../../src/store/documents.ts';
import { chair } from '../chair.ts';
import { openHome, reopened } from '../store/home.ts';

const none = documents.lifetime.none;

describe('what the chair has done in its life', () => {
  test('is counted by the orders given: motors by name, pads by name', () => {
    const counting = createCounting(none);
    const outputs = createOutputs(chair);
    countUse(counting, outputs, chair.pads, 0);
    outputs.carriageDuty = -0.3;
    outputs.padsOn[1] = true;
    for (let ms = 20; ms <= 10_000; ms += 20) countUse(counting, outputs, chair.pads, ms);
    expect(lifetimeOf(counting)).toEqual({
      motors: { carriage: 10_000, kneader: 0 },
      pads: { sacral: 10_000 },
      faults: {},
      sessions: 0,
    });
  });

  test('does not count time in which nothing ran, nor more than a second of a turn that was missed', () => {
    const counting = createCounting(none);
    const outputs = createOutputs(chair);
    outputs.kneaderDuty = 0.5;
    for (const ms of [0, 20, 60_000, 59_000]) countUse(counting, outputs, chair.pads, ms);
    expect(counting.motors).toEqual({ carriage: 0, kneader: 1020 });
  });

  test('is due to be kept after a session, a fault, and each 15 min of use', () => {
    const counting = createCounting(none);
    expect(countEvent(counting, { kind: 'fault', atMs: 5, code: 'E31', part: '' })).toBe(true);
    expect(countEvent(counting, { kind: 'confirm', atMs: 5 })).toBe(false);
    const outputs = createOutputs(chair);
    outputs.kneaderDuty = 0.5;
    let dueAtMs = 0;
    for (let ms = 0; dueAtMs === 0; ms += 20) {
      countUse(counting, outputs, chair.pads, ms);
      if (isKeepDue(counting)) dueAtMs = ms;
    }
    expect(dueAtMs).toBe(15 * 60_000);
    expect(lifetimeOf(counting).faults).toEqual({ E31: 1 });
    expect(isKeepDue(counting)).toBe(false);
  });

  test('goes on where it was after a restart', () => {
    const home = openHome();
    const lifetime = { motors: { carriage: 7 }, pads: { lumbar: 3 }, faults: { E21: 2 }, sessions: 11 };
    expect(home.keep({ what: 'lifetime', lifetime })).toEqual({ ok: true });
    expect(lifetimeOf(createCounting(reopened(home).store.lifetime))).toEqual({
      ...lifetime,
      motors: { carriage: 7, kneader: 0 },
    });
  });
});
