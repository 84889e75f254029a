/** A disk in memory for the simulated chair's store: gone with the simulator. */
import type { FileSystem } from '../../../src/store/file-system.ts';

export function createMemoryDisk(): FileSystem {
  const files = new Map<string, Uint8Array>();
  return {
    async list(folder) {
      const prefix = folder === '.' ? '' : `${folder}/`;
      return [...files.keys()]
        .filter((path) => path.startsWith(prefix) && !path.slice(prefix.length).includes('/'))
        .map((path) => path.slice(prefix.length));
    },
    async read(path, bytesMax) {
      return files.get(path)?.slice(0, bytesMax) ?? null;
    },
    async write(path, bytes) {
      files.set(path, Uint8Array.from(bytes));
    },
    async append(path, bytes) {
      files.set(path, Uint8Array.from(Buffer.concat([files.get(path) ?? new Uint8Array(0), bytes])));
    },
    async sync() {},
    async rename(from, to) {
      const bytes = files.get(from);
      if (bytes === undefined) throw Object.assign(new Error(`${from} is not there`), { code: 'ENOENT' });
      files.delete(from);
      files.set(to, bytes);
    },
    async remove(path) {
      files.delete(path);
    },
    async makeFolder() {},
    async syncFolder() {},
  };
}
