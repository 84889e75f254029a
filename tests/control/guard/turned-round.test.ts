/** A carriage that is turned round is as far from its next count as it can be, and slow: what that may take, and what it may not hide. */
import { expect, test } from 'vitest';
import { createRig, latched, type Rig, step, ticksUntilFault, wantMotors } from './rig.ts';

/** Counts up to now, and none after. */
function still(rig: Rig): (one: Rig) => void {
  const { carriageEdges } = rig.sensors;
  return ({ sensors }) => {
    sensors.carriageEdges = carriageEdges;
  };
}

/** Moves up for a second, then gives no count for 600 ms, and none for as long after it was turned round. */
function turnedOnce(): Rig {
  const rig = createRig();
  wantMotors(rig, 0.5, 0);
  step(rig, 50);
  step(rig, 30, still(rig));
  wantMotors(rig, 0, 0);
  step(rig, 15, still(rig));
  wantMotors(rig, -0.5, 0);
  step(rig, 30, still(rig));
  return rig;
}

test('counts may stay away for nearly a second before it turns round, and once more after', () => {
  const rig = turnedOnce();
  expect(latched(rig)).toEqual([]);
  step(rig, 50);
  expect(latched(rig)).toEqual([]);
});

test('one that stands is told within a second after the turn', () => {
  const rig = turnedOnce();
  expect(ticksUntilFault(rig, 'E31', still(rig))).toBeLessThanOrEqual(22);
});

test('turned to and fro without a count it is told all the same', () => {
  const rig = turnedOnce();
  wantMotors(rig, 0, 0);
  step(rig, 15, still(rig));
  wantMotors(rig, 0.5, 0);
  expect(ticksUntilFault(rig, 'E31', still(rig))).toBeLessThanOrEqual(35);
});
