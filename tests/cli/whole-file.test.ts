/** What a person has, an attempt that fails leaves as it was. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeWhole } from '../../src/cli/whole-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'lumbar-whole-'));

test('a backup is replaced whole, also through a link, or stays as it was', () => {
  const backup = join(folder, 'chair.json');
  const link = join(folder, 'link.json');
  symlinkSync(backup, link);
  writeWhole(backup, 'first');
  writeWhole(link, 'second');
  expect(readFileSync(backup, 'utf8')).toBe('second');
  expect(readdirSync(folder)).toEqual(['chair.json', 'link.json']);
  mkdirSync(`${backup}.new`);
  expect(() => writeWhole(backup, 'third')).toThrow(/chair\.json cannot be written/);
  expect(readFileSync(backup, 'utf8')).toBe('second');
});

test('what is no file is not replaced by one', () => {
  writeFileSync(join(folder, 'x'), '');
  expect(() => writeWhole(join(folder, 'x', 'below'), '')).toThrow(/cannot be written: ENOTDIR/);
  expect(() => writeWhole(folder, '')).toThrow(/cannot be written: EISDIR/);
  if (process.platform === 'linux') writeWhole('/dev/null', 'gone');
});
