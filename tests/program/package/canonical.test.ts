import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkProgram, checkProgramValue } from '../../../src/program/language/check.ts';
import type { Program } from '../../../src/program/language/program.ts';
import { canonicalProgram } from '../../../src/program/package/canonical.ts';
import { planProgram } from '../../../src/program/plan/planner.ts';
import { chair } from '../../chair.ts';
import { soundProgramValue } from '../language/programs-of-chance.ts';

test('a program’s canonical value is plain, has every default written out, and is the program again', () => {
  const text = `
format: 1
id: a
name: A
about: Ä
heat: { sacral: high }
steps:
  - rest: { for: 300 s }
  - heat: { lumbar: low }
  - heat: medium
  - repeat: 2
    steps:
      - roll: { from: gluteal, to: waist + 10 mm, passes: 2 }
      - knead: { at: 240  mm, turns: 3 }
      - knead: { over: waist, for: 70 s }
      - press: { at: sacrum, hold: 10 s }
`;
  const { program } = checkProgram(text, 'a.yaml', chair);
  const canonical = canonicalProgram(program as Program);
  expect(canonical).toEqual({
    format: 1,
    id: 'a',
    name: 'A',
    version: 1,
    model: 'lumbar-1',
    about: 'Ä',
    heat: { lumbar: 'off', sacral: 'high' },
    steps: [
      { rest: { for: '5 min' } },
      { heat: { lumbar: 'low' } },
      { heat: { lumbar: 'medium', sacral: 'medium' } },
      {
        repeat: 2,
        steps: [
          { roll: { from: 'gluteal', to: 'waist + 10 mm', speed: 2, width: 'medium', passes: 2 } },
          { knead: { at: '240 mm', speed: 2, direction: 'in', turns: 3 } },
          { knead: { over: 'waist', speed: 2, direction: 'in', for: '1 min 10 s' } },
          { press: { at: 'sacrum', width: 'narrow', hold: '10 s' } },
        ],
      },
    ],
  });
  expect(checkProgramValue(canonical, 'a', chair).program).toEqual(program);
});

test('any good program comes back from its canonical value, through JSON, with the same plan', () => {
  fc.assert(
    fc.property(soundProgramValue, (value) => {
      const { program } = checkProgramValue(value, '-', chair);
      fc.pre(program !== null);
      const canonical = canonicalProgram(program);
      const again = checkProgramValue(JSON.parse(JSON.stringify(canonical)), '-', chair).program;
      expect(again).toEqual(program);
      expect(canonicalProgram(again as Program)).toEqual(canonical);
      expect(planProgram(again as Program, chair)).toEqual(planProgram(program, chair));
    }),
    { numRuns: 200 },
  );
});
