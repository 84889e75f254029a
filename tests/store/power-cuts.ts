/**
 * The power-cut campaign: from a seed, a row of changes to the store; the power is cut before, within and
 * after every file operation of every change, and again during the recovery from that cut. Each time the
 * store must open without a problem and hold exactly what it held before the change or after it.
 */

import { createRandom, nextBelow, type Random } from '../../sim/random.ts';
import type { Memory } from '../../src/control/session/memory.ts';
import type { FileSystem } from '../../src/store/file-system.ts';
import { linesMax, logLine } from '../../src/store/log.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { createDisk, type DiskImage, fates } from './simulated-disk.ts';

export interface CampaignOptions {
  readonly seed: number;
  readonly changes: number;
  /** Of the cuts of depth 1, the share (one in ...) whose recovery is cut everywhere as well. */
  readonly deepOneIn: number;
  /** Begin with a fault log that is about to be turned over (slower). */
  readonly longLog?: boolean;
  /** Stands between the store and the disk: what a careless store would leave out. */
  readonly tamper?: (disk: FileSystem) => FileSystem;
}

export interface CampaignReport {
  /** Cut points tried, those within a recovery included. */
  cuts: number;
  deepCuts: number;
  violations: string[];
}

interface Change {
  readonly name: string;
  readonly run: (store: Store) => Promise<unknown>;
}

const moments = ['before', 'within', 'after'] as const;
const ids = ['back-one', 'back-two', 'back-three'] as const;

export async function powerCutCampaign(options: CampaignOptions): Promise<CampaignReport> {
  const random = createRandom(options.seed);
  const report: CampaignReport = { cuts: 0, deepCuts: 0, violations: [] };
  let image = await firstImage(random, options.longLog ? linesMax - 1 : 3);
  for (let number = 0; number < options.changes; number++) {
    const change = drawChange(random, number);
    const where = `seed ${options.seed} change ${number} (${change.name})`;
    image = await cutEverywhere(image, change, where, options, random, report);
  }
  return report;
}

/** A store with something in it: every program in two generations, and a log. */
async function firstImage(random: Random, logLines: number): Promise<DiskImage> {
  const lines = Array.from({ length: logLines }, (_, index) => logLine({ boot: 1, n: index })).join('\n');
  const files = new Map([['log/faults.jsonl', new TextEncoder().encode(`${lines}\n`)]]);
  const disk = createDisk({ files, folders: new Set(['.', 'log']) });
  const store = await openStore(disk);
  for (const id of ids) {
    for (const version of [1, 2]) {
      await store.putProgram({ id, version, keyId: 'ab' }, noise(random, 60), false);
      await store.activateProgram(id);
    }
  }
  return disk.afterCut('lost', random);
}

function noise(random: Random, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => nextBelow(random, 256));
}

function drawChange(random: Random, number: number): Change {
  const id = ids[nextBelow(random, ids.length)]!;
  const version = 2 + number;
  switch (nextBelow(random, 9)) {
    case 0:
    case 1: {
      const bytes = noise(random, 20 + nextBelow(random, 100));
      return {
        name: `upload ${id}`,
        run: (store) => store.putProgram({ id, version, keyId: 'cd' }, bytes, false),
      };
    }
    case 2:
    case 3:
      return { name: `activate ${id}`, run: (store) => store.activateProgram(id) };
    case 4:
      return { name: `roll ${id} back`, run: (store) => store.rollbackProgram(id) };
    case 5:
      return nextBelow(random, 2) === 0
        ? { name: `delete ${id}`, run: (store) => store.deleteProgram(id) }
        : {
            name: 'keys',
            run: (store) =>
              store.saveKeys([{ id: 'ab'.repeat(16), publicKey: 'cd'.repeat(32), name: `key ${number}` }]),
          };
    case 6:
      return {
        name: 'settings',
        run: (store) =>
          store.saveSettings({ locked: true, program: id, minutes: 1 + (number % 30), memories: [] }),
      };
    case 7: {
      const memory: Memory = { program: id, speedShift: 1, heatLevel: 2, spotMm: number % 60, minutes: 20 };
      return {
        name: 'memory',
        run: (store) => store.saveSettings({ ...store.settings(), memories: [memory] }),
      };
    }
    default:
      return {
        name: 'fault log',
        run: (store) => store.appendLog('faults', { boot: 1, n: 10_000 + number, code: 'E31' }),
      };
  }
}

