import { beforeEach, describe, expect, test } from 'vitest';
import { modelPort } from '../../../sim/boards/modelport.ts';
import { createSimulation, decideSimulation, type Simulation } from '../../../sim/chair/simulation.ts';
import { setKeys } from '../../../sim/plant/plant.ts';
import { type KeyName, keyBit } from '../../../src/chair/names.ts';
import { loadPlan } from '../../../src/cli/load.ts';
import { carryOut } from '../../../src/run/controller.ts';
import { chair } from '../../chair.ts';

/** From key level to changed output: one tick, on the whole control loop with the plant behind it. */
describe('on the simulated chair, kneading', () => {
  let simulation: Simulation;

  function tick(count = 1): void {
    for (let index = 0; index < count; index++) {
      decideSimulation(simulation);
      carryOut(simulation);
    }
  }

  /** The key goes down, and the next tick decides. */
  function decideWith(key: KeyName): void {
    setKeys(simulation.board.plant, keyBit(key));
    decideSimulation(simulation);
  }

  function press(key: KeyName): void {
    setKeys(simulation.board.plant, keyBit(key));
    tick(5);
    setKeys(simulation.board.plant, 0);
    tick(5);
  }

  function until(what: () => boolean): void {
    for (let ticks = 0; !what(); ticks++) {
      if (ticks > 3000) throw new Error('this never happens');
      tick();
    }
  }

  beforeEach(() => {
    const board = modelPort(chair, { seed: 1, ambientC: 22, personKg: 75 });
    simulation = createSimulation(board, { chair, programs: [loadPlan('just-knead', chair)], gentle: false });
    tick(5);
    press('power');
    until(() => simulation.control.session.state === 'ready');
    press('start');
    until(() => simulation.board.plant.kneaderTurnsPerMin > 20);
    tick(100);
  });

  test('stop takes all power in the tick that sees the key', () => {
    expect(simulation.outputs).toMatchObject({ motorRelay: true });
    expect(simulation.outputs.kneaderDuty).toBeGreaterThan(0.2);
    decideWith('stop');
    expect(simulation.outputs).toMatchObject({
      carriageDuty: 0,
      kneaderDuty: 0,
      padsOn: [false, false],
      padRelay: false,
      motorRelay: false,
      beeper: true,
    });
    carryOut(simulation);
    tick(24);
    expect(simulation.board.plant.kneaderTurnsPerMin).toBe(0);
    expect(simulation.board.plant.carriageMmPerS).toBe(0);
  });

  test('a pause takes the motors their power in that tick and leaves the warmth', () => {
    decideWith('start');
    expect(simulation.outputs).toMatchObject({ carriageDuty: 0, kneaderDuty: 0 });
    expect(simulation.control.goals.heat[0]).toBe(38);
  });

  test('speed, heat and spot are goals in that tick', () => {
    const { goals } = simulation.control;
    const before = goals.kneader.turnsPerMin;
    decideWith('speed-up');
    expect(goals.kneader.turnsPerMin).toBe(before + 6);
    carryOut(simulation);
    setKeys(simulation.board.plant, 0);
    tick(5);
    decideWith('heat');
    expect(goals.heat[0]).toBe(40);
    carryOut(simulation);
    setKeys(simulation.board.plant, 0);
    tick(5);
    const targetMm = goals.carriage.targetMm;
    decideWith('spot-down');
    expect(goals.carriage.targetMm).toBe(targetMm - 10);
  });
});
