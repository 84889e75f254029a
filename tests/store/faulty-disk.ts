/** A disk that carries writes out at once, counts its operations, and has the power cut or trouble at any of them. */

import { createRandom, type Random } from '../../sim/random.ts';
import {
  type Content,
  createMedium,
  DiskError,
  emptyContent,
  type Fate,
  troubleIn,
} from '../../sim/store/medium.ts';
import type { FileSystem } from '../../src/store/file-system.ts';
import type { DiskImage, DiskOperation, DiskResult, DiskWrite } from '../../src/store/keep.ts';
import { folderOf } from '../../src/store/replace.ts';

/** Thrown at the cut and by everything after it. */
export class PowerCut extends Error {}

export type Moment = 'before' | 'within' | 'after';

export interface FaultyDisk {
  /** Operations that change something, begun so far. */
  operations(): number;
  /** Cuts the power at this operation (from 0): before it, within it, or just after it. */
  cutAt(operation: number, when: Moment, random: Random): void;
  /** From this operation on, changes fail with this code; null ends it. */
  failFrom(operation: number, code: string | null): void;
  operate(operation: DiskOperation): void;
  carryOut(write: DiskWrite): DiskResult;
  image(): DiskImage;
  read(path: string): Uint8Array | null;
  /** What the medium holds when the power is gone. */
  afterCut(fate: Fate, random: Random): Content;
}

export function createDisk(content: Content = emptyContent): FaultyDisk {
  const medium = createMedium(content);
  let count = 0;
  let cut: { operation: number; when: Moment; random: Random } | null = null;
  let off = false;
  let failing: { from: number; code: string } | null = null;

  function operate(operation: DiskOperation): void {
    if (off) throw new PowerCut();
    const number = count++;
    if (cut?.operation === number) {
      if (cut.when === 'within') medium.applyPart(operation, cut.random);
      if (cut.when === 'after') medium.apply(operation);
      off = true;
      throw new PowerCut();
    }
    if (failing !== null && number >= failing.from) {
      // A disk that fills up may have taken a part.
      if (failing.code === 'ENOSPC') medium.applyPart(operation, createRandom(number));
      throw new DiskError(failing.code, 'simulated');
    }
    medium.apply(operation);
  }

  return {
    operations: () => count,
    cutAt(operation, when, random) {
      cut = { operation, when, random };
    },
    failFrom(operation, code) {
      failing = code === null ? null : { from: operation, code };
    },
    operate,
    carryOut(write) {
      for (const operation of write.operations) {
        try {
          operate(operation);
        } catch (error) {
          if (operation.do !== 'remove' || error instanceof PowerCut) return troubleIn(medium, write, error);
        }
      }
      return { ok: true };
    },
    image: () => medium.image(),
    read: (path) => medium.read(path),
    afterCut: (fate, random) => medium.afterCut(fate, random),
  };
}

/** The same disk for those who wait for it. */
export function fileSystemOf(disk: FaultyDisk): FileSystem {
  return {
    async list(folder, namesMax) {
      const paths = [...disk.image().keys()].filter((path) => folderOf(path) === folder);
      return paths.slice(0, namesMax).map((path) => (folder === '.' ? path : path.slice(folder.length + 1)));
    },
    read: async (path, bytesMax) => disk.read(path)?.subarray(0, bytesMax) ?? null,
    write: async (path, bytes) => disk.operate({ do: 'write', path, bytes }),
    append: async (path, bytes) => disk.operate({ do: 'append', path, bytes }),
    sync: async (path) => disk.operate({ do: 'sync', path }),
    rename: async (path, to) => disk.operate({ do: 'rename', path, to }),
    remove: async (path) => disk.operate({ do: 'remove', path }),
    makeFolder: async (path) => disk.operate({ do: 'make-folder', path }),
    syncFolder: async (path) => disk.operate({ do: 'sync-folder', path }),
  };
}
