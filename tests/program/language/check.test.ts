import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { checkProgram, checkProgramValue } from '../../../src/program/language/check.ts';
import { canonicalProgram } from '../../../src/program/package/canonical.ts';
import { planProgram } from '../../../src/program/plan/planner.ts';
import { chair } from '../../chair.ts';
import { factoryTexts } from './factory-texts.ts';
import { mutated, programValue, soundProgramValue } from './programs-of-chance.ts';

const enough = 'format: 1\nid: sample\nname: Sample\nsteps:\n  - rest: { for: 5 min }\n';
const codesOf = (text: string, file = 'sample.yaml') =>
  checkProgram(text, file, chair).problems.map((one) => one.code);

describe('a good program', () => {
  test('is read with every default filled in', () => {
    const text = `
format: 1
id: sample
name: Sample
steps:
  - preheat: { for: 5 min }
  - roll: { from: gluteal, to: 300 mm, passes: 3 }
  - knead: { at: mid-lumbar + 10 mm, for: 1 min 15 s }
  - knead: { over: waist - 5 mm, turns: 4, direction: out, speed: 6 }
  - repeat: 2
    steps:
      - press: { at: sacrum, hold: 30 s }
      - heat: { sacral: low }
`;
    const { program, problems } = checkProgram(text, 'here/and/there/sample.yaml', chair);
    expect(problems).toEqual([]);
    expect(program).toEqual({
      format: 1,
      id: 'sample',
      name: 'Sample',
      version: 1,
      model: 'lumbar-1',
      about: '',
      heat: { lumbar: 'off', sacral: 'off' },
      steps: [
        { kind: 'preheat', forMs: 300_000 },
        {
          kind: 'roll',
          from: { name: 'gluteal', offsetMm: 0 },
          to: { name: null, offsetMm: 300 },
          speed: 2,
          width: 'medium',
          forMs: null,
          passes: 3,
        },
        {
          kind: 'knead',
          at: { name: 'mid-lumbar', offsetMm: 10 },
          over: null,
          speed: 2,
          direction: 'in',
          forMs: 75_000,
          turns: null,
        },
        {
          kind: 'knead',
          at: null,
          over: { name: 'waist', offsetMm: -5 },
          speed: 6,
          direction: 'out',
          forMs: null,
          turns: 4,
        },
        {
          kind: 'repeat',
          times: 2,
          steps: [
            { kind: 'press', at: { name: 'sacrum', offsetMm: 0 }, width: 'narrow', holdMs: 30_000 },
            { kind: 'heat', levels: { sacral: 'low' } },
          ],
        },
      ],
    });
  });

  test('may be written in any way YAML allows: block or flow, quoted, CR LF, byte order mark', () => {
    const plain = checkProgram(enough, 'sample.yaml', chair).program;
    expect(plain).not.toBeNull();
    const others = [
      enough.replaceAll('\n', '\r\n'),
      `\ufeff${enough}`,
      `---\n${enough}...\n`,
      enough.replace('{ for: 5 min }', '\n      for: "5 min"'),
      `{"format": 1, "id": "sample", "name": "Sample", "steps": [{"rest": {"for": "5 min"}}]}`,
      `# before\n\n${enough.replace('sample', "'sample' # why")}# after`,
    ];
    for (const text of others) expect(checkProgram(text, 'sample.yaml', chair).program).toEqual(plain);
  });

  test('is named after its file, whatever folder it is in; text from nowhere may be named anything', () => {
    for (const file of [
      'sample.yaml',
      './a/sample.yml',
      'C:\\programs\\sample.yaml',
      '-',
      '',
      '<editor>',
      'sample',
      'SHARE\\sample.YAML',
      '/dev/stdin',
      '/proc/self/fd/63',
    ]) {
      expect(codesOf(enough, file), file).toEqual([]);
    }
    for (const file of ['other.yaml', 'sample.yaml/x', 'sample.txt'])
      expect(codesOf(enough, file), file).toEqual(['P13']);
  });

  test('an id that is not the file’s name: the cure is one that works', () => {
    const hintFor = (file: string) => checkProgram(enough, file, chair).problems[0]?.hint;
    expect(hintFor('other.yaml')).toBe('rename the file to sample.yaml or write `id: other`');
    expect(hintFor('63.yaml')).toBe('rename the file to sample.yaml or write `id: "63"`');
    expect(hintFor('My program.yaml')).toBe('rename the file to sample.yaml');
    expect(hintFor('x\x1b[31m.yaml')).toBe('rename the file to sample.yaml');
  });

  test('keeps the format’s limits to the last unit', () => {
    const good = (line: string) => codesOf(`${enough}  ${line}\n`);
    expect(good('- rest: { for: 25 min }')).toEqual([]);
    expect(good('- press: { at: 20 mm, hold: 90 s }')).toEqual([]);
    expect(good('- press: { at: 774 mm, hold: 1 s }')).toEqual([]);
    expect(good('- knead: { over: gluteal - 99 mm, for: 90 s }')).toEqual([]);
    expect(
      good(
        '- repeat: 50\n    steps: [{ repeat: 1, steps: [{ repeat: 1, steps: [{ rest: { for: 1 s } }] }] }]',
      ),
    ).toEqual([]);
    expect(good(`- repeat: 50\n    steps: [${'{ rest: { for: 1 s } }, '.repeat(9)}{ heat: low }]`)).toEqual(
      [],
    );
    expect(codesOf(enough.replace('Sample', 'A name of twenty-4 signs'))).toEqual([]);
    expect(codesOf(enough.replace('Sample', '😀'.repeat(24)))).toEqual([]);
    expect(codesOf(enough.replace('Sample', `Sample\nversion: 65535`))).toEqual([]);
    const id = 'a-name-of-thirty-two-characters-';
    expect(codesOf(enough.replace('sample', `${id.slice(0, 31)}4`), '-')).toEqual([]);
  });
});

