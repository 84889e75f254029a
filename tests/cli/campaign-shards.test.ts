/** A campaign in as many processes as shards, of which one dies: what is left is refused, and after it has run again all is well. */
import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { executable, lumbar } from './lumbar.ts';

const folder = mkdtempSync(join(tmpdir(), 'lumbar-shards-'));
const shards = 3;
const campaign = ['campaign', '--seeds', '3', '--from', '40', '--healthy'];
const fileOf = (shard: number): string => join(folder, `part-${shard}.json`);

afterAll(() => rmSync(folder, { recursive: true }));

/** A shard as a scheduler runs it: its standard output is a file. Gives its exit code, null where it was killed. */
function runShard(shard: number, kill: boolean): Promise<number | null> {
  const out = openSync(fileOf(shard), 'w');
  const args = [executable, ...campaign, '--shard', `${shard}/${shards}`, '--workers', '1', '--json'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', out, 'ignore'] });
  closeSync(out);
  if (kill) child.once('spawn', () => child.kill('SIGKILL'));
  return new Promise((resolve) => child.once('close', resolve));
}

test('a shard that is killed is refused by merge, and run again it completes the campaign', async () => {
  const codes = await Promise.all([runShard(0, false), runShard(1, true), runShard(2, false)]);
  expect(codes).toEqual([0, null, 0]);
  const files = [0, 1, 2].map(fileOf);

  const refused = lumbar(['campaign', 'merge', ...files]);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('part-1.json is not the whole');
  expect(lumbar(['campaign', 'merge', fileOf(0), fileOf(2)]).stderr).toContain('Shard 1 of 3 is missing.');

  expect(await runShard(1, false)).toBe(0);
  const merged = lumbar(['campaign', 'merge', ...files, '--json']);
  expect(merged.code).toBe(0);
  const { seedsPerSecond: _, part: __, ...together } = JSON.parse(merged.stdout);
  const { seedsPerSecond: ___, part: ____, ...whole } = JSON.parse(lumbar([...campaign, '--json']).stdout);
  expect(together).toEqual(whole);
  expect(whole.seeds).toBe(3);
});
