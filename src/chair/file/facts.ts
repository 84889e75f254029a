/** The good values of a chair file by path, for rules across several values; they apply whatever else is wrong with the file. */
import type { Source } from '../../codec/yaml.ts';
import type { Path } from '../../codec/yaml-problems.ts';
import { pathText } from './problems.ts';
import { keyOf, type Values, type Wired } from './values.ts';

export interface Facts {
  /** A single good value; else undefined. */
  value(path: string): unknown;
  /** The same if it is a number. */
  figure(path: string): number | undefined;
  /** Whether the file has such a part, good or not; `none` counts as not. */
  has(path: string): boolean;
  /** The value as written in the file. */
  text(path: string): string;
  line(path: string): number;
  /** The names or indices in a map or list. */
  inside(path: string): readonly string[];
  /** In the order of the file. */
  readonly wired: readonly Wired[];
  /** Every path with a good single value. */
  readonly paths: readonly string[];
}

/** Turns text such as `carriage.cams.0.at` into a path. */
export function pathOf(text: string): Path {
  return text.split('.').map((key) => (/^\d+$/.test(key) ? Number(key) : key));
}

export function factsOf(source: Source, values: Values): Facts {
  const raw = (path: string): unknown => {
    let part = source.value;
    for (const key of pathOf(path))
      part = (part as Record<string | number, unknown> | null | undefined)?.[key];
    return part;
  };
  const line = (path: Path) => source.locate(path, 'value').line;
  return {
    value: (path) => values.good.get(path),
    figure(path) {
      const value = values.good.get(path);
      return typeof value === 'number' ? value : undefined;
    },
    has(path) {
      // `pull: none` is a good value; `seat: none` means no part.
      if (values.good.has(path)) return true;
      const value = raw(path);
      return value !== undefined && value !== null && value !== 'none';
    },
    text: (path) => String(raw(path)).trim(),
    line: (path) => line(pathOf(path)),
    inside: (path) => (values.present.has(path) ? Object.keys(raw(path) as object) : []),
    wired: [...values.wired].sort((one, other) => line([...one.part, 'pin']) - line([...other.part, 'pin'])),
    paths: [...values.good.keys()],
  };
}

export const partKey = ({ part }: Wired): string => keyOf(part);

/** A path for people, lists counting from 1. */
export const shown = (path: string): string => pathText(pathOf(path));
