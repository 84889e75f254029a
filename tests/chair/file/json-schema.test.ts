/** What editors offer from `boards/chair.schema.json`. */
import { expect, test } from 'vitest';
import { chairJsonSchemaText } from '../../../src/chair/file/json-schema.ts';

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
