/** Which chair a scenario runs on. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { chairsOnTest } from '../../../sim/scenario/chairs.ts';
import { runScenarioText } from '../../../sim/scenario/result.ts';
import { chairFile } from '../../../src/board/shipped.ts';
import { changedYaml } from '../../../src/codec/yaml-text.ts';
import { changedChair } from '../../changed-chair.ts';

const folder = mkdtempSync(join(tmpdir(), 'lumbar-chairs-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Without a display: what it shows is nothing. */
const dark = changedYaml(readFileSync(chairFile('lumbar-1'), 'utf8'), [
  { path: ['chair'], value: 'dark' },
  { path: ['signs', 'lamp'], value: 'none' },
]);
writeFileSync(join(folder, 'dark.yaml'), dark);

const scenario = (chair: string, lamp: 'on' | 'off') => `scenario: which chair
${chair}program: just-roll
steps:
  - press: power
  - expect: { state: ready, within: 40 s }
  - expect: { lamp: ${lamp}, within: 3 s }
`;
const run = (text: string, chairs = chairsOnTest(null)) =>
  runScenarioText(text, join(folder, 'scenario.yaml'), chairs, 'avr').failure;

describe('a scenario runs on', () => {
  test('the usual chair where it names none', () => {
    expect(run(scenario('', 'on'))).toBeNull();
  });

  test('the chair that it names, by a path as seen from its folder', () => {
    expect(run(scenario('chair: dark.yaml\n', 'off'))).toBeNull();
    expect(run(scenario('chair: ./dark.yaml\n', 'on'))).toMatch('expected  lamp on');
  });

  test('the chair that is given, whatever it names', () => {
    expect(
      run(scenario('chair: lumbar-1\n', 'on'), chairsOnTest(changedChair({ 'signs.lamp': 'none' }))),
    ).toMatch('expected  lamp on');
  });

  test('no chair that does not exist or cannot be run, and says so where it stands', () => {
    expect(run(scenario('chair: lumbar-2\n', 'on'))).toMatch(
      /scenario.yaml:2:1.*S16[\s\S]*there is no chair "lumbar-2"[\s\S]*lumbar-1/,
    );
  });
});
