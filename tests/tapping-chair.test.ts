import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sectionOf, tappingFile } from './tapping-chair.ts';

test('the chair that taps is the reference chair in everything but its name and its tapper', () => {
  const same = (file: string) => {
    const text = readFileSync(file, 'utf8');
    return text.replace(sectionOf(text, 'tapper'), '').replace(/^(chair|name): .*$/gm, '$1');
  };
  expect(same(tappingFile)).toBe(same(join(import.meta.dirname, '../boards/lumbar-1.yaml')));
});
