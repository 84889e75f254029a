/**
 * Figures as a chair file writes them, always with a unit: `794 mm`, `50 %`, `2 A/V`. A figure without a unit, in
 * another unit or outside its range is refused, with what would be right; none is ever clamped.
 */
import { quoted } from '../../codec/quoted.ts';
import { Fault } from './problems.ts';
import { hasRemark, inOurSpelling } from './spellings.ts';

/** Spelling of a unit -> its value in the first unit, as a fraction [times, over]. */
type Spellings = Readonly<Record<string, readonly [times: number, over: number]>>;

/** The kinds of figures, each named by its unit in the chair's value. */
const unitKinds = {
  mm: { mm: [1, 1], cm: [10, 1] },
  'mm/s': { 'mm/s': [1, 1], 'cm/s': [10, 1] },
  ms: { ms: [1, 1], s: [1000, 1], min: [60_000, 1] },
  share: { '%': [1, 100] },
  V: { V: [1, 1], mV: [1, 1000] },
  A: { A: [1, 1], mA: [1, 1000] },
  W: { W: [1, 1] },
  ohm: { ohm: [1, 1], kohm: [1000, 1] },
  C: { C: [1, 1] },
  K: { K: [1, 1] },
  'J/K': { 'J/K': [1, 1] },
  'W/K': { 'W/K': [1, 1] },
  'A/V': { 'A/V': [1, 1], 'mA/V': [1, 1000] },
  'V/V': { 'V/V': [1, 1] },
  rpm: { rpm: [1, 1] },
  deg: { deg: [1, 1] },
  turns: { turns: [1, 1], turn: [1, 1] },
  Hz: { Hz: [1, 1], kHz: [1000, 1] },
} as const satisfies Record<string, Spellings>;
export type UnitKind = keyof typeof unitKinds;

export interface Quantity {
  readonly kind: UnitKind;
  /** As a file would write them. */
  readonly from: string;
  readonly to: string;
  readonly example: string;
  /** What is measured, in words for the reader of a refusal. */
  readonly about: string;
}

const figure = /^\s*([+-]?\d+(?:\.\d+)?)\s*([a-z%/]*)\s*$/i;

function spellingsOf(kind: UnitKind): Spellings {
  return unitKinds[kind];
}

/** The figure in the unit of its kind; null if the text is no figure in a unit of this kind. */
function parse(kind: UnitKind, text: string): number | null {
  const [, digits = '', unit = ''] = figure.exec(text) ?? [];
  const spelling = spellingsOf(kind)[unit];
  if (digits === '' || spelling === undefined) return null;
  const [times, over] = spelling;
  // Rounded, so that decimals stay exact: 15.88 s are 15880 ms.
  return Number(((Number(digits) * times) / over).toPrecision(12));
}

/** For bounds, examples and defaults, which are written in this source and so parse. */
export function quantityOf(kind: UnitKind, text: string): number {
  return parse(kind, text) as number;
}

export function rangeText({ from, to }: Quantity): string {
  return `${from} to ${to}`;
}

/** Whether a text is a figure of this kind, in its range or not. */
export function isOfKind(kind: UnitKind, value: unknown): boolean {
  return typeof value === 'string' && parse(kind, value) !== null;
}

/** A figure of any kind, told by its unit. */
export function parseAny(text: string): { kind: UnitKind; amount: number } | null {
  for (const kind of Object.keys(unitKinds) as UnitKind[]) {
    const amount = parse(kind, text);
    if (amount !== null) return { kind, amount };
  }
  return null;
}

/** The regular expression by which editors check a figure of this kind. */
export function patternOf(kind: UnitKind): string {
  return `^\\s*\\+?\\d+(\\.\\d+)?\\s*(${Object.keys(unitKinds[kind]).join('|')})\\s*$`;
}

/** A figure in a common other spelling, respelled for this format; null if that would be refused as well. */
export function meantBy(quantity: Quantity, value: unknown): string | null {
  const near =
    typeof value === 'string' ? inOurSpelling(value, Object.keys(spellingsOf(quantity.kind))) : null;
  return near !== null && isInRange(quantity, parse(quantity.kind, near)) ? near : null;
}

function isInRange({ kind, from, to }: Quantity, amount: number | null): boolean {
  return amount !== null && amount >= quantityOf(kind, from) && amount <= quantityOf(kind, to);
}

/** A description in the middle of a sentence: the first letter is small, unless it begins an abbreviation such as PWM. */
const withinSentence = (about: string): string =>
  /^[A-Z]{2}/.test(about) ? about : `${about.charAt(0).toLowerCase()}${about.slice(1)}`;

export function readQuantity(quantity: Quantity, value: unknown): number | Fault {
  const { kind, about, example } = quantity;
  const explained = `${withinSentence(about)}; ${rangeText(quantity)}`;
  if (value === undefined || value === null) {
    return new Fault('C09', ' is missing', `write ${quoted(example)} or the like (${explained})`);
  }
  const bare = Number.isFinite(value) || (typeof value === 'string' && figure.exec(value)?.[2] === '');
  if (bare) {
    return new Fault(
      'C15',
      `: ${String(value)} has no unit`,
      `write ${proposal(quantity, String(value))} (${explained})`,
    );
  }
  const near = meantBy(quantity, value);
  const apart = typeof value === 'string' && hasRemark(value) ? ' A remark needs a space before its #' : '';
  const nearHint = near === null ? null : `did you mean ${quoted(near)}?${apart} (${explained})`;
  if (typeof value !== 'string' || !figure.test(value)) {
    const hint = `write a number and its unit, such as ${quoted(example)} (${explained})`;
    return new Fault('C08', `: ${quoted(value)} is no figure`, nearHint ?? hint);
  }
  const amount = parse(kind, value);
  if (amount === null) {
    const known = Object.keys(spellingsOf(kind)).join(' or ');
    return new Fault(
      'C16',
      `: ${quoted(value)} is not in ${known}`,
      nearHint ?? `write ${quoted(example)} or the like (${explained})`,
    );
  }
  if (!isInRange(quantity, amount)) {
    return new Fault(
      'C17',
      `: ${value.trim()} is outside ${rangeText(quantity)}`,
      `${about}: look at its data sheet, or measure it`,
    );
  }
  return amount;
}

/** The bare number with every unit in which it is in range (a share up to 1 also in percent); else an example. */
function proposal(quantity: Quantity, bare: string): string {
  const { kind, example } = quantity;
  const number = bare.trim();
  const asShare =
    kind === 'share' && Number(number) <= 1 ? [`${Number((100 * Number(number)).toPrecision(6))} %`] : [];
  const fitting = [...Object.keys(spellingsOf(kind)).map((unit) => `${number} ${unit}`), ...asShare].filter(
    (one) => isInRange(quantity, parse(kind, one)),
  );
  return fitting.length > 0 ? fitting.map(quoted).join(' or ') : `${quoted(example)} or the like`;
}
