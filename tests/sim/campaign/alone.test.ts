/** How long a chair without a seat switch has gone on with nobody there: only what it runs counts. */
import { expect, test } from 'vitest';
import { isAlone } from '../../../sim/campaign/alone.ts';
import { createPlant } from '../../../sim/plant/plant.ts';
import { loadChair } from '../../../src/board/shipped.ts';
import type { Chair } from '../../../src/chair/chair.ts';
import type { SessionState } from '../../../src/chair/names.ts';
import { minuteMs } from '../../../src/chair/units.ts';

const chair = loadChair('chair-a');

/** Whether it is found after each of these stretches, one after the other. */
function found(...stretches: [minutes: number, state: SessionState, alive: boolean][]): boolean[] {
  const [judged, plant] = [{ forMs: 0 }, createPlant(chair)];
  return stretches.map(([minutes, state, alive]) => {
    let alone = false;
    for (let ms = 0; ms < minutes * minuteMs; ms += 20) alone = isAlone(judged, state, alive, plant, chair);
    return alone;
  });
}

test('more than 12 min of running are too long, also in two parts with a dead computer between', () => {
  expect(found([12, 'running', true], [1, 'running', true])).toEqual([false, true]);
  expect(found([8, 'running', true], [8, 'running', false], [5, 'running', true])).toEqual([
    false,
    false,
    true,
  ]);
});

test('a dead computer runs nothing, and another state ends the session', () => {
  expect(found([1, 'running', true], [15, 'running', false])).toEqual([false, false]);
  expect(found([8, 'running', true], [1, 'ready', true], [8, 'running', true])).toEqual([
    false,
    false,
    false,
  ]);
});

test('a switch-off-path test whose currents settle slowly takes some seconds more, where a voltage must fall', () => {
  const after12min = (
    seconds: number,
    currentFilterMs: number,
    sense: Chair['wiring']['scaled']['motors-supply'],
  ) => {
    const slow = {
      ...chair,
      currentFilterMs,
      wiring: { ...chair.wiring, scaled: { ...chair.wiring.scaled, 'motors-supply': sense } },
    };
    const judged = { forMs: 12 * minuteMs + seconds * 1000 };
    return isAlone(judged, 'running', true, createPlant(chair), slow);
  };
  const sense = loadChair('lumbar-1').wiring.scaled['carriage-current'];
  expect(sense).not.toBeNull();
  expect(after12min(10.7, 29, sense)).toBe(false);
  expect(after12min(11.1, 29, sense)).toBe(true);
  expect(after12min(10, 10, sense)).toBe(true);
  expect(after12min(5, 29, null)).toBe(true);
});
