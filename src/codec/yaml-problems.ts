/** What can be wrong with the text of any YAML file, and where. */
import { quoted } from './quoted.ts';

export type YamlProblemKind =
  | 'too-large'
  | 'bad-character'
  | 'not-yaml'
  | 'too-deep'
  | 'not-plain'
  | 'second-document'
  | 'double-key'
  | 'no-key';

/** Lines and columns count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface YamlProblem extends Position {
  readonly kind: YamlProblemKind;
  readonly message: string;
  /** What would be right. */
  readonly hint: string;
}

/** A path into a value: keys and indices from the top. */
export type Path = readonly (string | number)[];

/** The state of reading one text. */
export interface Reading {
  readonly text: string;
  /** What the file holds, in messages: `program`. */
  readonly what: string;
  /** Offsets at which lines begin; computed when the first problem needs them. */
  lineStarts: readonly number[] | null;
  readonly problems: YamlProblem[];
  /** Parts of the value in which problems have already been found; later problems there are noise. */
  readonly spoilt: Path[];
}

export function report(
  reading: Reading,
  offset: number,
  kind: YamlProblemKind,
  message: string,
  hint: string,
): void {
  reading.problems.push({ ...positionOf(reading, offset), kind, message, hint });
}

/** Reports an anchor, alias, tag, merge key or directive. */
export function reportNotPlain(reading: Reading, offset: number, what: string, name: string): void {
  const message = `the ${what} ${quoted(name)} is not used in ${reading.what}s`;
  const cure = what === 'directive' ? 'take the line out' : 'write it out';
  report(reading, offset, 'not-plain', message, `${reading.what}s are plain: ${cure}`);
}

export function positionOf(reading: Reading, offset: number): Position {
  reading.lineStarts ??= [0, ...[...reading.text.matchAll(/\n/g)].map((match) => match.index + 1)];
  const starts = reading.lineStarts;
  let line = 0;
  for (let step = 1 << 18; step > 0; step >>= 1) {
    if ((starts[line + step] ?? Number.POSITIVE_INFINITY) <= offset) line += step;
  }
  return { line: line + 1, column: offset - (starts[line] as number) + 1 };
}
