/**
 * The power-cut campaign: from a seed, a row of changes to the store; the power is cut before, within and
 * after every file operation of every change, and again during the recovery from that cut. Each time the
 * store must open without a problem and hold exactly what it held before the change or after it.
 */

import { createRandom, nextBelow, type Random } from '../../sim/random.ts';
import { type Content, fates } from '../../sim/store/medium.ts';
import type { Memory } from '../../src/control/session/memory.ts';
import type { DiskWrite, Keep } from '../../src/store/keep.ts';
import { linesMax, logLine } from '../../src/store/log.ts';
import {
  logText,
  openStore,
  packageBytes,
  planKeep,
  type Store,
  settleKeep,
  settleOpening,
} from '../../src/store/store.ts';
import { createDisk, type FaultyDisk, PowerCut } from './faulty-disk.ts';

export interface CampaignOptions {
  readonly seed: number;
  readonly changes: number;
  /** Of the cuts of depth 1, the share (one in ...) whose recovery is cut everywhere as well. */
  readonly deepOneIn: number;
  /** Begin with a fault log that is about to be turned over (slower). */
  readonly longLog?: boolean;
  /** Stands between the store and the disk: what a careless store would leave out. */
  readonly tamper?: (write: DiskWrite) => DiskWrite;
}

export interface CampaignReport {
  /** Cut points tried, those within a recovery included. */
  cuts: number;
  deepCuts: number;
  violations: string[];
}

interface Change {
  readonly name: string;
  readonly keep: (store: Store) => Keep;
}

/** Opens what the disk holds, and puts it in order. */
function open(disk: FaultyDisk, tamper = (write: DiskWrite) => write): Store {
  const { store, writes } = openStore(disk.image());
  for (const write of writes) settleOpening(store, write, disk.carryOut(tamper(write)));
  return store;
}

function keep(store: Store, disk: FaultyDisk, what: Keep, tamper = (write: DiskWrite) => write): void {
  const plan = planKeep(store, what);
  if (plan.ok) settleKeep(store, plan, disk.carryOut(tamper(plan.write)));
}

/** The power goes within the work: nobody is there to take in how it ended. */
function untilCut(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof PowerCut)) throw error;
  }
}

const moments = ['before', 'within', 'after'] as const;
const ids = ['back-one', 'back-two', 'back-three'] as const;

export function powerCutCampaign(options: CampaignOptions): CampaignReport {
  const random = createRandom(options.seed);
  const report: CampaignReport = { cuts: 0, deepCuts: 0, violations: [] };
  let image = firstImage(random, options.longLog ? linesMax - 1 : 3);
  for (let number = 0; number < options.changes; number++) {
    const change = drawChange(random, number);
    const where = `seed ${options.seed} change ${number} (${change.name})`;
    image = cutEverywhere(image, change, where, options, random, report);
  }
  return report;
}

/** A store with something in it: every program in two generations, and a log. */
function firstImage(random: Random, logLines: number): Content {
  const lines = Array.from({ length: logLines }, (_, index) => logLine({ boot: 1, n: index })).join('\n');
  const files = new Map([['log/faults.jsonl', new TextEncoder().encode(`${lines}\n`)]]);
  const disk = createDisk({ files, folders: new Set(['.', 'log']) });
  const store = open(disk);
  for (const id of ids) {
    for (const version of [1, 2]) {
      const head = { id, version, keyId: 'ab' };
      keep(store, disk, { what: 'package', head, bytes: noise(random, 60), mayGoDown: false });
      keep(store, disk, { what: 'activate', id });
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
      const head = { id, version, keyId: 'cd' };
      return { name: `upload ${id}`, keep: () => ({ what: 'package', head, bytes, mayGoDown: false }) };
    }
    case 2:
    case 3:
      return { name: `activate ${id}`, keep: () => ({ what: 'activate', id }) };
    case 4:
      return { name: `roll ${id} back`, keep: () => ({ what: 'rollback', id }) };
    case 5: {
      if (nextBelow(random, 2) === 0) return { name: `delete ${id}`, keep: () => ({ what: 'delete', id }) };
      const key = { id: 'ab'.repeat(16), publicKey: 'cd'.repeat(32), name: `key ${number}`, since: null };
      return { name: 'keys', keep: () => ({ what: 'keys', keys: [key] }) };
    }
    case 6: {
      const settings = { locked: true, program: id, minutes: 1 + (number % 30), memories: [] };
      return { name: 'settings', keep: () => ({ what: 'settings', settings }) };
    }
    case 7: {
      const memory: Memory = { program: id, speedShift: 1, heatLevel: 2, spotMm: number % 60, minutes: 20 };
      const withMemory = ({ settings }: Store) => ({ ...settings, memories: [memory] });
      return { name: 'memory', keep: (store) => ({ what: 'settings', settings: withMemory(store) }) };
    }
    default: {
      const record = { boot: 1, n: 10_000 + number, code: 'E31' };
      return { name: 'fault log', keep: () => ({ what: 'log', log: 'faults', record }) };
    }
  }
}

