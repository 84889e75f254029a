/**
 * Keys that had other names in older formats of chair files. An older file still loads, with a note for each old name;
 * `lumbar check --fix` writes the new names.
 */
import { readYaml, type Source } from '../../codec/yaml.ts';
import type { Path } from '../../codec/yaml-problems.ts';
import { chairFormat } from './leaves.ts';
import type { NoteFinding } from './problems.ts';

/** A key that was renamed in place: files of formats before `since` have the old name. */
interface Rename {
  readonly since: number;
  /** The map that holds the key; `*` is any name. */
  readonly map: string;
  readonly from: string;
  readonly to: string;
}

export interface History {
  /** The first format that ever existed; a lower number is no format. */
  readonly first: number;
  readonly format: number;
  readonly renames: readonly Rename[];
}

export const chairHistory: History = { first: 1, format: chairFormat, renames: [] };

interface Renamed {
  /** The value with the new names. */
  readonly value: unknown;
  readonly notes: readonly NoteFinding[];
  /** The path in the file of what is at a path of the value. */
  origin(path: Path): Path;
}

export function renamed(source: Source, history: History): Renamed {
  const { format, renames } = history;
  const old = (source.value as { format?: unknown } | null | undefined)?.format;
  const notes: NoteFinding[] = [];
  const origins = new Map<string, string>();
  if (!isOlder(old, history)) {
    return { value: source.value, notes, origin: (path) => path };
  }
  const due = renames.filter(({ since }) => old < since);
  const walk = (value: unknown, path: Path): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((one, index) => walk(one, [...path, index]));
    const map: Record<string, unknown> = Object.create(null);
    for (const [key, part] of Object.entries(value)) {
      const rename = due.find(({ map: where, from }) => from === key && isAt(path, where));
      const name = rename?.to ?? key;
      if (rename !== undefined) {
        origins.set([...path, name].join('.'), key);
        const message = `${[...path, key].join('.')} is called ${name} now`;
        notes.push({
          path: [...path, name],
          at: 'key',
          code: 'N42',
          message,
          hint: 'lumbar check --fix writes it so',
        });
      }
      map[name] = walk(part, [...path, name]);
    }
    return map;
  };
  const value = walk(source.value, []) as Record<string, unknown>;
  value['format'] = format;
  const origin = (path: Path): Path =>
    path.map((key, level) => origins.get(path.slice(0, level + 1).join('.')) ?? key);
  return { value, notes, origin };
}

/** The text with old names and format number replaced by current ones; all else, comments included, stays as it is. */
export function withNewNames(text: string, history: History = chairHistory): string {
  const source = readYaml(text, 'chair file');
  const { notes, origin } = renamed(source, history);
  const old = (source.value as { format?: unknown } | null | undefined)?.format;
  if (source.problems.length > 0 || !isOlder(old, history)) return text;
  const lines = text.split('\n');
  const put = (path: Path, at: 'key' | 'value', from: string, to: string): void => {
    const { line, column } = source.locate(path, at);
    const held = lines[line - 1] ?? '';
    lines[line - 1] = held.slice(0, column - 1) + held.slice(column - 1).replace(from, () => to);
  };
  // From the end of the text, so that a change does not move what is still to be changed.
  for (const { path } of [...notes].reverse()) {
    const was = origin(path);
    put(was, 'key', String(was.at(-1)), String(path.at(-1)));
  }
  put(['format'], 'value', String(old), String(history.format));
  return lines.join('\n');
}

function isOlder(old: unknown, { first, format }: History): old is number {
  return typeof old === 'number' && Number.isInteger(old) && old >= first && old < format;
}

function isAt(path: Path, map: string): boolean {
  const keys = map === '' ? [] : map.split('.');
  return (
    keys.length === path.length && keys.every((key, level) => key === '*' || key === String(path[level]))
  );
}
