/** Programs by chance: values of the right structure, and texts that are nearly programs. */
import fc from 'fast-check';
import { commonPads, heatLevels, widths } from '../../../src/chair/names.ts';
import { placeNames } from '../../../src/chair/zones.ts';
import { formatDuration } from '../../../src/codec/durations.ts';

const name = fc.constantFrom(...placeNames);
const offset = fc.tuple(name, fc.constantFrom(' + ', ' - ', '  +  '), fc.integer({ min: 0, max: 60 }));
const place = fc.oneof(
  name,
  offset.map(([zone, sign, mm]) => `${zone}${sign}${mm} mm`),
  fc.integer({ min: 20, max: 774 }).map((mm) => `${mm} mm`),
);
const band = fc.oneof(
  name,
  offset.map(([zone, sign, mm]) => `${zone}${sign}${mm} mm`),
);
const duration = (maxS: number) => fc.integer({ min: 1, max: maxS }).map((s) => formatDuration(s * 1000));
const speed = fc.integer({ min: 1, max: 6 });
const width = fc.constantFrom(...widths);
const level = fc.constantFrom(...heatLevels);
const heat = fc.oneof(
  level,
  fc
    .record(Object.fromEntries(commonPads.map((pad) => [pad, level])), { requiredKeys: [] })
    .filter((pads) => Object.keys(pads).length > 0),
);
const lasts = (count: string) =>
  fc.oneof(
    duration(80).map((one) => ({ for: one })),
    fc.integer({ min: 1, max: 12 }).map((many) => ({ [count]: many })),
  );

const merged = (...parts: fc.Arbitrary<object>[]) =>
  fc.tuple(...parts).map((all) => Object.assign({}, ...all) as Record<string, unknown>);

const roll = merged(
  fc.record({ from: place, to: place }),
  fc.record({ speed, width }, { requiredKeys: [] }),
  lasts('passes'),
);
const knead = merged(
  fc.oneof(
    place.map((at) => ({ at })),
    band.map((over) => ({ over })),
  ),
  fc.record({ speed, direction: fc.constantFrom('in', 'out') }, { requiredKeys: [] }),
  lasts('turns'),
);
const press = fc.record({ at: place, hold: duration(80), width }, { requiredKeys: ['at', 'hold'] });
const pause = (maxS: number) => fc.record({ for: duration(maxS) });

const plainEntry: fc.Arbitrary<unknown> = fc.oneof(
  fc.record({ roll }),
  fc.record({ knead }),
  fc.record({ press }),
  fc.record({ rest: pause(120) }),
  fc.record({ preheat: pause(300) }),
  fc.record({ heat }),
);
const entries = (depth: number): fc.Arbitrary<unknown[]> => {
  const repeat = fc.record({ repeat: fc.integer({ min: 1, max: 3 }), steps: fc.constant([]) });
  const inner = depth === 0 ? plainEntry : fc.oneof({ weight: 5, arbitrary: plainEntry }, repeat);
  return fc
    .array(inner, { minLength: 1, maxLength: 6 })
    .chain((list) =>
      fc.tuple(
        ...list.map((entry) =>
          typeof entry === 'object' && entry !== null && 'repeat' in entry
            ? entries(depth - 1).map((steps) => ({ ...entry, steps }))
            : fc.constant(entry),
        ),
      ),
    );
};

/** A value of the right structure; its lengths and spots may still be wrong. */
export const programValue: fc.Arbitrary<Record<string, unknown>> = merged(
  fc.record({
    format: fc.constant(1),
    id: fc.constantFrom('by-chance', 'a', 'x1'),
    name: fc.constantFrom('By chance', 'Rücken 2'),
  }),
  fc.record(
    {
      version: fc.integer({ min: 1, max: 65_535 }),
      about: fc.constantFrom('', 'A text.', 'Two\nlines.'),
      heat,
    },
    { requiredKeys: [] },
  ),
  fc.record({ steps: entries(3) }),
);

/** One that also keeps the chair's limits: gentle steps that add up to between 5 and 30 minutes. */
export const soundProgramValue: fc.Arbitrary<Record<string, unknown>> = merged(
  programValue,
  fc
    .tuple(
      fc.array(fc.record({ knead, press, roll }), { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 5, max: 11 }),
    )
    .map(([rounds, minutes]) => ({
      steps: [
        ...rounds.flatMap(({ knead, press, roll }) => [
          { knead: { ...knead, for: '30 s', turns: undefined } },
          { rest: { for: '15 s' } },
          { press: { ...press, hold: '30 s' } },
          { rest: { for: '20 s' } },
          { roll: { ...roll, from: '100 mm', to: '300 mm' } },
        ]),
        { heat: { sacral: 'low' } },
        { rest: { for: `${minutes} min` } },
      ].map((entry) => JSON.parse(JSON.stringify(entry)) as unknown),
    })),
);

/** A text with some of its pieces cut out, doubled, exchanged for others or moved. */
export function mutated(texts: readonly string[]): fc.Arbitrary<string> {
  const piece = fc.constantFrom(
    ...[
      '- ',
      ': ',
      '\n',
      '  ',
      '\t',
      '{',
      '}',
      '[',
      ']',
      ',',
      '#',
      '"',
      "'",
      '&a ',
      '*a',
      '!x ',
      '<<: ',
      '---\n',
    ],
    ...[
      '|\n',
      '>-\n',
      'repeat: 9',
      'steps:',
      'knead: ',
      'for: ',
      '90 s',
      '31 min',
      'waist',
      'null',
      '-1',
      '1e3',
      '0x1f',
    ],
    ...[
      '__proto__: 1\n',
      'constructor: 1\n',
      '\0',
      '\r',
      '\ufeff',
      '\ud800',
      'ä',
      '% ',
      '? ',
      '\u2028',
      '\x85',
    ],
  );
  const change = fc.tuple(fc.nat(), fc.nat(12), fc.oneof(piece, fc.constant('')));
  return fc.tuple(fc.constantFrom(...texts), fc.array(change, { maxLength: 6 })).map(([text, changes]) =>
    changes.reduce((changed, [where, length, instead]) => {
      const at = where % (changed.length + 1);
      return changed.slice(0, at) + instead + changed.slice(at + length);
    }, text),
  );
}
