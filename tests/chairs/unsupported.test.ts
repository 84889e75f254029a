/** A chair that the machine does not drive is told so by whoever looks at its file, not only by what would run it. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { chairFile } from '../../src/board/shipped.ts';
import { readChair } from '../../src/chair/file/read.ts';
import { explanationOf } from '../../src/cli/explanation.ts';
import { explanationText } from '../../src/cli/terminal/explain-text.ts';
import { changedYaml } from '../../src/codec/yaml-text.ts';

const title = 'What this version does not drive';

test.each([
  [['0 deg', '180 deg'], []],
  [['0 deg', '90 deg'], ['kneader.cams that show a width unevenly']],
])('a width that is shown at %s', (at, unsupported) => {
  const cams = [{ width: 'wide', pin: 32, active: 'low', pull: 'up', at }];
  const text = changedYaml(readFileSync(chairFile('chair-b'), 'utf8'), [
    { path: ['kneader', 'cams'], value: cams },
  ]);
  const { chair, problems, notes } = readChair(text, 'chair.yaml');
  if (chair === null) throw new Error(problems.map(({ message }) => message).join('\n'));
  expect(notes.filter(({ code }) => code === 'N48').map(({ message }) => message)).toEqual(
    unsupported.map((part) => `this version does not drive ${part}: the chair cannot be run`),
  );
  const explanation = explanationOf(chair);
  expect(explanation.unsupported).toEqual(unsupported);
  const explained = explanationText(explanation);
  for (const part of unsupported) expect(explained).toContain(part);
  expect(explained.includes(title)).toBe(unsupported.length > 0);
});
