/** What editors offer from `boards/chair.schema.json`. */
import { expect, test } from 'vitest';
import { chairJsonSchemaText } from '../../../src/chair/file/json-schema.ts';
import { Fault } from '../../../src/chair/file/problems.ts';
import { chairShape } from '../../../src/chair/file/schema.ts';
import { type AnyShape, keysOf, kindsOf, type Leaf } from '../../../src/chair/file/shape.ts';

type Json = Readonly<Record<string, unknown>>;
const isMap = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function schemas(of: unknown, path: string): [path: string, schema: Json][] {
  if (typeof of !== 'object' || of === null) return [];
  const own: [string, Json][] = isMap(of) ? [[path, of]] : [];
  return [...own, ...Object.entries(of).flatMap(([name, inner]) => schemas(inner, `${path}/${name}`))];
}

const all = schemas(JSON.parse(chairJsonSchemaText()), '');

test('each example is text that its own pattern takes: editors show anything else as [object Object]', () => {
  const examples = all.flatMap(([path, schema]) =>
    Array.isArray(schema['examples']) ? schema['examples'].map((example) => ({ path, schema, example })) : [],
  );
  expect(examples.length).toBeGreaterThan(100);
  for (const { path, schema, example } of examples) {
    expect(typeof example, path).toBe('string');
    const { pattern } = schema;
    if (typeof pattern === 'string') expect(example, path).toMatch(new RegExp(pattern));
  }
});

test('a band’s examples go from less to more', () => {
  const bands = all.filter(
    ([, { properties }]) => isMap(properties) && 'from' in properties && 'to' in properties,
  );
  expect(bands.length).toBeGreaterThan(10);
  for (const [path, { properties }] of bands) {
    const [from, to] = ['from', 'to'].map((end) => {
      const { examples } = (properties as Record<string, { examples?: string[] }>)[end] ?? {};
      return Number.parseFloat(examples?.[0] ?? '');
    });
    expect(from, path).toBeLessThan(to as number);
  }
});

test('a list of angles is offered as a snippet that shows itself', () => {
  const snippets = all.flatMap(
    ([, schema]) => (schema['defaultSnippets'] ?? []) as { label: string; body: unknown }[],
  );
  expect(snippets.length).toBeGreaterThan(0);
  for (const { label, body } of snippets) expect(label).toBe(`[${(body as string[]).join(', ')}]`);
});

/** Of a single value, as an editor judges it. */
function takes(schema: Json, value: unknown): boolean {
  const { type, pattern, minimum, maximum, maxLength, minItems, items, oneOf } = schema;
  const choices = schema['enum'] as unknown[] | undefined;
  if ('const' in schema && value !== schema['const']) return false;
  if (choices !== undefined && !choices.includes(value)) return false;
  if (type === 'string') {
    if (typeof value !== 'string' || value.length > Number(maxLength ?? Number.POSITIVE_INFINITY))
      return false;
    if (typeof pattern === 'string' && !new RegExp(pattern, 'u').test(value)) return false;
  }
  if (type === 'integer') {
    if (typeof value !== 'number' || !Number.isInteger(value)) return false;
    if (value < Number(minimum ?? value) || value > Number(maximum ?? value)) return false;
  }
  if (type === 'array') {
    if (!Array.isArray(value) || value.length < Number(minItems ?? 0)) return false;
    if (!value.every((one) => takes(items as Json, one))) return false;
  }
  return oneOf === undefined || (oneOf as Json[]).filter((one) => takes(one, value)).length === 1;
}

function leaves(shape: AnyShape, path: string): [path: string, leaf: Leaf<unknown>][] {
  if (shape.shape === 'leaf') return [[path, shape]];
  if (shape.shape === 'list' || shape.shape === 'named') return leaves(shape.of as AnyShape, `${path}.*`);
  const kinds = Object.keys(kindsOf(shape));
  const keys = kinds.length === 0 ? [keysOf(shape)] : kinds.map((kind) => keysOf(shape, kind));
  return keys.flatMap((each) =>
    Object.entries(each).flatMap(([name, { of }]) => leaves(of, `${path}.${name}`)),
  );
}

const tried = [
  ...['none', 'yes', 'no', 'not-stated', 'high', 'low', 'up', 'both', 'brake', 'motors', 'surface', 'narrow'],
  ...[
    '24 V',
    '24V',
    '24  V',
    ' 24 V ',
    '+24 V',
    '24.5 V',
    '24. V',
    '.5 V',
    '24 v',
    '2e1 mm',
    '0x18 V',
    '24,5 V',
  ],
  ...[
    '0.2 cm',
    '794 mm',
    '16 s',
    '250 ms',
    '1 min',
    '50 %',
    '50%',
    '50',
    '500 mA',
    '2 A/V',
    '7.8 V/V',
    '40 W',
  ],
  ...['10 kohm', '3950 K', '45 C', '90 deg', '60 J/K', '0.3 W/K', '20 kHz', '30 rpm', '50 mm/s', '1 turn'],
  ...['', ' ', 'a', 'A3', 'a3', 'A', '22', '22 ', 'x'.repeat(81), 'a tab\there', 'two\nlines', '2026-11-21'],
  ...['2026-13-01', 'motors.fuse', 'Motors.Fuse', 'mega-2560', 'chair-a', 'Chair', 'a--b'],
  ...[0, 1, 22, 112, 160, 5000, -1, 1.5, true, false, null, [], ['90 deg'], ['90 deg', 'x'], {}],
];

test('a single value is taken by an editor and by the reader alike; how large a figure is the reader alone knows', () => {
  const differ = leaves(chairShape, '').flatMap(([path, leaf]) =>
    tried.flatMap((value) => {
      const read = leaf.read(value);
      const outside = read instanceof Fault && read.code === 'C17' && typeof value === 'string';
      if (outside || takes(leaf.json, value) === !(read instanceof Fault)) return [];
      return [`${path}: ${JSON.stringify(value)}`];
    }),
  );
  expect(differ).toEqual([]);
});
