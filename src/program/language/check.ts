/**
 * The checker: text or value in, program or problems out. It reports all problems at once, answers quickly
 * and never throws, whatever it is given. A program it returns keeps every limit of the chair.
 */
import type { Abilities } from '../../chair/abilities.ts';
import type { PlanningFigures } from '../../chair/chair.ts';
import { isId } from '../../codec/ids.ts';
import { quoted } from '../../codec/quoted.ts';
import { beginsWith, readYaml, type Source } from '../../codec/yaml.ts';
import type { Path, YamlProblemKind } from '../../codec/yaml-problems.ts';
import { planProgram } from '../plan/planner.ts';
import { buildDraft } from './build.ts';
import { cutByTime, fitProgram } from './fit.ts';
import { checkLimits, restedSpots } from './limits.ts';
import { plainCopy } from './plain.ts';
import {
  type Finding,
  type Note,
  type Placed,
  type Problem,
  type ProblemCode,
  problemsMax,
} from './problems.ts';
import type { Program } from './program.ts';
import { checkRules } from './rules.ts';
import { checkStructure, valueAt } from './structure.ts';

interface Checked {
  /** The program, or null where there is any problem. */
  readonly program: Program | null;
  /** In the order in which they stand in the file. */
  readonly problems: readonly Problem[];
}

/** Checked for one chair, with notes on what the chair cannot do of the program. */
interface Fitted extends Checked {
  readonly notes: readonly Note[];
}

const codeOf: Readonly<Record<YamlProblemKind, ProblemCode>> = {
  'too-large': 'P01',
  'bad-character': 'P02',
  'not-yaml': 'P03',
  'too-deep': 'P04',
  'not-plain': 'P05',
  'second-document': 'P06',
  'double-key': 'P07',
  'no-key': 'P08',
};

/** Hints for programs, in place of the YAML reader's. */
const cures: Partial<Readonly<Record<YamlProblemKind, string>>> = {
  'too-deep': 'a program needs three repeats inside each other at most',
  'not-plain': 'programs are plain: write it out, or use repeat',
};

/** Other files of a chair, by the key that they begin with. */
const otherKinds = [
  { key: 'chair', what: 'a chair file', hint: 'lumbar explain says what the chair can do; --chair names it' },
  { key: 'scenario', what: 'a scenario', hint: 'lumbar test runs it' },
] as const;

/** Checks the text of a program file. `fileName` may be a path; `-`, `<...>`, a pipe or nothing is no file's name. */
export function checkProgram(text: string, fileName: string, chair: PlanningFigures): Checked {
  return checkSource(text, readYaml(text, 'program'), fileName, chair);
}

function checkSource(text: string, source: Source, fileName: string, chair: PlanningFigures): Checked {
  const other = otherKinds.find(({ key }) => beginsWith(text, key));
  if (other !== undefined) {
    const { what, hint } = other;
    const place = { file: fileName, ...source.locate([], 'value') };
    return { program: null, problems: [{ ...place, code: 'P08', message: `${what} is no program`, hint }] };
  }
  const problems: Problem[] = source.problems.map(({ kind, line, column, message, hint }) => {
    return { file: fileName, line, column, code: codeOf[kind], message, hint: cures[kind] ?? hint };
  });
  if (source.value === undefined && source.spoilt.length === 0 && problems.length > 0)
    return { program: null, problems: inOrder(problems, fileName) };
  const { program, findings } = checkValue(source.value ?? null, fileName, source.spoilt, chair);
  const place = placedIn(source, fileName);
  for (const finding of findings) problems.push(place(finding));
  return { program: problems.length === 0 ? program : null, problems: inOrder(problems, fileName) };
}

/** Adds its place in the file to a finding. */
const placedIn =
  (source: Source, file: string) =>
  <Code>({ path, at, code, message, hint }: Placed<Code>) => ({
    file,
    ...source.locate(path, at),
    code,
    message,
    hint,
  });

/** As `checkProgram`, for a chair with these abilities. Only a program without problems of its own gets notes. */
export function fitProgramText(
  text: string,
  fileName: string,
  chair: PlanningFigures,
  abilities: Abilities,
): Fitted {
  const source = readYaml(text, 'program');
  const checked = checkSource(text, source, fileName, chair);
  const { problems, notes } = fitProgram(source.value, abilities);
  const place = placedIn(source, fileName);
  const plan = checked.program === null ? null : planProgram(checked.program, chair);
  const cut = plan === null ? null : cutByTime(plan, abilities);
  const rested =
    plan === null || abilities.place === 'none' ? [] : restedSpots(plan, chair, abilities.place === 'time');
  return {
    program: problems.length === 0 ? checked.program : null,
    problems: inOrder([...ownProblems(checked.problems, problems), ...problems.map(place)], fileName),
    notes:
      plan !== null
        ? [...notes, ...rested, ...(cut === null ? [] : [cut])]
            .map(place)
            .sort((one, other) => one.line - other.line || one.column - other.column)
        : [],
  };
}