/** Tries every cut of one change; gives the disk on which the change was made whole. */
async function cutEverywhere(
  image: DiskImage,
  change: Change,
  where: string,
  options: CampaignOptions,
  random: Random,
  report: CampaignReport,
): Promise<DiskImage> {
  const whole = createDisk(image);
  const store = await openStore(whole);
  const first = whole.operations();
  const before = await holds(store, whole);
  await change.run(store);
  const after = await holds(store, whole);
  const last = whole.operations();

  for (let operation = first; operation < last; operation++) {
    for (const moment of moments) {
      for (const fate of fates) {
        const disk = createDisk(image);
        const cutStore = await openStore(options.tamper?.(disk) ?? disk);
        disk.cutAt(operation, moment, random);
        await change.run(cutStore);
        const left = disk.afterCut(fate, random);
        report.cuts++;
        const place = `${where}: cut ${moment} operation ${operation - first}, unsynced ${fate}`;
        const found = await openAfterCut(left, [before, after], cutStore.boot, place, report);
        if (found === null || nextBelow(random, options.deepOneIn) !== 0) continue;
        await cutRecovery(left, found, place, random, report);
      }
    }
  }
  // When the change has returned, no cut may take it back.
  for (const fate of fates) {
    report.cuts++;
    await openAfterCut(
      whole.afterCut(fate, random),
      [after],
      store.boot,
      `${where}: cut once done, unsynced ${fate}`,
      report,
    );
  }
  return whole.afterCut('lost', random);
}

/** The power goes again while the chair starts after the first cut. */
async function cutRecovery(
  image: DiskImage,
  wanted: string,
  place: string,
  random: Random,
  report: CampaignReport,
): Promise<void> {
  const whole = createDisk(image);
  await openStore(whole);
  for (let operation = 0; operation < whole.operations(); operation++) {
    for (const moment of moments) {
      for (const fate of fates) {
        const disk = createDisk(image);
        disk.cutAt(operation, moment, random);
        await openStore(disk);
        report.cuts++;
        report.deepCuts++;
        const deeper = `${place}; again ${moment} operation ${operation} of the start, unsynced ${fate}`;
        await openAfterCut(disk.afterCut(fate, random), [wanted], 0, deeper, report);
      }
    }
  }
}

/** Opens what a cut left; what it holds, or null where that is a violation. */
async function openAfterCut(
  image: DiskImage,
  allowed: readonly string[],
  bootBefore: number,
  place: string,
  report: CampaignReport,
): Promise<string | null> {
  const disk = createDisk(image);
  const store = await openStore(disk);
  const found = await holds(store, disk);
  const wrong: string[] = [];
  if (!allowed.includes(found)) wrong.push('holds neither the old nor the new state');
  if (store.problems().length > 0) wrong.push(`reports ${JSON.stringify(store.problems())}`);
  if (store.boot <= bootBefore) wrong.push(`boot ${store.boot} after boot ${bootBefore}`);
  for (const what of wrong) report.violations.push(`${place}: ${what}`);
  return wrong.length === 0 ? found : null;
}

/** Everything a chair could notice of the store, but the number of the boot. */
async function holds(store: Store, disk: ReturnType<typeof createDisk>): Promise<string> {
  const packages: Record<string, string> = {};
  for (const { uploaded, active, previous } of store.programs()) {
    for (const generation of [uploaded, active, previous]) {
      if (generation === null) continue;
      const bytes = await store.readPackage(generation);
      packages[generation.hash] = bytes === null ? 'missing' : Buffer.from(bytes).toString('hex');
    }
  }
  const index = await disk.read('programs.json', 1e6);
  return JSON.stringify({
    programs: store.programs(),
    packages,
    index: index === null ? null : Buffer.from(index).toString(),
    settings: store.settings(),
    keys: store.keys(),
    sessions: await store.readLog('sessions'),
    faults: await store.readLog('faults'),
  });
}
