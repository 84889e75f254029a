/** The model board: the plant behind a guard, seen over a link that can break. */

import { describe, expect, test } from 'vitest';
import {
  armBoard,
  breakBoard,
  createModelBoard,
  hostRuns,
  type ModelBoard,
  readBoard,
  writeBoard,
} from '../../../sim/boards/model.ts';
import { createPlant, setKeys, stepPlant } from '../../../sim/plant/plant.ts';
import { sensePlant } from '../../../sim/plant/sense.ts';
import { keyBit } from '../../../src/chair/names.ts';
import { createOutputs, createPower, type Outputs } from '../../../src/chair/outputs.ts';
import { createSensors, type Sensors } from '../../../src/chair/sensors.ts';
import { type TripName, tripNumber, tripReasons } from '../../../src/chair/trips.ts';
import { chair } from '../../chair.ts';

interface Rig {
  readonly board: ModelBoard;
  readonly sensors: Sensors;
  readonly power: Outputs;
}

/** A chair at work: carriage and kneader running, both pads on. */
function atWork(seed = 1): Rig {
  const board = createModelBoard(chair, { seed, carriageMm: 200, kneaderTurns: 0 });
  if (!armBoard(board)) throw new Error('it does not arm');
  const rig = { board, sensors: createSensors(chair), power: createOutputs(chair) };
  Object.assign(rig.power, {
    carriageDuty: 0.6,
    kneaderDuty: 0.5,
    padsOn: [true, true],
    padRelay: true,
    motorRelay: true,
  });
  ticks(rig, 50);
  expect(atRest(board)).toBe(false);
  return rig;
}

function ticks({ board, sensors, power }: Rig, count: number): void {
  for (let i = 0; i < count; i++) {
    if (hostRuns(board)) readBoard(board, sensors);
    writeBoard(board, power);
  }
}

/** Runs until no output is on; returns the ticks it took, at most 100. */
function ticksToRest(rig: Rig): number {
  let count = 0;
  while (!atRest(rig.board) && count < 100) {
    ticks(rig, 1);
    count++;
  }
  return count;
}

function atRest({ pins, plant }: ModelBoard): boolean {
  return (
    pins.carriageDuty === 0 &&
    pins.kneaderDuty === 0 &&
    !pins.padsOn[0] &&
    !pins.padsOn[1] &&
    !pins.padRelay &&
    !pins.motorRelay &&
    plant.padsA === 0
  );
}

const nameOf = (board: ModelBoard): TripName => tripReasons[board.trip]!.name;

