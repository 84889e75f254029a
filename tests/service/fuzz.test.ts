import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { fuzzCampaign } from './fuzz.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

test('garbage and mutated requests change nothing, crash nothing, and a good upload succeeds afterwards', async () => {
  const heapUsed = () => {
    collect();
    return process.memoryUsage().heapUsed;
  };
  const report = await fuzzCampaign({ seed: 51, bytes: 400_000, frames: 20_000, heapUsed });
  expect(report.violations).toEqual([]);
  // Most mutations still are requests, so the chair was really asked.
  expect(report.answers).toBeGreaterThan(11_000);
  expect(report.heapAfter - report.heapBefore).toBeLessThan(4_000_000);
});
