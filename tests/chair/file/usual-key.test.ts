/** A key that neither stops nor limits need not say how it is wired; what stops or limits must. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { chairFile } from '../../../src/board/shipped.ts';
import { readChair } from '../../../src/chair/file/read.ts';
import { changedYaml } from '../../../src/codec/yaml-text.ts';

const reference = readFileSync(chairFile('lumbar-1'), 'utf8');

function read(path: string, value: unknown) {
  const { chair, problems, notes } = readChair(
    changedYaml(reference, [{ path: path.split('.'), value }]),
    'chair.yaml',
  );
  return { chair, codes: problems.map(({ code }) => code), notes };
}

test('left out, it is a contact to ground', () => {
  const { chair, codes } = read('inputs.keys.heat', { pin: 43 });
  expect(codes).toEqual([]);
  expect(chair?.inputs.keys.heat).toMatchObject({ activeHigh: false, pull: 'up', debounceMs: 5 });
});

test('half of it left out, the other half stands as it is written', () => {
  const { chair } = read('inputs.keys.heat', { pin: 43, active: 'high', pull: 'external-down' });
  expect(chair?.inputs.keys.heat).toMatchObject({ activeHigh: true, pull: 'external-down' });
  expect(read('inputs.keys.heat', { pin: 43, active: 'high' }).chair?.inputs.keys.heat).toMatchObject({
    activeHigh: true,
    pull: 'up',
  });
});

test.each(['inputs.stop', 'inputs.seat', 'carriage.ends.top'])('%s must say both', (path) => {
  const { chair, codes } = read(path, { pin: 46 });
  expect(chair).toBeNull();
  expect(codes.length).toBeGreaterThanOrEqual(2);
});
