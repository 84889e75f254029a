import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { chairOnTest } from '../../../sim/scenario/programs.ts';
import { junitText, runScenarioText } from '../../../sim/scenario/result.ts';
import { chair } from '../../chair.ts';
import { changedChair } from '../../changed-chair.ts';

const onTest = chairOnTest(chair);

const run = (...steps: string[]) =>
  runScenarioText(
    `scenario: a chair\nprogram: just-knead\nsteps:\n${steps.map((step) => `  - ${step}\n`).join('')}`,
    'chair.yaml',
    onTest,
  );

const toReady = ['press: power', 'expect: { state: ready, within: 40 s }'];

describe('a scenario', () => {
  test('passes when everything is as expected, and tells how long the chair was watched', () => {
    const result = run(...toReady);
    expect(result).toMatchObject({ file: 'chair.yaml', name: 'a chair', outcome: 'passed', failure: null });
    expect(result.chairMs).toBeGreaterThan(5000);
    expect(result.chairMs).toBeLessThan(60_000);
  });

  test('that fails tells line, expectation, what was, when, and a window of the trace', () => {
    const { outcome, failure } = run(...toReady, 'expect: { state: running, within: 100 ms }');
    expect(outcome).toBe('failed');
    expect(failure).toContain('chair.yaml:6:5  - expect: { state: running, within: 100 ms }');
    expect(failure).toMatch(/expected {2}state running within 100 ms/);
    expect(failure).toMatch(/was {7}state ready/);
    expect(failure).toMatch(/when {6}0:\d\d\.\d{3} of chair time/);
    expect(failure).toMatch(/\+100 ms {2}ready {3}none/);
  });

  test('judges at once where no time is given, and always from where it says so', () => {
    expect(run('expect: { state: ready }').outcome).toBe('failed');
    expect(run('expect: { state: off }').outcome).toBe('passed');
    const { failure } = run('always: { state: off }', ...toReady);
    expect(failure).toContain('chair.yaml:4:5');
    expect(failure).toContain('expected  always state off');
  });

  test('holds keys for as long as the chair sees them: what asks for 3, 4 or 5 s gets it', () => {
    const service = 'hold: { keys: [power, stop], for: 5 s }';
    expect(run(service, 'expect: { state: service, within: 100 ms }').failure).toBe(null);
    const short = 'hold: { keys: [power, stop], for: 4900 ms }';
    expect(run(short, 'wait: 1 s', 'expect: { state: off }').failure).toBe(null);
    const lock = 'hold: { keys: [program, timer], for: 3 s }';
    expect(run(...toReady, lock, 'expect: { locked: true, within: 100 ms }').failure).toBe(null);
    const save = 'hold: { keys: [program], for: 4 s }';
    expect(run(...toReady, save, 'expect: { display: SAVE, within: 100 ms }').failure).toBe(null);
  });

  test('that fails by less than two places show tells the value as it is', () => {
    const { failure } = run('always: { element.lumbar: 22 }', 'wait: 1 s');
    expect(failure).toMatch(/was {7}element\.lumbar 2[12]\.\d{3,} C/);
  });

  test('gives the same key time to come up before it goes down again', () => {
    expect(
      run(...toReady, 'press: timer', 'press: timer', 'expect: { display: "T  5", within: 100 ms }').failure,
    ).toBe(null);
  });

  test('sees on each pad the level that it gives: a table without the one that is chosen gives the one below', () => {
    const table = changedChair({
      'heat.pads.sacral.element-sensor': 'none',
      'heat.pads.sacral.surface-sensor': 'none',
      'heat.pads.sacral.thermostat': { at: 'element', opens: '45 C' },
      'heat.pads.sacral.by-table': { low: '40 %', high: '70 %' },
    });
    const steps = [
      ...toReady,
      'press: start',
      'expect: { state: running, within: 20 s }',
      'expect: { heat.lumbar: low, heat.sacral: low, within: 10 s }',
      'press: heat',
      'expect: { heat.lumbar: medium, heat.sacral: low, within: 1 s }',
      'press: heat',
      'expect: { heat.lumbar: high, heat.sacral: high, within: 1 s }',
    ];
    const text = `scenario: a table of two levels\nprogram: just-roll\nsteps:\n${steps.map((step) => `  - ${step}\n`).join('')}`;
    expect(runScenarioText(text, 'table.yaml', chairOnTest(table)).failure).toBe(null);
  });

  test('includes both ends of a range, and of the time given', () => {
    expect(run('expect: { ambient: [22, 22] }', 'expect: { ambient: 22 }').outcome).toBe('passed');
    expect(run('press: power', 'expect: { state: homing, within: 0 s }').outcome).toBe('failed');
    expect(
      run('hold: { keys: [power], for: 60 ms }', 'expect: { state: homing, within: 40 ms }').failure,
    ).toBe(null);
    expect(
      run('hold: { keys: [power], for: 60 ms }', 'expect: { state: homing, within: 20 ms }').outcome,
    ).toBe('failed');
  });

  test('finds its program by id, or by a path from its own folder', () => {
    const folder = mkdtempSync(join(tmpdir(), 'lumbar-'));
    const own = 'format: 1\nid: own\nname: Own\nsteps:\n  - roll: { from: 100 mm, to: 300 mm, for: 6 min }\n';
    writeFileSync(join(folder, 'own.yaml'), own);
    const text = (program: string) =>
      `scenario: own\nprogram: ${program}\nsteps:\n  - press: power\n  - expect: { state: ready, within: 40 s }\n` +
      '  - press: start\n  - expect: { carriage.mm: [299, 301], within: 60 s }\n';
    expect(runScenarioText(text('own.yaml'), join(folder, 's.yaml'), onTest).failure).toBe(null);
    expect(runScenarioText(text('just-nead'), join(folder, 's.yaml'), onTest).failure).toMatch(
      /did you mean just-knead/,
    );
    expect(runScenarioText(text('./none.yaml'), join(folder, 's.yaml'), onTest).failure).toMatch(
      /there is no file/,
    );
  });

  test('on which the software fails has failed with where it was, and the next one runs', () => {
    const [plan] = onTest.shipped;
    if (plan === undefined) throw new Error('no program ships');
    const mistaken = {
      ...plan,
      get program(): string {
        throw new Error('a mistake');
      },
    };
    const result = runScenarioText(
      'scenario: a chair\nprogram: just-knead\nsteps:\n  - press: power\n',
      'chair.yaml',
      { ...onTest, shipped: [mistaken] },
    );
    expect(result).toMatchObject({ file: 'chair.yaml', outcome: 'failed' });
    expect(result.failure).toMatch(/chair\.yaml.*which is a mistake in Lumbar\n +Error: a mistake\n +at /);
    expect(run(...toReady).failure).toBe(null);
  });

  test('with faults whose values have durations of their own runs', () => {
    expect(run('fault: { host.late: { 0 to 15 ms: 12 ms, every: 50 ms } }', ...toReady).failure).toBe(null);
  });

  test('with its power cut begins anew, and keeps what the store keeps', () => {
    const lock = 'hold: { keys: [program, timer], for: 3200 ms }';
    const { failure } = run(
      ...toReady,
      lock,
      'expect: { locked: true }',
      'fault: { power: cut }',
      'wait: 1 s',
      'expect: { state: off, display: "" }',
      'fault: { power: none }',
      'wait: 1 s',
      'expect: { state: off, locked: true, motor-relay: open }',
      lock,
      ...toReady,
    );
    expect(failure).toBe(null);
  });
});

test('the same scenario runs the same twice', () => {
  const steps = [...toReady, 'press: start', 'wait: 30 s', 'expect: { kneader.turns: 0 }'];
  expect(run(...steps).failure).toBe(run(...steps).failure);
});

test('JUnit holds a case a scenario, and nothing that breaks XML', () => {
  const bad = { ...run('expect: { state: ready }'), name: 'a <chair> & "more"' };
  const xml = junitText([
    { ...run(...toReady), chairMs: 12_000, tookMs: 34 },
    { ...bad, tookMs: 0 },
  ]);
  expect(xml).toContain('tests="2" failures="1"');
  expect(xml).toContain('name="a &lt;chair&gt; &amp; &quot;more&quot;"');
  expect(xml.match(/<failure /g)).toHaveLength(1);
  expect(xml).toMatch(
    /<testcase .* time="0.034">\n +<properties><property name="chair-seconds" value="12.000"\/>/,
  );
});
