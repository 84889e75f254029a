/** What the guard firmware does about itself: a program or a memory that is not what it was. On the emulated chip. */
import { describe, expect, test } from 'vitest';
import { guardStates } from '../../src/board/protocol/messages.ts';
import { loadChair, loadFirmware } from '../../src/board/shipped.ts';
import { crc16 } from '../../src/codec/crc.ts';
import { flipMemory, sramStart, sramUsed } from './flips.ts';
import { allOn, GuardedChip } from './guarded-chip.ts';

const image = loadFirmware(loadChair().wiring.chip);
/** Sum, then CRC. */
const checksBytes = 4;

/** An image with one bit of its greeting flipped: it runs all the same. */
function flawed(): Uint8Array {
  const copy = image.slice();
  const greeting = [...'LumbarGuard'].map((letter) => letter.charCodeAt(0));
  const at = copy.findIndex((_, from) => greeting.every((byte, index) => copy[from + index] === byte));
  expect(at).toBeGreaterThan(0);
  copy[at] = (copy[at] as number) ^ 1;
  return copy;
}

function withCrc(program: Uint8Array): Uint8Array {
  const end = program.length - 2;
  const crc = crc16(program, 0, end);
  program[end] = crc & 0xff;
  program[end + 1] = crc >> 8;
  return program;
}

describe('a program that is not what was built', () => {
  test.each([
    ['with a bit flipped', 2, flawed()],
    ['with a CRC that fits it and the sum of the other', 0, withCrc(flawed())],
    [
      'with a sum that does not fit',
      0,
      withCrc(image.map((byte, at) => (at === image.length - checksBytes ? byte ^ 1 : byte))),
    ],
  ])('%s answers questions and is not armed', (_what, faults, program) => {
    const chip = new GuardedChip(new Map(), program).lock();
    expect(chip.identity()).toMatchObject({ faults });
    expect(chip.arm()).toBe('unfit');
    chip.command(allOn);
    expect(chip.anythingOn).toBe(false);
    expect(chip.status()['state']).toBe(guardStates.indexOf('locked'));
  });
});

describe('a memory that is not what was written', () => {
  test('turns nothing guarded on, on a tripped chip, by whichever bit of a byte', () => {
    // One bit of each byte here; all of them in the benchmark.
    const { flips, acted } = flipMemory((address) => [(address * 5) & 7]);
    expect(acted).toEqual([]);
    expect(flips).toBe(sramUsed - sramStart);
  });

  test('a list that has changed in memory is not armed', () => {
    const chip = new GuardedChip().lock();
    const { data } = chip.emulator.mcu.cpu;
    // The entry of the pad relay: kind 5, index 0, pin 26, no flags.
    const at = data.findIndex(
      (_, from) => from >= sramStart && [5, 0, 26, 0, 0].every((byte, index) => data[from + index] === byte),
    );
    expect(at).toBeGreaterThan(0);
    data[at + 3] = 1;
    expect(chip.askToArm()?.values).toMatchObject({ result: 8, detail: 9 });
    data[at + 3] = 0;
    expect(chip.arm()).toBe('done');
  });
});
