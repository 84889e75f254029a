import { describe, expect, test } from 'vitest';
import { modelPort } from '../../../sim/boards/modelport.ts';
import { createSimulation, decideSimulation, type Simulation } from '../../../sim/chair/simulation.ts';
import { breakPlant, keysOf, type PlantOptions, setKeys } from '../../../sim/plant/plant.ts';
import { loadChair } from '../../../src/board/shipped.ts';
import type { Chair } from '../../../src/chair/chair.ts';
import { faults } from '../../../src/chair/faults.ts';
import { selfTestPasses } from '../../../src/control/checks/self-test.ts';
import { rowOf } from '../../../src/control/checks/self-test-limits.ts';
import { beginSelfTest, selfTestReport } from '../../../src/machine/self-test-run.ts';
import { carryOut } from '../../../src/run/controller.ts';
import { chair } from '../../chair.ts';

function step(simulation: Simulation, ms: number): void {
  for (let passed = 0; passed < ms; passed += 20) {
    decideSimulation(simulation);
    carryOut(simulation);
  }
}

/** A chair in the service state: power and stop held for 5 s while off. */
function inService(plant: Partial<PlantOptions> = {}, of: Chair = chair): Simulation {
  const simulation = createSimulation(modelPort(of, plant), { chair: of, programs: [] });
  step(simulation, 200);
  setKeys(simulation.board.plant, keysOf(['power', 'stop']));
  step(simulation, 5200);
  setKeys(simulation.board.plant, 0);
  step(simulation, 500);
  expect(simulation.control.session.state).toBe('service');
  return simulation;
}

const askForTest = ({ machine, control }: Simulation) =>
  beginSelfTest(machine.selfTest, control, machine.sensors.link);

function runTest(simulation: Simulation): void {
  const { control } = simulation;
  askForTest(simulation);
  step(simulation, 100);
  for (let ms = 0; ms < 300_000 && !control.selfTest.done && control.session.job === 'self-test'; ms += 20) {
    step(simulation, 20);
  }
  step(simulation, 100);
}

const failedRows = (simulation: Simulation) =>
  simulation.control.selfTest.figures.limits
    .filter((_, row) => !selfTestPasses(simulation.control.selfTest, row))
    .map(({ name }) => name);

