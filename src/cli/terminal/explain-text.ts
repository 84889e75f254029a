/** What `lumbar explain` says, as text for a terminal and as a document to keep with the chair. */
import type { Abilities } from '../../chair/abilities.ts';
import { type Hazard, helpText } from '../../chair/hazards.ts';
import { problemCodes, programNoteCodes } from '../../program/language/problems.ts';
import type { Explanation } from '../explanation.ts';

type Row = readonly [name: string, says: string];
interface Part {
  readonly title: string;
  /** Text before the rows. */
  readonly lead?: string;
  readonly rows: readonly Row[];
}

const count = (number: number): string => (number === 1 ? 'one speed' : `${number} speeds`);

const places: Readonly<Record<Abilities['place'], string>> = {
  counts: 'counted along the rail',
  time: 'by time, as an interval: programs are done by thirds of the rail',
  none: 'not known',
};
const jams: Readonly<Record<Abilities['jam'], string>> = {
  current: 'noticed by its current',
  counts: 'noticed by missing counts',
  time: 'noticed by its travel time; until then the fuse limits the force',
  none: 'no carriage that may move',
};
const kneads: Readonly<Record<Abilities['knead'], string>> = {
  'at-place': 'at a place and over a band',
  moving: 'only while the carriage travels',
  none: 'no',
};

function abilityRows({ abilities: can }: Explanation): Row[] {
  const { speeds } = can;
  const ways = can.directions === 'two' ? 'both ways' : 'one way';
  const noArms = can.knead === 'none' ? 'no arms that may turn' : null;
  const turns = speeds.kneader > 0 ? `, ${ways}, ${count(speeds.kneader)}` : '';
  return [
    ['roll', can.roll ? count(speeds.carriage) : 'no'],
    ['knead', can.knead === 'none' ? 'no' : `${kneads[can.knead]}${turns}`],
    [
      'press',
      can.press
        ? 'yes'
        : `no: ${noArms ?? 'the width of the arms cannot be chosen, or the place is not known'}`,
    ],
    ['width', can.width ? 'chosen by the sensors at the cam' : (noArms ?? 'as the arms stand')],
    ['tap', can.tap ? count(speeds.tapper) : 'no'],
    ...heatRows(can),
    ['place', places[can.place]],
    ['a jam', jams[can.jam]],
    [
      'the seat',
      can.seat ? 'the chair knows whether somebody is there' : 'nobody knows whether somebody is there',
    ],
  ];
}

function heatRows({ heat, levels }: Abilities): Row[] {
  const pads = Object.entries(heat);
  if (pads.length === 0) return [['heat', 'no']];
  const by = { closed: 'closed loop', table: 'by table', none: 'locked out' } as const;
  return pads.map(([pad, how]): Row => {
    const given = levels[pad] ?? [];
    return [`heat, ${pad}`, how === 'none' ? by[how] : `${by[how]}: ${given.join(', ')}`];
  });
}

const runs = { 'as-written': 'as written', 'with-notes': 'with notes', no: 'does not run' } as const;

function programRows({ programs }: Explanation): Row[] {
  return programs.map(({ id, runs: how, notes, problems }) => {
    const codes = [...problems, ...notes];
    return [id, codes.length === 0 ? runs[how] : `${runs[how]}: ${codes.join(' ')}`];
  });
}

/** The problem and note codes of the programs, each once with its text. */
function codeRows({ programs }: Explanation): Row[] {
  const texts: Readonly<Record<string, string>> = { ...problemCodes, ...programNoteCodes };
  const named = new Set(programs.flatMap(({ notes, problems }) => [...problems, ...notes]));
  return [...named].sort().map((code) => [code, texts[code] ?? '']);
}

const boundText = ({ bound }: Pick<Hazard, 'bound'>): string =>
  bound === null || bound.value === 0 ? '' : ` (within ${bound.value} ${bound.unit})`;

const partSays = ({ part, met, idle }: Hazard['parts'][number]): string =>
  idle === null ? `${part} by ${met ?? 'nothing'}` : `${part} cannot (${idle} is locked out)`;

