/**
 * The format of chair files, in one place: the reader reads by it, and the JSON Schema for editors and docs/chairs.md are made
 * from it. It says which keys there are and what each value may be. Rules across several values are in rules.ts; what the
 * chip can do is checked in pins.ts.
 */
import type { Path } from '../../codec/yaml-problems.ts';
import { chips } from '../chips/index.ts';
import { type KeyName, keyNames } from '../names.ts';
import {
  anyFigure,
  chairId,
  chipWord,
  date,
  figure,
  filePath,
  formatNumber,
  i2cAddress,
  text,
  whole,
  word,
} from './leaves.ts';
import { heat } from './schema-heat.ts';
import { carriage, kneader, tapper } from './schema-motors.ts';
import {
  fuse,
  input,
  key,
  optionalInputKeys,
  output,
  partText,
  sign,
  spread,
  voltage,
} from './schema-parts.ts';
import {
  type AnyShape,
  type Key,
  keysOf,
  list,
  may,
  must,
  named,
  part,
  section,
  type ValueOf,
} from './shape.ts';
import type { Format } from './unknown-keys.ts';
import { usual } from './usual.ts';

type OtherKey = Exclude<KeyName, 'stop'>;
const otherKeys = Object.fromEntries(
  keyNames
    .filter((name) => name !== 'stop')
    .map((name) => [name, part(key(`The ${name} key.`), 'no such key')]),
) as Record<OtherKey, Key<ReturnType<typeof key>, 'part'>>;

const supply = section('The power supply.', {
  volts: must(figure('V', '5 V', '36 V', '24 V', 'Nominal voltage')),
  'source-resistance': may(
    figure('ohm', '0 ohm', '5 ohm', '0.15 ohm', 'Resistance of the supply and its leads together'),
    usual.sourceResistance.text,
  ),
  warn: may(
    spread('V', '4 V', '40 V', ['20 V', '28 V'], 'The band outside which a fault code is shown'),
    'half-way from volts to allowed',
  ),
  allowed: may(
    spread('V', '4 V', '40 V', ['18 V', '30 V'], 'The band outside which everything is switched off'),
    `${usual.allowed.least.text} to ${usual.allowed.most.text} of volts`,
  ),
  sense: part(voltage('The voltage before the contact of the emergency stop.'), 'not watched'),
});

const measurement = section('What setup has measured. The figure that counts is the one at its own key.', {
  value: must(anyFigure('15.86 s', 'The measured value')),
  spread: may(anyFigure('0.12 s', 'Difference between the least and the most of all runs'), 'one run'),
  runs: may(whole(1, 1000, 'How many runs there were'), '1'),
  'on-date': may(date('The day of the measurement'), 'not known'),
});

export const chairShape = section('A massage chair: its figures and its wiring.', {
  chair: must(chairId),
  format: must(formatNumber),
  name: may(text(80, 'S-shaped rail, by time', 'The name that people read.'), 'the id'),
  fits: may(
    text(200, 'the board with two relays behind the seat', 'How to recognize this chair.'),
    'not said',
  ),
  chip: must(chipWord(Object.keys(chips))),
  supply: must(supply),
  'current-filter': may(
    figure(
      'ms',
      '0 ms',
      '100 ms',
      '10 ms',
      'Time constant of the first-order filter of every current sensor',
    ),
    usual.currentFilter.text,
  ),
  motors: part(
    section('What all motors share.', {
      relay: part(output('output', 'The relay in series with all motors.'), 'no such relay'),
      sense: part(
        voltage(
          'The voltage behind the relay, which proves it where no current is measured: it must fall below a third of volts within 1 s of the relay opening.',
        ),
        'not watched',
      ),
      fuse: part(fuse('6.3 A'), 'none'),
    }),
    'nothing is shared',
  ),
  carriage: part(carriage, 'no carriage'),
  kneader: part(kneader, 'no kneading'),
  tapper: part(tapper, 'no tapping'),
  heat: part(heat, 'no heat'),
  inputs: must(
    section('The keys, the emergency stop and the seat switch.', {
      stop: must(input('The stop key, with a wire of its own.')),
      'emergency-stop': part(
        section('The emergency stop, which cuts the power by itself; a second contact may tell the chip.', {
          cuts: must(word(['motors', 'everything'], 'What its contact cuts.')),
          ...optionalInputKeys,
        }),
        'none',
      ),
      seat: part(
        input('The seat switch, closed while somebody sits in the chair.'),
        'a session is at most 15 min, and the chair asks whether somebody is there',
      ),
      keys: part(section('The other keys of the remote.', otherKeys), 'none of them'),
    }),
  ),
  signs: part(
    section('The lamps, the beeper and the display of the remote.', {
      lamp: part(sign('The status lamp.'), 'no such sign'),
      'lock-lamp': part(sign('The lock lamp.'), 'no such sign'),
      beeper: part(sign('A beeper with its own oscillator.'), 'no such sign'),
      display: part(
        section('The display: four characters with an HT16K33.', {
          address: must(i2cAddress),
          part: partText(),
        }),
        'no such sign; pins 20 and 21 are free',
      ),
    }),
    'no signs',
  ),
  added: may(
    list('The paths of what a builder added to the chair as it was sold.', filePath, 1, 100),
    'nothing',
  ),
  measured: may(
    named('What setup has measured, by path; setup writes it.', measurement, 100, {
      pattern: /^[a-z][a-z0-9.-]*$/,
      hint: 'the path of a figure in this file, such as carriage.travel.up',
    }),
    'nothing',
  ),
});

/** A chair file in which every single value is good. */
export type ChairFile = ValueOf<typeof chairShape>;

const serialRemote = {
  says: 'does not read a remote on a serial line',
  cure: 'wire a key of its own to a pin for each that you need, and write it under `inputs.keys`',
};

/** Parts that chairs have and that Lumbar leaves to their own controllers, by path. */
export const foreignParts: Format['foreign'] = {
  recline: { says: 'does not drive the recline of the chair' },
  air: { says: 'does not drive air bags' },
  airbags: { says: 'does not drive air bags' },
  'air-bags': { says: 'does not drive air bags' },
  footrest: { says: 'does not drive a footrest' },
  vibration: {
    says: 'does not drive vibration apart from a tapper',
    cure: 'write one vibration motor as `tapper`, or leave it out',
  },
  rollers: { says: 'does not drive foot rollers' },
  remote: serialRemote,
  'inputs.remote': serialRemote,
};

/** The paths of the maps that have this key; a pad's name is written NAME. */
export function placesOfKey(key: string): Path[] {
  const found: Path[] = [];
  const visit = (shape: AnyShape, path: Path): void => {
    if (shape.shape === 'named') visit(shape.of as AnyShape, [...path, 'NAME']);
    if (shape.shape === 'list') visit(shape.of as AnyShape, [...path, 0]);
    for (const [name, { of }] of Object.entries(keysOf(shape))) {
      if (name === key) found.push(path);
      visit(of, [...path, name]);
    }
  };
  visit(chairShape, []);
  return found;
}
