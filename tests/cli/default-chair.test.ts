/** Which chair a command is about where nobody names one: that of this machine, else the reference chair. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { chairFile } from '../../src/board/shipped.ts';
import { lumbarHere } from './lumbar.ts';

const folder = mkdtempSync(join(tmpdir(), 'lumbar-default-'));
const home = join(folder, 'home');
const own = join(home, 'chair.yaml');
const scenario = join(folder, 'scenario.yaml');
const textOf = (id: string) => readFileSync(chairFile(id), 'utf8');

beforeEach(() => {
  vi.stubEnv('LUMBAR_HOME', home);
  mkdirSync(home, { recursive: true });
  writeFileSync(scenario, 'scenario: a width\nprogram: just-knead\nsteps:\n  - expect: { state: off }\n');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true, force: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const json = async (...args: string[]) => JSON.parse((await lumbarHere([...args, '--json'])).stdout);

describe('without a chair file in LUMBAR_HOME', () => {
  test('commands are about the reference chair, as without any home', async () => {
    for (const name of [home, '']) {
      vi.stubEnv('LUMBAR_HOME', name);
      expect(await json('explain')).toMatchObject({ chair: 'lumbar-1' });
      expect(await lumbarHere(['check', 'trigger-point'])).toMatchObject({ code: 0 });
    }
  });
});

describe('with a chair file in LUMBAR_HOME', () => {
  beforeEach(() => writeFileSync(own, textOf('chair-a')));

  test('programs are checked, planned, run and packed for that chair', async () => {
    for (const command of ['check', 'plan', 'run', 'pack', 'flash']) {
      const { code, stdout, stderr } = await lumbarHere([command, 'trigger-point']);
      expect(stdout + stderr, command).toContain('P36  pressing needs arms');
      expect(code, command).toBe(1);
    }
  });

  test('what it does otherwise than written is told, as with --chair', async () => {
    const [usual, named] = [
      await lumbarHere(['plan', 'just-roll', '--json']),
      await lumbarHere(['plan', 'just-roll', '--json', '--chair', 'chair-a']),
    ];
    expect(usual).toEqual(named);
    expect(usual.stderr).toContain('N');
  });

  test('--chair wins', async () => {
    expect(await lumbarHere(['check', 'trigger-point', '--chair', 'lumbar-1'])).toMatchObject({ code: 0 });
  });

  test('scenarios are about the reference chair', async () => {
    const trigger = join(folder, 'trigger.yaml');
    writeFileSync(trigger, readFileSync(scenario, 'utf8').replace('just-knead', 'trigger-point'));
    expect(await lumbarHere(['test', trigger])).toMatchObject({ code: 0 });
  });
});

describe('with a chair file in LUMBAR_HOME that is not good', () => {
  beforeEach(() => writeFileSync(own, textOf('chair-c').replace('pin: 22', 'pin: 23')));

  test.each(['check', 'plan', 'run', 'pack', 'flash'])(
    'lumbar %s PROGRAM ends with 2 and what is wrong with it',
    async (command) => {
      const { code, stdout, stderr } = await lumbarHere([command, 'just-roll']);
      expect(code).toBe(2);
      expect(stdout).toBe('');
      expect(stderr).toContain(`${own}:`);
      expect(stderr).toContain('C23  carriage.drive.down.pin: pin 23 is already that of carriage.drive.up');
    },
  );

  test.each([['sim'], ['emulate'], ['firmware', 'flash', '--port', 'none'], ['setup', '--board', 'model']])(
    'lumbar %s does not begin',
    async (...args) => {
      const { code, stderr } = await lumbarHere(args);
      expect(code).toBe(2);
      expect(stderr).toContain('C23');
    },
  );

  test('the file itself, other chairs and scenarios are checked all the same', async () => {
    const { problems } = await json('check', own, chairFile('chair-c'), scenario, 'just-roll');
    expect(problems.map(({ file, code }: { file: string; code: string }) => `${file} ${code}`)).toEqual([
      `${own} C23`,
      `${own} C23`,
    ]);
  });

  test('a folder of that name is no chair file', async () => {
    rmSync(own);
    mkdirSync(own);
    const { code, stderr } = await lumbarHere(['plan', 'just-roll']);
    expect([code, stderr]).toEqual([2, `lumbar: ${own}: it is a folder, not a chair file\n`]);
  });

  test.skipIf(process.platform === 'win32')('nor is a pipe, which nobody waits for', async () => {
    rmSync(own);
    execFileSync('mkfifo', [own]);
    for (const args of [
      ['plan', 'just-roll'],
      ['explain'],
      ['serve', '--board', '/dev/x'],
      ['run', 'just-roll', '--board', '/dev/x'],
    ]) {
      const { code, stderr } = await lumbarHere(args);
      expect([code, stderr], args[0]).toEqual([2, `lumbar: ${own}: it is a pipe (FIFO), not a chair file\n`]);
    }
  });
});
