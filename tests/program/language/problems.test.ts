import { describe, expect, test } from 'vitest';
import { checkProgram } from '../../../src/program/language/check.ts';
import { type ProblemCode, problemCodes, problemsMax } from '../../../src/program/language/problems.ts';
import { chair } from '../../chair.ts';

const head = 'format: 1\nid: sample\nname: Sample\n';
const steps = (...lines: string[]) => `${head}steps:\n${lines.map((line) => `  ${line}\n`).join('')}`;
const enough = '- rest: { for: 5 min }';

/** Only some chairs have these: see fit.test.ts and tap.test.ts; and no text shows that a file cannot be read. */
const ofChairs = ['P36', 'P37', 'P38', 'P39', 'P40', 'P42', 'P43'] as const;
type OwnCode = Exclude<ProblemCode, (typeof ofChairs)[number]>;

/** A text that shows the code, and where: line:column. */
const examples: Readonly<Record<OwnCode, readonly [text: string, place: string][]>> = {
  P01: [
    ['#'.repeat(256 * 1024 + 1), '1:1'],
    [`${head}steps: [${'1,'.repeat(30_000)}1]`, '4:26658'],
  ],
  P02: [
    [`${head}about: a\0b\n${steps().slice(head.length)}  ${enough}`, '4:9'],
    [`${head}about: R\ufffdcken\nsteps:\n  ${enough}`, '4:9'],
    [`${head}about: a\rsteps:\n  ${enough}`, '4:9'],
    [`${head}about: \ud800\nsteps:\n  ${enough}`, '4:8'],
  ],
  P03: [
    [steps(enough, '- rest: { for: 5 min'), '7:1'],
    [steps(enough, '\t- rest: { for: 5 min }'), '6:3'],
    [`${head}name: a: b\n`, '4:7'],
  ],
  P04: [[`a: ${'['.repeat(60)}`, '1:43']],
  P05: [
    [steps('- rest: &long { for: 5 min }', '- rest: *long'), '5:17'],
    [steps('- rest: !!map { for: 5 min }'), '5:17'],
    [steps('- rest: { <<: { for: 5 min } }'), '5:13'],
    [`%YAML 1.1\n---\n${steps(enough)}`, '1:1'],
  ],
  P06: [[`${steps(enough)}---\n${steps(enough)}`, '6:1']],
  P07: [[steps('- rest: { for: 5 min, for: 6 min }'), '5:25']],
  P08: [
    ['', '1:1'],
    ['just words', '1:1'],
    [`${head}steps: none`, '4:8'],
    [steps('- rest: 5 min'), '5:11'],
    [steps(enough, '- 1: x'), '6:5'],
  ],
  P09: [
    [`id: sample\nname: Sample\nsteps:\n  ${enough}`, '1:1'],
    [steps(enough, '- press: { hold: 30 s }'), '6:12'],
    [steps(enough, '- repeat: 2'), '6:5'],
    [steps('- steps:', `    ${enough}`), '5:5'],
  ],
  P10: [
    [`${head}speed: 2\nsteps:\n  ${enough}`, '4:1'],
    [steps('- rest: { fro: 5 min }'), '5:13'],
    [`${head}heat: { lumbar: low, feet: low }\nsteps:\n  ${enough}`, '4:22'],
  ],
  P11: [[steps(enough).replace('1', '2'), '1:9']],
  P12: [[steps(enough).replace('sample', 'My Program'), '2:5']],
  P13: [[steps(enough).replace('sample', 'simple'), '2:5']],
  P14: [
    [steps(enough).replace('Sample', 'A name of twenty-five signs'), '3:7'],
    [steps(enough).replace('Sample', '" "'), '3:7'],
    [steps(enough).replace('Sample', '17'), '3:7'],
    [steps(enough).replace('Sample', '"a\\tb"'), '3:7'],
  ],
  P15: [[`${head}version: 65536\nsteps:\n  ${enough}`, '4:10']],
  P16: [[`${head}model: lumbar-2\nsteps:\n  ${enough}`, '4:8']],
  P17: [
    [`${head}heat: warm\nsteps:\n  ${enough}`, '4:7'],
    [`${head}heat: { lumbar: hihg }\nsteps:\n  ${enough}`, '4:17'],
    [`${head}heat: {}\nsteps:\n  ${enough}`, '4:7'],
    [steps(enough, '- heat: false'), '6:11'],
  ],
  P18: [
    [`${head}steps: []`, '4:8'],
    [steps(enough, '- repeat: 2', '  steps: []'), '7:12'],
  ],
  P19: [
    [steps(enough, '- kneed: { at: waist, for: 5 s }'), '6:5'],
    [steps(enough, '- rest: { for: 5 s }', '  press: { at: waist, hold: 5 s }'), '7:5'],
    [steps(enough, '- {}'), '6:5'],
    [steps(enough, '- rest'), '6:5'],
  ],
  P20: [
    [steps(enough, '- press: { at: lower-lumber, hold: 30 s }'), '6:18'],
    [steps(enough, '- press: { at: 240, hold: 30 s }'), '6:18'],
  ],
  P21: [
    [steps(enough, '- press: { at: gluteal - 41 mm, hold: 30 s }'), '6:18'],
    [steps(enough, '- press: { at: 775 mm, hold: 30 s }'), '6:18'],
    [steps(enough, '- knead: { over: gluteal - 100 mm, for: 30 s }'), '6:20'],
  ],
  P22: [[steps(enough, '- knead: { over: 240 mm, for: 30 s }'), '6:20']],
  P23: [[steps(enough, '- roll: { from: mid-lumbar, to: 240 mm, for: 30 s }'), '6:35']],
  P24: [[steps(enough, '- knead: { at: waist, speed: 7, for: 30 s }'), '6:32']],
  P25: [[steps(enough, '- press: { at: waist, width: slim, hold: 30 s }'), '6:32']],
  P26: [[steps(enough, '- knead: { at: waist, direction: inn, for: 30 s }'), '6:36']],
  P27: [
    [steps('- rest: { for: 300 }'), '5:18'],
    [steps('- rest: { for: 5 minutes }'), '5:18'],
  ],
  P28: [
    [steps(enough, '- rest: { for: 0 s }'), '6:18'],
    [steps(enough, '- rest: { for: 30 min 1 s }'), '6:18'],
    [steps(enough, '- press: { at: waist, hold: 91 s }'), '6:31'],
  ],
  P29: [
    [steps(enough, '- knead: { at: waist }'), '6:12'],
    [steps(enough, '- knead: { at: waist, for: 5 s, turns: 5 }'), '6:35'],
    [steps(enough, '- knead: { at: waist, over: waist, for: 5 s }'), '6:25'],
    [steps(enough, '- roll: { from: waist, to: sacrum, for: 5 s, passes: 5 }'), '6:48'],
  ],
  P30: [
    [steps('- repeat: 51', '  steps:', '    - rest: { for: 10 s }'), '5:13'],
    [steps(enough, '- knead: { at: waist, turns: 1.5 }'), '6:32'],
    [steps(enough, '- roll: { from: waist, to: sacrum, passes: 0 }'), '6:46'],
  ],
  P31: [
    [
      steps(
        '- repeat: 2',
        '  steps: [{ repeat: 2, steps: [{ repeat: 2, steps: [{ repeat: 2, steps: [{ rest: { for: 20 s } }] }] }] }]',
      ),
      '6:65',
    ],
  ],
  P32: [
    [
      steps('- repeat: 50', '  steps:', ...Array.from({ length: 11 }, () => '    - rest: { for: 1 s }')),
      '5:3',
    ],
  ],
  P33: [
    [steps('- rest: { for: 4 min 59 s }'), '5:3'],
    [steps('- rest: { for: 30 min }', '- rest: { for: 1 s }'), '5:3'],
  ],
  P34: [
    [steps(enough, '- knead: { at: waist, for: 91 s }'), '6:30'],
    [steps(enough, '- knead: { at: waist, speed: 6, turns: 76 }'), '6:42'],
    [steps(enough, '- knead: { at: waist, for: 90 s }', '- press: { at: waist, hold: 1 s }'), '7:31'],
    [steps(enough, '- knead: { over: lower-lumbar, for: 2 min }'), '6:39'],
    [
      steps(
        enough,
        '- repeat: 2',
        '  steps:',
        '    - knead: { at: waist, for: 50 s }',
        '    - rest: { for: 14 s }',
      ),
      '8:34',
    ],
  ],
  P41: [[steps(enough, '- tap: { at: waist, for: 40 s }'), '6:5']],
  P35: [[steps(...Array.from({ length: 201 }, () => '- rest: { for: 0 s }')), '204:18']],
};

