/** Checks a value against the schema and says in words what does not fit: keys and kinds of values. */

import type { PlanningFigures } from '../../chair/chair.ts';
import type { Technique } from '../../chair/names.ts';
import { quoted } from '../../codec/quoted.ts';
import type { Path } from '../../codec/yaml-problems.ts';
import { entryKinds, explain, explainKey, meantKey } from './explain.ts';
import { type Finding, problemsMax } from './problems.ts';
import { entryKeys, programKeys, programSchema, settingsOf, type Topic } from './schema.ts';

/** An issue that the schema found; the messages are topics. */
interface Issue {
  readonly code: string;
  readonly message: string;
  readonly path: readonly PropertyKey[];
  readonly keys?: readonly string[];
  readonly errors?: readonly (readonly Issue[])[];
}

/** Keys that are there but misspelt, each as its path in one text: they are not missing as well. */
export type MeantKeys = ReadonlySet<string>;
export const keyText = (path: Path): string => path.join('\n');

/** At most this many issues are put into words: a hostile file would make it slow, and nobody reads more. */
const issuesMax = 1000;

interface Structure {
  readonly findings: Finding[];
  readonly meant: MeantKeys;
  /** False where there is more wrong than the findings say. */
  readonly complete: boolean;
}

export function checkStructure(value: unknown, chair: PlanningFigures): Structure {
  const findings: Finding[] = [];
  const meant = new Set<string>();
  const result = programSchema.safeParse(value);
  if (result.success) return { findings, meant, complete: true };
  const all = result.error.issues as readonly Issue[];
  const issues = all.slice(0, issuesMax);
  for (const issue of issues) findings.push(...unknownKeys(issue, value, meant));
  for (const issue of issues) findings.push(...wrongValue(issue, value, meant, chair));
  return { findings, meant, complete: all.length === issues.length };
}

/** The value a path leads to, undefined where it leads nowhere. */
export function valueAt(value: unknown, path: Path): unknown {
  let part: unknown = value;
  for (const key of path) part = (part as Record<string | number, unknown> | null | undefined)?.[key];
  return part;
}

function unknownKeys(issue: Issue, value: unknown, meant: Set<string>): Finding[] {
  if (issue.code === 'invalid_union')
    return inUnion(issue).flatMap((inner) => unknownKeys(inner, value, meant));
  if (issue.code !== 'unrecognized_keys') return [];
  const path = issue.path as Path;
  const known = knownKeys(issue.message as Topic, path);
  const isEntry = issue.message === 'entry';
  const holder = valueAt(value, path) as object;
  const hasKind = isEntry && entryKinds.some((kind) => Object.hasOwn(holder, kind));
  return (issue.keys ?? []).slice(0, problemsMax + 1).map((key) => {
    const explanation = explainKey(key, known, isEntry && !hasKind ? entryKinds : known);
    const other = meantKey(key, known);
    if (other !== null) meant.add(keyText([...path, other]));
    // In a step without a known kind, the unknown key was meant as a technique.
    const asTechnique = { code: 'P19', message: `${quoted(key)} is no technique` } as const;
    return { path: [...path, key], at: 'key', ...explanation, ...(isEntry && !hasKind ? asTechnique : {}) };
  });
}

function knownKeys(topic: Topic, path: Path): readonly string[] {
  if (topic === 'program') return programKeys;
  if (topic === 'entry') return entryKeys;
  return settingsOf[path.at(-1) as Technique];
}

function wrongValue(issue: Issue, value: unknown, meant: MeantKeys, chair: PlanningFigures): Finding[] {
  if (issue.code === 'unrecognized_keys') return [];
  const path = issue.path as Path;
  const wrong = valueAt(value, path);
  const insideUnion = typeof wrong === 'object' && wrong !== null ? inUnion(issue) : [];
  if (insideUnion.length > 0) return insideUnion.flatMap((inner) => wrongValue(inner, value, meant, chair));
  const holder = valueAt(value, path.slice(0, -1));
  const key = path.at(-1);
  if (
    typeof key === 'string' &&
    typeof holder === 'object' &&
    holder !== null &&
    !Object.hasOwn(holder, key)
  ) {
    if (meant.has(keyText(path))) return [];
    const { hint } = explain(issue.message as Topic, undefined, chair);
    return [{ path, at: 'value', code: 'P09', message: `${key} is missing`, hint }];
  }
  return [{ path, at: 'value', ...explain(issue.message as Topic, wrong, chair) }];
}

/** The issues inside `heat`, which may be a word (a level) or a map (a level for each pad). */
function inUnion(issue: Issue): Issue[] {
  if (issue.code !== 'invalid_union' || issue.message !== 'heat') return [];
  const asMap = issue.errors?.at(-1) ?? [];
  return asMap
    .filter((inner) => inner.path.length > 0 || inner.code === 'unrecognized_keys')
    .map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
}
