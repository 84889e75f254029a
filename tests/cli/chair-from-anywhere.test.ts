/** A chair file by any way that gives a text: a pipe gives it only once, and a file may be endless. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { chairFile } from '../../src/board/shipped.ts';
import { executable, lumbarHere } from './lumbar.ts';

const folder = mkdtempSync(join(tmpdir(), 'lumbar-anywhere-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(process.platform === 'win32')('a chair file', () => {
  test.each([
    ['explain', '/dev/stdin', '--json'],
    ['plan', 'just-roll', '--json', '--chair', '/dev/stdin'],
    ['campaign', '--seeds', '1', '--json', '--chair', '/dev/stdin'],
  ])('comes from a pipe: %s', (...args) => {
    // Not by spawn's own standard input, which is a socket, and which cannot be opened by its name.
    const piped = ['-c', 'file=$1; shift; cat "$file" | "$@"', 'sh', chairFile('chair-c')];
    const { status, stdout, stderr } = spawnSync('sh', [...piped, process.execPath, executable, ...args], {
      encoding: 'utf8',
    });
    expect([status, stderr.match(/^\s+at /m)]).toEqual([0, null]);
    expect(() => JSON.parse(stdout)).not.toThrow();
  });

  test('of which only the start is read, since none is as large as three gigabytes', async () => {
    const large = join(folder, 'large.yaml');
    writeFileSync(large, 'chair: large\n');
    execFileSync('truncate', ['-s', '3G', large]);
    const begunMs = performance.now();
    for (const args of [
      ['explain', large],
      ['plan', 'just-roll', '--chair', large],
      ['check', large],
    ]) {
      const { stdout, stderr } = await lumbarHere(args);
      expect(stdout + stderr, args[0]).toMatch(
        /large\.yaml:1:1 +C01 +the file has more than 262144 characters/,
      );
    }
    expect(performance.now() - begunMs).toBeLessThan(10_000);
  });
});
