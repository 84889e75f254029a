/** The link with the real johnny-five and firmata-io, on the emulated chip with the real guard firmware. */

import five from 'johnny-five';
import { afterEach, describe, expect, test } from 'vitest';
import {
  type AvrBoard,
  breakAvrBoard,
  createAvrBoard,
  readAvrBoard,
  writeAvrBoard,
} from '../../../sim/boards/avr.ts';
import { pinName } from '../../../sim/boards/chip.ts';
import { setKeys } from '../../../sim/plant/plant.ts';
import { decodeInto, encode } from '../../../src/board/protocol/codec.ts';
import { messages, results } from '../../../src/board/protocol/messages.ts';
import { floorRules } from '../../../src/board/protocol/roles.ts';
import type { AnyChair } from '../../../src/chair/any-chair.ts';
import { keyBit } from '../../../src/chair/names.ts';
import { createOutputs, type Outputs } from '../../../src/chair/outputs.ts';
import { createSensors, type Sensors } from '../../../src/chair/sensors.ts';
import { supportedChair } from '../../../src/chair/supported.ts';
import { tripNumber } from '../../../src/chair/trips.ts';
import { chair } from '../../chair.ts';
import { wireNamed } from '../../wire.ts';

class Bench {
  readonly events: string[] = [];
  readonly board: AvrBoard;
  readonly sensors: Sensors = createSensors(chair);
  readonly outputs: Outputs = createOutputs(chair);
  constructor(options: Parameters<typeof createAvrBoard>[1] = {}) {
    this.board = createAvrBoard(chair, {
      seed: 3,
      carriageMm: 400,
      ...options,
      onEvent: ({ text }) => this.events.push(text),
    });
  }
  run(ms: number): this {
    for (let waited = 0; waited < ms; waited += 20) {
      readAvrBoard(this.board, this.sensors);
      writeAvrBoard(this.board, this.outputs);
    }
    return this;
  }
  until(condition: () => boolean, atMostMs: number): number {
    for (let waited = 0; waited < atMostMs; waited += 20) {
      if (condition()) return waited;
      this.run(20);
    }
    return Number.POSITIVE_INFINITY;
  }
  /** As the machine asks after a key. */
  armed(): this {
    this.off().outputs.arm = true;
    this.until(() => this.board.link.armed, 1000);
    return this;
  }
  driving(): this {
    this.armed();
    Object.assign(this.outputs, {
      motorRelay: true,
      padRelay: true,
      padsOn: [true, false],
      carriageDuty: 0.6,
    });
    return this.run(200);
  }
  /** A request to arm stands until outputs are on: the link makes it only while all of them are off. */
  off(): this {
    const { arm } = this.outputs;
    Object.assign(this.outputs, createOutputs(chair), { arm });
    return this;
  }
  get moving(): boolean {
    const { power } = this.board.wiring;
    return power.carriageDuty !== 0 || power.padsOn[0] || power.motorRelay || power.padRelay;
  }
}

/** Damages the guard messages of one kind that fit, on their way to the host. */
function lose(id: number, fits: (sysex: Uint8Array) => boolean): (bytes: Uint8Array) => void {
  return (bytes) => {
    for (let at = bytes.indexOf(0xf0); at >= 0; at = bytes.indexOf(0xf0, at + 1)) {
      if (bytes[at + 1] === id && fits(bytes.subarray(at))) bytes[at + 3]! ^= 1;
    }
  };
}

/** What the chip says, with another message in the place of each of this kind, whole and with its CRC. */
function forge(
  { emulator }: AvrBoard,
  name: 'identity' | 'answer' | 'status',
  change: (values: Record<string, number>) => Record<string, number>,
): void {
  const hear = emulator.onByte;
  const message = messages[name];
  let held: number[] = [];
  emulator.onByte = (byte, usart) => {
    if (byte === 0xf0 || held.length > 0) held.push(byte);
    else hear(byte, usart);
    if (byte !== 0xf7) return;
    const values: Record<string, number> = {};
    const forged =
      held[1] === message.id && decodeInto(message, held, 1, held.length - 1, values)
        ? encode(name, change(values) as never)
        : held;
    for (const each of forged) hear(each, usart);
    held = [];
  };
}

afterEach(() => {
  // A link that is dropped leaves its board behind in johnny-five's list; tests drop many.
  const { cache } = five.Board as unknown as { cache: unknown[] };
  cache.length = 0;
});

