/**
 * Reads the store's home when the store opens: only the files it knows and the packages, and of each no more than it
 * can ever hold. Never rejects: the image says what cannot be read.
 */
import { documentBytesMax } from './documents.ts';
import type { FileSystem } from './file-system.ts';
import type { DiskImage, Unreadable } from './keep.ts';
import { troubleOf, troubleWords } from './problems.ts';
import { packageReadMax, packagesToRead, programsFolder } from './programs.ts';
import { newSuffix } from './replace.ts';
import { storeFiles } from './store.ts';
import { asideFiles } from './versions.ts';

/** Most names looked at in a folder; the rest is left to later openings. */
const namesMax = 4096;

export async function readImage(disk: FileSystem): Promise<DiskImage> {
  const image = new Map<string, Uint8Array | Unreadable>();
  for (const { path, bytesMax } of storeFiles) await readInto(image, disk, path, bytesMax);
  for (const path of asideFiles) await readInto(image, disk, path, documentBytesMax);
  const packages = await namesIn(image, disk, programsFolder);
  for (const path of packagesToRead(image, packages)) await readInto(image, disk, path, packageReadMax);
  const rubbish = (await namesIn(image, disk, '.')).filter((name) => name.endsWith(newSuffix));
  for (const path of [...packages.map((name) => `${programsFolder}/${name}`), ...rubbish]) {
    if (!image.has(path)) image.set(path, { unreadable: 'it is none of the files of the store' });
  }
  return image;
}

async function readInto(
  image: Map<string, Uint8Array | Unreadable>,
  disk: FileSystem,
  path: string,
  bytesMax: number,
): Promise<void> {
  try {
    const bytes = await disk.read(path, bytesMax);
    if (bytes !== null) image.set(path, bytes);
  } catch (error) {
    image.set(path, unreadableFor(error));
  }
}

async function namesIn(
  image: Map<string, Uint8Array | Unreadable>,
  disk: FileSystem,
  folder: string,
): Promise<string[]> {
  try {
    return await disk.list(folder, namesMax);
  } catch (error) {
    image.set(folder, unreadableFor(error));
    return [];
  }
}

/**
 * For a file without permission the system's message is used, since "the disk cannot be written" would be wrong about
 * reading.
 */
function unreadableFor(error: unknown): Unreadable {
  const { code, message } = error as NodeJS.ErrnoException;
  const trouble = troubleOf(code);
  const said = code === undefined || trouble === 'read-only';
  return { unreadable: said ? message : `${troubleWords[trouble]} (${message})` };
}
