/** `lumbar compare`, on traces of real runs. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lumbarHere } from './lumbar.ts';

const folder = mkdtempSync(join(tmpdir(), 'lumbar-compare-'));
const file = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(async () => {
  for (const [name, ...options] of [
    ['one', '--seed', '1'],
    ['warm', '--seed', '1', '--ambient', '26'],
  ] as const) {
    const traces = ['csv', 'json'].flatMap((ending) => ['--trace', file(`${name}.${ending}`)]);
    expect((await lumbarHere(['run', 'function-check', ...options, ...traces])).code).toBe(0);
  }
});

test('one run in both formats is equal', async () => {
  const { code, stdout } = await lumbarHere(['compare', file('one.csv'), file('one.json'), '--json']);
  expect(JSON.parse(stdout)).toMatchObject({ equal: true, firstMs: null, columns: [] });
  expect(code).toBe(0);
});

test('a warmer room is told in words, and as JSON; the tolerance that covers it makes them equal', async () => {
  const both = [file('one.csv'), file('warm.json')];
  const { code, stdout } = await lumbarHere(['compare', ...both]);
  expect(code).toBe(1);
  expect(stdout).toMatch(/^Different from .* s on: .*one\.csv \(A\) and .*warm\.json \(B\)\n/);
  expect(stdout).toMatch(/ {2}lumbar_surface_c +from .* s on, .* K apart at most, .* K in the mean\n/);
  const { columns } = JSON.parse((await lumbarHere(['compare', ...both, '--json'])).stdout) as {
    columns: { name: string; maxDiff: number | null }[];
  };
  const names = readFileSync(file('one.csv'), 'utf8').split('\n', 1)[0]?.split(',').slice(1) ?? [];
  const lines = names
    .filter((name) => columns.some((column) => column.name === name))
    .map((name) => `${name}: ${columns.find((column) => column.name === name)?.maxDiff ?? 2_000_000}\n`);
  writeFileSync(file('tolerance.yaml'), lines.join(''));
  const lengths = both.map((name) => readFileSync(name, 'utf8').trimEnd().split('\n').length);
  const allowed = await lumbarHere(['compare', ...both, '--tolerance', file('tolerance.yaml'), '--json']);
  // JSON has a line before its rows and one after them, CSV one before.
  expect(JSON.parse(allowed.stdout).equal).toBe((lengths[0] ?? 0) - 1 === (lengths[1] ?? 0) - 2);
});

test('what cannot be compared ends with 2 and a sentence', async () => {
  expect(await lumbarHere(['compare', file('one.csv'), file('none.csv')])).toMatchObject({
    code: 2,
    stdout: '',
  });
  expect((await lumbarHere(['compare', file('one.csv'), file('one.csv'), '--align', 'step:9.9'])).code).toBe(
    2,
  );
  expect((await lumbarHere(['compare', file('one.csv'), file('one.csv'), '--align', 'middle'])).code).toBe(2);
  expect((await lumbarHere(['compare', file('one.csv')])).code).toBe(2);
});
