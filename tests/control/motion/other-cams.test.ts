import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { modelPort } from '../../../sim/boards/modelport.ts';
import { chairFile } from '../../../src/board/shipped.ts';
import type { Chair } from '../../../src/chair/chair.ts';
import { readChair } from '../../../src/chair/file/read.ts';
import { supportedChair, unsupportedText } from '../../../src/chair/supported.ts';
import { checkProgram } from '../../../src/program/language/check.ts';
import { readFactoryPrograms } from '../../../src/program/library.ts';
import { planProgram } from '../../../src/program/plan/planner.ts';
import { createRun, reportOf, stepRun } from '../../../src/run/run.ts';

/** Counts, a brake, a carriage that is on or off, and a cam that shows nothing for half a turn; its pad left out. */
function backUnit(halves: readonly [number, number, number] = [20, 20, 20]): Chair {
  const left = [...halves];
  const text = readFileSync(chairFile('chair-b'), 'utf8')
    .replace(/^heat:\n(?: .*\n|\n)+/m, 'heat: none\n')
    .replace('  - heat.relay\n', '')
    .replace(/half: 20 deg/g, () => `half: ${left.shift()} deg`);
  const { chair: any, problems } = readChair(text, 'chair-b.yaml');
  if (any === null) throw new Error(problems[0]?.message);
  const { chair, unsupported } = supportedChair(any);
  if (chair === null) throw new Error(unsupportedText(any.model, unsupported));
  return chair;
}

test.each([
  ['just-knead', [20, 20, 20]],
  ['swedish-strokes', [20, 20, 20]],
  ['swedish-strokes', [26, 12, 20]],
] as const)(
  '%s runs on a back unit whose sensors show so many degrees to either side: %s, and its arms find every width',
  (id, halves) => {
    const chair = backUnit(halves);
    expect(chair.kneader.cams.map(({ halfDeg }) => halfDeg)).toEqual(halves);
    const source = readFactoryPrograms().find((program) => program.id === id);
    const { program } = checkProgram(source?.text ?? '', source?.file ?? '', chair);
    if (program === null) throw new Error(`${id} is no program for it`);
    const plan = planProgram(program, chair);
    const board = modelPort(chair, { seed: 4 });
    const run = createRun({ chair, plan, board, seed: 4, timerMin: 30, gentle: false, trace: false });
    const found = new Set<string>();
    const { kneader, goals } = run.controller.machine.control;
    while (stepRun(run)) if (kneader.arrived && goals.kneader.kind === 'width') found.add(kneader.width);
    const report = reportOf(run, 0);
    expect(report.faults).toEqual([]);
    expect(report.outcome).toBe('completed');
    expect(report.carriage.worstLandingMm).toBeLessThan(2 * chair.carriage.landingMm);
    expect(found).toContain('wide');
    for (const width of found) expect(['narrow', 'medium', 'wide']).toContain(width);
  },
);
