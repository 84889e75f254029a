/** The simulated disk behind the controller's interface: the store's writes with their ids, and all that can go wrong with them. */
import type { Disk } from '../../src/run/controller.ts';
import type { TrustedKey } from '../../src/store/documents.ts';
import type { DiskImage } from '../../src/store/keep.ts';
import { folderOf } from '../../src/store/replace.ts';
import { openStore, planKeep } from '../../src/store/store.ts';
import { nextBelow, nextShare, type Random } from '../random.ts';
import { type Content, emptyContent } from '../store/medium.ts';
import { createSimulatedDisk, type DiskFault } from '../store/simulated-disk.ts';

export interface ChairDisk extends Disk {
  /** What a machine opened now would read. */
  image(): DiskImage;
  /** Nothing waits to be written. */
  idle(): boolean;
  /** The host is gone: what waited is never written, what was written stays. */
  stop(): void;
  /** The power is gone: what was not synced may be there, torn, or lost. */
  cutPower(): void;
  break(fault: DiskFault | 'damaged'): void;
  /** How the end of a write is reported from now on. */
  answer(how: 'none' | 'twice' | 'slow'): void;
  /** Answers that came twice or late. */
  readonly answered: Readonly<Record<'twice' | 'slow', number>>;
}

/** How late a slow answer comes. */
const slowMs = 5000;

/** An SD card mostly takes tens of milliseconds for a write, sometimes up to 2 s. */
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
  let how: 'none' | 'twice' | 'slow' = 'none';
  let later: { readonly atMs: number; readonly written: ReturnType<Disk['take']>[number] }[] = [];
  const answered = { twice: 0, slow: 0 };
  const stop = (): void => {
    ids = [];
    later = [];
    simulated.stop();
  };
  const takeNow = (nowMs: number): ReturnType<Disk['take']> =>
    ids.length === 0
      ? nothing
      : simulated.advance(nowMs).map(({ result }) => ({ id: ids.shift() ?? -1, result }));
  return {
    begin({ id, write }) {
      ids.push(id);
      simulated.begin(write);
    },
    take(nowMs) {
      const now = takeNow(nowMs);
      if (how === 'none' && later.length === 0) return now;
      const due = later.filter(({ atMs }) => atMs <= nowMs).map(({ written }) => written);
      later = later.filter(({ atMs }) => atMs > nowMs);
      if (how === 'none') return [...due, ...now];
      answered[how] += now.length;
      later.push(...now.map((written) => ({ atMs: nowMs + (how === 'slow' ? slowMs : 20), written })));
      return how === 'slow' ? due : [...due, ...now];
    },
    answer(as) {
      how = as;
    },
    answered,
    image: () => simulated.image(),
    idle: () => ids.length === 0,
    stop,
    cutPower() {
      ids = [];
      later = [];
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
