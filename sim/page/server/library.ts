/**
 * The program library of the simulator: those that ship, files named on the command line or saved from the page, and
 * flashed ones. Watches their files; what changes on disk is read, checked and planned anew.
 */

import { type FSWatcher, readFileSync, statSync, watch, writeFileSync } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Chair } from '../../../src/chair/chair.ts';
import { checkProgram } from '../../../src/program/language/check.ts';
import { programsOfRemote } from '../../../src/program/language/factory.ts';
import type { Problem } from '../../../src/program/language/problems.ts';
import type { Program } from '../../../src/program/language/program.ts';
import { readFactoryPrograms } from '../../../src/program/library.ts';
import type { Plan } from '../../../src/program/plan/plan.ts';
import { planProgram } from '../../../src/program/plan/planner.ts';
import type { LibraryEntry } from '../protocol.ts';

interface ProgramDocument {
  readonly id: string;
  file: string;
  readonly origin: LibraryEntry['origin'];
  text: string;
  writable: boolean;
  problems: readonly Problem[];
  program: Program | null;
  /** The last plan that could run. */
  plan: Plan | null;
}

export interface Library {
  readonly chair: Chair;
  readonly documents: ProgramDocument[];
  readonly watchers: FSWatcher[];
  readonly changed: (id: string) => void;
}

/** Reads the programs that ship; `changed` is called after a program has changed on disk. */
export function createLibrary(chair: Chair, changed: (id: string) => void): Library {
  const library: Library = { chair, documents: [], watchers: [], changed };
  for (const { id, file, text } of readFactoryPrograms(programsOfRemote(chair)))
    library.documents.push(read(chair, { id, file, text, origin: 'shipped' }));
  return library;
}

function read(chair: Chair, from: Pick<ProgramDocument, 'id' | 'file' | 'text' | 'origin'>): ProgramDocument {
  const document: ProgramDocument = { ...from, writable: false, problems: [], program: null, plan: null };
  check(chair, document, from.text);
  return document;
}

/** Checks a text; the plan that could run before stays where this one cannot. */
function check(chair: Chair, document: ProgramDocument, text: string): void {
  const { program, problems } = checkProgram(text, `${document.id}.yaml`, chair);
  document.text = text;
  document.problems = problems;
  document.program = program;
  if (program !== null) document.plan = planProgram(program, chair);
}

/** Puts a program file beside the others, or in the place of one with the same id. Gives its id. */
export function addFile(library: Library, file: string): string {
  const id = basename(file).replace(/\.ya?ml$/i, '');
  const document = read(library.chair, {
    id,
    file: resolve(file),
    text: readFileSync(file, 'utf8'),
    origin: 'file',
  });
  const at = library.documents.findIndex((other) => other.id === id);
  if (at >= 0) library.documents[at] = document;
  else library.documents.push(document);
  return id;
}

/** A program that came over the service port; null takes it away. */
export function setFlashed(library: Library, id: string, program: Program | null): void {
  const at = library.documents.findIndex((document) => document.id === id && document.origin === 'flashed');
  if (at >= 0) library.documents.splice(at, 1);
  if (program === null || library.documents.some((document) => document.id === id)) return;
  library.documents.push({
    id,
    file: '',
    origin: 'flashed',
    text: '',
    writable: false,
    problems: [],
    program,
    plan: planProgram(program, library.chair),
  });
}

/** What ships with the simulated chair; flashed programs are the chair's own. */
export function plansOf(library: Library): Plan[] {
  return library.documents.flatMap(({ origin, plan }) =>
    plan === null || origin === 'flashed' ? [] : [plan],
  );
}

export function documentOf(library: Library, id: string): ProgramDocument | undefined {
  return library.documents.find((document) => document.id === id);
}

export async function entriesOf(library: Library): Promise<LibraryEntry[]> {
  return Promise.all(
    library.documents.map(async ({ id, file, origin, plan, problems }) => ({
      id,
      name: plan?.name ?? id,
      about: plan?.about ?? '',
      plannedMs: plan?.plannedMs ?? 0,
      file: file === '' ? '' : basename(file),
      writable: origin !== 'flashed' && (await mayWrite(file)),
      origin,
      problems,
    })),
  );
}

async function mayWrite(file: string): Promise<boolean> {
  return access(file, constants.W_OK).then(
    () => true,
    () => false,
  );
}

/** A text from the page takes effect at once, without being written. Returns its problems. */
export function tryText(library: Library, id: string, text: string): readonly Problem[] {
  const document = documentOf(library, id);
  if (document === undefined) throw new Error(`There is no program "${id}".`);
  check(library.chair, document, text);
  return document.problems;
}

const idPattern = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/**
 * Writes a text to the program's own file; under another id it becomes a new file in the folder the simulator
 * was started in. No other file can be written.
 */
export function saveText(library: Library, id: string, text: string, folder: string): string {
  const document = documentOf(library, id);
  if (document !== undefined && document.origin !== 'flashed') {
    check(library.chair, document, text);
    writeFileSync(document.file, text);
    return document.file;
  }
  if (!idPattern.test(id) || id.length > 32)
    throw new Error(`"${id}" is no id: kebab-case, at most 32 characters.`);
  const file = join(folder, `${id}.yaml`);
  writeFileSync(file, text, { flag: 'wx' });
  addFile(library, file);
  watchFolder(library, folder);
  return file;
}

/** Watches the folders of all programs: editors replace files, so watching the files themselves would lose them. */
export function watchLibrary(library: Library): void {
  for (const folder of new Set(library.documents.map(({ file }) => dirname(file))))
    watchFolder(library, folder);
}

function watchFolder(library: Library, folder: string): void {
  let timer: NodeJS.Timeout | undefined;
  const look = (): void => {
    for (const document of library.documents) {
      if (document.origin === 'flashed' || dirname(document.file) !== folder) continue;
      const text = textNow(document.file);
      if (text === null || text === document.text) continue;
      check(library.chair, document, text);
      library.changed(document.id);
    }
  };
  try {
    const watcher = watch(folder, () => {
      // Editors write in several goes; look when they have done.
      clearTimeout(timer);
      timer = setTimeout(look, 60);
    });
    watcher.on('error', () => {});
    watcher.on('close', () => clearTimeout(timer));
    library.watchers.push(watcher);
  } catch {
    // A folder that cannot be watched is read when the page asks; nothing else depends on it.
  }
}

function textNow(file: string): string | null {
  try {
    return statSync(file).size > 1024 * 1024 ? null : readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

export function closeLibrary(library: Library): void {
  for (const watcher of library.watchers) watcher.close();
}
