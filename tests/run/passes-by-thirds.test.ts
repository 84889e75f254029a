/** A chair that knows its place by thirds rolls to the far sides of them, and its report counts the passes that it made. */
import { expect, test } from 'vitest';
import { modelPort } from '../../sim/boards/modelport.ts';
import { loadChair } from '../../src/board/shipped.ts';
import { fitProgramText } from '../../src/program/language/check.ts';
import { planProgram } from '../../src/program/plan/planner.ts';
import { createRun, reportOf, stepRun } from '../../src/run/run.ts';
import { csvLines } from '../../src/run/trace-formats.ts';

test.each([
  ['one third', '100 mm', '200 mm'],
  ['two thirds', '100 mm', '400 mm'],
])('a pass is counted where the carriage turns round, in %s', (_, from, to) => {
  const chair = loadChair('chair-a');
  const text = `format: 1\nid: rolls\nname: Rolls\nsteps:\n  - roll: { from: ${from}, to: ${to}, for: 5 min }\n`;
  const { program, problems } = fitProgramText(text, 'rolls.yaml', chair, chair.abilities);
  if (program === null) throw new Error(problems.map(({ message }) => message).join('\n'));
  const plan = planProgram(program, chair);
  const board = modelPort(chair, { seed: 1 });
  const run = createRun({ chair, plan, board, seed: 1, timerMin: 30, gentle: false, trace: true });
  while (stepRun(run)) {
    // Each turn is a tick.
  }
  if (run.trace === null) throw new Error('nothing was recorded');
  const [head = '', ...rows] = [...csvLines(run.trace, ['1'])].map((line) => line.trimEnd().split(','));
  const column = (name: string) => rows.map((cells) => cells[head.indexOf(name)]);
  const steps = column('step');
  const ways = column('carriage_duty')
    .map(Number)
    .filter((duty, row) => duty !== 0 && steps[row] === 's1');
  const turns = ways.filter((duty, index) => index > 0 && duty * (ways[index - 1] as number) < 0).length;
  expect(turns).toBeGreaterThan(10);
  expect(Math.abs(reportOf(run, 0).carriage.passes - turns)).toBeLessThanOrEqual(1);
});
