import { describe, expect, test } from 'vitest';
import { approach, speedBefore } from '../../src/chair/kinematics.ts';
import { chair } from '../chair.ts';

const { carriage: rail } = chair;

describe('slowing down', () => {
  test('ends in landing speed, below the 15 mm/s that are allowed', () => {
    expect(approach.landingMmPerS).toBeLessThanOrEqual(rail.landingSpeedMmPerS);
    expect(speedBefore(0)).toBe(approach.landingMmPerS);
    expect(speedBefore(-5)).toBe(approach.landingMmPerS);
    expect(speedBefore(10)).toBeGreaterThan(approach.landingMmPerS);
  });
});
