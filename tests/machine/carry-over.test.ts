import { describe, expect, test } from 'vitest';
import { loadChair } from '../../src/board/shipped.ts';
import { minuteMs } from '../../src/chair/units.ts';
import { type KeptAccounts, keptAccounts } from '../../src/control/guard/accounts.ts';
import type { Guard } from '../../src/control/guard/guard.ts';
import { passTime } from '../../src/control/guard/timers.ts';
import { createControl } from '../../src/control/tick.ts';
import { isKeepDue, noteWrite, openCarryOver } from '../../src/machine/carry-over.ts';
import { heldAs } from '../../src/store/document-file.ts';
import { documents } from '../../src/store/documents.ts';
import { chair } from '../chair.ts';

const wallMs = Date.UTC(2026, 0, 2);
const nothing: KeptAccounts = documents.accounts.none;
/** Nothing would notice that its kneader stalls. */
const unseen = loadChair('chair-a');

const guardOf = (of: typeof chair): Guard => createControl(of, { programs: [] }).guard;

/** A chair opened on what was kept. */
function openedOn(kept: KeptAccounts, of = chair, known = true, first = true) {
  const guard = guardOf(of);
  const carryOver = openCarryOver(guard, kept, known, first);
  const { heat } = guard.counts.clock;
  return {
    heat,
    runs: guard.counts.motors.kneader.runs,
    due: (nowMs: number, wall: number | null) => isKeepDue(carryOver, nowMs, wall),
    on: (ms: number) => passTime(heat, true, ms),
    write: (nowMs: number, ok: boolean) => noteWrite(carryOver, guard, ok, !ok, nowMs),
    spotMs: () => Math.max(...guard.counts.spot.spots.map(({ workedMs }) => workedMs)),
  };
}

/** A chair that heated for so long before its power was cut, opened anew. */
function opened(heatedMs: number, keptWallMs: number | null) {
  const before = guardOf(chair);
  passTime(before.counts.clock.heat, true, heatedMs);
  return openedOn(heatedMs === 0 ? nothing : keptAccounts(before, keptWallMs));
}

describe('heat of the last hour over a restart', () => {
  test('comes back with the minute that may have been lost; without any there is none', () => {
    expect(opened(10 * minuteMs, null).heat.totalMs).toBe(11 * minuteMs);
    const { heat } = opened(0, wallMs);
    expect(heat).toEqual(guardOf(chair).counts.clock.heat);
    const { heat: late } = opened(12 * minuteMs, null);
    passTime(late, false, 66 * minuteMs);
    expect(late.totalMs).toBe(0);
  });

  test('what the clock says has passed is taken off once, and a clock that ran back says nothing', () => {
    const { heat, due } = opened(10 * minuteMs, wallMs);
    due(0, wallMs - 50 * minuteMs);
    expect(heat.totalMs).toBe(11 * minuteMs);
    const later = opened(10 * minuteMs, wallMs);
    later.due(0, null);
    expect(later.heat.totalMs).toBe(11 * minuteMs);
    later.due(20, wallMs + 70 * minuteMs);
    expect(later.heat.totalMs).toBe(0);
    const soon = opened(10 * minuteMs, wallMs);
    soon.due(0, wallMs + 40 * minuteMs);
    soon.on(5 * minuteMs);
    expect(soon.heat.totalMs).toBe(16 * minuteMs);
    soon.due(20, wallMs + 300 * minuteMs);
    expect(soon.heat.totalMs).toBe(16 * minuteMs);
    later.on(5 * minuteMs);
    later.due(40, wallMs + 300 * minuteMs);
    expect(later.heat.totalMs).toBe(5 * minuteMs);
  });

  test('without a clock when it was kept, no time has passed', () => {
    const { heat, due } = opened(10 * minuteMs, null);
    due(0, wallMs);
    expect(heat.totalMs).toBe(11 * minuteMs);
  });

  test('is kept when it has grown, once a minute at most', () => {
    const { due, on } = opened(0, null);
    expect(due(0, null)).toBe(false);
    on(20);
    expect(due(20, null)).toBe(true);
    expect(due(40, null)).toBe(false);
    on(20);
    expect(due(20 + minuteMs - 20, null)).toBe(false);
    expect(due(20 + minuteMs, null)).toBe(true);
    expect(due(20 + 2 * minuteMs, null)).toBe(false);
  });

  test('is not kept for becoming less, but what comes on top of that is', () => {
    const { heat, due, on } = opened(10 * minuteMs, null);
    passTime(heat, false, 60 * minuteMs);
    expect(due(0, null)).toBe(false);
    on(20);
    expect(due(20, null)).toBe(true);
  });

  test('is kept once it is over, for a chair without a clock, and at once when there is some again', () => {
    const { heat, due, on } = opened(10 * minuteMs, null);
    passTime(heat, false, 70 * minuteMs);
    expect(due(0, null)).toBe(true);
    expect(due(20, null)).toBe(false);
    on(20);
    expect(due(40, null)).toBe(true);
    expect(due(60, null)).toBe(false);
  });
});

