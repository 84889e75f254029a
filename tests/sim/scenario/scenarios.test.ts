/** Every scenario under tests/scenarios holds on the model. */

import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { scenarioFiles } from '../../../sim/scenario/files.ts';
import { chairOnTest } from '../../../sim/scenario/programs.ts';
import { runScenarioText } from '../../../sim/scenario/result.ts';
import { chair } from '../../chair.ts';

const onTest = chairOnTest(chair);

const root = join(import.meta.dirname, '../../..');
const files = scenarioFiles(join(root, 'tests/scenarios')) ?? [];

test('there are scenarios to run', () => {
  expect(files.length).toBeGreaterThan(30);
});

test.each(files.map((file) => relative(root, file)))('%s', (file) => {
  const path = join(root, file);
  const { failure } = runScenarioText(readFileSync(path, 'utf8'), path, onTest);
  expect(failure ?? 'passed').toBe('passed');
});