/** Tries every cut of one change; gives the disk on which the change was made whole. */
function cutEverywhere(
  image: Content,
  change: Change,
  where: string,
  options: CampaignOptions,
  random: Random,
  report: CampaignReport,
): Content {
  const whole = createDisk(image);
  const store = open(whole);
  const first = whole.operations();
  const before = holds(store, whole);
  keep(store, whole, change.keep(store));
  const after = holds(store, whole);
  const last = whole.operations();

  for (let operation = first; operation < last; operation++) {
    for (const moment of moments) {
      for (const fate of fates) {
        const disk = createDisk(image);
        const cutStore = open(disk, options.tamper);
        disk.cutAt(operation, moment, random);
        untilCut(() => keep(cutStore, disk, change.keep(cutStore), options.tamper));
        const left = disk.afterCut(fate, random);
        report.cuts++;
        const place = `${where}: cut ${moment} operation ${operation - first}, unsynced ${fate}`;
        const found = openAfterCut(left, [before, after], cutStore.boot, place, report);
        if (found === null || nextBelow(random, options.deepOneIn) !== 0) continue;
        cutRecovery(left, found, place, random, report);
      }
    }
  }
  // When the change has returned, no cut may take it back.
  for (const fate of fates) {
    report.cuts++;
    openAfterCut(
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
function cutRecovery(
  image: Content,
  wanted: string,
  place: string,
  random: Random,
  report: CampaignReport,
): void {
  const whole = createDisk(image);
  open(whole);
  for (let operation = 0; operation < whole.operations(); operation++) {
    for (const moment of moments) {
      for (const fate of fates) {
        const disk = createDisk(image);
        disk.cutAt(operation, moment, random);
        untilCut(() => open(disk));
        report.cuts++;
        report.deepCuts++;
        const deeper = `${place}; again ${moment} operation ${operation} of the start, unsynced ${fate}`;
        openAfterCut(disk.afterCut(fate, random), [wanted], 0, deeper, report);
      }
    }
  }
}

/** Opens what a cut left; what it holds, or null where that is a violation. */
function openAfterCut(
  image: Content,
  allowed: readonly string[],
  bootBefore: number,
  place: string,
  report: CampaignReport,
): string | null {
  const disk = createDisk(image);
  const store = open(disk);
  const found = holds(store, disk);
  const wrong: string[] = [];
  if (!allowed.includes(found)) wrong.push('holds neither the old nor the new state');
  if (store.problems.length > 0) wrong.push(`reports ${JSON.stringify(store.problems)}`);
  if (store.boot <= bootBefore) wrong.push(`boot ${store.boot} after boot ${bootBefore}`);
  for (const what of wrong) report.violations.push(`${place}: ${what}`);
  return wrong.length === 0 ? found : null;
}

/** Everything a chair could notice of the store, but the number of the boot. */
function holds(store: Store, disk: FaultyDisk): string {
  const packages: Record<string, string> = {};
  for (const { uploaded, active, previous } of store.index.programs) {
    for (const generation of [uploaded, active, previous]) {
      if (generation === null) continue;
      const bytes = packageBytes(store, generation);
      packages[generation.hash] = bytes === null ? 'missing' : Buffer.from(bytes).toString('hex');
    }
  }
  const index = disk.read('programs.json');
  return JSON.stringify({
    programs: store.index.programs,
    packages,
    index: index === null ? null : Buffer.from(index).toString(),
    settings: store.settings,
    keys: store.keys,
    sessions: logText(store, 'sessions'),
    faults: logText(store, 'faults'),
  });
}
