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
});