describe('every problem has a code', () => {
  test.each(Object.keys(examples) as OwnCode[])('%s is shown by a text, at its place', (code) => {
    expect(examples[code].length).toBeGreaterThan(0);
    for (const [text, place] of examples[code]) {
      const { program, problems } = checkProgram(text, 'sample.yaml', chair);
      expect(program).toBeNull();
      const places = problems
        .filter((problem) => problem.code === code)
        .map(({ line, column }) => `${line}:${column}`);
      expect(places, JSON.stringify(problems.slice(0, 3))).toContain(place);
      for (const problem of problems) {
        expect(problem.message).not.toBe('');
        expect(problem.hint).not.toBe('');
      }
    }
  });

  test('that keeps its meaning: codes count up without a gap', () => {
    const codes = Object.keys(problemCodes);
    expect(codes).toEqual(codes.map((_, index) => `P${String(index + 1).padStart(2, '0')}`));
  });

  test('and nothing else is wrong with the simplest examples', () => {
    const mostly = Object.entries(examples).filter(([code]) => !['P01', 'P35'].includes(code));
    for (const [code, [first]] of mostly) {
      const codes = new Set(
        checkProgram((first as [string, string])[0], 'sample.yaml', chair).problems.map((one) => one.code),
      );
      if (code !== 'P08') expect([...codes], code).toEqual([code]);
    }
  });
});

