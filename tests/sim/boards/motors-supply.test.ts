/** The voltage behind the motors' relay, from the plant to the snapshot, on the board called model as on the emulated chip. */
import { describe, expect, test } from 'vitest';
import { avrPort } from '../../../sim/boards/avrport.ts';
import { modelPort } from '../../../sim/boards/modelport.ts';
import { roughKindNames } from '../../../sim/rough/kinds.ts';
import { createWorld } from '../../../sim/rough/world.ts';
import { createOutputs } from '../../../src/chair/outputs.ts';
import { createSensors } from '../../../src/chair/sensors.ts';
import { changedChair } from '../../changed-chair.ts';

const boards = { model: modelPort, avr: avrPort } as const;
const divider = { pin: 'A9', scale: '7.8 V/V' };

function meet(kind: keyof typeof boards, changes: Parameters<typeof changedChair>[0], rough = false) {
  const chair = changedChair(changes);
  const board = boards[kind](chair, {
    seed: 1,
    carriageMm: 400,
    ...(rough ? { rough: roughKindNames } : {}),
  });
  const sensors = createSensors(chair);
  const outputs = createOutputs(chair);
  const run = (ticks: number) => {
    for (let tick = 0; tick < ticks; tick++) {
      board.read(sensors);
      board.write(outputs);
    }
    board.read(sensors);
  };
  for (outputs.arm = true; !board.armed(); ) run(1);
  outputs.arm = false;
  return { board, sensors, outputs, run };
}

describe.each(['model', 'avr'] as const)('on the board called %s', (kind) => {
  test('it follows the relay: the supply while that is closed, then the capacitors of the drivers', () => {
    const { board, sensors, outputs, run } = meet(kind, { 'motors.sense': divider });
    run(10);
    expect(sensors.motorsV).toBeLessThan(0.1);
    outputs.motorRelay = true;
    run(10);
    expect(sensors.motorsV).toBeCloseTo(board.plant.supplyV, 1);
    outputs.motorRelay = false;
    run(15);
    // One time constant later, but for a tick or two that an order takes.
    expect(sensors.motorsV / 24).toBeGreaterThan(Math.exp(-1.05));
    expect(sensors.motorsV / 24).toBeLessThan(Math.exp(-0.85));
    run(40);
    expect(sensors.motorsV).toBeLessThan(8);
    board.break('motor-relay', 'welded');
    run(3);
    expect(sensors.motorsV).toBeCloseTo(24, 1);
    board.break('sense.motors', 'open');
    run(3);
    expect(sensors.motorsV).toBeLessThan(0.1);
  });

  test('above the full scale of its divider it reads as that', () => {
    const { board, sensors, outputs, run } = meet(kind, { 'motors.sense': { ...divider, scale: '4 V/V' } });
    outputs.motorRelay = true;
    run(10);
    expect(board.plant.motorsV).toBeGreaterThan(23);
    expect(sensors.motorsV).toBeCloseTo((1023.5 / 1024) * 5 * 4, 9);
  });

  test('a chair without a divider never sees it', () => {
    const { sensors, outputs, run } = meet(kind, {});
    outputs.motorRelay = true;
    run(10);
    expect(sensors.motorsV).toBe(0);
  });
});

describe('in a rough world', () => {
  test('it ripples and dips with the supply while the relay is closed, and has noise of its own', () => {
    const { sensors, outputs, run } = meet('model', { 'motors.sense': divider }, true);
    Object.assign(outputs, { motorRelay: true, carriageDuty: 0.7 });
    run(20);
    const seen = Array.from({ length: 500 }, () => {
      run(1);
      return { motorsV: sensors.motorsV, offV: Math.abs(sensors.motorsV - sensors.supplyV) };
    });
    expect(new Set(seen.map(({ motorsV }) => motorsV)).size).toBeGreaterThan(20);
    const most = Math.max(...seen.map(({ offV }) => offV));
    expect(most).toBeGreaterThan(0.02);
    expect(most).toBeLessThan(1);
  });

  test('where nothing else measures the supply, its ripple and its dips are seen there', () => {
    const { board, sensors, run, outputs } = meet(
      'model',
      { 'motors.sense': divider, 'supply.sense': 'none' },
      true,
    );
    outputs.motorRelay = true;
    for (let round = 0; round < 20; round++) {
      outputs.carriageDuty = round % 2 === 0 ? 0.7 : 0;
      run(25);
    }
    const { ripple = 0, dips = 0 } = board.effects();
    expect([ripple > 100, dips > 0]).toEqual([true, true]);
    expect(sensors.supplyV).toBe(24);
  });

  test('a chair without a divider has the channels that it always had', () => {
    const channels = (changes: Parameters<typeof changedChair>[0]) =>
      createWorld(changedChair(changes), 1, roughKindNames).steps.length;
    expect([channels({}), channels({ 'motors.sense': divider })]).toEqual([10, 11]);
  });
});
