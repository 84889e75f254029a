/**
 * Program packages on the disk: each in a file named after its bytes, and the index that says what they are
 * for. A change writes the package first and the index last; the index alone decides, so a power cut leaves
 * the old state or the new one and perhaps a file nobody needs, which the next opening sweeps up.
 */
import { packageBytesMax, peekPackage } from '../program/package/package.ts';
import { newSuffix, replaceFile } from './atomic.ts';
import { type DocumentFile, openDocument, writeDocument } from './document-file.ts';
import type { DocumentKind } from './documents.ts';
import type { FileSystem } from './file-system.ts';
import { messageOf, type Outcome, type Report } from './problems.ts';
import {
  emptyIndex,
  type Generation,
  hashesOf,
  type IndexChange,
  type IndexRefusal,
  type ProgramIndex,
  parseIndex,
  programsMax,
  withUploaded,
} from './program-index.ts';
import { sha256 } from './sealed.ts';

export const programsFolder = 'programs';
const suffix = '.lumbar';
const fileOf = (hash: string) => `${programsFolder}/${hash}${suffix}`;

const indexKind: DocumentKind<ProgramIndex> = {
  kind: 'programs',
  file: 'programs.json',
  none: emptyIndex,
  parse: parseIndex,
};

export type ProgramFiles = DocumentFile<ProgramIndex>;

/** What a package says about itself; whoever stores it has opened and checked it. */
export interface PackageHead {
  readonly id: string;
  readonly version: number;
  readonly keyId: string;
}

export async function openPrograms(disk: FileSystem, report: Report): Promise<ProgramFiles> {
  const files = await openDocument(disk, indexKind, report);
  try {
    if (files.opened === 'damaged') files.value = await rebuiltIndex(disk, report);
    if (files.opened === 'damaged') await writeDocument(disk, files, files.value);
    if (files.opened !== 'unreadable') await sweep(disk, files.value);
  } catch (error) {
    report('E62', programsFolder, `cannot be put in order: ${messageOf(error)}`);
  }
  return files;
}

/** Every whole package found, waiting to be activated by a person: nothing comes back into use by itself. */
async function rebuiltIndex(disk: FileSystem, report: Report): Promise<ProgramIndex> {
  let index = emptyIndex;
  for (const name of (await disk.list(programsFolder)).sort()) {
    const bytes = await disk.read(`${programsFolder}/${name}`, packageBytesMax);
    if (bytes === null || name !== `${sha256(bytes)}${suffix}`) continue;
    const head = peekPackage(bytes);
    if (head === null) continue;
    const floor = index.floors[head.id] ?? 0;
    if (head.version < floor || (floor === 0 && index.programs.length >= programsMax)) continue;
    const next = withUploaded(index, head.id, generationOf(head, bytes), true);
    if (next.ok) index = { ...next.index, floors: { ...index.floors, [head.id]: head.version } };
  }
  report(
    'E62',
    indexKind.file,
    `was made anew from the packages; ${index.programs.length} wait to be activated`,
  );
  return index;
}

/** Removes what power cuts, deletions and replacements left behind. */
async function sweep(disk: FileSystem, index: ProgramIndex): Promise<void> {
  const kept = hashesOf(index);
  for (const name of await disk.list(programsFolder)) {
    if (!kept.has(name.slice(0, -suffix.length)) || !name.endsWith(suffix))
      await disk.remove(`${programsFolder}/${name}`);
  }
  for (const name of await disk.list('.')) if (name.endsWith(newSuffix)) await disk.remove(name);
}

function generationOf(head: PackageHead, bytes: Uint8Array): Generation {
  return { hash: sha256(bytes), version: head.version, bytes: bytes.length, keyId: head.keyId };
}

export async function putPackage(
  disk: FileSystem,
  files: ProgramFiles,
  head: PackageHead,
  bytes: Uint8Array,
  mayGoDown: boolean,
): Promise<Outcome<IndexRefusal>> {
  const generation = generationOf(head, bytes);
  const next = withUploaded(files.value, head.id, generation, mayGoDown);
  if (next.ok) await replaceFile(disk, fileOf(generation.hash), bytes);
  return writeIndex(disk, files, next);
}

export async function writeIndex(
  disk: FileSystem,
  files: ProgramFiles,
  next: IndexChange,
): Promise<Outcome<IndexRefusal>> {
  if (!next.ok) return { ok: false, reason: next.reason, detail: '' };
  if (next.index === files.value) return { ok: true };
  const before = hashesOf(files.value);
  await writeDocument(disk, files, next.index);
  const kept = hashesOf(files.value);
  for (const hash of before) {
    // A file nobody needs is no reason to fail: the next opening sweeps it up.
    if (!kept.has(hash)) await disk.remove(fileOf(hash)).catch(() => {});
  }
  return { ok: true };
}

/** The package's bytes, or null where they are missing or not those that were stored: E61. */
export async function readPackage(
  disk: FileSystem,
  files: ProgramFiles,
  { hash }: Generation,
  report: Report,
): Promise<Uint8Array | null> {
  let why: string;
  try {
    const bytes = await disk.read(fileOf(hash), packageBytesMax + 1);
    if (bytes !== null && sha256(bytes) === hash) return bytes;
    why = bytes === null ? 'is missing' : 'is damaged: its bytes are not those that were stored';
  } catch (error) {
    why = `cannot be read (${messageOf(error)})`;
  }
  // Deleted meanwhile is no damage.
  if (hashesOf(files.value).has(hash)) report('E61', fileOf(hash), `${why}; the program is not run`);
  return null;
}
