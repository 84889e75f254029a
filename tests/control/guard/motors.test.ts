/** How each motor has been driven of late, by the guard's own count. */
import { expect, test } from 'vitest';
import { createPower, type Power } from '../../../src/chair/outputs.ts';
import { createMotors, watchMotors } from '../../../src/control/guard/interlocks/motors.ts';
import { chair } from '../../chair.ts';

function stand() {
  const motors = createMotors();
  return (ticks: number, given: Partial<Power>) => {
    for (let tick = 0; tick < ticks; tick++) watchMotors(motors, { ...createPower(chair), ...given }, 20);
    return motors;
  };
}

test('a motor that never ran has rested for ever, and turned no way', () => {
  expect(stand()(5, {}).kneader).toMatchObject({
    restMs: Number.POSITIVE_INFINITY,
    sign: 0,
    runs: { totalMs: 0 },
  });
});

test('the way that it turned is known through its rest, which begins anew with each run', () => {
  const pass = stand();
  expect(pass(3, { kneaderDuty: -0.3 }).kneader).toMatchObject({ restMs: 0, sign: -1 });
  expect(pass(2, {}).kneader).toMatchObject({ restMs: 40, sign: -1 });
  expect(pass(1, { kneaderDuty: 0.1 }).kneader).toMatchObject({ restMs: 0, sign: 1 });
});

test('runs either way are counted together, each motor for itself, and are past after 3 min', () => {
  const pass = stand();
  pass(10, { kneaderDuty: -0.3, tapperDuty: 0.5 });
  const motors = pass(10, { kneaderDuty: 0.3 });
  expect([motors.carriage, motors.kneader, motors.tapper].map(({ runs }) => runs.totalMs)).toEqual([
    0, 400, 200,
  ]);
  expect(pass(9000, {}).kneader.runs.totalMs).toBe(400);
  expect(pass(500, {}).kneader.runs.totalMs).toBe(0);
});
