/** What each sensor shows with everything off: stated in the file, and held against the next time. */
import { expect, test } from 'vitest';
import { agedChair } from '../../sim/unknown/aged.ts';
import { readChair } from '../../src/chair/file/read.ts';
import { knownFacts } from '../../src/setup/parts.ts';
import { writtenChair } from '../../src/setup/write.ts';
import { kindOfText, measure, unknown } from './measured.ts';

test('the currents at rest are stated, and a sensor that jumps as far as it did is not named', () => {
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
});

/** Of an aged chair only the sensor that has worn, if one has. */
function sensorOf(worn: readonly string[]): string[] {
  return worn.filter((line) => line.includes(': noisier')).map((line) => line.split(':')[0] ?? '');
}

test('some years later the sensor that has become noisy is named, and no other', () => {
  const truth = unknown(2);
  const known = kindOfText(truth.chair);
  const isOver = ({ facts: { atRest } }: { facts: { atRest?: unknown } }) => atRest !== undefined;
  const facts = () => knownFacts(known.chair, new Set());
  const first = measure(truth, undefined, isOver, facts(), known).setup;
  const { text } = writtenChair(known.text, known.chair, { atRest: first.facts.atRest ?? {} }, '2026-11-28');
  const seen = new Set<string>();
  for (let seed = 1; seed <= 24; seed++) {
    const { truth: aged, worn } = agedChair(truth, seed);
    const { setup } = measure(aged, undefined, isOver, facts(), known);
    const { atRest = {} } = setup.facts;
    const { compare } = writtenChair(text, known.chair, { atRest }, '2031-11-28');
    const named = compare.filter(({ judged }) => judged === 'noisier').map(({ path }) => path);
    expect(named, `seed ${seed}`).toEqual(sensorOf(worn));
    for (const path of named) seen.add(path);
  }
  expect([...seen].some((path) => path.endsWith('.current'))).toBe(true);
  expect([...seen].some((path) => path.endsWith('-sensor'))).toBe(true);
});
