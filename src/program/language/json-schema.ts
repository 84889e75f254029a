/** The JSON Schema of the program format, made from the checker's own schema, for editors. */
import * as z from 'zod/mini';
import { programSchema, words } from './schema.ts';

export function programJsonSchema(): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(programSchema, {
    target: 'draft-2020-12',
    metadata: words,
    io: 'input',
  });
  return { $schema, ...rest };
}

/** The text of `programs/program.schema.json`. */
export function programJsonSchemaText(): string {
  return `${JSON.stringify(programJsonSchema(), null, 2)}\n`;
}
