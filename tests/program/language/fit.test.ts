/** A program on a chair that cannot do all of it. */
import { describe, expect, test } from 'vitest';
import { loadAnyChair } from '../../../src/board/shipped.ts';
import { abilitiesOf } from '../../../src/chair/abilities.ts';
import { planningFigures } from '../../../src/chair/planning.ts';
import { checkProgram, fitProgramText } from '../../../src/program/language/check.ts';
import { programNoteCodes } from '../../../src/program/language/problems.ts';
import { planProgram } from '../../../src/program/plan/planner.ts';
import { chair } from '../../chair.ts';
import { factoryTexts } from './factory-texts.ts';

const program = (...lines: string[]) =>
  `format: 1\nid: sample\nname: Sample\n${lines.map((line) => `${line}\n`).join('')}`;
const rest = '  - rest: { for: 5 min }';

/** `^` in a text marks where something is expected; it is taken out before the text is read. */
const plain = (text: string): string => text.replace('^', '');
function placeIn(text: string): string {
  const before = text.slice(0, text.indexOf('^'));
  return `${before.split('\n').length}:${before.length - before.lastIndexOf('\n')}`;
}

function fitted(id: string, text: string) {
  const any = loadAnyChair(id);
  return fitProgramText(plain(text), 'sample.yaml', planningFigures(any), abilitiesOf(any));
}

const said = (id: string, text: string): string[] => {
  const { problems, notes } = fitted(id, text);
  return [...problems, ...notes].map(({ line, column, code }) => `${line}:${column} ${code}`);
};

const notes: readonly (readonly [code: string, id: string, text: string])[] = [
  [
    'N01',
    'chair-a',
    program('steps:', '  - roll: { from: gluteal, to: mid-back, width: ^wide, for: 5 min }'),
  ],
  ['N02', 'chair-a', program('steps:', rest, '  - knead: { at: waist, direction: ^in, for: 40 s }')],
  ['N03', 'chair-b', program('steps:', rest, '  - roll: { from: sacrum, to: waist, speed: ^5, for: 40 s }')],
  ['N04', 'chair-b', program('heat: ^medium', 'steps:', rest, '  - knead: { at: waist, for: 40 s }')],
  [
    'N05',
    'chair-b',
    program('heat: { sacral: ^low }', 'steps:', rest, '  - knead: { at: waist, for: 40 s }'),
  ],
  ['N20', 'chair-a', program('steps:', rest, '  - roll: { from: sacrum, to: waist, passes: ^6 }')],
  ['N20', 'chair-a', program('steps:', rest, '  - knead: { at: waist, turns: ^12 }')],
  ['N21', 'chair-b', program('steps:', '  - rest: { for: 14 min }', '  - ^rest: { for: 1 min 1 s }', rest)],
  [
    'N08',
    'chair-b',
    program('steps:', rest, '  - knead: { at: 200 mm, for: 60 s }', '  - knead: { at: 226 mm, for: ^40 s }'),
  ],
  ['N06', 'chair-a', program('steps:', rest, '  - knead: { at: ^waist, for: 40 s }')],
];
const problems: typeof notes = [
  ['P36', 'chair-a', program('steps:', rest, '  - ^press: { at: waist, hold: 40 s }')],
  ['P37', 'chair-c', program('steps:', rest, '  - knead: { at: ^240 mm, for: 40 s }')],
  ['P38', 'chair-a', program('heat: ^low', 'steps:', rest)],
];

