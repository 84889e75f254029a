/** What a file is refused for besides its mistakes is said together with them, and nothing that a mistake may hide. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { drawnChairText } from '../../../sim/chair-draw/draw.ts';
import { chairFile, shippedChairs } from '../../../src/board/shipped.ts';
import { readChair } from '../../../src/chair/file/read.ts';
import { readYaml } from '../../../src/codec/yaml.ts';
import { changedYaml } from '../../../src/codec/yaml-text.ts';

const bare = `chair: bare
format: 1
chip: mega-2560
supply: { volts: 24 V }
carriage:
  drive:
    kind: each-way
    up: { pin: 22, active: low }
    down: { pin: 23, active: high }
  travel: { up: 25 s, down: 25 s }
  rail: 800 mm
  ends: { top: { pin: 33, active: low, pull: up }, bottom: { pin: 34, active: low, pull: up } }
kneader:
  drive: { kind: pwm, pwm: { pin: 7, active: low } }
inputs:
  stop: { pin: 37, active: high, pull: up }
`;

function said(text: string): string[] {
  return readChair(text, 'chair.yaml').problems.map(
    ({ line, code, message }) => `${line} ${code} ${message}`,
  );
}
const hazards = (text: string): string[] => said(text).filter((each) => each.includes('C31'));

test('the hazards of parts that are as they should be are told beside the mistakes in others', () => {
  const [kneader, up, stuck, bothWays] = [
    /^14 C31 kneader.*in reset/,
    /^8 C31 carriage.*in reset/,
    /cuts the power of/,
    /let go/,
  ];
  const all = hazards(bare);
  for (const each of [kneader, up, stuck, bothWays]) expect(all.some((one) => each.test(one))).toBe(true);

  // What is wrong in the carriage's section may have been its fuse: both ways at once is left alone, the rest is not.
  const mistaken = bare.replace('800 mm', '2 furlongs');
  expect(said(mistaken)).toContainEqual(expect.stringMatching(/^11 C16 carriage\.rail/));
  for (const each of [kneader, up, stuck]) expect(hazards(mistaken).some((one) => each.test(one))).toBe(true);
  expect(hazards(mistaken).some((one) => bothWays.test(one))).toBe(false);

  // A key that nobody knows may be the relay's, or the emergency stop's.
  const misspelt = hazards(`${bare}motor: { relay: { pin: 27, active: high } }\n`);
  expect(misspelt.some((one) => stuck.test(one) || bothWays.test(one))).toBe(false);
  expect(misspelt.some((one) => kneader.test(one))).toBe(true);
  expect(
    hazards(bare.replace('  stop:', '  stop:\n    emergency-stop: { cuts: motors }\n   #')).some((one) =>
      stuck.test(one),
    ),
  ).toBe(false);
});

test('a stop key that is missing or wrong, and parts that Lumbar does not drive, hide no hazard', () => {
  const stuck = expect.stringMatching(/C31 carriage: nothing cuts the power of/);
  const key = / {2}stop: .*/;
  expect(said(bare.replace(key, '  keys: { power: { pin: 40 } }'))).toEqual(
    expect.arrayContaining([expect.stringContaining('C09 inputs.stop is missing'), stuck]),
  );
  // It is told where its cure would stand.
  const [, line = ''] = /^(\d+) C31 carriage: nothing cuts/m.exec(hazards(bare).join('\n')) ?? [];
  expect(
    bare
      .split('\n')
      .slice(Number(line) - 1, Number(line) + 1)
      .join(),
  ).toContain('stop: { pin: 37');
  expect(hazards(bare.replace('pin: 37', 'pin: 370'))).toContainEqual(stuck);
  expect(hazards(`${bare}recline: { up: { pin: 52 } }\n`)).toContainEqual(stuck);
  expect(hazards(bare.replace(key, '  emergency-stop: { cuts: motors }'))).not.toContainEqual(stuck);
  expect(hazards(bare.replace(/inputs:\n.*/, ''))).not.toContainEqual(stuck);
});

/** Each single value of a file, and each part of it. */
function pathsIn(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inside = Object.entries(value).flatMap(([key, part]) => pathsIn(part, [...path, key]));
  return path.length === 0 || Array.isArray(value) ? inside : [path, ...inside];
}

const good = [
  ...shippedChairs().map((id) => readFileSync(chairFile(id), 'utf8')),
  ...[3, 8, 21].map((seed) => drawnChairText(seed)),
];
test.each(good.map((text) => [/chair: (.*)/.exec(text)?.[1] ?? '', text]))(
  'one wrong value anywhere in %s is never taken for a hazard',
  (_id, text) => {
    for (const path of pathsIn(readYaml(text, 'chair file').value)) {
      const broken = changedYaml(text, [{ path: [...path], value: '5 furlongs' }]);
      expect(hazards(broken), path.join('.')).toEqual([]);
    }
  },
);
