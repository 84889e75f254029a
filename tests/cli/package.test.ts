import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
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

  test('holds the programs, their schema and the licence, and neither tests nor sources', () => {
    for (const file of [
      'programs/lower-back-relief.yaml',
      'programs/program.schema.json',
      'LICENSE',
      'README.md',
    ]) {
      expect(existsSync(join(folder, 'package', file)), file).toBe(true);
    }
    expect(existsSync(join(folder, 'package/tests'))).toBe(false);
    expect(existsSync(join(folder, 'package/src'))).toBe(false);
    expect(existsSync(join(folder, 'package/docs/faults.md'))).toBe(true);
    expect(existsSync(join(folder, 'package/docs/make'))).toBe(false);
  });
});
