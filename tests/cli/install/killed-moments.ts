/** Install and upgrade, killed (-9) at moments of their work: what is then not the old or the new one, whole. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { contents, fakeComputer, fakePackage } from './fake-computer.ts';
import { runWhole } from './whole-run.ts';

export interface KilledMoments {
  /** Of the disk, in a run that nobody kills. */
  readonly changes: number;
  /** Moments at which the process was killed. */
  readonly killed: number;
  /** One for each thing that was not as it should be. */
  readonly problems: readonly string[];
}

export async function killedAtMoments(what: 'install' | 'upgrade', moments: number): Promise<KilledMoments> {
  const script = await bundled('tests/cli/install/killed-run.ts');
  const packages = { install: fakePackage('1.0.0'), upgrade: fakePackage('1.1.0') };
  const start = fakeComputer();
  start.write('/etc/passwd', 'lumbar:x:998:998:Lumbar massage chair:/var/lib/lumbar:/usr/sbin/nologin\n');
  start.write('/etc/group', 'dialout:x:20:lumbar\n');
  if (what === 'upgrade') runWhole('install', start.root, packages.install);
  const run = (root: string, killAt: number) =>
    spawnSync(process.execPath, [script, what, root, packages[what], String(killAt)], { encoding: 'utf8' });

  const whole = copyOf(start.root);
  const changes = Number(run(whole, 0).stdout);
  const [old, young, end] = [seen(start.root), seen(whole), contents(whole)];
  const problems: string[] = [];
  let killed = 0;
  for (let moment = 0; moment < moments; moment++) {
    const root = copyOf(start.root);
    const killAt = 1 + Math.floor((moment * changes) / moments);
    const { signal, stderr } = run(root, killAt);
    if (signal === 'SIGKILL') killed++;
    const found = [stderr, ...wrongIn(seen(root), old, young)];
    runWhole(what, root, packages[what]);
    if (!same(contents(root), end)) found.push('run again it did not get to its end');
    problems.push(
      ...found.filter((one) => one !== '').map((one) => `change ${killAt} of ${changes}: ${one}`),
    );
  }
  return { changes, killed, problems };
}

type Contents = Record<string, string>;

const same = (a: Contents, b: Contents) => JSON.stringify(a) === JSON.stringify(b);
const isSoftware = (path: string) => path.startsWith('opt/');
const software = (all: Contents) =>
  Object.fromEntries(Object.entries(all).filter(([path]) => isSoftware(path)));

/** The software is one version's, whole; every other file is there as it was, or as it will be. */
function wrongIn(now: Contents, old: Contents, young: Contents): string[] {
  const versions = [old, young].some((one) => same(software(one), software(now)));
  const torn = Object.entries(now).filter(([path, text]) => text !== old[path] && text !== young[path]);
  const gone = Object.keys(old).filter((path) => !isSoftware(path) && !(path in now));
  return [
    ...(versions ? [] : ['the software is neither the old nor the new one']),
    ...torn.map(([path]) => `${path} is neither the old nor the new one`),
    ...gone.map((path) => `${path} is gone`),
  ];
}

/** What services and people see: neither a file that waits for its place, nor a version that is not switched to. */
function seen(root: string): Contents {
  const all = Object.entries(contents(root));
  const current =
    all.find(([path]) => path === 'opt/lumbar/current')?.[1].replace('-> ', 'opt/lumbar/') ?? 'none';
  return Object.fromEntries(
    all.filter(([path]) => {
      if (path.endsWith('.lumbar-new') || path.endsWith('/.before')) return false;
      return !path.startsWith('opt/lumbar/versions/') || path.startsWith(`${current}/`);
    }),
  );
}

function copyOf(root: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'lumbar-killed-'));
  cpSync(root, copy, { recursive: true, verbatimSymlinks: true });
  return copy;
}

/** A script for a Node process of its own. */
export async function bundled(entry: string): Promise<string> {
  const outfile = join(mkdtempSync(join(tmpdir(), 'lumbar-killed-')), 'run.mjs');
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    splitting: false,
    logLevel: 'error',
  });
  return outfile;
}
