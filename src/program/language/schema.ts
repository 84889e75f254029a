/**
 * The format of programs, the same for every chair: the checker reads files by it, and the JSON Schema for editors is
 * made from it. It says which keys there are, and which kinds of values; rules across several values, and those of one
 * chair, are in rules.ts. zod's message about a value is only a topic; explain.ts turns it into words.
 */
import * as z from 'zod/mini';
import { heatLimits, sessionLimits } from '../../chair/limits.ts';
import { heatLevels, type Technique, techniques, widths } from '../../chair/names.ts';
import { rhythmNames, rhythms } from '../../chair/rhythms.ts';
import { minuteMs } from '../../chair/units.ts';
import { placeNames } from '../../chair/zones.ts';
import { formatDuration } from '../../codec/durations.ts';
import { idPattern } from '../../codec/ids.ts';
import { durationPattern } from './durations.ts';
import { placeInMmPattern, placeWithOffsetPattern } from './places.ts';
import { formatLimits, programDefaults, programFormat } from './program.ts';

/** What a value is about: the topic under which explain.ts says what is wrong with it. */
export type Topic =
  | 'program'
  | 'format'
  | 'id'
  | 'name'
  | 'version'
  | 'model'
  | 'about'
  | 'heat'
  | 'heat-level'
  | 'steps'
  | 'entry'
  | 'settings'
  | 'place'
  | 'band'
  | 'speed'
  | 'width'
  | 'direction'
  | 'rhythm'
  | 'duration'
  | 'hold'
  | 'passes'
  | 'turns'
  | 'repeat';

/** Words for editors; whatever stands here is copied into the JSON Schema. */
interface Words {
  /** Its name among the `$defs`. */
  readonly id?: string;
  readonly title?: string;
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly [keyword: string]: unknown;
}
export const words = z.registry<Words>();

const topic = (name: Topic) => ({ error: name });

/** A character that is shown: no control character, no lone surrogate, no mark that ends a line or reverses text. */
const shownCharacter = String.raw`[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]`;
/** One line that is not blank. */
const namePattern = new RegExp(`^(?=.*\\S)${shownCharacter}{1,${formatLimits.nameLetters}}$`, 'u');
/** Any number of lines. */
const aboutPattern = new RegExp(`^(?:[\\n\\t]|${shownCharacter}){0,${formatLimits.aboutLetters}}$`, 'u');

const count = (name: Topic, max: number) =>
  z.int(topic(name)).check(z.gte(1, topic(name)), z.lte(max, topic(name)));

const oneOf = (...keys: readonly string[]) => keys.map((key) => ({ required: [key] }));

const { durationMinMs, durationMaxMs } = formatLimits;
const lengths = `from ${formatDuration(durationMinMs)} to ${formatDuration(durationMaxMs)}`;
const duration = z.string(topic('duration')).check(z.regex(durationPattern, topic('duration')));
words.add(duration, {
  id: 'duration',
  title: 'Duration',
  description: `Whole numbers with units, ${lengths}: \`90 s\`, \`2 min\`, \`1 min 30 s\`.`,
  examples: ['15 s', '45 s', '1 min 30 s', '2 min', '5 min'],
});
const spotMost = `${sessionLimits.spotMaxMs / 1000} s`;
const hold = z.string(topic('hold')).check(z.regex(durationPattern, topic('hold')));
words.add(hold, {
  id: 'hold',
  title: 'Hold',
  description: `How long to press, counted from when the rollers stand there: at most ${spotMost}. A trigger point needs 30 to 60 s.`,
  examples: ['30 s', '45 s', '60 s'],
});

/** A zone or target, with or without an offset; what is wrong with it comes under the topic `name`. */
function namedPlace(name: 'place' | 'band') {
  const plain = z.enum(placeNames, topic(name));
  words.add(plain, { description: 'A zone or target of the back; where a point is wanted, its middle.' });
  const withOffset = z.string(topic(name)).check(z.regex(placeWithOffsetPattern, topic(name)));
  words.add(withOffset, {
    description: 'A zone or target and millimetres above (+) or below (-) it.',
    examples: ['mid-lumbar + 10 mm', 'sacrum - 15 mm'],
  });
  return [plain, withOffset] as const;
}
export const placeInMm = z.string(topic('place')).check(z.regex(placeInMmPattern, topic('place')));
words.add(placeInMm, { description: 'Millimetres from the lower end of the rail.', examples: ['240 mm'] });
const place = z.union([...namedPlace('place'), placeInMm], topic('place'));
words.add(place, {
  id: 'place',
  title: 'Place',
  description: 'A point of the back: a zone or target (its middle), one with an offset, or millimetres.',
});
const band = z.union(namedPlace('band'), topic('band'));
words.add(band, {
  id: 'band',
  title: 'Band',
  description: 'A stretch of the back: a zone or target, or one with an offset.',
});

