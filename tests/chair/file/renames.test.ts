/** Chair files of an older format: read with a note for each key that has another name now, and rewritten. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { chairFile } from '../../../src/board/shipped.ts';
import { chairFormat } from '../../../src/chair/file/leaves.ts';
import { readChair } from '../../../src/chair/file/read.ts';
import { chairHistory, type History, withNewNames } from '../../../src/chair/file/renames.ts';

/** As if the format had come this far: `rail-length` was called rail once, `heater` a pad's `out`. */
const later: History = {
  first: 0,
  format: chairFormat,
  renames: [
    { since: chairFormat, map: 'carriage', from: 'rail-length', to: 'rail' },
    { since: chairFormat, map: 'heat.pads.*', from: 'heater', to: 'out' },
  ],
};
const today = readFileSync(chairFile('chair-b'), 'utf8');
const old = today
  .replace('format: 1', 'format: 0')
  .replace('rail: 800 mm', 'rail-length: 800 mm')
  .replace('      out:', '      heater: # as it was called');

describe('an older chair file', () => {
  test('loads, with a note at each key that has another name now', () => {
    const { chair, problems, notes } = readChair(old, 'old.yaml', later);
    expect(problems).toEqual([]);
    expect(chair).toEqual(readChair(today, 'new.yaml').chair);
    const renamed = notes.filter(({ code }) => code === 'N42');
    const lineOf = (key: string) => old.slice(0, old.indexOf(key)).split('\n').length;
    expect(renamed.map(({ line, column, message }) => `${line}:${column} ${message}`)).toEqual([
      `${lineOf('rail-length')}:3 carriage.rail-length is called rail now`,
      `${lineOf('heater:')}:7 heat.pads.lumbar.heater is called out now`,
    ]);
  });

  test('has its problems where they stand in the old text', () => {
    const { problems } = readChair(old.replace('800 mm', '800'), 'old.yaml', later);
    const line = old.slice(0, old.indexOf('rail-length')).split('\n').length;
    expect(problems).toMatchObject([
      { code: 'C15', line, column: 16, message: 'carriage.rail: 800 has no unit' },
    ]);
  });

  test("is rewritten in today's words, and nothing else in it changes", () => {
    const fixed = withNewNames(old, later);
    expect(fixed).toBe(today.replace('      out:', '      out: # as it was called'));
    expect(withNewNames(fixed, later)).toBe(fixed);
  });

  test('without a rename is none: format 1 is the first, and nothing is rewritten', () => {
    expect(chairHistory).toEqual({ first: 1, format: 1, renames: [] });
    expect(withNewNames(today)).toBe(today);
    const below = today.replace('format: 1', 'format: 0');
    expect(withNewNames(below)).toBe(below);
  });
});

test('a newer one is refused with both numbers, and nothing else is said of it', () => {
  const { problems } = readChair(
    today.replace('format: 1', 'format: 3').replace('watts: 40 W', 'watts: 40'),
    'new.yaml',
  );
  expect(problems.map(({ code, message }) => `${code} ${message}`)).toEqual([
    'C13 format: the file is of format 3, this version reads format 1',
  ]);
});
