/**
 * The text of a chair file -> the chair, or everything that is wrong with it: each with line, column, code and cure.
 * All checks that can run do run; a part that is wrong is left out of the later ones. No figure is clamped or guessed.
 */
import { readYaml } from '../../codec/yaml.ts';
import type { Path } from '../../codec/yaml-problems.ts';
import type { Chair } from '../chair.ts';
import { chips } from '../chips/index.ts';
import { buildChair } from './build.ts';
import { checkCams } from './cams.ts';
import { checkPins } from './pins.ts';
import { type ChairProblem, codeOfYaml, type Finding } from './problems.ts';
import { checkRules } from './rules.ts';
import { parseChair, readAt } from './schema.ts';
import { explainIssues, startsWith } from './structure.ts';

export interface ReadChair {
  /** Deeply frozen; null where there is any problem. */
  readonly chair: Chair | null;
  /** In the order in which they stand in the file. */
  readonly problems: readonly ChairProblem[];
}

/** `file` is only for the problems. */
export function readChair(text: string, file: string): ReadChair {
  const source = readYaml(text, 'chair file');
  const problems: ChairProblem[] = source.problems.map(({ kind, line, column, message, hint }) => {
    return { file, line, column, code: codeOfYaml[kind], message, hint };
  });
  if (source.value === undefined && problems.length > 0) return { chair: null, problems: inOrder(problems) };
  const lineOf = (path: Path) => source.locate(path, 'value').line;
  const parsed = parseChair(source.value);
  const chip = chips[String(readAt(source.value, ['chip']))];
  const findings = [
    ...explainIssues(parsed.issues, source.value),
    ...checkRules(source.value),
    ...checkCams(source.value, lineOf),
    ...(chip === undefined ? [] : checkPins(source.value, chip, lineOf)),
  ];
  for (const { path, at, code, message, hint } of onceEach(findings, source.spoilt)) {
    problems.push({ file, ...source.locate(path, at), code, message, hint });
  }
  const usable = parsed.file !== null && problems.length === 0;
  return {
    chair: usable ? buildChair(parsed.file as NonNullable<typeof parsed.file>) : null,
    problems: inOrder(problems),
  };
}

/** Whether a text means to be a chair file: its first key says so. */
export function isChairFile(text: string): boolean {
  return /^\ufeff?(?:[ \t]*(?:#.*)?\r?\n|---[ \t]*\r?\n)*chair[ \t]*:/.test(text);
}

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

function inOrder(problems: readonly ChairProblem[]): ChairProblem[] {
  return [...problems].sort((one, other) => one.line - other.line || one.column - other.column);
}
