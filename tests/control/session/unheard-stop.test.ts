/** Stop that only the controller has seen: when the chair takes its trip for a press. */
import { expect, test } from 'vitest';
import { tripNumber } from '../../../src/chair/trips.ts';
import { createUnheardStop, watchUnheardStop } from '../../../src/control/session/unheard-stop.ts';

const armed = tripNumber('none');
const stopped = tripNumber('stop-key');

/** Turns in which it is taken for a press, of `[trip, state, turns]` one after the other. */
function taken(...parts: [trip: number, state: 'running' | 'ready' | 'homing', turns: number][]): number[] {
  const watch = createUnheardStop();
  const all = parts.flatMap(([trip, state, turns]) => Array.from({ length: turns }, () => ({ trip, state })));
  return all.flatMap(({ trip, state }, turn) => (watchUnheardStop(watch, trip, state, 20) ? [turn] : []));
}

test('a trip by stop during a session counts once, after 200 ms', () => {
  expect(taken([armed, 'running', 5], [stopped, 'running', 100])).toEqual([14]);
});

test('one that the chair has acted on does not', () => {
  expect(taken([armed, 'running', 5], [stopped, 'running', 3], [stopped, 'ready', 100])).toEqual([]);
  // Nor does it count for what begins before the controller is armed again.
  const ended = [stopped, 'ready', 3] as const;
  expect(taken([armed, 'running', 5], [stopped, 'running', 3], [...ended], [stopped, 'running', 50])).toEqual(
    [],
  );
});

test('one that was there before does not, until the controller has been armed', () => {
  expect(taken([stopped, 'homing', 50])).toEqual([]);
  expect(taken([stopped, 'homing', 50], [armed, 'homing', 1], [stopped, 'homing', 10])).toEqual([60]);
});

test('other trips have faults of their own', () => {
  for (const name of ['lease', 'emergency-stop', 'thermistor', 'watchdog', 'host'] as const)
    expect(taken([armed, 'running', 5], [tripNumber(name), 'running', 100]), name).toEqual([]);
});
