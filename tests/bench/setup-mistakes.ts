/** Mistakes of wiring in unknown chairs: which setup names, and what has happened by then. */
import { createRandom } from '../../sim/random.ts';
import { drawMistakes, type Mistake, possibleMistakes } from '../../sim/unknown/mistakes.ts';
import { chairOf } from '../../src/setup/kind.ts';
import type { FoundMistake } from '../../src/setup/mistakes.ts';
import { type Kind, keepWorst, measure, unknown, type Worst, watched } from '../setup/measured.ts';
import { type BenchRow, row } from './rows.ts';

const mistakesSeed = 5;

interface Score {
  tried: number;
  named: number;
  missed: number;
  misnamed: number;
  /** Its id is right, and the pins that are told are none of its own. */
  elsewhere: number;
  readonly worst: Worst;
}

/** `most`: so many single ones, evenly chosen; all where null. */
export function mistakeRows(name: string, kind: Kind, most: number | null, pairsMost: number): BenchRow[] {
  const base = unknown(mistakesSeed, 0, kind);
  const any = chairOf(base.chair);
  const all = possibleMistakes(any).map((mistake) => [mistake]);
  const each = Math.max(1, all.length / (most ?? all.length));
  const singles =
    most === 0 ? [] : all.filter((_, index) => Math.floor(index / each) !== Math.floor((index - 1) / each));
  const random = createRandom(1);
  const pairs = Array.from({ length: pairsMost }, () => drawMistakes(any, random, 2));
  return [
    ...(singles.length === 0 ? [] : scoreRows(`${name}, single mistakes`, scored(base, kind, singles))),
    ...(pairs.length === 0 ? [] : scoreRows(`${name}, pairs of mistakes`, scored(base, kind, pairs))),
  ];
}

function scored(base: ReturnType<typeof unknown>, kind: Kind, all: readonly (readonly Mistake[])[]): Score {
  const worst: Worst = { heldFastMs: 0, unheldMs: 0, surfaceC: 0 };
  const score: Score = { tried: all.length, named: 0, missed: 0, misnamed: 0, elsewhere: 0, worst };
  for (const mistakes of all) {
    const guard = watched();
    const isOver = (told: readonly FoundMistake[]) =>
      mistakes.every(({ id }) => told.some((each) => each.id === id));
    // All named: what comes after is a chair like any other.
    const { setup } = measure(
      { ...base, mistakes },
      guard.each,
      ({ io, facts }) => facts.supply !== undefined && isOver(io.mistakes),
      {},
      kind,
    );
    const found = setup.io.mistakes.map(({ id }) => id);
    const missed = mistakes.filter(({ id }) => !found.includes(id));
    const misnamed = found.filter((id) => !mistakes.some((each) => each.id === id));
    const elsewhere = mistakes.filter((mistake) => isElsewhere(mistake, setup.io.mistakes));
    score.named += mistakes.length - missed.length;
    score.missed += missed.length;
    score.misnamed += misnamed.length;
    score.elsewhere += elsewhere.length;
    keepWorst(worst, guard.worst);
    const { heldFastMs, unheldMs, surfaceC } = guard.worst;
    const harms = heldFastMs > 300 || unheldMs > 0 || surfaceC > 43;
    if (missed.length + misnamed.length + elsewhere.length === 0 && !harms) continue;
    const text = mistakes.map(({ id, parts }) => `${id} (${parts.join(', ')})`).join(' and ');
    const harm = harms
      ? `; into a stop ${heldFastMs} ms, unheld ${unheldMs} ms, ${surfaceC.toFixed(1)} C`
      : '';
    console.error(
      `  ${kind.chair.model}: ${text}: named ${found.join(', ') || 'nothing'}; ${setup.failure}${harm}`,
    );
  }
  return score;
}

function isElsewhere({ id, pins }: Mistake, told: readonly FoundMistake[]): boolean {
  const same = told.filter((each) => each.id === id && each.pins.length > 0);
  return (
    pins.length > 0 && same.length > 0 && !same.some((each) => each.pins.some((pin) => pins.includes(pin)))
  );
}

const scoreRows = (what: string, { tried, named, missed, misnamed, elsewhere, worst }: Score): BenchRow[] => [
  row(`setup: ${what}, tried`, tried, 'chairs'),
  row(`setup: ${what}, named`, named, 'mistakes'),
  row(`setup: ${what}, missed`, missed, 'mistakes'),
  row(`setup: ${what}, misnamed`, misnamed, 'mistakes'),
  row(`setup: ${what}, named at other pins`, elsewhere, 'mistakes'),
  row(`setup: ${what}, pressed into a stop at the longest`, worst.heldFastMs, 'ms'),
  row(`setup: ${what}, moved with no key held`, worst.unheldMs, 'ms'),
  row(`setup: ${what}, warmest surface`, worst.surfaceC, 'C'),
];
