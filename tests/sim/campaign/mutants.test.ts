import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mutants } from './mutants.ts';

test('there are at least ten planted bugs', () => {
  expect(mutants.length).toBeGreaterThanOrEqual(10);
});

test.each(mutants)('"$name" still fits the source', ({ file, from, to }) => {
  const text = readFileSync(join(import.meta.dirname, '../../../src', file), 'utf8');
  expect(text.split(from)).toHaveLength(2);
  expect(to).not.toBe(from);
});
