/** Seeds in which the campaign once found something: each passes since, and would fail again with what was wrong then. */
import { expect, test } from 'vitest';
import { drawScenario } from '../../../sim/campaign/draw.ts';
import { tryScenario } from '../../../sim/campaign/trial.ts';

test.each([
  [2514, 'a reading sinks from the start, on a weak pad'],
  [15_951, 'a reading sinks from the start, in a warm room'],
  [9349, 'the link is gone for a moment while the arms turn'],
  [14_369, 'a bridge shorts under arms that hunt'],
  [23_883, 'the link is lost while power is down'],
  [8180, 'a preheat of a cold chair joins two steps at one spot'],
  [45_705, 'a homing is called back, and the way back stopped'],
  [49_953, 'a cam sensor is missing over two sessions'],
  [3529, 'the carriage turns round within 24 mm'],
  [643, 'a cam sensor fails while it is on'],
  [21_732, 'a cam sensor is loose'],
  [50_748, 'a reading sinks in a room as warm as its level'],
  [51_047, 'a reading sinks in a room of 39 C, on a light pad'],
  [82_629, 'a reading sinks in a warm room, once more'],
  [71_993, 'a reading that sank is met again after off and on'],
  [90_164, 'somebody sits down and presses start in the same moment'],
  [96_065, 'a press goes on after a pause'],
  [32_368, 'the carriage goes 10 mm, up to speed and down again'],
  [14_708, 'a cam sensor is loose while the arms begin to turn'],
])('seed %i: %s', (seed) => {
  expect(tryScenario(drawScenario(seed)).violation).toBeNull();
});
