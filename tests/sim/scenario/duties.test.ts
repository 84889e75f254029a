import { expect, test } from 'vitest';
import { modelPort } from '../../../sim/boards/modelport.ts';
import { createDutyWatch, watchDuties } from '../../../sim/scenario/duties.ts';
import { createOutputs } from '../../../src/chair/outputs.ts';
import { chair } from '../../chair.ts';

test('a pad’s duty is its share of the last second, and none as soon as the relay opens', () => {
  const board = modelPort(chair, { seed: 1 });
  const outputs = { ...createOutputs(chair), padRelay: true, arm: true };
  const duties = createDutyWatch(chair);
  for (let tick = 0; tick < 100; tick++) {
    outputs.padsOn[0] = tick % 4 === 0;
    board.write(outputs);
    outputs.arm = false;
    watchDuties(duties, board);
  }
  expect(duties.pads[0]!.share).toBeCloseTo(0.25, 1);
  expect(duties.pads[1]!.share).toBe(0);
  outputs.padsOn[0] = false;
  board.write(outputs);
  watchDuties(duties, board);
  expect(duties.pads[0]!.share).toBeGreaterThan(0.2);
  outputs.padRelay = false;
  board.write(outputs);
  watchDuties(duties, board);
  expect(duties.pads[0]!.share).toBe(0);
});
