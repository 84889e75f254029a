/** What is wrong with the shape and the single values of a chair file, in words. */
import { nearMiss } from '../../codec/near-miss.ts';
import { quoted } from '../../codec/quoted.ts';
import type { Path } from '../../codec/yaml-problems.ts';
import { type Finding, pathText } from './problems.ts';
import { driveKinds, type Issue, keysAt, placesOfKey } from './schema.ts';

/** More is not put into words: a hostile file would make it slow, and nobody reads it. */
const issuesMax = 500;

const sameText = (path: Path): string => path.join('\n');

/** The value a path leads to, undefined where it leads nowhere. */
export function valueAt(value: unknown, path: Path): unknown {
  let part: unknown = value;
  for (const key of path) part = (part as Record<string | number, unknown> | null | undefined)?.[key];
  return part;
}

export function explainIssues(all: readonly Issue[], value: unknown): Finding[] {
  const issues = all.slice(0, issuesMax);
  const meant = new Set<string>();
  const unknown = issues.flatMap((issue) => unknownKeys(issue, value, meant));
  const wrong = issues
    .filter(({ code, path }) => code !== 'unrecognized_keys' && !meant.has(sameText(path as Path)))
    .map((issue) => wrongValue(issue, value));
  // Of a drive of another kind nothing else can be judged.
  const otherKinds = wrong.filter(({ path }) => path.at(-1) === 'kind').map(({ path }) => path.slice(0, -1));
  return [...unknown, ...wrong].filter(
    ({ path }) => path.at(-1) === 'kind' || !otherKinds.some((drive) => startsWith(path, drive)),
  );
}

export function startsWith(path: Path, start: Path): boolean {
  return start.every((key, level) => path[level] === key);
}

/** `meant`: keys that are there under a wrong name, as paths in one text each: they are not missing as well. */
function unknownKeys(issue: Issue, value: unknown, meant: Set<string>): Finding[] {
  if (issue.code !== 'unrecognized_keys') return [];
  const path = issue.path as Path;
  return (issue.keys ?? []).slice(0, issuesMax).map((key) => {
    const here = path.length === 0 ? 'a chair file' : pathText(path);
    const kinds = otherKindsWith(key, path);
    if (kinds.length > 0) {
      const kind = String(valueAt(value, [...path, 'kind']));
      const message = `${quoted(key)} is a key of the drive ${kinds.join(', ')}; ${here} is ${kind}`;
      return { path: [...path, key], at: 'key', code: 'C11', message, hint: keysText(path) };
    }
    const near = nearMiss(key, keysAt(path));
    if (near !== null) meant.add(sameText([...path, near]));
    const hint = near === null ? elsewhere(key, path) : `did you mean ${quoted(near)}? ${keysText(path)}`;
    const message = `${quoted(key)} is not a key of ${here}`;
    return { path: [...path, key], at: 'key', code: 'C10', message, hint };
  });
}

/** The kinds of drive that have this key, where the path leads to a drive. */
function otherKindsWith(key: string, path: Path): string[] {
  if (path.at(-1) !== 'drive') return [];
  return Object.entries(driveKinds)
    .filter(([, keys]) => (keys as readonly string[]).includes(key))
    .map(([kind]) => kind);
}

function keysText(path: Path): string {
  return `keys here: ${keysAt(path).join(', ')}`;
}

/** A key that half the file has says nothing about where this one belongs. */
const placesMax = 3;

function elsewhere(key: string, path: Path): string {
  const places = placesOfKey(key).filter((place) => sameText(place) !== sameText(path));
  if (places.length === 0 || places.length > placesMax) return keysText(path);
  const belongs = places.map((place) => (place.length === 0 ? 'the top of the file' : pathText(place)));
  return `it belongs to ${belongs.join(' or ')}: look at how far it is indented`;
}

const wantedKinds: Readonly<Record<string, string>> = { object: 'a map', array: 'a list' };

function wrongValue(issue: Issue, value: unknown): Finding {
  const path = issue.path as Path;
  const name = path.length === 0 ? 'the file' : pathText(path);
  const { fault } = issue.params ?? {};
  if (fault !== undefined) {
    return { path, at: 'value', code: fault.code, message: `${name}${fault.message}`, hint: fault.hint };
  }
  const wrong = valueAt(value, path);
  if (issue.code !== 'invalid_type') {
    const count = Array.isArray(wrong) ? wrong.length : 0;
    const message = `${name} has ${count === 0 ? 'nothing in it' : `${count} entries`}`;
    const hint = path.at(-1) === 'speeds' ? 'write six, for the speeds 1 to 6' : 'write one or more';
    return { path, at: 'value', code: 'C17', message, hint };
  }
  const wanted = wantedKinds[issue.expected ?? ''] ?? 'something else';
  const keys = issue.expected === 'object' ? ` with ${keysText(path)}` : '';
  if (wrong === 'none') {
    const hint = `this version needs one: ${wanted}${keys}`;
    return { path, at: 'value', code: 'C12', message: `a chair without ${name} is not supported yet`, hint };
  }
  if (wrong === undefined || wrong === null) {
    return { path, at: 'value', code: 'C09', message: `${name} is missing`, hint: `write ${wanted}${keys}` };
  }
  const hint = `${wanted} belongs here${keys}`;
  return { path, at: 'value', code: 'C08', message: `${name}: ${quoted(wrong)} is not ${wanted}`, hint };
}
