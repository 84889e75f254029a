/** docs/faults.md, made from the fault table: one section a code, with an anchor that never changes. */
import {
  type FaultAction,
  type FaultCode,
  type FaultRow,
  faultCodes,
  faults,
} from '../../src/chair/faults.ts';

const didSentences: Readonly<Record<FaultAction, string>> = {
  'all off': 'everything off, both relays open',
  'heat off': 'heat off, pad relay open; the motors half a second later',
  'motors off': 'motors off, motor relay open; the heat half a second later',
  shown: 'nothing; it is only shown',
};

const families: readonly (readonly [prefix: string, title: string])[] = [
  ['E1', 'Supply'],
  ['E2', 'Heat'],
  ['E3', 'Carriage'],
  ['E4', 'Kneader and tapper'],
  ['E5', 'Controller and link'],
  ['E6', 'Programs and store'],
  ['E7', 'Remote and emergency stop'],
];

/** `8000` -> `8 s`, `300` -> `300 ms`. */
function duration(ms: number): string {
  return ms >= 1000 ? `${ms / 1000} s` : `${ms} ms`;
}

function stays({ latched, exception }: FaultRow): string {
  if (!latched) return 'as long as its cause';
  const rule = 'until power is switched off and on';
  return exception === undefined ? rule : `${rule}; ${exception}`;
}

function section(code: FaultCode): string {
  const row = faults[code];
  const did = row.latched ? didSentences[row.did] : didSentences[row.did].split(';')[0];
  const shown = row.measured === '' ? 'nothing' : `${row.measured}${row.unit === '' ? '' : `, ${row.unit}`}`;
  return [
    `<a id="${code.toLowerCase()}"></a>`,
    '',
    `### ${code} ${row.title}`,
    '',
    row.happened,
    '',
    '| | |',
    '| --- | --- |',
    `| What the chair did | ${did} |`,
    `| Stays | ${stays(row)} |`,
    `| Number beside it | ${shown} |`,
    `| Found within | ${duration(row.withinMs)} from ${row.countedFrom} |`,
    `| What to do | ${row.user} |`,
    `| For the technician | ${row.technician} |`,
    `| Shown by | \`tests/scenarios/faults/${row.scenario}\` |`,
    '',
  ].join('\n');
}

/** The whole page. */
export function faultsDocument(): string {
  const parts = families.map(([prefix, title]) => {
    const codes = faultCodes.filter((code) => code.startsWith(prefix));
    return `## ${title}\n\n${codes.map(section).join('\n')}`;
  });
  const list = faultCodes.map((code) => {
    const row = faults[code];
    return `| [${code}](#${code.toLowerCase()}) | ${row.title} | ${row.did} | ${row.latched ? 'yes' : 'no'} |`;
  });
  return `# Faults

A fault sounds, shows its code on the remote's display and stops what it must. A latched fault stays until power
is switched off and on; if its cause is still present, the fault comes back within its bound. The chair never resumes by itself.

The figures are those of the reference chair. Those of another chair follow from its file: \`lumbar explain CHAIR\` gives its bounds.

This page is made from the fault table, \`src/chair/faults.ts\`; \`npm run docs\` rewrites it.

| code | what | the chair | latched |
| --- | --- | --- | --- |
${list.join('\n')}

${parts.join('\n')}`;
}
