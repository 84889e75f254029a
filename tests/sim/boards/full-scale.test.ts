/** A converter shows no more than its full scale, on the board called model as on the emulated chip. */
import { describe, expect, test } from 'vitest';
import { avrPort } from '../../../sim/boards/avrport.ts';
import { modelPort } from '../../../sim/boards/modelport.ts';
import { createOutputs } from '../../../src/chair/outputs.ts';
import { createSensors, type Sensors } from '../../../src/chair/sensors.ts';
import { changedChair } from '../../changed-chair.ts';

const boards = { model: modelPort, avr: avrPort } as const;

/** What is read of a chair with a supply of 40 V, and a divider that ends at 31 V. */
function readings(kind: keyof typeof boards): Sensors {
  const chair = changedChair({ 'supply.sense.scale': '6.2 V/V' });
  const board = boards[kind](chair, { seed: 1 });
  const sensors = createSensors(chair);
  const outputs = createOutputs(chair);
  board.break('supply', 40);
  for (let ticks = 0; ticks < 100; ticks++) {
    board.read(sensors);
    board.write(outputs);
  }
  expect(board.plant.supplyV).toBeCloseTo(40, 0);
  return sensors;
}

describe.each(['model', 'avr'] as const)('on the board called %s', (kind) => {
  test('a voltage above the full scale of its divider reads as that', () => {
    expect(readings(kind).supplyV).toBeCloseTo((1023.5 / 1024) * 5 * 6.2, 9);
  });
});