describe('all problems are reported at once', () => {
  test('of every kind, in the order of the file', () => {
    const text = `format: 2
id: Foo Bar
nam: x
__proto__: 3
heat: { lumber: medium, sacral: hot }
steps:
  - preheat: { for: 5m }
  - roll: { form: gluteal, to: thoracolumbar, speed: 9, width: wider, for: 3 min, passes: 3 }
  - rol: {}
  - repeat: 51
    steps:
      - knead: { at: lower-lumber, over: 240 mm, for: 45 s, turns: 2 }
      - press: { at: mid-lumbar + 600 mm, hold: 91 s }
      - rest: 15 s
      - roll: { from: mid-lumbar, to: 240 mm, passes: 2 }
  - heat: {}
  - rest: { for: 31 min }
  - knead: { at: waist, for: 100 s }
  - &a rest: { for: *b }
  - rest: !x { for: 3 }
`;
    const { program, problems } = checkProgram(text, 'foo-bar.yaml', chair);
    expect(program).toBeNull();
    expect(problems.map(({ line, column, code }) => `${line}:${column} ${code}`)).toEqual([
      '1:9 P11',
      '2:5 P12',
      '3:1 P10',
      '4:1 P10',
      '5:9 P10',
      '5:33 P17',
      '7:21 P27',
      '8:13 P10',
      '8:54 P24',
      '8:64 P25',
      '8:83 P29',
      '9:5 P19',
      '10:13 P30',
      '12:22 P20',
      '12:36 P29',
      '12:42 P22',
      '12:61 P29',
      '13:22 P21',
      '13:49 P28',
      '14:15 P08',
      '15:39 P23',
      '16:11 P17',
      '17:18 P28',
      '18:30 P34',
      '19:8 P05',
      '19:21 P05',
      '20:14 P05',
    ]);
  });

  test('the length and the spots are judged as far as the rest is right', () => {
    const text = (wrong: string) =>
      `format: 1\nid: sample\nname: Sample\nsteps:\n  - knead: { at: waist, for: 60 s }\n  ${wrong}\n  - knead: { at: waist, for: 60 s }\n`;
    // Nobody knows what the wrong step will be: it may be long enough, and may leave the spot alone.
    expect(codesOf(text('- rest: { for: 400 }'))).toEqual(['P27']);
    expect(codesOf(text('- rest: { for: 1 s }'))).toEqual(['P33', 'P34']);
    expect(codesOf(`${text('- rest: { for: 400 }')}  - rest: { for: 30 min }\n`)).toEqual(['P33', 'P27']);
  });

  test('a wrong part is reported once, however many rounds it would be done', () => {
    const text = `${enough}  - repeat: 5\n    steps:\n      - knead: { at: waist, for: 50 s }\n      - rest: { for: 3 s }\n`;
    expect(codesOf(text)).toEqual(['P34']);
  });
});

