/** What each sensor shows with everything off: stated in the file, and held against the next time. */
import { expect, test } from 'vitest';
import { readChair } from '../../src/chair/file/read.ts';
import { knownFacts } from '../../src/setup/parts.ts';
import { writtenChair } from '../../src/setup/write.ts';
import { kindOfText, measure, unknown } from './measured.ts';

test('the currents at rest are stated; the next time a sensor that jumps by far more is named, and no other', () => {
  const truth = unknown(2);
  const known = kindOfText(truth.chair);
  const only = new Set(['carriage', 'kneader', 'lumbar']);
  const facts = knownFacts(known.chair, only);
  const isOver = ({ facts: { atRest } }: { facts: { atRest?: unknown } }) => atRest !== undefined;
  const { setup } = measure(truth, undefined, isOver, facts, known, only);
  const { atRest = {} } = setup.facts;
  expect(Object.keys(atRest).sort()).toEqual([
    'carriage.current',
    'heat.pads.lumbar.element-sensor',
    'heat.pads.lumbar.surface-sensor',
    'kneader.current',
  ]);
  expect(Math.abs(atRest['carriage.current']?.amps ?? 1)).toBeLessThan(0.1);
  const write = (text: string, now: typeof atRest) =>
    writtenChair(text, known.chair, { atRest: now }, '2026-11-28');
  const { text, compare } = write(known.text, atRest);
  expect(compare).toEqual([]);
  expect(readChair(text, 'written').problems).toEqual([]);
  expect(text).toMatch(/pin: A\d+ #(?: .*;)? at rest: -?[\d.]+ A, within [\d.]+ steps of the converter/);
  expect(write(text, atRest).text).toBe(text);
  expect(write(text, atRest).compare).toEqual([]);
  const worn = { ...atRest, 'kneader.current': { amps: 0, steps: 12 } };
  expect(write(text, worn).compare).toMatchObject([{ path: 'kneader.current', judged: 'noisier' }]);
});
