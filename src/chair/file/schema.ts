/**
 * The format of chair files, once: the reader reads by it, and the JSON Schema for editors is made from it. It says
 * which keys there are and what each value may be; rules across several values are in rules.ts, what the chip can do
 * is asked in pins.ts.
 */
import * as z from 'zod/mini';
import type { Path } from '../../codec/yaml-problems.ts';
import { chips } from '../chips/index.ts';
import { keyNames, widths } from '../names.ts';
import {
  chairFormat,
  i2cAddresses,
  idPattern,
  readAddress,
  readChip,
  readFormat,
  readId,
  readLater,
  readPin,
  readText,
  readWord,
} from './leaves.ts';
import { Fault } from './problems.ts';
import { patternOf, type Quantity, rangeText, readQuantity, type UnitKind } from './quantities.ts';

/** Words for editors; whatever stands here is copied into the JSON Schema. */
interface Words {
  readonly description?: string;
  readonly [keyword: string]: unknown;
}
const words = z.registry<Words>();

/** A value that `read` reads or refuses in its own words. */
function leaf<Value>(read: (value: unknown) => Value | Fault, about: Words) {
  const schema = z.pipe(
    z.unknown(),
    z.transform((value: unknown, context): Value => {
      const result = read(value);
      if (!(result instanceof Fault)) return result;
      context.issues.push({ code: 'custom', input: value, params: { fault: result } });
      return z.NEVER;
    }),
  );
  words.add(schema, about);
  return schema;
}

function section<Shape extends z.core.$ZodShape>(description: string, shape: Shape) {
  const schema = z.strictObject(shape);
  words.add(schema, { description });
  return schema;
}

function figure(kind: UnitKind, from: string, to: string, example: string, about: string) {
  return figureOf({ kind, from, to, example, about });
}

/** A figure of which this version knows one value alone. */
function fixed(kind: UnitKind, from: string, to: string, only: string, about: string) {
  return figureOf({ kind, from, to, example: only, only, about });
}

function figureOf(quantity: Quantity) {
  const { kind, example, about } = quantity;
  const description = `${about}. ${rangeText(quantity)}.`;
  return leaf((value) => readQuantity(quantity, value), {
    type: 'string',
    pattern: patternOf(kind),
    description,
    examples: [example],
  });
}

/** `known` are all of the format, `here` those that this version drives. */
function word<Word extends string>(known: readonly string[], here: readonly Word[], description: string) {
  return leaf((value) => readWord(known, here, value), { type: 'string', enum: here, description });
}

const text = (lettersMax: number, example: string, description: string) =>
  leaf((value) => readText(lettersMax, example, value), {
    type: 'string',
    maxLength: lettersMax,
    description,
    examples: [example],
  });

/** `none`, or left out. */
const later = (what: string) =>
  z.optional(
    leaf((value) => readLater(what, value), { const: 'none', description: `Not supported yet: ${what}.` }),
  );

const spread = (kind: UnitKind, from: string, to: string, example: string, about: string) =>
  section(about, {
    from: figure(kind, from, to, example, `${about}, least`),
    to: figure(kind, from, to, example, `${about}, most`),
  });

const chipIds = Object.keys(chips);
const chip = leaf((value) => readChip(chipIds, value), {
  type: 'string',
  enum: chipIds,
  description: 'The board with the microcontroller.',
});
const pin = leaf(readPin, {
  oneOf: [
    { type: 'integer', minimum: 0 },
    { type: 'string', pattern: '^A?\\d+$' },
  ],
  description: 'As printed on the board: 22, A3.',
});
const part = z.optional(text(160, 'limit switch, closes to ground', 'What is connected, for who wires it.'));
const levels = ['high', 'low'] as const;

const outputLevel = word(levels, ['high'], 'The level that switches it on.');
/** Outputs that move or heat say their level; lamps need not. */
const output = (description: string) =>
  section(description, {
    pin,
    active: outputLevel,
    part,
    pull: later('the resistor that holds an output off'),
    'fed-from': later('what feeds the driver'),
  });
