/** Every technician's command over a serial device ends by itself, however it goes, and leaves the device free. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { spawn as spawnAtTerminal } from '@lydell/node-pty';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Served, serveSerial } from '../../src/service/listen.ts';
import { openSerial } from '../../src/service/serial.ts';
import { confirmPending } from '../../src/service/service.ts';
import { Cable } from '../service/cable.ts';
import { createStand, type Stand, takeTurns } from '../service/stand.ts';
import { pause, Working } from './emulated-chair.ts';
import { executable } from './lumbar.ts';

let folder = '';
/** In the service state for as long as the test lasts. */
let chair: Stand;
let served: Served;
let endTurns = () => {};
let cable: Cable;
let silent: Cable;
const commands: Working[] = [];

const program = (steps: number) => `format: 1
id: mine
name: Back and forth
version: 1
steps:
${'  - roll: { from: gluteal, to: mid-back, speed: 2, width: wide, for: 15 s }\n'.repeat(steps)}`;

async function cableIn(name: string): Promise<Cable> {
  mkdirSync(join(folder, name));
  const made = new Cable(join(folder, name));
  await made.plugIn();
  return made;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lumbar-serial-cli-'));
  chair = createStand();
  endTurns = takeTurns(chair, 20);
  cable = await cableIn('chair');
  silent = await cableIn('silent');
  served = await serveSerial(chair.inbox, cable.chairEnd);
  writeFileSync(join(folder, 'mine.yaml'), program(30));
});
afterAll(async () => {
  for (const command of commands) await command.end();
  await served.close();
  endTurns();
  for (const one of [cable, silent]) await one.unplug();
  rmSync(folder, { recursive: true, force: true });
});

const env = () => ({ LUMBAR_HOME: join(folder, 'home'), NO_COLOR: '1' });
function begin(...args: string[]): Working {
  const command = new Working(args, { cwd: folder, env: env() });
  commands.push(command);
  return command;
}
const at = (device: string, words: string) => begin(...words.split(' '), '--port', device);
const atChair = (words: string) => at(cable.technicianEnd, words);
const free = async (device: string) => (await openSerial(device)).close();

describe.skipIf(process.platform === 'win32')('over a serial device', () => {
  const good = ['list', 'status', 'keys', 'faults', 'sessions', 'backup chair.json'];
  test.each(good)('lumbar chair %s ends when it is done', async (words) => {
    const command = atChair(`chair ${words}`);
    expect([await command.code, command.stderr]).toEqual([0, '']);
    await free(cable.technicianEnd);
  });

  test('what changes the chair ends when it is done, one after the other', async () => {
    expect(await begin('keygen').code).toBe(0);
    const trust = atChair('chair trust');
    while (!confirmPending(chair.service, chair.world)) await pause(10);
    chair.confirm();
    expect(await trust.code).toBe(0);
    const works = [
      'flash mine.yaml',
      'chair backup chair.json',
      'chair restore chair.json',
      'chair delete mine',
    ];
    for (const words of works) {
      const command = atChair(words);
      expect([words, await command.code, command.stderr]).toEqual([words, 0, '']);
    }
  });

  const refused = ['activate nothing', 'rollback nothing', 'delete deep-tissue', 'untrust nobody-at-all'];
  test.each(refused)('lumbar chair %s ends when it is refused', async (words) => {
    const command = atChair(`chair ${words}`);
    expect([await command.code, command.stdout]).toEqual([1, '']);
    await free(cable.technicianEnd);
  });

  // Each asks several times and waits longer each time: side by side.
  test.concurrent.each(['chair status', 'flash mine.yaml', 'chair selftest'])(
    'lumbar %s ends with 4 when nobody answers',
    async (words) => {
      const deaf = await cableIn(words);
      const command = at(deaf.technicianEnd, words);
      expect(await command.code).toBe(4);
      expect(command.stderr).toContain('does not answer');
      await free(deaf.technicianEnd);
      await deaf.unplug();
    },
  );

  test('a command ends with 4 when the line is lost while it waits', async () => {
    const lost = await cableIn('lost');
    const command = at(lost.technicianEnd, 'chair status');
    await command.until('it asks', () => lost.asked > 0);
    await lost.unplug();
    expect(await command.code).toBe(4);
    expect(command.stderr).toMatch(/The line to the chair (was lost|is closed): its other end went away/);
  });

  test('Ctrl-C ends it with 130: while it waits for an answer, and while it waits for a person', async () => {
    const asking = at(silent.technicianEnd, 'chair status');
    const before = silent.asked;
    await asking.until('it asks', () => silent.asked > before);
    asking.child.kill('SIGINT');
    expect([await asking.code, asking.stderr]).toEqual([130, 'lumbar: stopped.\n']);
    await free(silent.technicianEnd);
    expect(await begin('keygen', '--out', 'other.pem').code).toBe(0);
    const waiting = atChair('chair trust --key other.pem');
    await waiting.until('it waits', () => waiting.stderr.includes('Press start'));
    waiting.child.kill('SIGINT');
    expect(await waiting.code).toBe(130);
    await free(cable.technicianEnd);
  });

  test('lumbar ports ends', async () => {
    expect([0, 1]).toContain(await begin('ports').code);
  });
});

/** The system's list of serial ports, as udev gives it. */
function pretendPorts(devices: readonly string[]): string {
  const bin = mkdtempSync(join(folder, 'bin-'));
  const entries = devices.map(
    (device) => `P: /devices${device}\nN: ttyACM0\nE: DEVNAME=${device}\nE: ID_VENDOR_ID=1d6b\n\n`,
  );
  writeFileSync(join(bin, 'list'), entries.join(''));
  writeFileSync(join(bin, 'udevadm'), `#!/bin/sh\ncat '${join(bin, 'list')}'\n`);
  chmodSync(join(bin, 'udevadm'), 0o755);
  return `${bin}${delimiter}${process.env['PATH']}`;
}

describe.skipIf(process.platform !== 'linux')('without --port', () => {
  test('the one chair that is found on a serial device is used', async () => {
    const command = new Working(['chair', 'status', '--json'], {
      cwd: folder,
      env: { ...env(), PATH: pretendPorts([silent.technicianEnd, cable.technicianEnd]) },
    });
    commands.push(command);
    expect([await command.code, command.stderr]).toEqual([0, '']);
    expect(JSON.parse(command.stdout)).toMatchObject({ model: 'lumbar-1' });
  });

  test.each([
    ['a number', '2\r', 0, 'lumbar-1'],
    ['Ctrl-C', '\x03', 130, 'No chair was chosen.'],
  ])('of several a person at a terminal chooses: %s', async (_, typed, code, says) => {
    const second = await cableIn(`second${code}`);
    const alsoServed = await serveSerial(chair.inbox, second.chairEnd);
    const terminal = spawnAtTerminal(process.execPath, [executable, 'chair', 'status'], {
      cwd: folder,
      env: { ...process.env, ...env(), PATH: pretendPorts([cable.technicianEnd, second.technicianEnd]) },
    });
    let shown = '';
    let answered = false;
    terminal.onData((text) => {
      shown += text;
      if (!answered && shown.includes('Which chair?')) {
        answered = true;
        terminal.write(typed);
      }
    });
    const exitCode = await new Promise<number>((resolve) => terminal.onExit((end) => resolve(end.exitCode)));
    await alsoServed.close();
    await second.unplug();
    expect([exitCode, shown]).toEqual([code, expect.stringContaining(says)]);
  });
});
