/** A carriage whose counts are too seldom to tell a jam by: none for as long as several of them take says that it stands. */
import { expect, test } from 'vitest';
import { clearFaults, createGuard } from '../../../src/control/guard/guard.ts';
import { guardLimits } from '../../../src/control/guard/limits.ts';
import { changedChair, seldomCounts } from '../../changed-chair.ts';
import { type Bend, createRig, latched, type Rig, step, ticksUntilFault, wantMotors } from './rig.ts';

const limits = guardLimits(changedChair(seldomCounts));

function coarseRig(): Rig {
  expect(limits.has).toMatchObject({ 'carriage counts often': false, 'carriage counts seldom': true });
  const rig = createRig('homing');
  rig.guard = createGuard(limits);
  return rig;
}

/** One count in so many ticks. */
function countsEach(ticks: number): Bend {
  let tick = 0;
  return ({ sensors }) => {
    sensors.carriageEdges = Math.floor(tick++ / ticks);
  };
}

test('without a count for as long as five take it stands, and once more after the fault is forgotten', () => {
  const rig = coarseRig();
  const { stillMaxMs } = limits.carriage;
  wantMotors(rig, 0.5, 0);
  const none = countsEach(1_000_000);
  expect(ticksUntilFault(rig, 'E31', none) / 50).toBeCloseTo(stillMaxMs / 1000, 0);
  wantMotors(rig, 0, 0);
  step(rig, 50, none);
  clearFaults(rig.guard);
  step(rig, 50, none);
  expect(latched(rig)).toEqual([]);
  wantMotors(rig, 0.5, 0);
  expect(ticksUntilFault(rig, 'E31', none) / 50).toBeCloseTo(stillMaxMs / 1000, 0);
});

test('as slowly as it goes under a person, and with every other count lost, it moves', () => {
  const rig = coarseRig();
  wantMotors(rig, 0.5, 0);
  step(rig, 1000, countsEach(2 * 42));
  expect(latched(rig)).toEqual([]);
});
