import { expect, test } from 'vitest';
import type { FileSystem } from '../../src/store/file-system.ts';
import { powerCutCampaign } from './power-cuts.ts';

test('the power may be cut before, within and after every file operation, and again while the chair starts', async () => {
  const report = await powerCutCampaign({ seed: 1, changes: 16, deepOneIn: 8 });
  console.log(`power cuts tried: ${report.cuts}, of them ${report.deepCuts} during a recovery`);
  expect(report.violations.slice(0, 5)).toEqual([]);
  expect(report.deepCuts).toBeGreaterThan(3000);
});

test('a log that turns over in the same moment loses no line either', async () => {
  const report = await powerCutCampaign({ seed: 5, changes: 12, deepOneIn: 1000, longLog: true });
  expect(report.violations.slice(0, 5)).toEqual([]);
});

/** The campaign itself must be able to fail: each of these leaves out one thing a careful store does. */
const careless: Readonly<Record<string, (disk: FileSystem) => FileSystem>> = {
  'does not sync the bytes': (disk) => ({ ...disk, sync: async () => {} }),
  'does not sync the names': (disk) => ({ ...disk, syncFolder: async () => {} }),
  'writes in place': (disk) => ({
    ...disk,
    write: (path, bytes) => disk.write(path.replace(/\.new$/, ''), bytes),
    sync: (path) => disk.sync(path.replace(/\.new$/, '')),
    rename: (from, to) => (from === `${to}.new` ? Promise.resolve() : disk.rename(from, to)),
  }),
};

for (const [what, tamper] of Object.entries(careless)) {
  test(`the campaign finds out a store that ${what}`, async () => {
    const report = await powerCutCampaign({ seed: 2, changes: 8, deepOneIn: 1000, tamper });
    expect(report.violations.length).toBeGreaterThan(0);
  });
}
