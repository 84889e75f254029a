/** The zones of the report are those of the chair's own rail. */
import { expect, test } from 'vitest';
import { modelPort } from '../../sim/boards/modelport.ts';
import { loadChair } from '../../src/board/shipped.ts';
import { tickMs } from '../../src/chair/limits.ts';
import { fitProgramText } from '../../src/program/language/check.ts';
import { planProgram } from '../../src/program/plan/planner.ts';
import { createRun, reportOf, stepRun } from '../../src/run/run.ts';
import { csvLines } from '../../src/run/trace-formats.ts';

test('a chair with places of its own is covered there, not where they lie on the standard rail', () => {
  const chair = loadChair('chair-c');
  const text =
    'format: 1\nid: rolls\nname: Rolls\nsteps:\n  - roll: { from: gluteal, to: mid-back, for: 5 min }\n';
  const { program, problems } = fitProgramText(text, 'rolls.yaml', chair, chair.abilities);
  if (program === null) throw new Error(problems.map(({ message }) => message).join('\n'));
  const board = modelPort(chair, { seed: 1 });
  const plan = planProgram(program, chair);
  const run = createRun({ chair, plan, board, seed: 1, timerMin: 30, gentle: false, trace: true });
  while (stepRun(run)) {
    // Each turn is a tick.
  }
  if (run.trace === null) throw new Error('nothing was recorded');
  const [head = '', ...rows] = [...csvLines(run.trace, ['1'])].map((line) => line.trimEnd().split(','));
  const [step, mm] = [head.indexOf('step'), head.indexOf('carriage_mm')];
  const inZone = ({ fromMm, toMm }: { fromMm: number; toMm: number }) =>
    rows.filter((row) => row[step] === 's1' && Number(row[mm]) >= fromMm && Number(row[mm]) < toMm).length;
  for (const { zone, ms } of reportOf(run, 0).coverage) {
    const band = chair.places[zone];
    if (band === undefined) throw new Error(`chair-c has no ${zone} of its own`);
    expect(ms, zone).toBeGreaterThan(0);
    expect(Math.abs(ms - inZone(band) * tickMs), zone).toBeLessThan(500);
  }
});