const sign = (description: string) => section(description, { pin, active: z.optional(outputLevel), part });

const pulls = ['up', 'down', 'external-up', 'external-down', 'none'] as const;
const inputShape = {
  pin,
  active: word(levels, levels, 'The level that means closed, seen or pressed.'),
  pull: word(pulls, pulls, 'What holds the input when its wire is broken: the chip, or a resistor outside.'),
  part,
};
const input = (description: string) => section(description, inputShape);

/** Volts at the pin for a current; shunt and amplifier. */
const ampereScale = figure('A/V', '0.01 A/V', '20 A/V', '2 A/V', 'What one volt at the pin stands for');
const currentShape = { pin, scale: ampereScale, part };
const motorCurrent = (stall: string) =>
  section('The current of the motor.', {
    ...currentShape,
    running: spread('A', '50 mA', '15 A', '0.6 A', 'What it draws running'),
    stall: figure('A', '0.5 A', '20 A', stall, 'What it draws held fast at full duty'),
  });
const thermistor = (description: string) =>
  section(description, {
    pin,
    resistance: fixed('ohm', '1 kohm', '100 kohm', '10 kohm', 'Resistance of the thermistor at 25 C'),
    beta: fixed('K', '3000 K', '5000 K', '3950 K', 'Its B value'),
    part,
  });

const duty = (example: string, about: string) => figure('share', '1 %', '100 %', example, about);

/** Which keys each kind of drive has besides those of all. */
export const driveKinds = {
  'pwm-direction': ['pwm', 'direction'],
  'on-direction': ['on', 'direction'],
  'each-way': ['up', 'down'],
  'pwm-two-lines': ['pwm', 'up', 'down'],
  pwm: ['pwm', 'directions'],
  on: ['on', 'directions'],
  coupled: [],
} as const satisfies Record<string, readonly string[]>;

const drive = (forwards: string, breakaway: string, friction: string) =>
  section('How the motor is driven.', {
    kind: word(Object.keys(driveKinds), ['pwm-direction'], 'PWM and a direction line.'),
    pwm: output('How much.'),
    direction: output(`Active drives it ${forwards}.`),
    frequency: later('another PWM frequency than 15.7 kHz'),
    duty: section('The useful duty.', {
      from: duty(breakaway, 'The least duty that moves it'),
      to: fixed('share', '1 %', '100 %', '100 %', 'The most duty that is useful'),
    }),
    friction: duty(friction, 'Moving, its speed is proportional to duty less this'),
    'at-rest': word(['coast', 'brake'], ['coast'], 'What the driver does with the motor at duty 0.'),
    'dead-time': figure('ms', '20 ms', '2 s', '100 ms', 'Power off before the direction turns'),
  });

const speedsCount = 6;
const speeds = (kind: UnitKind, from: string, to: string, example: string) => {
  const about = `Speeds 1 to ${speedsCount} of the remote`;
  const schema = z.array(figure(kind, from, to, example, about)).check(z.length(speedsCount));
  words.add(schema, { description: `${about}, slow to fast.` });
  return schema;
};
const ramp = figure('ms', '100 ms', '5 s', '650 ms', 'Rest to full duty');

const end = (description: string) =>
  section(description, {
    ...inputShape,
    debounce: figure('ms', '0 ms', '50 ms', '5 ms', 'How long its contact bounces'),
  });

const mm = (to: string, example: string, about: string) => figure('mm', '0 mm', to, example, about);
const railMost = '2000 mm';