describe('problems are told in a way that helps', () => {
  test('two of the same kind at one place are two', () => {
    const { problems } = checkProgram(steps(enough, '- knead: { speed: 2 }'), 'sample.yaml', chair);
    expect(problems.map(({ message }) => message)).toEqual([
      'neither at nor over is given',
      'neither for nor turns is given',
    ]);
  });

  test('a missing name is no name without quotes', () => {
    const { problems } = checkProgram(`format: 1\nid: sample\nsteps:\n  ${enough}`, 'sample.yaml', chair);
    expect(problems.map(({ code, hint }) => `${code} ${hint}`)).toEqual([
      'P09 a text of at most 24 characters',
    ]);
  });

  const hints = (text: string) =>
    checkProgram(text, 'sample.yaml', chair).problems.map((problem) => problem.hint);
  const hintOf = (line: string) => hints(steps(enough, line))[0];

  test.each([
    ['- press: { at: lower-lumber, hold: 30 s }', 'did you mean lower-lumbar?'],
    ['- press: { at: Mid_Lumbar + 10 mm, hold: 30 s }', 'did you mean mid-lumbar?'],
    ['- press: { at: gluteus-medus - 10 mm, hold: 30 s }', 'did you mean gluteus-medius?'],
    ['- press: { at: 240, hold: 30 s }', 'did you mean 240 mm?'],
    ['- press: { at: 240mm, hold: 30 s }', 'did you mean 240 mm?'],
    ['- press: { at: mid-lumbar+10 mm, hold: 30 s }', 'did you mean mid-lumbar + 10 mm?'],
    ['- press: { at: mid-lumbar + 10, hold: 30 s }', 'did you mean mid-lumbar + 10 mm?'],
    ['- press: { at: mid-lumber +10mm, hold: 30 s }', 'did you mean mid-lumbar + 10 mm?'],
    ['- press: { at: waist \u2212 10 mm, hold: 30 s }', 'did you mean waist - 10 mm?'],
    ['- press: { at: [waist], hold: 30 s }', 'such as mid-lumbar, mid-lumbar + 10 mm or 240 mm'],
    ['- press: { at: waist, hold: 30s }', 'did you mean 30 s?'],
    ['- press: { at: waist, hold: 30 seconds }', 'did you mean 30 s?'],
    ['- press: { at: waist, hold: 0.5 min }', 'did you mean 30 s?'],
    ['- press: { at: waist, hold: "1:15" }', 'did you mean 1 min 15 s?'],
    ['- press: { at: waist, hold: 30 }', 'did you mean 30 s?'],
    ['- press: { at: waist, hold: -30 }', 'whole numbers with units: 90 s, 2 min, 1 min 30 s'],
    ['- press: { at: waist, hold: a while }', 'whole numbers with units: 90 s, 2 min, 1 min 30 s'],
    ['- press: { at: waist, hold: "" }', 'whole numbers with units: 90 s, 2 min, 1 min 30 s'],
    ['- press: { at: waist, hold: 0min }', 'whole numbers with units: 90 s, 2 min, 1 min 30 s'],
    ['- press: { zone: waist, hold: 30 s }', 'did you mean at?'],
    ['- rest: { duration: 30 s }', 'did you mean for?'],
    ['- rest: { speed: 3, for: 30 s }', 'known here: for'],
    ['- rest: 30 s', '{ for: 30 s }'],
    ['- rest: yes', 'write { key: value, key: value }'],
    ['- knaed: { at: waist, for: 30 s }', 'did you mean knead?'],
    ['- rest', 'write rest: { ... }'],
    ['- rset', 'write rest: { ... }'],
    ['- massage', 'a step is a map: one of roll, knead, press, tap, rest, preheat, heat, repeat'],
    ['- knead: { at: waist, direction: inwards, for: 30 s }', 'one of in, out'],
    ['- press: { at: waist, hold: 30 s, width: widde }', 'did you mean wide?'],
    ['- heat: off-', 'did you mean off?'],
    ['- heat: no', 'one of off, low, medium, high'],
    ['- heat: false', 'did you mean off?'],
    ['- heat: { lumber: low }', 'did you mean lumbar?'],
    ['- repet: 2', 'did you mean repeat?'],
  ])('%s: %s', (line, hint) => {
    expect(hintOf(line)).toBe(hint);
  });

  test('a misspelt key is not missing as well', () => {
    expect(hints(steps('- rest: { fro: 5 min }'))).toEqual(['did you mean for?']);
    expect(hints(steps('- repeat: 2', '  stpes:', `    ${enough}`))).toEqual(['did you mean steps?']);
    expect(hints(steps(enough, '- knead: { at: waist, tuns: 5 }'))).toEqual(['did you mean turns?']);
  });

  test('a chair file or scenario that begins with another key is told how it begins', () => {
    expect(hints(`${head}chair: chair-a\nsteps:\n  ${enough}`)).toEqual([
      'in a chair file `chair:` is the first key',
    ]);
    expect(hints(`${head}scenario: a\nsteps:\n  ${enough}`)).toEqual([
      'in a scenario `scenario:` is the first key',
    ]);
  });

  test.each([
    ['\n# mine\nchair: chair-a\nformat: 1\n', '3:1 P08 a chair file is no program'],
    ['scenario: a\nprogram: b\nsteps: [press: power]\n', '1:1 P08 a scenario is no program'],
  ])('another file of a chair is called what it is, and that is all: %j', (text, said) => {
    const { program, problems } = checkProgram(text, 'sample.yaml', chair);
    expect(program).toBeNull();
    const told = problems.map((one) => `${one.line}:${one.column} ${one.code} ${one.message}`);
    expect(told).toEqual([said]);
  });

  test('what cannot be a model is not said to be one', () => {
    const { problems } = checkProgram(`${head}model:\nsteps:\n  ${enough}`, 'sample.yaml', chair);
    expect(problems.map(({ code, message }) => `${code} ${message}`)).toEqual([
      'P16 nothing is no model of a chair',
    ]);
  });

  test('a technique that is none has those that there are told, and only those', () => {
    expect(hints(steps(enough, '- swim: { for: 5 s }'))).toEqual([
      'known here: roll, knead, press, tap, rest, preheat, heat, repeat',
    ]);
  });

  test.each([
    ['Lower Back!', 'small letters, digits and single hyphens: lower-back'],
    ['"---"', 'small letters, digits and single hyphens, such as lower-back-relief'],
    ['a-very-long-id-of-a-program-for-the-lower-back', 'at most 32 characters'],
    ['7', 'a text such as lower-back-relief'],
  ])('the id %s: %s', (id, hint) => {
    expect(hints(steps(enough).replace('sample', id))).toEqual([hint]);
  });

  test('two hundred problems are shown, and that there are more', () => {
    const { problems } = checkProgram(
      steps(...Array.from({ length: 400 }, () => '- rest: { for: 0 s }')),
      'sample.yaml',
      chair,
    );
    expect(problems).toHaveLength(problemsMax + 1);
    expect(problems.at(-1)?.code).toBe('P35');
  });
});
