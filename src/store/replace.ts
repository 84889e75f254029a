/** Replaces a file so that after a power cut at any point it holds the old bytes or the new ones, whole. */
import type { DiskOperation } from './keep.ts';

/** Suffix of a replacement before it takes its place. A file left with it after a power cut is rubbish. */
export const newSuffix = '.new';

export function replacing(path: string, bytes: Uint8Array): DiskOperation[] {
  const fresh = path + newSuffix;
  return [
    { do: 'write', path: fresh, bytes },
    // The bytes before the name: otherwise the name may survive without them.
    { do: 'sync', path: fresh },
    { do: 'rename', path: fresh, to: path },
    { do: 'sync-folder', path: folderOf(path) },
  ];
}

/** The folder a path lies in; the home itself is `.`. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '.' : path.slice(0, slash);
}
