/** The file operations of the store on a real disk. Files are for the owner only. */
import { constants, type Stats } from 'node:fs';
import { type FileHandle, mkdir, open, opendir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileSystem } from './file-system.ts';

const fileMode = 0o600;
const folderMode = 0o700;
const { O_RDONLY, O_RDWR, O_WRONLY, O_CREAT, O_TRUNC, O_APPEND } = constants;
/** Opening does not wait for what took a file's place after it was looked at; Windows has no such flag. */
const noWait = constants.O_NONBLOCK ?? 0;

export function realFileSystem(home: string): FileSystem {
  const at = (path: string) => join(home, path);
  return {
    async list(folder, namesMax) {
      const entries = await absentIs(null, opendir(at(folder)));
      const names: string[] = [];
      // Leaving the loop closes the folder.
      for await (const { name } of entries ?? []) {
        if (names.length >= namesMax) break;
        names.push(name);
      }
      return names;
    },

    read(path, bytesMax) {
      return absentIs(
        null,
        withFile(at(path), O_RDONLY, (file, { size }) => readFrom(file, Math.min(size, bytesMax))),
      );
    },

    async write(path, bytes) {
      await withFile(at(path), O_WRONLY | O_CREAT | O_TRUNC, (file) => file.writeFile(bytes));
    },

    async append(path, bytes) {
      await withFile(at(path), O_WRONLY | O_CREAT | O_APPEND, (file) => file.writeFile(bytes));
    },

    async sync(path) {
      await withFile(at(path), O_RDWR, (file) => file.sync());
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
      // Windows cannot sync a folder; there the journal of NTFS keeps names in order.
      if (process.platform === 'win32') return;
      const folder = await open(at(path), O_RDONLY | constants.O_DIRECTORY);
      try {
        await folder.sync();
      } finally {
        await folder.close();
      }
    },
  };
}

/** Opens a regular file for the time of the work. Anything else at the path is not opened. */
async function withFile<T>(
  path: string,
  flags: number,
  work: (file: FileHandle, stats: Stats) => Promise<T>,
): Promise<T> {
  const there = await absentIs(null, stat(path));
  if (there !== null) demandFile(there);
  const file = await open(path, flags | noWait, fileMode);
  try {
    const stats = await file.stat();
    demandFile(stats);
    return await work(file, stats);
  } finally {
    await file.close();
  }
}

function demandFile(stats: Stats): void {
  if (stats.isFile()) return;
  const kind = stats.isDirectory()
    ? 'a folder'
    : stats.isFIFO()
      ? 'a FIFO'
      : stats.isSocket()
        ? 'a socket'
        : 'a device';
  throw new Error(`it is ${kind} and no file`);
}

async function readFrom(file: FileHandle, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(bytes, filled, length - filled, filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

async function absentIs<T, A>(value: A, operation: Promise<T>): Promise<T | A> {
  try {
    return await operation;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return value;
    throw error;
  }
}
