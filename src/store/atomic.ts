/** Replaces a file so that after a power cut at any point it holds the old bytes or the new ones, whole. */
import { type FileSystem, folderOf } from './file-system.ts';

/** What a replacement is called before it has taken its place. Left over from a power cut, it is rubbish. */
export const newSuffix = '.new';

export async function replaceFile(disk: FileSystem, path: string, bytes: Uint8Array): Promise<void> {
  const fresh = path + newSuffix;
  await disk.write(fresh, bytes);
  // The bytes before the name: else the name may survive without them.
  await disk.sync(fresh);
  await disk.rename(fresh, path);
  await disk.syncFolder(folderOf(path));
}
