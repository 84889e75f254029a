/** `lumbar firmware` as a technician calls it, with a stand-in for avrdude on the PATH. */
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openPty } from '../../sim/boards/pty.ts';
import { lockPort } from '../../src/board/firmware/port-lock.ts';
import { executable, type Said } from './lumbar.ts';

const folder = mkdtempSync(join(tmpdir(), 'lumbar-avrdude-'));
const called = join(folder, 'called');

/** What this avrdude does, and the command with it. */
function lumbar(avrdude: string, ...args: string[]): Promise<Said> {
  writeFileSync(join(folder, 'avrdude'), `#!/bin/sh\ntouch ${called}\n${avrdude}\n`);
  chmodSync(join(folder, 'avrdude'), 0o755);
  const env = { ...process.env, PATH: `${folder}${delimiter}${process.env['PATH']}`, NO_COLOR: '1' };
  const child = spawn(process.execPath, [executable, 'firmware', ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (data) => (said.stdout += data));
  child.stderr.on('data', (data) => (said.stderr += data));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, ...said })));
}

describe('lumbar firmware flash', () => {
  test('a port that another program has is refused before avrdude begins', async () => {
    const pty = await openPty();
    const release = await lockPort(pty.path, 115_200);
    try {
      const { code, stderr } = await lumbar('exit 0', 'flash', '--port', pty.path);
      expect([code, stderr]).toEqual([
        4,
        `lumbar: ${pty.path} is in use by another program. Is the chair running? sudo systemctl stop lumbar.\n`,
      ]);
      expect(existsSync(called)).toBe(false);
    } finally {
      await release();
      pty.close();
    }
  });

  test.each([
    ['/dev/null', '/dev/null is no serial port'],
    ['/dev/lumbar-none', '/dev/lumbar-none is not there: is the cable in? (lumbar ports lists what is)'],
  ])('%s gets a plain error', async (port, why) => {
    expect(await lumbar('exit 0', 'flash', '--port', port)).toEqual({
      code: 4,
      stdout: '',
      stderr: `lumbar: ${why}.\n`,
    });
    expect(existsSync(called)).toBe(false);
  });

  test('what avrdude complains of is said in a sentence', async () => {
    const pty = await openPty();
    const complaint = 'avrdude error: expected signature for ATmega2560 is 1E 98 01';
    const { code, stderr } = await lumbar(`echo "${complaint}" >&2; exit 1`, 'flash', '--port', pty.path);
    pty.close();
    expect(code).toBe(4);
    expect(stderr).toContain(
      'lumbar: The firmware is not on the chip. This is no atmega2560: its signature should be 1E 98 01.',
    );
  });
});

describe('lumbar firmware fuses', () => {
  test('says what each is and should be, and with what it is set', async () => {
    const { code, stdout } = await lumbar(
      "printf '0xff\\n0xd8\\n0xfd\\n0xcf\\n'",
      'fuses',
      '--programmer',
      'usbasp',
    );
    expect(code).toBe(1);
    expect(stdout).toBe(
      'Fuses: low 0xff, high 0xd8, extended 0xfd, lock bits 0xcf\n' +
        'extended should be 0xfc: the brown-out detector is at 2.7 V; 16 MHz needs 4.5 V, and below that the chip may do anything. 4.3 V is the nearest there is.\n' +
        'With a programmer at the ICSP pins: avrdude -p atmega2560 -c usbasp -U efuse:w:0xfc:m\n',
    );
    const good = await lumbar(
      "printf '0xff\\n0xd8\\n0xfc\\n0xcf\\n'",
      'fuses',
      '--programmer',
      'usbasp',
      '--json',
    );
    expect([good.code, JSON.parse(good.stdout)]).toEqual([
      0,
      { fuses: { low: 0xff, high: 0xd8, extended: 0xfc, lock: 0xcf }, advice: [] },
    ]);
  });

  test('needs to know where to read', async () => {
    const { code, stderr } = await lumbar('exit 0', 'fuses');
    expect([code, stderr]).toEqual([2, expect.stringContaining('--port')]);
  });

  test('a bootloader that cannot read them is no programmer', async () => {
    const pty = await openPty();
    const { code, stdout } = await lumbar('exit 1', 'fuses', '--port', pty.path);
    pty.close();
    expect([code, stdout]).toEqual([4, expect.stringContaining('cannot be read through this bootloader')]);
  });
});
