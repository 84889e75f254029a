import { describe, expect, test } from 'vitest';
import { SREG } from '../../../sim/avr/cpu/memory-map.ts';
import { I } from '../../../sim/avr/cpu/sreg.ts';
import { atmega2560, Emulator } from '../../../sim/avr/index.ts';
import { pinName } from '../../../sim/boards/chip.ts';
import { limitsOf } from '../../../src/board/link/limits.ts';
import { encode } from '../../../src/board/protocol/codec.ts';
import { loadChair, loadFirmware } from '../../../src/board/shipped.ts';
import { wireNamed } from '../../wire.ts';

const { wiring } = loadChair();
const image = loadFirmware(wiring.chip);
const cyclesPerMs = wiring.chip.clockHz / 1000;

/** Every byte the chip sends, with the cycle at which its stop bit ended. */
function conversation(blocks: boolean, slices: number): string[] {
  const emulator = new Emulator(atmega2560, image, { blocks });
  const bytes: string[] = [];
  emulator.onByte = (byte) => bytes.push(`${emulator.cycles}:${byte}`);
  const run = (ms: number) => {
    const target = emulator.cycles + ms * cyclesPerMs;
    for (let slice = 1; slice <= slices; slice++) {
      emulator.run(Math.floor(target - ((slices - slice) * ms * cyclesPerMs) / slices));
    }
  };
  emulator.sample = (channel) => (channel * 97) % 1024;
  run(150);
  for (const message of limitsOf(wiring).messages) {
    emulator.mcu.usarts[0].receive(message);
    run(2);
  }
  emulator.mcu.usarts[0].receive([0xf0, 0x6b, 0xf7, 0xc0, 1, 0xd0, 1]);
  for (let turn = 0; turn < 30; turn++) {
    emulator.mcu.usarts[0].receive(encode('ask', {}));
    run(7.3);
  }
  return bytes;
}

describe('the emulated chip with the guard firmware', () => {
  const singly = conversation(false, 1);

  test('whole blocks send the same bytes at the same cycles as single instructions', () => {
    expect(singly.length).toBeGreaterThan(2500);
    expect(conversation(true, 1)).toEqual(singly);
  });

  test('how its time is cut into slices changes nothing', () => {
    expect(conversation(true, 13)).toEqual(singly);
  });

  test('it sleeps most of the time, and wakes for every millisecond', () => {
    const emulator = new Emulator(atmega2560, image);
    emulator.run(200 * cyclesPerMs);
    const sleptBefore = emulator.sleptCycles;
    emulator.run(1200 * cyclesPerMs);
    const awake = 1000 * cyclesPerMs - (emulator.sleptCycles - sleptBefore);
    expect(awake / (1000 * cyclesPerMs)).toBeLessThan(0.05);
    expect(emulator.restarts).toBe(0);
  });

  test('bytes the firmware does not fetch in time are lost, and counted', () => {
    const emulator = new Emulator(atmega2560, image);
    // During the memory check nobody listens; later the receiver holds two bytes and the one arriving.
    emulator.run(150 * cyclesPerMs);
    const [usart] = emulator.mcu.usarts;
    const { cpu } = emulator.mcu;
    cpu.data[SREG] = (cpu.data[SREG] as number) & ~I;
    usart.receive([1, 2, 3, 4, 5]);
    cpu.pc = loadFirmwareHang();
    emulator.run(emulator.cycles + 10 * cyclesPerMs);
    expect(usart.overruns).toBe(3);
  });

  test('a reset leaves every pin high impedance and keeps the memory', () => {
    const emulator = new Emulator(atmega2560, image);
    emulator.run(150 * cyclesPerMs);
    for (const message of limitsOf(wiring).messages) {
      emulator.mcu.usarts[0].receive(message);
      emulator.run(emulator.cycles + 2 * cyclesPerMs);
    }
    const isOutput = () => emulator.mcu.gpio.isOutput(pinName(wireNamed(wiring, 'lumbar').pin));
    expect(isOutput()).toBe(true);
    emulator.reset();
    expect(isOutput()).toBe(false);
    const bytes: number[] = [];
    emulator.onByte = (byte) => bytes.push(byte);
    emulator.run(emulator.cycles + 150 * cyclesPerMs);
    emulator.mcu.usarts[0].receive(encode('hello', {}));
    emulator.run(emulator.cycles + 5 * cyclesPerMs);
    // The identity's third field is the number of starts, which the memory kept.
    expect(bytes[bytes.lastIndexOf(0xf0) + 4]).toBe(2);
  });

  test('a program that was damaged in the flash is noticed at the start, and never arms', () => {
    const damaged = image.slice();
    damaged[12_000] = (damaged[12_000] as number) ^ 4;
    const emulator = new Emulator(atmega2560, damaged);
    const bytes: number[] = [];
    emulator.onByte = (byte) => bytes.push(byte);
    emulator.run(150 * cyclesPerMs);
    emulator.mcu.usarts[0].receive(encode('hello', {}));
    emulator.run(emulator.cycles + 5 * cyclesPerMs);
    expect(bytes[bytes.lastIndexOf(0xf0) + 6]).toBe(2);
  });
});

/** The word address of an endless loop in the image. */
function loadFirmwareHang(): number {
  const words = new Uint16Array(image.slice(0, image.length & ~1).buffer);
  return words.indexOf(0xcfff);
}