const { levelC, reachedK } = heatLimits;
const level = z.enum(heatLevels, topic('heat-level'));
words.add(level, {
  id: 'level',
  title: 'Heat level',
  description: `Surface temperature: low ${levelC.low}, medium ${levelC.medium}, high ${levelC.high} C.`,
});
/** The chair file says which pads there are. */
export const levelOfEachPad = z.catchall(z.object({}, topic('heat')), level);
words.add(levelOfEachPad, { title: 'A level for each pad', minProperties: 1 });
const heat = z.union([level, levelOfEachPad], topic('heat'));
words.add(heat, {
  id: 'heat',
  title: 'Heat',
  description:
    'A level for both pads, or one for each. A pad that is not named is off at the top of the file, and keeps its level in a step.',
  examples: ['medium', { lumbar: 'medium', sacral: 'low' }],
});

export const speed = count('speed', formatLimits.speedMax);
words.add(speed, {
  id: 'speed',
  title: 'Speed',
  description: 'From 1 (slow) up.',
  default: programDefaults.speed,
});
const width = z.enum(widths, topic('width'));
words.add(width, {
  id: 'width',
  title: 'Width',
  description:
    'How far apart the arms are: narrow beside the spine, wide over the flanks. ' +
    `Left out, ${programDefaults.width} for rolling and ${programDefaults.pressWidth} for pressing.`,
});
const direction = z.enum(['in', 'out'], topic('direction'));
words.add(direction, {
  title: 'Direction',
  description: 'Kneading inwards gathers the muscle, outwards spreads it.',
  default: programDefaults.direction,
});

const rhythm = z.enum(rhythmNames, topic('rhythm'));
words.add(rhythm, {
  title: 'Rhythm',
  description: `${rhythmNames.map((name) => `${name}: ${rhythms[name].about}`).join('; ')}.`,
  default: programDefaults.rhythm,
});

const passes = count('passes', formatLimits.passesMax);
words.add(passes, { title: 'Passes', description: 'How many passes; one pass is one way.', examples: [16] });
const turns = count('turns', formatLimits.turnsMax);
words.add(turns, { title: 'Turns', description: 'How many turns of the arms.', examples: [20] });
const rounds = count('repeat', formatLimits.repeatMax);
words.add(rounds, {
  title: 'Repeat',
  description: `How many times its \`steps\` are done: at most ${formatLimits.repeatMax}. Repeats are nested at most ${formatLimits.repeatDepthMax} deep.`,
  examples: [2],
});

const roll = z.strictObject(
  {
    from: place,
    to: place,
    speed: z.optional(speed),
    width: z.optional(width),
    for: z.optional(duration),
    passes: z.optional(passes),
  },
  topic('settings'),
);
words.add(roll, {
  title: 'Roll',
  description:
    'The rollers travel from one place to another and back, for a time or a number of one-way passes.',
  oneOf: oneOf('for', 'passes'),
  examples: [{ from: 'gluteal', to: 'thoracolumbar', speed: 2, width: 'wide', for: '3 min' }],
});

const knead = z.strictObject(
  {
    at: z.optional(place),
    over: z.optional(band),
    speed: z.optional(speed),
    direction: z.optional(direction),
    for: z.optional(duration),
    turns: z.optional(turns),
  },
  topic('settings'),
);
words.add(knead, {
  title: 'Knead',
  description: `The arms turn: at one place (at most ${spotMost}), or over a band, in hops through it and back.`,
  allOf: [{ oneOf: oneOf('at', 'over') }, { oneOf: oneOf('for', 'turns') }],
  examples: [
    { at: 'lower-lumbar', speed: 3, direction: 'in', for: '45 s' },
    { over: 'quadratus-lumborum', speed: 2, for: '90 s' },
  ],
});

const press = z.strictObject({ at: place, hold, width: z.optional(width) }, topic('settings'));
words.add(press, {
  title: 'Press',
  description: 'The rollers stand still on one place.',
  examples: [{ at: 'mid-lumbar + 10 mm', hold: '30 s' }],
});

const tap = z.strictObject(
  {
    at: z.optional(place),
    over: z.optional(band),
    speed: z.optional(speed),
    rhythm: z.optional(rhythm),
    for: duration,
  },
  topic('settings'),
);
words.add(tap, {
  title: 'Tap',
  description: `Only on chairs with a tapper. It taps in a rhythm, at one place (at most ${spotMost}), or over a band, in hops through it and back. The arms stand still.`,
  oneOf: oneOf('at', 'over'),
  examples: [
    { at: 'upper-lumbar', speed: 3, rhythm: 'double', for: '40 s' },
    { over: 'waist', speed: 2, rhythm: 'waltz', for: '90 s' },
  ],
});

