import { expect, test } from 'vitest';
import {
  createBounds,
  crossedMs,
  hiddenTurns,
  keyStretchMs,
  noteFault,
  padUnstoppable,
  padUnswitched,
  pressedMs,
} from '../../../sim/campaign/bounds.ts';
import { loadChair } from '../../../src/board/shipped.ts';
import { chair } from '../../chair.ts';

test('an end may be pressed for as long as host and line are later than the way behind its switch takes', () => {
  const carriage = { ...chair.carriage, stopBeyondMm: 16, fullSpeedUpMmPerS: 50, fullSpeedDownMmPerS: 60 };
  expect(pressedMs([], carriage)).toBe(20);
  expect(pressedMs(['hum', 'late-turns'], carriage)).toBe(20);
  // 120 ms each way, and a turn each until it is sensed and seen; 250 ms from switch to stop; in whole turns.
  expect(pressedMs(['line-lag'], carriage)).toBe(20 + 40);
  // Bursts make values wait twice: for what asks for them, and on their way.
  expect(pressedMs(['line-burst'], carriage)).toBe(20 + 100);
  expect(pressedMs(['line-lag', 'line-burst'], carriage)).toBe(20 + 340);
});

test('behind an end that crossed wires show as the other one, the stop may come before the way that tells it', () => {
  const homing = { ...chair.carriage.homing, unknownDuty: 0.5 };
  const carriage = {
    ...chair.carriage,
    homing,
    stopBeyondMm: 15,
    fullSpeedUpMmPerS: 20,
    fullSpeedDownMmPerS: 25,
  };
  // At half speed, since the place is not known.
  expect(crossedMs(carriage, 1000)).toBe(1000 + 4000);
  expect(crossedMs(carriage, 4000)).toBe(300 + 1500 + 4000);
  expect(crossedMs({ ...carriage, stopBeyondMm: 50 }, 1000)).toBe(1000 + 6000);
  // By time alone nothing tells it there, and a deep stop is as much farther away.
  const byTime = { ...carriage, edgeMm: null, rampMs: 650 };
  expect(crossedMs(byTime, 4000)).toBe(300 + 650 + 3125);
  expect(crossedMs({ ...byTime, stopBeyondMm: 37 }, 4000)).toBe(300 + 650 + 5875);
});

test('beside late values a missing cam has the turns of a minute and a half at full speed', () => {
  expect(hiddenTurns({ ...chair.kneader, fullTurnsPerMin: 60 })).toBe(90);
});

test('values that are repeated, late lines and a broken one make a key late by as much, and nothing else does', () => {
  const bounds = createBounds(chair);
  expect(keyStretchMs(bounds, 240)).toBe(240);
  noteFault(bounds, { name: 'seat', value: 'empty' });
  expect(keyStretchMs(bounds, 0)).toBe(0);
  noteFault(bounds, { name: 'values', value: 'repeated 80 ms every 488 ms' });
  expect(keyStretchMs(bounds, 240)).toBe(240 + 80 + 300);
  // A link that is lost takes the keys with it.
  noteFault(bounds, { name: 'values', value: 'repeated 23 s every 24 s' });
  expect(keyStretchMs(bounds, 240)).toBe(240 + 270 + 300);
});

test('a shorted switch without a relay heats on, bounded by its thermostat where it has one', () => {
  const byTable = createBounds(loadChair('chair-b-table'));
  noteFault(byTable, { name: 'fet.lumbar', value: 'shorted' });
  expect([padUnswitched(byTable, 'lumbar'), padUnstoppable(byTable, 'lumbar')]).toEqual([true, false]);
  const relay = createBounds(chair);
  noteFault(relay, { name: 'fet.lumbar', value: 'shorted' });
  expect(padUnswitched(relay, 'lumbar')).toBe(false);
});
