import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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

  test('merge needs the chair only for what failed, and tells that it is not here', () => {
    const chair = join(folder, 'own.yaml');
    copyFileSync(join(import.meta.dirname, '../../boards/chair-c.yaml'), chair);
    const { stdout } = lumbar(['campaign', '--chair', chair, '--seeds', '1', '--workers', '1', '--json']);
    rmSync(chair);
    const file = join(folder, 'elsewhere.json');
    writeFileSync(file, stdout);
    expect(lumbar(['campaign', 'merge', file])).toMatchObject({ code: 0 });
    const printed = JSON.parse(stdout);
    printed.part.result.failures.push({ seed: 1, invariant: 'wrong code', detail: 'E11', atMs: 20 });
    writeFileSync(file, JSON.stringify(printed));
    const { code, stdout: said, stderr } = lumbar(['campaign', 'merge', file]);
    expect([code, said]).toEqual([1, expect.stringContaining('wrong code  seed 1')]);
    expect(stderr).toMatch(/not made small: .*no such file/);
  });

  test('refuses a shard that is none and a kind of roughness that is none', () => {
    expect(lumbar(['campaign', '--shard', '4/3']).code).toBe(2);
    const { code, stderr } = lumbar(['campaign', '--rough', 'hums']);
    expect(code).toBe(2);
    expect(stderr).toContain('there is no kind "hums"');
  });

  test('is told before it runs that what it finds cannot be saved', () => {
    const save = (where: string) => lumbar(['campaign', '--seeds', '100000000', '--save', where]);
    const file = join(folder, 'no-folder');
    writeFileSync(file, '');
    for (const where of [
      file,
      join(file, 'below'),
      ...(process.platform === 'linux' ? ['/proc/none'] : []),
    ]) {
      const { code, stderr } = save(where);
      expect([code, stderr]).toEqual([2, expect.stringContaining('cannot be written')]);
    }
  });

  test('refuses seeds above the highest', () => {
    const { code, stderr } = lumbar(['campaign', '--from', '4294967295', '--seeds', '2']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('no seed above 4294967295')]);
  });
});

test('lumbar run --rough takes kinds, and only those there are', () => {
  expect(lumbar(['run', 'just-roll', '--rough', 'hums']).stderr).toContain('there is no kind "hums"');
  // The option takes what follows it for kinds; what is missing is said by that, and not by the program.
  expect(lumbar(['run', '--rough', 'just-roll']).stderr).toContain('PROGRAM --rough');
  expect(lumbar(['run', 'just-roll', '--rough', 'hum,']).stderr).toContain('with a comma between two');
  const { code, stdout } = lumbar(['run', 'just-roll', '--rough', 'reference, current-offset', '--json']);
  expect([code, JSON.parse(stdout).faults]).toEqual([0, []]);
});
