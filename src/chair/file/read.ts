/**
 * The text of a chair file -> the chair, or everything that is wrong with it: each with line, column, code and cure.
 * All checks that can run do run; a part that is wrong is left out of the later ones. No figure is clamped or guessed.
 */

import { readYaml, type Source } from '../../codec/yaml.ts';
import type { Path } from '../../codec/yaml-problems.ts';
import type { AnyChair } from '../any-chair.ts';
import { brokenWires } from '../broken-wires.ts';
import { chips } from '../chips/index.ts';
import { hasFuse, travelLimitS } from '../hazards/motors.ts';
import { hazardsOf } from '../hazards.ts';
import { reachOf } from '../open-end.ts';
import { middleOf, type PlaceName, placeNames, places } from '../zones.ts';
import { checkAdded, checkMeasured, measuredNotes } from './added.ts';
import { buildChair } from './build.ts';
import { checkCams } from './cams.ts';
import { type Facts, factsOf, pathOf } from './facts.ts';
import { checkPins } from './pins.ts';
import { type ChairNote, type ChairProblem, codeOfYaml, type Finding, type NoteFinding } from './problems.ts';
import { chairHistory, type History, renamed } from './renames.ts';
import { checkRules } from './rules.ts';
import { type ChairFile, chairShape, foreignParts, placesOfKey } from './schema.ts';
import { readValues } from './values.ts';

export interface ReadChair {
  /** Deeply frozen; null where there is any problem. */
  readonly chair: AnyChair | null;
  /** In the order in which they stand in the file. */
  readonly problems: readonly ChairProblem[];
  readonly notes: readonly ChairNote[];
}

const format = { placesOf: placesOfKey, foreign: foreignParts };

/** `file` is only for the problems. */
export function readChair(text: string, file: string, history: History = chairHistory): ReadChair {
  const read = readYaml(text, 'chair file');
  const problems: ChairProblem[] = read.problems.map(({ kind, line, column, message, hint }) => {
    return { file, line, column, code: codeOfYaml[kind], message, hint };
  });
  if (read.value === undefined && problems.length > 0)
    return { chair: null, problems: inOrder(problems), notes: [] };
  const { value, notes, origin } = renamed(read, history);
  const source: Source = { ...read, value, locate: (path, at) => read.locate(origin(path), at) };
  const place = <Code>({
    path,
    at,
    code,
    message,
    hint,
  }: {
    path: Path;
    at: 'key' | 'value';
    code: Code;
    message: string;
    hint: string;
  }) => ({
    file,
    ...source.locate(path, at),
    code,
    message,
    hint,
  });
  const { findings, chair, facts } = checkAll(source);
  problems.push(...onceEach(findings, source.spoilt).map(place));
  if (problems.length > 0 || chair === null) {
    return { chair: null, problems: inOrder(problems), notes: inOrder(notes.map(place)) };
  }
  const all = [
    ...notes,
    ...measuredNotes(facts),
    ...wireNotes(chair, facts),
    ...fuseNotes(chair),
    ...placeNotes(chair),
    ...keyNotes(chair),
  ];
  return { chair, problems: [], notes: inOrder(all.map(place)) };
}

interface Checked {
  readonly findings: readonly Finding[];
  /** Null where it cannot be one. */
  readonly chair: AnyChair | null;
  readonly facts: Facts;
}

function checkAll(source: Source): Checked {
  const values = readValues(chairShape, source.value, format);
  const facts = factsOf(source, values);
  // Of a file that a later version wrote nothing else can be judged.
  const newer = values.findings.filter(({ code }) => code === 'C13');
  if (newer.length > 0) return { findings: newer, chair: null, facts };
  const chip = chips[String(facts.value('chip'))];
  const findings = [
    ...values.findings,
    ...checkRules(facts),
    ...checkCams(facts),
    ...checkAdded(facts),
    ...checkMeasured(facts),
    ...(chip === undefined ? [] : checkPins(facts, chip)),
  ];
  if (findings.length > 0 || source.problems.length > 0) return { findings, chair: null, facts };
  const chair = buildChair(values.value as ChairFile, Object.fromEntries(values.stated));
  return { findings: refusals(chair), chair, facts };
}

/** Hazards are judged of a whole chair: a part with a problem may be the one that meets them. */
function refusals(chair: AnyChair): Finding[] {
  return hazardsOf(chair).flatMap(({ id, refused }) =>
    refused.map(({ path, message, cure }): Finding => {
      const hint = `${cure}; see docs/chairs.md, hazard ${id}`;
      return { path: pathOf(path), at: 'value', code: 'C31', message, hint };
    }),
  );
}

