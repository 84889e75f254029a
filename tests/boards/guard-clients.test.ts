/** The guard firmware and Firmata clients that are not ours, on the emulated chip. */
import { describe, expect, test } from 'vitest';
import { GuardedChip } from './guarded-chip.ts';
import { pin, pinNumber } from './lists.ts';

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

/**
 * What pymata4 1.15 sends and takes, read in its source: it asks for the firmware and the analog map, begins analog
 * reports by the mode alone, and ends with a reset. Its reader dies of a message it does not know.
 */
describe('pymata4', () => {
  const knows: ReadonlySet<number> = new Set([0xf9, 0xe0, 0x90]);
  const knowsSysex: ReadonlySet<number> = new Set([0x79, 0x71, 0x77, 0x6a, 0x6c, 0x6e]);
  const isKnown = ([first = 0, id = 0]: readonly number[]) =>
    first === 0xf0 ? knowsSysex.has(id) : knows.has(first < 0xf0 ? first & 0xf0 : first);

  test('is answered on a board that runs, reads analog pins and leaves, with nothing it does not know', () => {
    const chip = new GuardedChip().boot();
    chip.counts[3] = 700;
    const greeted = chip.heard.length;
    const before = chip.other.length;
    chip.send([0xf0, 0x79, 0xf7]);
    chip.run(50);
    chip.send([0xf0, 0x69, 0xf7]);
    chip.run(50);
    const answers = chip.other.slice(before);
    const map = answers.find(([, id]) => id === 0x6a)?.slice(2, -1) ?? [];
    const analogPins = map.filter((channel) => channel !== 0x7f).length;
    expect([map.length, analogPins]).toEqual([70, 16]);
    const firstAnalogPin = map.length - analogPins;
    chip.send([0xf4, firstAnalogPin + 3, analog]);
    chip.send([0xf4, 22, 0, 0xd0 | (22 >> 3), 1]);
    chip.run(200);
    expect(reportsOf(chip, 3).at(-1)).toEqual([0xe3, 700 & 0x7f, 700 >> 7]);
    for (let channel = 0; channel < 16; channel++) chip.send([0xc0 | channel, 0]);
    chip.send([0xff]);
    chip.run(50);
    expect(chip.other.slice(before).filter((message) => !isKnown(message))).toEqual([]);
    expect(chip.heard.length).toBe(greeted);
  });
});
