/** What is run first: it says so where Node is too old, and must itself be read by one that is. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transform } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { executable } from './lumbar.ts';

/** As if this Node were of another version. */
function asNode(version: string) {
  const preload = join(mkdtempSync(join(tmpdir(), 'lumbar-node-')), 'preload.cjs');
  writeFileSync(
    preload,
    `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } });`,
  );
  return spawnSync(process.execPath, ['--require', preload, executable, '--version'], { encoding: 'utf8' });
}

describe('the executable', () => {
  test.each(['12.22.12', '18.19.0', '20.18.3'])('says in one sentence that Node %s is too old', (version) => {
    const { status, stdout, stderr } = asNode(version);
    expect([status, stdout, stderr]).toEqual([
      2,
      '',
      `lumbar: This is Node ${version}, and Lumbar needs 20.19 or newer; docs/install.md says how to get it.\n`,
    ]);
  });

  test.each(['20.19.0', '22.0.0', '100.1.0'])('runs on Node %s', (version) => {
    const { status, stderr } = asNode(version);
    expect([status, stderr]).toEqual([0, '']);
  });

  test('can be read by any Node that knows import()', async () => {
    const text = readFileSync(executable, 'utf8');
    const old = await transform(text, { target: 'es5', supported: { 'dynamic-import': true } });
    const now = await transform(text, { target: 'esnext' });
    expect(old.code).toBe(now.code);
    expect(text).not.toMatch(/^(import|export) /m);
  });
});
