/**
 * The machine that is installed on: its files under a root, and the programs that change what no file holds. Each
 * file is replaced whole (temporary file, fsync, rename), so that a power cut leaves the old one or the new one.
 */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  existsSync,
  fchmodSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

export interface Ran {
  readonly ok: boolean;
  /** What it wrote on standard output; where it failed, what it complained of. */
  readonly text: string;
}

/** Runs a program to its end. `shown`: the person sees what it writes, as it writes it. */
export type Run = (program: string, args: readonly string[], shown?: boolean) => Ran;

export interface System {
  /** '' is this machine; else the folder in which another one's files lie (an image). */
  readonly root: string;
  /** Its systemd runs, and its devices are there: no image, no chroot. */
  readonly running: boolean;
  readonly run: Run;
}

export const runProgram: Run = (program, args, shown = false) => {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    encoding: 'utf8',
    // What is shown goes where no JSON document goes.
    stdio: shown ? ['inherit', 2, 2] : ['ignore', 'pipe', 'pipe'],
  });
  if (error !== undefined) return { ok: false, text: error.message };
  return { ok: status === 0, text: ((status === 0 ? stdout : stderr || stdout) ?? '').trim() };
};

/** The permissions of a file, or the usual ones where there is none. */
export function modeAt(system: System, path: string): number {
  const found = lstatSync(at(system, path), { throwIfNoEntry: false });
  return found === undefined ? 0o644 : found.mode & 0o777;
}

/** Where a path of the machine lies for this process. */
export function at(system: System, path: string): string {
  return join(system.root === '' ? '/' : system.root, path);
}

/** The text of a file, or null where there is none. */
export function textAt(system: System, path: string): string | null {
  try {
    return readFileSync(at(system, path), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** What a symbolic link points at, or null where there is none. */
export function linkAt(system: System, path: string): string | null {
  const found = lstatSync(at(system, path), { throwIfNoEntry: false });
  return found?.isSymbolicLink() ? readlinkSync(at(system, path)) : null;
}

export function isAt(system: System, path: string): boolean {
  return existsSync(at(system, path));
}

export function namesAt(system: System, folder: string): string[] {
  return isAt(system, folder) ? readdirSync(at(system, folder)).sort() : [];
}

/** The name under which a file is written before it takes its place. No service takes it for one of its own. */
export function temporaryOf(path: string): string {
  return join(dirname(path), `.${basename(path)}.lumbar-new`);
}

export function placeFile(system: System, path: string, content: string | Uint8Array, mode = 0o644): void {
  const file = at(system, path);
  makeFolder(system, dirname(path));
  const temporary = temporaryOf(file);
  writeSynced(temporary, content, mode);
  renameSync(temporary, file);
  syncFolder(dirname(file));
}

export function placeLink(system: System, path: string, target: string): void {
  const link = at(system, path);
  makeFolder(system, dirname(path));
  const temporary = temporaryOf(link);
  rmSync(temporary, { force: true });
  symlinkSync(target, temporary);
  renameSync(temporary, link);
  syncFolder(dirname(link));
}

/** A file, a link or a whole folder; no error if there is none. */
export function removeAt(system: System, path: string): void {
  rmSync(at(system, path), { recursive: true, force: true });
  if (isAt(system, dirname(path))) syncFolder(at(system, dirname(path)));
}

/** Folders that are not there yet, readable by all, whatever the umask is. */
export function makeFolder(system: System, path: string): void {
  const first = mkdirSync(at(system, path), { recursive: true });
  if (first === undefined) return;
  for (let folder = at(system, path); folder.length >= first.length; folder = dirname(folder)) {
    chmodSync(folder, 0o755);
  }
  syncFolder(dirname(first));
}

export function writeSynced(file: string, content: string | Uint8Array, mode: number): void {
  const handle = openSync(file, 'w', mode);
  try {
    writeFileSync(handle, content);
    fchmodSync(handle, mode);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

export function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
