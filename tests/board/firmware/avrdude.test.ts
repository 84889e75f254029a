/** Writing the chip: with programs that behave as avrdude does when all is well and when it is not, and with avrdude. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { flashArguments, runAvrdude } from '../../../src/board/firmware/avrdude.ts';
import { errorText } from '../../../src/board/firmware/avrdude-errors.ts';
import {
  type Fuses,
  fuseArguments,
  fuseCommand,
  fusesOf,
  judgeFuses,
} from '../../../src/board/firmware/fuses.ts';
import { lockPort } from '../../../src/board/firmware/port-lock.ts';
import { firmwareFile, loadFirmware } from '../../../src/board/shipped.ts';
import { atmega2560 as chip } from '../../../src/chair/chips/atmega2560.ts';
import { type BootloaderOptions, openBootloader } from './stk500.ts';

const folder = mkdtempSync(join(tmpdir(), 'lumbar-firmware-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function program(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${text}\n`);
  chmodSync(file, 0o755);
  return file;
}

describe('avrdude', () => {
  test('is called for the chip, the port and the image', async () => {
    const out = join(folder, 'arguments');
    const args = flashArguments(chip, '/dev/ttyX', '/tmp/a.hex');
    const writing = program('writing', `echo "$@" > ${out}`);
    expect(await runAvrdude(chip, args, { program: writing })).toEqual({ ok: true, output: '' });
    expect(readFileSync(out, 'utf8').trim()).toBe(
      '-p atmega2560 -c wiring -P /dev/ttyX -b 115200 -D -U flash:w:/tmp/a.hex:i',
    );
  });

  test('is told how to install where it is missing', async () => {
    expect(await runAvrdude(chip, [], { program: join(folder, 'nothing-here') })).toMatchObject({
      ok: false,
      why: 'missing',
      text: expect.stringContaining('apt install avrdude'),
    });
  });

  test('is ended when nothing moves, whatever it repeats, and what mattered is said', async () => {
    const spinning = program(
      'spinning',
      'trap "" TERM\necho "avrdude OS error: cannot open port /dev/ttyX: No such file or directory" >&2\nwhile :; do echo "avrdude error: timeout" >&2; sleep 0.02; done',
    );
    const heard: string[] = [];
    const result = await runAvrdude(chip, [], {
      program: spinning,
      stalledAfterMs: 300,
      onText: (text) => heard.push(text),
    });
    expect(result).toEqual({
      ok: false,
      why: 'stalled',
      text: 'Nothing moved for 0.3 s, so avrdude was ended. /dev/ttyX cannot be opened: No such file or directory.',
    });
    expect(heard.join('').match(/timeout/g)).toHaveLength(1);
  });

  test('is left alone for as long as its bar moves', async () => {
    const slow = program('slow', 'for n in 1 2 3 4 5 6 7 8 9 10; do printf "#" >&2; sleep 0.3; done');
    expect(await runAvrdude(chip, [], { program: slow, stalledAfterMs: 2000 })).toMatchObject({ ok: true });
  });
});

describe('what matters of what avrdude says', () => {
  test.each([
    [
      'avrdude: ser_open(): can\'t open device "/dev/ttyX": No such file or directory',
      '/dev/ttyX cannot be opened: No such file or directory.',
    ],
    [
      'avrdude OS error: cannot open port /dev/ttyX: Permission denied',
      '/dev/ttyX cannot be opened: Permission denied.',
    ],
    [
      'avrdude: Expected signature for ATmega2560 is 1E 98 01',
      'This is no atmega2560: its signature should be 1E 98 01.',
    ],
    ['avrdude: verification error, first mismatch at byte 0x0100', 'first at 0x0100.'],
    ['Error: verification mismatch', 'What was read back is not what was written.'],
    [
      'avrdude: stk500v2_getsync(): timeout communicating with programmer',
      'Nothing answers as the bootloader of an Arduino Mega 2560 Rev3 does.',
    ],
    ['avrdude: stk500_recv(): programmer is not responding', 'Nothing answers as the bootloader'],
    [
      'avrdude: stk500_getsync() attempt 10 of 10: not in sync: resp=0x00',
      'Nothing answers as the bootloader',
    ],
    ['avrdude: ser_recv(): read error: Input/output error', 'fell silent in the middle of writing'],
  ])('%s', (line, means) => {
    const others = [
      'avrdude: AVR device initialized',
      line,
      'one',
      'two',
      'three',
      'avrdude done.  Thank you.',
    ];
    expect(errorText(others, chip)).toContain(means);
  });

  test('a cause comes before what follows from it', () => {
    const lines = [
      'avrdude error: timeout',
      'avrdude OS error: cannot open port /dev/ttyX: Permission denied',
    ];
    expect(errorText(lines, chip)).toBe('/dev/ttyX cannot be opened: Permission denied.');
  });

  test('what nobody has met before is passed on', () => {
    expect(errorText(['a', 'b', 'c', 'd', 'avrdude done.  Thank you.'], chip)).toBe('b\nc\nd');
  });
});

const stock: Fuses = { low: 0xff, high: 0xd8, extended: 0xfc, lock: 0xcf };

describe('fuses and lock bits', () => {
  test('as a chair needs them there is nothing to say', () => {
    expect(judgeFuses(stock)).toEqual([]);
    expect(judgeFuses({ ...stock, high: 0xd9, lock: 0xff }), 'without a bootloader').toEqual([]);
  });

  test.each([
    ['low', 0x7f, 0xff, 'divided by 8'],
    ['low', 0x62, 0xff, '16 MHz crystal'],
    ['high', 0x98, 0xd8, 'JTAG is on'],
    ['high', 0x99, 0xd9, 'JTAG is on'],
    ['high', 0xc8, 0xd8, 'watchdog'],
    ['high', 0xde, 0xd8, 'less than its 8 KB'],
    ['high', 0x58, 0xd8, 'debugger'],
    ['extended', 0xfd, 0xfc, 'at 2.7 V; 16 MHz needs 4.5 V'],
    ['extended', 0xfe, 0xfc, 'at 1.8 V'],
    ['extended', 0xff, 0xfc, 'detector is off'],
    ['lock', 0xff, 0xcf, 'not protected'],
  ] as const)('%s at %i should be %i: %s', (fuse, is, should, why) => {
    const found = judgeFuses({ ...stock, [fuse]: is });
    expect(found).toEqual([{ fuse, is, should, why: expect.stringContaining(why) }]);
    expect(fuseCommand(chip, found)).toMatch(
      new RegExp(`^avrdude -p atmega2560 -c usbasp -U \\w+:w:0x${should.toString(16)}:m$`),
    );
  });

  test('are read from what avrdude prints; zeros and nothing are none', () => {
    expect(fusesOf('0xff\n0xd8\n0xfd\n0xcf\n')).toEqual({
      low: 0xff,
      high: 0xd8,
      extended: 0xfd,
      lock: 0xcf,
    });
    expect(fusesOf('0x0\n0x0\n0x0\n0x0\n')).toBeNull();
    expect(fusesOf('')).toBeNull();
  });

  test('a programmer is asked at its own speed', () => {
    expect(fuseArguments(chip, null, 'usbasp').join(' ')).toMatch(
      /^-p atmega2560 -c usbasp -q -q -U lfuse:r:-:h /,
    );
    expect(fuseArguments(chip, '/dev/ttyX', null).join(' ')).toContain('-c wiring -P /dev/ttyX -b 115200');
  });
});

const hasAvrdude = spawnSync('avrdude', ['-?']).error === undefined;
if (!hasAvrdude) console.warn('no avrdude here: it is not run against a bootloader');

describe.skipIf(!hasAvrdude)("the system's own avrdude on a bootloader, the port being held", () => {
  async function flashed(options: BootloaderOptions) {
    const bootloader = await openBootloader(options);
    const release = await lockPort(bootloader.path, chip.avrdude.baud);
    try {
      const args = flashArguments(chip, bootloader.path, firmwareFile(chip));
      const result = await runAvrdude(chip, args, { stalledAfterMs: 7000 });
      const fuses = result.ok ? await runAvrdude(chip, fuseArguments(chip, bootloader.path, null)) : null;
      return { result, fuses: fuses?.ok ? fusesOf(fuses.output) : null, flash: bootloader.flash };
    } finally {
      await release();
      bootloader.close();
    }
  }

  test('writes the image whole, and reads the fuses', async () => {
    const { result, fuses, flash } = await flashed({ fuses: [0xff, 0xd8, 0xfd, 0xcf] });
    expect(result.ok).toBe(true);
    const image = loadFirmware(chip);
    expect(Buffer.compare(flash.subarray(0, image.length), image)).toBe(0);
    expect(fuses).toEqual({ low: 0xff, high: 0xd8, extended: 0xfd, lock: 0xcf });
  });

  test('gives no fuses where the bootloader cannot read them', async () => {
    expect(await flashed({})).toMatchObject({ result: { ok: true }, fuses: null });
  });

  test('finds another chip, and a worn one', async () => {
    expect((await flashed({ signature: [0x1e, 0x95, 0x0f] })).result).toMatchObject({
      ok: false,
      text: expect.stringContaining('This is no atmega2560'),
    });
    expect((await flashed({ wornAt: 1234 })).result).toMatchObject({
      ok: false,
      text: expect.stringContaining('What was read back is not what was written, first at 0x04d2.'),
    });
  });

  test('is ended when the cable comes out in the middle', async () => {
    expect((await flashed({ pulledAfterPages: 20 })).result).toMatchObject({
      ok: false,
      why: 'stalled',
      text: expect.stringContaining('fell silent in the middle of writing'),
    });
  });
});
