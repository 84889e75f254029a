/** Install and upgrade, killed (-9) in the middle: each file is the old one or the new one, whole. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { beforeAll, describe, expect, test } from 'vitest';
import { contents, fakeComputer, fakePackage } from './fake-computer.ts';
import { runWhole } from './whole-run.ts';

const moments = 25;
const script = join(mkdtempSync(join(tmpdir(), 'lumbar-killed-')), 'killed-run.mjs');
const packages = { install: fakePackage('1.0.0'), upgrade: fakePackage('1.1.0') };

beforeAll(async () => {
  await build({
    entryPoints: ['tests/cli/install/killed-run.ts'],
    outfile: script,
    bundle: true,
    platform: 'node',
    format: 'esm',
    splitting: false,
    logLevel: 'error',
  });
});

function run(
  what: 'install' | 'upgrade',
  root: string,
  killAt: number,
): { signal: string | null; changes: number } {
  const args = [script, what, root, packages[what], String(killAt)];
  const { signal, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect(stderr).toBe('');
  return { signal, changes: Number(stdout) };
}

function copyOf(root: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'lumbar-killed-'));
  cpSync(root, copy, { recursive: true, verbatimSymlinks: true });
  return copy;
}

/** What services and people see: neither a file that waits for its place, nor a version that is not switched to. */
function seen(root: string): Record<string, string> {
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

describe.each(['install', 'upgrade'] as const)('lumbar %s', (what) => {
  test(`killed at ${moments} moments leaves everything old or new, and goes on where it was`, () => {
    const start = fakeComputer();
    start.write('/etc/passwd', 'lumbar:x:998:998:Lumbar massage chair:/var/lib/lumbar:/usr/sbin/nologin\n');
    start.write('/etc/group', 'dialout:x:20:lumbar\n');
    if (what === 'upgrade') runWhole('install', start.root, packages.install);
    const whole = copyOf(start.root);
    const { changes } = run(what, whole, 0);
    expect(changes).toBeGreaterThan(moments);
    const [old, young, end] = [seen(start.root), seen(whole), contents(whole)];

    for (let moment = 0; moment < moments; moment++) {
      const root = copyOf(start.root);
      const killAt = 1 + Math.floor((moment * changes) / moments);
      const said = `killed at change ${killAt} of ${changes}`;
      expect(run(what, root, killAt).signal, said).toBe('SIGKILL');
      const now = seen(root);
      const software = (all: Record<string, string>) =>
        Object.fromEntries(Object.entries(all).filter(([path]) => path.startsWith('opt/')));
      expect([software(old), software(young)], said).toContainEqual(software(now));
      for (const [path, text] of Object.entries(now))
        expect([old[path], young[path]], `${said}: ${path}`).toContain(text);
      for (const path of Object.keys(old).filter((each) => !each.startsWith('opt/')))
        expect(Object.keys(now), said).toContain(path);
      runWhole(what, root, packages[what]);
      expect(contents(root), said).toEqual(end);
    }
  });
});
