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

/** The same with another range of useful duty for its arms, and with one direction. */
function armsOf(from: number, directions: 'one' | 'two'): Chair {
  const text = readFileSync(chairFile('chair-b'), 'utf8')
    .replace(/^heat:\n(?: .*\n|\n)+/m, 'heat: none\n')
    .replace('  - heat.relay\n', '');
  const arms = text.indexOf('kneader:');
  const changed = text
    .slice(arms)
    .replace('from: 50 %', `from: ${from} %`)
    .replace(/ {2}speeds:\n(?: {4}.*\n)+/, '');
  const oneWay = changed
    .replace('kind: pwm-direction', 'kind: pwm')
    .replace(/ {4}direction:\n(?: {6}.*\n)+/, '')
    .replace(/ {4}dead-time: .*\n/, '');
  const { chair: any, problems } = readChair(
    text.slice(0, arms) + (directions === 'one' ? oneWay : changed),
    'arms.yaml',
  );
  const chair = any === null ? null : supportedChair(any).chair;
  if (chair === null) throw new Error(problems[0]?.message);
  return chair;
}

test.each([
  [80, 'two'],
  [70, 'two'],
  [30, 'one'],
  [80, 'one'],
] as const)(
  'arms that start at a duty of %d, with directions: %s, come to rest in each wanted width within two turns',
  (from, directions) => {
    const chair = armsOf(from, directions);
    const source = readFactoryPrograms().find(({ id }) => id === 'swedish-strokes');
    const { program } = checkProgram(source?.text ?? '', source?.file ?? '', chair);
    if (program === null) throw new Error('no program for it');
    for (const seed of [1, 2, 3]) {
      const board = modelPort(chair, { seed });
      const plan = planProgram(program, chair);
      const run = createRun({ chair, plan, board, seed, timerMin: 30, gentle: false, trace: false });
      const { kneader, goals } = run.controller.machine.control;
      let wanted: string | null = null;
      let from = 0;
      let most = 0;
      let met = 0;
      while (stepRun(run)) {
        const goal = goals.kneader.kind === 'width' ? goals.kneader.width : null;
        if (goal !== wanted) {
          wanted = goal;
          from = kneader.turns;
        }
        if (goal === null) continue;
        most = Math.max(most, kneader.turns - from);
        if (!kneader.arrived) continue;
        expect(kneader.width).toBe(goal);
        met++;
      }
      expect(most).toBeLessThan(2);
      expect(met).toBeGreaterThan(0);
      expect(reportOf(run, 0).faults).toEqual([]);
    }
  },
);
