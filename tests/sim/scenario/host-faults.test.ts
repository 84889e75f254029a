/** What the host reads of the board while it misbehaves. */
import { expect, test } from 'vitest';
import { modelPort } from '../../../sim/boards/modelport.ts';
import { breakHost } from '../../../sim/chair/host-faults.ts';
import { createSimulation, decideSimulation, type Simulation } from '../../../sim/chair/simulation.ts';
import { carryOut } from '../../../src/run/controller.ts';
import { chair } from '../../chair.ts';

function run(simulation: Simulation, ticks: number): void {
  for (let tick = 0; tick < ticks; tick++) {
    decideSimulation(simulation);
    carryOut(simulation);
  }
}

const simulated = () => createSimulation(modelPort(chair, {}), { chair, programs: [] });

test('values that come once more grow older, until the link counts as gone; then new ones are new', () => {
  const simulation = simulated();
  const { link } = simulation.sensors;
  run(simulation, 5);
  breakHost(simulation, 'values', 'repeated');
  run(simulation, 4);
  expect(link).toMatchObject({ ageMs: 80, connected: true });
  run(simulation, 50);
  expect(link).toMatchObject({ ageMs: 1080, connected: false });
  breakHost(simulation, 'values', 'none');
  run(simulation, 1);
  expect(link).toMatchObject({ ageMs: 0, connected: true });
});

test('where the link is lost when they end, the last that came stand, no younger than they are', () => {
  const simulation = simulated();
  const { sensors, board } = simulation;
  run(simulation, 5);
  breakHost(simulation, 'values', 'repeated');
  board.break('supply', '20 V');
  run(simulation, 10);
  expect(sensors.supplyV).toBeGreaterThan(23);
  breakHost(simulation, 'values', 'none');
  board.break('link', 'lost');
  run(simulation, 2);
  expect(sensors.supplyV).toBeLessThan(21);
  expect(sensors.link.ageMs).toBe(40);
});

test('a host that has started anew knows none of the values that were read before', () => {
  const simulation = simulated();
  const { sensors, board } = simulation;
  run(simulation, 5);
  breakHost(simulation, 'values', 'repeated');
  board.break('key.start', 'stuck');
  run(simulation, 5);
  board.break('host', 'killed');
  board.break('link', 'lost');
  run(simulation, 5);
  board.break('host', 'none');
  run(simulation, 1);
  breakHost(simulation, 'values', 'none');
  run(simulation, 1);
  expect(sensors.keys).toBe(0);
});
