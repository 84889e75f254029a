import { describe, expect, test } from 'vitest';
import { createOutputs, type Outputs } from '../../src/chair/outputs.ts';
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

  test("counts a tapper's time, too, and goes on with it after a restart", () => {
    const counting = createCounting(none);
    const outputs = createOutputs(chair);
    outputs.tapperDuty = 1;
    for (const ms of [0, 500]) countUse(counting, outputs, chair.pads, ms);
    const again = createCounting(lifetimeOf(counting));
    for (const ms of [0, 500]) countUse(again, outputs, chair.pads, ms);
    expect(lifetimeOf(again).motors).toEqual({ carriage: 0, kneader: 0, tapper: 1000 });
  });

  test('does not count time in which nothing ran, nor more than a second of a turn that was missed', () => {
    const counting = createCounting(none);
    const outputs = createOutputs(chair);
    outputs.kneaderDuty = 0.5;
    for (const ms of [0, 20, 60_000, 59_000]) countUse(counting, outputs, chair.pads, ms);
    expect(counting.motors).toEqual({ carriage: 0, kneader: 1020 });
    outputs.padsOn[0] = true;
    countUse(counting, outputs, chair.pads, 59_000);
    expect([counting.motors.kneader, counting.pads]).toEqual([1020, {}]);
  });

  test.each<[string, Partial<Outputs>, number]>([
    ['the carriage down', { carriageDuty: -0.2 }, 15 * 60_000],
    ['the arms', { kneaderDuty: 0.2 }, 15 * 60_000],
    ['the tapper', { tapperDuty: 1 }, 15 * 60_000],
    ['one pad', { padsOn: [false, true] }, 15 * 60_000],
    ['all at once', { carriageDuty: 0.2, kneaderDuty: 0.2, padsOn: [true, true] }, 15 * 60_000],
    ['nothing', { motorRelay: true, padRelay: true }, Number.POSITIVE_INFINITY],
  ])('is kept after 15 min of %s', (_, ordered, dueAtMs) => {
    const counting = createCounting(none);
    const outputs = Object.assign(createOutputs(chair), ordered);
    let ms = 0;
    for (; ms <= 20 * 60_000 && !isKeepDue(counting); ms += 1000) countUse(counting, outputs, chair.pads, ms);
    expect(isKeepDue(counting) ? ms - 1000 : Number.POSITIVE_INFINITY).toBe(dueAtMs);
  });

  test('counts each fault by its code, and sessions as they are numbered', () => {
    const counting = createCounting({ ...none, sessions: 4 });
    for (const code of ['E31', 'E21', 'E31'] as const)
      countEvent(counting, { kind: 'fault', atMs: 5, code, part: '' });
    const record = { boot: 1, startMs: 0, endMs: 1, program: 'x', minutes: 0, ended: 'timer' } as const;
    expect(countEvent(counting, { kind: 'session-end', atMs: 1, record: { ...record, number: 5 } })).toBe(
      true,
    );
    expect(lifetimeOf(counting)).toMatchObject({ faults: { E21: 1, E31: 2 }, sessions: 5 });
    countEvent(counting, { kind: 'session-end', atMs: 1, record: { ...record, number: 1 } });
    expect(counting.sessions).toBe(5);
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
    const motors = { carriage: 7, kneader: 9 };
    const lifetime = { motors, pads: { lumbar: 3 }, faults: { E21: 2 }, sessions: 11 };
    expect(home.keep({ what: 'lifetime', lifetime })).toEqual({ ok: true });
    expect(lifetimeOf(createCounting(reopened(home).store.lifetime))).toEqual(lifetime);
    expect(lifetimeOf(createCounting(none)).motors).toEqual({ carriage: 0, kneader: 0 });
  });
});
