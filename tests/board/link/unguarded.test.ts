import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Link } from '../../../src/board/link/link.ts';
import { openPlugin } from '../../../src/board/link/plugin.ts';
import { wiresOf } from '../../../src/board/link/wires.ts';
import { keyBit } from '../../../src/chair/names.ts';
import { createOutputs } from '../../../src/chair/outputs.ts';
import { createSensors } from '../../../src/chair/sensors.ts';
import { ohmOfCelsius, ratioOfOhm } from '../../../src/chair/thermistor.ts';
import { createControl, tick } from '../../../src/control/tick.ts';
import { chair } from '../../chair.ts';
import { changedChair } from '../../changed-chair.ts';
import { wireNamed } from '../../wire.ts';
import { StandardFirmata } from './standard-firmata.ts';

const { wiring } = changedChair({ 'motors.sense': { pin: 'A9', scale: '7.8 V/V' } });
const pinOf = (name: string) => wireNamed(wiring, name).pin.number;
const heatPins = [pinOf('lumbar'), pinOf('sacral'), pinOf('pad-relay')];

/** Every switch as it is in a chair at rest, and the room at 22 C. */
function atRest(chip: StandardFirmata): void {
  for (const { pin, input } of wiresOf(wiring))
    if (input !== null) chip.inputs.set(pin.number, !input.activeHigh);
  chip.counts.fill(Math.floor(1024 * ratioOfOhm(ohmOfCelsius(22))));
  chip.counts[wireNamed(wiring, 'supply').pin.analog as number] = Math.round((24 / 7.8 / 5) * 1024);
  chip.counts[wireNamed(wiring, 'motors-supply').pin.analog as number] = Math.round((12 / 7.8 / 5) * 1024);
}

async function meet() {
  const chip = new StandardFirmata();
  atRest(chip);
  let nowMs = 0;
  const events: string[] = [];
  const link = new Link({
    wiring,
    open: chip.open,
    now: () => nowMs,
    onEvent: ({ text }) => events.push(text),
  });
  const sensors = createSensors(chair);
  const outputs = createOutputs(chair);
  const turn = async () => {
    link.read(sensors);
    link.write(outputs);
    nowMs += 20;
    chip.report();
    await Promise.resolve();
  };
  for (let turns = 0; turns < 100 && link.state !== 'unguarded'; turns++) await turn();
  return { chip, link, sensors, outputs, turn, events, time: () => nowMs };
}

describe('a board with StandardFirmata', () => {
  test('is recognised, and it is said what that means', async () => {
    const { link, sensors, turn, events } = await meet();
    for (let turns = 0; turns < 3; turns++) await turn();
    expect(link.state).toBe('unguarded');
    expect(events).toEqual(['StandardFirmata.ino is no guard: motors may turn, heat stays locked out']);
    expect(sensors.link).toMatchObject({ connected: true, guarded: false, trip: 0 });
    expect(sensors.link.readback.valid).toBe(false);
  });

  test('tells of a key that was pressed and let go of between two turns, once', async () => {
    const { chip, link, sensors, turn } = await meet();
    for (let turns = 0; turns < 3; turns++) await turn();
    const { pin, activeHigh } = wiring.keys.timer!;
    for (const high of [activeHigh, !activeHigh]) {
      chip.inputs.set(pin.number, high);
      chip.report();
      await Promise.resolve();
    }
    link.read(sensors);
    expect(sensors.keys).toBe(keyBit('timer'));
    link.read(sensors);
    expect(sensors.keys).toBe(0);
  });

  test('turns motors and lamps at once, and no pin of the heating is ever written, whatever is ordered', async () => {
    const { chip, outputs, turn } = await meet();
    Object.assign(outputs, {
      carriageDuty: -0.5,
      motorRelay: true,
      lamp: true,
      padsOn: [true, true],
      padRelay: true,
    });
    for (let turns = 0; turns < 3; turns++) await turn();
    expect(chip.levels.get(pinOf('carriage-pwm'))).toBe(128);
    expect(chip.levels.get(pinOf('motor-relay'))).toBe(1);
    expect(chip.levels.get(pinOf('lamp'))).toBeGreaterThan(0);
    for (const pin of heatPins) {
      expect(chip.written.has(pin)).toBe(false);
      expect(chip.modes.has(pin)).toBe(false);
    }
  });

  test('shows its inputs, and how old they are when it falls silent', async () => {
    const { chip, link, sensors, turn, outputs } = await meet();
    chip.inputs.set(pinOf('heat key'), false);
    chip.inputs.set(pinOf('emergency-stop'), true);
    for (let turns = 0; turns < 3; turns++) await turn();
    expect(sensors.keys).toBe(keyBit('heat'));
    expect(sensors.emergencyStop).toBe(true);
    expect(sensors.pads[0]!.elementC).toBeCloseTo(22, 0);
    expect(sensors.supplyV).toBeCloseTo(24, 0);
    expect(sensors.motorsV).toBeCloseTo(12, 0);
    expect(sensors.link.ageMs).toBeLessThanOrEqual(20);
    chip.report = () => undefined;
    for (let turns = 0; turns < 60; turns++) await turn();
    expect(sensors.link.ageMs).toBeGreaterThan(1000);
    expect(sensors.link.connected).toBe(false);
    expect(link.settled).toBe(true);
    expect(outputs.motorRelay).toBe(false);
  });

  test('the chair says that heat is locked out, and why', async () => {
    const { sensors, turn, outputs, time } = await meet();
    const control = createControl(chair, { programs: [] });
    for (let turns = 0; turns < 20; turns++) {
      await turn();
      tick(control, sensors, time(), outputs);
    }
    const { faults, shown } = control.guard.register;
    const { codesIn, union } = await import('../../../src/chair/fault-set.ts');
    expect(codesIn(union(faults, shown))).toContain('E56');
  });
});