const rest = z.strictObject({ for: duration }, topic('settings'));
words.add(rest, {
  title: 'Rest',
  description: 'Nothing moves; the pads keep their heat.',
  examples: [{ for: '15 s' }],
});
const preheat = z.strictObject({ for: duration }, topic('settings'));
words.add(preheat, {
  title: 'Preheat',
  description: `The motors stand still. The step ends early once the surface is within ${reachedK} K of its level.`,
  examples: [{ for: '5 min' }],
});

const entry = z.strictObject(
  {
    roll: z.optional(roll),
    knead: z.optional(knead),
    press: z.optional(press),
    tap: z.optional(tap),
    rest: z.optional(rest),
    preheat: z.optional(preheat),
    heat: z.optional(heat),
    repeat: z.optional(rounds),
    get steps() {
      return z.optional(entries);
    },
  },
  topic('entry'),
);
const entries: z.ZodMiniArray<typeof entry> = z
  .array(entry, topic('steps'))
  .check(z.minLength(1, topic('steps')));
words.add(entry, {
  id: 'step',
  title: 'Step',
  description: `One technique (${techniques.join(', ')}), a change of heat, or a repeat with steps of its own.`,
  oneOf: oneOf(...techniques, 'heat', 'repeat'),
  dependentRequired: { repeat: ['steps'], steps: ['repeat'] },
});
words.add(entries, {
  id: 'steps',
  title: 'Steps',
  description: `What the chair does, in this order. At most ${formatLimits.stepsMax} steps with all repeats written out.`,
});

/** The settings each technique knows, in the order in which they are named to people. */
export const settingsOf: Readonly<Record<Technique, readonly string[]>> = {
  roll: Object.keys(roll.shape),
  knead: Object.keys(knead.shape),
  press: Object.keys(press.shape),
  tap: Object.keys(tap.shape),
  rest: Object.keys(rest.shape),
  preheat: Object.keys(preheat.shape),
};
export const entryKeys: readonly string[] = [...techniques, 'heat', 'repeat', 'steps'];

export const programSchema = z.strictObject(
  {
    format: z.literal(programFormat, topic('format')),
    id: z
      .string(topic('id'))
      .check(z.regex(idPattern, topic('id')), z.maxLength(formatLimits.idLetters, topic('id'))),
    name: z.string(topic('name')).check(z.regex(namePattern, topic('name'))),
    version: z.optional(count('version', formatLimits.versionMax)),
    model: z.optional(z.string(topic('model'))),
    about: z.optional(z.string(topic('about')).check(z.regex(aboutPattern, topic('about')))),
    heat: z.optional(heat),
    steps: entries,
  },
  topic('program'),
);
const [fewest, most] = [sessionLimits.programMinMs / minuteMs, sessionLimits.programMaxMs / minuteMs];
words.add(programSchema, {
  title: 'Massage program',
  description: `A program of the Lumbar massage chair. It lasts from ${fewest} to ${most} minutes.`,
});
export const programKeys: readonly string[] = Object.keys(programSchema.shape);
const { format, id, name, version, model, about } = programSchema.shape;
words.add(format, { title: 'Format', description: 'The version of this file format.' });
words.add(id, {
  title: 'Id',
  description: `Kebab-case, at most ${formatLimits.idLetters} characters, equal to the file's name.`,
  examples: ['lower-back-relief'],
});
words.add(name, {
  title: 'Name',
  // A pattern that every validator knows; the checker also refuses characters that are not shown.
  pattern: '\\S',
  maxLength: formatLimits.nameLetters,
  description: `The name that people read, at most ${formatLimits.nameLetters} characters.`,
  examples: ['Lower-back relief'],
});
words.add(version, {
  title: 'Version',
  description: 'Counts up with every change; a chair does not go back to an older one by itself.',
  default: programDefaults.version,
});
words.add(model, {
  title: 'Model',
  description: 'The id of the one chair it is for. Left out, it is for any.',
  examples: ['lumbar-1'],
});
words.add(about, {
  title: 'About',
  pattern: undefined,
  maxLength: formatLimits.aboutLetters,
  description: 'What the program is for, in a sentence or two.',
  examples: ['Warms the lumbar muscles, kneads them zone by zone, ends in long strokes.'],
});
words.add(programSchema.shape.heat, { default: programDefaults.heat });