describe('whatever the text, the checker answers', () => {
  const texts = [...factoryTexts.values()];

  test('a text by chance gives a program or problems at places that exist', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), mutated(texts)), (text) => {
        const { program, problems } = checkProgram(text, '-', chair);
        expect(program === null).toBe(problems.length > 0);
        const lines = text.replace(/^\ufeff/, '').split('\n');
        for (const { line, column, message, hint } of problems) {
          expect(line).toBeGreaterThanOrEqual(1);
          expect(line).toBeLessThanOrEqual(lines.length);
          expect(column).toBeGreaterThanOrEqual(1);
          expect(column).toBeLessThanOrEqual((lines[line - 1] as string).length + 1);
          expect(message).not.toBe('');
          expect(hint).not.toBe('');
        }
      }),
      { numRuns: 700 },
    );
  });

  test('a value by chance gives a program or problems, as a value and written as YAML', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), programValue), (value) => {
        const { program, problems } = checkProgramValue(value, '-', chair);
        expect(program === null).toBe(problems.length > 0);
      }),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(fc.object({ withNullPrototype: true }), (value) => {
        expect(checkProgram(stringify(value), '-', chair).problems).not.toEqual([]);
      }),
    );
  });

  test('a program of the right structure can only be wrong in its lengths, places and spots', () => {
    fc.assert(
      fc.property(programValue, (value) => {
        for (const { code } of checkProgramValue(value, '-', chair).problems) {
          expect(['P21', 'P23', 'P32', 'P33', 'P34']).toContain(code);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('a program that keeps the limits is good, as a value and written as YAML, with a plan of 5 to 30 min', () => {
    fc.assert(
      fc.property(soundProgramValue, (value) => {
        const { program, problems } = checkProgramValue(value, '-', chair);
        fc.pre(problems.every((problem) => problem.code !== 'P34' && problem.code !== 'P21'));
        expect(problems).toEqual([]);
        const plan = planProgram(program as NonNullable<typeof program>, chair);
        expect(plan.plannedMs).toBeGreaterThanOrEqual(300_000);
        expect(plan.plannedMs).toBeLessThanOrEqual(1_800_000);
        expect(checkProgram(stringify(value), '-', chair).program).toEqual(program);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a value, as it comes out of a package', () => {
  test('is checked by the same rules; problems say the path', () => {
    const value = {
      format: 1,
      id: 'a',
      name: 'A',
      steps: [{ rest: { for: '4 min' } }, { press: { at: 'wiast' } }],
    };
    expect(checkProgramValue(value, 'a', chair).problems).toEqual([
      {
        file: 'a',
        line: 1,
        column: 1,
        code: 'P20',
        message: 'steps.2.press.at: "wiast" is no place',
        hint: 'did you mean waist?',
      },
      {
        file: 'a',
        line: 1,
        column: 1,
        code: 'P09',
        message: 'steps.2.press.hold: hold is missing',
        hint: 'whole numbers with units: 90 s, 2 min, 1 min 30 s',
      },
    ]);
    expect(checkProgramValue(null, 'a', chair).problems.map((one) => one.message)).toEqual([
      'the file holds nothing',
    ]);
  });

  test('may be of any kind or depth', () => {
    const deep: Record<string, unknown> = {};
    let inner = deep;
    for (let level = 0; level < 100_000; level++) {
      const next = {};
      inner['steps'] = [next];
      inner = next;
    }
    const round: Record<string, unknown> = {};
    round['steps'] = [round];
    const hostile = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('no');
        },
      },
    );
    const getter = {
      get format() {
        throw new Error('no');
      },
    };
    const wide = Array.from({ length: 100_000 }, () => 1);
    for (const value of [
      deep,
      round,
      hostile,
      getter,
      wide,
      new Map(),
      new Date(),
      () => 1,
      Symbol('a'),
      1n,
      [1n],
    ]) {
      expect(checkProgramValue(value, 'a', chair).problems.map((one) => one.code)).toEqual(['P08']);
    }
    for (const value of [null, undefined, 1, 'a', [], {}, [[[]]], Number.NaN, { format: Number.NaN }]) {
      expect(checkProgramValue(value, 'a', chair).problems).not.toEqual([]);
    }
  });

  test('is the same program again when it is what a program says of itself', () => {
    for (const [id, text] of factoryTexts) {
      const { program } = checkProgram(text, `${id}.yaml`, chair);
      expect(
        checkProgramValue(canonicalProgram(program as NonNullable<typeof program>), id, chair).program,
      ).toEqual(program);
    }
  });
});
