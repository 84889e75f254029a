import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkProgram, checkProgramValue } from '../../../src/program/language/check.ts';
import type { Program } from '../../../src/program/language/program.ts';
import type { Plan } from '../../../src/program/plan/plan.ts';
import { countSteps, planProgram } from '../../../src/program/plan/planner.ts';
import { chair } from '../../chair.ts';
import { programValue } from '../language/programs-of-chance.ts';

/** A plan of these steps and, so that it is long enough, a rest at the end that is cut off again. */
function plan(...lines: string[]): Plan {
  const steps = [...lines, '- rest: { for: 10 min }'].map((line) => `  ${line}\n`).join('');
  const { program, problems } = checkProgram(
    `format: 1\nid: a\nname: A\nheat: low\nsteps:\n${steps}`,
    'a.yaml',
    chair,
  );
  expect(problems).toEqual([]);
  const whole = planProgram(program as Program, chair);
  return { ...whole, steps: whole.steps.slice(0, -1) };
}
const seconds = (planned: Plan) => planned.steps.map((step) => (step.endMs - step.startMs) / 1000);

describe('how long a step is planned to last', () => {
  test('a step with a time of its own lasts that time, getting there included', () => {
    const planned = plan(
      '- roll: { from: mid-back, to: gluteal, for: 90 s }',
      '- knead: { at: waist, for: 45 s }',
      '- knead: { over: gluteal, for: 1 min 30 s }',
      '- rest: { for: 5 s }',
    );
    expect(seconds(planned)).toEqual([90, 45, 90, 5]);
    expect(planned.steps.every((step) => step.exact)).toBe(true);
  });

  test('a preheat is planned at its full time and may end early', () => {
    const planned = plan('- preheat: { for: 3 min }');
    expect(seconds(planned)).toEqual([180]);
    expect(planned.steps[0]?.exact).toBe(false);
  });

  test('a press is allotted its distance at 25 mm/s and 3 s more, from the lower end after homing', () => {
    const planned = plan(
      '- press: { at: mid-lumbar, hold: 30 s }',
      '- press: { at: mid-lumbar + 25 mm, hold: 30 s }',
      '- press: { at: 265 mm, hold: 10 s }',
    );
    expect(seconds(planned)).toEqual([240 / 25 + 3 + 30, 25 / 25 + 3 + 30, 3 + 10]);
    expect(planned.steps.every((step) => step.exact)).toBe(true);
  });

  test('passes are planned at the nominal speed after getting there, and the last one says where they end', () => {
    const planned = plan(
      '- roll: { from: 100 mm, to: 200 mm, speed: 1, passes: 3 }',
      '- press: { at: 200 mm, hold: 10 s }',
      '- roll: { from: 200 mm, to: 100 mm, speed: 6, passes: 4 }',
      '- press: { at: 200 mm, hold: 10 s }',
    );
    expect(seconds(planned)).toEqual([100 / 25 + 3 + 300 / 10, 13, 3 + 400 / 32, 13]);
    expect(planned.steps.map((step) => step.exact)).toEqual([false, true, false, true]);
  });

  test('turns are planned at the nominal speed after getting to the nearer end of a band', () => {
    const planned = plan(
      '- knead: { at: 100 mm, speed: 1, turns: 10 }',
      '- knead: { over: lower-lumbar, speed: 6, turns: 25 }',
      '- knead: { over: sacrum, speed: 3, turns: 16 }',
    );
    // From anywhere in 180..220 mm: 40 mm at most to the upper end of the sacrum, at 180 mm.
    expect(seconds(planned)).toEqual([100 / 25 + 3 + 30, 80 / 25 + 3 + 30, 40 / 25 + 3 + 30]);
    expect(planned.steps.every((step) => !step.exact)).toBe(true);
  });

  test('after rolling for a time the carriage may be anywhere: getting on is allotted from the farther end', () => {
    const planned = plan(
      '- roll: { from: 300 mm, to: 100 mm, for: 60 s }',
      '- press: { at: 250 mm, hold: 10 s }',
    );
    expect(seconds(planned)).toEqual([60, 150 / 25 + 3 + 10]);
  });

  test('a step too short for getting there leaves the carriage anywhere on the way', () => {
    const planned = plan(
      '- roll: { from: 300 mm, to: 200 mm, for: 5 s }',
      '- press: { at: 200 mm, hold: 10 s }',
      '- knead: { at: 400 mm, for: 5 s }',
      '- press: { at: 400 mm, hold: 10 s }',
    );
    expect(seconds(planned)).toEqual([5, 200 / 25 + 13, 5, 200 / 25 + 13]);
  });

  test('resting moves nothing', () => {
    const planned = plan(
      '- press: { at: 250 mm, hold: 10 s }',
      '- rest: { for: 5 s }',
      '- press: { at: 250 mm, hold: 10 s }',
    );
    expect(seconds(planned)).toEqual([23, 5, 13]);
  });
});

