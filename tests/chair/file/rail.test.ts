/** The rail: places that it does not reach, and speeds that nobody's weight lets the carriage keep. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { chairFile } from '../../../src/board/shipped.ts';
import { readChair } from '../../../src/chair/file/read.ts';

describe('a rail that is not the standard one', () => {
  const short = () => {
    const text = readFileSync('boards/chair-c.yaml', 'utf8');
    const from = text.indexOf('  # Estimated: the back on a shorter rail.');
    return `${text.slice(0, from)}${text.slice(text.indexOf('  speeds:', from))}`;
  };

  test('is told which places of programs it does not reach', () => {
    const { chair, notes } = readChair(short(), 'short.yaml');
    expect(chair).not.toBeNull();
    const note = notes.find(({ code }) => code === 'N44');
    expect(note?.message).toContain('mid-back at 420 mm');
    expect(short().split('\n')[(note?.line ?? 0) - 1]).toContain('rail: 380 mm');
  });

  test('is told that a second switch would let it go there, where only a switch is missing', () => {
    const text = readFileSync(chairFile('chair-a'), 'utf8');
    const { notes } = readChair(
      text.replace(/ {4}bottom:\n(?: {6}.*\n)+/, '    bottom: none\n'),
      'open.yaml',
    );
    const note = notes.find(({ code }) => code === 'N44');
    expect(note?.message).toContain('gluteal at 60 mm');
    expect(note?.hint).toMatch(/add `carriage\.ends\.bottom`, or, .*`carriage\.places`/);
    const shorter = readChair(short(), 'short.yaml').notes.find(({ code }) => code === 'N44');
    expect(shorter?.hint).not.toContain('carriage.ends');
  });

  test.each(['chair-a', 'chair-b', 'chair-c', 'lumbar-1'])('%s reaches all of them', (id) => {
    const { notes } = readChair(readFileSync(`boards/${id}.yaml`, 'utf8'), id);
    expect(notes.map(({ code }) => code)).not.toContain('N44');
  });
});

test('what stops a carriage whose end does not report is all that would: its current, its counts, the time', () => {
  const { notes } = readChair(readFileSync(chairFile('lumbar-1'), 'utf8'), 'lumbar-1.yaml');
  expect(notes.filter(({ code }) => code === 'N40').map(({ hint }) => hint)).toContainEqual(
    expect.stringMatching(
      /^what then stops the carriage is its current, the count of 397, and the longest travel time/,
    ),
  );
});

describe('a speed that is promised', () => {
  const text = readFileSync(chairFile('lumbar-1'), 'utf8').replace('- 32 mm/s', '- 40 mm/s');
  const unsaid = text.replace(/ {2}slower-with-person:\n.*\n.*\n/, '');
  const timed = unsaid.replace(/ {2}full-speed:\n.*\n.*\n/, '  travel: { up: 15.9 s, down: 14.8 s }\n');

  test.each([
    ['as the file says', text],
    ['where it does not say how much slower a person makes it', unsaid],
    ['where its travel was timed in place of its speed', timed],
  ])('is one that is kept under anybody: %s', (_how, content) => {
    const { problems } = readChair(content, 'chair.yaml');
    expect(problems).toMatchObject([
      { code: 'C25', message: expect.stringMatching(/speed 6 is 40 mm\/s, .* does 35 mm\/s at full duty/) },
    ]);
  });
});

test('a travel time outside what rails take is refused, with the range that the manual gives', () => {
  const text = readFileSync(chairFile('chair-a'), 'utf8');
  const said = (up: string) =>
    readChair(text.replace('up: 15.9 s', `up: ${up}`), 'chair.yaml').problems.map(
      ({ code, message }) => `${code} ${message}`,
    );
  expect(said('15.9 s')).toEqual([]);
  expect(said('3.9 s')).toEqual(['C17 carriage.travel.up: 3.9 s is outside 4 s to 90 s']);
  expect(said('91 s')).toContain('C17 carriage.travel.up: 91 s is outside 4 s to 90 s');
  expect(readFileSync('docs/chairs.md', 'utf8')).toMatch(/^\| `up` \| needed \| 4 s to 90 s \|/m);
});