const carriage = section('The carriage with the massage heads, and the rail it travels on.', {
  drive: drive('up', '30 %', '15 %'),
  rail: figure('mm', '100 mm', railMost, '794 mm', 'Travel between the two ends'),
  'full-speed': section('At full duty, nobody in the chair.', {
    up: figure('mm/s', '5 mm/s', '300 mm/s', '50 mm/s', 'Speed upwards at full duty'),
    down: figure('mm/s', '5 mm/s', '300 mm/s', '54 mm/s', 'Speed downwards at full duty'),
  }),
  travel: later('the time from end to end in place of counts'),
  'slower-with-person': spread('share', '0 %', '60 %', '10 %', 'How much slower under a person of 75 kg'),
  'coast-distance': spread('mm', '0 mm', '50 mm', '4 mm', 'From full speed, power off'),
  counts: section('The sensor that counts the way.', {
    ...inputShape,
    each: figure('mm', '0.2 mm', '20 mm', '2 mm', 'Way from one counted edge to the next'),
    edges: word(['both', 'rising', 'falling'], ['both'], 'Which edges are counted.'),
  }),
  ends: section('The ends of the rail.', {
    top: end('The switch at the top.'),
    bottom: end('The switch at the bottom.'),
    middle: later('a switch in the middle'),
    'stop-beyond': mm('100 mm', '15 mm', 'From each end to the mechanical stop'),
  }),
  current: motorCurrent('5 A'),
  fuse: later('a fuse of its own'),
  places: later('other places on the back than those of the standard rail'),
  speeds: speeds('mm/s', '2 mm/s', '100 mm/s', '22 mm/s'),
  ramp,
  landing: section('How it arrives.', {
    within: figure('mm', '1 mm', '30 mm', '4 mm', 'How near its target it stands still'),
    speed: figure('mm/s', '2 mm/s', '50 mm/s', '15 mm/s', 'At most this fast just before a target or an end'),
  }),
  planning: section('What a program allots for getting somewhere.', {
    'travel-speed': figure('mm/s', '2 mm/s', '100 mm/s', '25 mm/s', 'Slower than it is under anybody'),
    settling: figure('ms', '0 ms', '20 s', '3 s', 'Starting and landing'),
  }),
  walk: section('The slow walk through a band.', {
    hop: figure('mm', '2 mm', '100 mm', '12 mm', 'From one place of the walk to the next'),
    turns: figure('turns', '1 turns', '20 turns', '2 turns', 'Turns of the arms at each place'),
  }),
  reach: spread('mm', '0 mm', railMost, '20 mm', 'Where places may lie'),
  homing: section('How it finds its end.', {
    'known-duty': duty('85 %', 'By a known position'),
    'unknown-duty': duty('60 %', 'By an unknown one'),
    'slow-last': mm('500 mm', '60 mm', 'The last stretch, slower, by a known position'),
    within: figure('ms', '2 s', '5 min', '40 s', 'Longer is a fault'),
  }),
  'park-below-top': mm(railMost, '60 mm', 'Where it parks, so that no switch stays pressed'),
});

const angle: Quantity = {
  kind: 'deg',
  from: '0 deg',
  to: '359 deg',
  example: '90 deg',
  about: 'Where in an inward turn the sensor is met',
};
/** One angle, or a list of them. */
function readAngles(value: unknown): readonly number[] | Fault {
  const angles = (Array.isArray(value) && value.length > 0 ? value : [value]).map((one) =>
    readQuantity(angle, one),
  );
  const wrong = angles.find((one) => one instanceof Fault);
  return wrong ?? (angles as number[]);
}
const angleWords = { type: 'string', pattern: patternOf('deg') };
const cam = section('A sensor at the cam of the arms.', {
  width: word(widths, widths, 'How far apart the arms are there.'),
  ...inputShape,
  at: leaf(readAngles, {
    oneOf: [angleWords, { type: 'array', minItems: 1, items: angleWords }],
    description: `${angle.about}; a list where it is met more than once.`,
    examples: ['0 deg', ['90 deg', '270 deg']],
  }),
  half: figure('deg', '2 deg', '90 deg', '20 deg', 'It is active this far to either side'),
});
const cams = z.array(cam).check(z.minLength(1));
words.add(cams, { description: 'The sensors at the cam, in any order.' });

