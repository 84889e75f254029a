/**
 * A disk in memory that forgets what a real one may forget when the power goes: bytes written and not yet
 * synced, names made or moved in a folder not yet synced; each of them kept, lost, torn within, or carried
 * out in another order. It also gets full, goes read-only and fails on demand.
 */

import { createRandom, nextBelow, type Random } from '../../sim/random.ts';
import { type FileSystem, folderOf } from '../../src/store/file-system.ts';

/** How unsynced work fares in a power cut. */
export type Fate = 'kept' | 'lost' | 'reordered';
export const fates: readonly Fate[] = ['kept', 'lost', 'reordered'];

class PowerCut extends Error {}

interface Inode {
  /** What a running system reads. */
  live: Uint8Array;
  /** What is on the medium for certain. */
  durable: Uint8Array;
  /** Not yet on the medium, in order. */
  pending: DataChange[];
}

type DataChange = { kind: 'empty' } | { kind: 'put'; at: number; bytes: Uint8Array };
/** Names in folders; `inode` null takes the name away. A rename is one change of two names. */
interface NameChange {
  readonly folder: string;
  readonly names: readonly (readonly [path: string, inode: Inode | null])[];
}

export interface DiskImage {
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly folders: ReadonlySet<string>;
}

const emptyDisk: DiskImage = { files: new Map(), folders: new Set(['.']) };

export interface SimulatedDisk extends FileSystem {
  /** Operations that change something, begun so far. */
  operations(): number;
  /** Cuts the power at this operation (from 0): before it, within it, or just after it. */
  cutAt(operation: number, when: 'before' | 'within' | 'after', random: Random): void;
  /** From this operation on, changes fail with this code; null ends it. */
  failFrom(operation: number, code: string | null): void;
  /** What the medium holds when the power is gone. */
  afterCut(fate: Fate, random: Random): DiskImage;
}

export function createDisk(image: DiskImage = emptyDisk): SimulatedDisk {
  const durableNames = new Map<string, Inode>();
  for (const [path, bytes] of image.files)
    durableNames.set(path, { live: bytes, durable: bytes, pending: [] });
  const liveNames = new Map(durableNames);
  const durableFolders = new Set(image.folders);
  const liveFolders = new Set(durableFolders);
  let nameChanges: NameChange[] = [];
  let folderChanges: string[] = [];

  let count = 0;
  let cut: { operation: number; when: 'before' | 'within' | 'after'; random: Random } | null = null;
  let off = false;
  let failing: { from: number; code: string } | null = null;

  /** One operation that changes something; `within` does the part of it that the cut left time for. */
  async function operate(whole: () => void, within: ((random: Random) => void) | null = null): Promise<void> {
    if (off) throw new PowerCut();
    const operation = count++;
    if (cut?.operation === operation) {
      if (cut.when === 'within') within?.(cut.random);
      if (cut.when === 'after') whole();
      off = true;
      throw new PowerCut();
    }
    if (failing !== null && operation >= failing.from) {
      // A disk that fills up may have taken a part.
      if (failing.code === 'ENOSPC') within?.(createRandom(operation));
      throw Object.assign(new Error(`${failing.code}: simulated`), { code: failing.code });
    }
    whole();
  }

  function inodeOf(path: string): Inode {
    const inode = liveNames.get(path);
    if (inode === undefined) throw Object.assign(new Error(`ENOENT: ${path}`), { code: 'ENOENT' });
    return inode;
  }

  function made(path: string): Inode {
    if (!liveFolders.has(folderOf(path)))
      throw Object.assign(new Error(`ENOENT: ${path}`), { code: 'ENOENT' });
    const old = liveNames.get(path);
    if (old !== undefined) return old;
    const inode: Inode = { live: new Uint8Array(0), durable: new Uint8Array(0), pending: [] };
    liveNames.set(path, inode);
    nameChanges.push({ folder: folderOf(path), names: [[path, inode]] });
    return inode;
  }

  function put(inode: Inode, change: DataChange): void {
    inode.live = applied(inode.live, change);
    inode.pending.push(change);
  }

  return {
    operations: () => count,
    cutAt(operation, when, random) {
      cut = { operation, when, random };
    },
    failFrom(operation, code) {
      failing = code === null ? null : { from: operation, code };
    },

    async list(folder) {
      if (off) throw new PowerCut();
      return [...liveNames.keys()]
        .filter((path) => folderOf(path) === folder)
        .map((path) => (folder === '.' ? path : path.slice(folder.length + 1)));
    },
    async read(path, bytesMax) {
      if (off) throw new PowerCut();
      return liveNames.get(path)?.live.subarray(0, bytesMax) ?? null;
    },
    write(path, bytes) {
      return operate(
        () => {
          const inode = made(path);
          put(inode, { kind: 'empty' });
          put(inode, { kind: 'put', at: 0, bytes: Uint8Array.from(bytes) });
        },
        (random) => {
          const inode = made(path);
          put(inode, { kind: 'empty' });
          put(inode, {
            kind: 'put',
            at: 0,
            bytes: Uint8Array.from(bytes.subarray(0, nextBelow(random, bytes.length))),
          });
        },
      );
    },
    append(path, bytes) {
      const take = (length: number) => {
        const inode = made(path);
        put(inode, { kind: 'put', at: inode.live.length, bytes: Uint8Array.from(bytes.subarray(0, length)) });
      };
      return operate(
        () => take(bytes.length),
        (random) => take(nextBelow(random, bytes.length)),
      );
    },
    sync(path) {
      return operate(() => {
        const inode = inodeOf(path);
        inode.durable = inode.live;
        inode.pending = [];
      });
    },
    rename(from, to) {
      return operate(() => {
        const inode = inodeOf(from);
        liveNames.delete(from);
        liveNames.set(to, inode);
        nameChanges.push({
          folder: folderOf(to),
          names: [
            [from, null],
            [to, inode],
          ],
        });
      });
    },
    remove(path) {
      return operate(() => {
        if (!liveNames.delete(path)) return;
        nameChanges.push({ folder: folderOf(path), names: [[path, null]] });
      });
    },
    makeFolder(path) {
      return operate(() => {
        if (liveFolders.has(path)) return;
        liveFolders.add(path);
        folderChanges.push(path);
      });
    },
    syncFolder(path) {
      return operate(() => {
        for (const change of nameChanges) if (change.folder === path) applyNames(durableNames, change);
        nameChanges = nameChanges.filter((change) => change.folder !== path);
        for (const folder of folderChanges) if (folderOf(folder) === path) durableFolders.add(folder);
        folderChanges = folderChanges.filter((folder) => folderOf(folder) !== path);
      });
    },

    afterCut(fate, random) {
      const names = new Map(durableNames);
      for (const change of chosen(nameChanges, fate, random)) applyNames(names, change);
      const folders = new Set(durableFolders);
      for (const folder of chosen(folderChanges, fate, random)) folders.add(folder);
      const files = new Map<string, Uint8Array>();
      for (const [path, inode] of names) {
        if (folders.has(folderOf(path))) files.set(path, contentAfterCut(inode, fate, random));
      }
      return { files, folders };
    },
  };
}

