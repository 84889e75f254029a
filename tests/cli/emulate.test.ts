/** `lumbar emulate`: what is typed; and with `--bootloader` a program that opens its pseudo-terminal finds a board with a stock Mega's manners. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import type { BytePort } from '../../src/board/link/port.ts';
import { FirmataStream } from '../../src/board/link/stream.ts';
import { guardBaud } from '../../src/board/protocol/baud.ts';
import { encode } from '../../src/board/protocol/codec.ts';
import type { Identity } from '../../src/board/protocol/heard.ts';
import { serialLine } from '../../src/board/serial.ts';
import { pause, Working } from './emulated-chair.ts';
import { lumbar } from './lumbar.ts';

const folder = mkdtempSync(join(tmpdir(), 'lumbar-emulate-'));
const path = join(folder, 'board');
let commands: Working[] = [];
afterEach(async () => {
  for (const command of commands) await command.end();
  commands = [];
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function emulate(): Promise<void> {
  const emulation = new Working(['emulate', '--bootloader', '2', '--link', path]);
  commands.push(emulation);
  await emulation.until('it is ready', () => emulation.stdout.includes('"ready":true'));
}

/** Opens the port and says nothing but `firstWords`, until the board greets; resolves with who it is then. */
async function listen(firstWords: Uint8Array | null): Promise<Identity> {
  const open = await serialLine(path, guardBaud);
  let port: BytePort | null = null;
  const identity = await new Promise<Identity>((resolve, reject) => {
    const stream = new FirmataStream({
      guard: ({ name, values }) => {
        if (name === 'identity') resolve({ ...values });
      },
      firmware: () => opened.write(encode('hello', {})),
      other: () => undefined,
    });
    const opened = open(
      {
        opened: () => {
          if (firstWords !== null) opened.write(firstWords);
        },
        data: (bytes) => stream.feed(bytes),
        closed: (reason) => reject(new Error(reason)),
      },
      0,
    );
    port = opened;
  });
  (port as BytePort | null)?.close();
  await pause(300);
  return identity;
}

test('each opening resets the board, which greets once its bootloader has let go', async () => {
  await emulate();
  for (const firstWords of [null, null, Uint8Array.of(0xf9)]) {
    // The cause is hidden by the bootloader; a board that was not reset would be silent.
    expect(await listen(firstWords)).toMatchObject({ cause: 0, faults: 0 });
  }
});

test('lumbar serve gets a board ready that resets when it is opened', async () => {
  await emulate();
  const serve = new Working(['serve', '--board', path, '--chair', 'lumbar-1'], {
    env: { LUMBAR_HOME: join(folder, 'home') },
  });
  commands.push(serve);
  await serve.until('the guard is ready', () => serve.stdout.includes('guard ready on Arduino Mega 2560'));
  expect(serve.stdout).not.toContain('link lost');
});

test('what is typed changes the room and the person, too; what it cannot do it says, and remarks nothing', async () => {
  const emulation = new Working(['emulate', '--link', path], { stdin: true });
  commands.push(emulation);
  await emulation.until('it is ready', () => emulation.stdout.includes('"ready":true'));
  emulation.type(
    '# a remark\n\nblanket: 0.2\nroom: { to: 28 C, in: 1 s }\nleans: { share: 0.5 }\nblanket: 7\nfault: { disk: full }\nwait: 1 s\n',
  );
  await emulation.until('it has read all of it', () => emulation.stdout.includes('wait is for'));
  const [, ...answers] = emulation.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as object);
  expect(answers).toEqual([
    { error: '7 is out of range here', hint: 'a number, 0.01 to 1' },
    { error: 'disk: that fault lies with the host, which is whatever opens the port', hint: '' },
    {
      error: 'wait is for scenario files',
      hint: 'here: press, hold, fault, person, leans, blanket, room',
    },
  ]);
});

test('a file that is no link is not taken for one, whatever chair it is', () => {
  const file = join(folder, 'notes.txt');
  writeFileSync(file, 'mine');
  for (const chair of [[], ['--unknown', '7']]) {
    const { code, stderr } = lumbar(['emulate', '--link', file, ...chair]);
    expect(stderr).toContain(`--link ${file} cannot be made`);
    expect(code).toBe(2);
  }
  expect(readFileSync(file, 'utf8')).toBe('mine');
});