/** Where the file says so: at the level, which is one half of it. */
function wireNotes(chair: AnyChair, facts: Facts): NoteFinding[] {
  return brokenWires(chair)
    .filter(({ dangerous }) => dangerous)
    .map(({ input, readsAs }) => {
      const [level, pull] = ['active', 'pull'].map((key) => facts.text(`${input}.${key}`));
      const message = `${input} is active ${level} with pull ${pull}: a broken wire reads "${readsAs}"`;
      return {
        path: pathOf(`${input}.active`),
        at: 'value',
        code: 'N40',
        message,
        hint: wireHint(chair, input),
      };
    });
}

function wireHint(chair: AnyChair, input: string): string {
  if (input === 'inputs.seat') return 'better: a switch that closes to ground, a pull-up, and "active: low"';
  const opens = 'that opens, from ground with a pull-up, and "active: high"';
  if (!input.startsWith('carriage.ends.')) return `better: a contact ${opens}`;
  return `what then stops the carriage is ${stoppedBy(chair)}; better: a switch ${opens}; see lumbar explain, hazard end`;
}

function stoppedBy({ carriage }: AnyChair): string {
  if (carriage === null) return 'nothing';
  const time = `the longest travel time of ${travelLimitS(carriage)} s`;
  if (carriage.counts === null) return `${time} and the fuse`;
  return `the count of ${Math.round(carriage.railMm / carriage.counts.eachMm)}, and ${time}`;
}

/** Programs go to places of the standard rail that this one does not reach. */
function placeNotes({ carriage }: AnyChair): NoteFinding[] {
  if (carriage === null) return [];
  const { railMm } = carriage;
  const reach = reachOf(carriage);
  const lies = (name: PlaceName) => middleOf(carriage.places[name] ?? places[name]);
  const beyond = placeNames.filter((name) => lies(name) > reach.toMm || lies(name) < reach.fromMm);
  if (beyond.length === 0) return [];
  const list = beyond.map((name) => `${name} at ${lies(name)} mm`).join(', ');
  return [
    {
      path: ['carriage', 'rail'],
      at: 'value',
      code: 'N44',
      message: `on a rail of ${railMm} mm places may lie from ${reach.fromMm} to ${reach.toMm} mm, which leaves out ${list}`,
      hint: 'programs that go there are refused: write where they lie on this chair under `carriage.places`, as boards/chair-c.yaml does',
    },
  ];
}

/** Stop alone starts nothing. */
function keyNotes({ inputs: { keys } }: AnyChair): NoteFinding[] {
  if (keys.power !== undefined || keys.start !== undefined) return [];
  const message = 'neither a power nor a start key: nothing starts this chair';
  const hint = 'write `inputs.keys.start`; with `inputs.keys.power` besides it is switched off by a key, too';
  return [{ path: ['inputs'], at: 'key', code: 'N45', message, hint }];
}

function fuseNotes(chair: AnyChair): NoteFinding[] {
  const { carriage } = chair;
  const byFuse =
    carriage !== null && carriage.current === null && carriage.counts === null && hasFuse(chair, 'carriage');
  if (!byFuse || carriage.draws !== null) return [];
  const at = carriage.fuseA === null ? ['motors', 'fuse'] : ['carriage', 'fuse'];
  const message = 'the fuse is what ends a jam, and nobody has said what the carriage draws';
  const hint =
    'measure it running and held fast, and write `carriage.draws`: the fuse should be above 1.3 times the one and at most half of the other';
  return [{ path: at, at: 'value', code: 'N43', message, hint }];
}

/** Whether a text means to be a chair file: its first key says so. */
export function isChairFile(text: string): boolean {
  return /^\ufeff?(?:[ \t]*(?:#.*)?\r?\n|---[ \t]*\r?\n)*chair[ \t]*:/.test(text);
}

const startsWith = (path: Path, start: Path): boolean => start.every((key, level) => path[level] === key);

/** One problem a value, the first that was found; none inside a part that cannot be judged. */
function onceEach(findings: readonly Finding[], spoilt: readonly Path[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ path }) => {
    const place = path.join('\n');
    if (seen.has(place) || spoilt.some((part) => startsWith(path, part))) return false;
    seen.add(place);
    return true;
  });
}

function inOrder<Said extends { readonly line: number; readonly column: number }>(
  said: readonly Said[],
): Said[] {
  return [...said].sort((one, other) => one.line - other.line || one.column - other.column);
}
