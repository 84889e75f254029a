import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkProgram } from '../../../src/program/language/check.ts';
import { chair } from '../../chair.ts';

const root = join(import.meta.dirname, '../../..');

/** The YAML blocks of a page. */
function blocksOf(page: string): string[] {
  const text = readFileSync(join(root, page), 'utf8');
  return [...text.matchAll(/```yaml\n(.*?)```/gs)].map((match) => match[1] as string);
}

describe('what is written about programs', () => {
  test('the steps in docs/programs.md are right: together with what fills five minutes they are a program', () => {
    const steps = blocksOf('docs/programs.md').join('');
    const text = `format: 1\nid: page\nname: Page\nsteps:\n${steps.replace(/^/gm, '  ')}\n  - rest: { for: 1 min }\n`;
    const withTapper = { ...chair, tapper: { duties: [0.5, 0.6, 0.7, 0.8, 0.9, 1] } };
    expect(checkProgram(text, 'page.yaml', withTapper).problems).toEqual([]);
  });

  test('the program in the README is a program', () => {
    const [program = ''] = blocksOf('README.md');
    expect(checkProgram(program, 'my-back.yaml', chair).problems).toEqual([]);
  });
});
