/** Durations, places and near misses: the small texts of a program. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatDuration, parseDuration } from '../../src/program/durations.ts';
import { nearMiss } from '../../src/program/near-miss.ts';
import { bandOf, formatPlace, parsePlace, placeNames, pointOf } from '../../src/program/places.ts';

describe('durations', () => {
  test.each([
    ['1 s', 1],
    ['90 s', 90],
    ['2 min', 120],
    ['1 min 30 s', 90],
    ['30  min', 1800],
    ['0 min 5 s', 5],
    ['0 s', 0],
  ])('%s is %d seconds', (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds * 1000);
  });

  test.each([
    '90',
    '90s',
    '1.5 min',
    '1 h',
    '30 s 1 min',
    '-5 s',
    '5 S',
    ' 5 s',
    '5 s ',
    '',
    '1 min, 30 s',
    '٣ s',
    '9999999 s',
  ])('%j is none', (text) => {
    expect(parseDuration(text)).toBeNull();
  });

  test('every whole number of seconds is written so that it is read back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 36_000 }), (seconds) => {
        expect(parseDuration(formatDuration(seconds * 1000))).toBe(seconds * 1000);
      }),
    );
    expect([formatDuration(59_000), formatDuration(60_000), formatDuration(90_000)]).toEqual([
      '59 s',
      '1 min',
      '1 min 30 s',
    ]);
  });
});

describe('places', () => {
  test.each([
    ['mid-lumbar', 240],
    ['lower-lumbar', 200],
    ['gluteus-medius', 85],
    ['mid-lumbar + 10 mm', 250],
    ['mid-lumbar+10 mm', 250],
    ['mid-lumbar -10 mm', 230],
    ['mid-lumbar- 10 mm', 230],
    ['waist - 0 mm', 240],
    ['240 mm', 240],
    ['0 mm', 0],
  ])('%s lies at %d mm', (text, pointMm) => {
    const place = parsePlace(text);
    expect(place).not.toBeNull();
    expect(place && pointOf(place)).toBe(pointMm);
  });

  test.each([
    'mid-lumbar + 10',
    'mid-lumbar + 10mm',
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
    expect(bandOf({ name: 'gluteal', offsetMm: 0 })).toEqual({ fromMm: 20, toMm: 120 });
    expect(bandOf({ name: 'waist', offsetMm: 10 })).toEqual({ fromMm: 190, toMm: 310 });
    expect(bandOf({ name: 'mid-back', offsetMm: 350 })).toEqual({ fromMm: 710, toMm: 774 });
  });
});

describe('near misses', () => {
  test.each([
    ['lower-lumber', 'lower-lumbar'],
    ['Lower_Lumbar', 'lower-lumbar'],
    ['lowerlumbar', 'lower-lumbar'],
    ['lwoer-lumbar', 'lower-lumbar'],
    ['uper-lumbar', 'upper-lumbar'],
    ['sacrun', 'sacrum'],
    ['quadratus-lumborun', 'quadratus-lumborum'],
    ['thoracolumber', 'thoracolumbar'],
    ['midback', 'mid-back'],
    ['wasit', 'waist'],
  ])('%s was to be %s', (word, meant) => {
    expect(nearMiss(word, placeNames)).toBe(meant);
  });

  test.each(['', '-', 'x', 'neck', 'shoulders', 'a'.repeat(41), 'lumbar spine and so on'])(
    '%j is near nothing',
    (word) => {
      expect(nearMiss(word, placeNames)).toBeNull();
    },
  );

  test('a slip in any letter of any place is forgiven', () => {
    const slip = fc.record({
      name: fc.constantFrom(...placeNames),
      at: fc.nat(),
      kind: fc.constantFrom('wrong', 'missing', 'twice', 'swapped'),
    });
    fc.assert(
      fc.property(slip, ({ name, at, kind }) => {
        const i = at % (name.length - 1);
        const [before, one, next, after] = [
          name.slice(0, i),
          name[i] ?? '',
          name[i + 1] ?? '',
          name.slice(i + 2),
        ];
        const slips = { wrong: `z${next}`, missing: next, twice: one + one + next, swapped: next + one };
        expect(nearMiss(before + slips[kind] + after, placeNames)).toBe(name);
      }),
    );
  });
});