describe('the self-test', () => {
  test.each([
    ['with nobody in the chair', {}, 0],
    ['with somebody of 75 kg', {}, 75],
    ['with another chair', { seed: 9 }, 0],
    ['in a cold room', { ambientC: 8 }, 0],
    ['in a hot room', { ambientC: 35 }, 0],
  ])('passes in a chair that is well, %s', (_, options, personKg) => {
    const simulation = inService({ ...options, personKg });
    runTest(simulation);
    expect(failedRows(simulation)).toEqual([]);
    expect(simulation.control.selfTest.done).toBe(true);
    expect(simulation.control.guard.register.faults).toBe(0);
    expect(simulation.outputs).toMatchObject({
      carriageDuty: 0,
      kneaderDuty: 0,
      padRelay: false,
      motorRelay: false,
    });
  });

  test('moves every motor both ways and warms each pad by 3 K', () => {
    const simulation = inService({ personKg: 0 });
    const { plant } = simulation.board;
    const seen = { up: false, down: false, in: false, out: false };
    const { control } = simulation;
    askForTest(simulation);
    step(simulation, 100);
    while (!control.selfTest.done) {
      step(simulation, 20);
      if (plant.carriageMmPerS > 20) seen.up = true;
      if (plant.carriageMmPerS < -20) seen.down = true;
      if (plant.kneaderTurnsPerMin > 30) seen.in = true;
      if (plant.kneaderTurnsPerMin < -30) seen.out = true;
    }
    expect(seen).toEqual({ up: true, down: true, in: true, out: true });
    expect(plant.pads[0]!.elementC).toBeGreaterThan(24);
    expect(plant.pads[1]!.elementC).toBeGreaterThan(24.5);
    expect(plant.pads[1]!.elementC).toBeLessThan(30);
  });

  test('finds a pad without current', () => {
    const simulation = inService({ personKg: 0 });
    simulation.board.break('pad.lumbar', 'open');
    runTest(simulation);
    expect(failedRows(simulation)).toContain('lumbar pad, current');
  });

  test('ends when a motor is jammed, with what it could not measure failed', () => {
    const simulation = inService({ personKg: 0 });
    simulation.board.break('kneader', 'jammed');
    runTest(simulation);
    expect(failedRows(simulation)).toContain('arms inwards');
    expect(simulation.outputs).toMatchObject({ carriageDuty: 0, kneaderDuty: 0, motorRelay: false });
  });

  test('runs what a latched fault leaves, and says of the rest why it was not run', () => {
    const simulation = inService({ personKg: 0 });
    simulation.board.break('pad.lumbar', 'open');
    runTest(simulation);
    expect(simulation.control.guard.register.faults).not.toBe(0);
    step(simulation, 2000);
    runTest(simulation);
    const { selfTest } = simulation.control;
    expect(selfTest.done).toBe(true);
    expect(failedRows(simulation)).toEqual([
      'lumbar pad, 3 K warmer after',
      'lumbar pad, current',
      'sacral pad, 3 K warmer after',
      'sacral pad, current',
    ]);
    expect(new Set(selfTest.notRun)).toEqual(new Set(['', `E24 ${faults.E24.title}`]));
  });

  test('looks at the sensors of a chair whose controller does not arm, and drives nothing', () => {
    const simulation = inService({ personKg: 0 });
    simulation.board.break('thermistor.lumbar', 'open');
    step(simulation, 500);
    askForTest(simulation);
    for (let ms = 0; ms < 10_000; ms += 20) {
      step(simulation, 20);
      expect(simulation.outputs).toMatchObject({ carriageDuty: 0, kneaderDuty: 0, padRelay: false });
    }
    const { selfTest } = simulation.control;
    expect(selfTest.done).toBe(true);
    expect(selfTest.measured[rowOf.supply]).toBeCloseTo(24, 0);
    expect(failedRows(simulation)).toContain('lumbar pad, element thermistor');
    expect(failedRows(simulation)).not.toContain('sacral pad, element thermistor');
    expect(new Set(selfTest.notRun)).toEqual(
      new Set(['', 'the controller does not arm (not-armed)', `E21 ${faults.E21.title}`]),
    );
  });

  test('warms the pads of a chair whose motors a fault has taken', () => {
    const simulation = inService({ personKg: 0 });
    simulation.board.break('carriage', 'jammed');
    runTest(simulation);
    const { selfTest } = simulation.control;
    expect(selfTest.done).toBe(true);
    expect(failedRows(simulation)).toContain('carriage up');
    expect(failedRows(simulation).filter((name) => /pad/.test(name))).toEqual([]);
    expect(selfTest.notRun).toContain(`E31 ${faults.E31.title}`);
  });

  test.each(['chair-a', 'chair-c'])(
    'of %s, which has no pads, runs no motor that a fault has taken',
    (id) => {
      const simulation = inService({ personKg: 0 }, loadChair(id));
      simulation.board.break('carriage', 'jammed');
      runTest(simulation);
      const { selfTest } = simulation.control;
      expect(new Set(selfTest.notRun)).toEqual(new Set(['', `E32 ${faults.E32.title}`]));
    },
  );

  test('does not begin with the emergency stop pressed', () => {
    const simulation = inService({ personKg: 0 });
    const { board, control, outputs } = simulation;
    setKeys(board.plant, 0);
    board.break('estop', 'pressed');
    step(simulation, 100);
    expect(control.session.state).toBe('fault');
    expect(askForTest(simulation)).toBe('not-in-service');
    expect(outputs).toMatchObject({ carriageDuty: 0, motorRelay: false });
  });

  test('stops at once when somebody presses stop', () => {
    const simulation = inService({ personKg: 0 });
    const { control } = simulation;
    askForTest(simulation);
    step(simulation, 15_000);
    setKeys(simulation.board.plant, keysOf(['stop']));
    step(simulation, 40);
    expect(simulation.outputs).toMatchObject({ carriageDuty: 0, kneaderDuty: 0 });
    setKeys(simulation.board.plant, 0);
    step(simulation, 1000);
    expect(control.session.job).toBe('nothing');
    expect(control.selfTest.done).toBe(false);
  });

  test('does not run outside the service state', () => {
    const simulation = createSimulation(modelPort(chair, {}), { chair, programs: [] });
    expect(askForTest(simulation)).toBe('not-in-service');
    step(simulation, 5000);
    expect(simulation.control.session.state).toBe('off');
    expect(simulation.control.selfTest.measured.every((value) => value === null)).toBe(true);
  });
});

describe('the self-test of a chair with fewer parts', () => {
  const reported = ({ machine, control }: Simulation) => selfTestReport(machine.selfTest, control);

  test.each(['chair-a', 'chair-b', 'chair-b-open-loop', 'chair-b-table', 'chair-c'])(
    '%s tests what it has, passes when it is well, and says what it cannot see',
    (id) => {
      const simulation = inService({ personKg: 0 }, loadChair(id));
      runTest(simulation);
      expect(failedRows(simulation)).toEqual([]);
      expect(simulation.control.guard.register.faults).toBe(0);
      const report = reported(simulation);
      expect(report?.passed).toBe(true);
      const rows = report?.rows ?? [];
      const value = (name: string) => rows.find((row) => row.name === name)?.value;
      expect(value('carriage up')).toBeGreaterThan(5);
      expect(value('carriage down')).toBeGreaterThan(5);
      expect(rows.find(({ name }) => name === 'seat switch, 1 = taken')?.notRun).toBe('no seat switch');
      // Each row is measured, or says why it cannot be.
      expect(rows.filter((row) => Number.isNaN(row.value) === (row.notRun === ''))).toEqual([]);
      expect(rows.some(({ name }) => name.startsWith('arms'))).toBe(id !== 'chair-c');
    },
  );

  test('an end whose switch never closes fails on chair-a, and nothing that follows from it passes', () => {
    const simulation = inService({ personKg: 0 }, loadChair('chair-a'));
    breakPlant(simulation.board.plant, 'limit.top', 'open');
    runTest(simulation);
    expect(failedRows(simulation)).toContain('upper limit found');
    expect(failedRows(simulation)).toContain('carriage up');
  });
});
