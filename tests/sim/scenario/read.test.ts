import { describe, expect, test } from 'vitest';
import { readScenario, readStep } from '../../../sim/scenario/read.ts';
import { chair } from '../../chair.ts';

const head = 'scenario: a chair\nprogram: lower-back-relief\n';
const steps = (...lines: string[]) => `${head}steps:\n${lines.map((line) => `  - ${line}\n`).join('')}`;

/** `line:column code message | hint` of each problem. */
function problemsOf(text: string): string[] {
  return readScenario(text, 'a.yaml', chair).problems.map(
    ({ line, column, code, message, hint }) => `${line}:${column} ${code} ${message} | ${hint}`,
  );
}

describe('a scenario file', () => {
  test('says who sits in the chair, and how warm the room is; what it leaves out is the usual', () => {
    const read = readScenario(
      `${head}seed: 7\nambient: 15 C\nperson: none\nsteps: [press: power]\n`,
      'a.yaml',
      chair,
    );
    expect(read.problems).toEqual([]);
    expect(read.scenario).toMatchObject({ seed: 7, ambientC: 15, personKg: 0 });
    expect(readScenario(`${head}steps: [press: power]`, 'a.yaml', chair).scenario).toMatchObject({
      seed: 1,
      ambientC: 22,
      personKg: 75,
    });
  });

  test('has every kind of step, each with its line', () => {
    const text = steps(
      'press: power',
      'hold: { keys: [power, stop], for: 5 s }',
      'wait: 1 min 30 s',
      'expect: { state: ready, surface.lumbar: [38, 41 C], fault: none, within: 150 ms }',
      'always: { carriage.mm: [0, 794] }',
      'fault: { thermistor.lumbar: detached 33 C, supply: 31 V, power: none }',
      'person: 110 kg',
      'person: none',
    );
    const { scenario, problems } = readScenario(text, 'a.yaml', chair);
    expect(problems).toEqual([]);
    expect(scenario?.steps.map(({ kind, line }) => `${line} ${kind}`)).toEqual([
      '4 press',
      '5 hold',
      '6 wait',
      '7 expect',
      '8 always',
      '9 fault',
      '10 fault',
      '11 fault',
    ]);
    expect(scenario?.steps[2]).toMatchObject({ forMs: 90_000 });
    expect(scenario?.steps[3]).toMatchObject({ withinMs: 150 });
    expect(scenario?.steps[6]).toMatchObject({ faults: [{ name: 'person', value: '110 kg' }] });
  });

  test('with several mistakes has all of them told at once, with place and cure', () => {
    const text = steps(
      'press: powre',
      'expect: { stat: ready }',
      'expect: { state: runing, within: 3 parsecs }',
      'fault: { thermistr.lumbar: open }',
      'fault: { relay: wleded }',
      'wait: 9',
      'expect: { surface.lumbar: [41, 38] }',
      'pres: power',
      'press: power\n    wait: 1 s',
    );
    expect(problemsOf(text)).toEqual([
      '4:12 S10 the remote has no key "powre" | did you mean power?',
      '5:15 S06 "stat" cannot be observed | did you mean state?',
      '6:22 S07 state: "runing" is not known | did you mean running?',
      '6:38 S11 "3 parsecs" is no duration | numbers with units, at most a day: `150 ms`, `40 s`, `9 min`, `1 min 30 s`',
      '7:14 S08 "thermistr.lumbar" cannot be broken | did you mean thermistor.lumbar?',
      '8:21 S09 relay cannot be "wleded" | did you mean welded?',
      '9:11 S11 9 is no duration | numbers with units, at most a day: `150 ms`, `40 s`, `9 min`, `1 min 30 s`',
      '10:31 S07 surface.lumbar: nothing lies between 41 and 38 | the lower end first',
      '11:5 S04 "pres" is not known here | did you mean press?',
      '12:5 S05 a step says one thing: here press and wait in one step | one of: press, hold, wait, expect, always, fault, person, technician',
    ]);
  });

  test.each([
    ['', 'S02'],
    ['- a\n- list\n', 'S02'],
    ['scenario: a\n', 'S03'],
    [`${head}steps: 3\n`, 'S02'],
    [`${head}steps: []\n`, 'S02'],
    [`${head}sead: 3\nsteps: [press: power]\n`, 'S04'],
    [`${head}ambient: 70 C\nsteps: [press: power]\n`, 'S12'],
    [`${head}person: 12 stones\nsteps: [press: power]\n`, 'S12'],
    [`${head}steps: [ {`, 'S01'],
    [steps('expect: {}'), 'S03'],
    [steps('hold: { keys: [power] }'), 'S03'],
    [steps('expect: { fault: E99 }'), 'S07'],
    [steps('fault: { supply: 99 V }'), 'S09'],
    [steps('{}'), 'S05'],
    [steps('expect: { __proto__: 1 }'), 'S06'],
  ])('%j is refused with %s', (text, code) => {
    const { scenario, problems } = readScenario(text, 'a.yaml', chair);
    expect(scenario).toBeNull();
    expect(problems.map((problem) => problem.code)).toContain(code);
    for (const { line, column } of problems) expect(line * column).toBeGreaterThan(0);
  });
});

describe('a single step', () => {
  test('is read with or without its dash', () => {
    expect(readStep('- press: stop', chair).step).toMatchObject({ kind: 'press', key: 'stop' });
    expect(readStep('fault: { estop: pressed }', chair).step).toMatchObject({ kind: 'fault' });
  });

  test('that is none says why', () => {
    expect(readStep('press: halt', chair).problems[0]).toMatchObject({ code: 'S10' });
    expect(readStep('halt', chair).step).toBeNull();
  });
});
