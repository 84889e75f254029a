/**
 * A carriage whose counts are coarse stands where it is sent, does not hunt for the millimetre it cannot see, and is where
 * the guard counts it.
 */
import { expect, test } from 'vitest';
import { modelPort } from '../../sim/boards/modelport.ts';
import { loadChair } from '../../src/board/shipped.ts';
import { checkProgram } from '../../src/program/language/check.ts';
import { planProgram } from '../../src/program/plan/planner.ts';
import { createRun, stepRun } from '../../src/run/run.ts';
import { changedChair } from '../changed-chair.ts';

const programText = `format: 1
id: presses
name: Presses
steps:
  - repeat: 4
    steps:
      - press: { at: 256 mm, hold: 30 s }
      - press: { at: 300 mm, hold: 40 s }
`;

test.each([3, 4, 5])('seed %i', (seed) => {
  const chair = changedChair({
    'carriage.rail': '418 mm',
    'carriage.reach': undefined,
    'carriage.homing': undefined,
    'carriage.counts.each': '2.4 mm',
    'carriage.full-speed': { up: '16.4 mm/s', down: '15.5 mm/s' },
    'carriage.coast-distance': undefined,
    'carriage.speeds': undefined,
    'carriage.planning': undefined,
    'carriage.ramp': '1075 ms',
    'carriage.current': 'none',
  });
  const { program, problems } = checkProgram(programText, 'presses', chair);
  if (program === null) throw new Error(JSON.stringify(problems));
  const board = modelPort(chair, { seed, personKg: 95 });
  const plan = planProgram(program, chair);
  const run = createRun({ chair, plan, board, seed, timerMin: 30, gentle: false, trace: false });
  const { control } = run.controller.machine;
  let starts = 0;
  let moved = false;
  while (stepRun(run)) {
    const moves = board.plant.carriageMmPerS !== 0;
    if (moves && !moved && control.session.job === 'massage') starts++;
    moved = moves;
  }
  expect(run.outcome).toBe('completed');
  expect(starts).toBeLessThan(8 + 4);
});

test('the guard counts an edge for the way of the drive that brings it, however often the carriage turns round', () => {
  const chair = loadChair('chair-b-open-loop');
  const text = `format: 1
id: turns-round
name: Turns round
steps: [{ roll: { from: 200 mm, to: 300 mm, for: 6 min } }]
`;
  const { program, problems } = checkProgram(text, 'turns-round', chair);
  if (program === null) throw new Error(JSON.stringify(problems));
  const board = modelPort(chair, { seed: 1, personKg: 75 });
  const plan = planProgram(program, chair);
  const run = createRun({ chair, plan, board, seed: 1, timerMin: 30, gentle: false, trace: false });
  const { control } = run.controller.machine;
  let farthestMm = 0;
  while (stepRun(run)) {
    if (control.session.job !== 'massage') continue;
    const offMm = Math.abs(control.guard.counts.carriage.placeMm - board.plant.carriageMm);
    farthestMm = Math.max(farthestMm, offMm);
  }
  expect(run.outcome).toBe('completed');
  // Two counts of 5 mm, and what it travels while they are on their way.
  expect(farthestMm).toBeLessThan(13);
});
