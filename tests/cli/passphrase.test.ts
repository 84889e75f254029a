/** The passphrase of a signing key, typed at a real terminal. */
import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LiveChair, openLiveChair } from '../service/live-chair.ts';
import { executable } from './lumbar.ts';

const secret = 'open sesame, 3';
const ctrlC = '\x03';
const ctrlD = '\x04';
const folder = mkdtempSync(join(tmpdir(), 'lumbar-passphrase-'));
const key = join(folder, 'locked.pem');
const home = join(folder, 'home');
const program = join(folder, 'good.yaml');
let chair: LiveChair;

beforeAll(async () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  writeFileSync(
    key,
    privateKey.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: secret }),
  );
  chmodSync(key, 0o600);
  writeFileSync(
    program,
    'format: 1\nid: good\nname: Good\nsteps:\n  - roll: { from: gluteal, to: mid-back, for: 6 min }\n',
  );
  chair = await openLiveChair();
});
afterAll(async () => {
  await chair.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Typed {
  readonly code: number;
  readonly screen: string;
  /** Afterwards the terminal shows what is typed, as before. */
  readonly shows: boolean;
}

/** `script` of util-linux is the terminal. Types the next of `answers` at each question for a passphrase. */
async function typing(args: readonly string[], answers: readonly string[]): Promise<Typed> {
  const words = [process.execPath, executable, ...args].map((word) => `'${word}'`).join(' ');
  const child = spawn('script', ['-qec', `${words}; code=$?; stty -a; exit $code`, '/dev/null'], {
    env: { ...process.env, LUMBAR_HOME: home, NO_COLOR: '1', LUMBAR_KEY_PASSPHRASE: undefined },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let screen = '';
  let asked = 0;
  child.stdout.on('data', (data: Buffer) => {
    screen += data.toString();
    const questions = screen.split('Passphrase of ').length - 1;
    while (asked < questions && /Passphrase of \S+: $/.test(screen))
      child.stdin.write(answers[asked++] ?? ctrlC);
  });
  const code = await new Promise<number>((resolve) => child.on('close', (ended) => resolve(ended ?? -1)));
  return { code, screen, shows: /(^|\s)echo(\s|$)/m.test(screen) };
}

test('opens the key and is not shown', async () => {
  const out = join(folder, 'good.lumbar');
  const { code, screen, shows } = await typing(
    ['pack', program, '--key', key, '--out', out],
    [`${secret}\r`],
  );
  expect(screen).toContain(`Passphrase of ${key}: `);
  expect(screen).toContain('signed with');
  expect(screen).not.toContain(secret);
  expect([code, shows, existsSync(out)]).toEqual([0, true, true]);
});

test('a wrong one is said, and asked for again', async () => {
  const out = join(folder, 'again.lumbar');
  const { code, screen } = await typing(
    ['pack', program, '--key', key, '--out', out],
    ['wrong\r', `${secret}\r`],
  );
  expect(screen).toContain('That was not it. Passphrase of');
  expect(screen).not.toMatch(/sesame|wrong/);
  expect([code, existsSync(out)]).toEqual([0, true]);
});

test('three wrong ones end it', async () => {
  const { code, screen } = await typing(['pack', program, '--key', key], ['a\r', 'b\r', '\r']);
  expect(screen).toContain(`The passphrase does not open ${key}.`);
  expect(code).toBe(2);
});

test.each([
  ['Ctrl-C', ctrlC],
  ['Ctrl-C in the middle of it', `open ses${ctrlC}`],
  ['the end of input', ctrlD],
])('%s ends it with 130, the terminal as it was', async (_what, typed) => {
  const { code, screen, shows } = await typing(['pack', program, '--key', key], [typed]);
  expect(screen).not.toContain('ses');
  expect([code, shows]).toEqual([130, true]);
});

test('without a terminal nobody is asked, and that is said', async () => {
  const child = spawn(process.execPath, [executable, 'pack', program, '--key', key], {
    env: { ...process.env, LUMBAR_HOME: home, LUMBAR_KEY_PASSPHRASE: undefined },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (data: Buffer) => {
    said += data.toString();
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  expect(said).toContain('is encrypted: its passphrase is asked for on a terminal');
  expect(code).toBe(2);
});

test('lets a chair trust the key, and flash with it', async () => {
  await chair.enterService();
  const atChair = ['--key', key, '--port', chair.address];
  void chair.confirmNext();
  const trust = await typing(['chair', 'trust', ...atChair], [`${secret}\r`]);
  expect(trust.screen).toContain('The chair trusts');
  expect(trust.code).toBe(0);
  const flash = await typing(['flash', program, ...atChair], [`${secret}\r`]);
  expect(flash.screen).toContain('good: version 1 is active');
  expect(`${trust.screen}${flash.screen}`).not.toContain(secret);
  expect(flash.code).toBe(0);
});