describe('a program on a chair that cannot do all of it', () => {
  test.each([...notes, ...problems])('%s on %s, at its place', (code, id, text) => {
    expect(said(id, text)).toContain(`${placeIn(text)} ${code}`);
  });

  test.each(notes)('%s on %s is no reason to refuse it', (_code, id, text) => {
    expect(fitted(id, text).program).not.toBeNull();
  });

  test.each(problems)('%s on %s is one, and the cure is said', (_code, id, text) => {
    const { program: made, problems: found } = fitted(id, text);
    expect(made).toBeNull();
    expect(found.every(({ hint }) => hint.length > 10)).toBe(true);
  });

  test('what cannot run at all is not said to run without', () => {
    const notesOf = (text: string) => fitted('chair-a', text).notes.map(({ code }) => code);
    expect(notesOf(program('heat: low', 'steps:', rest))).not.toContain('N05');
    const moving = program('heat: low', 'steps:', rest, '  - knead: { at: waist, for: 40 s }');
    expect(notesOf(moving)).toContain('N05');
  });

  test('heat that is locked out is told from heat that is not there', () => {
    const noHeatOf = (id: string, heat: string) => {
      const { notes: found } = fitted(
        id,
        program(heat, 'steps:', '  - roll: { from: sacrum, to: waist, for: 5 min }'),
      );
      return found.filter(({ code }) => code === 'N05').map(({ message, hint }) => `${message}: ${hint}`);
    };
    const helps = 'lumbar explain says why, and what would help';
    expect(noHeatOf('chair-a', 'heat: low')).toEqual(['this chair has no heat: the program runs without']);
    expect(noHeatOf('chair-b-open-loop', 'heat: low')).toEqual([
      `the heat of this chair is locked out: the program runs without; ${helps}`,
    ]);
    expect(noHeatOf('chair-b-open-loop', 'heat: { lumbar: low }')).toEqual([
      `the pad lumbar of this chair is locked out: it stays off; ${helps}`,
    ]);
    expect(noHeatOf('chair-b-open-loop', 'heat: { sacral: low }')).toEqual([
      'this chair has no pad sacral: nothing is heated there',
    ]);
    const alone = fitted('chair-b-open-loop', program('heat: low', 'steps:', rest)).problems;
    expect(alone.map(({ message }) => message)).toEqual([
      'the program is of heat alone, and the heat of this chair is locked out',
    ]);
  });

  test('the chair that has everything does all of it', () => {
    for (const [, , text] of [...notes, ...problems]) expect(said('lumbar-1', text)).toEqual([]);
  });

  test('every note is tried', () => {
    // N07 needs a chair that only taps: see tap.test.ts.
    expect(new Set([...notes.map(([code]) => code), 'N07'])).toEqual(new Set(Object.keys(programNoteCodes)));
  });

  test('each note is said once, with how often it is true', () => {
    const wide = '  - roll: { from: gluteal, to: mid-back, width: wide, for: 3 min }';
    const { notes: found } = fitted('chair-a', program('steps:', wide, wide, wide));
    expect(found.filter(({ code }) => code === 'N01').map(({ message }) => message)).toEqual([
      'this chair cannot choose how far apart its arms are (and in 2 more)',
    ]);
  });

  test('a chair that turns and travels with one motor kneads over a band, and cannot without any', () => {
    expect(said('chair-c', program('steps:', rest, '  - knead: { over: waist, for: 40 s }'))).toEqual([
      '6:20 N06',
    ]);
    // It travels all the while: however long it lasts, no spot is worked for too long.
    expect(said('chair-c', program('steps:', '  - knead: { over: waist, for: 10 min }'))).toEqual([
      '5:20 N06',
    ]);
    const any = { ...loadAnyChair('chair-b'), carriage: null, kneader: null };
    const steps = program(
      'steps:',
      rest,
      '  - knead: { at: waist, for: 40 s }',
      '  - roll: { from: sacrum, to: waist, for: 40 s }',
    );
    const found = fitProgramText(steps, 'sample.yaml', planningFigures(any), abilitiesOf(any)).problems;
    expect(found.map(({ code }) => code)).toEqual(['P39', 'P40']);
    // What is proposed is nothing that the chair cannot do either.
    expect(found[0]?.hint).toMatch(/^rest in its place; /);
    const hints = (chair: typeof any | ReturnType<typeof loadAnyChair>, text: string) =>
      fitProgramText(text, 'sample.yaml', planningFigures(chair), abilitiesOf(chair)).problems.map(
        ({ hint }) => hint,
      );
    const press = program('steps:', rest, '  - press: { at: waist, hold: 40 s }');
    expect(hints(any, press)).toEqual(['this chair has not both: rest in its place']);
    expect(hints(loadAnyChair('chair-a'), press)).toEqual([
      'this chair has not both: roll or rest in its place',
    ]);
    const heat = program('heat: low', 'steps:', rest);
    expect(hints({ ...any, heat: null }, heat)).toEqual([expect.stringMatching(/`heat\.pads`$/)]);
    expect(hints(loadAnyChair('chair-b-open-loop'), heat)).toEqual([
      'lumbar explain says what would have to be added',
    ]);
  });

  test('a spot of a chair by time is a third of its rail, which is worked 45 s', () => {
    const kneads = (...lines: string[]) =>
      said('chair-a', program('steps:', rest, ...lines)).filter((one) => one.endsWith('N08'));
    expect(kneads('  - knead: { at: 100 mm, for: 45 s }')).toEqual([]);
    expect(kneads('  - knead: { at: 100 mm, for: 46 s }')).toEqual(['6:31 N08']);
    const [low, high] = ['  - knead: { at: 100 mm, for: 40 s }', '  - knead: { at: 240 mm, for: 40 s }'];
    expect(kneads(low, high)).toEqual(['7:31 N08']);
    expect(kneads(low, '  - rest: { for: 15 s }', high)).toEqual([]);
    expect(kneads(low, '  - knead: { at: 400 mm, for: 40 s }')).toEqual([]);
    const rested = fitted('chair-a', program('steps:', rest, low, high)).notes.find(
      ({ code }) => code === 'N08',
    );
    expect(rested?.message).toBe('the spot round 132 mm is worked for 1 min 20 s without a break');
    expect(rested?.hint).toMatch(/^after 45 s the arms rest, .* knows its place by time alone$/);
    const tap = '  - tap: { at: 100 mm, for: 46 s }';
    const tapped = fitted('chair-a', program('steps:', rest, tap)).notes.find(({ code }) => code === 'N08');
    expect(tapped?.hint).toMatch(/^after 45 s the tapper rests, until the spot may be worked anew/);
  });

  test('turns of heads that nobody counts are reckoned at a speed that arms have', () => {
    const text = program('steps:', rest, '  - knead: { over: waist, turns: 40 }');
    expect(said('chair-c', text)).toEqual(['6:20 N06', '6:34 N20']);
    const { program: made } = fitted('chair-c', text);
    const plan = made === null ? null : planProgram(made, planningFigures(loadAnyChair('chair-c')));
    const { startMs = 0, endMs = 0 } = plan?.steps[1] ?? {};
    expect(endMs - startMs).toBeGreaterThan(60_000);
    expect(endMs - startMs).toBeLessThan(90_000);
  });

  test('the function check is long enough on a chair whose carriage and arms are faster', () => {
    const text = factoryTexts.get('function-check') ?? '';
    const any = loadAnyChair('chair-b');
    const found = fitProgramText(text, 'function-check.yaml', planningFigures(any), abilitiesOf(any));
    expect(found.problems).toEqual([]);
    expect(found.notes.map(({ code }) => code)).toContain('N05');
  });

  test('is planned at the speeds of the chair', () => {
    const text = program('steps:', rest, '  - roll: { from: 100 mm, to: 340 mm, speed: 3, passes: 10 }');
    const slow = planningFigures(loadAnyChair('chair-c'));
    expect(slow.carriage.speedsMmPerS).toHaveLength(6);
    expect(slow.carriage.speedsMmPerS[5]).toBeCloseTo((380 / 25) * 0.8, 5);
    expect(checkProgram(text, 'sample.yaml', slow).problems).toEqual([]);
    expect(planningFigures(loadAnyChair('lumbar-1')).carriage.speedsMmPerS).toEqual(
      chair.carriage.speedsMmPerS,
    );
  });

  test('a name lies where the chair says that it does', () => {
    const high = program('steps:', rest, '  - knead: { at: waist - 200 mm, for: 40 s }');
    expect(said('chair-b', high)).toEqual([]);
    expect(said('chair-b', high.replace('200 mm', '250 mm'))).toEqual(['6:18 P21']);
    const beyond = fitted('chair-b', high.replace('200 mm', '250 mm')).problems[0];
    expect(beyond?.message).toBe('waist - 250 mm is at 10 mm');
    expect(beyond?.hint).toMatch(/^points lie from 20 to 780 mm; .* `carriage\.places` in its file$/);
  });
});

