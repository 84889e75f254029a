/**
 * Program packages on the disk: each in a file named after its bytes, and the index that says what they are for. A
 * change writes the package first and the index last. The index alone decides, so a power cut leaves the old state or
 * the new one, and perhaps a file nobody needs, which the next opening sweeps up.
 */
import { packageBytesMax, peekPackage } from '../program/package/package.ts';
import { afterTrouble, documentWrite, openDocument } from './document-file.ts';
import type { DocumentKind } from './documents.ts';
import type {
  DiskImage,
  DiskOperation,
  DiskResult,
  DiskWrite,
  KeepPlan,
  KeepRefusal,
  NamedPackage,
  PackageKeep,
  ProgramChange,
} from './keep.ts';
import { report, type StoreProblem } from './problems.ts';
import {
  emptyIndex,
  type Generation,
  hashesOf,
  type IndexChange,
  type PackageHead,
  type ProgramIndex,
  parseIndex,
  programsMax,
  withActivated,
  withoutProgram,
  withRolledBack,
  withUploaded,
} from './program-index.ts';
import { newSuffix, replacing } from './replace.ts';
import { sha256 } from './sealed.ts';

export const programsFolder = 'programs';
const suffix = '.lumbar';
const fileOf = (hash: string) => `${programsFolder}/${hash}${suffix}`;

/** How much is read of a package's file: enough to see that it is too long. */
export const packageReadMax = packageBytesMax + 1;
/** Package files read when the store opens: three generations of every program, and a third more. */
export const packageFilesMax = 4 * programsMax;

export const indexKind: DocumentKind<ProgramIndex> = {
  kind: 'programs',
  file: 'programs.json',
  none: emptyIndex,
  parse: parseIndex,
};

/** The part of the store that is about programs. */
export interface Programs {
  index: ProgramIndex;
  /** Whole packages by hash: every one that the index names and that is not lost. */
  readonly packages: Map<string, Uint8Array>;
  /** Why packages that the index names are missing, by hash. */
  readonly lost: Map<string, string>;
  /** Packages named by the kept-aside index of an older format. */
  readonly aside: ReadonlySet<string>;
  readonly problems: StoreProblem[];
}

/** Opens the programs; `writes` put their files in order. */
export function openPrograms(
  image: DiskImage,
  problems: StoreProblem[],
  asideIndex: Uint8Array | null,
): { programs: Programs; writes: DiskWrite[] } {
  const { opened, value } = openDocument(image, indexKind, problems);
  const aside = hashesOf(asideIndex === null ? emptyIndex : afterTrouble(indexKind, asideIndex, emptyIndex));
  const programs: Programs = { index: value, packages: new Map(), lost: new Map(), aside, problems };
  const unread = unreadable(image, programsFolder);
  if (unread !== null) report(problems, 'E62', programsFolder, `cannot be put in order: ${unread}`);
  const known = opened !== 'unreadable' && opened !== 'newer' && unread === null;
  const anew = known && opened === 'damaged';
  if (anew) programs.index = rebuiltIndex(image, problems);
  const kept = hashesOf(programs.index);
  for (const hash of kept) openPackageFile(programs, image, hash);
  judgeActive(programs);
  // Where the index was rebuilt, a package that could not be read may be a good one.
  const unsure = packagePaths(image).some((path) => hashIn(path) !== '' && unreadable(image, path) !== null);
  const sweepable = known && !(anew && unsure);
  const rubbish = sweepable
    ? packagePaths(image).filter((path) => !kept.has(hashIn(path)) && !aside.has(hashIn(path)))
    : [];
  for (const path of image.keys()) if (!path.includes('/') && path.endsWith(newSuffix)) rubbish.push(path);
  const writes = anew ? [documentWrite(indexKind, programs.index)] : [];
  if (rubbish.length > 0) writes.push({ file: programsFolder, operations: rubbish.map(removal) });
  return { programs, writes };
}

/**
 * The files to read in the packages' folder, the needed ones first; `names` are those found there. A file that is not
 * read belongs to no program.
 */
export function packagesToRead(image: DiskImage, names: readonly string[]): string[] {
  const needed = [...hashesOf(openDocument(image, indexKind, []).value)].map(fileOf);
  const found = names.filter(isPackageName).map((name) => `${programsFolder}/${name}`);
  return [...new Set([...needed, ...found])].slice(0, packageFilesMax);
}

function isPackageName(name: string): boolean {
  return /^[0-9a-f]{64}\.lumbar$/.test(name);
}

function packagePaths(image: DiskImage): string[] {
  return [...image.keys()].filter((path) => path.startsWith(`${programsFolder}/`)).sort();
}

/** The hash that a file is named after, or empty where it is not a package's name. */
function hashIn(path: string): string {
  const name = path.slice(programsFolder.length + 1);
  return isPackageName(name) ? name.slice(0, -suffix.length) : '';
}

