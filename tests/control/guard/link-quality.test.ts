/** The line by itself: damaged frames that add up and leak away, values that come too far apart. */
import { describe, expect, test } from 'vitest';
import { codesIn } from '../../../src/chair/fault-set.ts';
import { faultIndex } from '../../../src/chair/faults.ts';
import { createSensors } from '../../../src/chair/sensors.ts';
import {
  createLinkQuality,
  isPoor,
  watchLinkQuality,
} from '../../../src/control/guard/diagnosis/link-quality.ts';
import { createRegister } from '../../../src/control/guard/register.ts';
import { chair } from '../../chair.ts';
import { createSeen } from './rig.ts';

/** Looks at the counter once a tick. */
function line() {
  const sensors = createSensors(chair);
  const seen = createSeen({ sensors });
  const quality = createLinkQuality();
  const register = createRegister();
  const see = (badFrames: number, dtMs = 20) => {
    sensors.link.badFrames = badFrames;
    seen.counts.clock.dtMs = dtMs;
    watchLinkQuality(quality, seen, register);
    return codesIn(register.faults);
  };
  return { see, quality, register, seen };
}

describe('damaged frames', () => {
  test('from before the guard first looked are none of its own', () => {
    const { see, quality } = line();
    expect(see(500)).toEqual([]);
    expect(quality.bad).toBe(0);
  });

  test('are forgiven up to twelve, and the number beyond that is told', () => {
    const { see, register } = line();
    see(0);
    expect(see(12)).toEqual([]);
    const other = line();
    other.see(0);
    expect(other.see(13)).toEqual(['E52']);
    expect(other.register.values[faultIndex('E52')]).toBe(13);
    expect(register.faults).toBe(0);
  });

  test('leak away by six a second, to nothing', () => {
    const { see, quality } = line();
    see(0);
    see(10, 500);
    expect(quality.bad).toBeCloseTo(7, 9);
    see(10, 1000);
    expect(quality.bad).toBeCloseTo(1, 9);
    see(10, 1000);
    expect(quality.bad).toBe(0);
  });

  test('count as one where the counter runs back or is no number', () => {
    for (const odd of [3, Number.NaN]) {
      const { see, quality } = line();
      see(40);
      see(odd, 0);
      expect(quality.bad).toBe(1);
    }
  });
});

describe('values', () => {
  test('may be 140 ms apart on the mean, and for less than 300 ms more', () => {
    const { see, seen, register } = line();
    const { evidence } = seen.counts;
    evidence.apartMs = 140;
    expect(see(0, 5000)).toEqual([]);
    evidence.apartMs = 141;
    expect(see(0, 280)).toEqual([]);
    evidence.apartMs = 140;
    see(0);
    evidence.apartMs = 141;
    expect(see(0, 280)).toEqual([]);
    expect(see(0)).toEqual(['E52']);
    expect(register.values[faultIndex('E52')]).toBe(141);
  });

  test('more than 100 ms apart, or more damaged frames of late than a healthy line has, make a poor line', () => {
    const { quality, seen } = line();
    expect(isPoor(quality, seen)).toBe(false);
    seen.counts.evidence.apartMs = 100;
    expect(isPoor(quality, seen)).toBe(false);
    seen.counts.evidence.apartMs = 101;
    expect(isPoor(quality, seen)).toBe(true);
    seen.counts.evidence.apartMs = 20;
    expect(isPoor({ ...quality, bad: 2 }, seen)).toBe(false);
    expect(isPoor({ ...quality, bad: 2.1 }, seen)).toBe(true);
  });
});
