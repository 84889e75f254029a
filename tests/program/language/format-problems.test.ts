import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkProgram } from '../../../src/program/language/check.ts';
import { problemsText } from '../../../src/program/language/format-problems.ts';
import type { Problem } from '../../../src/program/language/problems.ts';
import { chair } from '../../chair.ts';
import { factoryTexts } from './factory-texts.ts';
import { mutated } from './programs-of-chance.ts';

describe('problems as text', () => {
  test('show place, code, message, the line, a caret under the value and what would be right', () => {
    const text =
      'format: 1\nid: a\nname: A\nsteps:\n  - rest: { for: 5 min }\n  - press: { at: wiast, hold: 30 s }\n  - rset: {}\n';
    expect(`\n${problemsText(checkProgram(text, 'a.yaml', chair).problems, text)}\n`).toBe(`
a.yaml:6:18  P20  "wiast" is no place
  6 |   - press: { at: wiast, hold: 30 s }
    |                  ^ did you mean waist?
a.yaml:7:5   P19  "rset" is no technique
  7 |   - rset: {}
    |     ^ did you mean rest?
`);
  });

  test('show the part of a long line that matters, and nothing that moves the cursor', () => {
    const problem: Problem = { file: 'a', line: 1, column: 300, code: 'P03', message: 'm', hint: 'h' };
    const text = `${'\t'.repeat(298)}\u001bX${'y'.repeat(300)}`;
    const [, line, caret] = problemsText([problem], text).split('\n');
    expect(line?.slice(4)).toMatch(/^\| \.{3} +\?Xy+\.{3}$/);
    expect(line?.[caret?.indexOf('^') ?? 0]).toBe('X');
  });

  test('do without a line where there is none', () => {
    const problem: Problem = { file: 'a', line: 1, column: 1, code: 'P08', message: 'm', hint: 'h' };
    expect(problemsText([problem], '')).toBe('a:1:1  P08  m\n   | h');
    expect(problemsText([{ ...problem, line: 7 }], 'x')).toBe('a:7:1  P08  m\n   | h');
    expect(problemsText([], 'x')).toBe('');
  });

  test('are coloured by whoever prints them', () => {
    const problem: Problem = { file: 'a', line: 1, column: 2, code: 'P08', message: 'm', hint: 'h' };
    const text = problemsText([problem], 'xyz', (tone, part) => `<${tone}>${part}</>`);
    expect(text).toBe(
      '<strong>a:1:2</>  <bad>P08</>  m\n<dim>  1 |</> xyz\n<dim>    |</>  <bad>^</> <good>h</>',
    );
  });

  test('can be made of any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), mutated([...factoryTexts.values()])), (text) => {
        const { problems } = checkProgram(text, 'x.yaml', chair);
        const shown = problemsText(problems, text);
        expect(shown).not.toMatch(/(?!\n)\p{Cc}/u);
        for (const { code, message } of problems) expect(shown).toContain(`${code}  ${message}`);
      }),
      { numRuns: 200 },
    );
  });
});
