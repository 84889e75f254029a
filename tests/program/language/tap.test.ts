/** The technique `tap`, from its text to its plan and its package, on a chair with a tapper. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadAnyChair } from '../../../src/board/shipped.ts';
import { abilitiesOf } from '../../../src/chair/abilities.ts';
import { planningFigures } from '../../../src/chair/planning.ts';
import { rhythmNames, rhythms, roundMs, tapHopMs, tapsAt } from '../../../src/chair/rhythms.ts';
import { placeNames } from '../../../src/chair/zones.ts';
import { decodeCbor, encodeCbor } from '../../../src/codec/cbor.ts';
import { checkProgram, checkProgramValue, fitProgramText } from '../../../src/program/language/check.ts';
import { programJsonSchema } from '../../../src/program/language/json-schema.ts';
import type { Program } from '../../../src/program/language/program.ts';
import { canonicalProgram } from '../../../src/program/package/canonical.ts';
import { planProgram } from '../../../src/program/plan/planner.ts';
import { timelineText } from '../../../src/program/plan/timeline.ts';
import { chair as lumbar1 } from '../../chair.ts';
import { shippedTexts } from './factory-texts.ts';

const any = loadAnyChair('chair-b');
const chair = planningFigures(any);
const head = 'format: 1\nid: sample\nname: Sample\n';
const text = (...steps: string[]) =>
  `${head}steps:\n${[...steps, '- rest: { for: 5 min }'].map((step) => `  ${step}\n`).join('')}`;
const checked = (...steps: string[]) => checkProgram(text(...steps), 'sample.yaml', chair);
const said = (...steps: string[]) =>
  checked(...steps).problems.map(({ line, column, code, hint }) => `${line}:${column} ${code} ${hint}`);
const planned = (...steps: string[]) => {
  const { program, problems } = checked(...steps);
  expect(problems).toEqual([]);
  return planProgram(program as Program, chair);
};

describe('the text of a tap', () => {
  test('is read, with speed 2 and the steady rhythm where it says nothing', () => {
    const { program } = checked(
      '- tap: { at: upper-lumbar, for: 40 s }',
      '- tap: { over: mid-back - 5 mm, speed: 6, rhythm: waltz, for: 1 min }',
    );
    expect(program?.steps.slice(0, 2)).toEqual([
      {
        kind: 'tap',
        at: { name: 'upper-lumbar', offsetMm: 0 },
        over: null,
        speed: 2,
        rhythm: 'steady',
        forMs: 40_000,
      },
      {
        kind: 'tap',
        at: null,
        over: { name: 'mid-back', offsetMm: -5 },
        speed: 6,
        rhythm: 'waltz',
        forMs: 60_000,
      },
    ]);
  });

  test.each([
    ['- tap: { at: waist, rhythm: walz, for: 40 s }', '5:31 P42 did you mean waltz?'],
    ['- tap: { at: waist, rhythm: 3, for: 40 s }', '5:31 P42 one of steady, double, waltz'],
    ['- tap: { at: waist, rhytm: waltz, for: 40 s }', '5:23 P10 did you mean rhythm?'],
    ['- tap: { at: waist, pattern: waltz, for: 40 s }', '5:23 P10 did you mean rhythm?'],
    ['- tapping: { at: waist, for: 40 s }', '5:5 P19 did you mean tap?'],
    ['- percussion: { at: waist, for: 40 s }', '5:5 P19 did you mean tap?'],
    ['- tap: { at: waist, speed: 7, for: 40 s }', '5:30 P24 a whole number from 1 to 6'],
    ['- tap: { at: waist }', '5:10 P09 whole numbers with units: 90 s, 2 min, 1 min 30 s'],
    ['- tap: { for: 40 s }', '5:10 P29 exactly one of them is needed'],
    ['- tap: { at: waist, over: waist, for: 40 s }', '5:23 P29 take one of them out'],
    ['- tap: { over: 240 mm, for: 40 s }', '5:18 P22 over needs a zone or target; for a point use at'],
    [
      '- tap: { at: waist, for: 91 s }',
      '5:28 P34 at most 1 min 30 s, then 15 s elsewhere, rolling or resting',
    ],
    ['- tap: { at: waist, turns: 3, for: 40 s }', '5:23 P10 known here: at, over, speed, rhythm, for'],
  ])('%s is told as %s', (step, problem) => {
    expect(said(step)).toEqual([problem]);
  });

  test('is a problem at its key on a chair without a tapper, and on one whose tapper may not tap', () => {
    const step = text('- tap: { at: waist, rhythm: double, for: 40 s }');
    const told = checkProgram(step, 'sample.yaml', lumbar1).problems;
    expect(told).toMatchObject([
      {
        line: 5,
        column: 5,
        code: 'P41',
        message: 'the chair lumbar-1 has no tapper that may tap',
        hint: 'another technique of the chair in its place, or a rest',
      },
    ]);
    const unprotected = {
      ...any,
      tapper: any.tapper === null ? null : { ...any.tapper, fuseA: null },
      motors: { ...any.motors, fuseA: null },
    };
    expect(abilitiesOf(unprotected).tap).toBe(false);
    const { problems } = fitProgramText(
      step,
      'sample.yaml',
      planningFigures(unprotected),
      abilitiesOf(unprotected),
    );
    expect(problems.map(({ code }) => code)).toEqual(['P41']);
  });

  test('is completed by editors: its rhythms are words', () => {
    const schema = JSON.stringify(programJsonSchema(chair));
    expect(schema).toContain(JSON.stringify([...rhythmNames]));
    expect(schema).toMatch(/tapping \d\d to 100 % of its power/);
    expect(JSON.stringify(programJsonSchema(lumbar1))).not.toContain('of its power');
  });

  test('fits itself to the chair: fewer speeds, thirds of the rail, no place at all', () => {
    const notes = (on: typeof any) =>
      fitProgramText(
        text('- tap: { at: waist, speed: 3, for: 40 s }'),
        'sample.yaml',
        planningFigures(on),
        abilitiesOf(on),
      ).notes.map(({ code }) => code);
    expect(notes(any)).toEqual([]);
    expect(notes(loadAnyChair('chair-a'))).toEqual(['N06']);
    expect(notes({ ...any, carriage: null, kneader: null })).toEqual(['N07']);
    const tapper = any.tapper === null ? null : { ...any.tapper, speeds: any.tapper.speeds.slice(0, 2) };
    expect(notes({ ...any, tapper })).toEqual(['N03']);
  });
});

const tap = fc
  .tuple(
    fc.oneof(
      fc.constantFrom(...placeNames).map((at) => ({ at })),
      fc.integer({ min: 60, max: 700 }).map((mm) => ({ at: `${mm} mm` })),
      fc.constantFrom(...placeNames).map((over) => ({ over })),
    ),
    fc.record(
      { speed: fc.integer({ min: 1, max: 6 }), rhythm: fc.constantFrom(...rhythmNames) },
      { requiredKeys: [] },
    ),
    fc.integer({ min: 1, max: 60 }).map((seconds) => ({ for: `${seconds} s` })),
  )
  .map((parts) => ({ tap: Object.assign({}, ...parts) as object }));

test('a program that taps comes out of its package as it went in, and is planned to the tick', () => {
  fc.assert(
    fc.property(fc.array(tap, { minLength: 1, maxLength: 6 }), (taps) => {
      const value = {
        format: 1,
        id: 'a',
        name: 'A',
        steps: [...taps.flatMap((one) => [one, { rest: { for: '15 s' } }]), { rest: { for: '5 min' } }],
      };
      const { program, problems } = checkProgramValue(value, '-', chair);
      expect(problems).toEqual([]);
      const bytes = encodeCbor(canonicalProgram(program as Program));
      const decoded = decodeCbor(bytes, { strict: true });
      expect(decoded.ok).toBe(true);
      expect(checkProgramValue(decoded.ok ? decoded.value : null, '-', chair).program).toEqual(program);
      const plan = planProgram(program as Program, chair);
      for (const step of plan.steps) {
        expect(step.exact).toBe(true);
        expect((step.endMs - step.startMs) % 20).toBe(0);
      }
    }),
    { numRuns: 200 },
  );
});

describe('the plan of a tap', () => {
  test('is exact, at a point or through a band', () => {
    const [at, over] = planned(
      '- tap: { at: 240 mm, rhythm: double, for: 40 s }',
      '- tap: { over: gluteal, speed: 5, for: 1 min }',
    ).steps;
    expect(at).toMatchObject({
      technique: 'tap',
      exact: true,
      startMs: 0,
      endMs: 40_000,
      lowMm: 240,
      highMm: 240,
    });
    expect(over).toMatchObject({ exact: true, endMs: 100_000, speed: 5, rhythm: 'steady' });
    expect((over as { lowMm: number; highMm: number }).lowMm).toBeLessThan(
      (over as { highMm: number }).highMm,
    );
  });

  test('counts for the spot, together with kneading', () => {
    const spot = ['- tap: { at: 240 mm, for: 50 s }', '- knead: { at: 240 mm, for: 41 s }'] as const;
    expect(said(...spot)).toEqual(['6:31 P34 at most 1 min 30 s, then 15 s elsewhere, rolling or resting']);
    expect(said(spot[0], '- rest: { for: 15 s }', spot[1])).toEqual([]);
  });

  test('has a lane of its own, with the rhythm, in the timeline; other plans have none', () => {
    const shown = timelineText(
      planned(
        '- tap: { over: waist, speed: 3, rhythm: waltz, for: 90 s }',
        '- roll: { from: gluteal, to: waist, for: 1 min }',
        '- tap: { at: 240 mm, rhythm: double, for: 1 min }',
      ),
      70,
    );
    expect(shown).toMatch(/^1 +0:00 +1 min 30 s +tap +\d+ to \d+ mm, speed 3, waltz/m);
    expect(shown).toMatch(/^ +tapper \|3+ +:+$/m);
    expect(shown).toMatch(/Tapper: = steady, :\sdouble, 3 waltz\./);
    expect(timelineText(planned('- roll: { from: gluteal, to: waist, for: 1 min }'), 70)).not.toMatch(
      /tapp/i,
    );
  });
});

describe('the rhythms', () => {
  test.each(rhythmNames)('%s runs and rests in whole ticks, as its table says', (name) => {
    let ranMs = 0;
    for (let ms = 0; ms < roundMs(name); ms += 20) if (tapsAt(name, ms)) ranMs += 20;
    expect(ranMs).toBe(rhythms[name].beats.reduce((sum, { runMs }) => sum + runMs, 0));
    for (const { runMs, restMs } of rhythms[name].beats) {
      expect((runMs % 20) + (restMs % 20)).toBe(0);
      expect(runMs).toBeGreaterThanOrEqual(240);
    }
    expect(tapHopMs(name)).toBeGreaterThanOrEqual(4000);
    expect(tapHopMs(name)).toBeLessThanOrEqual(6000);
  });

  test('begin with a beat', () => {
    for (const name of rhythmNames) expect(tapsAt(name, 0)).toBe(true);
    expect(tapsAt('double', 240)).toBe(false);
    expect(tapsAt('double', 400)).toBe(true);
    expect(tapsAt('double', 1400 * 7 + 640)).toBe(false);
  });
});

test('the program that ships taps in every rhythm, lasts ten minutes, and runs where there is a tapper', () => {
  const source = shippedTexts.get('tapping-rhythms') ?? '';
  for (const id of ['chair-a', 'chair-b', 'chair-b-table', 'chair-b-open-loop']) {
    const on = loadAnyChair(id);
    const { program, problems } = fitProgramText(
      source,
      'tapping-rhythms.yaml',
      planningFigures(on),
      abilitiesOf(on),
    );
    expect(problems, id).toEqual([]);
    const { steps, plannedMs } = planProgram(program as Program, planningFigures(on));
    expect(plannedMs).toBe(600_000);
    expect(new Set(steps.flatMap((step) => (step.technique === 'tap' ? [step.rhythm] : [])))).toEqual(
      new Set(rhythmNames),
    );
  }
  expect(checkProgram(source, 'tapping-rhythms.yaml', lumbar1).problems.map(({ code }) => code)).toContain(
    'P41',
  );
});
