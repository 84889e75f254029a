/**
 * Explains what is wrong with a value and what would be right. The schema finds only that a value is wrong and what it
 * is about (its topic); here the value is looked at again to find out what its author meant.
 */
import type { PlanningFigures } from '../../chair/chair.ts';
import { heatLevels, techniques, widths } from '../../chair/names.ts';
import { rhythmNames } from '../../chair/rhythms.ts';
import type { Milliseconds } from '../../chair/units.ts';
import { placeNames } from '../../chair/zones.ts';
import { formatDuration } from '../../codec/durations.ts';
import { nearMiss } from '../../codec/near-miss.ts';
import { isMap } from '../../codec/plain-map.ts';
import { quoted } from '../../codec/quoted.ts';
import { programDuration } from './durations.ts';
import { isPlaceName, splitPlace } from './places.ts';
import type { ProblemCode } from './problems.ts';
import { formatLimits, programFormat } from './program.ts';
import type { Topic } from './schema.ts';

interface Explanation {
  readonly code: ProblemCode;
  readonly message: string;
  readonly hint: string;
}

/** Keys of an entry that say what it does. */
export const entryKinds: readonly string[] = [...techniques, 'heat', 'repeat'];

const explainers: Readonly<Record<Topic, (value: unknown, chair: PlanningFigures) => Explanation>> = {
  program: (value) => ({
    code: 'P08',
    message:
      value === null || value === undefined ? 'the file holds nothing' : `${quoted(value)} is no program`,
    hint: 'a program begins with `format: 1` and has id, name and steps; a chair file begins with `chair`, a scenario with `scenario`',
  }),
  format: (value) => ({
    code: 'P11',
    message: `format ${quoted(value)} is not known`,
    hint: `this chair reads \`format: ${programFormat}\``,
  }),
  id: (value) => ({ code: 'P12', message: `${quoted(value)} is no id`, hint: idHint(value) }),
  name: (value) => explainText('name', value, formatLimits.nameLetters),
  about: (value) => explainText('about', value, formatLimits.aboutLetters),
  version: (value) => ({
    code: 'P15',
    message: `${quoted(value)} is no version`,
    hint: `a whole number from 1 to ${formatLimits.versionMax}`,
  }),
  model: (value, chair) => ({
    code: 'P16',
    message:
      typeof value === 'string'
        ? `the program is for the model ${quoted(value)}`
        : `${quoted(value)} is no model of a chair`,
    hint: `this chair is ${quoted(chair.model)}; left out, a program is for any chair`,
  }),
  heat: (value, chair) =>
    isMap(value) ? { code: 'P17', message: 'no pad is named', hint: padExample(chair) } : explainLevel(value),
  'heat-level': explainLevel,
  steps: (value) =>
    Array.isArray(value)
      ? { code: 'P18', message: 'there are no steps', hint: 'at least one: `- rest: { for: 15 s }`' }
      : { code: 'P08', message: `${quoted(value)} is no list of steps`, hint: 'each step begins with `- `' },
  entry: explainEntry,
  settings: (value) => ({
    code: 'P08',
    message: `${quoted(value)} is no map of settings`,
    hint:
      typeof value === 'string' && programDuration(value) !== null
        ? `{ for: ${value} }`
        : 'write { key: value, key: value }',
  }),
  place: (value) => explainPlace(value, 'mid-lumbar, mid-lumbar + 10 mm or 240 mm'),
  band: (value) => {
    const isPoint = typeof value === 'string' && splitPlace(value)?.name === null;
    if (!isPoint) return explainPlace(value, 'quadratus-lumborum or waist');
    return {
      code: 'P22',
      message: `${quoted(value)} is a point`,
      hint: 'over needs a zone or target; for a point use at',
    };
  },
  speed: (value, chair) => ({
    code: 'P24',
    message: `${quoted(value)} is no speed`,
    hint: `a whole number from 1 to ${chair.carriage.speedsMmPerS.length}`,
  }),
  width: (value) => explainWord('P25', 'width', value, widths),
  direction: (value) => explainWord('P26', 'direction', value, ['in', 'out']),
  rhythm: (value) => explainWord('P42', 'rhythm', value, rhythmNames),
  duration: (value) => explainDuration(value),
  hold: (value) => explainDuration(value),
  passes: (value) => explainCount('passes', value, formatLimits.passesMax),
  turns: (value) => explainCount('turns', value, formatLimits.turnsMax),
  repeat: (value) => explainCount('rounds', value, formatLimits.repeatMax),
};

