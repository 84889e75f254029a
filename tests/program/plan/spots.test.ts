import { describe, expect, test } from 'vitest';
import { checkProgram } from '../../../src/program/language/check.ts';
import { chair } from '../../chair.ts';

/** What is said of a program of these steps that is long enough. */
function said(...lines: string[]): string[] {
  const steps = ['- rest: { for: 5 min }', ...lines].map((line) => `  ${line}\n`).join('');
  const { problems } = checkProgram(`format: 1\nid: a\nname: A\nsteps:\n${steps}`, 'a.yaml', chair);
  return problems.map((one) => `${one.line} ${one.code} ${one.message}`);
}
const good: string[] = [];
const knead = (at: string, seconds: number) => `- knead: { at: ${at}, for: ${seconds} s }`;
const press = (at: string, seconds: number) => `- press: { at: ${at}, hold: ${seconds} s }`;
const rest = (seconds: number) => `- rest: { for: ${seconds} s }`;

describe('one spot is worked for 90 s at most', () => {
  test('by kneading', () => {
    expect(said(knead('waist', 90))).toEqual(good);
    expect(said(knead('waist', 91))).toEqual([
      '6 P34 the spot round 240 mm is worked for 1 min 31 s without a break',
    ]);
  });

  test('by kneading and pressing together, in any order', () => {
    expect(said(knead('waist', 50), press('waist', 40))).toEqual(good);
    expect(said(press('waist', 40), knead('waist', 51))).toEqual([
      '7 P34 the spot round 240 mm is worked for 1 min 31 s without a break',
    ]);
  });

  test('of turns their nominal time counts, getting there does not', () => {
    expect(said('- knead: { at: mid-back, speed: 1, turns: 30 }')).toEqual(good);
    expect(said('- knead: { at: mid-back, speed: 1, turns: 31 }')).toEqual([
      '6 P34 the spot round 420 mm is worked for 1 min 33 s without a break',
    ]);
  });

  test('of a press the hold counts, getting there does not', () => {
    expect(said(press('mid-back', 90))).toEqual(good);
  });

  test('what is within 20 mm, and the 4 mm of landing, is the same spot', () => {
    expect(said(knead('200 mm', 60), knead('225 mm', 60))).toEqual(good);
    expect(said(knead('200 mm', 60), knead('224 mm', 60))).toEqual([
      '7 P34 the spot round 200 mm is worked for 2 min without a break',
    ]);
    // Neighbouring lumbar zones are 40 mm apart.
    expect(said(knead('lower-lumbar', 90), knead('mid-lumbar', 90), knead('upper-lumbar', 90))).toEqual(good);
  });
});

describe('the count of a spot clears after 15 s', () => {
  test.each([
    ['resting', rest],
    ['preheating', (seconds: number) => `- preheat: { for: ${seconds} s }`],
    ['rolling', (seconds: number) => `- roll: { from: gluteal, to: mid-back, for: ${seconds} s }`],
    ['kneading elsewhere', (seconds: number) => knead('sacrum', seconds)],
  ])('of %s', (_what, pause) => {
    expect(said(knead('waist', 60), pause(15), knead('waist', 60))).toEqual(good);
    expect(said(knead('waist', 60), pause(14), knead('waist', 60))).toHaveLength(1);
  });

  test('of pressing elsewhere, getting there included', () => {
    expect(said(knead('240 mm', 60), press('140 mm', 8), knead('240 mm', 60))).toEqual(good);
    expect(said(knead('240 mm', 60), press('140 mm', 7), knead('240 mm', 60))).toHaveLength(1);
  });

  test('in one piece: two shorter breaks do not add up', () => {
    expect(said(knead('waist', 40), rest(10), knead('waist', 40), rest(10), knead('waist', 40))).toHaveLength(
      1,
    );
    expect(
      said(
        knead('waist', 40),
        rest(8),
        '- roll: { from: gluteal, to: sacrum, for: 7 s }',
        knead('waist', 60),
      ),
    ).toEqual(good);
  });

  test('between the rounds of a repeat too', () => {
    const round = (pause: number) => [
      '- repeat: 5',
      '  steps:',
      `    ${knead('waist', 50)}`,
      `    ${rest(pause)}`,
    ];
    expect(said(...round(15))).toEqual(good);
    expect(said(...round(14))).toEqual([
      '8 P34 the spot round 240 mm is worked for 4 min 10 s without a break',
    ]);
  });
});

describe('kneading through a band', () => {
  const over = (band: string, speed: number, seconds: number) =>
    `- knead: { over: ${band}, speed: ${speed}, for: ${seconds} s }`;

  test('leaves each spot of a long band alone for long enough', () => {
    expect(said(over('waist', 2, 600))).toEqual(good);
    expect(said(over('quadratus-lumborum', 1, 900))).toEqual(good);
  });

  test('works a short band like one spot', () => {
    expect(said(over('lower-lumbar', 2, 90))).toEqual(good);
    expect(said(over('lower-lumbar', 2, 92))).toHaveLength(1);
  });

  test('comes round too soon when it is fast', () => {
    expect(said(over('quadratus-lumborum', 6, 90))).toEqual(good);
    expect(said(over('quadratus-lumborum', 6, 600))).toHaveLength(1);
  });

  test('adds to what was worked there before', () => {
    expect(said(knead('lower-lumbar', 75), over('quadratus-lumborum', 2, 90))).toHaveLength(1);
    expect(said(knead('lower-lumbar', 75), rest(15), over('quadratus-lumborum', 2, 90))).toEqual(good);
  });
});

test('each step is told of once, with the spot that is worked longest', () => {
  expect(said(over90('lower-lumbar'), over90('lower-lumbar'))).toHaveLength(1);
});

function over90(band: string): string {
  return `- knead: { over: ${band}, for: 90 s }`;
}
