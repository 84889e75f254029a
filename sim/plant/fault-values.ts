/**
 * A fault's value as text: `open`, `31 V`, `detached 33 C`, `beta 3435`, `0 to 15 ms`, `none`. Any but `none` may be
 * followed by when the fault is present: `open 200 ms` (once), `open 20 ms every 500 ms`, `open 20 ms chance 0.1`,
 * each `for 10 min` or until it is taken away.
 */
import { parseDuration } from '../../src/codec/durations.ts';

export interface NumberRange {
  readonly unit: string;
  readonly least: number;
  readonly most: number;
}

/** What a fault of the table takes besides `none`. */
export interface FaultValues {
  readonly words: readonly string[];
  /** A number instead of a word, or after the word `detached`. */
  readonly number: NumberRange | null;
  /** Words that need a number: `lead 500 ohm`. */
  readonly measures?: Readonly<Record<string, NumberRange>>;
  /** Two numbers, `0 to 15 ms`. */
  readonly between?: NumberRange;
}

/** When a fault is present. At most one of `everyMs` and `chance` is given; 0: not given. */
export interface Coming {
  /** How long it is present at a time; 0: all the time. */
  readonly onMs: number;
  /** From one onset to the next; with neither this nor a chance it comes once. */
  readonly everyMs: number;
  /** Time is cut into pieces of `onMs`; the fault is present in each with this probability. */
  readonly chance: number;
  /** After this it is gone for good; 0: it stays until it is taken away. */
  readonly forMs: number;
}

export interface ReadFault {
  /** Empty where a number stands alone. */
  readonly word: string;
  /** NaN where there is none; `to` where there are two. */
  readonly number: number;
  readonly to: number;
  /** The value without its times. */
  readonly base: string;
  /** Null: present from now on. */
  readonly coming: Coming | null;
}

/** Longest time accepted: nothing in the chair takes longer than a day. */
const longestMs = 24 * 3_600_000;
const numberText = String.raw`[-+]?\d+(?:\.\d+)?`;
const durationText = String.raw`(?:\d+(?:\.\d+)?\s*(?:ms|s|min|h)\b\s*)+`;
const times = new RegExp(
  `^(.+?)(?:\\s*\\bevery\\s+(${durationText})|\\s*\\bchance\\s+(\\S+))?(?:\\s*\\bfor\\s+(${durationText}))?$`,
);
const onlyDuration = new RegExp(`^${durationText}$`);

/** Reads a value; a string says what is wrong with it. */
export function readValue(name: string, values: FaultValues, text: string): ReadFault | string {
  const trimmed = text.trim();
  const plain = readBase(name, values, trimmed);
  if (typeof plain !== 'string') return plain;
  const [, head = '', every, chance, until] = times.exec(trimmed) ?? [];
  for (const [base, on] of partings(head)) {
    const read = readBase(name, values, base);
    if (typeof read === 'string') continue;
    if (read.word === 'none') return `${name}: none is no fault that could come and go`;
    const coming = comingOf(on, every, chance, until);
    return typeof coming === 'string' ? `${name}: ${coming}` : { ...read, coming };
  }
  return plain;
}

/**
 * Every way to part the text into a value and how long it is present at a time: a value may itself end with a
 * duration, `0 to 15 ms 12 ms`.
 */
function partings(text: string): (readonly [base: string, on: string | undefined])[] {
  const words = text.split(/\s+/);
  const parted = words.slice(1).map((_, index) => {
    const [base, on] = [words.slice(0, index + 1), words.slice(index + 1)];
    return [base.join(' '), on.join(' ')] as const;
  });
  return [...parted.filter(([, on]) => onlyDuration.test(on)), [text, undefined]];
}

function comingOf(
  on: string | undefined,
  every: string | undefined,
  chance: string | undefined,
  until: string | undefined,
): Coming | string {
  const ms = (text: string | undefined): number =>
    text === undefined || text === '' ? 0 : (parseDuration(text) ?? 0);
  const coming = { onMs: ms(on), everyMs: ms(every), chance: Number(chance || 0), forMs: ms(until) };
  return comingProblem(coming) ?? coming;
}

/** What is wrong with these times, or null. */
export function comingProblem({ onMs, everyMs, chance, forMs }: Coming): string | null {
  if (Math.max(onMs, everyMs, forMs) > longestMs) return 'at most a day';
  if ((everyMs > 0 || chance !== 0) && onMs < 1) return 'how long is it there at a time?';
  if (everyMs > 0 && chance !== 0) return 'every or chance, not both';
  if (everyMs > 0 && everyMs <= onMs) return `there for ${onMs} ms every ${everyMs} ms is there always`;
  if (!(chance >= 0 && chance <= 1)) return `a chance of ${chance}: 0 to 1`;
  return null;
}

/** The text that `readValue` reads back. */
export function comingText(base: string, { onMs, everyMs, chance, forMs }: Coming): string {
  const on = onMs > 0 ? ` ${onMs} ms` : '';
  const every = everyMs > 0 ? ` every ${everyMs} ms` : '';
  const likely = chance > 0 ? ` chance ${chance}` : '';
  return `${base}${on}${every}${likely}${forMs > 0 ? ` for ${forMs} ms` : ''}`;
}

function readBase(name: string, values: FaultValues, text: string): ReadFault | string {
  const { words, number, measures = {}, between } = values;
  const read = (word: string, value = Number.NaN, to = Number.NaN): ReadFault => ({
    word,
    number: value,
    to,
    base: text,
    coming: null,
  });
  if (text === 'none' || words.includes(text)) return read(text);
  const outside = ({ unit, least, most }: NumberRange): string =>
    `${name}: ${text} is not within ${least} to ${most}${unit === '' ? '' : ` ${unit}`}`;
  const within = ({ least, most }: NumberRange, value: number): boolean => value >= least && value <= most;
  const two = new RegExp(`^(${numberText})\\s+to\\s+(${numberText})\\s*([A-Za-z]*)$`).exec(text);
  if (two !== null && between !== undefined && (two[3] === between.unit || two[3] === '')) {
    const [low, high] = [Number(two[1]), Number(two[2])];
    return within(between, low) && within(between, high) && low <= high
      ? read('', low, high)
      : outside(between);
  }
  const one = new RegExp(`^(?:([a-z-]+)\\s+)?(${numberText})\\s*([A-Za-z]*)$`).exec(text);
  if (one !== null) {
    const [, word = '', digits = '', unit = ''] = one;
    const range =
      word !== '' && Object.hasOwn(measures, word)
        ? measures[word]
        : number !== null && (words.length === 0 ? word === '' : word === 'detached' && words.includes(word))
          ? number
          : undefined;
    if (range !== undefined && (unit === range.unit || unit === '')) {
      const value = Number(digits);
      return within(range, value) ? read(word, value) : outside(range);
    }
  }
  return `${name}: ${text} is none of ${valueTexts(values).join(', ')}`;
}

/** The values a fault takes, as a person writes them. */
export function valueTexts({ words, number, measures = {}, between }: FaultValues): readonly string[] {
  const unitOf = ({ unit }: NumberRange): string => (unit === '' ? 'N' : `N ${unit}`);
  return [
    ...words,
    ...(number === null ? [] : [words.includes('detached') ? `detached ${unitOf(number)}` : unitOf(number)]),
    ...Object.entries(measures).map(([word, range]) => `${word} ${unitOf(range)}`),
    ...(between === undefined ? [] : [`N to ${unitOf(between)}`]),
    'none',
  ];
}
