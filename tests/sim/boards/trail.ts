/** One program on one board, written down tick by tick, to compare boards with. */

import type { ChairBoard } from '../../../sim/boards/board.ts';
import { checkProgram } from '../../../src/program/language/check.ts';
import { readFactoryPrograms } from '../../../src/program/library.ts';
import { planProgram } from '../../../src/program/plan/planner.ts';
import { createRun, type Run, stepRun } from '../../../src/run/run.ts';
import { chair } from '../../chair.ts';

export interface Trail {
  readonly steps: number[];
  readonly carriageMm: number[];
  readonly surfaceC: number[];
  chairMs: number;
  wallMs: number;
}

export function runOn(board: ChairBoard, programId = 'lower-back-relief'): Trail {
  const { text, file } = readFactoryPrograms().find(({ id }) => id === programId) as {
    text: string;
    file: string;
  };
  const { program } = checkProgram(text, file, chair);
  if (program === null) throw new Error(`${programId} has problems`);
  const trail: Trail = { steps: [], carriageMm: [], surfaceC: [], chairMs: 0, wallMs: 0 };
  const run: Run = createRun({
    chair,
    plan: planProgram(program, chair),
    board,
    seed: 1,
    timerMin: 30,
    gentle: false,
    trace: false,
  });
  const begunMs = performance.now();
  let step = -1;
  while (stepRun(run)) {
    const { control, nowMs } = run.controller;
    if (run.zeroMs < 0) continue;
    if (control.sequencer.step !== step) {
      step = control.sequencer.step;
      trail.steps.push(nowMs - run.zeroMs);
    }
    trail.carriageMm.push(board.plant.carriageMm);
    trail.surfaceC.push(board.plant.pads[0]!.surfaceC);
  }
  trail.wallMs = performance.now() - begunMs;
  trail.chairMs = run.controller.nowMs;
  return trail;
}

/** The largest difference between two rows of numbers, as far as both go. */
export function worst(a: readonly number[], b: readonly number[]): number {
  let most = 0;
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    most = Math.max(most, Math.abs((a[index] as number) - (b[index] as number)));
  }
  return most;
}
