import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
let folder = '';

/** What `npm pack` ships, unpacked far from the checkout and without any packages beside it. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lumbar-pack-'));
  execFileSync('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], { cwd: root });
  const [tarball] = readdirSync(folder);
  execFileSync('tar', ['xzf', tarball!], { cwd: folder });
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the package as it is installed', () => {
  test('runs a massage with the programs inside', () => {
    const lumbar = join(folder, 'package/dist/lumbar.js');
    const { status, stdout } = spawnSync(process.execPath, [lumbar, 'run', 'gentle-start', '--json'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ program: 'gentle-start', outcome: 'completed' });
  });

  test('emulates a board with what npm installs beside it, and says what is wanted where npm could not', async () => {
    const { optionalDependencies } = JSON.parse(
      readFileSync(join(folder, 'package/package.json'), 'utf8'),
    ) as {
      optionalDependencies: Record<string, string>;
    };
    expect(Object.keys(optionalDependencies)).toEqual(['@lydell/node-pty']);
    const lumbar = join(folder, 'package/dist/lumbar.js');
    const without = spawnSync(process.execPath, [lumbar, 'emulate'], { cwd: folder, encoding: 'utf8' });
    expect([without.status, without.stderr]).toEqual([
      4,
      expect.stringContaining('npm i -g @lydell/node-pty'),
    ]);
    mkdirSync(join(folder, 'package/node_modules'));
    symlinkSync(join(root, 'node_modules/@lydell'), join(folder, 'package/node_modules/@lydell'));
    const child = spawn(process.execPath, [lumbar, 'emulate'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [first] = (await once(child.stdout, 'data')) as [Buffer];
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([130, null]);
    expect(JSON.parse(String(first).split('\n')[0] ?? '')).toMatchObject({ ready: true });
  });

  test('holds the programs, their schema and the licence, and neither tests nor sources', () => {
    for (const file of [
      'programs/lower-back-relief.yaml',
      'programs/program.schema.json',
      'LICENSE',
      'README.md',
      'dist/NOTICES.txt',
    ]) {
      expect(existsSync(join(folder, 'package', file)), file).toBe(true);
    }
    expect(existsSync(join(folder, 'package/tests'))).toBe(false);
    expect(existsSync(join(folder, 'package/src'))).toBe(false);
    expect(existsSync(join(folder, 'package/docs/faults.md'))).toBe(true);
    expect(existsSync(join(folder, 'package/docs/make'))).toBe(false);
  });
});
