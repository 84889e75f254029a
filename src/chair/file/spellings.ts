/** Common other spellings of units, so that a refusal can propose the figure as the format has it. */

/** Keys are in lower case. A `k` alone is a thousand of what is measured. */
const otherWords: Readonly<Record<string, string | readonly string[]>> = {
  volt: 'V',
  volts: 'V',
  amp: 'A',
  amps: 'A',
  ampere: 'A',
  amperes: 'A',
  watt: 'W',
  watts: 'W',
  k: ['kohm', 'kHz'],
  ohms: 'ohm',
  kohms: 'kohm',
  ω: 'ohm',
  kω: 'kohm',
  '°': 'deg',
  degree: 'deg',
  degrees: 'deg',
  '°c': 'C',
  degc: 'C',
  celsius: 'C',
  '°k': 'K',
  kelvin: 'K',
  sec: 's',
  secs: 's',
  second: 's',
  seconds: 's',
  msec: 'ms',
  mins: 'min',
  minute: 'min',
  minutes: 'min',
  percent: '%',
  pct: '%',
  'turns/min': 'rpm',
  'r/min': 'rpm',
  '1/min': 'rpm',
};

const figure = /^\s*([+-]?\d+(?:[.,]\d+)?)\s*(.{0,12}?)\s*$/u;

/** A remark that the value before it has swallowed: YAML takes a `#` for one only after a space. */
const remark = /#.*$/su;
export const hasRemark = (text: string): boolean => remark.test(text);

/** The same figure with one of `units` and a decimal point, without a remark; null if its unit is none of these in any spelling. */
export function inOurSpelling(text: string, units: readonly string[]): string | null {
  const [, digits = '', written = ''] = figure.exec(text.replace(remark, '')) ?? [];
  if (digits === '') return null;
  const plain = written.toLowerCase();
  const unit = units.find((one) => one === written) ?? units.find((one) => one.toLowerCase() === plain);
  const words = Object.hasOwn(otherWords, plain) ? [otherWords[plain]].flat() : [];
  const meant = unit ?? units.find((one) => words.includes(one));
  return meant === undefined ? null : `${digits.replace(',', '.')} ${meant}`;
}