/** Longest text that is searched for what was meant: nobody means a longer one, and no text can make this slow. */
const textMost = 80;

function padExample({ pads }: PlanningFigures): string {
  const [first] = pads;
  if (first === undefined) return 'this chair has none: take the key out';
  return `name ${pads.map(({ name }) => name).join(' or ')}: { ${first.name}: medium }`;
}

export function explain(topic: Topic, value: unknown, chair: PlanningFigures): Explanation {
  return explainers[topic](value, chair);
}

/** What authors for other chairs call our keys. */
const otherWords: Readonly<Record<string, string>> = {
  duration: 'for',
  time: 'for',
  length: 'for',
  zone: 'at',
  place: 'at',
  position: 'at',
  band: 'over',
  rounds: 'repeat',
  times: 'repeat',
  temperature: 'heat',
  description: 'about',
  title: 'name',
  pattern: 'rhythm',
  beat: 'rhythm',
  tapping: 'tap',
  percussion: 'tap',
  tapotement: 'tap',
};

/** Keys that other files of a chair begin with. */
const otherFiles: Readonly<Record<string, string>> = {
  chair: 'in a chair file `chair:` is the first key',
  scenario: 'in a scenario `scenario:` is the first key',
};

/** The known key that was probably meant, or null. */
export function meantKey(key: string, known: readonly string[]): string | null {
  const near = nearMiss(key, known);
  if (near !== null) return near;
  const other = Object.hasOwn(otherWords, key) ? (otherWords[key] as string) : '';
  return known.includes(other) ? other : null;
}

/** Explains a key that is unknown in a map whose keys are `known`; the hint names those that are `listed`. */
export function explainKey(key: string, known: readonly string[], listed = known): Explanation {
  const meant = meantKey(key, known);
  const otherFile = known.includes('steps') && Object.hasOwn(otherFiles, key) ? otherFiles[key] : undefined;
  return {
    code: 'P10',
    message: `${quoted(key)} is not known here`,
    hint: otherFile ?? (meant === null ? `known here: ${listed.join(', ')}` : `did you mean ${meant}?`),
  };
}

function meantOr(value: unknown, known: readonly string[], otherwise: string): string {
  const meant = typeof value === 'string' ? nearMiss(value, known) : null;
  return meant === null ? otherwise : `did you mean ${meant}?`;
}

function explainWord(code: ProblemCode, what: string, value: unknown, known: readonly string[]): Explanation {
  const hint = meantOr(value, known, `one of ${known.join(', ')}`);
  return { code, message: `${quoted(value)} is no ${what}`, hint };
}

function explainLevel(value: unknown): Explanation {
  if (value === false) return { code: 'P17', message: 'false is no heat level', hint: 'did you mean off?' };
  return explainWord('P17', 'heat level', value, heatLevels);
}

function idHint(value: unknown): string {
  if (typeof value !== 'string') return 'a text such as lower-back-relief';
  const kebab = value
    .slice(0, 100)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  if (kebab === '') return 'small letters, digits and single hyphens, such as lower-back-relief';
  if (kebab.length > formatLimits.idLetters) return `at most ${formatLimits.idLetters} characters`;
  return `small letters, digits and single hyphens: ${kebab}`;
}

function explainText(what: string, value: unknown, lettersMax: number): Explanation {
  const code = 'P14';
  if (typeof value !== 'string') {
    const hint =
      value === undefined || value === null
        ? `a text of at most ${lettersMax} characters`
        : 'put it in quotes';
    return { code, message: `${quoted(value)} is no text`, hint };
  }
  const letters = [...value].length;
  if (letters > lettersMax) {
    return { code, message: `the ${what} has ${letters} characters`, hint: `at most ${lettersMax}` };
  }
  if (value.trim() === '') return { code, message: `the ${what} is empty`, hint: 'say it in a few words' };
  return {
    code,
    message: `the ${what} holds characters that are not shown`,
    hint: 'plain text, a name on one line',
  };
}

