/**
 * The text of a chair file -> the chair, or everything that is wrong with it: each problem with line, column, code and cure.
 * All checks that can run do run; a faulty part is left out of the later checks. No figure is clamped or guessed.
 */

import { beginsWith, readYaml, type Source } from '../../codec/yaml.ts';
import type { Path } from '../../codec/yaml-problems.ts';
import type { AnyChair } from '../any-chair.ts';
import { chips } from '../chips/index.ts';
import { checkAdded, checkMeasured, measuredNotes } from './added.ts';
import { buildChair } from './build.ts';
import { checkCams } from './cams.ts';
import { type Facts, factsOf } from './facts.ts';
import { isOfLaterFormat } from './leaves.ts';
import { notesOf } from './notes.ts';
import { checkPins } from './pins.ts';
import { type ChairNote, type ChairProblem, codeOfYaml, type Finding } from './problems.ts';
import { refusals, refusalsBeside } from './refusals.ts';
import { chairHistory, type History, renamed } from './renames.ts';
import { checkRules } from './rules.ts';
import { type ChairFile, chairShape, foreignParts, placesOfKey } from './schema.ts';
import { readValues } from './values.ts';

export interface ReadChair {
  /** Deeply frozen; null where there is any problem. */
  readonly chair: AnyChair | null;
  /** In the order of the file. */
  readonly problems: readonly ChairProblem[];
  readonly notes: readonly ChairNote[];
}

const format = { placesOf: placesOfKey, foreign: foreignParts };

/** `file` is the name used in problems. */
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
  // A chair that is refused for a hazard is complete nevertheless, so its notes are given at once.
  const all = chair === null ? notes : [...notes, ...measuredNotes(facts), ...notesOf(chair, facts)];
  return {
    chair: problems.length > 0 ? null : chair,
    problems: inOrder(problems),
    notes: inOrder(all.map(place)),
  };
}

interface Checked {
  readonly findings: readonly Finding[];
  /** Null where no chair can be built. */
  readonly chair: AnyChair | null;
  readonly facts: Facts;
}

function checkAll(source: Source): Checked {
  const values = readValues(chairShape, source.value, format);
  const facts = factsOf(source, values);
  // In a file that a later version wrote, nothing else can be judged.
  const newer = values.findings.filter(({ code }) => code === 'C13' && isOfLaterFormat(source.value));
  if (newer.length > 0) return { findings: newer, chair: null, facts };
  const chip = chips[String(facts.value('chip'))];
  const findings = [
    ...values.findings,
    ...checkRules(facts),
    ...checkCams(facts),
    ...checkAdded(facts, values.findings),
    ...checkMeasured(facts, values.findings),
    ...(chip === undefined ? [] : checkPins(facts, chip)),
  ];
  if (source.problems.length > 0) return { findings, chair: null, facts };
  if (findings.length > 0)
    return { findings: [...findings, ...refusalsBeside(findings, values.value)], chair: null, facts };
  const chair = buildChair(values.value as ChairFile, Object.fromEntries(values.stated));
  return { findings: refusals(chair), chair, facts };
}

const ofChairFiles = /^(["']?)(?:chair|chip|supply|motors|carriage|kneader|tapper|inputs|signs)\1[ \t]*:/m;
const ofOthers = /^(["']?)(?:scenario|id|steps)\1[ \t]*:/m;

/** Whether a text is meant as a chair file: its first key says so or, if that is missing or moved, other keys. */
export function isChairFile(text: string): boolean {
  return beginsWith(text, 'chair') || (ofChairFiles.test(text) && !ofOthers.test(text));
}

const startsWith = (path: Path, start: Path): boolean => start.every((key, level) => path[level] === key);

/** One problem per value, the first that was found; none inside a part that cannot be judged. */
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
