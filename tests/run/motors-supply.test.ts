/** The voltage behind the motors' relay in a trace. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { modelPort } from '../../sim/boards/modelport.ts';
import { loadChair } from '../../src/board/shipped.ts';
import { fitProgramText } from '../../src/program/language/check.ts';
import { factoryProgramFile } from '../../src/program/library.ts';
import { planProgram } from '../../src/program/plan/planner.ts';
import { createRun, stepRun } from '../../src/run/run.ts';
import { csvLines } from '../../src/run/trace-formats.ts';

test('the trace of a chair that measures the voltage behind the relay of its motors follows that relay', () => {
  const chair = loadChair('tests/chairs/relay-and-divider.yaml');
  const text = readFileSync(factoryProgramFile('just-roll'), 'utf8');
  const { program } = fitProgramText(text, 'just-roll.yaml', chair, chair.abilities);
  if (program === null) throw new Error('this chair rolls');
  const plan = planProgram(program, chair);
  const board = modelPort(chair, { seed: 1 });
  const run = createRun({ chair, plan, board, seed: 1, timerMin: 30, gentle: false, trace: true });
  while (stepRun(run)) {
    // Each turn is a tick.
  }
  if (run.trace === null) throw new Error('nothing was recorded');
  const [head = '', ...rows] = [...csvLines(run.trace, [])].map((line) => line.trimEnd().split(','));
  const column = (name: string) => rows.map((cells) => Number(cells[head.indexOf(name)]));
  const [volts, closed, supply] = [column('motors_v'), column('motor_relay'), column('supply_v')];
  const settled = (ticks: number, level: number) =>
    volts.flatMap((_, row) =>
      row >= ticks && closed.slice(row - ticks, row + 1).every((each) => each === level) ? [row] : [],
    );
  const whileClosed = settled(3, 1);
  const whileOpen = settled(50, 0);
  expect([whileClosed.length > 1000, whileOpen.length > 0]).toEqual([true, true]);
  for (const row of whileClosed) expect(volts[row]).toBe(supply[row]);
  for (const row of whileOpen) expect(volts[row]).toBeLessThan(8);
});