function unreadable(image: DiskImage, path: string): string | null {
  const entry = image.get(path);
  return entry === undefined || entry instanceof Uint8Array ? null : entry.unreadable;
}

function removal(path: string): DiskOperation {
  return { do: 'remove', path };
}

/** An index of every whole package found, each waiting to be activated by a person: nothing is used again by itself. */
function rebuiltIndex(image: DiskImage, problems: StoreProblem[]): ProgramIndex {
  let index = emptyIndex;
  for (const path of packagePaths(image)) {
    const bytes = image.get(path);
    if (!(bytes instanceof Uint8Array) || hashIn(path) !== sha256(bytes)) continue;
    const head = peekPackage(bytes);
    if (head === null) continue;
    const floor = index.floors[head.id] ?? 0;
    if (head.version < floor || (floor === 0 && index.programs.length >= programsMax)) continue;
    const next = withUploaded(index, head.id, generationOf(head, hashIn(path), bytes), true);
    if (next.ok) index = { ...next.index, floors: { ...index.floors, [head.id]: head.version } };
  }
  const waiting = index.programs.length;
  report(problems, 'E62', indexKind.file, `was made anew from the packages; ${waiting} wait to be activated`);
  return index;
}

function openPackageFile({ packages, lost }: Programs, image: DiskImage, hash: string): void {
  const entry = image.get(fileOf(hash));
  if (entry === undefined) lost.set(hash, 'is missing');
  else if (!(entry instanceof Uint8Array)) lost.set(hash, `cannot be read (${entry.unreadable})`);
  else if (sha256(entry) === hash) packages.set(hash, entry);
  else lost.set(hash, 'is damaged: its bytes are not those that were stored');
}

function generationOf(head: PackageHead, hash: string, bytes: Uint8Array): Generation {
  return { hash, version: head.version, bytes: bytes.length, keyId: head.keyId };
}

/** An active program whose package is lost is a problem, as long as it is so. */
function judgeActive({ index, lost, problems }: Programs): void {
  const damaged = new Map<string, string>();
  for (const { active } of index.programs) {
    const why = active === null ? undefined : lost.get(active.hash);
    if (active !== null && why !== undefined) damaged.set(fileOf(active.hash), why);
  }
  for (let at = problems.length - 1; at >= 0; at--) {
    const problem = problems[at];
    if (problem?.code === 'E61' && !damaged.has(problem.file)) problems.splice(at, 1);
  }
  for (const [file, why] of damaged) report(problems, 'E61', file, `${why}; the program is not run`);
}

export function planPackage({ index, aside }: Programs, keep: PackageKeep): KeepPlan | KeepRefusal {
  const added = { hash: sha256(keep.bytes), bytes: Uint8Array.from(keep.bytes) };
  const generation = generationOf(keep.head, added.hash, added.bytes);
  return planIndex(index, aside, withUploaded(index, keep.head.id, generation, keep.mayGoDown), added);
}

export function planChange({ index, aside }: Programs, { what, id }: ProgramChange): KeepPlan | KeepRefusal {
  return planIndex(index, aside, changes[what](index, id), null);
}

const changes: Readonly<Record<ProgramChange['what'], (index: ProgramIndex, id: string) => IndexChange>> = {
  activate: withActivated,
  rollback: withRolledBack,
  delete: withoutProgram,
};

function planIndex(
  index: ProgramIndex,
  aside: ReadonlySet<string>,
  change: IndexChange,
  added: NamedPackage | null,
): KeepPlan | KeepRefusal {
  if (!change.ok) return { ok: false, reason: change.reason, detail: '' };
  const operations: DiskOperation[] = [];
  if (change.index !== index) {
    if (added !== null) operations.push(...replacing(fileOf(added.hash), added.bytes));
    operations.push(...documentWrite(indexKind, change.index).operations);
    const kept = hashesOf(change.index);
    for (const hash of hashesOf(index))
      if (!kept.has(hash) && !aside.has(hash)) operations.push(removal(fileOf(hash)));
  }
  const write = { file: indexKind.file, operations };
  return { ok: true, write, next: { what: 'index', index: change.index, added } };
}

/** Puts the index that the disk holds in force, with the packages it names. */
export function settleIndex(
  programs: Programs,
  next: ProgramIndex,
  added: NamedPackage | null,
  result: DiskResult,
): void {
  programs.index = result.ok ? next : afterTrouble(indexKind, result.held, programs.index);
  const { packages, lost } = programs;
  const kept = hashesOf(programs.index);
  if (added !== null && result.ok) lost.delete(added.hash);
  if (added !== null && kept.has(added.hash) && !lost.has(added.hash)) packages.set(added.hash, added.bytes);
  for (const hash of packages.keys()) if (!kept.has(hash)) packages.delete(hash);
  for (const hash of lost.keys()) if (!kept.has(hash)) lost.delete(hash);
  judgeActive(programs);
}
