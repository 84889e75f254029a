/**
 * What a disk holds, and what it may lose in a power cut: bytes written but not yet synced, names made or moved
 * in a folder not yet synced; each of them kept, lost, torn within, or carried out in another order.
 */

import type { DiskImage, DiskOperation, DiskResult, DiskWrite } from '../../src/store/keep.ts';
import { troubleOf } from '../../src/store/problems.ts';
import { folderOf } from '../../src/store/replace.ts';
import { nextBelow, type Random } from '../random.ts';

/** What a power cut does to unsynced changes. */
export type Fate = 'kept' | 'lost' | 'reordered';
export const fates: readonly Fate[] = ['kept', 'lost', 'reordered'];

/** Files and folders without a history. */
export interface Content {
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly folders: ReadonlySet<string>;
}

export const emptyContent: Content = { files: new Map(), folders: new Set(['.']) };

export interface Medium {
  /** What a running system reads. */
  image(): DiskImage;
  read(path: string): Uint8Array | null;
  /** Carries one operation out; throws a `DiskError` where a real disk would. */
  apply(operation: DiskOperation): void;
  /** Carries out the part of an operation that a power cut leaves time for: some of its bytes, else nothing. */
  applyPart(operation: DiskOperation, random: Random): void;
  /** Flips one bit of a file, on the medium too. */
  flip(path: string, bit: number): void;
  /** What the medium holds when the power is gone. */
  afterCut(fate: Fate, random: Random): Content;
}

/** An error with the code that Node gives it. */
export class DiskError extends Error {
  readonly code: string;
  constructor(code: string, what: string) {
    super(`${code}: ${what}`);
    this.code = code;
  }
}

/** The result of a write in which an operation failed; anything but a `DiskError` is rethrown. */
export function troubleIn(medium: Medium, write: DiskWrite, error: unknown): DiskResult {
  if (!(error instanceof DiskError)) throw error;
  return {
    ok: false,
    reason: troubleOf(error.code),
    detail: error.message,
    held: medium.read(write.file),
  };
}

interface Inode {
  /** What a running system reads. */
  live: Uint8Array;
  /** What is on the medium for certain. */
  durable: Uint8Array;
  /** Not yet on the medium, in order. */
  pending: DataChange[];
}

type DataChange = { kind: 'empty' } | { kind: 'put'; at: number; bytes: Uint8Array };
/** A change of names in a folder; `inode` null removes the name. A rename is one change of two names. */
interface NameChange {
  readonly folder: string;
  readonly names: readonly (readonly [path: string, inode: Inode | null])[];
}

/** Everything on the disk: as it is read, as it is durable, and the changes that are not durable yet. */
interface Tables {
  readonly durableNames: Map<string, Inode>;
  readonly liveNames: Map<string, Inode>;
  readonly durableFolders: Set<string>;
  readonly liveFolders: Set<string>;
  nameChanges: NameChange[];
  folderChanges: string[];
}

export function createMedium({ files, folders }: Content = emptyContent): Medium {
  const durableNames = new Map<string, Inode>();
  for (const [path, bytes] of files) durableNames.set(path, { live: bytes, durable: bytes, pending: [] });
  const tables: Tables = {
    durableNames,
    liveNames: new Map(durableNames),
    durableFolders: new Set(folders),
    liveFolders: new Set(folders),
    nameChanges: [],
    folderChanges: [],
  };
  return {
    image: () => new Map([...tables.liveNames].map(([path, { live }]) => [path, live])),
    read: (path) => tables.liveNames.get(path)?.live ?? null,
    apply: (operation) => apply(tables, operation),
    applyPart(operation, random) {
      if (operation.do !== 'write' && operation.do !== 'append') return;
      const { bytes } = operation;
      apply(tables, { ...operation, bytes: bytes.subarray(0, nextBelow(random, bytes.length)) });
    },
    flip(path, bit) {
      const inode = inodeOf(tables, path);
      const flipped = inode.live.slice();
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      inode.live = inode.durable = flipped;
      inode.pending = [];
    },
    afterCut: (fate, random) => afterCut(tables, fate, random),
  };
}

function apply(tables: Tables, operation: DiskOperation): void {
  const { liveNames, liveFolders } = tables;
  const { path } = operation;
  switch (operation.do) {
    case 'write': {
      const inode = made(tables, path);
      put(inode, { kind: 'empty' });
      put(inode, { kind: 'put', at: 0, bytes: Uint8Array.from(operation.bytes) });
      return;
    }
    case 'append': {
      const inode = made(tables, path);
      put(inode, { kind: 'put', at: inode.live.length, bytes: Uint8Array.from(operation.bytes) });
      return;
    }
    case 'sync': {
      const inode = inodeOf(tables, path);
      inode.durable = inode.live;
      inode.pending = [];
      return;
    }
    case 'rename': {
      const { to } = operation;
      const inode = inodeOf(tables, path);
      liveNames.delete(path);
      liveNames.set(to, inode);
      const names = [
        [path, null],
        [to, inode],
      ] as const;
      tables.nameChanges.push({ folder: folderOf(to), names });
      return;
    }
    case 'remove':
      if (!liveNames.delete(path)) return;
      tables.nameChanges.push({ folder: folderOf(path), names: [[path, null]] });
      return;
    case 'make-folder':
      if (liveFolders.has(path)) return;
      liveFolders.add(path);
      tables.folderChanges.push(path);
      return;
    case 'sync-folder':
      syncFolder(tables, path);
      return;
  }
}

function inodeOf({ liveNames }: Tables, path: string): Inode {
  const inode = liveNames.get(path);
  if (inode === undefined) throw new DiskError('ENOENT', path);
  return inode;
}

function made({ liveNames, liveFolders, nameChanges }: Tables, path: string): Inode {
  if (!liveFolders.has(folderOf(path))) throw new DiskError('ENOENT', path);
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

function syncFolder(tables: Tables, path: string): void {
  const { nameChanges, folderChanges } = tables;
  for (const change of nameChanges) if (change.folder === path) applyNames(tables.durableNames, change);
  tables.nameChanges = nameChanges.filter((change) => change.folder !== path);
  for (const folder of folderChanges) if (folderOf(folder) === path) tables.durableFolders.add(folder);
  tables.folderChanges = folderChanges.filter((folder) => folderOf(folder) !== path);
}

function afterCut(tables: Tables, fate: Fate, random: Random): Content {
  const names = new Map(tables.durableNames);
  for (const change of chosen(tables.nameChanges, fate, random)) applyNames(names, change);
  const folders = new Set(tables.durableFolders);
  for (const folder of chosen(tables.folderChanges, fate, random)) folders.add(folder);
  const files = new Map<string, Uint8Array>();
  for (const [path, inode] of names) {
    if (folders.has(folderOf(path))) files.set(path, contentAfterCut(inode, fate, random));
  }
  return { files, folders };
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

/** By the fate: all, none, or some of the changes in any order. */
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

/** Bytes that were never synced may be there, lost, or there in part, with anything in the gaps. */
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
