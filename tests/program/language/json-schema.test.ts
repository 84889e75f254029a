import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { checkProgramValue } from '../../../src/program/language/check.ts';
import { programJsonSchema } from '../../../src/program/language/json-schema.ts';
import { chair } from '../../chair.ts';
import { factoryTexts } from './factory-texts.ts';
import { mutated, programValue } from './programs-of-chance.ts';

type Schema = Readonly<Record<string, unknown>>;
const whole = programJsonSchema(chair) as Schema & { $defs: Record<string, Schema> };

/** The keywords that the schema uses, as the JSON Schema specification says them; any other is an error. */
const keywords: Readonly<Record<string, (value: unknown, rule: never, schema: Schema) => boolean>> = {
  $ref: (value, rule: string) => fits(value, whole.$defs[rule.replace('#/$defs/', '')] as Schema),
  type: (value, rule: string) =>
    rule === 'integer'
      ? Number.isInteger(value)
      : rule === 'array'
        ? Array.isArray(value)
        : rule === 'object'
          ? isMap(value)
          : typeof value === rule,
  const: (value, rule) => value === rule,
  enum: (value, rule: unknown[]) => rule.includes(value),
  pattern: (value, rule: string) => typeof value !== 'string' || new RegExp(rule, 'u').test(value),
  maxLength: (value, rule: number) => typeof value !== 'string' || [...value].length <= rule,
  minimum: (value, rule: number) => typeof value !== 'number' || value >= rule,
  maximum: (value, rule: number) => typeof value !== 'number' || value <= rule,
  minItems: (value, rule: number) => !Array.isArray(value) || value.length >= rule,
  minProperties: (value, rule: number) => !isMap(value) || Object.keys(value).length >= rule,
  items: (value, rule: Schema) => !Array.isArray(value) || value.every((item) => fits(item, rule)),
  properties: (value, rule: Record<string, Schema>) =>
    !isMap(value) ||
    Object.entries(rule).every(([key, inner]) => !Object.hasOwn(value, key) || fits(value[key], inner)),
  required: (value, rule: string[]) => !isMap(value) || rule.every((key) => Object.hasOwn(value, key)),
  additionalProperties: (value, _rule, schema) =>
    !isMap(value) || Object.keys(value).every((key) => Object.hasOwn(schema['properties'] as object, key)),
  dependentRequired: (value, rule: Record<string, string[]>) =>
    !isMap(value) ||
    Object.entries(rule).every(
      ([key, others]) => !Object.hasOwn(value, key) || others.every((one) => Object.hasOwn(value, one)),
    ),
  anyOf: (value, rule: Schema[]) => rule.some((inner) => fits(value, inner)),
  allOf: (value, rule: Schema[]) => rule.every((inner) => fits(value, inner)),
  oneOf: (value, rule: Schema[]) => rule.filter((inner) => fits(value, inner)).length === 1,
  ...Object.fromEntries(
    ['$schema', '$defs', 'title', 'description', 'examples', 'defaultSnippets', 'default'].map((word) => [
      word,
      () => true,
    ]),
  ),
};

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fits(value: unknown, schema: Schema): boolean {
  return Object.entries(schema).every(([keyword, rule]) => {
    const judge = keywords[keyword];
    if (judge === undefined) throw new Error(`the schema uses ${keyword}, which this test does not know`);
    return judge(value, rule as never, schema);
  });
}

/** What a schema cannot say: which chair checks it, lengths in sum, what a duration or place comes to, depth, invisible characters. */
const beyondSchema = ['P13', 'P14', 'P16', 'P21', 'P23', 'P28', 'P31', 'P32', 'P33', 'P34'];

describe('the JSON Schema of the format', () => {
  test('takes every program that ships', () => {
    for (const [id, text] of factoryTexts) expect(fits(parse(text), whole), id).toBe(true);
  });

  test('takes its own examples, and offers those that are maps as snippets with a name', () => {
    let maps = 0;
    const check = (schema: unknown): void => {
      if (!isMap(schema) && !Array.isArray(schema)) return;
      if (isMap(schema) && Array.isArray(schema['examples'])) {
        for (const example of schema['examples']) {
          expect(fits(example, schema), JSON.stringify(example)).toBe(true);
          expect(typeof example, 'editors show a map as [object Object]').not.toBe('object');
        }
      }
      if (isMap(schema) && Array.isArray(schema['defaultSnippets'])) {
        for (const { label, body } of schema['defaultSnippets']) {
          expect(fits(body, schema), label).toBe(true);
          expect(parse(label)).toEqual(body);
          maps++;
        }
      }
      for (const inner of Object.values(schema)) check(inner);
    };
    check(whole);
    expect(maps).toBeGreaterThan(4);
  });

  test('takes a program for any one chair, and one for none in particular', () => {
    const program = { format: 1, id: 'a', name: 'A', steps: [{ rest: { for: '5 min' } }] };
    for (const value of [program, { ...program, model: 'lumbar-1' }, { ...program, model: 'chair-a' }])
      expect(fits(value, whole)).toBe(true);
    expect(fits({ ...program, model: 1 }, whole)).toBe(false);
    expect((whole['properties'] as Record<string, Schema>)['model']).not.toHaveProperty('default');
  });

  test('tells an editor what each key is for', () => {
    const names = Object.keys(whole['properties'] as object);
    expect(names).toEqual(['format', 'id', 'name', 'version', 'model', 'about', 'heat', 'steps']);
    const step = whole.$defs['step'] as { properties: Record<string, Schema> };
    const explained = (schema: Schema | undefined): boolean =>
      schema !== undefined &&
      (typeof schema['title'] === 'string' ||
        (typeof schema['$ref'] === 'string' &&
          explained(whole.$defs[schema['$ref'].replace('#/$defs/', '')])));
    for (const [key, schema] of Object.entries(step.properties)) expect(explained(schema), key).toBe(true);
    for (const key of names)
      expect(explained((whole['properties'] as Record<string, Schema>)[key]), key).toBe(true);
  });

  test('says of any value what the checker says of its structure', () => {
    const tree = mutated([...factoryTexts.values()]).map((text) => {
      try {
        return parse(text, { logLevel: 'error' }) as unknown;
      } catch {
        return null;
      }
    });
    let good = 0;
    fc.assert(
      fc.property(fc.oneof(programValue, tree), (value) => {
        const plain: unknown = value === null ? null : JSON.parse(JSON.stringify(value));
        const { problems } = checkProgramValue(plain, '-', chair);
        const structural = problems.filter((one) => !beyondSchema.includes(one.code));
        if (fits(plain, whole)) {
          expect(structural).toEqual([]);
          good++;
        } else {
          expect(problems).not.toEqual([]);
        }
      }),
      { numRuns: 800 },
    );
    expect(good).toBeGreaterThan(100);
    expect(good).toBeLessThan(800);
  });
});
