import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { documents, staleDocuments } from '../../docs/make/documents.ts';
import { withTables } from '../../docs/make/table.ts';
import { packageFolder } from '../../src/package-folder.ts';

const root = packageFolder();

test('every document that is made from the code is what the code makes', () => {
  const stale = staleDocuments(root).map(({ path }) => path);
  expect(stale, 'stale: run `npm run docs` and commit what it writes').toEqual([]);
});

test('every page that says so is in the list of what is made', () => {
  const made = readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`)
    .filter((path) => readFileSync(join(root, path), 'utf8').includes('npm run docs'));
  const listed = documents.map(({ path }) => path).filter((path) => path.endsWith('.md'));
  expect(made.sort()).toEqual([...listed].sort());
});

test('a page keeps its prose, gets its tables, and must have a place for each', () => {
  const page =
    'Before.\n<!-- keys -->\nold\n<!-- end -->\nBetween.\n<!-- times -->\nold\n<!-- end -->\nAfter.\n';
  expect(withTables(page, { keys: '| $1 |' })).toBe(page.replace('old', () => '| $1 |'));
  expect(() => withTables(page, { lamps: '' })).toThrow('<!-- lamps -->');
});
