/** docs/chairs.md, made from the format of chair files, the hazards and the codes: what a file may say, and what follows. */
import { chairNoteCodes, chairProblemCodes } from '../../src/chair/file/problems.ts';
import { chairShape } from '../../src/chair/file/schema.ts';
import {
  type AnyKey,
  type AnyShape,
  aboutOf,
  type Keys,
  keysOf,
  kindsOf,
} from '../../src/chair/file/shape.ts';
import { hazardTable } from '../../src/chair/hazards.ts';
import { table } from './table.ts';

const cell = (text: string): string => text.replaceAll('|', '\\|');

const needs: Readonly<Record<AnyKey['presence'], string>> = {
  must: 'needed',
  may: '',
  part: '`none`, or left out',
};

function allowed({ of }: AnyKey): string {
  if (of.shape === 'leaf') return of.allowed;
  if (of.shape === 'list') {
    const inner = of.of as AnyShape;
    return `a list of ${of.least} to ${of.most}${inner.shape === 'leaf' ? `: ${inner.allowed}` : ''}`;
  }
  return of.shape === 'named' ? `at most ${of.most}, by name` : 'a map';
}

/** Of the keys of all kinds together: which of them a kind needs is said with the kinds. */
function keyTable(keys: Keys, kinds: readonly Keys[] = []): string {
  const rows = Object.entries(keys).map(([name, key]) => [
    `\`${name}\``,
    key.presence === 'must' && kinds.some((kind) => name in kind) && !kinds.every((kind) => name in kind)
      ? 'by kind'
      : needs[key.presence],
    cell(allowed(key)),
    cell(key.of.about),
    key.leftOut,
  ]);
  return table(['key', 'needed', 'value', 'what it is', 'if left out'], rows);
}

/** Maps inside, each with its place; lists and names of the author's are walked into. */
function inside(keys: Keys, path: string): (readonly [path: string, shape: AnyShape])[] {
  return Object.entries(keys).flatMap(([name, { of }]) => opened(of, `${path}${name}`));
}

function opened(shape: AnyShape, path: string): (readonly [string, AnyShape])[] {
  if (shape.shape === 'list') return opened(shape.of as AnyShape, `${path}.1`);
  if (shape.shape === 'named') return opened(shape.of as AnyShape, `${path}.NAME`);
  return shape.shape === 'leaf' ? [] : [[path, shape]];
}

function kindsText(shape: AnyShape): string {
  const abouts = shape.shape === 'kinds' ? (shape.kindsAbout as Readonly<Record<string, string>>) : {};
  const rows = Object.entries(kindsOf(shape)).map(([kind, keys]) => [
    `\`${kind}\``,
    abouts[kind] ?? '',
    Object.entries(keys)
      .map(([name, { presence }]) => `\`${name}\`${presence === 'must' ? ' (needed)' : ''}`)
      .join(', '),
  ]);
  return `${table(['`kind`', 'what', 'its keys'], rows)}\n`;
}

/** A band is said in a line: each has its own range, which both of its ends share. */
function bandText({ from, to }: Keys): string | null {
  if (from === undefined || to === undefined || allowed(from) !== allowed(to)) return null;
  return `\`from\` and \`to\`, both needed, each ${allowed(from)}.`;
}

/** Maps that are the same everywhere are described once. */
function section(path: string, shape: AnyShape, seen: Map<AnyKey['of'] | string, string>): string[] {
  const keys = keysOf(shape);
  const band = Object.keys(keys).join() === 'from,to' ? bandText(keys) : null;
  if (band !== null) return [`### ${path}`, '', `${aboutOf(shape)} ${band}`, ''];
  const same = JSON.stringify([
    shape.about,
    Object.keys(keys),
    Object.values(keys).map((key) => [allowed(key), key.leftOut]),
  ]);
  const alike = Object.entries(keys)
    .map(([name, key]) => `${name} ${key.presence} ${allowed(key)}`)
    .join();
  const before = seen.get(same) ?? (isLine(keys) ? seen.get(alike) : undefined);
  if (before !== undefined)
    return [`### ${path}`, '', `${aboutOf(shape)} Its keys are those of \`${before}\`.`, ''];
  seen.set(same, path);
  seen.set(alike, path);
  const kinds = Object.keys(kindsOf(shape)).length > 0 ? [kindsText(shape)] : [];
  return [
    `### ${path}`,
    '',
    aboutOf(shape),
    '',
    ...kinds,
    keyTable(keys, Object.values(kindsOf(shape))),
    '',
    ...inside(keys, `${path}.`).flatMap(([inner, of]) => section(inner, of, seen)),
  ];
}

