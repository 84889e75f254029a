/** `lumbar setup` at a terminal whose input ends, or that is interrupted, while it says, presses or holds: nothing is lost. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { chairFile } from '../../src/board/shipped.ts';
import { pressedParts } from '../../src/setup/inputs.ts';
import { chairOf } from '../../src/setup/kind.ts';
import { executable, lumbar } from './lumbar.ts';

const root = mkdtempSync(join(tmpdir(), 'lumbar-setup-broken-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const kind = 'chair-a';
const args = (folder: string) => [
  'setup',
  ...['--board', 'model', '--unknown', '7', '--chair', kind, '--out', join(folder, 'measured.yaml')],
];

/** As far as to the first move, by a script that knows no more. */
function measuredInputs(folder: string): string {
  const parts = pressedParts(chairOf(readFileSync(chairFile(kind), 'utf8')));
  const answers = join(root, 'answers.yaml');
  writeFileSync(
    answers,
    JSON.stringify([
      { ask: 'supply-off', answer: 'done' },
      { ask: 'supply-on', answer: 'done' },
      { ask: 'volts', answer: '24' },
      ...parts.map((part) => ({ ask: `press.${part}`, press: part })),
      ...parts.map((part) => ({ ask: `again.${part}`, hold: part, for: '5 s' })),
    ]),
  );
  const { code, stderr } = lumbar([...args(folder), '--answers', answers]);
  expect(code, stderr).toBe(2);
  expect(stderr).toContain('the answers have none to hold.carriage');
  return readFileSync(join(folder, 'measured.yaml.setup.json'), 'utf8');
}

/** What is typed when this is asked. */
const typed: readonly (readonly [string, string])[] = [
  ['press.inputs.stop', 'press: inputs.stop'],
  ['supply-on', 'done'],
  ['volts', '24'],
];

/** At a terminal, until what it asks is this; then its input ends, or Ctrl-C comes. */
async function brokenOff(folder: string, ask: string, by: 'end' | 'SIGINT') {
  const child = spawn(process.execPath, [executable, ...args(folder)], { stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (data: Buffer) => {
    for (const line of String(data).split('\n').filter(Boolean)) {
      const answer = typed.find(([asked]) => line.startsWith(`[${asked}]`))?.[1];
      if (line.startsWith(`[${ask}]`)) by === 'end' ? child.stdin.end() : child.kill('SIGINT');
      else if (answer !== undefined) child.stdin.write(`${answer}\n`);
    }
    said += String(data);
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  return { code, said };
}

/** One ask of each sort, the latest last. */
const asks = ['press.inputs.stop', 'supply-on', 'hold.carriage'];

test('at each sort of ask: what was kept is kept, setup says so, and goes on from it', {
  timeout: 120_000,
}, async () => {
  const before = measuredInputs(mkdtempSync(join(root, 'first-')));
  const all = asks.flatMap((ask) => [[ask, 'end'] as const, [ask, 'SIGINT'] as const]);
  await Promise.all(
    all.map(async ([ask, by]) => {
      const folder = mkdtempSync(join(root, 'broken-'));
      const kept = join(folder, 'measured.yaml.setup.json');
      writeFileSync(kept, before);
      const { code, said } = await brokenOff(folder, ask, by);
      const where = `${ask}, ${by}: ${said}`;
      expect(code, where).toBe(by === 'end' ? 1 : 130);
      expect(said, where).toContain(
        by === 'end' ? 'standard input has ended' : 'it was stopped; the same command goes on',
      );
      const [was, is] = [before, readFileSync(kept, 'utf8')].map((text) => JSON.parse(text).facts);
      expect(Object.keys(is), where).toEqual(expect.arrayContaining(Object.keys(was)));
      expect(is.inputs, where).toEqual(was.inputs);
      expect(existsSync(join(folder, 'measured.yaml')), where).toBe(false);
    }),
  );
});

test('where the answers end, it ends with its page', () => {
  const folder = mkdtempSync(join(root, 'page-'));
  const answers = join(folder, 'answers.yaml');
  writeFileSync(answers, '- { ask: supply-off, answer: done }\n');
  const { code, stderr } = lumbar([...args(folder), '--answers', answers, '--page', '0']);
  expect(stderr).toContain('the answers have none to press.inputs.stop');
  expect(code).toBe(2);
});
