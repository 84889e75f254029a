/**
 * What can be wrong with a chair file: one table of codes, shared by messages, tests and documentation.
 * A code keeps its meaning for ever; a new kind of problem gets a new code at the end.
 */
import type { Path, YamlProblemKind } from '../../codec/yaml-problems.ts';

export const chairProblemCodes = {
  C01: 'The file is larger than any chair file needs to be.',
  C02: 'The text holds characters that no chair file may hold, or is not UTF-8.',
  C03: 'The text is not YAML.',
  C04: 'The text is nested deeper than any chair file.',
  C05: 'Anchors, aliases, tags, merge keys and directives of YAML are not used in chair files.',
  C06: 'The file holds more than one document.',
  C07: 'A key stands twice in the same map.',
  C08: 'Something of another kind belongs here: a map, a list, a text or a number.',
  C09: 'A key is missing.',
  C10: 'A key is not known here.',
  C11: 'The key belongs to another kind of drive.',
  C12: 'A part that chairs have and that Lumbar cannot drive.',
  C13: 'The format version is not one that this version reads.',
  C14: 'A name is empty, too long or not plain text, or an id is not kebab-case.',
  C15: 'A figure has no unit.',
  C16: 'The unit does not measure this.',
  C17: 'A figure is outside what any chair has, or a list is too short or too long.',
  C18: 'The word is not one of those that are known here.',
  C19: 'The chip is not known.',
  C20: 'The board has no such pin.',
  C21: 'The pin is taken by the board itself, or by the display.',
  C22: 'The pin cannot do what is asked of it.',
  C23: 'One pin, two parts.',
  C24: 'Two figures contradict each other.',
  C25: 'A speed or a coast that no carriage can have.',
  C26: 'The cams overlap, or one width has two sensors.',
  C27: 'The key needs another one, which is not there.',
  C28: 'Exactly one of several keys is needed.',
  C29: 'The path leads to no part of this file.',
  C30: 'Two outputs on one timer have two frequencies.',
  C31: 'A way to hurt somebody that nothing in this chair meets.',
} as const;

export type ChairProblemCode = keyof typeof chairProblemCodes;

/** Notes on a good chair file; never a reason to refuse it. */
export const chairNoteCodes = {
  N40: 'A broken wire reads as the dangerous side.',
  N41: 'A figure has been changed by hand since it was measured.',
  N42: 'A key has another name now.',
  N43: 'What the fuse protects has not been measured.',
  N44: 'The rail does not reach places that programs name.',
  N45: 'No key starts this chair.',
  N46: 'A part is locked out: nothing in this chair makes it safe.',
  N47: 'The chair asks whether somebody is there, and has nothing to ask by.',
  N48: 'A part that this version does not drive: the chair is explained, but not run.',
  N49: 'The fuse that has to end a jam or a stall does not fit what its motor draws.',
} as const;

type ChairNoteCode = keyof typeof chairNoteCodes;

interface Said<Code> {
  /** The file's name as given to the reader. */
  readonly file: string;
  /** Counts from 1, in characters of the text as it stands in the file. */
  readonly line: number;
  readonly column: number;
  readonly code: Code;
  /** What is wrong, with the value. */
  readonly message: string;
  /** What would be right. */
  readonly hint: string;
}
export type ChairProblem = Said<ChairProblemCode>;
export type ChairNote = Said<ChairNoteCode>;

interface Found<Code> {
  readonly path: Path;
  readonly at: 'key' | 'value';
  readonly code: Code;
  readonly message: string;
  readonly hint: string;
}
/** A problem that has no line yet: its path in the value, and whether it is about the key or the value. */
export type Finding = Found<ChairProblemCode>;
export type NoteFinding = Found<ChairNoteCode>;

/** What is wrong with one value, without its place in the file. */
export class Fault {
  readonly code: ChairProblemCode;
  /** Follows the name of the value: `carriage.rail` + ` has no unit`. */
  readonly message: string;
  readonly hint: string;

  constructor(code: ChairProblemCode, message: string, hint: string) {
    this.code = code;
    this.message = message;
    this.hint = hint;
  }
}

export const codeOfYaml: Readonly<Record<YamlProblemKind, ChairProblemCode>> = {
  'too-large': 'C01',
  'bad-character': 'C02',
  'not-yaml': 'C03',
  'too-deep': 'C04',
  'not-plain': 'C05',
  'second-document': 'C06',
  'double-key': 'C07',
  'no-key': 'C08',
};

/** A path as people read it: `kneader.cams.2.pin`, lists counting from 1. */
export function pathText(path: Path): string {
  return path.map((key) => (typeof key === 'number' ? key + 1 : key)).join('.');
}
