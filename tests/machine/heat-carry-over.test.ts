import { describe, expect, test } from 'vitest';
import { minuteMs } from '../../src/chair/units.ts';
import { passTime } from '../../src/control/guard/timers.ts';
import { createControl } from '../../src/control/tick.ts';
import { heatNow, isHeatKeepDue, openHeatCarryOver } from '../../src/machine/heat-carry-over.ts';
import { documents } from '../../src/store/documents.ts';
import { chair } from '../chair.ts';

const wallMs = Date.UTC(2026, 0, 2);

/** A chair that heated for so long before its power was cut, opened anew. */
function opened(heatedMs: number, keptWallMs: number | null) {
  const before = createControl(chair, { programs: [] });
  passTime(before.guard.counts.clock.heat, true, heatedMs);
  const kept = heatedMs === 0 ? documents.heat.none : heatNow(before, keptWallMs);
  const control = createControl(chair, { programs: [] });
  const carryOver = openHeatCarryOver(control, kept);
  const { heat } = control.guard.counts.clock;
  return {
    heat,
    due: (nowMs: number, wall: number | null) => isHeatKeepDue(carryOver, control, nowMs, wall),
    on: (ms: number) => passTime(heat, true, ms),
  };
}

describe('heat of the last hour over a restart', () => {
  test('comes back with the minute that may have been lost; without any there is none', () => {
    expect(opened(10 * minuteMs, null).heat.totalMs).toBe(11 * minuteMs);
    expect(opened(0, wallMs).heat.totalMs).toBe(0);
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
});
