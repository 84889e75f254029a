/** The simulated disk as a controller takes it: the store's writes with their ids, and all that can go wrong with them. */
import type { Disk } from '../../src/run/controller.ts';
import type { TrustedKey } from '../../src/store/documents.ts';
import type { DiskImage } from '../../src/store/keep.ts';
import { folderOf } from '../../src/store/replace.ts';
import { openStore, planKeep } from '../../src/store/store.ts';
import { nextBelow, nextShare, type Random } from '../random.ts';
import { type Content, emptyContent } from '../store/medium.ts';
import { createSimulatedDisk, type DiskFault } from '../store/simulated-disk.ts';

export interface ChairDisk extends Disk {
  /** What a machine reads that is opened now. */
  image(): DiskImage;
  /** The host is gone: what waited is never written, what was written stays. */
  stop(): void;
  /** The power is gone: what was not synced may be there, torn, or not. */
  cutPower(): void;
  break(fault: DiskFault | 'damaged'): void;
}

/** An SD card mostly takes tens of milliseconds for a write, now and then seconds. */
function cardLatencyMs(random: Random): number {
  return nextShare(random) < 0.02 ? 200 + nextBelow(random, 1800) : 20 + nextBelow(random, 80);
}

const nothing: ReturnType<Disk['take']> = [];

/** A disk that holds nothing but the keys the chair trusts. */
export function chairDisk(random: Random, keys: readonly TrustedKey[]): ChairDisk {
  const simulated = createSimulatedDisk({
    random,
    latencyMs: cardLatencyMs,
    content: contentWith(keys, random),
  });
  let ids: number[] = [];
  const stop = (): void => {
    ids = [];
    simulated.stop();
  };
  return {
    begin({ id, write }) {
      ids.push(id);
      simulated.begin(write);
    },
    take(nowMs) {
      if (ids.length === 0) return nothing;
      return simulated.advance(nowMs).map(({ result }) => ({ id: ids.shift() ?? -1, result }));
    },
    image: () => simulated.image(),
    stop,
    cutPower() {
      ids = [];
      simulated.cutPower(random);
    },
    break(fault) {
      if (fault === 'damaged') simulated.damage();
      else simulated.setFault(fault);
    },
  };
}

/** What an empty store with these keys leaves on a disk. */
function contentWith(keys: readonly TrustedKey[], random: Random): Content {
  if (keys.length === 0) return emptyContent;
  const { store, writes } = openStore(new Map());
  const plan = planKeep(store, { what: 'keys', keys });
  if (!plan.ok) throw new Error(`the keys cannot be kept: ${plan.detail}`);
  const disk = createSimulatedDisk({ random });
  const [folders] = writes;
  if (folders !== undefined) disk.begin(folders);
  disk.begin(plan.write);
  disk.advance(0);
  const files = [...disk.image()].filter(
    (entry): entry is [string, Uint8Array] => entry[1] instanceof Uint8Array,
  );
  return { files: new Map(files), folders: new Set(['.', ...files.map(([path]) => folderOf(path))]) };
}
