/**
 * The ATmega2560 on the Arduino Mega 2560. Sources: Microchip DS40002211A (ports, timers, interrupts) and the Arduino
 * Mega 2560 Rev3 schematic (pin numbers).
 */
import type { Chip, ChipPin, PortLetter } from './chip.ts';

/** Port and bit of digital pins 0-53 and analog pins A0-A15, in order. */
const places =
  'E0 E1 E4 E5 G5 E3 H3 H4 H5 H6 B4 B5 B6 B7 J1 J0 H1 H0 D3 D2 D1 D0 A0 A1 A2 A3 A4 A5 A6 A7 ' +
  'C7 C6 C5 C4 C3 C2 C1 C0 D7 G2 G1 G0 L7 L6 L5 L4 L3 L2 L1 L0 B3 B2 B1 B0 ' +
  'F0 F1 F2 F3 F4 F5 F6 F7 K0 K1 K2 K3 K4 K5 K6 K7';

const firstAnalog = 54;

/** Only the 16-bit timers, whose frequency is free: by default 15.7 kHz, where motors are quiet. Timer 2 makes the guard's tick. */
const pwm: Readonly<Record<number, readonly [timer: number, channel: 'A' | 'B' | 'C']>> = {
  5: [3, 'A'],
  2: [3, 'B'],
  3: [3, 'C'],
  6: [4, 'A'],
  7: [4, 'B'],
  8: [4, 'C'],
  11: [1, 'A'],
  12: [1, 'B'],
  46: [5, 'A'],
  45: [5, 'B'],
  44: [5, 'C'],
};

const clockTimer = "by timer 2, which is the guard's clock";
const pwmTaken: Readonly<Record<number, string>> = {
  4: 'by timer 0, whose 8 bits leave it no frequency of its own',
  9: clockTimer,
  10: clockTimer,
};

const interrupts: Readonly<Record<number, number>> = { 21: 0, 20: 1, 19: 2, 18: 3, 2: 4, 3: 5 };

const taken: Readonly<Record<number, string>> = {
  0: 'the serial line to the host (RX)',
  1: 'the serial line to the host (TX)',
  20: 'I2C data, the display',
  21: 'I2C clock, the display',
};

const pins: readonly ChipPin[] = places.split(' ').map((place, number) => {
  const unit = pwm[number];
  return {
    number,
    name: number < firstAnalog ? String(number) : `A${number - firstAnalog}`,
    port: place[0] as PortLetter,
    bit: Number(place[1]),
    pwm: unit === undefined ? null : { timer: unit[0], channel: unit[1] },
    pwmTaken: pwmTaken[number] ?? null,
    interrupt: interrupts[number] ?? null,
    analog: number < firstAnalog ? null : number - firstAnalog,
    taken: taken[number] ?? null,
  };
});

export const atmega2560: Chip = {
  id: 'mega-2560',
  name: 'atmega2560',
  board: 'Arduino Mega 2560 Rev3',
  number: 1,
  clockHz: 16_000_000,
  flashBytes: 262_144,
  ramBytes: 8192,
  bootloaderBytes: 8192,
  avrdude: { part: 'atmega2560', programmer: 'wiring', baud: 115_200 },
  ports: [
    { letter: 'A', pinAddress: 0x20 },
    { letter: 'B', pinAddress: 0x23 },
    { letter: 'C', pinAddress: 0x26 },
    { letter: 'D', pinAddress: 0x29 },
    { letter: 'E', pinAddress: 0x2c },
    { letter: 'F', pinAddress: 0x2f },
    { letter: 'G', pinAddress: 0x32 },
    { letter: 'H', pinAddress: 0x100 },
    { letter: 'J', pinAddress: 0x103 },
    { letter: 'K', pinAddress: 0x106 },
    { letter: 'L', pinAddress: 0x109 },
  ],
  pins,
  converter: { counts: 1024, referenceV: 5 },
  pullDown: false,
  bootloaderLed: 13,
  i2c: { data: 20, clock: 21 },
};
