/**
 * The few file operations the store is built on, so that a disk can be simulated with every power cut it may
 * suffer. Paths are relative to the store's home, with `/`. Nothing is durable until `sync` (a file's bytes)
 * or `syncFolder` (names made, renamed or removed in it) has returned; only `rename` replaces atomically.
 * Every operation may reject with an error that carries Node's `code` (ENOSPC, EROFS, EIO, ...).
 */
export interface FileSystem {
  /** Names in a folder, without the folders in it; none if there is no such folder. */
  list(folder: string): Promise<string[]>;
  /** At most `bytesMax` bytes from the beginning; null if there is no such file. */
  read(path: string, bytesMax: number): Promise<Uint8Array | null>;
  /** Makes the file or empties it, then writes. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  append(path: string, bytes: Uint8Array): Promise<void>;
  sync(path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** No error if there is no such file. */
  remove(path: string): Promise<void>;
  /** No error if there is such a folder. */
  makeFolder(path: string): Promise<void>;
  syncFolder(path: string): Promise<void>;
}

/** The folder a path lies in; the home itself is `.`. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '.' : path.slice(0, slash);
}

/** Why the store could not write, in words for a person. */
export type DiskTrouble = 'full' | 'read-only' | 'failing';

export function troubleOf(error: unknown): DiskTrouble {
  const code = (error as { code?: unknown } | null)?.code;
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'full';
  if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM') return 'read-only';
  return 'failing';
}
