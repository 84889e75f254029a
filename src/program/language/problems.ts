/**
 * What can be wrong with a program: one table of codes, shared by messages, tests and documentation. A code keeps its
 * meaning for ever; a new kind of problem gets a new code at the end.
 */
import type { Path } from '../../codec/yaml-problems.ts';
import type { Problem as AnyProblem } from './format-problems.ts';

export const problemCodes = {
  P01: 'The file is larger than any program needs to be.',
  P02: 'The text holds characters that no program may hold, or is not UTF-8.',
  P03: 'The text is not YAML.',
  P04: 'The text is nested deeper than any program.',
  P05: 'Anchors, aliases, tags, merge keys and directives of YAML are not used in programs.',
  P06: 'The file holds more than one document.',
  P07: 'A key stands twice in the same map.',
  P08: 'Something of another kind belongs here: a map, a list, a text or a number.',
  P09: 'A key is missing.',
  P10: 'A key is not known here.',
  P11: 'The format version is not one this chair reads.',
  P12: 'The id is not kebab-case of at most 32 characters.',
  P13: "The id differs from the file's name.",
  P14: 'The name or the text about the program is empty, too long or not plain text.',
  P15: 'The version is not a whole number from 1 to 65535.',
  P16: 'The program is for another chair model.',
  P17: 'The heat level is not known.',
  P18: 'A list of steps is empty.',
  P19: 'A step does not name exactly one technique of this chair.',
  P20: 'The place is not one of this chair.',
  P21: 'The place lies outside what the carriage may use.',
  P22: 'A band is needed where a point is given.',
  P23: 'Rolling from a place to the same place.',
  P24: 'The speed is not a whole number from 1 to 6.',
  P25: 'The width is not known.',
  P26: 'The direction is not known.',
  P27: 'The duration is not a whole number with its unit.',
  P28: 'The duration is shorter or longer than allowed.',
  P29: 'Exactly one of two keys is needed.',
  P30: 'The count is not a whole number in its range.',
  P31: 'Repeats are nested too deep.',
  P32: 'With all repeats written out, there are more steps than a program may have.',
  P33: 'The program is shorter than 5 or longer than 30 minutes.',
  P34: 'One spot is kneaded or pressed for too long without a break.',
  P35: 'There are more problems than are shown.',
  P36: 'The chair cannot press: the width of its arms cannot be chosen, or its place is not known.',
  P37: 'The chair cannot knead at a place.',
  P38: 'The program is of heat alone, and the chair has none, or it is locked out.',
  P39: 'The chair cannot knead.',
  P40: 'The chair has no carriage that may move.',
  P41: 'The chair has no tapper that may tap.',
  P42: 'The rhythm is not known.',
  P43: 'The file cannot be read.',
} as const;
export type ProblemCode = keyof typeof problemCodes;

/** What a chair cannot do of a program that is still a massage on it. */
export const programNoteCodes = {
  N01: 'The chair cannot choose how far apart its arms are.',
  N02: 'The chair kneads one way only.',
  N03: 'The chair has fewer speeds.',
  N04: 'The chair does not give this heat level.',
  N05: 'The chair has no such pad, or it is locked out.',
  N06: 'The chair knows its place by thirds of the rail.',
  N07: 'The chair taps where its tapper stands.',
  N08: 'The carriage lands less exactly, its counts are coarse, or its place is known by time alone: neighbouring places count as one spot, which is rested in time.',
  N20: 'The chair measures nothing by which this step could keep its time: its length is not exact.',
  N21: 'The program is longer than a session of the chair, and is cut off when the session ends.',
} as const;
export type ProgramNoteCode = keyof typeof programNoteCodes;

/** Lines and columns count from 1 and point at the value, or at its map where a key is missing. */
export interface Problem extends AnyProblem {
  readonly code: ProblemCode;
}

/** What a chair cannot do of a program that runs on it all the same. */
export interface Note extends Omit<Problem, 'code'> {
  readonly code: ProgramNoteCode;
}

/** A problem or note before it has a line: its path in the value, and whether the key or the value there is meant. */
export interface Placed<Code> {
  readonly path: Path;
  readonly at: 'key' | 'value';
  readonly code: Code;
  readonly message: string;
  readonly hint: string;
}

export type Finding = Placed<ProblemCode>;
export type NoteFinding = Placed<ProgramNoteCode>;

/** More than anybody mends at one sitting; where there are more, a last problem (P35) says so. */
export const problemsMax = 200;
