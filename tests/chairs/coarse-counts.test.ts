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

const turnsRound = `format: 1
id: turns-round
name: Turns round
steps: [{ roll: { from: 200 mm, to: 300 mm, for: 6 min } }]
`;

/** On or off, fast, with counts of 2 mm: it coasts over several of them at each turn. */
const coasting = () =>
  changedChair({
    'carriage.drive': {
      kind: 'on-direction',
      on: { pin: 4, active: 'high' },
      direction: { pin: 9, active: 'high' },
      'dead-time': '100 ms',
    },
    'carriage.full-speed': { up: '72 mm/s', down: '64 mm/s' },
    'carriage.coast-distance': { from: '5.4 mm', to: '11 mm' },
    'carriage.counts.edges': 'falling',
    'carriage.speeds': undefined,
    'carriage.homing': undefined,
    'carriage.landing': undefined,
    'carriage.planning': undefined,
  });

test.each([
  ['counts of 5 mm', () => loadChair('chair-b-open-loop'), 13],
  ['a coast over several counts', coasting, 18],
])(
  'the guard counts each edge for the way that brings it, however often it turns round: %s',
  (_, make, mostMm) => {
    const chair = make();
    const { program, problems } = checkProgram(turnsRound, 'turns-round', chair);
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
    // Two counts and a coast, and what it travels while they are on their way: strayed, it is 40 mm and more.
    expect(farthestMm).toBeLessThan(mostMm);
  },
);
