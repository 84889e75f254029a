/**
 * Completions at the cursor of a program, from the JSON Schema of the format: missing keys where a key belongs, words and
 * examples where a value belongs.
 */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly enum?: readonly (string | number)[];
  readonly const?: string | number;
  readonly examples?: readonly unknown[];
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

interface Offer {
  readonly label: string;
  readonly detail: string;
  readonly info: string;
  readonly apply: string;
}

interface Place {
  /** Keys from the top level down, without list indices. */
  readonly path: readonly string[];
  /** Keys that are already present there. */
  readonly present: readonly string[];
  readonly at: 'key' | 'value';
  /** Position in the text at which the word under the cursor begins. */
  readonly from: number;
}

/** Finds the cursor's place from indentation and braces; good enough for what people type. */
export function placeAt(text: string, position: number): Place {
  const before = text.slice(0, position);
  const lineStart = before.lastIndexOf('\n') + 1;
  const line = before.slice(lineStart);
  const lines = before.split('\n').slice(0, -1);
  const open = line.lastIndexOf('{') > line.lastIndexOf('}') ? line.lastIndexOf('{') : -1;
  const path = parents(lines, indentOf(line));
  if (open >= 0) {
    const outer = /([\w-]+):\s*$/.exec(line.slice(0, open))?.[1];
    const inside = line.slice(open + 1);
    const entries = inside.split(',');
    const last = entries.at(-1) ?? '';
    const present = entries.slice(0, -1).flatMap((entry) => /^\s*([\w-]+):/.exec(entry)?.[1] ?? []);
    const value = /^\s*([\w-]+):\s*(.*)$/.exec(last);
    const inner = outer === undefined ? path : [...path, outer];
    if (value !== null)
      return { path: [...inner, value[1]!], present: [], at: 'value', from: position - value[2]!.length };
    const word = /[\w-]*$/.exec(last)![0];
    return { path: inner, present, at: 'key', from: position - word.length };
  }
  const value = /^\s*(?:-\s+)*([\w-]+):\s+(.*)$/.exec(line);
  if (value !== null)
    return { path: [...path, value[1]!], present: [], at: 'value', from: position - value[2]!.length };
  const word = /[\w-]*$/.exec(line)![0];
  const present = /^\s*-\s/.test(line) ? [] : siblings(lines, indentOf(line));
  return { path, present, at: 'key', from: position - word.length };
}

/** Columns before the first letter; a list's dash counts as blank. */
function indentOf(line: string): number {
  return /^(?:\s|-(?=\s|$))*/.exec(line)![0].length;
}

/** Keys above that are less indented, outermost first. */
function parents(lines: readonly string[], indent: number): string[] {
  const path: string[] = [];
  let below = indent;
  for (let index = lines.length - 1; index >= 0 && below > 0; index--) {
    const line = lines[index]!;
    if (/^\s*(#|$)/.test(line)) continue;
    const own = indentOf(line);
    const key = /^(?:\s|-(?=\s))*([\w-]+):/.exec(line)?.[1];
    if (own < below && key !== undefined) {
      path.unshift(key);
      below = line.search(/\S/) < own ? line.search(/\S/) + 1 : own;
    }
  }
  return path;
}

function siblings(lines: readonly string[], indent: number): string[] {
  const keys: string[] = [];
  for (let index = lines.length - 1; index >= 0; index--) {
    const line = lines[index]!;
    if (/^\s*(#|$)/.test(line)) continue;
    const own = indentOf(line);
    if (own < indent) break;
    const key = own === indent ? /^(?:\s|-(?=\s))*([\w-]+):/.exec(line)?.[1] : undefined;
    if (key !== undefined) keys.push(key);
    if (/^\s*-\s/.test(line) && own === indent) break;
  }
  return keys;
}

function resolve(schema: Schema, root: Schema): Schema {
  if (schema.$ref === undefined) return schema;
  const name = schema.$ref.replace('#/$defs/', '');
  const found = root.$defs?.[name];
  return found === undefined
    ? {}
    : { ...resolve(found, root), ...('default' in schema ? { default: schema.default } : {}) };
}

/** The schemas that may apply at a path: a list stands for its entries, and all alternatives are included. */
function schemasAt(root: Schema, path: readonly string[]): Schema[] {
  let current = spread(root, root);
  for (const key of path) {
    current = current.flatMap((schema) => {
      const next = schema.properties?.[key];
      return next === undefined ? [] : spread(next, root);
    });
  }
  return current;
}

function spread(schema: Schema, root: Schema): Schema[] {
  const whole = resolve(schema, root);
  const parts = [
    whole,
    ...(whole.anyOf ?? []).flatMap((one) => spread(one, root)),
    ...(whole.allOf ?? []).flatMap((one) => spread(one, root)),
  ];
  return parts.flatMap((one) => (one.items === undefined ? [one] : [one, ...spread(one.items, root)]));
}

export function offersAt(root: Schema, place: Place): Offer[] {
  const schemas = schemasAt(root, place.path);
  return place.at === 'key'
    ? schemas.flatMap((schema) => keyOffers(schema, root, place.present))
    : unique(schemas.flatMap(valueOffers));
}

function keyOffers(schema: Schema, root: Schema, present: readonly string[]): Offer[] {
  return Object.entries(schema.properties ?? {})
    .filter(([key]) => !present.includes(key))
    .map(([key, raw]) => {
      const value = resolve(raw, root);
      return { label: key, detail: value.title ?? '', info: value.description ?? '', apply: `${key}: ` };
    });
}

function valueOffers(schema: Schema): Offer[] {
  const words = [...(schema.enum ?? []), ...(schema.const === undefined ? [] : [schema.const])];
  const examples = (schema.examples ?? []).filter((example) => typeof example !== 'object');
  const numbers =
    schema.type === 'integer' &&
    schema.minimum !== undefined &&
    schema.maximum !== undefined &&
    schema.maximum - schema.minimum < 10
      ? Array.from({ length: schema.maximum - schema.minimum + 1 }, (_, index) => schema.minimum! + index)
      : [];
  return [...words, ...numbers, ...examples].map((word) => ({
    label: String(word),
    detail: schema.title ?? '',
    info: schema.description ?? '',
    apply: String(word),
  }));
}

function unique(offers: readonly Offer[]): Offer[] {
  return offers.filter((offer, index) => offers.findIndex(({ label }) => label === offer.label) === index);
}