function hazardSays(hazard: Explanation['hazards'][number]): string[] {
  const { concerned, parts, met, by, rule, scenario, proved, lockedOut, lacks, add, remedies } = hazard;
  if (!concerned) return ['nothing in this chair can cause it'];
  const idle = new Set(parts.map((each) => each.idle));
  if (!idle.has(null)) {
    return [
      `nothing in this chair can cause it: ${[...idle].join(', ')} ${idle.size === 1 ? 'is' : 'are'} locked out`,
    ];
  }
  const differ = idle.size > 1 || new Set(parts.map((each) => each.met)).size > 1;
  const judged =
    met === null
      ? 'met by nothing'
      : `met by ${by}${boundText(hazard)}${proved ? '' : '; not proved by the chair'}`;
  const helps = helpText(remedies, (part) => {
    const pin = add.find((added) => added.part === part)?.pin ?? null;
    return pin === null ? part : `${part} (pin ${pin} is free)`;
  });
  return [
    judged,
    ...(differ ? [`in each: ${parts.map(partSays).join(', ')}`] : []),
    ...(rule === null ? [] : [`rule: ${rule}`]),
    ...(scenario === null ? [] : [`shown by: tests/scenarios/${scenario}`]),
    ...(lockedOut.length === 0 ? [] : [`locked out: ${lockedOut.join('; ')}`]),
    ...(lacks.length === 0
      ? []
      : [
          `what does not suffice: ${[...new Set(lacks.map(({ part, says }) => `${part}: ${says}`))].join('; ')}`,
        ]),
    ...(helps === null ? [] : [helps]),
  ];
}

function wireRows({ brokenWire }: Explanation): Row[] {
  return brokenWire.map(({ input, readsAs, dangerous }) => [
    input,
    `${readsAs}${dangerous ? '  (the dangerous side)' : ''}`,
  ]);
}

function statedRows({ stated }: Explanation): Row[] {
  return Object.entries(stated).map(([path, how]) => [
    path,
    how === 'none' ? 'none' : 'not stated: look for it',
  ]);
}

function partsOf(explanation: Explanation): Part[] {
  const { added } = explanation.about;
  const codes = codeRows(explanation);
  const { unsupported } = explanation;
  return [
    ...(unsupported.length === 0
      ? []
      : [
          {
            title: 'What this version does not drive',
            lead: 'A chair with any of these is explained, but not run.',
            rows: unsupported.map((part): Row => [part, '']),
          },
        ]),
    { title: 'What it can do', rows: abilityRows(explanation) },
    { title: 'The programs that ship', rows: programRows(explanation) },
    ...(codes.length === 0 ? [] : [{ title: 'What the codes say', rows: codes }]),
    {
      title: 'Safety case',
      lead: 'Each way to hurt somebody, and what meets it. What nothing meets, the chair does not do.',
      rows: explanation.hazards.flatMap((hazard) =>
        hazardSays(hazard).map((says, index): Row => [index === 0 ? hazard.title : '', says]),
      ),
    },
    ...(added.length === 0
      ? []
      : [
          {
            title: 'Added by the builder',
            rows: added.map((path): Row => [path, 'not on the chair as it was sold']),
          },
        ]),
    { title: 'What a broken wire reads as', rows: wireRows(explanation) },
    { title: 'Parts it is without', rows: statedRows(explanation) },
  ];
}

export function explanationText(explanation: Explanation): string {
  const { name, fits } = explanation.about;
  const blocks = partsOf(explanation).map(({ title, lead, rows }) => {
    const width = Math.max(...rows.map(([left]) => left.length));
    const lines = rows.map(([left, says]) => `  ${left.padEnd(width)}  ${says}`.trimEnd());
    return [title, ...(lead === undefined ? [] : [`  ${lead}`]), ...lines].join('\n');
  });
  const head = `${name} (${explanation.chair})${fits === '' ? '' : `\n  ${fits}`}`;
  return `${[head, ...blocks].join('\n\n')}\n`;
}

const cell = (text: string): string => text.replaceAll('|', '\\|');

export function explanationMarkdown(explanation: Explanation): string {
  const { name, fits } = explanation.about;
  const blocks = partsOf(explanation).map(({ title, lead, rows }) =>
    [
      `## ${title}`,
      ...(lead === undefined ? [] : ['', lead]),
      '',
      '| | |',
      '| --- | --- |',
      ...rows.map(([left, says]) => `| ${cell(left)} | ${cell(says)} |`),
    ].join('\n'),
  );
  const head = `# ${name} (\`${explanation.chair}\`)${fits === '' ? '' : `\n\nIt is this chair: ${fits}.`}`;
  return `${[head, ...blocks].join('\n\n')}\n`;
}