test('a level that one of several pads does not give is said with the pad, and what it gives instead', () => {
  const any = loadAnyChair('lumbar-1');
  const abilities = abilitiesOf(any);
  const noted = (levels: Readonly<Record<string, readonly ('low' | 'medium' | 'high')[]>>, level = 'high') =>
    fitProgramText(program(`heat: ${level}`, 'steps:', rest), 'sample.yaml', planningFigures(any), {
      ...abilities,
      levels,
    })
      .notes.filter(({ code }) => code === 'N04')
      .map(({ message, hint }) => `${message}; ${hint}`);
  const all = ['low', 'medium', 'high'] as const;
  expect(noted({ lumbar: all, sacral: all })).toEqual([]);
  expect(noted({ lumbar: all, sacral: ['low'] })).toEqual([
    'this chair does not give the level high at the pad sacral: low alone; low is given',
  ]);
  expect(noted({ lumbar: all, sacral: ['low'] }, 'low')).toEqual([]);
  // Below all that a table has.
  expect(noted({ lumbar: ['medium', 'high'], sacral: ['medium', 'high'] }, 'low')).toEqual([
    'this chair does not give the level low: medium, high alone; it stays off',
  ]);
  expect(noted({ lumbar: ['low'], sacral: ['low'] })).toEqual([
    'this chair does not give the level high: low alone; low is given',
  ]);
});

test('a level between two of a table is given as the lower one, and is noted and planned so', () => {
  const any = loadAnyChair('chair-b-table');
  const figures = planningFigures(any);
  const levels = ['low', 'high'] as const;
  const table = { ...figures, pads: figures.pads.map((pad) => ({ ...pad, levels })) };
  const text = program('heat: medium', 'steps:', rest);
  const abilities = { ...abilitiesOf(any), levels: { lumbar: levels } };
  const { program: fits, notes } = fitProgramText(text, 'sample.yaml', table, abilities);
  expect(
    notes.filter(({ code }) => code === 'N04').map(({ message, hint }) => `${message}; ${hint}`),
  ).toEqual(['this chair does not give the level medium: low, high alone; low is given']);
  if (fits === null) throw new Error('the program does not fit');
  expect(planProgram(fits, table).steps[0]?.heat).toEqual({ lumbar: 'low' });
});

test.each(['constructor', 'toString', '__proto__'])('a pad called %s is one that no chair has', (name) => {
  const { problems } = fitted('lumbar-1', program(`heat: { ${name}: low }`, 'steps:', rest));
  expect(problems.map(({ code, line }) => [code, line])).toContainEqual(['P10', 4]);
});
