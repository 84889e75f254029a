/** The file operations of the store on a real disk. Files are for the owner only. */
import { appendFile, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileSystem } from './file-system.ts';

const fileMode = 0o600;
const folderMode = 0o700;

export function realFileSystem(home: string): FileSystem {
  const at = (path: string) => join(home, path);
  return {
    async list(folder) {
      const entries = await absentIs([], readdir(at(folder), { withFileTypes: true }));
      return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
    },

    async read(path, bytesMax) {
      const file = await absentIs(null, open(at(path), 'r'));
      if (file === null) return null;
      try {
        const { size } = await file.stat();
        const bytes = new Uint8Array(Math.min(size, bytesMax));
        let length = 0;
        while (length < bytes.length) {
          const { bytesRead } = await file.read(bytes, length, bytes.length - length, length);
          if (bytesRead === 0) break;
          length += bytesRead;
        }
        return bytes.subarray(0, length);
      } finally {
        await file.close();
      }
    },

    async write(path, bytes) {
      const file = await open(at(path), 'w', fileMode);
      try {
        await file.writeFile(bytes);
      } finally {
        await file.close();
      }
    },

    async append(path, bytes) {
      await appendFile(at(path), bytes, { mode: fileMode });
    },

    async sync(path) {
      const file = await open(at(path), 'r+');
      try {
        await file.sync();
      } finally {
        await file.close();
      }
    },

    async rename(from, to) {
      await rename(at(from), at(to));
    },

    async remove(path) {
      await rm(at(path), { force: true });
    },

    async makeFolder(path) {
      await mkdir(at(path), { recursive: true, mode: folderMode });
    },

    async syncFolder(path) {
      // Windows has no such thing; there the journal of NTFS keeps names in order.
      if (process.platform === 'win32') return;
      const folder = await open(at(path), 'r');
      try {
        await folder.sync();
      } finally {
        await folder.close();
      }
    },
  };
}

async function absentIs<T, A>(value: A, operation: Promise<T>): Promise<T | A> {
  try {
    return await operation;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return value;
    throw error;
  }
}
