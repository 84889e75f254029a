import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { Emulation } from '../../../sim/boards/emulation.ts';
import { atmega2560 } from '../../../src/board/chips/atmega2560.ts';
import { runAvrdude } from '../../../src/board/firmware/avrdude.ts';
import { greetGuard } from '../../../src/board/firmware/greeting.ts';
import { parseHex, writeHex } from '../../../src/board/firmware/hex.ts';
import { loadFirmware } from '../../../src/board/map/shipped.ts';

const folder = mkdtempSync(join(tmpdir(), 'lumbar-firmware-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a firmware image', () => {
  test('comes out of Intel hex as it went in, beyond 64 kB too', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), (bytes) => {
        expect(parseHex(writeHex(bytes))).toEqual(bytes);
      }),
    );
    const large = Uint8Array.from({ length: 70_000 }, (_, index) => index % 251);
    expect(parseHex(writeHex(large))).toEqual(large);
  });

  test('a damaged line is named', () => {
    const text = writeHex(Uint8Array.of(1, 2, 3));
    expect(() => parseHex(text.replace('010203', '010204'))).toThrow('firmware image: line 1 is damaged');
    expect(() => parseHex(`${text}:zz\n`)).toThrow('line 3 is damaged');
  });
});

describe('flashing', () => {
  function program(text: string): string {
    const file = join(folder, `avrdude-${Math.abs(text.length * 31 + text.charCodeAt(12))}`);
    writeFileSync(file, `#!/bin/sh\n${text}\n`);
    chmodSync(file, 0o755);
    return file;
  }

  test('calls avrdude for the chip, the port and the image', async () => {
    const out = join(folder, 'arguments');
    const result = await runAvrdude(
      atmega2560,
      '/dev/ttyX',
      '/tmp/a.hex',
      () => undefined,
      program(`echo "$@" > ${out}`),
    );
    expect(result).toEqual({ ok: true });
    expect(readFileSync(out, 'utf8').trim()).toBe(
      '-p atmega2560 -c wiring -P /dev/ttyX -b 115200 -D -U flash:w:/tmp/a.hex:i',
    );
  });

  test('without avrdude it says how to install it', async () => {
    const result = await runAvrdude(atmega2560, 'x', 'y', () => undefined, join(folder, 'nothing-here'));
    expect(result).toMatchObject({
      ok: false,
      why: 'missing',
      text: expect.stringContaining('apt install avrdude'),
    });
  });

  test('what avrdude complains of is passed on', async () => {
    const failing = program('echo "cannot open device" >&2; exit 1');
    const result = await runAvrdude(atmega2560, 'x', 'y', () => undefined, failing);
    expect(result).toEqual({ ok: false, why: 'failed', text: 'cannot open device' });
  });
});

describe('afterwards', () => {
  test('the guard is asked who it is, and whether it comes back after a restart by its watchdog', async () => {
    const emulation = new Emulation({ seed: 1, personKg: 0 }, () => undefined);
    const pump = setInterval(() => {
      for (let ms = 0; ms < 20; ms++) emulation.step();
    }, 2);
    try {
      const { identity, restarts } = await greetGuard(emulation.line.open);
      const image = loadFirmware(atmega2560);
      expect(identity).toMatchObject({ protocol: 1, chip: 1, faults: 0 });
      expect(identity?.image).toBe((image.at(-2) as number) | ((image.at(-1) as number) << 8));
      expect(restarts).toBe(true);
    } finally {
      clearInterval(pump);
    }
  });

  test('a line on which nobody answers gives nobody', async () => {
    const emulation = new Emulation({ seed: 1 }, () => undefined);
    emulation.line.state = 'lost';
    const pump = setInterval(() => emulation.line.deliver(0), 2);
    try {
      expect(await greetGuard(emulation.line.open)).toEqual({ identity: null, restarts: null });
    } finally {
      clearInterval(pump);
    }
  });
});
