import { expect, test } from 'vitest';
import { hazardRows } from './hazards.ts';
import { placeRows } from './place.ts';

test('the bench of hazards brings one about and shows it beside the bound of that chair', () => {
  const [lease, ...more] = hazardRows({ chairs: ['chair-c'], phases: 1, row: 'lease', host: 'steady' });
  expect(more).toEqual([]);
  expect(lease).toMatchObject({ unit: 'ms', peer: 300 });
  // A lease of 250 ms that a frame has renewed within the last 100 ms, a tick's grain, and the tick that is added.
  expect(lease?.value).toBeGreaterThanOrEqual(150);
  expect(lease?.value).toBeLessThanOrEqual(300);
});

test('the bench of places judges whole sessions of a chair that counts nothing', () => {
  const [outside, width] = placeRows({ chairs: ['chair-c'], seeds: 1 });
  expect(outside).toMatchObject({ value: 0, peer: 0 });
  expect(width?.value).toBeGreaterThan(0);
});
