/** A rail with a switch at one end: whoever leans on it, the carriage keeps clear of the other, and still does its programs. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { modelPort } from '../../sim/boards/modelport.ts';
import { chairFile } from '../../src/board/shipped.ts';
import type { Chair } from '../../src/chair/chair.ts';
import { readChair } from '../../src/chair/file/read.ts';
import { supportedChair } from '../../src/chair/supported.ts';
import { changedYaml } from '../../src/codec/yaml-text.ts';
import { checkProgram } from '../../src/program/language/check.ts';
import { planProgram } from '../../src/program/plan/planner.ts';
import { createRun, stepRun } from '../../src/run/run.ts';

function without(id: string, end: 'top' | 'bottom'): Chair {
  const change = [{ path: ['carriage', 'ends', end], value: 'none' }];
  const { chair, problems } = readChair(changedYaml(readFileSync(chairFile(id), 'utf8'), change), id);
  const driven = chair === null ? null : supportedChair(chair).chair;
  if (driven === null) throw new Error(JSON.stringify(problems));
  return driven;
}

const programText = `format: 1
id: up-and-down
name: Up and down
steps:
  - roll: { from: 150 mm, to: 640 mm, for: 3 min }
  - knead: { at: 500 mm, for: 30 s }
  - roll: { from: 350 mm, to: 600 mm, for: 2 min }
`;

function travel(chair: Chair, personKg: number, seed: number) {
  const { program, problems } = checkProgram(programText, 'up-and-down', chair);
  if (program === null) throw new Error(JSON.stringify(problems));
  const board = modelPort(chair, { seed, personKg });
  const plan = planProgram(program, chair);
  const run = createRun({ chair, plan, board, seed, timerMin: 30, gentle: false, trace: false });
  const { control } = run.controller.machine;
  const seen = { leastMm: 999, mostMm: -999, turns: 0, faults: control.guard.register.faults };
  let way = 0;
  while (stepRun(run)) {
    const { carriageMm, carriageMmPerS } = board.plant;
    if (control.session.job === 'massage') {
      seen.leastMm = Math.min(seen.leastMm, carriageMm);
      seen.mostMm = Math.max(seen.mostMm, carriageMm);
      if (Math.sign(carriageMmPerS) === -way) seen.turns++;
      if (carriageMmPerS !== 0) way = Math.sign(carriageMmPerS);
    }
    seen.faults = control.guard.register.faults;
  }
  return { ...seen, ended: run.outcome, parkedMm: board.plant.carriageMm };
}

/** Nobody at all is the fastest, where no seat switch asks for somebody. */
const people = (id: string) => [id === 'chair-a' ? 0 : 40, 75, 110];

const manyPasses = `format: 1
id: many-passes
name: Many passes
steps:
  - roll: { from: 200 mm, to: 640 mm, for: 7 min }
  - roll: { from: 450 mm, to: 640 mm, for: 7 min }
`;

/** One edge in 50 bounces, as in the worst of healthy worlds. */
function travelAmongBounces(chair: Chair, seed: number) {
  const { program, problems } = checkProgram(manyPasses, 'many-passes', chair);
  if (program === null) throw new Error(JSON.stringify(problems));
  const board = modelPort(chair, { seed, personKg: 75, rough: ['double-edges'] });
  Object.assign(board.model.rough.world?.doubleEdges ?? {}, { share: 1 / 50 });
  const plan = planProgram(program, chair);
  const run = createRun({ chair, plan, board, seed, timerMin: 30, gentle: false, trace: false });
  const { control } = run.controller.machine;
  const seen = { leastMm: 999, mostMm: -999, met: 0, offMm: 0, faults: 0 };
  let counted = 0;
  while (stepRun(run)) {
    const { carriageMm } = board.plant;
    if (control.session.job === 'massage') {
      const { countedMm } = control.guard.counts.carriage;
      if (countedMm < counted) seen.met++;
      counted = countedMm;
      seen.leastMm = Math.min(seen.leastMm, carriageMm);
      seen.mostMm = Math.max(seen.mostMm, carriageMm);
      seen.offMm = Math.max(seen.offMm, Math.abs(carriageMm - control.carriage.positionMm));
    }
    seen.faults = control.guard.register.faults;
  }
  return { ...seen, ended: run.outcome };
}

describe.each([
  ['chair-b', 'top'],
  ['chair-b', 'bottom'],
  ['lumbar-1', 'top'],
  ['lumbar-1', 'bottom'],
] as const)('%s without the switch at its %s, whose counts bounce', (id, end) => {
  const chair = without(id, end);
  const { railMm, openEnd } = chair.carriage;

  test('goes back to the other one now and then, and so never comes to the stop', { timeout: 60_000 }, () => {
    const seen = travelAmongBounces(chair, 3);
    expect(seen).toMatchObject({ faults: 0, ended: 'completed' });
    expect(openEnd > 0 ? railMm - seen.mostMm : seen.leastMm).toBeGreaterThan(0);
    expect(seen.met).toBeGreaterThan(0);
    // Each time costs it a tenth of its way at most.
    expect(seen.met).toBeLessThan(20);
    expect(seen.offMm).toBeLessThan(railMm / 4);
  });
});

describe.each([
  ['chair-a', 'top'],
  ['chair-a', 'bottom'],
  ['lumbar-1', 'top'],
  ['lumbar-1', 'bottom'],
] as const)('%s without the switch at its %s', (id, end) => {
  const chair = without(id, end);
  const { railMm, openEnd } = chair.carriage;

  test.each(people(id))('under %d kg keeps a tenth of the rail clear of it, and uses the rest', (kg) => {
    const seen = travel(chair, kg, 7 + kg);
    expect(seen).toMatchObject({ faults: 0, ended: 'completed' });
    const nearestMm = openEnd > 0 ? railMm - seen.mostMm : seen.leastMm;
    const farthestMm = openEnd > 0 ? seen.mostMm : railMm - seen.leastMm;
    expect(nearestMm).toBeGreaterThanOrEqual(railMm / 10);
    expect(farthestMm).toBeGreaterThan(railMm * 0.55);
    expect(seen.turns).toBeGreaterThan(6);
    // It parks at the end that it has, off its switch.
    expect(openEnd > 0 ? seen.parkedMm : railMm - seen.parkedMm).toBeLessThan(120);
  });
});
