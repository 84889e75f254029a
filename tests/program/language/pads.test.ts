/** Heat of pads, by whatever name a chair has for them. */
import { describe, expect, test } from 'vitest';
import type { PlanningFigures } from '../../../src/chair/chair.ts';
import { checkProgram, checkProgramValue } from '../../../src/program/language/check.ts';
import { canonicalProgram } from '../../../src/program/package/canonical.ts';
import { planProgram } from '../../../src/program/plan/planner.ts';
import { chair } from '../../chair.ts';

const withPads = (...names: string[]): PlanningFigures => ({
  ...chair,
  pads: names.map((name) => ({ name, levels: ['low', 'medium', 'high'] })),
});

const program = (heat: string, change: string) =>
  `format: 1
id: sample
name: Sample
heat: ${heat}
steps:
  - rest: { for: 3 min }
  - heat: ${change}
  - rest: { for: 3 min }
`;

function planned(heat: string, change: string, figures: PlanningFigures) {
  const { program: checked, problems } = checkProgram(program(heat, change), 'sample.yaml', figures);
  expect(problems).toEqual([]);
  if (checked === null) throw new Error('no program');
  const again = checkProgramValue(canonicalProgram(checked), 'sample', figures);
  expect(again.problems).toEqual([]);
  expect(canonicalProgram(again.program ?? checked)).toEqual(canonicalProgram(checked));
  return planProgram(checked, figures).steps.map((step) => step.heat);
}

describe('heat of pads', () => {
  test('a level alone is for every pad of the chair', () => {
    expect(planned('high', 'low', withPads('upper-back'))).toEqual([
      { 'upper-back': 'high' },
      { 'upper-back': 'low' },
    ]);
    expect(planned('high', 'low', withPads())).toEqual([{}, {}]);
  });

  test('a pad that is not named is off at first, and keeps its level in a step', () => {
    expect(planned('{ seat: medium }', '{ upper-back: low }', withPads('upper-back', 'seat'))).toEqual([
      { 'upper-back': 'off', seat: 'medium' },
      { 'upper-back': 'low', seat: 'medium' },
    ]);
  });

  test('the two common names may stand in a program for any chair; it runs without them', () => {
    expect(planned('{ lumbar: medium, sacral: low }', '{ sacral: high }', withPads('lumbar'))).toEqual([
      { lumbar: 'medium' },
      { lumbar: 'medium' },
    ]);
  });

  test('what a pad does not give is planned as the most that it gives', () => {
    const figures: PlanningFigures = {
      ...chair,
      pads: [
        { name: 'lumbar', levels: ['low', 'medium'] },
        { name: 'sacral', levels: [] },
      ],
    };
    expect(planned('high', '{ lumbar: low }', figures)).toEqual([
      { lumbar: 'medium', sacral: 'off' },
      { lumbar: 'low', sacral: 'off' },
    ]);
  });

  test.each([
    ['{ uper-back: low }', ['lumbar', 'upper-back'], '4:9', 'did you mean upper-back?'],
    ['{ seat: low }', ['lumbar', 'sacral'], '4:9', 'known here: lumbar, sacral'],
    ['{ seat: hot }', ['seat'], '4:15', 'off, low, medium, high'],
  ] as const)('%s on a chair with %j is a problem where it stands', (heat, names, place, hint) => {
    const { problems } = checkProgram(program(heat, 'low'), 'sample.yaml', withPads(...names));
    expect(problems.map(({ line, column }) => `${line}:${column}`)).toEqual([place]);
    expect(problems[0]?.hint).toContain(hint);
  });
});
