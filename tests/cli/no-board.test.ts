/** A board that is not there, or whose chair nobody has named: the words, and the exit code. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chairFile } from '../../src/board/shipped.ts';
import { Working } from './emulated-chair.ts';

const folder = mkdtempSync(join(tmpdir(), 'lumbar-no-board-'));
const program =
  'format: 1\nid: strokes\nname: Strokes\nsteps:\n  - roll: { from: gluteal, to: mid-back, for: 5 min }\n';
beforeAll(() => writeFileSync(join(folder, 'strokes.yaml'), program));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const lumbar = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  new Working(args, { cwd: folder, env });

test.for<[args: string[], code: number, says: string]>([
  [['--board', 'ttyACM0'], 2, 'model, avr, io:PACKAGE for a johnny-five IO plugin, or a serial port such as'],
  [['--board', '/dev/x', '--seed', '1', '--ambient', '20'], 2, '--ambient, --seed: only a simulated chair'],
  [['--board', '/dev/x', '--speed', '1', '--person', '60'], 2, '--speed, --person: only a simulated chair'],
  [
    ['--board', '/dev/x', '--chair', 'nowhere'],
    2,
    '--chair nowhere: there is none; chairs: chair-a, chair-b',
  ],
  [
    ['--board', '/dev/no-such-port', '--chair', 'lumbar-1'],
    4,
    '/dev/no-such-port is not there: is the cable in?',
  ],
  [['--board', '/dev/null', '--chair', 'lumbar-1'], 4, '/dev/null is no serial port.'],
  [['--board', 'io:no-such-package', '--chair', 'lumbar-1'], 4, 'npm install no-such-package'],
])('%j ends with %i in words', async ([args, code, says]) => {
  const run = lumbar(['run', 'strokes.yaml', ...args]);
  expect([await run.code, run.stdout]).toEqual([code, '']);
  expect(run.stderr).toContain(says);
  expect(run.stderr).not.toMatch(/\n\s+at /);
});

describe('a real board without a chair file', () => {
  const commands: string[][] = [
    ['run', 'strokes.yaml', '--board', '/dev/x'],
    ['serve', '--board', '/dev/x'],
  ];

  test.for(commands)('%s %s refuses with a sentence that says what to do', async (args) => {
    const command = lumbar(args, { LUMBAR_HOME: folder });
    expect(await command.code).toBe(2);
    const example =
      args[0] === 'run' ? 'lumbar run strokes.yaml --board /dev/x' : 'lumbar serve --board /dev/x';
    expect(command.stderr).toContain(
      `Name one: ${example} --chair lumbar-1, or put one at ${join(folder, 'chair.yaml')}.`,
    );
  });

  test('reads the one of LUMBAR_HOME, and says what is wrong with it', async () => {
    const env = { LUMBAR_HOME: folder };
    const text = readFileSync(chairFile('lumbar-1'), 'utf8');
    writeFileSync(join(folder, 'chair.yaml'), text.replace('rail: 794 mm', 'rail: 794'));
    const args = ['run', 'strokes.yaml', '--board', '/dev/no-such-port'];
    const wrong = lumbar(args, env);
    expect(await wrong.code).toBe(2);
    expect(wrong.stderr).toContain('C15  carriage.rail: 794 has no unit');
    writeFileSync(join(folder, 'chair.yaml'), text);
    const right = lumbar(args, env);
    expect(await right.code).toBe(4);
    expect(right.stderr).toContain('/dev/no-such-port is not there');
  });
});
