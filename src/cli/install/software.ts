/**
 * The versions of Lumbar on a chair, each complete in a folder of its own, so that npm may be interrupted at any time.
 * `current` is a link; replacing it is the only step that changes the chair's version.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { already, type Step } from './steps.ts';
import {
  at,
  isAt,
  linkAt,
  makeFolder,
  namesAt,
  placeFile,
  placeLink,
  removeAt,
  type System,
  syncFolder,
  textAt,
  writeSynced,
} from './system.ts';

export const softwareFolder = '/opt/lumbar';
const versionsFolder = `${softwareFolder}/versions`;
export const currentLink = `${softwareFolder}/current`;
/** File in a version's folder; it names the version that ran before the switch to this one. */
const beforeFile = '.before';
const unfinished = '.unfinished-';

/** A version to install: the name of its folder, and its files. */
interface Software {
  /** `0.1.0-3fa9c1d2`: the version and a digest of its content, so that builds with the same version are distinct. */
  readonly name: string;
  readonly files: ReadonlyArray<{ readonly path: string; readonly from: string; readonly mode: number }>;
}

/** What Lumbar's package ships, apart from the packages that it needs. */
const shipped = [
  'package.json',
  'LICENSE',
  'README.md',
  'CHANGELOG.md',
  'dist',
  'programs',
  'boards',
  'docs',
];

/** A package as npm has installed it, with everything it needs. */
export function ownSoftware(folder: string): Software {
  const paths = [
    ...shipped.filter((name) => existsSync(join(folder, name))),
    ...packagesOf(folder, folder).map((found) => found.slice(folder.length + 1)),
  ];
  const files = paths
    .flatMap((path) => filesIn(folder, path))
    .map((path) => ({ path, from: join(folder, path), mode: modeOf(join(folder, path)) }));
  const digest = createHash('sha256');
  for (const { path, from } of files) digest.update(`${path}\0`).update(readFileSync(from));
  const { version } = packageJson(folder);
  return { name: `${version}-${digest.digest('hex').slice(0, 8)}`, files };
}

function packageJson(folder: string): { version: string; dependencies?: Record<string, string> } {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

/** The folders of all packages that this one needs, resolved as Node does; all must be within the package's own folder (`top`). */
function packagesOf(folder: string, top: string, known = new Set<string>()): string[] {
  for (const name of Object.keys(packageJson(folder).dependencies ?? {})) {
    const found = nearest(folder, name);
    if (!found.startsWith(`${top}/`)) {
      throw new Error(`The package ${name} is not inside ${top}: install Lumbar with npm i -g lumbar.`);
    }
    if (known.has(found)) continue;
    known.add(found);
    packagesOf(found, top, known);
  }
  return [...known].sort();
}

function nearest(from: string, name: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return candidate;
    if (dirname(folder) === folder)
      throw new Error(`The package ${name} is not installed: run npm i -g lumbar.`);
  }
}

/** Every file under a path of a package, without its node_modules: nested packages are listed separately. */
function filesIn(folder: string, path: string): string[] {
  const full = join(folder, path);
  if (!statSync(full).isDirectory()) return [path];
  return readdirSync(full)
    .sort()
    .filter((name) => name !== 'node_modules')
    .flatMap((name) => filesIn(folder, join(path, name)));
}

function modeOf(file: string): number {
  return (statSync(file).mode & 0o100) === 0 ? 0o644 : 0o755;
}

/** What the chair runs now, or null. */
export function currentName(system: System): string | null {
  return linkAt(system, currentLink)?.replace('versions/', '') ?? null;
}

/** The version that ran before the one that runs now, or null. */
export function nameBefore(system: System): string | null {
  const current = currentName(system);
  const name = current === null ? null : (textAt(system, folderOf(current, beforeFile))?.trim() ?? null);
  return name !== null && name !== current && isAt(system, folderOf(name)) ? name : null;
}

export function folderOf(name: string, path = ''): string {
  return join(versionsFolder, name, path);
}

/** Copies the version beside the one that runs; that does not change what runs. */
export function copyStep(system: System, { name, files }: Software): Step {
  const what = folderOf(name);
  const aborted = namesAt(system, versionsFolder).some((each) => each.startsWith(unfinished));
  if (isAt(system, what) && !aborted) return already(what, 'there, whole');
  const work = () => {
    for (const each of namesAt(system, versionsFolder)) {
      if (each.startsWith(unfinished)) removeAt(system, folderOf(each));
    }
    if (!isAt(system, what)) copy(system, name, files);
  };
  return { what, detail: `the software, ${files.length} files`, work };
}

function copy(system: System, name: string, files: Software['files']): void {
  const temporary = folderOf(unfinished + name);
  for (const { path, from, mode } of files) {
    const to = join(temporary, path);
    makeFolder(system, dirname(to));
    writeSynced(at(system, to), readFileSync(from), mode);
  }
  renameSync(at(system, temporary), at(system, folderOf(name)));
  syncFolder(at(system, versionsFolder));
}

/** Makes the chair start this version from now on. The version before it is remembered, and older ones are removed. */
export function switchStep(system: System, name: string): Step {
  const current = currentName(system);
  if (current === name) return already(currentLink, name);
  const work = () => {
    if (current !== null && isAt(system, folderOf(current))) {
      placeFile(system, folderOf(name, beforeFile), `${current}\n`);
    }
    placeLink(system, currentLink, `versions/${name}`);
    for (const each of namesAt(system, versionsFolder)) {
      if (each !== name && each !== current) discard(system, each);
    }
  };
  return { what: currentLink, detail: current === null ? name : `${name} (was ${current})`, work };
}

/** Renames the folder before removing it, so that a half removed one is never taken for a version. */
function discard(system: System, name: string): void {
  const aside = name.startsWith(unfinished) ? name : unfinished + name;
  if (aside !== name) {
    removeAt(system, folderOf(aside));
    renameSync(at(system, folderOf(name)), at(system, folderOf(aside)));
  }
  removeAt(system, folderOf(aside));
}
