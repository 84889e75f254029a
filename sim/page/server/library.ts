/**
 * The simulator's program library: shipped programs, files named on the command line or saved from the page, and flashed
 * programs. Their files are watched; a file that changes on disk is read, checked and planned again.
 */

import { type FSWatcher, readdirSync, readFileSync, statSync, watch, writeFileSync } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Chair } from '../../../src/chair/chair.ts';
import { idLettersMax, isId } from '../../../src/codec/ids.ts';
import { fitProgramText } from '../../../src/program/language/check.ts';
import { programsOfRemote } from '../../../src/program/language/factory.ts';
import type { Problem } from '../../../src/program/language/problems.ts';
import type { Program } from '../../../src/program/language/program.ts';
import { readFactoryPrograms } from '../../../src/program/library.ts';
import type { Plan } from '../../../src/program/plan/plan.ts';
import { planProgram } from '../../../src/program/plan/planner.ts';
import { writeWhole } from '../../../src/whole-file.ts';
import { idIn, renamed } from '../program-id.ts';
import type { LibraryEntry } from '../protocol.ts';

interface ProgramDocument {
  readonly id: string;
  file: string;
  readonly origin: LibraryEntry['origin'];
  /** The text of its file; for a program that was only tried, the tried text. */
  text: string;
  problems: readonly Problem[];
  program: Program | null;
  /** The last plan that could run. */
  plan: Plan | null;
}

export interface Library {
  readonly chair: Chair;
  readonly documents: ProgramDocument[];
  /** The text that each plan was made from. */
  readonly sources: WeakMap<Plan, string>;
  /** The watchers by folder. */
  readonly watchers: Map<string, FSWatcher>;
  readonly changed: (id: string) => void;
}

/** Reads the shipped programs; `changed` is called after a program has changed on disk. */
export function createLibrary(chair: Chair, changed: (id: string) => void): Library {
  const library: Library = { chair, documents: [], sources: new WeakMap(), watchers: new Map(), changed };
  for (const { id, file, text } of readFactoryPrograms(programsOfRemote(chair)))
    library.documents.push(read(library, { id, file, text, origin: 'shipped' }));
  return library;
}

function read(
  library: Library,
  from: Pick<ProgramDocument, 'id' | 'file' | 'text' | 'origin'>,
): ProgramDocument {
  const document: ProgramDocument = { ...from, problems: [], program: null, plan: null };
  check(library, document, from.text);
  return document;
}

/** Checks a text and takes it; if it has problems, the last plan that could run is kept. */
function check({ chair, sources }: Library, document: ProgramDocument, text: string): void {
  const { program, problems } = fitProgramText(text, `${document.id}.yaml`, chair, chair.abilities);
  document.text = text;
  document.problems = problems;
  document.program = program;
  if (program === null) return;
  document.plan = planProgram(program, chair);
  sources.set(document.plan, text);
}

