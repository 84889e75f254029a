import { expect, test } from 'vitest';
import type { DiskOperation, DiskWrite } from '../../src/store/keep.ts';
import { powerCutCampaign } from './power-cuts.ts';

test('the power may be cut before, within and after every file operation, and again while the chair starts', () => {
  const report = powerCutCampaign({ seed: 1, changes: 16, deepOneIn: 8 });
  console.log(`power cuts tried: ${report.cuts}, of them ${report.deepCuts} during a recovery`);
  expect(report.violations.slice(0, 5)).toEqual([]);
  expect(report.deepCuts).toBeGreaterThan(3000);
});

test('a log that turns over in the same moment loses no line either', () => {
  const report = powerCutCampaign({ seed: 5, changes: 12, deepOneIn: 1000, longLog: true });
  expect(report.violations.slice(0, 5)).toEqual([]);
});

/** The campaign itself must be able to fail: each of these leaves out one thing a careful store does. */
const careless: Readonly<Record<string, (operation: DiskOperation) => DiskOperation[]>> = {
  'does not sync the bytes': (operation) => (operation.do === 'sync' ? [] : [operation]),
  'does not sync the names': (operation) => (operation.do === 'sync-folder' ? [] : [operation]),
  'writes in place': (operation) => {
    if (operation.do === 'rename' && operation.path === `${operation.to}.new`) return [];
    return [{ ...operation, path: operation.path.replace(/\.new$/, '') }];
  },
};

for (const [what, leaveOut] of Object.entries(careless)) {
  test(`the campaign finds out a store that ${what}`, () => {
    const tamper = ({ file, operations }: DiskWrite) => ({ file, operations: operations.flatMap(leaveOut) });
    const report = powerCutCampaign({ seed: 2, changes: 8, deepOneIn: 1000, tamper });
    expect(report.violations.length).toBeGreaterThan(0);
  });
}
