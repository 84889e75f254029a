/** The guard firmware and Firmata clients that are not ours, on the emulated chip. */
import { describe, expect, test } from 'vitest';
import { GuardedChip } from './guarded-chip.ts';
import { pin, pinNumber } from './lists.ts';
import { Pymata4 } from './pymata4.ts';

const output = 1;
const analog = 2;
const reportsOf = (chip: GuardedChip, channel: number) =>
  chip.other.filter(([first]) => first === (0xe0 | channel));

describe('a client', () => {
  test('gets analog reports from when it sets a pin to analog, and none from when it sets it otherwise', () => {
    const chip = new GuardedChip().boot();
    chip.counts[5] = 321;
    chip.run(50);
    expect(reportsOf(chip, 5)).toEqual([]);
    chip.send([0xf4, pinNumber('A5'), analog]);
    chip.run(200);
    const heard = reportsOf(chip, 5);
    expect(heard.length).toBeGreaterThanOrEqual(9);
    expect(heard.at(-1)).toEqual([0xe5, 321 & 0x7f, 321 >> 7]);
    chip.send([0xf4, pinNumber('A5'), 0]);
    chip.run(5);
    const before = reportsOf(chip, 5).length;
    chip.run(100);
    expect(reportsOf(chip, 5)).toHaveLength(before);
  });

  test('gets them from a pin with a role too, which keeps it', () => {
    const chip = new GuardedChip().lock();
    chip.send([0xf4, pinNumber('A3'), analog]);
    chip.run(100);
    expect(reportsOf(chip, 3).length).toBeGreaterThan(3);
  });

  test('that writes to a pin without a role is told so once for each pin', () => {
    const chip = new GuardedChip().boot();
    for (let again = 0; again < 3; again++) {
      chip.send([0xf4, 9, output, 0xf5, 9, 1, 0xf5, 30, 1]);
      chip.run(20);
    }
    expect(chip.said).toEqual(['Lumbar: pin 9 is no output', 'Lumbar: pin 30 is no output']);
  });

  test('that writes to a guarded output of a chip that is not armed is told so once', () => {
    const chip = new GuardedChip().lock();
    for (let again = 0; again < 3; again++) {
      chip.send([0xf5, 24, 1, 0xf5, 25, 1, 0xf5, 24, 0]);
      chip.run(20);
    }
    expect(chip.said).toEqual(['Lumbar: pin 24 acts only while the guard is armed']);
    expect(chip.anythingOn).toBe(false);
  });

  test('begins I2C only on pins without a role', () => {
    const chip = new GuardedChip();
    chip.lockTo([pin('end', 0, '20', { flags: ['pullUp', 'activeLow'] })]);
    const { cpu, gpio } = chip.emulator.mcu;
    chip.send([0xf0, 0x78, 0, 0, 0xf7]);
    chip.run(20);
    expect(chip.said).toEqual(['Lumbar: pin 20 has another role: no I2C']);
    const [TWCR, TWEN] = [0xbc, 0x04];
    expect((cpu.data[TWCR] as number) & TWEN).toBe(0);
    expect(gpio.isOutput('PD1') || gpio.isOutput('PD0')).toBe(false);
  });

  test('that has begun I2C has the pins: no list gets them', () => {
    const chip = new GuardedChip().boot();
    chip.send([0xf0, 0x78, 0, 0, 0xf7]);
    expect(chip.result('pin', pin('input', 0, '21'))).toBe('bad-pin');
  });
});

describe('pymata4', () => {
  function connected(): { chip: GuardedChip; client: Pymata4 } {
    const chip = new GuardedChip();
    const client = new Pymata4((bytes) => chip.send(bytes));
    const heard = chip.emulator.onByte;
    chip.emulator.onByte = (byte, usart) => {
      heard(byte, usart);
      client.hear(byte);
    };
    return { chip, client };
  }

  test('opens a board that greets, reads its pins, is told what it may not do, and leaves', () => {
    const { chip, client } = connected();
    chip.counts[3] = 700;
    chip.boot();
    for (const _ of client.meet()) chip.run(50);
    expect([client.firmware, client.version]).toEqual(['2.0 LumbarGuard', '2.7']);
    expect([client.digitalPins, client.analogPins]).toEqual([70, 16]);
    client.setAnalogInput(3);
    client.setDigitalInput(22);
    client.digitalWrite(24, 1);
    chip.run(200);
    expect(client.analog.get(3)).toBe(700);
    expect(client.ports.has(22 >> 3)).toBe(true);
    expect(client.said).toEqual(['Lumbar: pin 24 is no output']);
    client.shutdown();
    chip.run(50);
    expect(client.diedOf).toBeNull();
  });

  test('would end at a guard message, of which it gets none that it has not asked for', () => {
    const { chip, client } = connected();
    chip.boot();
    chip.run(2000);
    expect(client.diedOf).toBeNull();
    chip.identity();
    expect(client.diedOf).toEqual([0xf0, 0x09]);
  });
});
