/**
 * The whole stack on the emulated chip: a 15-minute program, how many times faster than real time, and how far
 * the model board and the emulated one are apart.
 */
import { avrPort } from '../../sim/boards/avrport.ts';
import type { ChairBoard } from '../../sim/boards/board.ts';
import { modelPort } from '../../sim/boards/modelport.ts';
import { createRun, type Run, stepRun } from '../../sim/run/run.ts';
import { checkProgram } from '../../src/program/check.ts';
import { readFactoryPrograms } from '../../src/program/library.ts';
import { planProgram } from '../../src/program/planner.ts';
import { type BenchRow, row } from './rows.ts';

const programId = 'lower-back-relief';

interface Trail {
  readonly steps: number[];
  readonly carriageMm: number[];
  readonly surfaceC: number[];
  chairMs: number;
  wallMs: number;
}

function runOn(board: ChairBoard): Trail {
  const { text, file } = readFactoryPrograms().find(({ id }) => id === programId) as {
    text: string;
    file: string;
  };
  const { program } = checkProgram(text, file);
  if (program === null) throw new Error(`${programId} has problems`);
  const trail: Trail = { steps: [], carriageMm: [], surfaceC: [], chairMs: 0, wallMs: 0 };
  const run: Run = createRun({
    plan: planProgram(program),
    board,
    seed: 1,
    timerMin: 30,
    gentle: false,
    trace: false,
  });
  const begunMs = performance.now();
  let step = -1;
  while (stepRun(run)) {
    const { control, nowMs } = run.simulation;
    if (run.zeroMs < 0) continue;
    if (control.sequencer.step !== step) {
      step = control.sequencer.step;
      trail.steps.push(nowMs - run.zeroMs);
    }
    trail.carriageMm.push(board.plant.carriageMm);
    trail.surfaceC.push(board.plant.lumbar.surfaceC);
  }
  trail.wallMs = performance.now() - begunMs;
  trail.chairMs = run.simulation.nowMs;
  return trail;
}

function worst(a: readonly number[], b: readonly number[]): number {
  let most = 0;
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    most = Math.max(most, Math.abs((a[index] as number) - (b[index] as number)));
  }
  return most;
}

export function avrSpeedRows(): BenchRow[] {
  const options = { seed: 1, ambientC: 22, personKg: 75, carriageMm: 400, kneaderTurns: 0.2 };
  const model = runOn(modelPort(options));
  // Once to warm up, as everywhere: the code is translated and optimised while it runs.
  const times = [0, 1, 2].map(() => runOn(avrPort(options)));
  const avr = times[2] as Trail;
  const best = Math.max(...times.map(({ chairMs, wallMs }) => chairMs / wallMs));
  return [
    row(
      '15-minute program on the emulated chip, first run',
      (times[0] as Trail).chairMs / (times[0] as Trail).wallMs,
      'x real time',
      200,
    ),
    row('the same, best of three', best, 'x real time', 200),
    row('model and chip: step boundaries apart', worst(model.steps, avr.steps), 'ms', 40),
    row('model and chip: carriage apart', worst(model.carriageMm, avr.carriageMm), 'mm', 6),
    row('model and chip: surface apart', worst(model.surfaceC, avr.surfaceC), 'K', 0.3),
  ];
}
