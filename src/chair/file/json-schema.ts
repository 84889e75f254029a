/** `boards/chair.schema.json`, made from the format; editors use it to complete and check chair files. */
import { chairShape } from './schema.ts';
import type { AnyKey, AnyShape, Keys } from './shape.ts';
import { aboutOf, keysOf, kindsOf } from './shape.ts';

type Json = Readonly<Record<string, unknown>>;

function jsonOf(shape: AnyShape): Json {
  const description = shape.shape === 'leaf' ? leafWords(shape.about, shape.allowed) : aboutOf(shape);
  switch (shape.shape) {
    case 'leaf':
      return { ...shape.json, description };
    case 'list':
      return {
        type: 'array',
        description,
        items: jsonOf(shape.of as AnyShape),
        minItems: shape.least,
        maxItems: shape.most,
      };
    case 'named':
      return {
        type: 'object',
        description,
        maxProperties: shape.most,
        propertyNames: { pattern: shape.names.pattern.source },
        additionalProperties: jsonOf(shape.of as AnyShape),
      };
    case 'section':
      return { type: 'object', description, ...mapOf(keysOf(shape)) };
    default:
      return {
        type: 'object',
        description,
        required: ['kind'],
        oneOf: Object.keys(kindsOf(shape)).map((kind) => kindOf(shape, kind)),
      };
  }
}

const leafWords = (about: string, allowed: string): string =>
  `${about.replace(/\.$/, '')}. ${allowed.charAt(0).toUpperCase()}${allowed.slice(1)}.`;

function kindOf(shape: AnyShape, kind: string): Json {
  const { properties, ...rest } = mapOf(keysOf(shape, kind));
  const abouts = shape.shape === 'kinds' ? (shape.kindsAbout as Readonly<Record<string, string>>) : {};
  return {
    title: kind,
    properties: { kind: { const: kind, description: abouts[kind] }, ...properties },
    ...rest,
  };
}

function mapOf(keys: Keys): { properties: Json; required?: readonly string[]; additionalProperties: false } {
  const required = Object.keys(keys).filter((name) => keys[name]?.presence === 'must');
  return {
    properties: Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, keyJson(key)])),
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
  };
}

function keyJson({ presence, of, leftOut }: AnyKey): Json {
  const json = jsonOf(of);
  if (presence === 'must') return json;
  const description = `${String(json['description'])} Left out: ${leftOut}.`;
  if (presence === 'may') return { ...json, description };
  return { description, anyOf: [{ const: 'none' }, { ...json, description }] };
}

/** The text of the file. */
export function chairJsonSchemaText(): string {
  const schema = { $schema: 'https://json-schema.org/draft/2020-12/schema', ...jsonOf(chairShape) };
  return `${JSON.stringify(schema, null, 2)}\n`;
}
