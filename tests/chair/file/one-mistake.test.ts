/** One mistake is one problem, and stands where it was made. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { chairFile, shippedChairs } from '../../../src/board/shipped.ts';
import { readChair } from '../../../src/chair/file/read.ts';

const chairA = readFileSync(chairFile('chair-a'), 'utf8');

/** `line:column code message; hint` of chair-a with each of these changes to its text. */
function problemsAfter(...changes: readonly (readonly [from: string, to: string])[]): string[] {
  let text = chairA;
  for (const [from, to] of changes) {
    if (!text.includes(from)) throw new Error(`chair-a has no ${from}`);
    text = text.replace(from, () => to);
  }
  return readChair(text, 'chair.yaml').problems.map(
    ({ line, column, code, message, hint }) => `${line}:${column} ${code} ${message}; ${hint}`,
  );
}

const close = 'close it where the text ends, or take it out';

test.each([
  ['name: S-shaped', 'name: "S-shaped', `4:7 C03 not YAML: this " is not closed; ${close}`],
  ['name: S-shaped', 'name: "a \\" b S-shaped', `4:7 C03 not YAML: this " is not closed; ${close}`],
  ['name: S-shaped', "name: 'S-shaped", `4:7 C03 not YAML: this ' is not closed; ${close}`],
  ['name: S-shaped', "name: 'It''s S-shaped", `4:7 C03 not YAML: this ' is not closed; ${close}`],
  ['name: S-shaped', "name: '''S-shaped", `4:7 C03 not YAML: this ' is not closed; ${close}`],
  [
    'supply:\n',
    'supply:\n  warn: { from: "20 V, to: 28 V }\n',
    `10:17 C03 not YAML: this " is not closed; ${close}`,
  ],
])('a quote that is not closed is named where it opens: %s -> %s', (from, to, said) => {
  expect(problemsAfter([from, to])).toEqual([said]);
});

test('a tab in place of spaces is told once, and not that the next line seems to be farther in', () => {
  expect(problemsAfter(['  fuse: 4 A\n', '\tfuse: 4 A\n'])).toEqual([
    expect.stringMatching(/^36:1 C03 not YAML: tabs are not allowed as indentation; indent with spaces/),
  ]);
});

test.each([
  [
    'a list in place of its map',
    ['motors:\n  relay: none\n  fuse: 6.3 A\n', 'motors: [6.3 A]\n'],
    /C08 motors/,
  ],
  [
    'a stop key that is none',
    [
      '  stop:\n    pin: 37\n    active: high\n    pull: up\n    part: closed key with a wire of its own, to ground\n',
      '  stop: none\n',
    ],
    /C08 inputs\.stop/,
  ],
  ['nothing behind its key', ['    up: 15.9 s', '    up:'], /C09 carriage\.travel\.up/],
] as const)(
  'that it cannot be read is not followed by that it was never added or measured: %s',
  (_, change, said) => {
    expect(problemsAfter(change)).toEqual([expect.stringMatching(said)]);
  },
);

test('a path under added that is nowhere is still a problem beside another one', () => {
  const [first, second, ...more] = problemsAfter(
    ['rail: 794 mm', 'rail: 794'],
    ['  - motors.fuse', '  - motors.fuze'],
  );
  expect([first, second]).toEqual([
    expect.stringMatching(/C15 carriage\.rail/),
    expect.stringMatching(/C29 added: there is no motors\.fuze/),
  ]);
  expect(more).toEqual([]);
});

/** The key of a line with two of its letters in the wrong order; null if there is none, or it stays the same. */
function misspelt(line: string): string | null {
  const [, before = '', key = '', after = ''] = /^([ -]*)([a-z][a-z-]+)(:.*)$/.exec(line) ?? [];
  const wrong = `${key[1] ?? ''}${key[0] ?? ''}${key.slice(2)}`;
  return key === '' || wrong === key ? null : `${before}${wrong}${after}`;
}

test.each(['every-key', ...shippedChairs()])(
  'a key of %s that is misspelt is told, whichever it is',
  (id) => {
    const file = id === 'every-key' ? join(import.meta.dirname, 'every-key.yaml') : chairFile(id);
    const whole = readFileSync(file, 'utf8');
    const lines = whole.split('\n');
    const pads = readChair(whole, 'chair.yaml').chair?.heat?.pads ?? [];
    const names = pads.map(({ name }) => `    ${name}:`);
    let tried = 0;
    lines.forEach((line, index) => {
      const wrong = misspelt(line);
      // A pad may have any name.
      if (wrong === null || names.includes(line)) return;
      tried++;
      const text = lines.with(index, wrong).join('\n');
      const { chair, problems } = readChair(text, 'chair.yaml');
      expect([chair === null, problems.some((one) => one.line === index + 1)], wrong).toEqual([true, true]);
    });
    expect(tried).toBeGreaterThan(30);
  },
);
