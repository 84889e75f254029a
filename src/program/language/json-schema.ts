/** The JSON Schema of the program format, made from the checker's own schema, for editors. */
import * as z from 'zod/mini';
import type { PlanningFigures } from '../../chair/chair.ts';
import { flowText } from '../../codec/plain-map.ts';
import { levelOfEachPad, placeInMm, programSchema, speed, words } from './schema.ts';

/** The schema for programs of this chair, whose speeds, rail and pads are what the format leaves open. */
export function programJsonSchema(chair: PlanningFigures): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(programSchema, {
    target: 'draft-2020-12',
    metadata: words,
    io: 'input',
    override({ zodSchema, jsonSchema }) {
      if (zodSchema === placeInMm) sayRail(jsonSchema, chair);
      else if (zodSchema === speed) saySpeeds(jsonSchema, chair);
      else if (zodSchema === levelOfEachPad) sayPads(jsonSchema, chair);
      offerSnippets(jsonSchema);
    },
  });
  return { $schema, ...rest };
}

type JsonSchema = z.core.JSONSchema.BaseSchema;

function sayRail(schema: JsonSchema, { carriage }: PlanningFigures): void {
  const { pointMinMm, pointMaxMm } = carriage;
  schema.description = `Millimetres from the lower end of the rail, ${pointMinMm} to ${pointMaxMm}.`;
}

function saySpeeds(schema: JsonSchema, { carriage, kneader, tapper }: PlanningFigures): void {
  const fastest = carriage.speedsMmPerS.length;
  const percent = (tapper?.duties ?? []).map((duty) => Math.round(duty * 100));
  const tapping = percent.length === 0 ? '' : `, tapping ${range(percent)} % of its power`;
  schema.maximum = fastest;
  schema.description =
    `From 1 (slow) to ${fastest} (fast). Rolling ${range(carriage.speedsMmPerS)} mm/s, ` +
    `kneading ${range(kneader.speedsTurnsPerMin)} turns/min${tapping}.`;
}

function sayPads(schema: JsonSchema, { pads }: PlanningFigures): void {
  const { additionalProperties: level } = schema;
  if (level === undefined) return;
  schema.properties = Object.fromEntries(pads.map(({ name }) => [name, level]));
  schema.additionalProperties = false;
}

/**
 * Editors show examples as text, so a map would be offered as `[object Object]`. Maps are given as snippets with a
 * label instead, which other readers ignore.
 */
function offerSnippets(schema: JsonSchema): void {
  const examples = schema.examples ?? [];
  const maps = examples.filter((example) => typeof example === 'object');
  if (maps.length === 0) return;
  const plain = examples.filter((example) => typeof example !== 'object');
  if (plain.length > 0) schema.examples = plain;
  else delete schema.examples;
  schema['defaultSnippets'] = maps.map((body) => ({ label: flowText(body), body }));
}

/** `10 to 32`, of the speeds 1 to the last. */
const range = (speeds: readonly number[]) => `${speeds[0]} to ${speeds.at(-1)}`;

/** The text of `programs/program.schema.json`. */
export function programJsonSchemaText(chair: PlanningFigures): string {
  return `${JSON.stringify(programJsonSchema(chair), null, 2)}\n`;
}
