import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readQuickly } from '../../../src/program/language/quick-source.ts';
import { readSource } from '../../../src/program/language/source.ts';
import { factoryTexts } from './factory-texts.ts';
import { mutated } from './programs-of-chance.ts';

/** What the quick reading says must be what the full reading says; it may say nothing. */
function agrees(text: string): boolean {
  const quick = readQuickly(text);
  if (quick === undefined) return false;
  const { value, problems } = readSource(text);
  expect(problems, JSON.stringify(text)).toEqual([]);
  expect(quick, JSON.stringify(text)).toEqual(value);
  return true;
}

describe('the quick reading', () => {
  test('knows every program that ships with the chair', () => {
    for (const [id, text] of factoryTexts) expect(agrees(text), id).toBe(true);
    for (const text of factoryTexts.values()) expect(agrees(text.replaceAll('\n', '\r\n'))).toBe(true);
  });

  test.each([
    'a: b',
    'a:\n  b: 1\n  c: [x, y z, 1]\nd: {}\ne: []\n',
    'a:\n- b\n- c: 1\n  d: 2\ne: 3\n',
    'a:\n  - b: 1\n\n  # why\n    # not\n  -   c: 2\n      d: 3\n',
    'a: "x # y" # z\nb: \'x: y\'\nc: { d: "x, y", e: 90 s }\n',
    'a:\n  b:\nc:\n',
    'a: 1 min 30 s\nb: 240 mm\nc: mid-lumbar + 10 mm\nd: 0\ne: 123456789\n',
    'a: >-\n  one\n  two\nb: |-\n    one\n    two\n\nc: 1',
    'a: it’s no plain word',
    'a: Rücken (unten), links!\n',
  ])('reads %j as the full reading does', (text) => {
    agrees(text);
  });

  test.each([
    '',
    '# only',
    'a',
    '- a',
    'a: b: c',
    'a: &x b',
    'a: *x',
    'a: !x b',
    'a: null',
    'a: True',
    'a: 1.5',
    'a: 0x1f',
    'a: 1e3',
    'a: 01',
    'a: -1',
    'a: .inf',
    'a: ~',
    'null: 1',
    'a: 1\na: 2',
    'a: { b: 1, b: 2 }',
    'a: { b: 1, }',
    'a: { b: }',
    'a: [ , ]',
    'a: [1 2',
    'a: { b: 1',
    'a: {b:1}',
    'a: "x\\n"',
    'a: "x" y',
    "a: 'it''s'",
    'a: b\n  c',
    'a: >\n  b\n',
    'a: >-\n  b\n\n  c\n',
    'a: >-\n  b\n   c\n',
    'a: >-\n\n  b\n',
    'a: >-\n',
    'a: >-\n  b \n',
    'a: >-\n  \n  b\n',
    'a:\n  - >-\n    b\n',
    'a:\n  - - b\n',
    'a:\n  -\n    b: 1\n',
    'a:\n - b\n  - c\n',
    'a:\n  b: 1\n c: 2\n',
    'a:\n\tb: 1',
    'a: b\tc',
    '  a: 1',
    '---\na: 1',
    '%YAML 1.2\n---\na: 1',
    'a: 1\n...\n',
    'a b: 1',
    'a : 1',
    'a:1',
    '"a": 1',
    '? a\n: 1',
    'a: b #\u0007',
    'a: \u2028',
    `a: ${'['.repeat(30)}${']'.repeat(30)}`,
    Array.from({ length: 30 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'),
    Array.from({ length: 30 }, (_, depth) => `${' '.repeat(depth)}- a:`)
      .join('\n')
      .replace('-', 'x:\n-'),
    'a: b\n'.repeat(60_000),
    `a: ${'b '.repeat(40_000)}`,
  ])('leaves %.60j to the full reading', (text) => {
    expect(readQuickly(text)).toBeUndefined();
  });

  test('never differs from the full reading, whatever the text', () => {
    const pieces = fc.constantFrom(
      ...[
        'a',
        'b',
        'for',
        '1',
        '90 s',
        '0',
        'x y',
        'null',
        "'q'",
        '"q"',
        '>-',
        '|-',
        '#',
        ' #',
        '- ',
        ': ',
        ':',
        '- a: ',
      ],
      ...[
        '{ ',
        ' }',
        '[',
        ']',
        ', ',
        '\n',
        '\n  ',
        '\n    ',
        '\n\n',
        '\n- ',
        '\n  - ',
        '\n  b: ',
        '\na: ',
        ' ',
        '  ',
        '\r\n',
        'ä',
        '...',
      ],
    );
    const text = fc.array(pieces, { maxLength: 14 }).map((parts) => `a: ${parts.join('')}`);
    let known = 0;
    fc.assert(
      fc.property(fc.oneof(text, mutated([...factoryTexts.values()])), (one) => {
        if (agrees(one)) known++;
      }),
      { numRuns: 4000 },
    );
    // Else the property would say nothing.
    expect(known).toBeGreaterThan(200);
  });
});
