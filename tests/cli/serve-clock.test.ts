import { describe, expect, test } from 'vitest';
import { chairClock, type SystemClock } from '../../src/cli/serve-clock.ts';

const year2026 = Date.UTC(2026, 10, 28);
const year1970 = 60_000;

function computer(overrides: Partial<SystemClock> = {}): SystemClock {
  return { nowMs: () => year1970, boot: 'one', isSynchronized: () => false, hasChip: false, ...overrides };
}

describe("the chair's clock", () => {
  test('is not set where the computer knows no time, and says so', () => {
    const clock = chairClock(computer(), null);
    expect(clock.readMs()).toBeNull();
    expect(clock.source()).toMatch(/^not set: .*lumbar chair clock --set/);
  });

  test.each([
    ['the network', { isSynchronized: () => true }],
    ['a clock chip', { hasChip: true }],
  ])("is the computer's where it is of %s", (source, overrides) => {
    const clock = chairClock(computer({ ...overrides, nowMs: () => year2026 }), null);
    expect([clock.readMs(), clock.source()]).toEqual([year2026, source]);
  });

  test('set by a technician it goes on, and is kept over a restart of the program', () => {
    let nowMs = year1970;
    const system = computer({ nowMs: () => nowMs });
    const clock = chairClock(system, null);
    const kept = clock.setTo(year2026);
    nowMs += 2000;
    // It waits for the disk.
    expect(clock.readMs()).toBeNull();
    clock.take(kept);
    expect(clock.readMs()).toBe(year2026 + 2000);
    nowMs += 3000;
    const again = chairClock(system, kept);
    expect([again.readMs(), again.source()]).toEqual([year2026 + 5000, 'set by a technician']);
  });

  test('after the computer was off it goes on from where it was known, never back, and says that it is behind', () => {
    const kept = chairClock(computer({ nowMs: () => year1970 + 9000 }), null).setTo(year2026);
    const clock = chairClock(computer({ boot: 'two' }), kept);
    expect(clock.readMs()).toBe(year2026);
    expect(clock.source()).toContain('behind by that time');
    const online = chairClock(
      computer({ boot: 'two', isSynchronized: () => true, nowMs: () => year2026 + 1e9 }),
      kept,
    );
    expect([online.readMs(), online.source()]).toEqual([year2026 + 1e9, 'the network']);
  });
});
