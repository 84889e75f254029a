/** The chair that a scenario names, and what is said where it cannot be had. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { chairOnTest, programsFor } from '../../../sim/scenario/programs.ts';
import { readScenario } from '../../../sim/scenario/read.ts';
import { loadChair } from '../../../src/board/shipped.ts';
import { chair } from '../../chair.ts';

describe('the chair of a scenario', () => {
  const file = join(import.meta.dirname, '../../scenarios/faults/here.yaml');
  const read = (line: string) =>
    readScenario(`scenario: a\n${line}program: just-roll\nsteps: [press: power]\n`, file, chair);

  test('is the one it is run with where it names none', () => {
    expect(read('').chair).toBe(chair);
    expect(read('').scenario?.chair).toBeUndefined();
  });

  test('is the one whose id or file it names, seen from its folder; whoever runs it may choose another', () => {
    expect(read('chair: ../../chairs/tapping.yaml\n').chair.tapper).not.toBeNull();
    expect(read('chair: lumbar-1\n').chair.model).toBe('lumbar-1');
    const text = 'scenario: a\nchair: ../../chairs/tapping.yaml\nprogram: just-roll\nsteps: [press: power]\n';
    expect(readScenario(text, file, chair, true).chair).toBe(chair);
  });

  test('has no part broken that it lacks where a campaign drew the scenario or another was meant', () => {
    const broken = (head: string, chosen = chair, wins = false) => {
      const steps = 'steps:\n  - fault: { thermistor.ambient: open, relay: welded, key.start: stuck }\n';
      const text = `scenario: a\nprogram: just-roll\n${head}${steps}`;
      const { scenario, problems } = readScenario(text, file, chosen, wins);
      const [step] = scenario?.steps ?? [];
      return step?.kind === 'fault' ? step.faults.map(({ name }) => name) : problems.map(({ code }) => code);
    };
    expect(broken('chair: chair-c\n')).toEqual(['S08', 'S08']);
    expect(broken('chair: chair-c\ninvariants: true\n')).toEqual(['key.start']);
    expect(broken('', loadChair('chair-c'), true)).toEqual(['key.start']);
  });

  test('has nothing observed that it lacks where another was meant', () => {
    const seen = (head: string, wins: boolean) => {
      const steps = 'steps:\n  - expect: { motor-relay: closed, surface.lumbar: [0, 45], state: off }\n';
      const text = `scenario: a\nprogram: just-roll\n${head}${steps}`;
      const { scenario, problems } = readScenario(text, file, loadChair('chair-c'), wins);
      const [step] = scenario?.steps ?? [];
      const names = step?.kind === 'expect' ? step.conditions.map(({ observable }) => observable) : [];
      return [...names, ...problems.map(({ code }) => code)];
    };
    expect(seen('', true)).toEqual(['state']);
    expect(seen('chair: chair-c\n', false)).toEqual(['S06', 'S06']);
  });

  test.each([
    ['chair: [a]\n', 'S02', /^chair: a list; the id/],
    ['chair: none.yaml\n', 'S16', /^there is no chair file "none.yaml"; a path is seen from the folder/],
    ['chair: nobody\n', 'S16', /^there is no chair "nobody"; chairs: chair-a, .*, or the path of a file$/],
    ['chair: chair-aa\n', 'S16', /^there is no chair "chair-aa"; did you mean chair-a\? chairs: /],
  ])('%j is %s, at its place and with its cure', (line, code, said) => {
    const { scenario, problems } = read(line);
    expect(scenario).toBeNull();
    expect(problems).toMatchObject([{ line: 2, column: 8, code }]);
    expect(`${problems[0]?.message}; ${problems[0]?.hint}`).toMatch(said);
  });
});

test('a chair whose file lies beside the scenario is led to by its name with the ending', () => {
  const file = join(import.meta.dirname, '../../chairs/here.yaml');
  const text = 'scenario: a\nchair: tapping\nprogram: just-roll\nsteps: [press: power]\n';
  expect(readScenario(text, file, chair).problems).toMatchObject([
    {
      code: 'S16',
      message: 'no chair "tapping" ships',
      hint: 'did you mean the file? Write `chair: tapping.yaml`',
    },
  ]);
});

test.each([
  ['chair-c', 'lumbar check deep-tissue --chair chair-c'],
  [
    join(import.meta.dirname, '../../chairs/one-end.yaml'),
    'lumbar check deep-tissue --chair FILE, where FILE is that of one-end',
  ],
])(
  'a program that does not run on its chair: the command that says all of it knows the chair (%s)',
  (id, hint) => {
    const found = programsFor({ program: 'deep-tissue', steps: [] }, 'here.yaml', chairOnTest(loadChair(id)));
    expect(found).toMatchObject({ hint });
  },
);
