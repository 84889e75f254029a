/**
 * The few file operations that the store's rim uses. Paths are relative to the store's home, with `/`. Nothing is
 * durable until `sync` (a file's bytes) or `syncFolder` (names made, renamed or removed in it) has returned; only
 * `rename` replaces atomically. Every operation may reject with an error that carries Node's `code` (ENOSPC, EROFS,
 * EIO, ...). Anything but a regular file is neither read nor written: the error says what it is, without waiting for
 * it.
 */
export interface FileSystem {
  /** At most `namesMax` names in a folder; none if there is no such folder. */
  list(folder: string, namesMax: number): Promise<string[]>;
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