describe('what a step is planned to do', () => {
  test('places become millimetres, bands are cut to what the carriage may use', () => {
    expect(
      plan(
        '- roll: { from: mid-back, to: gluteal - 40 mm, speed: 5, width: wide, for: 30 s }',
        '- knead: { over: gluteal, direction: out, turns: 3 }',
        '- press: { at: 300 mm, hold: 5 s, width: wide }',
      ).steps,
    ).toMatchObject([
      { technique: 'roll', fromMm: 420, toMm: 20, speed: 5, width: 'wide', passes: null },
      { technique: 'knead', lowMm: 20, highMm: 120, speed: 2, direction: 'out', turns: 3 },
      { technique: 'press', atMm: 300, width: 'wide', holdMs: 5000 },
    ]);
  });

  test('heat is the program’s until it changes; a pad not named keeps its level', () => {
    const planned = plan(
      '- rest: { for: 1 s }',
      '- heat: { lumbar: high }',
      '- rest: { for: 1 s }',
      '- repeat: 2',
      '  steps:',
      '    - heat: { sacral: off }',
      '    - rest: { for: 1 s }',
      '    - heat: medium',
      '    - rest: { for: 1 s }',
      '- repeat: 50',
      '  steps: [{ heat: { lumbar: off } }]',
      '- rest: { for: 1 s }',
    );
    expect(planned.steps.map((step) => `${step.path} ${step.heat['lumbar']} ${step.heat['sacral']}`)).toEqual(
      [
        '1 low low',
        '3 high low',
        '4.1.2 high off',
        '4.1.4 medium medium',
        '4.2.2 medium off',
        '4.2.4 medium medium',
        '6 off medium',
      ],
    );
  });

  test('a path counts every entry and every round', () => {
    const planned = plan(
      '- heat: off',
      '- repeat: 2',
      '  steps:',
      '    - rest: { for: 1 s }',
      '    - repeat: 2',
      '      steps: [{ heat: low }, { rest: { for: 2 s } }]',
    );
    expect(planned.steps.map((step) => step.path)).toEqual([
      '2.1.1',
      '2.1.2.1.2',
      '2.1.2.2.2',
      '2.2.1',
      '2.2.2.1.2',
      '2.2.2.2.2',
    ]);
  });
});

test('any plan is a chain of steps in whole ticks, as many as counted, and the same each time', () => {
  fc.assert(
    fc.property(programValue, (value) => {
      const { program } = checkProgramValue(
        { ...value, steps: [...(value['steps'] as []), { rest: { for: '5 min' } }] },
        '-',
        chair,
      );
      fc.pre(program !== null);
      const planned = planProgram(program, chair);
      expect(planned.steps).toHaveLength(countSteps(program.steps));
      let nowMs = 0;
      for (const step of planned.steps) {
        expect(step.startMs).toBe(nowMs);
        expect(step.endMs).toBeGreaterThan(step.startMs);
        expect(step.endMs % 20).toBe(0);
        nowMs = step.endMs;
      }
      expect(planned.plannedMs).toBe(nowMs);
      expect(planProgram(structuredClone(program), chair)).toEqual(planned);
    }),
    { numRuns: 300 },
  );
});
