import { describe, expect, test } from 'vitest';
import { stepPlant } from '../../sim/plant/plant.ts';
import { sensePlant } from '../../sim/plant/sense.ts';
import { tickMs } from '../../src/chair/limits.ts';
import { createPower } from '../../src/chair/outputs.ts';
import { createSwitchOffTest, stepSwitchOffTest } from '../../src/control/checks/switch-off-test.ts';
import { elapsedMs, longestElapsedMs, turnTimeMs } from '../../src/control/elapsed.ts';
import { createGoals } from '../../src/control/goals.ts';
import { driveCarriage } from '../../src/control/motion/carriage.ts';
import { driveKneader } from '../../src/control/motion/kneader.ts';
import { createRamp, rampFigures, stepRamp } from '../../src/control/motion/ramp.ts';
import {
  createOrders,
  createReports,
  createSequencer,
  sequence,
} from '../../src/control/sequencer/sequencer.ts';
import { chair } from '../chair.ts';
import { createRig, type Rig } from './motion/rig.ts';

describe('a turn', () => {
  test('takes place at the last due time that has passed', () => {
    expect(turnTimeMs(100, 100)).toBe(100);
    expect(turnTimeMs(100, 115)).toBe(100);
    expect(turnTimeMs(100, 170)).toBe(160);
    expect(turnTimeMs(100, 95)).toBe(100);
    expect(turnTimeMs(100, Number.NaN)).toBe(100);
  });

  test('is told the time since the last one, and 20 ms where that cannot be', () => {
    expect(elapsedMs(100, 160)).toBe(60);
    for (const turnMs of [100, 60, 101 + longestElapsedMs, Number.NaN])
      expect(elapsedMs(100, turnMs)).toBe(tickMs);
    expect(elapsedMs(Number.NaN, 100)).toBe(tickMs);
  });
});

/** Turns of which only one in so many is taken: the power stays as it is meanwhile. */
function runLate(rig: Rig, dtMs: number, forMs: number, done = () => false): number {
  for (let passedMs = 0; passedMs < forMs; passedMs += dtMs) {
    rig.power.carriageDuty = driveCarriage(rig.carriage, rig.goals.carriage, rig.sensors, dtMs);
    rig.power.kneaderDuty = driveKneader(rig.kneader, rig.goals.kneader, rig.sensors, dtMs);
    if (done()) return passedMs;
    for (let ms = 0; ms < dtMs; ms += tickMs) stepPlant(rig.plant, rig.power);
    sensePlant(rig.plant, rig.sensors);
  }
  throw new Error('not done in time');
}

describe.each([20, 40, 60])('with a turn each %i ms', (dtMs) => {
  test('the carriage homes, lands within 4 mm of its target and takes the time it should', () => {
    const rig = createRig();
    rig.goals.carriage.kind = 'bottom';
    runLate(rig, dtMs, 40_000, () => rig.carriage.arrived);
    Object.assign(rig.goals.carriage, { kind: 'goto', targetMm: 300, speedMmPerS: 25 });
    const tookMs = runLate(rig, dtMs, 30_000, () => rig.carriage.arrived);
    expect(Math.abs(rig.plant.carriageMm - 300)).toBeLessThanOrEqual(4);
    expect(tookMs).toBeGreaterThan(11_000);
    expect(tookMs).toBeLessThan(15_000);
  });

  test('the arms turn as fast as they should, and stop in the sensor of a width', () => {
    const rig = createRig();
    Object.assign(rig.goals.kneader, { kind: 'turn', turnsPerMin: 30, direction: 1 });
    runLate(rig, dtMs, 5000 + dtMs, () => rig.kneader.turns >= 1);
    const turns = rig.plant.kneaderTurnsMade;
    expect(() => runLate(rig, dtMs, 12_000)).toThrow();
    expect(rig.plant.kneaderTurnsMade - turns).toBeCloseTo(6, 0);
    Object.assign(rig.goals.kneader, { kind: 'width', width: 'narrow' });
    runLate(rig, dtMs, 10_000, () => rig.kneader.arrived);
    expect(rig.sensors.camNarrow).toBe(true);
  });

  test('a ramp takes its time', () => {
    const ramp = createRamp(rampFigures(600));
    let tookMs = 0;
    while (stepRamp(ramp, 1, dtMs) < 1) tookMs += dtMs;
    expect(Math.abs(tookMs - 560)).toBeLessThanOrEqual(dtMs);
    expect(stepRamp(ramp, 0.5, 100)).toBeLessThan(0.95);
  });

  test('the steps of a program last as planned, one after the other', () => {
    const seq = createSequencer(chair);
    const orders = { ...createOrders(), job: 'massage' as const };
    const heat = { lumbar: 'off', sacral: 'off' } as const;
    const steps = Array.from({ length: 10 }, (_, index) => ({
      path: String(index + 1),
      technique: 'rest' as const,
      exact: true,
      startMs: index * 1000,
      endMs: (index + 1) * 1000,
      heat,
    }));
    const plan = { program: 'a', name: 'a', version: 1, about: '', plannedMs: 10_000, steps };
    let passedMs = -dtMs;
    do {
      sequence(seq, orders, createReports(), plan, createGoals(chair), dtMs);
      passedMs += dtMs;
      expect(passedMs).toBeLessThan(11_000);
    } while (!seq.done);
    expect(passedMs).toBeGreaterThanOrEqual(10_000);
    expect(passedMs).toBeLessThan(10_000 + dtMs);
  });

  test('the test of the switches leaves no step out', () => {
    const test = createSwitchOffTest(chair);
    const wanted = createPower(chair);
    const { sensors } = createRig();
    const seen = new Set<number>();
    for (let first = true; !test.done; first = false) {
      stepSwitchOffTest(test, sensors, wanted, first, dtMs);
      seen.add(test.step);
    }
    expect(seen.size).toBe(test.steps.length);
  });
});

test('after a pause more power comes by three ticks of the ramp at once, less by all that has passed', () => {
  const paused = createRamp(rampFigures(600));
  const ramp = createRamp(rampFigures(600));
  for (let tick = 0; tick < 3; tick++) stepRamp(ramp, 1, tickMs);
  expect(stepRamp(paused, 1, 100)).toBe(ramp.duty);
  for (const one of [paused, ramp]) while (stepRamp(one, 1, tickMs) < 1);
  for (let tick = 0; tick < 5; tick++) stepRamp(ramp, 0, tickMs);
  expect(stepRamp(paused, 0, 100)).toBe(ramp.duty);
});