function explainEntry(value: unknown): Explanation {
  const word = typeof value === 'string' ? value : '';
  const meant = entryKinds.includes(word) ? word : nearMiss(word, entryKinds);
  return {
    code: 'P19',
    message: `${quoted(value)} is no step`,
    hint: meant === null ? `a step is a map: one of ${entryKinds.join(', ')}` : `write ${meant}: { ... }`,
  };
}

function explainPlace(value: unknown, examples: string): Explanation {
  const code = 'P20';
  const message = `${quoted(value)} is no place`;
  if (typeof value === 'number') return { code, message, hint: `did you mean ${value} mm?` };
  if (typeof value !== 'string') return { code, message, hint: `such as ${examples}` };
  const split = splitPlace(value);
  if (split?.name !== null && split?.name !== undefined) {
    const meant = nearMiss(split.name, placeNames);
    return {
      code,
      message,
      hint: meant === null ? `known are ${placeNames.join(', ')}` : `did you mean ${meant}?`,
    };
  }
  const mended = mendedPlace(value);
  return { code, message, hint: mended === null ? `such as ${examples}` : `did you mean ${mended}?` };
}

/** The place as it should be written, where the text lacks its unit or its blanks. */
function mendedPlace(text: string): string | null {
  if (text.length > textMost) return null;
  const match = /^\s*([a-z-]*?)\s*([+\-\u2212\u2013]?)\s*(\d{1,4})\s*(?:mm)?\s*$/i.exec(text);
  if (match === null) return null;
  const [, name = '', sign = '', digits = ''] = match;
  if (name === '' && sign === '') return `${digits} mm`;
  if (name === '' || sign === '') return null;
  const known = isPlaceName(name) ? name : nearMiss(name, placeNames);
  return known === null ? null : `${known} ${sign === '+' ? '+' : '-'} ${digits} mm`;
}

function explainDuration(value: unknown): Explanation {
  const code = 'P27';
  if (typeof value === 'number') {
    const seconds = Math.round(value);
    const likely =
      seconds >= 1 && seconds * 1000 <= formatLimits.durationMaxMs
        ? `did you mean ${formatDuration(seconds * 1000)}?`
        : durationExamples;
    return { code, message: `${quoted(value)} has no unit`, hint: likely };
  }
  const mended = typeof value === 'string' ? mendedDuration(value) : null;
  return {
    code,
    message: `${quoted(value)} is no duration`,
    hint: mended === null ? durationExamples : `did you mean ${mended}?`,
  };
}

const durationExamples = 'whole numbers with units: 90 s, 2 min, 1 min 30 s';

/** A duration with other words for its units or without blanks, as it should be written. */
function mendedDuration(text: string): string | null {
  if (text.length > textMost) return null;
  const match =
    /^\s*(?:(\d{1,4}(?:\.\d{1,3})?)\s*m(?:in(?:ute)?s?)?\.?)?\s*(?:(\d{1,4})\s*s(?:ec(?:ond)?s?)?\.?)?\s*$/i.exec(
      text,
    ) ?? /^\s*(\d{1,2}):(\d{2})\s*$/.exec(text);
  if (match === null || (match[1] === undefined && match[2] === undefined)) return null;
  const seconds = Math.round(Number(match[1] ?? 0) * 60 + Number(match[2] ?? 0));
  return seconds < 1 ? null : formatDuration(seconds * 1000);
}

function explainCount(what: string, value: unknown, max: number): Explanation {
  return {
    code: 'P30',
    message: `${quoted(value)} is no number of ${what}`,
    hint: `a whole number from 1 to ${max}`,
  };
}

/** A duration outside its limits. */
export function explainRange(durationMs: Milliseconds, maxMs: Milliseconds): Explanation {
  const short = durationMs < formatLimits.durationMinMs;
  return {
    code: 'P28',
    message: `${formatDuration(durationMs)} is too ${short ? 'short' : 'long'}`,
    hint: `from ${formatDuration(formatLimits.durationMinMs)} to ${formatDuration(maxMs)}`,
  };
}
