/** The small values of a scenario file: numbers with units, and the expected values of observables. */
import { type FaultSet, hasFault } from '../../src/chair/fault-set.ts';
import { faultCodes } from '../../src/chair/faults.ts';
import { nearMiss } from '../../src/codec/near-miss.ts';
import { quoted } from '../../src/codec/quoted.ts';
import type { Observable } from './observables.ts';
import { valueText } from './observables.ts';
import type { Condition } from './scenario.ts';

/** What is wrong with a value, and what would be right. */
export interface Wrong {
  readonly wrong: string;
  readonly hint: string;
}

export function isWrong<T extends object>(value: T | Wrong): value is Wrong {
  return 'wrong' in value;
}

/** A number, alone or with its unit; null if it is neither. */
export function readNumber(value: unknown, unit: string): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string') return null;
  const match = /^\s*([-+]?\d+(?:\.\d+)?)\s*([A-Za-z]*)\s*$/.exec(value);
  if (match === null || (match[2] !== '' && match[2] !== unit)) return null;
  return Number(match[1]);
}

/** A value as the word that it may stand for; a list or a map is not a word and is quoted as such. */
export function wordOf(value: unknown): string {
  return typeof value === 'object' ? quoted(value) : String(value);
}

/** `did you mean ...?` if a word is near, else all the words. */
export function suggestion(word: string, words: readonly string[]): string {
  const near = nearMiss(word, words);
  return near === null ? `one of: ${words.join(', ')}` : `did you mean ${near}?`;
}

/** `suggestion` among the names of the same family, if there are any: `cam.narrow` and the like for `cam`. */
export function suggestionOfFamily(name: string, names: readonly string[]): string {
  const [family] = name.split('.');
  const related = names.filter((each) => each.startsWith(`${family}.`));
  return suggestion(name, related.length > 0 ? related : names);
}

/** The condition on an observable, from the value beside its name. */
export function readCondition(name: string, observable: Observable, value: unknown): Condition | Wrong {
  switch (observable.kind) {
    case 'number':
      return numberCondition(name, observable, value);
    case 'word':
      return wordCondition(name, observable.words, value);
    case 'flag':
      return flagCondition(name, observable, value);
    case 'faults':
      return faultCondition(name, value);
    case 'text':
      return textCondition(name, value);
  }
}

function numberCondition(
  name: string,
  observable: Observable & { kind: 'number' },
  value: unknown,
): Condition | Wrong {
  const { unit } = observable;
  const ends = Array.isArray(value) ? value : [value, value];
  const low = readNumber(ends[0], unit);
  const high = readNumber(ends[1], unit);
  const example = unit === '' ? '[0, 1]' : `[38, 41], in ${unit}`;
  if (ends.length !== 2 || low === null || high === null) {
    return {
      wrong: `${name}: ${quoted(value)} is neither a number nor a range`,
      hint: `a range, as ${example}`,
    };
  }
  if (low > high)
    return { wrong: `${name}: nothing lies between ${low} and ${high}`, hint: 'the lower end first' };
  const text = (end: number) => valueText(observable, end);
  return {
    observable: name,
    says: low === high ? `${name} ${text(low)}` : `${name} ${low} to ${text(high)}`,
    holds: (was) => (was as number) >= low && (was as number) <= high,
  };
}

function wordCondition(name: string, words: readonly string[], value: unknown): Condition | Wrong {
  const word = wordOf(value);
  if (typeof value === 'object' || !words.includes(word)) {
    return { wrong: `${name}: ${quoted(value)} is not known`, hint: suggestion(word, words) };
  }
  return { observable: name, says: `${name} ${word}`, holds: (was) => was === word };
}

function flagCondition(
  name: string,
  observable: Observable & { kind: 'flag' },
  value: unknown,
): Condition | Wrong {
  const { yes, no } = observable;
  const word = wordOf(value);
  const wanted = word === yes || word === 'true' ? true : word === no || word === 'false' ? false : null;
  if (wanted === null || typeof value === 'object') {
    const words = [...new Set([yes, no, 'true', 'false'])];
    return { wrong: `${name}: ${quoted(value)} is not known`, hint: suggestion(word, words) };
  }
  return { observable: name, says: `${name} ${wanted ? yes : no}`, holds: (was) => was === wanted };
}

/** A code must be among the active faults; `none` means that no fault is active. */
function faultCondition(name: string, value: unknown): Condition | Wrong {
  const code = faultCodes.find((known) => known === value);
  if (code === undefined && value !== 'none') {
    return {
      wrong: `${name}: ${quoted(value)} is no code`,
      hint: suggestion(wordOf(value), [...faultCodes, 'none']),
    };
  }
  return {
    observable: name,
    says: `${name} ${wordOf(value)}`,
    holds: (was) => (code === undefined ? was === 0 : hasFault(was as FaultSet, code)),
  };
}

const displayLetters = 4;

/** Blank characters at either end do not count. */
function textCondition(name: string, value: unknown): Condition | Wrong {
  if (typeof value === 'object') {
    return {
      wrong: `${name}: ${quoted(value)} is no text`,
      hint: 'four characters, in quotes where one is blank',
    };
  }
  const text = wordOf(value);
  if (text.trim().length > displayLetters) {
    return {
      wrong: `${name}: ${quoted(text)} has ${text.trim().length} characters`,
      hint: `at most ${displayLetters}: it shows no more`,
    };
  }
  return {
    observable: name,
    says: `${name} ${JSON.stringify(text)}`,
    holds: (was) => String(was).trim() === text.trim(),
  };
}