/** Drops problems that come from planning for a part that the chair lacks. */
function ownProblems<Own extends { readonly code: ProblemCode }>(
  own: readonly Own[],
  fit: readonly Finding[],
): readonly Own[] {
  const lacksMotor = fit.some(({ code }) => code === 'P39' || code === 'P40');
  return lacksMotor ? own.filter(({ code }) => !['P21', 'P33', 'P34'].includes(code)) : own;
}

/**
 * Checks a value, such as a package's payload. It has no lines, so problems stand at 1:1 and name the path. With
 * abilities, what such a chair cannot do is a problem, too.
 */
export function checkProgramValue(
  value: unknown,
  name: string,
  chair: PlanningFigures,
  abilities: Abilities | null = null,
): Checked {
  const copy = plainCopy(value);
  if (copy === undefined) {
    const hint = 'maps, lists, texts and numbers, as in a program file';
    const problem = {
      file: name,
      line: 1,
      column: 1,
      code: 'P08',
      message: 'this is no plain value',
      hint,
    } as const;
    return { program: null, problems: [problem] };
  }
  const checked = checkValue(copy, name, [], chair);
  const fit = abilities === null ? [] : fitProgram(copy, abilities).problems;
  const program = fit.length === 0 ? checked.program : null;
  const findings = [...ownProblems(checked.findings, fit), ...fit];
  const problems = findings.map(({ path, code, message, hint }) => {
    const where = path.map((key) => (typeof key === 'number' ? key + 1 : quoted(key).slice(1, -1))).join('.');
    const said = where === '' ? message : `${where}: ${message}`;
    return { file: name, line: 1, column: 1, code, message: said, hint };
  });
  return { program, problems: limited(problems, name) };
}

function checkValue(
  value: unknown,
  fileName: string,
  spoilt: readonly Path[],
  chair: PlanningFigures,
): { program: Program | null; findings: Finding[] } {
  const { findings, meant, complete } = checkStructure(value, chair);
  findings.push(...checkRules(value, meant, chair));
  const wrongPaths = [...findings.map((finding) => finding.path), ...spoilt];
  const draft = complete ? buildDraft(value, wrongPaths, chair) : null;
  if (draft !== null) findings.push(...checkLimits(draft, chair));
  findings.push(...checkFileName(valueAt(value, ['id']), fileName, findings));
  const heard = withoutNoise(findings, spoilt);
  const usable = draft !== null && heard.length === 0 && spoilt.length === 0;
  return { program: usable ? draft.program : null, findings: heard };
}

/** The id is the file's name, so that what a person asks for by name is what they get. */
function checkFileName(id: unknown, fileName: string, findings: readonly Finding[]): Finding[] {
  // A pipe's file name is a number.
  if (/^[/](?:dev|proc)[/]/.test(fileName)) return [];
  const baseName = fileName.replace(/^.*[/\\]/s, '').replace(/\.(?:ya?ml|json|lumbar)$/i, '');
  if (baseName === '' || baseName === '-' || baseName.startsWith('<')) return [];
  if (typeof id !== 'string' || id === baseName) return [];
  if (findings.some((finding) => finding.path[0] === 'id')) return [];
  const message = `the id is ${quoted(id)}, the file's name ${quoted(baseName)}`;
  const rename = `rename the file to ${id}.yaml`;
  const other = /^\d+$/.test(baseName) ? `"${baseName}"` : baseName;
  const hint = isId(baseName) ? `${rename} or write \`id: ${other}\`` : rename;
  return [{ path: ['id'], at: 'value', code: 'P13', message, hint }];
}

/** Drops findings that repeat another at the same place, and those inside a part that cannot be judged. */
function withoutNoise(findings: readonly Finding[], spoilt: readonly Path[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter((finding) => {
    if (spoilt.some((path) => path.every((key, level) => finding.path[level] === key))) return false;
    const key = `${finding.code} ${finding.path.join('\n')} ${finding.message}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function inOrder(problems: readonly Problem[], fileName: string): Problem[] {
  const ordered = [...problems].sort((one, other) => one.line - other.line || one.column - other.column);
  return limited(ordered, fileName);
}

function limited(problems: readonly Problem[], fileName: string): Problem[] {
  const first = problems.slice(0, problemsMax);
  const last = first.at(-1);
  if (last === undefined || problems.length === first.length) return first;
  const message = `there are more than ${problemsMax} problems; the rest is not shown`;
  const { line, column } = last;
  return [...first, { file: fileName, line, column, code: 'P35', message, hint: 'mend these first' }];
}
