/** Stop that only the controller has seen: when the chair takes its trip for a press. */
import { expect, test } from 'vitest';
import type { SessionState } from '../../../src/chair/names.ts';
import { tripNumber } from '../../../src/chair/trips.ts';
import { createUnheardStop, watchUnheardStop } from '../../../src/control/session/unheard-stop.ts';

const armed = tripNumber('none');
const stopped = tripNumber('stop-key');
const jobs = { homing: 'home', running: 'massage', service: 'self-test', ready: 'nothing' } as const;

type Part = readonly [trip: number, state: SessionState & keyof typeof jobs, turns: number];

/** The first turn in which it is taken for a press; -1 for none. */
function taken(...parts: Part[]): number {
  const watch = createUnheardStop();
  return parts
    .flatMap(([trip, state, turns]) => Array.from({ length: turns }, () => ({ trip, state })))
    .findIndex(({ trip, state }) => watchUnheardStop(watch, trip, { state, job: jobs[state] }, 20));
}

test('a trip by stop during a session counts after 200 ms, and one in a self-test', () => {
  expect(taken([armed, 'running', 5], [stopped, 'running', 100])).toBe(14);
  expect(taken([armed, 'service', 5], [stopped, 'service', 100])).toBe(14);
});

test('one that the chair has acted on does not', () => {
  expect(taken([armed, 'running', 5], [stopped, 'running', 3], [stopped, 'ready', 500])).toBe(-1);
});

test('one that was there before does not while the controller may still be armed', () => {
  expect(taken([stopped, 'homing', 90], [armed, 'homing', 1], [stopped, 'homing', 10])).toBe(100);
  const again: Part[] = [
    [armed, 'running', 5],
    [stopped, 'running', 3],
    [stopped, 'ready', 3],
  ];
  expect(taken(...again, [stopped, 'running', 90], [armed, 'running', 100])).toBe(-1);
});

test('a controller that is not armed after 2 s ends what waits for it, but for a self-test, which says so itself', () => {
  for (const name of ['stop-key', 'not-armed', 'host', 'hold'] as const) {
    expect(taken([tripNumber(name), 'homing', 200]), name).toBe(100);
    expect(taken([tripNumber(name), 'service', 500]), name).toBe(-1);
  }
});
