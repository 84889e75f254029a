/** The cut-off of a pad must outlive what its sensors let the element become. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { chairFile } from '../../../src/board/shipped.ts';
import { readChair } from '../../../src/chair/file/read.ts';
import { changedYaml } from '../../../src/codec/yaml-text.ts';

/** The least cut-off of the pad `lumbar` that its file is good with, C. */
function leastCutOff(chair: string, pad: Readonly<Record<string, unknown>>): number {
  const isGood = (cutOffC: number): boolean => {
    const changes = Object.entries({ ...pad, 'cut-off': `${cutOffC} C` });
    const text = changedYaml(
      readFileSync(chairFile(chair), 'utf8'),
      changes.map(([key, value]) => ({ path: ['heat', 'pads', 'lumbar', ...key.split('.')], value })),
    );
    const { problems } = readChair(text, 'chair.yaml');
    expect(problems.every(({ message }) => message.startsWith('heat.pads.lumbar.cut-off'))).toBe(true);
    return problems.length === 0;
  };
  return Array.from({ length: 40 }, (_, index) => 50 + index).find(isGood) ?? Number.NaN;
}

test('a pad made for less than the supply takes no more of it than any pad may', () => {
  const said = (volts: string): readonly string[] => {
    const text = changedYaml(readFileSync(chairFile('chair-b'), 'utf8'), [
      { path: ['heat', 'pads', 'lumbar', 'volts'], value: volts },
    ]);
    return readChair(text, 'chair.yaml').problems.map(({ code, message }) => `${code} ${message}`);
  };
  expect(said('17 V')).toEqual([]);
  expect(said('12 V')).toEqual([
    'C24 heat.pads.lumbar.volts: 40 W at 12 V are 160 W at supply.volts of 24 V, and a pad may take at most 80 W',
  ]);
});

describe('the least cut-off', () => {
  test('is above the hottest true element where both sensors let it be led to 57 C', () => {
    expect(leastCutOff('lumbar-1', {})).toBe(64);
  });

  test.each([
    ['a surface sensor that may come off', 'lumbar-1', { 'surface-sensor.fixed': 'no' }],
    ['a sensor on the element alone', 'lumbar-1', { 'surface-sensor': 'none' }],
    ['heat by a table', 'chair-b-open-loop', {}],
  ])('is any that a file may name with %s', (_, chair, pad) => {
    expect(leastCutOff(chair, pad)).toBe(50);
  });
});
