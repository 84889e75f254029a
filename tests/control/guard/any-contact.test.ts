/** A sensor at the surface that is not built in: whatever its contact and whatever lies on the pad, the element is as cool as a surface may be. */
import { describe, expect, test } from 'vitest';
import { nominalPad } from '../../../sim/plant/pad.ts';
import { type Plant, setPerson } from '../../../sim/plant/plant.ts';
import { makePart } from '../../../sim/plant/thermometer.ts';
import type { Chair } from '../../../src/chair/chair.ts';
import { elementAnyContactC } from '../../../src/chair/limits.ts';
import { createSurfaceWatch, isWarm, watchElement } from '../../../src/control/guard/interlocks/surface.ts';
import { chair } from '../../chair.ts';
import { runSupervised } from './supervised.ts';

const anyContact: Chair = { ...chair, pads: chair.pads.map((pad) => ({ ...pad, surfaceFixed: false })) };

/** The pad that keeps its surface nearest to its element, a blanket that leaves nearly nothing, a tenth of it touched. */
const warmest = { ...nominalPad, elementToSurface: 1.3, surfaceToAir: 0.7 };
function cover(plant: Plant): void {
  plant.around.leaning = { contactWPerK: 0.3, share: 0.1, airLeft: 0.5 };
  plant.around.coverShare = 0.05;
  setPerson(plant, 75, true);
}

describe('the surface stays below 45 C', () => {
  // The element's own contact is as poor besides as a healthy one may be.
  test.each([
    [5, 0.7, { levelC: 42 }],
    [22, 0.5, { levelC: 42 }],
    [22, 0.6, 'always'],
    [35, 0.3, 'always'],
  ] as const)('in a room of %d C with %d of its contact, heat %o', (ambientC, contact, heat) => {
    const { longestAbove45S, bareDoseMin, peakElementC } = runSupervised({
      chair: anyContact,
      ambientC,
      heat,
      pad: warmest,
      forS: 1200,
      breaks(plant) {
        for (const { thermometer, surfaceThermometer } of plant.pads) {
          makePart(thermometer, { contact: 0.9 });
          if (surfaceThermometer !== null) makePart(surfaceThermometer, { contact });
        }
        cover(plant);
      },
    });
    expect(longestAbove45S).toBeLessThan(10);
    expect(bareDoseMin).toBeLessThan(60);
    // It was heated as far as that goes.
    expect(peakElementC).toBeGreaterThan(42);
  });
});

test('a healthy one gives what that leaves, and no alarm', () => {
  const { codes, peakElementC } = runSupervised({ chair: anyContact, heat: { levelC: 38 }, forS: 900 });
  expect(codes).toEqual([]);
  expect(peakElementC).toBeLessThan(45);
});

const loose = { anyContact: true, elementShare: 0.5, readsLowK: { element: 0, surface: 0 } };

describe('the element under such a sensor', () => {
  // By hand: read through a contact that is a tenth poorer, 45 C are 41 in a room of 5 C and 42.7 in one of 22.
  test.each([
    [5, 41],
    [22, 42.7],
    [45, 45],
  ])('in a room of %d C is held below %d C', (ambientC, mostC) => {
    expect(elementAnyContactC(ambientC)).toBeCloseTo(mostC, 6);
    const watch = { ...createSurfaceWatch(), limitC: 43 };
    watchElement(watch, mostC - 0.01, ambientC, ambientC, loose);
    expect(isWarm(watch)).toBe(false);
    watchElement(watch, mostC + 0.01, ambientC, ambientC, loose);
    expect(isWarm(watch)).toBe(true);
  });

  test('is remembered where a reading is none', () => {
    const watch = { ...createSurfaceWatch(), limitC: 43 };
    watchElement(watch, 44, 22, 22, loose);
    watchElement(watch, Number.NaN, 22, 22, loose);
    watchElement(watch, 30, Number.NaN, Number.NaN, loose);
    expect(isWarm(watch)).toBe(true);
  });
});