const kneader = section('The motor that turns the arms.', {
  drive: drive('inwards', '22 %', '12 %'),
  'full-speed': figure(
    'rpm',
    '10 rpm',
    '200 rpm',
    '64 rpm',
    'Turns a minute at full duty, nobody in the chair',
  ),
  speeds: speeds('rpm', '2 rpm', '120 rpm', '38 rpm'),
  ramp,
  cams,
  current: motorCurrent('7 A'),
  fuse: later('a fuse of its own'),
  'thermal-switch': later('a thermal switch in the motor'),
});

const pad = section('A heating pad.', {
  out: output('What switches it.'),
  volts: figure('V', '5 V', '40 V', '24 V', 'At this voltage it takes its watts'),
  watts: figure('W', '5 W', '80 W', '40 W', 'Power at its volts'),
  area: later('where on the back it lies'),
  'element-sensor': thermistor('On the heating element.'),
  'surface-sensor': thermistor('Under the cover, at the surface.'),
  thermostat: later('a thermostat in series'),
  'by-table': later('heat without a sensor'),
  'cut-off': figure('C', '50 C', '90 C', '66 C', 'The one-shot cut-off on the element opens'),
  element: section('What heats up first.', {
    capacity: figure('J/K', '10 J/K', '1000 J/K', '90 J/K', 'Heat it takes for each kelvin'),
    'to-surface': figure('W/K', '0.05 W/K', '10 W/K', '0.6 W/K', 'Heat that flows to the surface'),
    'to-air': figure('W/K', '0.05 W/K', '10 W/K', '0.43 W/K', 'Heat lost through the frame behind'),
  }),
  surface: section('What is felt.', {
    capacity: figure('J/K', '10 J/K', '1000 J/K', '107 J/K', 'Heat it takes for each kelvin'),
    'to-air': figure('W/K', '0.05 W/K', '10 W/K', '0.3 W/K', 'Heat lost to the air with nobody there'),
  }),
  tolerance: figure('share', '0 %', '50 %', '30 %', 'Such pads differ by this in each of these and in power'),
});

const heat = section('Heating pads and what they share.', {
  pads: section('By name.', { lumbar: pad, sacral: pad }),
  relay: output('In series with all pads.'),
  current: section('The current of all pads together.', currentShape),
  ambient: thermistor('In the air, away from the pads.'),
});

const { stop: _, ...otherKeys } = Object.fromEntries(
  keyNames.map((name) => [name, input(`The ${name} key.`)]),
) as Record<(typeof keyNames)[number], ReturnType<typeof input>>;

