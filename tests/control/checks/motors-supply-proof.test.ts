/** The switch-off-path test where the voltage behind the motors' relay proves it, on the plant, with the guard that judges it. */
import { describe, expect, test } from 'vitest';
import { breakPlant, type FaultName } from '../../../sim/plant/faults.ts';
import { createPlant, stepPlant } from '../../../sim/plant/plant.ts';
import { sensePlant } from '../../../sim/plant/sense.ts';
import { loadChair } from '../../../src/board/shipped.ts';
import type { Chair } from '../../../src/chair/chair.ts';
import { codesIn } from '../../../src/chair/fault-set.ts';
import { areMotorsOff, createPower } from '../../../src/chair/outputs.ts';
import { createSensors } from '../../../src/chair/sensors.ts';
import { createSwitchOffTest, stepSwitchOffTest } from '../../../src/control/checks/switch-off-test.ts';
import { createGuard, createGuardContext, guardTick } from '../../../src/control/guard/guard.ts';
import { guardLimits } from '../../../src/control/guard/limits.ts';
import { changedChair } from '../../changed-chair.ts';

const divided = loadChair('tests/chairs/relay-and-divider.yaml');
const measured = changedChair({ 'motors.sense': { pin: 'A9', scale: '7.8 V/V' } });

/** The proof right after a massage: until it began the relay was closed, and the capacitors are full. */
function prove(chair: Chair, ...broken: readonly (readonly [FaultName, string])[]) {
  const plant = createPlant(chair, { seed: 1, carriageMm: 400 });
  for (const [name, value] of broken) breakPlant(plant, name, value);
  stepPlant(plant, { ...createPower(chair), motorRelay: true });
  const sensors = createSensors(chair);
  const wanted = createPower(chair);
  const allowed = createPower(chair);
  const switchTest = createSwitchOffTest(chair);
  const guard = createGuard(guardLimits(chair));
  const context = { ...createGuardContext(), state: 'running' as const };
  /** For how many ticks it is ordered open and closed, in turn. */
  const relay: number[] = [];
  let closed = false;
  let driven = false;
  let done = false;
  for (let tick = 0; !done && guard.register.faults === 0 && tick < 500; tick++) {
    sensePlant(plant, sensors);
    context.dueMs = tick * 20;
    context.nowMs = context.dueMs;
    stepSwitchOffTest(switchTest, sensors, wanted, tick === 0, 20);
    done = switchTest.done;
    if (tick === 0 || wanted.motorRelay !== closed) relay.push(0);
    relay.push((relay.pop() ?? 0) + 1);
    closed = wanted.motorRelay;
    driven ||= !areMotorsOff(wanted);
    guardTick(guard, wanted, sensors, context, allowed);
    stepPlant(plant, allowed);
  }
  return { codes: codesIn(guard.register.faults), relay, driven, done };
}

describe('where no current is measured', () => {
  test('the relay is open until the voltage behind it must have fallen, then closed, and no motor is driven', () => {
    const { codes, relay, driven, done } = prove(divided);
    expect([codes, driven, done]).toEqual([[], false, true]);
    const [open = 0, closed = 0, after = 0] = relay.map((ticks) => ticks * 20);
    expect([open >= 1200, open <= 1400]).toEqual([true, true]);
    expect([closed >= 400, closed <= 600]).toEqual([true, true]);
    expect([relay.length, after > 0]).toEqual([3, true]);
  });

  test.each([
    ['motor-relay', 'welded'],
    ['motor-relay', 'open'],
    ['sense.motors', 'open'],
  ] as const)('%s %s is told', (name, value) => {
    expect(prove(divided, [name, value])).toMatchObject({ codes: ['E36'], done: false });
  });
});

describe('where the currents are measured as well', () => {
  test('a healthy chair passes', () => {
    expect(prove(measured)).toMatchObject({ codes: [], driven: true, done: true });
  });

  test.each([
    ['motor-relay', 'welded'],
    ['motor-relay', 'open'],
    ['sense.motors', 'open'],
  ] as const)('%s %s is told', (name, value) => {
    expect(prove(measured, [name, value])).toMatchObject({ codes: ['E36'], done: false });
  });
});

test('a chair without a divider is proved as ever', () => {
  const { relay, done } = prove(changedChair({}));
  expect([relay, done]).toEqual([[14, 24, 2], true]);
});
