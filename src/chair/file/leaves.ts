/** How single values of a chair file are read that are no figures: words, pins, texts, parts that may be absent. */
import { nearMiss } from '../../codec/near-miss.ts';
import { quoted } from '../../codec/quoted.ts';
import { Fault } from './problems.ts';

const isNothing = (value: unknown): boolean => value === undefined || value === null;

/** One of `known`; of these, only those of `here` can be driven by this version. */
export function readWord<Word extends string>(
  known: readonly string[],
  here: readonly Word[],
  value: unknown,
): Word | Fault {
  const choices = known.join(', ');
  if (isNothing(value)) return new Fault('C09', ' is missing', `one of ${choices}`);
  if (typeof value !== 'string' || !known.includes(value)) {
    const near = typeof value === 'string' ? nearMiss(value, known) : null;
    const hint = near === null ? `one of ${choices}` : `did you mean ${quoted(near)}? One of ${choices}`;
    return new Fault('C18', `: ${quoted(value)} is not known here`, hint);
  }
  if (!(here as readonly string[]).includes(value)) {
    return new Fault(
      'C12',
      `: ${quoted(value)} is not supported yet`,
      `this version drives ${here.join(', ')}`,
    );
  }
  return value as Word;
}

export function readChip(known: readonly string[], value: unknown): string | Fault {
  const chip = readWord(known, known, value);
  return chip instanceof Fault && chip.code === 'C18' ? new Fault('C19', chip.message, chip.hint) : chip;
}

/** As printed on the board: `13`, `A0`. Whether the chip has it is asked later. */
export function readPin(value: unknown): string | Fault {
  if (isNothing(value))
    return new Fault('C09', ' is missing', 'write the pin as printed on the board, such as 22 or A3');
  if (value === 'none') {
    return new Fault('C12', ': a part without a pin is not supported yet', 'write the pin it is wired to');
  }
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return String(value);
  if (typeof value === 'string' && value !== '') return value;
  return new Fault(
    'C08',
    `: ${quoted(value)} is no pin`,
    'write the pin as printed on the board, such as 22 or A3',
  );
}

const shownText = /^(?=.*\S)[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]+$/u;

/** One line for people. */
export function readText(lettersMax: number, example: string, value: unknown): string | Fault {
  const hint = `a line of text of at most ${lettersMax} characters, such as ${quoted(example)}`;
  if (isNothing(value)) return new Fault('C09', ' is missing', hint);
  if (typeof value !== 'string') return new Fault('C08', `: ${quoted(value)} is no text`, hint);
  if (value.length > lettersMax || !shownText.test(value)) {
    return new Fault('C14', value.trim() === '' ? ' is empty' : ` is too long or not plain text`, hint);
  }
  return value;
}

export const idPattern = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

export function readId(value: unknown): string | Fault {
  const hint = 'small letters, digits and single hyphens, at most 32 characters, such as "chair-a"';
  if (isNothing(value)) return new Fault('C09', ' is missing', hint);
  if (typeof value === 'string' && value.length <= 32 && idPattern.test(value)) return value;
  return new Fault('C14', `: ${quoted(value)} is no id of a chair`, hint);
}

export const chairFormat = 1;

export function readFormat(value: unknown): number | Fault {
  if (value === chairFormat) return chairFormat;
  if (isNothing(value)) return new Fault('C09', ' is missing', `write \`format: ${chairFormat}\``);
  const newer = typeof value === 'number' && Number.isInteger(value) && value > chairFormat;
  return new Fault(
    'C13',
    newer
      ? `: the file is of format ${value}, this version reads format ${chairFormat}`
      : `: ${quoted(value)} is no format`,
    newer ? 'update Lumbar' : `write \`format: ${chairFormat}\``,
  );
}

export const i2cAddresses = { least: 0x08, most: 0x77 } as const;

export function readAddress(value: unknown): number | Fault {
  const hint = 'an I2C address from 0x08 to 0x77; most such displays have 0x70';
  if (isNothing(value)) return new Fault('C09', ' is missing', hint);
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    return new Fault('C08', `: ${quoted(value)} is no address`, hint);
  }
  const { least, most } = i2cAddresses;
  return value >= least && value <= most ? value : new Fault('C17', `: ${value} is no I2C address`, hint);
}

/** A part of the chair file's format that this version has no use for yet: `none` may be written already. */
export function readLater(what: string, value: unknown): undefined | Fault {
  if (isNothing(value) || value === 'none') return undefined;
  return new Fault('C12', `: ${what} is not supported yet`, 'leave it out, or write `none`');
}