const chairSchema = section('A massage chair: its figures and its wiring.', {
  chair: leaf(readId, {
    type: 'string',
    pattern: idPattern.source,
    maxLength: 32,
    description: 'The id of the chair.',
  }),
  format: leaf(readFormat, { const: chairFormat, description: 'The version of this file format.' }),
  name: text(80, 'S-shaped rail, by time', 'What people read.'),
  fits: z.optional(
    text(200, 'the board with two relays behind the seat', 'How to tell that a chair is this one.'),
  ),
  chip,
  supply: section('The power supply.', {
    volts: figure('V', '10 V', '36 V', '24 V', 'Nominal voltage'),
    'source-resistance': figure('ohm', '0 ohm', '5 ohm', '0.15 ohm', 'Supply and leads together'),
    warn: spread('V', '8 V', '36 V', '20 V', 'Outside it is said'),
    allowed: spread('V', '8 V', '36 V', '18 V', 'Outside everything is switched off'),
    sense: section('The voltage before the contact of the emergency stop.', {
      pin,
      scale: figure('V/V', '1 V/V', '20 V/V', '7.8 V/V', 'What one volt at the pin stands for'),
      part,
    }),
  }),
  'current-filter': figure('ms', '0 ms', '100 ms', '10 ms', 'First-order filter of every current sensor'),
  motors: section('What all motors share.', {
    relay: output('In series with all motors.'),
    fuse: later('a fuse of the motors'),
  }),
  carriage,
  kneader,
  tapper: later('a tapper'),
  heat,
  inputs: section('What the person presses and sits on.', {
    stop: input('The stop key, with a wire of its own.'),
    'emergency-stop': section('Cuts the power by itself; its second contact tells the chip.', {
      cuts: word(['motors', 'everything'], ['everything'], 'What its first contact cuts.'),
      ...inputShape,
    }),
    seat: input('Closed while somebody sits there.'),
    keys: section('The other keys of the remote.', otherKeys),
  }),
  signs: section('What the remote shows.', {
    lamp: sign('The status lamp.'),
    'lock-lamp': sign('The lock lamp.'),
    beeper: sign('A beeper with its own oscillator.'),
    display: section('Four characters with an HT16K33.', {
      address: leaf(readAddress, {
        type: 'integer',
        minimum: i2cAddresses.least,
        maximum: i2cAddresses.most,
        description: 'Its I2C address.',
      }),
      part,
    }),
  }),
  added: later('the list of what a builder added'),
  measured: later('what setup has measured'),
});

/** A chair file with nothing wrong in any single value. */
export type ChairFile = z.output<typeof chairSchema>;

export interface Issue {
  readonly code: string;
  readonly path: readonly PropertyKey[];
  /** What kind of value belongs there. */
  readonly expected?: string;
  readonly keys?: readonly string[];
  readonly params?: { readonly fault?: Fault };
}

/** The value as a chair file, or what is wrong with its shape and its single values. */
export function parseChair(value: unknown): { file: ChairFile | null; issues: readonly Issue[] } {
  const result = chairSchema.safeParse(value);
  return result.success
    ? { file: result.data, issues: [] }
    : { file: null, issues: result.error.issues as readonly Issue[] };
}

/** The schema of one place of a chair file; null where there is none. */
function schemaAt(path: Path): z.core.$ZodType | null {
  let schema: z.core.$ZodType = chairSchema;
  for (const key of path) {
    const inner = partOf(schema, key);
    if (inner === null) return null;
    schema = inner;
  }
  return schema;
}

function partOf(schema: z.core.$ZodType, key: string | number): z.core.$ZodType | null {
  if (schema instanceof z.ZodMiniArray) return schema.def.element;
  if (!(schema instanceof z.ZodMiniObject) || !Object.hasOwn(schema.shape, key)) return null;
  return schema.shape[key] as z.core.$ZodType;
}

/** What is written at one place, where that is good by itself, whatever else is wrong with the file. */
export function readAt(value: unknown, path: Path): unknown {
  let part = value;
  for (const key of path) part = (part as Record<string | number, unknown> | null | undefined)?.[key];
  const schema = schemaAt(path);
  const result = schema === null ? null : z.safeParse(schema, part);
  return result?.success ? result.data : undefined;
}

/** The keys that a map has at this place. */
export function keysAt(path: Path): readonly string[] {
  const schema = schemaAt(path);
  return schema instanceof z.ZodMiniObject ? Object.keys(schema.shape) : [];
}

/** The maps that have this key. */
export function placesOfKey(key: string): Path[] {
  const found: Path[] = [];
  const visit = (path: Path): void => {
    for (const name of keysAt(path)) {
      if (name === key) found.push(path);
      visit([...path, name]);
    }
  };
  visit([]);
  return found;
}

function chairJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(chairSchema, { target: 'draft-2020-12', metadata: words, io: 'input' });
}

/** The text of `boards/chair.schema.json`. */
export function chairJsonSchemaText(): string {
  return `${JSON.stringify(chairJsonSchema(), null, 2)}\n`;
}
