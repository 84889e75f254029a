import { describe, expect, test } from 'vitest';
import { beginsWith, readYaml } from '../../src/codec/yaml.ts';

describe('the YAML reader', () => {
  test('gives the value, and where each part and its key stand', () => {
    const { value, problems, locate } = readYaml('\ufeffa: 1\nb:\n  - c: 0x10\n  - x y\n', 'chair file');
    expect(problems).toEqual([]);
    expect(value).toEqual({ a: 1, b: [{ c: 16 }, 'x y'] });
    expect(locate(['b', 0, 'c'], 'value')).toEqual({ line: 3, column: 8 });
    expect(locate(['b', 0, 'c'], 'key')).toEqual({ line: 3, column: 5 });
  });

  test.each([
    'chair: a\n',
    '\ufeff# a comment\r\n\r\nchair: a\r\n',
    '---\nchair: a\n',
    '%YAML 1.2\n--- # begins\nchair: a\n',
    '"chair": a\n',
    '{ chair: a }\n',
  ])('tells files apart by their first key: %j', (text) => {
    expect(beginsWith(text, 'chair')).toBe(true);
    expect(beginsWith(text, 'scenario')).toBe(false);
  });

  test.each(['format: 1\nchair: a\n', 'chairs: a\n', ' - chair: a\n', 'a: chair: b\n', ''])(
    '%j begins with another',
    (text) => {
      expect(beginsWith(text, 'chair')).toBe(false);
    },
  );

  test('a part that is missing stands where what holds it stands', () => {
    const { locate } = readYaml('a: 1\nb:\n  c: 2\n', 'chair file');
    expect(locate(['b', 'd', 'e'], 'value')).toEqual({ line: 3, column: 3 });
    expect(locate(['d'], 'value')).toEqual({ line: 1, column: 1 });
  });

  test('calls what the file holds by its name', () => {
    const messages = readYaml('a: &x 1\nb: x\u0007\n', 'chair file').problems.map(({ message }) => message);
    expect(messages).toEqual([
      'the character U+0007 does not belong in a chair file',
      'the anchor "&x" is not used in chair files',
    ]);
  });

  test('an empty text is nothing, a text that cannot be read has no value', () => {
    expect(readYaml('# only this\n', 'scenario')).toMatchObject({ value: null, problems: [] });
    const broken = readYaml('a: [1\n', 'scenario');
    expect(broken.value).toBeUndefined();
    expect(broken.problems.map(({ kind }) => kind)).toEqual(['not-yaml']);
  });

  test('no key reaches the prototype of an object', () => {
    const { value } = readYaml('__proto__: { polluted: 1 }\n', 'program');
    expect(Object.keys(value as object)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(value)).toBeNull();
  });

  test.each([
    ['{ up: 15,9 s, down: 14,85s }', ['1:7 "15,9 s"', '1:21 "14,85s"'], { down: 14, up: 15 }],
    ['{ volts: 24,5, allowed: 3 }', ['1:10 "24,5"'], { volts: 24, allowed: 3 }],
    ['{ at: waist + 10,5 mm }', ['1:7 "waist + 10,5 mm"'], { at: 'waist + 10' }],
    ['{ speeds: [12,5 mm/s, 20 mm/s] }', ['1:12 "12,5 mm/s"'], { speeds: [12, '5 mm/s', '20 mm/s'] }],
    ['{ range: [0,45], of: [0, 5 mm] }', [], { range: [0, 45], of: [0, '5 mm'] }],
  ])('a decimal comma in %s is told as what it is, with the figure that was meant', (text, said, value) => {
    const read = readYaml(text, 'chair file');
    expect(read.problems.map(({ line, column, message }) => `${line}:${column} ${message}`)).toEqual(
      said.map((each) => `${each} is no figure`),
    );
    for (const { message, hint } of read.problems)
      expect(hint).toContain(`did you mean ${message.replace(',', '.').replace(' is no figure', '?')}`);
    expect(read.spoilt.length).toBe(said.length);
    expect(read.value).toEqual(value);
  });

  test('a text that a comma cuts between braces is told, and what stands before it is kept', () => {
    const { value, problems } = readYaml('{ part: FET, 3 A, to ground, pin: 4 }', 'chair file');
    expect(problems.map(({ message }) => message)).toEqual([
      '"3 A" stands alone after a comma',
      '"to ground" stands alone after a comma',
    ]);
    expect(value).toEqual({ part: 'FET', pin: 4 });
  });

  test('a file with headings of another program is told so once', () => {
    const { problems } = readYaml('[carriage]\nup: 22\ndown: 23\n[heater bed]\npin: 4\n', 'chair file');
    expect(problems).toEqual([
      {
        kind: 'not-yaml',
        line: 2,
        column: 1,
        message: 'not YAML: this belongs to nothing that stands before it',
        hint: '"[carriage]" is no heading here: write `carriage:`, and its keys indented below it',
      },
    ]);
  });

  test.each([
    [
      'a:\n  fuse: 4 A\n   rail: 800 mm\n  x: 3\n',
      '3:4',
      'is indented further than the one above',
      'in the same column',
    ],
    ['a:\n  - x: 3\n     y: 4\n', '3:6', 'is indented further than the one above', 'in the same column'],
    [
      'name: Relay: red\n',
      '1:7',
      'stands where a value belongs',
      'a text with a colon in it stands in quotes',
    ],
    [
      'a:\n  on:{ pin: 24, active: high }\n',
      '2:13',
      'stands where a value belongs',
      'put a space after each colon',
    ],
    [
      'a: { pin: 24 active: high }\n',
      '1:11',
      'before the one before it has ended',
      'look for a missing comma',
    ],
  ])('%j is told once, at its place, with what to do', (text, at, said, cure) => {
    const { problems } = readYaml(text, 'chair file');
    expect(problems.map(({ line, column }) => `${line}:${column}`)).toEqual([at]);
    expect(problems[0]?.message).toContain(said);
    expect(problems[0]?.hint).toContain(cure);
  });

  test('an anchor is to be written out, a directive taken out', () => {
    const { problems } = readYaml('%YAML 1.1\n---\na: &x 1\n', 'program');
    expect(problems.map(({ hint }) => hint)).toEqual([
      'programs are plain: take the line out',
      'programs are plain: write it out',
    ]);
  });

  test('lines that end in CR alone are told once', () => {
    const { value, problems } = readYaml('chair: a\rformat: 1\rchip: mega-2560\r', 'chair file');
    expect(value).toBeUndefined();
    expect(problems.map(({ message }) => message)).toEqual(['lines end in CR alone']);
  });
});