function applied(content: Uint8Array, change: DataChange): Uint8Array {
  if (change.kind === 'empty') return new Uint8Array(0);
  const next = new Uint8Array(Math.max(content.length, change.at + change.bytes.length));
  next.set(content);
  next.set(change.bytes, change.at);
  return next;
}

function applyNames(names: Map<string, Inode>, change: NameChange): void {
  for (const [path, inode] of change.names) {
    if (inode === null) names.delete(path);
    else names.set(path, inode);
  }
}

/** All, none, or some of the changes in any order. */
function chosen<T>(changes: readonly T[], fate: Fate, random: Random): T[] {
  if (fate === 'kept') return [...changes];
  if (fate === 'lost') return [];
  const some = changes.filter(() => nextBelow(random, 2) === 0);
  for (let index = some.length - 1; index > 0; index--) {
    const other = nextBelow(random, index + 1);
    [some[index], some[other]] = [some[other]!, some[index]!];
  }
  return some;
}

/** Bytes that were never synced may be there, not there, or there in part, with anything in the gaps. */
function contentAfterCut(inode: Inode, fate: Fate, random: Random): Uint8Array {
  if (fate === 'kept') return inode.live;
  if (fate === 'lost') return inode.durable;
  let content = inode.durable;
  for (const change of chosen(inode.pending, fate, random)) {
    content = applied(content, change.kind === 'put' ? torn(change, random) : change);
  }
  return content;
}

function torn(change: { kind: 'put'; at: number; bytes: Uint8Array }, random: Random): DataChange {
  const bytes = change.bytes.slice();
  const from = nextBelow(random, bytes.length + 1);
  switch (nextBelow(random, 4)) {
    case 0:
      return change;
    case 1:
      return { ...change, bytes: bytes.slice(0, from) };
    case 2:
      // The length is there, the bytes are not.
      return { ...change, bytes: bytes.fill(0, from) };
    default:
      for (let index = from; index < bytes.length; index++) bytes[index] = nextBelow(random, 256);
      return { ...change, bytes };
  }
}
