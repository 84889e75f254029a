/**
 * How well a chair that counts nothing knows its place: in each turn of whole sessions the true place against the interval
 * that it is believed to lie in, how wide that is, and where it truly stands when it has arrived in the third it was sent
 * to. People, programs and plants are drawn.
 *
 * `npm run bench -- place --chair=chair-c --seeds=200`; without them chair-a and chair-c, ten seeds each.
 */

import { modelPort } from '../../sim/boards/modelport.ts';
import { createRandom, nextBelow, nextBetween } from '../../sim/random.ts';
import { loadChair } from '../../src/board/shipped.ts';
import type { Chair } from '../../src/chair/chair.ts';
import type { TimedPlace } from '../../src/control/motion/timed-place.ts';
import { programsOfRemote } from '../../src/program/language/factory.ts';
import { createRun, stepRun } from '../../src/run/run.ts';
import { programPlans } from './chair-programs.ts';
import { type BenchRow, medianOf, row } from './rows.ts';

interface Seen {
  ticks: number;
  outside: number;
  readonly widthsMm: number[];
  /** The same, by the third that the carriage truly stands in, once a full pass has told about the person. */
  readonly byThirdMm: readonly [number[], number[], number[]];
  /** From the middle of the third that was asked for, over the width of a third. */
  readonly arrivals: number[];
}

export interface PlaceOptions {
  readonly chairs: readonly string[];
  readonly seeds: number;
}

function optionsOf(argv: readonly string[]): PlaceOptions {
  const option = (name: string) => argv.find((word) => word.startsWith(`--${name}=`))?.split('=')[1];
  return {
    chairs: option('chair')?.split(',') ?? ['chair-a', 'chair-c'],
    seeds: Number(option('seeds') ?? 10),
  };
}

const thirds = ['lower', 'middle', 'upper'] as const;

export function placeRows(options: PlaceOptions = optionsOf(process.argv)): BenchRow[] {
  return options.chairs.flatMap((id) => {
    const seen: Seen = { ticks: 0, outside: 0, widthsMm: [], byThirdMm: [[], [], []], arrivals: [] };
    const chair = loadChair(id);
    for (let seed = 1; seed <= options.seeds; seed++) session(chair, seed, seen);
    const inside = seen.arrivals.filter((share) => share <= 0.5).length;
    const of = `${id} [${options.seeds} sessions]`;
    const rows = [
      row(`${of}: turns with the true place outside its interval`, seen.outside, `of ${seen.ticks}`, 0),
      row(`${of}: width of the interval, median`, medianOf(seen.widthsMm), 'mm', 60),
      ...seen.byThirdMm.map((widths, third) =>
        row(`${of}: the same, passes known, ${thirds[third]} third`, medianOf(widths), 'mm'),
      ),
    ];
    if (seen.arrivals.length === 0) return rows;
    return [
      ...rows,
      row(
        `${of}: arrivals inside their third`,
        (100 * inside) / seen.arrivals.length,
        `% of ${seen.arrivals.length}`,
        99,
      ),
      row(`${of}: from the middle of its third, worst`, Math.max(...seen.arrivals), 'thirds', 0.5),
    ];
  });
}

function session(chair: Chair, seed: number, seen: Seen): void {
  const random = createRandom(seed);
  const plans = programPlans(chair, programsOfRemote(chair));
  const plan = plans[nextBelow(random, plans.length)];
  if (plan === undefined) throw new Error('no program runs on this chair');
  const board = modelPort(chair, { seed, personKg: nextBetween(random, 40, 120) });
  const run = createRun({ chair, plan, board, seed, timerMin: 30, gentle: false, trace: false });
  const { carriage, goals } = run.controller.machine.control;
  const place = carriage.timed;
  if (place === null) throw new Error('this chair counts its way');
  let arrived = true;
  while (stepRun(run)) {
    if (place.known) watch(place, board.plant.carriageMm, chair, seen);
    const arrives = goals.carriage.kind === 'goto' && carriage.arrived;
    const asked = (goals.carriage.targetMm * 3) / chair.carriage.railMm - 0.5;
    // The middles of thirds alone: a roll ends at the edge of one, parking short of the top.
    if (arrives && !arrived && Math.abs(asked - Math.round(asked)) < 1e-6) {
      const offMm = Math.abs(board.plant.carriageMm - goals.carriage.targetMm);
      seen.arrivals.push((offMm * 3) / chair.carriage.railMm);
    }
    arrived = arrives;
  }
}

function watch({ lowMm, highMm, slowed }: TimedPlace, trueMm: number, { carriage }: Chair, seen: Seen): void {
  seen.ticks++;
  // Behind its switch it is at its end.
  const mm = Math.max(0, Math.min(carriage.railMm, trueMm));
  if (mm < lowMm || mm > highMm) seen.outside++;
  if (seen.ticks % 50 !== 0) return;
  seen.widthsMm.push(highMm - lowMm);
  if (slowed >= 0) seen.byThirdMm[Math.min(2, Math.floor((3 * mm) / carriage.railMm))]?.push(highMm - lowMm);
}