describe('the model board', () => {
  test('without faults is the plant, with a perfect link and true readback', () => {
    const rig = atWork(4);
    const plant = createPlant(chair, { seed: 4, carriageMm: 200, kneaderTurns: 0 });
    const sensors = createSensors(chair);
    for (let i = 0; i < 51; i++) {
      sensePlant(plant, sensors);
      if (i < 50) stepPlant(plant, rig.power);
    }
    readBoard(rig.board, rig.sensors);
    expect(rig.board.plant).toEqual(plant);
    const { link, ...rest } = rig.sensors;
    const { link: _, ...plain } = sensors;
    expect(rest).toEqual(plain);
    expect(link).toEqual({
      connected: true,
      guarded: true,
      ageMs: 0,
      lateMs: 0,
      orderAgeMs: 20,
      clockMs: plant.nowMs,
      badFrames: 0,
      boots: 1,
      trip: 0,
      readback: { valid: true, ...rig.board.pins },
    });
  });

  test('is a plain value: a copy goes on alike, faults and all', () => {
    const rig = atWork();
    breakBoard(rig.board, 'link', 'noisy');
    ticks(rig, 10);
    const copy = structuredClone(rig);
    ticks(rig, 200);
    ticks(copy, 200);
    expect(copy).toEqual(rig);
    expect(rig.board.badFrames).toBeGreaterThan(20);
  });

  test.each([
    ['emergency-stop', (rig: Rig) => breakBoard(rig.board, 'estop', 'pressed')],
    ['stop-key', (rig: Rig) => setKeys(rig.board.plant, keyBit('stop'))],
    ['stop-key', (rig: Rig) => breakBoard(rig.board, 'key.stop', 'stuck')],
  ] as const)('%s cuts every output in the same tick, and stays until armed', (reason, press) => {
    const rig = atWork();
    press(rig);
    expect(ticksToRest(rig)).toBe(1);
    expect(nameOf(rig.board)).toBe(reason);
    expect(armBoard(rig.board)).toBe(false);
    breakBoard(rig.board, 'estop', 'none');
    breakBoard(rig.board, 'key.stop', 'none');
    setKeys(rig.board.plant, 0);
    ticks(rig, 100);
    expect(atRest(rig.board)).toBe(true);
    expect(rig.sensors.link.trip).toBe(tripNumber(reason));
    expect(armBoard(rig.board)).toBe(true);
    ticks(rig, 2);
    expect(rig.power).toMatchObject(rig.board.pins);
    expect(rig.sensors.link.trip).toBe(0);
  });

  test.each([
    ['thermistor.lumbar', 'open'],
    ['thermistor.sacral', 'short'],
    ['thermistor.ambient', 'open'],
    ['thermistor.ambient', 'short'],
  ] as const)('%s %s: everything off within 100 ms', (name, value) => {
    const rig = atWork();
    breakBoard(rig.board, name, value);
    expect(ticksToRest(rig)).toBeLessThanOrEqual(5);
    expect(nameOf(rig.board)).toBe('thermistor');
    expect(armBoard(rig.board)).toBe(false);
    breakBoard(rig.board, name, 'none');
    ticks(rig, 2);
    expect(armBoard(rig.board)).toBe(true);
  });

  test('an element above its trip temperature: everything off within 100 ms, and not before', () => {
    const rig = atWork();
    Object.assign(rig.power, { carriageDuty: 0, kneaderDuty: 0 });
    let hottestC = 0;
    while (rig.board.trip === 0 && hottestC < 65) {
      ticks(rig, 1);
      hottestC = rig.board.plant.pads[0]!.elementC;
    }
    expect(nameOf(rig.board)).toBe('thermistor');
    // A step of the converter is 0.35 K here, and parts are within 1 %.
    expect(Math.abs(hottestC - 60)).toBeLessThan(1);
  });

  test.each([
    ['lost link', 'link', 'lost'],
    ['hung host', 'host', 'hung'],
    ['killed host', 'host', 'killed'],
  ] as const)('%s: everything off within 300 ms, and stays off when it is back', (_, name, value) => {
    const rig = atWork();
    breakBoard(rig.board, name, value);
    const count = ticksToRest(rig);
    expect(count * 20).toBeGreaterThanOrEqual(250);
    expect(count * 20).toBeLessThanOrEqual(300);
    expect(nameOf(rig.board)).toBe('lease');
    expect(armBoard(rig.board)).toBe(false);
    breakBoard(rig.board, name, 'none');
    ticks(rig, 50);
    expect(atRest(rig.board)).toBe(true);
    expect(rig.sensors.link).toMatchObject({ connected: true, ageMs: 0, trip: tripNumber('lease') });
    expect(armBoard(rig.board)).toBe(true);
    ticks(rig, 1);
    expect(rig.power).toMatchObject(rig.board.pins);
  });

  test('a gap shorter than the lease does no harm', () => {
    const rig = atWork();
    breakBoard(rig.board, 'link', 'lost');
    ticks(rig, 10);
    breakBoard(rig.board, 'link', 'none');
    ticks(rig, 10);
    expect(rig.board.trip).toBe(0);
    expect(rig.power).toMatchObject(rig.board.pins);
  });

  test('over a lost link the snapshot stands still, grows old and is called disconnected after a second', () => {
    const rig = atWork();
    const before = structuredClone(rig.sensors);
    breakBoard(rig.board, 'link', 'lost');
    ticks(rig, 10);
    expect(rig.sensors).toEqual({
      ...before,
      link: { ...before.link, ageMs: 200, orderAgeMs: before.link.orderAgeMs + 200 },
    });
    ticks(rig, 50);
    expect(rig.sensors.link).toMatchObject({ ageMs: 1200, connected: false });
    expect(rig.sensors.carriageEdges).toBe(before.carriageEdges);
  });

  test('a noisy link loses frames both ways and counts them, and a session outlives it', () => {
    const rig = atWork();
    breakBoard(rig.board, 'link', 'noisy');
    let oldestMs = 0;
    let fresh = 0;
    for (let i = 0; i < 1000; i++) {
      ticks(rig, 1);
      oldestMs = Math.max(oldestMs, rig.sensors.link.ageMs);
      if (rig.sensors.link.ageMs === 0) fresh++;
    }
    // A quarter of each thousand.
    expect(rig.sensors.link.badFrames).toBeGreaterThan(400);
    expect(rig.sensors.link.badFrames).toBeLessThan(600);
    expect(fresh).toBeGreaterThan(680);
    expect(fresh).toBeLessThan(820);
    expect(oldestMs).toBeGreaterThanOrEqual(40);
    expect(rig.board.trip).toBe(0);
  });

  test('a slow link is late both ways but keeps its lease', () => {
    const rig = atWork();
    breakBoard(rig.board, 'link', 'slow');
    let oldestMs = 0;
    for (let i = 0; i < 100; i++) {
      ticks(rig, 1);
      oldestMs = Math.max(oldestMs, rig.sensors.link.ageMs);
    }
    expect(oldestMs).toBe(140);
    rig.power.carriageDuty = 0;
    let late = 0;
    while (rig.board.pins.carriageDuty !== 0) {
      ticks(rig, 1);
      late++;
    }
    expect(late).toBeLessThanOrEqual(8);
    expect(rig.board.trip).toBe(0);
    expect(rig.sensors.link.badFrames).toBe(0);
  });

  test('a hung chip keeps its outputs until its watchdog restarts it, then stays off until armed', () => {
    const rig = atWork();
    breakBoard(rig.board, 'chip', 'hung');
    rig.power.carriageDuty = 0;
    ticks(rig, 3);
    expect(rig.board.pins.carriageDuty).toBe(0.6);
    expect(rig.sensors.link.ageMs).toBe(60);
    expect((ticksToRest(rig) + 3) * 20).toBeLessThanOrEqual(300);
    ticks(rig, 1);
    expect(rig.sensors.link).toMatchObject({ boots: 2, trip: tripNumber('watchdog'), ageMs: 0 });
    expect(rig.sensors.carriageEdges).toBeLessThan(10);
    expect(armBoard(rig.board)).toBe(true);
  });

  test('a power cut takes everything, and the chip that comes back is not armed', () => {
    const rig = atWork();
    breakBoard(rig.board, 'power', 'cut');
    expect(hostRuns(rig.board)).toBe(false);
    expect(ticksToRest(rig)).toBeLessThanOrEqual(1);
    ticks(rig, 100);
    expect(rig.board.plant).toMatchObject({ supplyV: 0, carriageMmPerS: 0, kneaderTurnsPerMin: 0 });
    breakBoard(rig.board, 'power', 'none');
    expect(hostRuns(rig.board)).toBe(true);
    ticks(rig, 10);
    expect(atRest(rig.board)).toBe(true);
    expect(rig.sensors.link).toMatchObject({ boots: 2, trip: tripNumber('not-armed') });
    expect(rig.sensors.supplyV).toBe(24);
    expect(armBoard(rig.board)).toBe(true);
    ticks(rig, 2);
    expect(rig.power).toMatchObject(rig.board.pins);
  });

  test('a stuck pin keeps its level against host and guard, and the readback tells', () => {
    const rig = atWork();
    breakBoard(rig.board, 'pin.lumbar', 'stuck');
    rig.power.padsOn[0] = false;
    ticks(rig, 2);
    expect(rig.sensors.link.readback.padsOn[0]).toBe(true);
    expect(rig.board.plant.pads[0]!.currentA).toBeGreaterThan(1);
    breakBoard(rig.board, 'estop', 'pressed');
    ticks(rig, 1);
    expect(rig.board.pins).toEqual({ ...createPower(chair), padsOn: [true, false] });
    expect(rig.board.plant.pads[0]!.currentA).toBe(0);
    breakBoard(rig.board, 'pin.lumbar', 'none');
    ticks(rig, 1);
    expect(rig.board.pins).toEqual(createPower(chair));
  });

  test('the first reason is the one that stays', () => {
    const rig = atWork();
    breakBoard(rig.board, 'link', 'lost');
    ticks(rig, 20);
    breakBoard(rig.board, 'estop', 'pressed');
    ticks(rig, 2);
    expect(nameOf(rig.board)).toBe('lease');
  });

  test('what is no number drives no pin', () => {
    const rig = atWork();
    rig.power.carriageDuty = Number.NaN;
    rig.power.kneaderDuty = 3;
    ticks(rig, 1);
    expect(rig.board.pins).toMatchObject({ carriageDuty: 0, kneaderDuty: 1 });
    breakBoard(rig.board, 'pin.relay', 'stuck');
    ticks(rig, 1);
    expect(rig.board.pins).toMatchObject({ carriageDuty: 0, kneaderDuty: 1 });
  });

  test('refuses what the table of faults does not have', () => {
    const { board } = atWork();
    expect(() => breakBoard(board, 'link', 'cut')).toThrow('link: cut is none of lost, noisy, slow, none');
    expect(() => breakBoard(board, 'fet.lumbar', 'welded')).toThrow(/none of shorted, open, none/);
  });
});
