/** One part of a known chair measured again, and what has changed in it. */
import { expect, test } from 'vitest';
import { readChair } from '../../src/chair/file/read.ts';
import { changedYaml } from '../../src/codec/yaml-text.ts';
import { knownFacts } from '../../src/setup/parts.ts';
import { writtenChair } from '../../src/setup/write.ts';
import { kindOfText, measure, onlyTravel, unknown } from './measured.ts';

test('the carriage alone, on a chair whose way down has become slow: that is said, and of nothing else', () => {
  const base = unknown(2);
  const known = kindOfText(base.chair);
  const downMmPerS = known.chair.carriage?.fullSpeedMmPerS.down ?? Number.NaN;
  const worn = changedYaml(base.chair, [
    { path: ['carriage', 'full-speed', 'down'], value: `${Math.round(0.9 * downMmPerS)} mm/s` },
  ]);
  const only = new Set(['carriage']);
  const facts = knownFacts(known.chair, only);
  const { setup } = measure({ ...base, chair: worn }, undefined, undefined, facts, known, only);
  expect(setup.failure).toBe('');
  expect(setup.io.mistakes).toEqual([]);
  // The stop key is proved before anything moves; no other input is pressed.
  expect(setup.io.asks.filter((id) => id.startsWith('press.'))).toEqual(['press.inputs.stop']);
  expect(setup.io.asks.filter((id) => /kneader|lumbar|sacral|person/.test(id))).toEqual([]);
  const { compare } = writtenChair(known.text, known.chair, setup.facts, '2026-11-28');
  expect(compare.find(({ path }) => path === 'carriage.full-speed.down')?.judged).toBe('slower');
  expect(compare.find(({ path }) => path === 'carriage.full-speed.up')?.judged ?? 'same').toBe('same');
  expect(compare.filter(({ path }) => !path.startsWith('carriage.'))).toEqual([]);
});

test('a carriage that no longer does its fastest speed under a person gets a file without problems, with a lower one', () => {
  const base = unknown(2);
  const known = kindOfText(base.chair);
  const { carriage } = known.chair;
  if (carriage === null) throw new Error('no carriage');
  const ms = { value: (1000 * carriage.railMm) / 33, spread: 0, runs: 4 };
  const found = onlyTravel(carriage.railMm, ms, ms);
  const { text } = writtenChair(known.text, known.chair, { carriage: found }, '2026-11-28');
  const read = readChair(text, 'written');
  expect(read.problems).toEqual([]);
  const speeds = read.chair?.carriage?.speeds.map((step) => (step.by === 'speed' ? step.speed : 0)) ?? [];
  // A share of 30 % less under a person, and one of them above the other.
  expect(speeds.at(-1)).toBeCloseTo(23, 0);
  expect([...speeds].sort((one, two) => one - two)).toEqual(speeds);
});

test('gone on from with a supply of another voltage, what moves and warms is measured anew', () => {
  const base = unknown(6);
  const first = measure(base, undefined, ({ facts }) => facts.carriage !== undefined);
  const facts = structuredClone(first.setup.facts);
  facts.supply = { volts: 22 };
  const again = measure(base, undefined, ({ io }) => io.asks.includes('hold.carriage'), facts);
  expect(again.setup.facts.carriage).toBeUndefined();
  expect(again.setup.facts.inputs).toEqual(first.setup.facts.inputs);
});
