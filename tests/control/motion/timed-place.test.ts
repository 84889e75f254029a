import { describe, expect, test } from 'vitest';
import { type ModelPort, modelPort } from '../../../sim/boards/modelport.ts';
import { createRandom, nextBetween } from '../../../sim/random.ts';
import { loadChair } from '../../../src/board/shipped.ts';
import { sessionLimits } from '../../../src/chair/limits.ts';
import { checkProgram } from '../../../src/program/language/check.ts';
import { readFactoryPrograms } from '../../../src/program/library.ts';
import { planProgram } from '../../../src/program/plan/planner.ts';
import { createRun, type Run, stepRun } from '../../../src/run/run.ts';

const programs = readFactoryPrograms();

/** Somebody who slows the carriage by so much where the back is firmest, and by a third of it and more elsewhere. */
function start(chairId: string, programId: string, personKg: number, slows: number, seed: number) {
  const chair = loadChair(chairId);
  const source = programs.find(({ id }) => id === programId);
  const { program } = checkProgram(source?.text ?? '', source?.file ?? '', chair);
  if (program === null) throw new Error(`${programId} is no program for ${chairId}`);
  const board = modelPort(chair, { seed, personKg });
  const { firmness, load } = board.plant.figures;
  // What this seed's body of 75 kg would take where it is firmest.
  const usualSlowing = (load.carriageA / load.carriageMostA) * chair.carriage.slowerUnderPerson.max;
  const random = createRandom(seed);
  for (let place = 0; place < firmness.length; place++) {
    const share = seed === 1 ? (firmness[place] ?? 0) : nextBetween(random, 1 / 3, 1);
    firmness[place] = (share * slows) / usualSlowing;
  }
  const plan = planProgram(program, chair);
  return createRun({ chair, plan, board, seed, timerMin: 30, gentle: false, trace: false });
}

interface Seen {
  readonly outside: string[];
  readonly offMm: number[];
  readonly widthMm: number[];
}

function finish(run: Run<ModelPort>): Seen {
  const { plant } = run.options.board;
  const { control } = run.controller.machine;
  const seen: Seen = { outside: [], offMm: [], widthMm: [] };
  let there = false;
  for (;;) {
    const trueMm = plant.carriageMm;
    const still = plant.carriageMmPerS === 0;
    if (!stepRun(run)) return seen;
    const { timed, arrived } = control.carriage;
    const { span, placeKnown } = control.guard.counts.carriage;
    if (timed === null) throw new Error('This carriage is counted.');
    if (!timed.known) continue;
    const { lowMm, highMm } = timed;
    if (!(trueMm >= lowMm && trueMm <= highMm))
      seen.outside.push(`${run.controller.nowMs} ms: ${trueMm} in ${lowMm} to ${highMm}`);
    if (placeKnown && !(trueMm >= span.lowMm - 3 && trueMm <= span.highMm + 3))
      seen.outside.push(
        `${run.controller.nowMs} ms: ${trueMm} in the guard's ${span.lowMm} to ${span.highMm}`,
      );
    if (control.session.job === 'massage') seen.widthMm.push(highMm - lowMm);
    const goal = control.goals.carriage;
    const arrives = arrived && goal.kind === 'goto' && still;
    if (arrives && !there && control.session.job === 'massage')
      seen.offMm.push(Math.abs(trueMm - goal.targetMm));
    there = arrives;
  }
}

const people = [
  { kg: 0, slows: 0.1 },
  { kg: 75, slows: 0.1 },
  { kg: 50, slows: 0.3 },
  { kg: 75, slows: 0.3 },
  { kg: 120, slows: 0.19 },
];

describe.each([
  ['chair-a', 'gentle-start'],
  ['chair-a', 'swedish-strokes'],
  ['chair-c', 'swedish-strokes'],
])('%s by time, %s', (chairId, programId) => {
  test.each(
    people.flatMap((person) => (person.kg === 0 ? [1, 3] : [2]).map((seed) => ({ ...person, seed }))),
  )('the true place is inside in every tick: $kg kg, slower by $slows, seed $seed', ({ kg, slows, seed }) => {
    const run = start(chairId, programId, kg, slows, seed);
    const seen = finish(run);
    expect(run.faults).toEqual([]);
    // Nobody answers where nobody is.
    const alone = kg === 0 && run.plan.plannedMs > sessionLimits.askEachMs;
    expect(run.outcome).toBe(alone ? 'stopped' : 'completed');
    expect(seen.outside.slice(0, 3)).toEqual([]);
    const { railMm } = run.options.chair.carriage;
    const widths = seen.widthMm.sort((one, other) => one - other);
    expect(widths[Math.floor(widths.length / 2)]).toBeLessThan(railMm / 6);
    // Within half the width of the third that was asked for.
    for (const offMm of seen.offMm) expect(offMm).toBeLessThan(railMm / 6);
  });
});
