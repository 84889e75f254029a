/**
 * The programs of the workbench: those that ship, files named on the command line or saved from the page, and
 * flashed ones. Watches their files; what changes on disk is read, checked and planned anew.
 */
import { type FSWatcher, readFileSync, statSync, watch, writeFileSync } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { checkProgram } from '../../../src/program/language/check.ts';
import { readFactoryPrograms } from '../../../src/program/language/library.ts';
import type { Problem } from '../../../src/program/language/problems.ts';
import type { Program } from '../../../src/program/language/program.ts';
import type { Plan } from '../../../src/program/plan/plan.ts';
import { planProgram } from '../../../src/program/plan/planner.ts';
import type { ShelfEntry } from '../protocol.ts';

interface Book {
  readonly id: string;
  file: string;
  readonly origin: ShelfEntry['origin'];
  text: string;
  writable: boolean;
  problems: readonly Problem[];
  program: Program | null;
  /** The last plan that could run. */
  plan: Plan | null;
}

export interface Shelf {
  readonly books: Book[];
  readonly watchers: FSWatcher[];
  readonly changed: (id: string) => void;
}

/** Reads the programs that ship; `changed` is called after a program has changed on disk. */
export function createShelf(changed: (id: string) => void): Shelf {
  const shelf: Shelf = { books: [], watchers: [], changed };
  for (const { id, file, text } of readFactoryPrograms())
    shelf.books.push(read({ id, file, text, origin: 'shipped' }));
  return shelf;
}

function read(from: Pick<Book, 'id' | 'file' | 'text' | 'origin'>): Book {
  const book: Book = { ...from, writable: false, problems: [], program: null, plan: null };
  judge(book, from.text);
  return book;
}

/** Checks a text; the plan that could run before stays where this one cannot. */
function judge(book: Book, text: string): void {
  const { program, problems } = checkProgram(text, `${book.id}.yaml`);
  book.text = text;
  book.problems = problems;
  book.program = program;
  if (program !== null) book.plan = planProgram(program);
}

/** Puts a program file beside the others, or in the place of one with the same id. Gives its id. */
export function addFile(shelf: Shelf, file: string): string {
  const id = basename(file).replace(/\.ya?ml$/i, '');
  const book = read({ id, file: resolve(file), text: readFileSync(file, 'utf8'), origin: 'file' });
  const at = shelf.books.findIndex((other) => other.id === id);
  if (at >= 0) shelf.books[at] = book;
  else shelf.books.push(book);
  return id;
}

/** A program that came over the service port; null takes it away. */
export function setFlashed(shelf: Shelf, id: string, program: Program | null): void {
  const at = shelf.books.findIndex((book) => book.id === id && book.origin === 'flashed');
  if (at >= 0) shelf.books.splice(at, 1);
  if (program === null || shelf.books.some((book) => book.id === id)) return;
  shelf.books.push({
    id,
    file: '',
    origin: 'flashed',
    text: '',
    writable: false,
    problems: [],
    program,
    plan: planProgram(program),
  });
}

/** What the remote can choose. */
export function plansOf(shelf: Shelf): Plan[] {
  return shelf.books.flatMap(({ plan }) => (plan === null ? [] : [plan]));
}

export function bookOf(shelf: Shelf, id: string): Book | undefined {
  return shelf.books.find((book) => book.id === id);
}

export async function entriesOf(shelf: Shelf): Promise<ShelfEntry[]> {
  return Promise.all(
    shelf.books.map(async ({ id, file, origin, plan, problems }) => ({
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
export function tryText(shelf: Shelf, id: string, text: string): readonly Problem[] {
  const book = bookOf(shelf, id);
  if (book === undefined) throw new Error(`There is no program "${id}".`);
  judge(book, text);
  return book.problems;
}

const idPattern = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/**
 * Writes a text to the program's own file; under another id it becomes a new file in the folder the simulator
 * was started in. No other file can be written.
 */
export function saveText(shelf: Shelf, id: string, text: string, folder: string): string {
  const book = bookOf(shelf, id);
  if (book !== undefined && book.origin !== 'flashed') {
    judge(book, text);
    writeFileSync(book.file, text);
    return book.file;
  }
  if (!idPattern.test(id) || id.length > 32)
    throw new Error(`"${id}" is no id: kebab-case, at most 32 characters.`);
  const file = join(folder, `${id}.yaml`);
  writeFileSync(file, text, { flag: 'wx' });
  addFile(shelf, file);
  watchFolder(shelf, folder);
  return file;
}

/** Watches the folders of all programs: editors replace files, so watching the files themselves would lose them. */
export function watchShelf(shelf: Shelf): void {
  for (const folder of new Set(shelf.books.map(({ file }) => dirname(file)))) watchFolder(shelf, folder);
}

function watchFolder(shelf: Shelf, folder: string): void {
  let timer: NodeJS.Timeout | undefined;
  const look = (): void => {
    for (const book of shelf.books) {
      if (book.origin === 'flashed' || dirname(book.file) !== folder) continue;
      const text = textNow(book.file);
      if (text === null || text === book.text) continue;
      judge(book, text);
      shelf.changed(book.id);
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
    shelf.watchers.push(watcher);
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

export function closeShelf(shelf: Shelf): void {
  for (const watcher of shelf.watchers) watcher.close();
}
