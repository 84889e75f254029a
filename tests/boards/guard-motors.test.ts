/** Drives of other chairs on the emulated chip: outputs for each way, dead time, brake, levels, frequencies. */
import { describe, expect, test } from 'vitest';
import { floor } from '../../src/board/protocol/roles.ts';
import { type Drive, DriveWatch, drive, noiseIntoDrive } from './drives.ts';
import { cyclesPerMs, GuardedChip } from './guarded-chip.ts';
import { eachWay, pin, pinNumber, stopKey, twoLines } from './lists.ts';

function armed(entries: Parameters<GuardedChip['lockTo']>[0]): GuardedChip {
  const chip = new GuardedChip();
  chip.lockTo(entries);
  expect(chip.arm()).toBe('done');
  return chip;
}
const linesOf = (chip: GuardedChip) => [chip.dutyAt('22'), chip.dutyAt('23')];

describe('a motor with an output each way', () => {
  const all: Drive = { up: '22', down: '23' };

  test('turns as writes and frame say, and is read back as it is', () => {
    const chip = armed(eachWay(100));
    drive(chip, all, 1);
    expect(linesOf(chip)).toEqual([1, 0]);
    expect(chip.status()).toMatchObject({ duty0: 255, levels: 1 });
    drive(chip, all, 0);
    expect(linesOf(chip)).toEqual([0, 0]);
    expect(chip.status()).toMatchObject({ duty0: 0, levels: 0 });
  });

  test('turns by neither alone, nor where both lines were written', () => {
    const chip = armed(eachWay(100));
    chip.send([0xf5, pinNumber('22'), 1]);
    chip.run(30);
    expect(linesOf(chip)).toEqual([0, 0]);
    chip.send([0xf5, pinNumber('23'), 1]);
    for (const way of [1, -1] as const) {
      chip.frameOf({ duty0: 255, levels: way > 0 ? 1 : 0 });
      chip.run(10);
      expect(linesOf(chip)).toEqual([0, 0]);
    }
  });

  test('is off at once when its line is written off, before any frame', () => {
    const chip = armed(eachWay(100));
    drive(chip, all, 1);
    chip.send([0xf5, pinNumber('22'), 0]);
    chip.run(1);
    expect(linesOf(chip)).toEqual([0, 0]);
  });

  test('comes on the other way only when the other line has let go', () => {
    const chip = armed(eachWay(floor.deadTimeMs));
    drive(chip, all, 1);
    drive(chip, all, 0);
    chip.emulator.mcu.gpio.stick('PA0', true);
    for (let frame = 0; frame < 20; frame++) drive(chip, all, -1);
    expect(chip.dutyAt('23')).toBe(0);
    chip.emulator.mcu.gpio.stick('PA0', null);
    drive(chip, all, -1);
    expect(chip.dutyAt('23')).toBe(1);
    // And one that sticks later is told of.
    chip.emulator.mcu.gpio.stick('PA0', true);
    expect(((chip.status()['levels'] as number) >> 13) & 1).toBe(1);
  });

  test.each([5, 37, 250])('rests for its dead time of %d ms before it turns, to the cycle', (deadTimeMs) => {
    const chip = armed(eachWay(deadTimeMs));
    const watch = new DriveWatch(chip);
    for (let reversal = 0; reversal < 12; reversal++) {
      const begun = chip.ms;
      while (chip.ms - begun < deadTimeMs + 25) {
        drive(chip, all, reversal % 2 === 0 ? 1 : -1);
        chip.run((reversal * 0.37) % 3);
      }
    }
    expect(watch.together).toBe(0);
    expect(watch.reversals).toBe(11);
    expect(watch.leastRestCycles).toBeGreaterThanOrEqual(deadTimeMs * cyclesPerMs);
    // Not much longer: the next frame, and the millisecond in which it went off.
    expect(watch.leastRestCycles).toBeLessThan((deadTimeMs + 6) * cyclesPerMs);
  });

  test('never has both on over 1,000 reversals', () => {
    const chip = armed(eachWay(floor.deadTimeMs));
    const watch = new DriveWatch(chip);
    for (let reversal = 0; reversal < 1000; reversal++) {
      for (let frame = 0; frame < 5; frame++) drive(chip, all, reversal % 2 === 0 ? 1 : -1);
    }
    expect(watch.reversals).toBeGreaterThan(900);
    expect(watch.together).toBe(0);
    expect(watch.leastRestCycles).toBeGreaterThanOrEqual(floor.deadTimeMs * cyclesPerMs);
  });

  test('never has both on under noise that knows its pins', () => {
    const chip = armed(eachWay(floor.deadTimeMs));
    const watch = new DriveWatch(chip);
    expect(noiseIntoDrive(chip, all, 100_000, 11)).toBeGreaterThanOrEqual(100_000);
    expect(watch.reversals).toBeGreaterThan(100);
    expect(watch.together).toBe(0);
    expect(watch.leastRestCycles).toBeGreaterThanOrEqual(floor.deadTimeMs * cyclesPerMs);
  });
});

