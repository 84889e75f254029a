/** Each kind of chair that ships moves and kneads under the real firmware: what the chip says of its outputs is what was ordered. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { chairOnTest } from '../../../sim/scenario/programs.ts';
import { runScenarioText } from '../../../sim/scenario/result.ts';
import { chair } from '../../chair.ts';

const folder = join(import.meta.dirname, '../../scenarios');

test.each([
  'chair-a/one-spot-is-worked-for-45-s.yaml',
  'chair-a/works-in-the-third-it-is-sent-to.yaml',
  'chair-b/arms-that-nothing-watches-rest-after-2-min.yaml',
  // Over a line as slow as the world has it: the handshake, the limits and the first answers take seconds.
  'chair-b/an-end-is-told-later-than-its-way-takes.yaml',
])('%s', (name) => {
  const file = join(folder, name);
  const { failure } = runScenarioText(readFileSync(file, 'utf8'), file, chairOnTest(chair), 'avr');
  expect(failure).toBeNull();
});

test('a board that does not get ready is its scenario failed, and no more', () => {
  const file = join(folder, 'chair-b/arms-that-nothing-watches-rest-after-2-min.yaml');
  const wiring = { ...chair.wiring, chip: { ...chair.wiring.chip, name: 'no such chip' } };
  const text = readFileSync(file, 'utf8').replace('chair: chair-b\n', '');
  const { failure } = runScenarioText(text, file, chairOnTest({ ...chair, wiring }), 'avr');
  expect(failure).toContain('no such chip');
});