/** Adds a program file, or replaces the program with the same id. Returns the id. */
export function addFile(library: Library, file: string): string {
  const id = basename(file).replace(/\.ya?ml$/i, '');
  const document = read(library, {
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

/** Adds a program that came over the service port; null removes it. */
export function setFlashed(library: Library, id: string, program: Program | null): void {
  const at = library.documents.findIndex((document) => document.id === id && document.origin === 'flashed');
  if (at >= 0) library.documents.splice(at, 1);
  if (program === null || library.documents.some((document) => document.id === id)) return;
  library.documents.push({
    id,
    file: '',
    origin: 'flashed',
    text: '',
    problems: [],
    program,
    plan: planProgram(program, library.chair),
  });
}

/** The plans to give the simulated chair; it has flashed programs itself. */
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
      writable: file !== '' && (await mayWrite(file)),
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

/**
 * The id of the program that a text from the page belongs to: the open one, or a new one if the text has a new id. A text never
 * replaces another program.
 */
function targetOf({ documents }: Library, opened: string, text: string): string {
  const id = idIn(text) ?? opened;
  if (id !== opened && documents.some((document) => document.id === id))
    throw new Error(`There is a program ${id} already: open it, or choose another id.`);
  return id;
}

/** The text in the page's editor, and its program. */
interface PageText {
  /** The program whose document is open. */
  readonly program: string;
  readonly text: string;
}

/** The program of a text, which must have no problems. */
export function programOfText(library: Library, { program: opened, text }: PageText): Program {
  const id = targetOf(library, opened, text);
  const { chair } = library;
  const { program, problems } = fitProgramText(text, `${id}.yaml`, chair, chair.abilities);
  if (program !== null) return program;
  const [first] = problems;
  const more = problems.length > 1 ? `, and ${problems.length - 1} more` : '';
  throw new Error(
    `${id} has problems: ${first?.line}:${first?.column} ${first?.message}${more}. Nothing has changed.`,
  );
}

/** Applies a text without saving it. A text with problems throws and changes nothing. */
export function tryText(library: Library, page: PageText): Program {
  const program = programOfText(library, page);
  const plan = planProgram(program, library.chair);
  library.sources.set(plan, page.text);
  const document = documentOf(library, program.id);
  if (document === undefined)
    library.documents.push({
      id: program.id,
      file: '',
      origin: 'tried',
      text: page.text,
      problems: [],
      program,
      plan,
    });
  else if (document.origin === 'flashed')
    throw new Error(`${program.id} was flashed and can be run as it is: give the text another id.`);
  else
    Object.assign(document, {
      program,
      plan,
      problems: [],
      ...(document.file === '' ? { text: page.text } : {}),
    });
  return program;
}

/**
 * Writes a text to its program's own file. A shipped program is saved as a copy unless `overShipped`; a text with a new id
 * becomes a new file in the folder where the simulator was started. No other file can be written.
 */
export function saveText(
  library: Library,
  page: PageText & { readonly overShipped?: boolean },
  folder: string,
): { id: string; file: string; text: string } {
  const id = targetOf(library, page.program, page.text);
  const document = documentOf(library, id);
  const isOwn = document?.origin === 'file' || (document?.origin === 'shipped' && page.overShipped === true);
  if (document !== undefined && isOwn) {
    writeWhole(document.file, page.text);
    check(library, document, page.text);
    return { id, file: document.file, text: page.text };
  }
  if (document?.origin === 'shipped' || document?.origin === 'flashed') {
    const copy = freeId(library, id, folder);
    return saveNew(library, copy, renamed(page.text, copy, ' copy'), folder);
  }
  return saveNew(library, id, page.text, folder);
}

function freeId(library: Library, id: string, folder: string): string {
  for (let number = 1; ; number++) {
    const ending = number === 1 ? '-copy' : `-copy-${number}`;
    const free = `${id.slice(0, idLettersMax - ending.length)}${ending}`;
    if (documentOf(library, free) === undefined && textNow(join(folder, `${free}.yaml`)) === null)
      return free;
  }
}

function saveNew(
  library: Library,
  id: string,
  text: string,
  folder: string,
): { id: string; file: string; text: string } {
  if (!isId(id)) throw new Error(`"${id}" is no id: kebab-case, at most ${idLettersMax} characters.`);
  const file = join(folder, `${id}.yaml`);
  writeFileSync(file, text, { flag: 'wx' });
  addFile(library, file);
  watchFolder(library, folder);
  return { id, file, text };
}

/** Adds programs saved in a folder before. Files with a known id are skipped, so no shipped program is replaced. */
export function addSaved(library: Library, folder: string): void {
  for (const name of filesIn(folder)) {
    const id = name.replace(/\.ya?ml$/i, '');
    if (id === name || !isId(id) || documentOf(library, id) !== undefined) continue;
    const text = textNow(join(folder, name));
    if (text !== null && /^format:/m.test(text) && idIn(text) === id) addFile(library, join(folder, name));
  }
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Watches the folders of all programs, because editors replace files and a watch on the file itself would be lost. */
export function watchLibrary(library: Library): void {
  const files = library.documents.map(({ file }) => file).filter((file) => file !== '');
  for (const folder of new Set(files.map(dirname))) watchFolder(library, folder);
}

function watchFolder(library: Library, folder: string): void {
  if (library.watchers.has(folder)) return;
  let timer: NodeJS.Timeout | undefined;
  const look = (): void => {
    for (const document of library.documents) {
      if (document.file === '' || dirname(document.file) !== folder) continue;
      const text = textNow(document.file);
      if (text === null || text === document.text) continue;
      check(library, document, text);
      library.changed(document.id);
    }
  };
  try {
    const watcher = watch(folder, () => {
      // Editors write in several steps, so the files are read when they have finished.
      clearTimeout(timer);
      timer = setTimeout(look, 60);
    });
    watcher.on('error', () => {});
    watcher.on('close', () => clearTimeout(timer));
    library.watchers.set(folder, watcher);
  } catch {
    // A folder that cannot be watched gives no news of changes; nothing else depends on that.
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
  for (const watcher of library.watchers.values()) watcher.close();
}