describe('a motor with PWM and two lines', () => {
  const all: Drive = { pwm: '6', up: '22', down: '23' };
  const pwm = (chip: GuardedChip) => Math.round(chip.dutyAt('6') * 255);

  test('gets what the timer gives, and is read back', () => {
    const chip = armed(twoLines(20));
    drive(chip, all, 1, 120);
    expect([pwm(chip), ...linesOf(chip)]).toEqual([120, 1, 0]);
    expect(chip.status()).toMatchObject({ duty0: 120, levels: 1 });
    for (let frame = 0; frame < 20; frame++) drive(chip, all, -1, 80);
    expect([pwm(chip), ...linesOf(chip)]).toEqual([80, 0, 1]);
    expect(chip.status()).toMatchObject({ duty0: 80, levels: 0 });
  });

  test('coasts at rest, or is braked after its dead time for half a second where it is told so', () => {
    for (const brakes of [false, true]) {
      const chip = armed(twoLines(20, brakes ? { flags: ['brake'] } : {}));
      drive(chip, all, 1, 120);
      drive(chip, all, 0);
      expect([pwm(chip), ...linesOf(chip)]).toEqual([0, 0, 0]);
      for (let frame = 0; frame < 10; frame++) drive(chip, all, 0);
      expect([pwm(chip), ...linesOf(chip)]).toEqual([brakes ? 255 : 0, 0, 0]);
      // What brakes is not driven.
      expect(chip.status()).toMatchObject({ duty0: 0, levels: 0 });
      drive(chip, all, 1, 60);
      expect([pwm(chip), ...linesOf(chip)]).toEqual([60, 1, 0]);
      for (let frame = 0; frame < 300; frame++) drive(chip, all, 0);
      expect([pwm(chip), ...linesOf(chip)]).toEqual([0, 0, 0]);
    }
  });

  test('is let go at once by whatever trips, brake or not', () => {
    const chip = armed(twoLines(20, { flags: ['brake'] }));
    drive(chip, all, 1, 120);
    for (let frame = 0; frame < 12; frame++) drive(chip, all, 0);
    expect(pwm(chip)).toBe(255);
    chip.press('stop');
    chip.run(5);
    expect([pwm(chip), ...linesOf(chip)]).toEqual([0, 0, 0]);
  });
});

describe('an output that is on at low', () => {
  test('is high while it is off, low while it is on, and high again with the stop key', () => {
    const chip = armed([pin('pad', 0, '24', { flags: ['activeLow', 'heldOff', 'thermostat'] }), stopKey]);
    expect(chip.dutyAt('24')).toBe(1);
    // At the pin's own level, as StandardFirmata would write it.
    chip.send([0xf5, 24, 0]);
    chip.frameOf({ levels: 8 });
    chip.run(5);
    expect(chip.dutyAt('24')).toBe(0);
    expect(chip.status()).toMatchObject({ levels: 8 });
    chip.press('stop');
    chip.run(5);
    expect(chip.dutyAt('24')).toBe(1);
    expect(chip.status()).toMatchObject({ levels: 0 });
  });

  test('has its PWM turned round', () => {
    const chip = armed([pin('motor-pwm', 2, '6', { flags: ['activeLow', 'heldOff'] }), stopKey]);
    expect(chip.dutyAt('6')).toBe(1);
    for (const value of [50, 255, 100]) {
      const level = 255 - value;
      chip.send([0xe6, level & 0x7f, level >> 7]);
      chip.frameOf({ duty2: value });
      chip.run(5);
      expect(1 - chip.dutyAt('6')).toBeCloseTo(value / 255, 6);
      expect(chip.status()).toMatchObject({ duty2: value });
    }
    chip.press('stop');
    chip.run(5);
    expect(chip.dutyAt('6')).toBe(1);
  });
});

describe('the frequency of PWM', () => {
  /** Cycles from one rise of the pin to the next. */
  function periodOf(chip: GuardedChip): number {
    const { gpio } = chip.emulator.mcu;
    const rise = () => {
      while (gpio.level('PH3')) chip.emulator.run(chip.emulator.cycles + 1);
      while (!gpio.level('PH3')) chip.emulator.run(chip.emulator.cycles + 1);
      return chip.emulator.cycles;
    };
    const first = rise();
    return rise() - first;
  }

  test.each([
    [0, 15_686],
    [100, 100],
    [980, 980],
    [20_000, 20_000],
    [26_000, 26_000],
  ])('%d Hz is %d, nearly, and each duty is read back', (asked, given) => {
    const chip = armed([pin('motor-pwm', 2, '6', { pwm: asked / 2 }), stopKey]);
    const keep = (value: number, ms: number) => {
      for (let begun = chip.ms; chip.ms - begun < ms; ) {
        chip.send([0xe6, value & 0x7f, value >> 7]);
        chip.frameOf({ duty2: value });
        chip.run(20);
      }
    };
    for (const value of [1, 128, 254, 255]) {
      keep(value, 40);
      expect(chip.dutyAt('6')).toBeCloseTo(value / 255, 2);
      expect(chip.status()['duty2']).toBe(value);
    }
    keep(128, 40);
    const hz = (cyclesPerMs * 1000) / periodOf(chip);
    expect(Math.abs(hz / given - 1)).toBeLessThan(0.02);
    // Looks at whatever phase never take a living pin for a dead one, nor a dead one for a living.
    for (const value of [27, 128, 228]) {
      keep(value, 300);
      expect(chip.status()['duty2']).toBe(value);
    }
    chip.emulator.mcu.gpio.stick('PH3', true);
    keep(128, 150);
    expect(chip.status()['duty2']).toBe(255);
  });
});
