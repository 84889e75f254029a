import { describe, expect, test } from 'vitest';
import { blockedWayOf } from '../../src/machine/blocked-way.ts';

const line = (boot: number, code: string, way?: string): string => `${JSON.stringify({ boot, code, way })}\n`;

describe('which way it was blocked before the mains failed', () => {
  test.each([
    ['nothing was', '', 0],
    ['down, in the start before', line(3, 'E31', 'down'), -1],
    ['up, at an end that was not reached', line(3, 'E32', 'up'), 1],
    ['the last of several counts', line(3, 'E31', 'up') + line(3, 'E31', 'down') + line(3, 'E24'), -1],
    ['two starts ago it has been left since', line(2, 'E31', 'down'), 0],
    ['a log without the way says nothing', line(3, 'E31'), 0],
    ['lines that are none are passed over', `${line(3, 'E31', 'down')}null\n{"boot":\n7\n`, -1],
  ])('%s', (_, log, way) => {
    expect(blockedWayOf(log, 4)).toBe(way);
  });
});
