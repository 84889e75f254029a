import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lumbar } from './lumbar.ts';

const folder = mkdtempSync(join(tmpdir(), 'lumbar-campaign-'));
/** Of the chair whose seeds are soon over. */
const drawn = ['--chair', 'chair-c', '--seeds', '5', '--from', '200', '--healthy'];
const run = ['campaign', ...drawn, '--workers', '1', '--json'];

function shardFile(shard: string): string {
  const { stdout } = lumbar([...run, '--shard', shard]);
  const file = join(folder, `${shard.replace('/', '-of-')}.json`);
  writeFileSync(file, stdout);
  return file;
}

describe('lumbar campaign', () => {
  test('in shards, put together, says the same as in one piece; counted from 0 or from 1', () => {
    const merged = lumbar(['campaign', 'merge', shardFile('2/2'), shardFile('1/2'), '--json']);
    expect(merged).toMatchObject({ code: 0, stderr: '' });
    const { seedsPerSecond: _, part: __, ...together } = JSON.parse(merged.stdout);
    const { seedsPerSecond: ___, part: ____, ...whole } = JSON.parse(lumbar(run).stdout);
    expect(together).toEqual(whole);
    expect(whole.seeds).toBe(5);
  });

  test('merge refuses a missing shard and what is no shard, and says which', () => {
    const missing = lumbar(['campaign', 'merge', shardFile('0/3'), shardFile('1/3')]);
    expect(missing.code).toBe(2);
    expect(missing.stderr).toContain('Shard 2 of 3 is missing.');
    const other = join(folder, 'other.json');
    writeFileSync(other, '{"seeds": 5}');
    expect(lumbar(['campaign', 'merge', other])).toMatchObject({ code: 2 });
    expect(lumbar(['campaign', 'merge', join(folder, 'none.json')]).stderr).toContain('There is no file');
  });

  test('refuses a shard that is none and a kind of roughness that is none', () => {
    expect(lumbar(['campaign', '--shard', '4/3']).code).toBe(2);
    const { code, stderr } = lumbar(['campaign', '--rough', 'hums']);
    expect(code).toBe(2);
    expect(stderr).toContain('there is no kind hums');
  });
});

test('lumbar run --rough takes kinds, and only those there are', () => {
  expect(lumbar(['run', 'just-roll', '--rough', 'hums']).stderr).toContain('there is no kind hums');
  const { code, stdout } = lumbar(['run', 'just-roll', '--rough', 'reference,current-offset', '--json']);
  expect([code, JSON.parse(stdout).faults]).toEqual([0, []]);
});
