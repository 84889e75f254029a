/**
 * The store: the power-cut campaign in full (the number of cut points is the figure; a violation prints the
 * cut that shows it), and what a durable change costs on this machine's disk beside the least a durable
 * change can cost there: one file written and synced.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { carryOutWrite } from '../../src/store/carry-out.ts';
import type { Keep } from '../../src/store/keep.ts';
import { readImage } from '../../src/store/read-image.ts';
import { realFileSystem } from '../../src/store/real-file-system.ts';
import { openStore, planKeep, settleKeep, settleOpening } from '../../src/store/store.ts';
import { powerCutCampaign } from '../store/power-cuts.ts';
import { type BenchRow, medianOf, row } from './rows.ts';

const seeds = [1, 2, 3];
const repeats = 50;

export async function storeRows(): Promise<BenchRow[]> {
  let cuts = 0;
  let deepCuts = 0;
  let violations = 0;
  const start = performance.now();
  for (const seed of seeds) {
    const report = powerCutCampaign({ seed, changes: 40, deepOneIn: 2 });
    const long = powerCutCampaign({ seed, changes: 12, deepOneIn: 200, longLog: true });
    for (const { violations: found } of [report, long]) {
      violations += found.length;
      for (const line of found.slice(0, 5)) console.error(line);
    }
    cuts += report.cuts + long.cuts;
    deepCuts += report.deepCuts + long.deepCuts;
  }
  const seconds = (performance.now() - start) / 1000;
  return [
    row('store: power cuts tried', cuts, 'cuts'),
    row('store: of these, in a recovery', deepCuts, 'cuts'),
    row('store: violations', violations, 'violations'),
    row('store: power cuts a second', cuts / seconds, '1/s'),
    ...(await durableRows()),
  ];
}

async function durableRows(): Promise<BenchRow[]> {
  const home = mkdtempSync(join(tmpdir(), 'lumbar-bench-'));
  try {
    const disk = realFileSystem(home);
    const { store, writes } = openStore(await readImage(disk));
    for (const write of writes) settleOpening(store, write, await carryOutWrite(disk, write));
    const keep = async (what: Keep) => {
      const plan = planKeep(store, what);
      if (!plan.ok) throw new Error(plan.reason);
      const outcome = settleKeep(store, plan, await carryOutWrite(disk, plan.write));
      if (!outcome.ok) throw new Error(outcome.detail);
    };
    const logMs: number[] = [];
    const settingsMs: number[] = [];
    const leastMs: number[] = [];
    for (let n = 0; n < repeats; n++) {
      logMs.push(
        await timed(() => keep({ what: 'log', log: 'faults', record: { boot: 1, n, code: 'E31' } })),
      );
      const settings = { locked: n % 2 === 0, program: 'a', minutes: 20, memories: [] };
      settingsMs.push(await timed(() => keep({ what: 'settings', settings })));
      leastMs.push(
        await timed(async () => {
          const file = await open(join(home, 'least'), 'a');
          await file.writeFile('{"boot":1,"code":"E31"}\n');
          await file.sync();
          await file.close();
        }),
      );
    }
    const least = medianOf(leastMs);
    return [
      row('store: a line of the log, durable', medianOf(logMs), 'ms', least),
      row('store: a document replaced, durable', medianOf(settingsMs), 'ms', least),
    ];
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
