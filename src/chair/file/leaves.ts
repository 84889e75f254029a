/** The single values of a chair file: figures, words, pins, texts, ids, addresses. Each kind reads, refuses and explains its values. */
import { idLettersMax, idPattern, isId } from '../../codec/ids.ts';
import { nearMiss } from '../../codec/near-miss.ts';
import { isMap } from '../../codec/plain-map.ts';
import { quoted } from '../../codec/quoted.ts';
import { Fault } from './problems.ts';
import {
  isOfKind,
  meantBy,
  patternOf,
  type Quantity,
  rangeText,
  readQuantity,
  type UnitKind,
} from './quantities.ts';
import type { Leaf, PinNeed } from './shape.ts';

const isNothing = (value: unknown): boolean => value === undefined || value === null;

export function figure(
  kind: UnitKind,
  from: string,
  to: string,
  example: string,
  about: string,
): Leaf<number> {
  const quantity: Quantity = { kind, from, to, example, about };
  return {
    shape: 'leaf',
    about,
    allowed: rangeText(quantity),
    json: { type: 'string', pattern: patternOf(kind), examples: [example] },
    read: (value) => readQuantity(quantity, value),
  };
}

/** A figure with its kind of unit. */
export interface Measured {
  readonly unit: UnitKind;
  readonly amount: number;
}

