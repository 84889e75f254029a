/**
 * The machine to install on: its files under a root, and the programs that change what is not in files. Each file is
 * replaced as a whole (temporary file, fsync, rename), so that a power cut leaves the old one or the new one.
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
  /** Its standard output; if it failed, its error message. */
  readonly text: string;
}

/** Runs a program to its end. `shown`: its output goes straight to the terminal. */
export type Run = (program: string, args: readonly string[], shown?: boolean) => Ran;

export interface System {
  /** '' is this machine; else the folder in which another one's files lie (an image). */
  readonly root: string;
  /** Its systemd runs and its devices are present: it is no image and no chroot. */
  readonly running: boolean;
  readonly run: Run;
}

export const runProgram: Run = (program, args, shown = false) => {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    encoding: 'utf8',
    // Shown output goes to standard error, since standard output may carry a JSON document.
    stdio: shown ? ['inherit', 2, 2] : ['ignore', 'pipe', 'pipe'],
  });
  if (error !== undefined) return { ok: false, text: error.message };
  return { ok: status === 0, text: ((status === 0 ? stdout : stderr || stdout) ?? '').trim() };
};

/** The permissions of a file, or 0644 where there is none. */
export function modeAt(system: System, path: string): number {
  const found = lstatSync(at(system, path), { throwIfNoEntry: false });
  return found === undefined ? 0o644 : found.mode & 0o777;
}

/** The path under which this process reaches a path of the machine. */
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

/** The temporary name of a file until it is renamed into place. No service takes a file of this name for its own. */
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

/** Makes the folders that are missing, readable by all whatever the umask is. */
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
