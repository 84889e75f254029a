import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { placeNames } from '../../../src/chair/zones.ts';
import { bandOf, formatPlace, parsePlace, pointOf } from '../../../src/program/language/places.ts';
import { chair } from '../../chair.ts';

describe('places', () => {
  test.each([
    ['mid-lumbar', 240],
    ['lower-lumbar', 200],
    ['gluteus-medius', 85],
    ['mid-lumbar + 10 mm', 250],
    ['mid-lumbar - 10 mm', 230],
    ['waist - 0 mm', 240],
    ['240 mm', 240],
    ['0 mm', 0],
  ])('%s lies at %d mm', (text, pointMm) => {
    const place = parsePlace(text);
    expect(place).not.toBeNull();
    expect(place && pointOf(place, chair)).toBe(pointMm);
  });

  test.each([
    'mid-lumbar + 10',
    'mid-lumbar + 10mm',
    'mid-lumbar+10 mm',
    'mid-lumbar -10 mm',
    'mid-lumbar- 10 mm',
    'waist ',
    'mid-lumbar 10 mm',
    '240',
    '240mm',
    '-5 mm',
    '2.5 mm',
    'spine',
    'Waist',
    '',
    'toString',
    'waist + 10000 mm',
  ])('%j is none', (text) => {
    expect(parsePlace(text)).toBeNull();
  });

  test('are written so that they are read back', () => {
    const place = fc.record({
      name: fc.option(fc.constantFrom(...placeNames)),
      offsetMm: fc.integer({ min: -999, max: 999 }),
    });
    fc.assert(
      fc.property(
        place.filter(({ name, offsetMm }) => name !== null || offsetMm >= 0),
        (one) => {
          expect(parsePlace(formatPlace(one))).toEqual(one);
        },
      ),
    );
  });

  test('of a band only what the carriage may use is used', () => {
    expect(bandOf({ name: 'gluteal', offsetMm: 0 }, chair)).toEqual({ fromMm: 20, toMm: 120 });
    expect(bandOf({ name: 'waist', offsetMm: 10 }, chair)).toEqual({ fromMm: 190, toMm: 310 });
    expect(bandOf({ name: 'mid-back', offsetMm: 350 }, chair)).toEqual({ fromMm: 710, toMm: 774 });
  });
});