/** A figure that may be written in one of several units, which mean different things. */
export function figureIn(first: Quantity, ...others: readonly Quantity[]): Leaf<Measured> {
  const all = [first, ...others];
  return {
    shape: 'leaf',
    about: first.about,
    allowed: all.map(rangeText).join(', or '),
    json: {
      type: 'string',
      pattern: all.map(({ kind }) => patternOf(kind)).join('|'),
      examples: all.map(({ example }) => example),
    },
    read(value) {
      const quantity = all.find(({ kind }) => isOfKind(kind, value)) ?? first;
      const amount = readQuantity(quantity, value);
      if (!(amount instanceof Fault)) return { unit: quantity.kind, amount };
      if (amount.code === 'C17') return amount;
      const choices = all.map((one) => `${quoted(one.example)} (${rangeText(one)})`).join(' or ');
      const near = all.map((one) => meantBy(one, value)).find((one) => one !== null);
      const meant = near === undefined ? '' : `did you mean ${quoted(near)}? `;
      return new Fault(amount.code, amount.message, `${meant}${meant === '' ? 'write' : 'Write'} ${choices}`);
    },
  };
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The choices that an unknown word may mean: all that begin with it if there are several, else the nearest. */
function choicesMeant(value: unknown, choices: readonly string[]): readonly string[] {
  if (typeof value !== 'string') return [];
  const wanted = value.trim().toLowerCase();
  const several = choices.filter((one) => one.startsWith(`${wanted}-`));
  if (several.length > 1 && !choices.includes(wanted)) return several;
  const near = nearMiss(value, choices) ?? begunBy(value, choices);
  return near === null ? [] : [near];
}

/** The only choice that begins with the word, or that the word ends with: `pwm-dir`, `pull-up`, `INPUT_PULLUP`. */
function begunBy(value: string, choices: readonly string[]): string | null {
  const wanted = value
    .trim()
    .toLowerCase()
    .replace(/^(?:input[-_ ]?)?pull[-_ ]?(?=.)/, 'pull-');
  const found = choices.filter((one) => one.startsWith(wanted) || wanted.endsWith(`-${one}`));
  return wanted.length >= 3 && found.length === 1 ? (found[0] as string) : null;
}

/** `instead`: what to do if none of the choices fits. */
export function word<const Word extends string>(
  choices: readonly Word[],
  about: string,
  instead = '',
): Leaf<Word> {
  const list = choices.length > 1 ? `one of ${choices.join(', ')}` : `only ${choices.join()}${instead}`;
  return {
    shape: 'leaf',
    about,
    allowed: choices.map((choice) => `\`${choice}\``).join(', '),
    json: { type: 'string', enum: choices },
    read(value) {
      if (isNothing(value)) return new Fault('C09', ' is missing', list);
      if ((choices as readonly unknown[]).includes(value)) return value as Word;
      const meant = choicesMeant(value, choices).map(quoted).join(' or ');
      const hint = meant === '' ? list : `did you mean ${meant}? ${capital(list)}`;
      return new Fault('C18', `: ${quoted(value)} is not known here`, hint);
    },
  };
}

export function chipWord(known: readonly string[]): Leaf<string> {
  const leaf = word(known, 'The board with the microcontroller.');
  return {
    ...leaf,
    read(value) {
      const chip = leaf.read(value);
      return chip instanceof Fault && chip.code === 'C18' ? new Fault('C19', chip.message, chip.hint) : chip;
    },
  };
}

const pinHint = 'write the pin as printed on the board, such as 22 or A3';
/** A pin as printed on the board: `13`, `A0`. Whether the chip has it, and whether it can do what is needed, is checked later. */
export function pin(
  need: PinNeed,
  about = 'The pin as printed on the board, such as 22 or A3.',
): Leaf<string> {
  return {
    shape: 'leaf',
    about,
    allowed: 'a pin',
    json: {
      oneOf: [
        { type: 'integer', minimum: 0 },
        { type: 'string', pattern: '^[Aa]?\\d+$' },
      ],
    },
    pin: need,
    read(value) {
      if (isNothing(value)) return new Fault('C09', ' is missing', pinHint);
      if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return String(value);
      if (typeof value === 'string' && /^A?\d+$/i.test(value)) return value.toUpperCase();
      return new Fault('C08', `: ${quoted(value)} is no pin`, pinHint);
    },
  };
}

const shownText = /^(?=.*\S)[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]+$/u;

/** The same without character classes, which not every editor knows. */
const shownJson = '^(?=.*\\S)[^\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]+$';

/** One line for people. */
export function text(lettersMax: number, example: string, about: string): Leaf<string> {
  const hint = `a line of text of at most ${lettersMax} characters, such as ${quoted(example)}`;
  return {
    shape: 'leaf',
    about,
    allowed: `at most ${lettersMax} characters`,
    json: { type: 'string', pattern: shownJson, maxLength: lettersMax, examples: [example] },
    read(value) {
      if (isNothing(value)) return new Fault('C09', ' is missing', hint);
      if (typeof value !== 'string') return new Fault('C08', `: ${quoted(value)} is no text`, hint);
      if (value.length > lettersMax || !shownText.test(value)) {
        return new Fault('C14', value.trim() === '' ? ' is empty' : ' is too long or not plain text', hint);
      }
      return value;
    },
  };
}

export const chairId: Leaf<string> = {
  shape: 'leaf',
  about: 'The id of the chair.',
  allowed: `kebab-case, at most ${idLettersMax} characters`,
  json: { type: 'string', pattern: idPattern.source, maxLength: idLettersMax },
  read(value) {
    const hint = `small letters, digits and single hyphens, at most ${idLettersMax} characters, such as "chair-a"`;
    if (isNothing(value)) return new Fault('C09', ' is missing', hint);
    if (typeof value === 'string' && isId(value)) return value;
    return new Fault('C14', `: ${quoted(value)} is no id of a chair`, hint);
  },
};

export const chairFormat = 1;

const isLater = (format: unknown): boolean => Number.isInteger(format) && Number(format) > chairFormat;

/** Whether a later version wrote the file. */
export const isOfLaterFormat = (file: unknown): boolean => isMap(file) && isLater(file['format']);

export const formatNumber: Leaf<number> = {
  shape: 'leaf',
  about: 'The version of this file format.',
  allowed: String(chairFormat),
  json: { const: chairFormat },
  read(value) {
    if (value === chairFormat) return chairFormat;
    if (isNothing(value)) return new Fault('C09', ' is missing', `write \`format: ${chairFormat}\``);
    const newer = isLater(value);
    const message = newer
      ? `: the file is of format ${value}, this version reads format ${chairFormat}`
      : `: ${quoted(value)} is no format`;
    return new Fault('C13', message, newer ? 'update Lumbar' : `write \`format: ${chairFormat}\``);
  },
};

const i2cAddresses = { least: 0x08, most: 0x77 } as const;

export const i2cAddress: Leaf<number> = {
  shape: 'leaf',
  about: 'Its I2C address.',
  allowed: '0x08 to 0x77',
  json: { type: 'integer', minimum: i2cAddresses.least, maximum: i2cAddresses.most },
  read(value) {
    const hint = 'an I2C address from 0x08 to 0x77; most such displays have 0x70';
    if (isNothing(value)) return new Fault('C09', ' is missing', hint);
    if (typeof value !== 'number' || !Number.isInteger(value)) {
      return new Fault('C08', `: ${quoted(value)} is no address`, hint);
    }
    const { least, most } = i2cAddresses;
    return value >= least && value <= most ? value : new Fault('C17', `: ${value} is no I2C address`, hint);
  },
};

/** A whole number. */
export function whole(from: number, to: number, about: string): Leaf<number> {
  return {
    shape: 'leaf',
    about,
    allowed: `${from} to ${to}`,
    json: { type: 'integer', minimum: from, maximum: to },
    read(value) {
      const hint = `a whole number from ${from} to ${to}`;
      if (isNothing(value)) return new Fault('C09', ' is missing', hint);
      if (typeof value !== 'number' || !Number.isInteger(value)) {
        return new Fault('C08', `: ${quoted(value)} is no whole number`, hint);
      }
      return value >= from && value <= to
        ? value
        : new Fault('C17', `: ${value} is outside ${from} to ${to}`, hint);
    },
  };
}

const datePattern = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;

/** Whether the month of a date in that form has such a day. */
function isInCalendar(text: string): boolean {
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number);
  const leaps = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 ? (leaps ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  return day <= days;
}

export function date(about: string): Leaf<string> {
  return {
    shape: 'leaf',
    about,
    allowed: 'a date such as 2026-11-21',
    json: { type: 'string', pattern: datePattern.source },
    read(value) {
      const hint = 'write it as 2026-11-21';
      if (isNothing(value)) return new Fault('C09', ' is missing', hint);
      const isOne = typeof value === 'string' && datePattern.test(value) && isInCalendar(value);
      return isOne ? value : new Fault('C08', `: ${quoted(value)} is no date`, hint);
    },
  };
}

const pathPattern = /^[a-z0-9.-]{1,100}$/;

/** A place in this file, such as `carriage.travel.up`. */
export const filePath: Leaf<string> = {
  shape: 'leaf',
  about: 'A place in this file, such as `motors.fuse`.',
  allowed: 'a path',
  json: { type: 'string', pattern: pathPattern.source, examples: ['motors.fuse'] },
  read(value) {
    const hint = 'keys with full stops between them, such as motors.fuse';
    if (isNothing(value)) return new Fault('C09', ' is missing', hint);
    if (typeof value === 'string' && pathPattern.test(value)) return value;
    return new Fault('C08', `: ${quoted(value)} is no path`, hint);
  },
};

const angle: Quantity = {
  kind: 'deg',
  from: '0 deg',
  to: '359 deg',
  example: '90 deg',
  about: 'Angle of an inward turn at which the sensor is met',
};
const angleJson = { type: 'string', pattern: patternOf('deg') };

/** One angle, or a list of them. */
export const angles: Leaf<readonly number[]> = {
  shape: 'leaf',
  about: `${angle.about}; a list if it is met more than once.`,
  allowed: rangeText(angle),
  json: {
    oneOf: [angleJson, { type: 'array', minItems: 1, items: angleJson }],
    examples: ['0 deg'],
    // A snippet, since an editor would offer a list among the examples as plain text.
    defaultSnippets: [{ label: '[90 deg, 270 deg]', body: ['90 deg', '270 deg'] }],
  },
  read(value) {
    if (Array.isArray(value) && value.length === 0) {
      return new Fault(
        'C17',
        ' has nothing in it',
        `write ${quoted(angle.example)}, or a list of such angles`,
      );
    }
    const all = (Array.isArray(value) ? value : [value]).map((one) => readQuantity(angle, one));
    return all.find((one) => one instanceof Fault) ?? (all as number[]);
  },
};

const anyFigurePattern = /^\s*\d+(\.\d+)?\s*[A-Za-z%/]+\s*$/;

/** A figure with any unit, as it stands elsewhere in the file. */
export const anyFigure = (example: string, about: string): Leaf<string> => ({
  shape: 'leaf',
  about,
  allowed: 'a figure with its unit',
  json: { type: 'string', pattern: anyFigurePattern.source, examples: [example] },
  read(value) {
    const hint = `a number and its unit, such as ${quoted(example)}`;
    if (isNothing(value)) return new Fault('C09', ' is missing', hint);
    if (typeof value === 'string' && anyFigurePattern.test(value)) return value.trim();
    const bare = typeof value === 'number';
    return new Fault(
      bare ? 'C15' : 'C08',
      bare ? `: ${value} has no unit` : `: ${quoted(value)} is no figure`,
      hint,
    );
  },
});
