/** `lumbar setup` over a real pseudo-terminal, against the real firmware in emulation with an unknown chair behind it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { drawUnknown, type Truth } from '../../sim/unknown/draw.ts';
import { chairFile } from '../../src/board/shipped.ts';
import { inputLines } from '../../src/chair/lines.ts';
import { readAnswers } from '../../src/cli/setup-answers.ts';
import { checkWritable, writeChairFile } from '../../src/cli/setup-files.ts';
import { pressedParts } from '../../src/setup/inputs.ts';
import { chairOf } from '../../src/setup/kind.ts';
import { executable, lumbar } from './lumbar.ts';

const folder = mkdtempSync(join(tmpdir(), 'lumbar-setup-'));
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

function start(args: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, [executable, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  children.push(child);
  return child;
}

function onLines(stream: NodeJS.ReadableStream | null, line: (text: string) => void): void {
  let rest = '';
  stream?.on('data', (data: Buffer) => {
    const lines = `${rest}${data}`.split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines) line(text);
  });
}

interface Shown {
  readonly ask?: string;
  readonly kind?: 'say' | 'press' | 'hold' | 'release';
  readonly part?: string;
}

/** What a person at the chair does when they are asked this, as lines for the emulated chair. */
function deeds({ ask, kind, part = '' }: Shown): string[] {
  if (kind === 'hold') return [`hold: ${part}`];
  if (kind === 'release') return [`release: ${part}`];
  if (ask === 'supply-off') return ['supply: off'];
  if (ask === 'supply-on') return ['supply: on'];
  return [];
}

/** A chair whose carriage goes the other way, and nothing else is wrong with it. */
function reversedSeed(): number {
  const text = readFileSync(chairFile('lumbar-1'), 'utf8');
  for (let seed = 1; ; seed++) {
    const [mistake] = drawUnknown(text, seed, 1).mistakes;
    if (mistake?.id === 'motor-reversed' && mistake.parts[0] === 'carriage') return seed;
  }
}

test('finds every input of an unknown chair, and that its carriage goes the other way', async () => {
  const link = join(folder, 'board');
  const emulate = start(['emulate', '--unknown', String(reversedSeed()), '--mistakes', '1', '--link', link]);
  const truth = await new Promise<Truth>((resolve) => {
    onLines(emulate.stdout, (line) => {
      const said = JSON.parse(line) as { truth?: string };
      if (said.truth !== undefined) resolve(JSON.parse(readFileSync(said.truth, 'utf8')) as Truth);
    });
  });
  const chair = chairOf(truth.chair);
  const parts = pressedParts(chair);
  const answers = join(folder, 'answers.yaml');
  writeFileSync(
    answers,
    JSON.stringify([
      { ask: 'supply-off', answer: 'done' },
      { ask: 'supply-on', answer: 'done' },
      { ask: 'volts', answer: '24.0' },
      ...['carriage', 'kneader', 'lumbar', 'sacral'].map((part) => ({
        ask: `ohms.${part}`,
        answer: 'none',
      })),
      { ask: 'hold.carriage', hold: 'inputs.keys.power', for: '5 s' },
      { ask: 'moved.carriage', answer: 'down' },
      { ask: 'fix.motor-reversed', answer: 'leave' },
      ...parts.map((part) => ({ ask: `press.${part}`, press: part })),
      ...parts.map((part) => ({ ask: `again.${part}`, hold: part, for: '5 s' })),
    ]),
  );
  // Tried again it begins anew, too.
  const out = join(mkdtempSync(join(folder, 'tried-')), 'measured.yaml');
  const setup = start(['setup', '--board', link, '--answers', answers, '--out', out, '--json']);
  const told: string[] = [];
  let pressing: ReturnType<typeof setInterval> | null = null;
  onLines(setup.stderr, (line) => {
    if (!line.startsWith('{')) return;
    const shown = JSON.parse(line) as Shown & { text: string };
    if (shown.ask === undefined) told.push(shown.text);
    else if (pressing !== null) clearInterval(pressing);
    if (shown.kind === 'press')
      pressing = setInterval(() => emulate.stdin?.write(`hold: ${shown.part} for: 0.3 s\n`), 700);
    for (const deed of deeds(shown)) emulate.stdin?.write(`${deed}\n`);
  });
  let said = '';
  setup.stdout?.on('data', (data) => {
    said += String(data);
  });
  const code = await new Promise((resolve) => setup.once('close', resolve));
  if (pressing !== null) clearInterval(pressing);
  expect(code, told.join('\n')).toBe(1);
  const result = JSON.parse(said) as { mistakes: { id: string }[]; written: string | null };
  expect(result.mistakes.map(({ id }) => id)).toEqual(['motor-reversed']);
  // The firmware reports each change of a pin, over the real link.
  expect(told.join('\n')).toMatch(/when pressed, bounces for \d+ ms, \d+ changes/);
  // Nothing is written before it is judged; what is known is kept, to go on from.
  expect(result.written).toBeNull();
  expect(existsSync(out)).toBe(false);
  expect(existsSync(`${out}.setup.json`)).toBe(true);
  for (const { path, line } of inputLines(chair))
    if (parts.includes(path))
      expect(told.join('\n')).toContain(`pin ${line.pin.name}, ${line.activeHigh ? 'high' : 'low'}`);
});

test('an ask that setup does not know ends with 2', () => {
  const file = join(folder, 'unknown.yaml');
  writeFileSync(file, '- { ask: press.inputs.horn, press: inputs.horn }\n');
  const { code, stderr } = lumbar(['setup', '--board', 'model', '--answers', file]);
  expect(code).toBe(2);
  expect(stderr).toContain('setup never asks press.inputs.horn of this chair');
});

test.each([
  ['{ ask: supply-off, answer: { a: 1 } }', 'the answer is a text'],
  ['{ ask: supply-off, answer: done, extra: 3 }', 'it has extra'],
  ['{ ask: volts, answer: 24, for: 2 s }', 'for goes with hold'],
  ['{ ask: press.inputs.stop, press: [inputs.stop] }', 'a part is a text'],
])('an entry of answers that is none: %s', (entry, said) => {
  const file = join(folder, 'wrong.yaml');
  writeFileSync(file, `- ${entry}\n`);
  expect(() => readAnswers(file, chairOf(readFileSync(chairFile('lumbar-1'), 'utf8')))).toThrow(said);
});

test('a name that no file can have is told before anything is asked', () => {
  for (const out of ['', join(folder, 'none', 'x.yaml'), folder])
    expect(() => checkWritable(out), out).toThrow('--out');
});

test('a file that is replaced is kept, and a second time on the same day too', () => {
  const out = join(mkdtempSync(join(folder, 'kept-')), 'chair.yaml');
  for (const text of ['one', 'two', 'three']) writeChairFile(out, text, '2026-11-28');
  expect(readFileSync(out, 'utf8')).toBe('three');
  expect(readFileSync(`${out}.2026-11-28`, 'utf8')).toBe('one');
  expect(readFileSync(`${out}.2026-11-28.2`, 'utf8')).toBe('two');
});

test('an ask that the answers do not know ends with 2', () => {
  const file = join(folder, 'short.yaml');
  writeFileSync(file, '- { ask: supply-off, answer: done }\n');
  const { code, stderr } = lumbar(['setup', '--board', 'model', '--answers', file]);
  expect(code).toBe(2);
  expect(stderr).toContain('the answers have none to press.inputs.stop');
});