/** Pins and sensors: what is said of one is true of all that are asked for the same. */
const isLine = (keys: Keys): boolean => 'pin' in keys;

function hazardRows(): string[][] {
  return hazardTable.map(({ id, title, ways, otherwise }) => [
    `\`${id}\``,
    title,
    ways.map(({ id: way, says }) => `**${way}**: ${says}`).join('; '),
    otherwise,
  ]);
}

/** The whole page. */
export function chairsDocument(): string {
  const seen = new Map<string, string>();
  return `# Chairs

<!-- Made by \`npm run docs\` from src/chair. Do not edit. -->

One YAML file describes a whole chair: what is wired to which pin, and the figures of each part. The files that ship are in \`boards/\`;
for your own chair, copy the one that is most like it.

\`\`\`sh
cp boards/chair-c.yaml my-chair.yaml    # then chair: my-chair
lumbar check --watch my-chair.yaml      # everything that is wrong with the file, at each save
lumbar explain my-chair.yaml            # what the chair can do, and its safety case
lumbar sim just-roll --chair my-chair.yaml   # the chair on the screen, with its own rail
\`\`\`

To write a file from scratch, begin with \`chair\`, \`format\`, \`chip\`, \`supply\`, \`inputs.stop\` and the parts that the chair has:
\`lumbar check\` then asks for the keys that these need, one by one, and says what is still missing to make each motor and pad safe.
If the rail is not the standard one, write \`carriage.places\` as well: programs name places of the back, and a program is refused
if the rail does not reach one of them.

The first line of a file names the JSON Schema with which editors complete and check it, by its path from the folder of the file: in a
copy elsewhere, change \`./chair.schema.json\` to where \`boards/chair.schema.json\` is. A figure is always written with its unit, and
is never clamped. \`none\` says that the chair has no such part; about a part that is left out, the file says nothing. Both lock out the
same functions, and \`lumbar explain\` tells the two apart. Every chair needs a chip, a supply and a stop key on a wire of its own; for
everything that moves or heats, see [hazards](#hazards): a part that nothing makes safe stays locked out, or the file is refused.

Files are YAML 1.2, without anchors, aliases, tags and merge keys.

### Motors on the mains

An AC motor behind relays or triacs is described as \`each-way\` or \`on-direction\`, without PWM. \`supply\` is then the low voltage that
feeds chip, drivers and pads: nothing watches the mains, and the fault codes of the supply do not apply to it. \`draws\` and \`current\`
are amperes rms in the motor's own line, measured by a sensor that gives the chip a rectified, smoothed voltage. A capacitor motor that is
held fast often draws less than twice its running current, so that no fuse protects it (C24), and counts have to show a jam.
Write \`inputs.emergency-stop\` only if its contact breaks the mains line of the motors itself, because a welded relay and a shorted triac
ignore their control.

Not covered are insulation, protective earth and interference, which are work for an electrician; a triac that conducts only one
half-wave; and the simulated chair, whose motors are DC motors. Try out \`dead-time\` on the chair itself: a capacitor motor that is
reversed before it stands still may keep running in the old direction.

## Keys

${keyTable(chairShape.keys)}

${inside(chairShape.keys, '')
  .flatMap(([path, shape]) => section(path, shape, seen))
  .join('\n')}
## Hazards

For each hazard: what meets it, best first, and what follows if nothing does.

${table(['id', 'hazard', 'met by', 'if nothing does'], hazardRows())}

## What the checker says

A code never changes its meaning. A note never makes a file invalid. In a file of an older format, \`lumbar check --fix FILE\` changes
the keys to their present names (N42).

${table(
  ['code', 'what'],
  Object.entries({ ...chairProblemCodes, ...chairNoteCodes }).map(([code, text]) => [code, text]),
)}
`;
}