describe('the link', () => {
  test('opens, locks the limits, arms when it is asked to, and has no timer of its own', () => {
    const before = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const bench = new Bench().run(1000);
    expect(bench.sensors.link.trip).toBe(tripNumber('not-armed'));
    bench.armed().run(40);
    expect(bench.events).toEqual(['guard ready on Arduino Mega 2560 Rev3']);
    expect(bench.sensors.link).toMatchObject({
      connected: true,
      guarded: true,
      trip: 0,
      boots: 1,
      badFrames: 0,
    });
    expect(bench.sensors.link.ageMs).toBeLessThan(10);
    expect(process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length).toBe(before);
  });

  test('tells of a key that was pressed and let go of in statuses that one late turn got at once, and once', () => {
    const bench = new Bench().run(100);
    const { plant } = bench.board;
    for (const keys of [keyBit('timer'), 0]) {
      setKeys(plant, keys);
      // Turns that send and do not read: what they are answered with waits for the next.
      for (let turns = 0; turns < 3; turns++) writeAvrBoard(bench.board, bench.outputs);
    }
    readAvrBoard(bench.board, bench.sensors);
    expect(bench.sensors.keys).toBe(keyBit('timer'));
    bench.run(20);
    expect(bench.sensors.keys).toBe(0);
  });

  test('values are never older than the order that they answer to, though the clock of the chip lost time', () => {
    const bench = new Bench().driving();
    expect(bench.sensors.link.lateMs).toBeLessThan(1);
    let lostMs = 0;
    forge(bench.board, 'status', (values) => {
      lostMs = Math.min(90, lostMs + 10);
      return { ...values, uptimeMs: values['uptimeMs']! - lostMs };
    });
    for (let tick = 0; tick < 20; tick++) {
      const { link } = bench.run(20).sensors;
      expect(link.ageMs + link.lateMs).toBeLessThanOrEqual(link.orderAgeMs);
      expect(link.orderAgeMs).toBeLessThan(40);
    }
    expect([lostMs, bench.sensors.link.badFrames]).toEqual([90, 0]);
  });

  test('tells how far the clock of the chip went, and not of the way that it ran back', () => {
    const bench = new Bench().driving();
    const { link } = bench.sensors;
    const beforeMs = link.clockMs;
    bench.run(200);
    expect(link.clockMs - beforeMs).toBeGreaterThan(150);
    expect(link.clockMs - beforeMs).toBeLessThanOrEqual(201);
    const wentMs = link.clockMs;
    forge(bench.board, 'status', (values) => ({ ...values, uptimeMs: values['uptimeMs']! - 100 }));
    bench.run(200);
    expect(link.clockMs - wentMs).toBeGreaterThan(50);
    expect(link.clockMs - wentMs).toBeLessThanOrEqual(201);
  });

  test('over a line that lags, what a chip does that has just armed answers to no order but that to arm', () => {
    const bench = new Bench();
    breakAvrBoard(bench.board, 'line.lag', '110 ms');
    const { link } = bench.armed().sensors;
    Object.assign(bench.outputs, { motorRelay: true, arm: false });
    let drivenMs = 0;
    for (; !bench.run(20).sensors.link.readback.motorRelay && drivenMs < 1000; drivenMs += 20)
      expect(link.orderAgeMs).toBeGreaterThan(drivenMs);
    expect(drivenMs).toBeGreaterThan(200);
    expect(drivenMs).toBeLessThan(300);
  });

  test('shows every sensor of the plant within a tick, in its own unit', () => {
    const bench = new Bench({ personKg: 0, ambientC: 18 }).run(100);
    const { plant } = bench.board;
    expect(bench.sensors).toMatchObject({ seat: false, emergencyStop: false, keys: 0, limitTop: false });
    expect(bench.sensors.pads[0]!.elementC).toBeCloseTo(18, 0);
    expect(bench.sensors.supplyV).toBeCloseTo(plant.supplyV, 1);
    setKeys(plant, keyBit('heat') | keyBit('timer'));
    bench.run(60);
    expect(bench.sensors.keys).toBe(keyBit('heat') | keyBit('timer'));
    setKeys(plant, 0);
    bench.driving();
    expect(bench.sensors.carriageA).toBeGreaterThan(0.3);
    expect(bench.sensors.padsA).toBeGreaterThan(1);
    const edges = bench.sensors.carriageEdges;
    const mm = plant.carriageMm;
    bench.run(2000);
    expect(bench.sensors.carriageEdges - edges).toBeCloseTo((plant.carriageMm - mm) / 2, -0.5);
  });

  test('carries outputs out, both ways and all of them, and reads them back', () => {
    const bench = new Bench().armed();
    Object.assign(bench.outputs, {
      carriageDuty: -0.5,
      kneaderDuty: 0.4,
      padsOn: [true, true],
      padRelay: true,
      motorRelay: true,
      lamp: true,
      lockLamp: true,
      beeper: true,
      display: 'E21 ',
    });
    bench.run(60);
    const { power, lights } = bench.board.wiring;
    expect(power.carriageDuty).toBeCloseTo(-0.5, 2);
    expect(power.kneaderDuty).toBeCloseTo(0.4, 2);
    expect(power).toMatchObject({ padsOn: [true, true], padRelay: true, motorRelay: true });
    expect(lights).toEqual({ lamp: true, lockLamp: true, beeper: true });
    expect(bench.board.display.text).toBe('E21 ');
    expect(bench.sensors.link.readback).toEqual({ valid: true, ...power });
    bench.off().run(60);
    expect(bench.moving).toBe(false);
    expect(lights).toEqual({ lamp: false, lockLamp: false, beeper: false });
    expect(bench.board.display.text).toBe('    ');
  });

  test('shows its signs on a chip that is not armed, and lets nothing else act', () => {
    const bench = new Bench();
    Object.assign(bench.outputs, {
      lamp: true,
      beeper: true,
      display: 'RDY ',
      padRelay: true,
      padsOn: [true, false],
    });
    bench.run(40);
    const { wiring, display, link } = bench.board;
    expect(wiring.lights).toEqual({ lamp: true, lockLamp: false, beeper: true });
    expect(display.text).toBe('RDY ');
    expect([bench.moving, link.armed]).toEqual([false, false]);
    Object.assign(bench.outputs, { lamp: false, beeper: false, display: 'P  2' });
    bench.run(20);
    expect(wiring.lights).toEqual({ lamp: false, lockLamp: false, beeper: false });
    expect(display.text).toBe('P  2');
  });

  test('a sign that was lost is written again, and a display within a second', () => {
    const bench = new Bench();
    Object.assign(bench.outputs, { lamp: true, display: 'RDY ' });
    bench.run(100);
    const usart = bench.board.emulator.mcu.usarts[0];
    const { wiring } = bench.board.chair;
    const address = wiring.display?.address ?? 0;
    usart.receive([0xf5, wireNamed(wiring, 'lamp').pin.number, 0, 0xf0, 0x76, address, 0, 0, 1, 0xf7]);
    bench.run(20);
    expect([bench.board.wiring.lights.lamp, bench.board.display.text]).toEqual([false, '    ']);
    bench.run(80);
    expect(bench.board.wiring.lights.lamp).toBe(true);
    bench.run(1000);
    expect(bench.board.display.text).toBe('RDY ');
  });

  test('signs outlive the host by the length of the lease, armed or not, and come back with it', () => {
    for (const armed of [false, true]) {
      const bench = armed ? new Bench().armed() : new Bench();
      Object.assign(bench.outputs, { lamp: true, lockLamp: true, display: 'E31 ', arm: false });
      bench.run(100);
      breakAvrBoard(bench.board, 'host', 'hung');
      const { wiring, display } = bench.board;
      const dark = () => !(wiring.lights.lamp || wiring.lights.lockLamp) && display.text === '    ';
      bench.run(200);
      expect(dark()).toBe(false);
      expect(bench.until(dark, 200)).toBeLessThanOrEqual(80);
      breakAvrBoard(bench.board, 'host', 'none');
      bench.run(80);
      expect([wiring.lights.lamp, wiring.lights.lockLamp, display.text]).toEqual([true, true, 'E31 ']);
      expect(bench.board.link.armed).toBe(false);
    }
  });

  test('a trip takes the signs in that instant, and they are back within three ticks', () => {
    const bench = new Bench().driving();
    Object.assign(bench.outputs, { lamp: true, display: 'STOP', arm: false });
    bench.run(40);
    setKeys(bench.board.plant, keyBit('stop'));
    const { wiring, display, link } = bench.board;
    expect(bench.until(() => !wiring.lights.lamp, 100)).toBeLessThanOrEqual(20);
    expect(bench.moving).toBe(false);
    bench.run(60);
    expect([wiring.lights.lamp, display.text, link.armed]).toEqual([true, 'STOP', false]);
  });

  test('arms within three ticks of being asked, and a request that was lost is made again', () => {
    const bench = new Bench().run(100);
    bench.outputs.arm = true;
    expect(bench.until(() => bench.board.link.armed, 200)).toBeLessThanOrEqual(60);
    const again = new Bench().run(100);
    const usart = again.board.emulator.mcu.usarts[0];
    const receive = usart.receive.bind(usart);
    let lost = 0;
    usart.receive = (bytes) => {
      const isArm = bytes[0] === 0xf0 && bytes[1] === messages.arm.id;
      if (isArm && lost++ === 0) return;
      receive(bytes);
    };
    again.outputs.arm = true;
    expect(again.until(() => again.board.link.armed, 200)).toBeLessThanOrEqual(100);
    expect(lost).toBe(2);
  });

  test('a duty that is no number drives nothing', () => {
    const bench = new Bench().armed();
    Object.assign(bench.outputs, { motorRelay: true, carriageDuty: Number.NaN, kneaderDuty: 7 });
    bench.run(60);
    expect(bench.board.wiring.power.carriageDuty).toBe(0);
    expect(bench.board.wiring.power.kneaderDuty).toBe(1);
  });

  test('a stop key too short for any tick is told all the same, and nothing comes back by itself', () => {
    const bench = new Bench().driving();
    const pin = pinName(bench.board.chair.wiring.keys.stop.pin);
    const { gpio } = bench.board.emulator.mcu;
    gpio.drive(pin, true);
    bench.board.emulator.run(bench.board.emulator.cycles + 5 * 16_000);
    gpio.drive(pin, false);
    let seen = false;
    for (let tick = 0; tick < 10; tick++) {
      bench.run(20);
      seen ||= (bench.sensors.keys & keyBit('stop')) !== 0;
    }
    expect(seen).toBe(true);
    expect(bench.sensors.link.trip).toBe(tripNumber('stop-key'));
    // The outputs are still ordered on: so the guard is not armed anew.
    bench.run(1000);
    expect(bench.moving).toBe(false);
    expect(bench.board.link.armed).toBe(false);
    bench.off().run(200);
    expect(bench.board.link.armed).toBe(true);
    expect(bench.sensors.link.trip).toBe(0);
  });

  test('a stop is told even where the answer to arming was lost: the trip is ours', () => {
    const bench = new Bench().armed();
    bench.board.link.leave();
    breakAvrBoard(bench.board, 'host', 'killed');
    bench.board.line.tap = lose(messages.answer.id, (sysex) => sysex[2] === messages.arm.id);
    breakAvrBoard(bench.board, 'host', 'none');
    expect(bench.until(() => bench.board.link.armed, 3000)).toBeLessThan(2500);
    bench.board.line.tap = null;
    bench.driving();
    setKeys(bench.board.plant, keyBit('stop'));
    bench.run(20);
    setKeys(bench.board.plant, 0);
    let seen = false;
    for (let tick = 0; tick < 5; tick++) seen ||= (bench.run(20).sensors.keys & keyBit('stop')) !== 0;
    expect(bench.sensors.link.trip).toBe(tripNumber('stop-key'));
    expect(seen).toBe(true);
    bench.run(100);
    // Told once: from then on the key is up, though the trip stands until the guard is armed anew.
    expect(bench.sensors.keys & keyBit('stop')).toBe(0);
    expect(bench.sensors.link.trip).toBe(tripNumber('stop-key'));
  });

  test('a trip of before this host armed the chip is not told as its own', () => {
    const bench = new Bench().driving().off();
    breakAvrBoard(bench.board, 'host', 'killed');
    bench.run(400);
    breakAvrBoard(bench.board, 'host', 'none');
    bench.off();
    let lost = false;
    bench.until(() => {
      lost ||=
        bench.board.link.state === 'ready' && !bench.sensors.link.connected && bench.sensors.link.trip !== 0;
      return bench.board.link.armed;
    }, 3000);
    expect(bench.board.link.armed).toBe(true);
    expect(lost).toBe(false);
  });

  test('a reset whose report was lost on the way shows in the statuses, and counts once', () => {
    const bench = new Bench().driving();
    bench.board.line.tap = lose(messages.identity.id, () => true);
    bench.board.emulator.reset();
    bench.off().run(120);
    bench.board.line.tap = null;
    expect(bench.until(() => bench.board.link.armed && bench.sensors.link.boots > 1, 3000)).toBeLessThan(
      1500,
    );
    bench.run(500);
    expect(bench.sensors.link.boots).toBe(2);
    expect(bench.events).toContain('the microcontroller was reset');
    bench.driving();
    expect(bench.moving).toBe(true);
  });

  test('a guard of another version is left alone, with the command that puts it right', () => {
    const bench = new Bench().run(500);
    forge(bench.board, 'identity', (values) => ({ ...values, protocol: 1 }));
    bench.board.emulator.reset();
    bench.run(1000);
    expect(bench.board.link.state).not.toBe('ready');
    const told = bench.events.find((text) => text.includes('the guard speaks version 1'));
    expect(told).toMatch(/this host version 2 on atmega2560: lumbar firmware flash --port PORT$/);
  });

  test('a guard that does not arm says why, once', () => {
    const bench = new Bench().run(500);
    const floor = results.findIndex(({ name }) => name === 'floor');
    const rule = floorRules.findIndex(({ name }) => name === 'no-end');
    forge(bench.board, 'answer', (values) =>
      values['request'] === messages.arm.id ? { ...values, result: floor, detail: rule } : values,
    );
    bench.off().outputs.arm = true;
    bench.run(300);
    expect(bench.events.filter((text) => text.includes('does not arm'))).toEqual([
      'the guard does not arm: the carriage has no end switch (no-end)',
    ]);
  });

  test('bytes damaged on the way turn nothing on, are counted, and what was ordered comes through', () => {
    const bench = new Bench().armed();
    bench.board.line.state = 'noisy';
    bench.driving();
    for (let second = 0; second < 10; second++) {
      bench.outputs.carriageDuty = second % 2 === 0 ? 0.5 : 0.7;
      bench.run(1000);
      if (bench.board.link.armed) {
        expect(bench.board.wiring.power.carriageDuty).toBeCloseTo(bench.outputs.carriageDuty, 2);
        expect(bench.board.wiring.power.padsOn[1]).toBe(false);
      }
    }
    expect(bench.sensors.link.badFrames).toBeGreaterThan(50);
    bench.board.line.state = 'good';
    bench.off();
    expect(bench.until(() => bench.board.link.armed, 1000)).toBeLessThan(1000);
  });

  test('a write that was lost is written again', () => {
    const bench = new Bench().driving();
    // Something on the chip's side undoes a write; the host did not order that.
    const { pin } = wireNamed(bench.board.chair.wiring, 'lumbar');
    bench.board.emulator.mcu.usarts[0].receive([0xf5, pin.number, 0]);
    bench.run(20);
    expect(bench.board.wiring.power.padsOn[0]).toBe(false);
    bench.run(100);
    expect(bench.board.wiring.power.padsOn[0]).toBe(true);
  });

  test('the cable pulled: everything is off within 300 ms; put back: ready by itself, and never driving', () => {
    const bench = new Bench().driving();
    breakAvrBoard(bench.board, 'link', 'lost');
    const offAfterMs = bench.until(() => !bench.moving, 1000);
    expect(offAfterMs).toBeLessThanOrEqual(300);
    bench.run(500);
    expect(bench.sensors.link.connected).toBe(false);
    expect(bench.sensors.link.readback.valid).toBe(false);
    bench.off();
    breakAvrBoard(bench.board, 'link', 'none');
    expect(bench.until(() => bench.board.link.armed, 3000)).toBeLessThan(2500);
    expect(bench.moving).toBe(false);
    // The chip ran on: it is the same start.
    expect(bench.sensors.link.boots).toBe(1);
    bench.driving();
    expect(bench.moving).toBe(true);
  });

  test('after the cable was out the chip counts as there from its first values on', () => {
    const bench = new Bench().driving();
    const pad = bench.board.plant.pads[0]!;
    pad.elementC = 50;
    expect(bench.run(200).sensors.pads[0]!.elementC).toBeGreaterThan(45);
    breakAvrBoard(bench.board, 'link', 'lost');
    bench.run(1000);
    pad.elementC = 20;
    breakAvrBoard(bench.board, 'link', 'none');
    expect(bench.until(() => bench.sensors.link.connected, 3000)).toBeLessThan(2500);
    expect(bench.sensors.pads[0]!.elementC).toBeLessThan(25);
  });

  test('after ten pulls of the cable nothing is left of the boards before', () => {
    const bench = new Bench().armed();
    for (let pull = 0; pull < 10; pull++) {
      breakAvrBoard(bench.board, 'link', 'lost');
      bench.run(300);
      breakAvrBoard(bench.board, 'link', 'none');
      expect(bench.until(() => bench.board.link.armed, 3000)).toBeLessThan(2500);
    }
    const { cache } = five.Board as unknown as { cache: unknown[] };
    expect(cache).toHaveLength(1);
    bench.driving();
    expect(bench.moving).toBe(true);
  });

  test('a reset of the chip is noticed, counted once, and survived', () => {
    const bench = new Bench().driving();
    bench.board.emulator.reset();
    expect(bench.moving || bench.until(() => !bench.moving, 100) >= 0).toBe(true);
    bench.off();
    expect(bench.until(() => bench.board.link.armed && bench.sensors.link.boots > 1, 3000)).toBeLessThan(
      1500,
    );
    bench.run(1000);
    expect(bench.sensors.link.boots).toBe(2);
  });

  test('a power cut of the chip alone counts as a start, although its own count begins again', () => {
    const bench = new Bench();
    bench.board.emulator.reset('powerOn');
    expect(bench.until(() => bench.sensors.link.boots > 1, 3000)).toBeLessThan(1500);
    bench.run(1000);
    expect(bench.sensors.link.boots).toBe(2);
  });

  test('a host that hung wakes up to a guard that has tripped, and to a lost link', () => {
    const bench = new Bench().driving();
    breakAvrBoard(bench.board, 'host', 'hung');
    expect(bench.until(() => !bench.moving, 1000)).toBeLessThanOrEqual(280);
    bench.run(400);
    breakAvrBoard(bench.board, 'host', 'none');
    const lost = [1, 2, 3, 4, 5].map(() => !bench.run(20).sensors.link.connected);
    expect(bench.sensors.link.trip).toBe(tripNumber('lease'));
    // Told once: from then on the link is well again, though the trip stands until the guard is armed anew.
    expect(lost.filter(Boolean)).toHaveLength(1);
    expect(lost.at(-1)).toBe(false);
    expect(bench.moving).toBe(false);
  });

  test('a host that was killed: its successor finds the same chip, and what was on is off', () => {
    const bench = new Bench().driving();
    breakAvrBoard(bench.board, 'host', 'killed');
    expect(bench.until(() => !bench.moving, 1000)).toBeLessThanOrEqual(280);
    breakAvrBoard(bench.board, 'host', 'none');
    bench.off();
    expect(bench.until(() => bench.board.link.armed, 3000)).toBeLessThan(2500);
    expect(bench.sensors.link.boots).toBe(1);
    expect(bench.moving).toBe(false);
  });

  test('a chip that is locked to another wiring is restarted and locked anew', async () => {
    const { readChair } = await import('../../../src/chair/file/read.ts');
    const { chairFile } = await import('../../../src/board/shipped.ts');
    const { readFileSync } = await import('node:fs');
    const { Link } = await import('../../../src/board/link/link.ts');
    const bench = new Bench().armed();
    const { emulator, line } = bench.board;
    bench.board.link.leave();
    const text = readFileSync(chairFile('lumbar-1'), 'utf8').replace('pin: 12', 'pin: 49');
    const { chair: any } = readChair(text, 'other.yaml');
    const { chair } = supportedChair(any as AnyChair);
    const events: string[] = [];
    bench.board.link = new Link({
      wiring: (chair as NonNullable<typeof chair>).wiring,
      open: line.open,
      now: () => emulator.cycles / 16_000,
      onEvent: ({ text: said }) => events.push(said),
    });
    expect(bench.until(() => bench.board.link.armed, 5000)).toBeLessThan(3000);
    expect(events).toEqual([
      'waiting for the board to greet',
      'the guard is locked to another wiring and is restarted',
      expect.stringContaining('guard ready on'),
    ]);
  });
});
