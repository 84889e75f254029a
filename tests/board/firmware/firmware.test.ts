import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Emulation } from '../../../sim/boards/emulation.ts';
import { parseHex, writeHex } from '../../../src/board/firmware/hex.ts';
import { type Identification, identifyGuard } from '../../../src/board/firmware/identify.ts';
import { protocolVersion } from '../../../src/board/protocol/messages.ts';
import { loadFirmware } from '../../../src/board/shipped.ts';
import { atmega2560 } from '../../../src/chair/chips/atmega2560.ts';
import { chair } from '../../chair.ts';

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

describe('afterwards', () => {
  beforeEach(
    () => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] }),
  );
  afterEach(() => void vi.useRealTimers());

  /** In the board's own time. */
  async function identificationOf(
    emulation: Emulation,
    onWait?: (text: string) => void,
  ): Promise<{ identity: unknown; restarts: boolean | null }> {
    const stepMs = 20;
    const pump = setInterval(() => {
      for (let ms = 0; ms < stepMs; ms++) emulation.step();
    }, stepMs);
    let found: Identification | null = null;
    void identifyGuard(emulation.open, onWait).then((result) => {
      found = result;
    });
    for (let waitedMs = 0; found === null && waitedMs < 60_000; waitedMs += stepMs)
      await vi.advanceTimersByTimeAsync(stepMs);
    clearInterval(pump);
    if (found === null) throw new Error('it never came to an end');
    return found;
  }

  test('the guard is asked who it is, and whether it comes back after a restart by its watchdog', async () => {
    const { identity, restarts } = await identificationOf(
      new Emulation(chair, { seed: 1, personKg: 0 }, () => undefined),
    );
    const image = loadFirmware(atmega2560);
    expect(identity).toMatchObject({
      protocol: protocolVersion,
      chip: 1,
      faults: 0,
      image: (image.at(-2) as number) | ((image.at(-1) as number) << 8),
    });
    expect(restarts).toBe(true);
  });

  test('a stock bootloader is not held, although it hides that the chip has started again', async () => {
    const waits: string[] = [];
    const emulation = new Emulation(chair, { seed: 1, bootloader: { holdMs: 8000 } }, () => undefined);
    expect(await identificationOf(emulation, (text) => waits.push(text))).toMatchObject({
      identity: { cause: 0 },
      restarts: true,
    });
    expect(waits).toEqual([]);
  });

  test('a bootloader that listens for long is given the time to let go, and that is said', async () => {
    const waits: string[] = [];
    const bootloader = { holdMs: 8000, listensMs: 3000 };
    const emulation = new Emulation(chair, { seed: 1, bootloader }, () => undefined);
    expect(await identificationOf(emulation, (text) => waits.push(text))).toMatchObject({ restarts: true });
    expect(waits).toEqual(['Nothing yet. Silent for 10 s, so that the bootloader lets go ...']);
  });

  test('an old bootloader that loops after a reset by the watchdog is found', async () => {
    const emulation = new Emulation(
      chair,
      { seed: 1, bootloader: { holdMs: 8000, old: true } },
      () => undefined,
    );
    expect(await identificationOf(emulation)).toMatchObject({ identity: { faults: 0 }, restarts: false });
  });

  test('a line on which nobody answers gives nobody', async () => {
    const emulation = new Emulation(chair, { seed: 1 }, () => undefined);
    emulation.line.state = 'lost';
    expect(await identificationOf(emulation)).toEqual({ identity: null, restarts: null });
  });
});