describe('a johnny-five IO plugin', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lumbar-plugin-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const home = join(folder, 'node_modules', 'stub-io');
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'package.json'), '{"name":"stub-io","version":"1.0.0","main":"index.js"}');
  writeFileSync(
    join(home, 'index.js'),
    `const { EventEmitter } = require('node:events');
     class Stub extends EventEmitter {
       constructor() {
         super();
         Object.assign(this, { name: 'stub', isReady: false, HIGH: 1, LOW: 0, analogPins: [], written: {}, listeners_: {} });
         this.MODES = { INPUT: 0, OUTPUT: 1, ANALOG: 2, PWM: 3, PULLUP: 11 };
         this.pins = Array.from({ length: 70 }, () => ({ supportedModes: [0, 1, 3, 11], mode: 0, value: 0 }));
         globalThis.stubIo = this;
         setTimeout(() => { this.isReady = true; this.emit('connect'); this.emit('ready'); }, 5);
       }
       pinMode() {}
       digitalWrite(pin, value) { this.written[pin] = value; }
       analogWrite(pin, value) { this.written[pin] = value; }
       pwmWrite(pin, value) { this.written[pin] = value; }
       digitalRead(pin, listener) { this.listeners_[pin] = listener; listener(1); }
       analogRead() { throw new Error('no converter'); }
     }
     module.exports = Stub;`,
  );

  test('is loaded by its name and drives motors and lamps, but never the heating', async () => {
    const board = await openPlugin('stub-io', wiring, () => performance.now(), folder);
    const stub = (
      globalThis as unknown as {
        stubIo: { written: Record<number, number>; listeners_: Record<number, (value: number) => void> };
      }
    ).stubIo;
    const sensors = createSensors(chair);
    const outputs = createOutputs(chair);
    Object.assign(outputs, {
      carriageDuty: 1,
      motorRelay: true,
      lamp: true,
      padsOn: [true, false],
      padRelay: true,
    });
    board.read(sensors);
    board.write(outputs);
    expect(stub.written[pinOf('carriage-pwm')]).toBe(255);
    expect(stub.written[pinOf('motor-relay')]).toBe(1);
    for (const pin of heatPins) expect(stub.written[pin]).toBeUndefined();
    expect(sensors.link).toMatchObject({ connected: true, guarded: false });
    expect(sensors.ambientC).toBe(22);
    stub.listeners_[pinOf('start key')]?.(0);
    board.read(sensors);
    expect(sensors.keys & keyBit('start')).toBe(keyBit('start'));
    board.close();
    expect(stub.written[pinOf('carriage-pwm')]).toBe(0);
    expect(stub.written[pinOf('motor-relay')]).toBe(0);
    // While the program ends, a tick may still come: it turns nothing on again.
    board.write(outputs);
    expect(stub.written[pinOf('carriage-pwm')]).toBe(0);
    expect(stub.written[pinOf('motor-relay')]).toBe(0);
  });

  test('that is not installed is said, with what to do', async () => {
    await expect(openPlugin('no-such-io', wiring, () => 0, folder)).rejects.toThrow(
      'The package no-such-io is not installed here: npm install no-such-io',
    );
    await expect(openPlugin('../evil', wiring, () => 0, folder)).rejects.toThrow("this is no package's name");
  });
});
