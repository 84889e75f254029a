/** docs/programs.md, made from what the checker itself goes by: the schema, the places, the limits, the codes. */

import type { Chair } from '../../src/chair/chair.ts';
import { heatLimits, sessionLimits } from '../../src/chair/limits.ts';
import { type HeatLevel, heatLevels, techniques } from '../../src/chair/names.ts';
import { type Band, middleOf, targets, zones } from '../../src/chair/zones.ts';
import { flowText } from '../../src/codec/plain-map.ts';
import { programJsonSchema } from '../../src/program/language/json-schema.ts';
import { problemCodes, programNoteCodes } from '../../src/program/language/problems.ts';

interface Part {
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly defaultSnippets?: ReadonlyArray<{ readonly body: unknown }>;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, Part>>;
  readonly required?: readonly string[];
  /** Alternatives, each needing other keys. */
  readonly oneOf?: readonly Part[];
  readonly allOf?: readonly Part[];
}

type Definitions = Readonly<Record<string, Part>>;

const heatRow = (level: HeatLevel): string => {
  const levelC = heatLimits.levelC[level];
  return `| \`${level}\` | ${levelC} C | ${Math.min(levelC, heatLimits.surfaceAimMostC)} C |`;
};

/** What a key holds: its own words, or those of the definition it points to. */
function resolved(part: Part, defs: Definitions): Part {
  const name = part.$ref?.replace('#/$defs/', '');
  return name === undefined ? part : { ...defs[name], ...part };
}

/** What may stand there, in one line each. */
function examplesOf(part: Part | undefined): string[] {
  const plain = part?.examples ?? [];
  return [...plain, ...(part?.defaultSnippets ?? []).map(({ body }) => body)].map(flowText);
}

/** `yes`, or the other key that may stand instead. */
function needOf(part: Part, key: string): string {
  if (part.required?.includes(key) === true) return 'yes';
  const choices = [part, ...(part.allOf ?? [])].map(({ oneOf = [] }) =>
    oneOf.flatMap(({ required = [] }) => required),
  );
  const others = choices.find((keys) => keys.includes(key))?.filter((other) => other !== key) ?? [];
  return others.length === 0 ? '' : `or ${others.map((other) => `\`${other}\``).join(', ')}`;
}

function keyTable(part: Part, defs: Definitions): string[] {
  const rows = Object.entries(part.properties ?? {}).map(([key, given]) => {
    const { description = '', default: standard, enum: words } = resolved(given, defs);
    const choice = words === undefined ? '' : ` One of ${words.map((word) => `\`${word}\``).join(', ')}.`;
    const usual = standard === undefined ? '' : `\`${flowText(standard)}\``;
    return `| \`${key}\` | ${needOf(part, key)} | ${usual} | ${description}${choice} |`;
  });
  return ['| key | needed | if left out | what |', '| --- | --- | --- | --- |', ...rows];
}

function techniqueSection(technique: string, defs: Definitions): string[] {
  const part = defs['step']?.properties?.[technique] ?? {};
  const examples = examplesOf(part).map((example) => `- ${technique}: ${example}`);
  return [
    `### ${technique}`,
    '',
    part.description ?? '',
    '',
    ...keyTable(part, defs),
    '',
    '```yaml',
    ...examples,
    '```',
    '',
  ];
}

function placeRows(bands: Readonly<Record<string, Band>>): string[] {
  return Object.entries(bands).map(
    ([name, band]) => `| \`${name}\` | ${band.fromMm} to ${band.toMm} mm | ${middleOf(band)} mm |`,
  );
}

function speedRows({ carriage, kneader }: Chair): string[] {
  return carriage.speedsMmPerS.map(
    (mmPerS, index) => `| ${index + 1} | ${mmPerS} mm/s | ${kneader.speedsTurnsPerMin[index]} turns/min |`,
  );
}

/** The whole page. */
export function programsDocument(chair: Chair): string {
  const schema = programJsonSchema(chair) as unknown as Part & { readonly $defs: Definitions };
  const { $defs: defs } = schema;
  const { spotMm, spotMaxMs, spotClearsMs } = sessionLimits;
  return [
    '# Programs',
    '',
    'A massage program is a YAML file of a few lines: how warm the pads are, and a list of steps. `lumbar check` reports everything that',
    'is wrong with a program at once, with line, column and cure; `lumbar plan` shows when it does what. The programs that ship are in',
    '`programs/`.',
    '',
    'This page is made from the schema that the checker uses; `npm run docs` rewrites it. Editors that know YAML use',
    '`programs/program.schema.json` to complete and check a program.',
    '',
    '## The file',
    '',
    schema.description ?? '',
    '',
    ...keyTable(schema, defs),
    '',
    '## Steps',
    '',
    defs['step']?.description ?? '',
    '',
    ...techniques.flatMap((technique) => techniqueSection(technique, defs)),
    '### heat',
    '',
    'From this step on the pads have another level; a pad that is not named keeps its level.',
    '',
    '```yaml',
    ...examplesOf(defs['heat']).map((example) => `- heat: ${example}`),
    "- heat: 'off' # in quotes, because other readers of YAML take a bare off as false",
    '```',
    '',
    '### repeat',
    '',
    defs['step']?.properties?.['repeat']?.description ?? '',
    '',
    '```yaml',
    '- repeat: 2',
    '  steps:',
    '    - knead: { at: lower-lumbar, for: 45 s }',
    '    - rest: { for: 15 s }',
    '```',
    '',
    '## Places',
    '',
    'Places are in millimetres from the lower end of the rail. A name is a band; where a point is wanted, it means the middle of the',
    'band. A place may have an offset, `mid-lumbar + 10 mm`, or be given in millimetres, `240 mm`. The person shifts all places with',
    'the spot keys.',
    '',
    '| place | band | middle |',
    '| --- | --- | --- |',
    ...placeRows(zones),
    ...placeRows(targets),
    '',
    '## Speeds',
    '',
    '| speed | rolling | kneading |',
    '| --- | --- | --- |',
    ...speedRows(chair),
    '',
    '## Heat levels',
    '',
    'A level is the temperature of the surface that the person leans on; at the highest level the chair aims a little lower',
    '([heat.md](heat.md#margins)). A level at or below the temperature of the room means off.',
    '',
    '| level | surface | aimed for |',
    '| --- | --- | --- |',
    ...heatLevels.filter((level) => level !== 'off').map(heatRow),
    '',
    `Levels are reached in rooms of ${heatLimits.promisedFromAmbientC} C and above; the chair heats for at most ${sessionLimits.heatMaxMs / 60_000} min in any 60.`,
    '',
    '## One spot',
    '',
    `The spot within ${spotMm} mm of where kneading or pressing begins may be worked for at most ${spotMaxMs / 1000} s, all steps added up,`,
    `until it has been left alone for ${spotClearsMs / 1000} s by work elsewhere, rolling or resting.`,
    '',
    '## What the checker says',
    '',
    'A code never changes its meaning.',
    '',
    '| code | what is wrong |',
    '| --- | --- |',
    ...Object.entries(problemCodes).map(([code, text]) => `| ${code} | ${text} |`),
    '',
    '## On other chairs',
    '',
    'A program adapts to its chair. `lumbar check PROGRAM --chair CHAIR` says what that chair cannot do: a note if the program is',
    'still a massage without it, a problem if it is not.',
    '',
    '| note | what the chair cannot do |',
    '| --- | --- |',
    ...Object.entries(programNoteCodes).map(([code, text]) => `| ${code} | ${text} |`),
    '',
  ].join('\n');
}