describe('runs of a motor whose stall nothing would notice, over a restart', () => {
  const ran = (ms: number): KeptAccounts => {
    const before = guardOf(unseen);
    passTime(before.counts.motors.kneader.runs, true, ms);
    return keptAccounts(before, wallMs);
  };

  test('come back with the minute that may have been lost, and a clock that has gone on takes nothing from them', () => {
    const { runs, due } = openedOn(ran(50_000), unseen);
    expect(runs.totalMs).toBe(110_000);
    due(0, wallMs + 200_000);
    expect(runs.totalMs).toBe(110_000);
    passTime(runs, false, 200_000);
    expect(runs.totalMs).toBe(0);
    expect(due(20, wallMs + 400_000)).toBe(true);
  });

  test('are kept as they begin, and are none of a chair that notices', () => {
    const { runs, due } = openedOn(nothing, unseen);
    expect(due(0, null)).toBe(false);
    passTime(runs, true, 20);
    expect(due(20, null)).toBe(true);
    const seen = openedOn(ran(50_000));
    expect(seen.runs.totalMs).toBe(0);
    passTime(seen.runs, true, 20);
    expect(seen.due(20, null)).toBe(false);
  });

  test('are read back from the disk, and a store of before has none', () => {
    const kept = ran(50_000);
    expect(heldAs(documents.accounts, kept)).toEqual(kept);
    const before = { slicesMs: [5000], intoMs: 20, wallMs };
    expect(documents.accounts.parse(before)).toEqual({ ...before, runs: {} });
    const odd = { ...before, runs: { kneader: { slicesMs: ['x'], intoMs: 0 }, __proto__: 3 } };
    expect(documents.accounts.parse(odd)).toEqual({ ...before, runs: {} });
  });

  test('are taken as full where what was kept cannot be read', () => {
    expect(openedOn(nothing, unseen, false).runs.totalMs).toBe(2 * minuteMs);
    expect(openedOn(ran(50_000), unseen, false).runs.totalMs).toBe(2 * minuteMs);
    expect(openedOn(nothing, chair, false).runs.totalMs).toBe(0);
  });

  test('are taken as full where the disk takes nothing from the start, and not where it fails later', () => {
    const full = openedOn(nothing, unseen);
    full.write(100, false);
    expect(full.runs.totalMs).toBe(2 * minuteMs);
    passTime(full.runs, false, 4 * minuteMs);
    full.write(200, false);
    expect(full.runs.totalMs).toBe(0);
    const later = openedOn(nothing, unseen);
    later.write(100, true);
    later.write(200, false);
    expect(later.runs.totalMs).toBe(0);
  });

  test('that could not be kept are tried again in 10 s, until they are', () => {
    const { due, runs, write } = openedOn(nothing, unseen);
    write(0, true);
    passTime(runs, true, 20);
    expect(due(20, null)).toBe(true);
    write(100, false);
    expect(due(10_080, null)).toBe(false);
    expect(due(10_100, null)).toBe(true);
    write(10_200, false);
    expect(due(20_200, null)).toBe(true);
    write(20_300, true);
    expect(due(200_000, null)).toBe(false);
  });
});

describe('the spot that was worked last, over a restart', () => {
  test('is unknown where the chair was there before, or may have been', () => {
    expect(openedOn(nothing).spotMs()).toBe(0);
    expect(openedOn(nothing, chair, true, false).spotMs()).toBe(87_000);
    expect(openedOn(nothing, chair, false).spotMs()).toBe(87_000);
    expect(openedOn(nothing, unseen, true, false).spotMs()).toBe(42_000);
    const full = openedOn(nothing);
    full.write(100, false);
    expect(full.spotMs()).toBe(87_000);
  });
});
