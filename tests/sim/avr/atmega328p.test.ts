/** A second chip: the same peripherals by another table, a program counter of 16 bits, a small flash. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { atmega328p, Emulator, type TwiDevice } from '../../../sim/avr/index.ts';
import { parseHex } from '../../../src/board/firmware/hex.ts';

const folder = join(import.meta.dirname, 'uno');
const image = parseHex(readFileSync(join(folder, 'uno.hex'), 'utf8'));
const cyclesPerMs = 16_000;

/** The program on its chip, with a device on the bus and a person who reads the line. */
class Uno {
  readonly told: number[] = [];
  readonly lines: string[] = [];
  /** The cycle at which each line ended. */
  readonly cycles: number[] = [];
  readonly emulator: Emulator;

  constructor(blocks = true) {
    const device: TwiDevice = {
      begin: (write) => write,
      write: (byte) => this.told.push(byte),
      read: () => 0xff,
      end: () => undefined,
    };
    this.emulator = new Emulator(atmega328p, image, { twiDevices: new Map([[0x3c, device]]), blocks });
    this.emulator.sample = (channel) => (channel === 3 ? 517 : 0);
    let line = '';
    this.emulator.onByte = (byte) => {
      if (byte !== 10) {
        line += String.fromCharCode(byte);
        return;
      }
      this.lines.push(line);
      this.cycles.push(this.emulator.cycles);
      line = '';
    };
  }

  run(ms: number): this {
    this.emulator.run(this.emulator.cycles + ms * cyclesPerMs);
    return this;
  }
}

describe('a program for the ATmega328P', () => {
  test('reports the reset, then every 10 ms, to the cycle, what the ADC reads', () => {
    const { lines, cycles } = new Uno().run(45);
    expect(lines).toEqual(['boot 1', ...new Array(4).fill('adc 517 edges 0')]);
    const periods = cycles.slice(2).map((cycle, index) => cycle - (cycles[index + 1] as number));
    expect(periods.slice(1)).toEqual([160_000, 160_000]);
    // The first conversion takes 12 clocks of the ADC more, of 128 cycles each; the program looks every 5 cycles.
    expect(Math.abs(160_000 - 12 * 128 - (periods[0] as number))).toBeLessThan(5);
  });

  test('makes PWM of the reading on OC0A, and writes it to the bus', () => {
    const uno = new Uno().run(25);
    expect(uno.emulator.mcu.gpio.duty('PD6')).toBe(130 / 256);
    expect(uno.told).toEqual([129, 129]);
  });

  test('counts rising edges at INT0, which is another pin than on the ATmega2560', () => {
    const uno = new Uno().run(15);
    for (const level of [true, false, true, false, true]) {
      uno.emulator.mcu.gpio.drive('PD2', level);
      uno.run(0.1);
    }
    uno.emulator.mcu.gpio.drive('PD0', false);
    uno.run(10);
    expect(uno.lines.at(-1)).toBe('adc 517 edges 3');
  });

  test('is reset by its watchdog when it hangs, with every pin high impedance until it starts anew', () => {
    const uno = new Uno().run(25);
    uno.emulator.mcu.usarts[0].receive(Buffer.from('h'));
    let isOutput = true;
    uno.emulator.onRestart = () => {
      isOutput = uno.emulator.mcu.gpio.isOutput('PD6');
    };
    uno.run(100);
    expect(uno.emulator.restarts).toBe(0);
    uno.run(50);
    expect(uno.emulator.restarts).toBe(1);
    expect(isOutput).toBe(false);
    expect(uno.lines.filter((line) => line.startsWith('boot'))).toEqual(['boot 1', 'boot 8']);
  });

  test('does the same in whole blocks and in single instructions, and sleeps most of the time', () => {
    const [whole, single] = [new Uno(true).run(60), new Uno(false).run(60)];
    expect(whole.cycles).toEqual(single.cycles);
    expect(whole.lines).toEqual(single.lines);
    expect(whole.emulator.sleptCycles / whole.emulator.cycles).toBeGreaterThan(0.8);
  });

  test('is what its source gives', (context) => {
    const usual = 'avr-gcc (GCC) 5.4.0';
    const here = spawnSync('avr-gcc', ['--version'], { encoding: 'utf8' }).stdout?.split('\n')[0];
    if (here !== usual)
      return context.skip(`uno.hex is built with ${usual}, and here is ${here ?? 'no avr-gcc'}`);
    const out = mkdtempSync(join(tmpdir(), 'uno-'));
    try {
      const [elf, hex] = [join(out, 'uno.elf'), join(out, 'uno.hex')];
      const flags = ['-mmcu=atmega328p', '-DF_CPU=16000000UL', '-Os'];
      spawnSync('avr-gcc', [...flags, '-o', elf, join(folder, 'uno.c')]);
      spawnSync('avr-objcopy', ['-O', 'ihex', elf, hex]);
      expect(parseHex(readFileSync(hex, 'utf8'))).toEqual(image);
    } finally {
      rmSync(out, { recursive: true });
    }
  });
});
