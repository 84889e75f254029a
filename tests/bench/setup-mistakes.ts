/** Mistakes of wiring in unknown chairs: which setup names, and what has happened by then. */
import { createRandom } from '../../sim/random.ts';
import { drawMistakes, type Mistake, possibleMistakes } from '../../sim/unknown/mistakes.ts';
import { chairOf } from '../../src/setup/kind.ts';
import type { FoundMistake } from '../../src/setup/mistakes.ts';
import { type Kind, keepWorst, measure, unknown, type Worst, watched } from '../setup/measured.ts';
import { type BenchRow, row } from './rows.ts';
import type { KeptResults } from './setup-kept.ts';

const mistakesSeed = 5;

/** One chair with these mistakes. */
interface MistakesResult {
  readonly named: number;
  readonly missed: number;
  readonly misnamed: number;
  /** Its id is right, and the pins that are told are none of its own. */
  readonly elsewhere: number;
  readonly worst: Worst;
  /** What is wrong with it; empty where nothing is. */
  readonly said: string;
}

/** `most`: so many single ones, evenly chosen; all where null. */
export function mistakeRows(
  name: string,
  kind: Kind,
  kept: KeptResults,
  most: number | null,
  pairsMost: number,
): BenchRow[] {
  const base = unknown(mistakesSeed, 0, kind);
  const any = chairOf(base.chair);
  const all = possibleMistakes(any).map((mistake) => [mistake]);
  const each = Math.max(1, all.length / (most ?? all.length));
  const singles =
    most === 0 ? [] : all.filter((_, index) => Math.floor(index / each) !== Math.floor((index - 1) / each));
  const random = createRandom(1);
  const pairs = Array.from({ length: pairsMost }, () => drawMistakes(any, random, 2));
  return [
    ...scoreRows(`${name}, single mistakes`, resultsOf(base, kind, singles, kept, name)),
    ...scoreRows(`${name}, pairs of mistakes`, resultsOf(base, kind, pairs, kept, name)),
  ];
}

type Truth = ReturnType<typeof unknown>;

function resultsOf(
  base: Truth,
  kind: Kind,
  all: readonly (readonly Mistake[])[],
  kept: KeptResults,
  name: string,
): MistakesResult[] {
  const results: MistakesResult[] = [];
  for (const mistakes of all) {
    const text = mistakes.map(({ id, parts }) => `${id} (${parts.join(', ')})`).join(' and ');
    const result = kept.of(`${name}: ${text}`, () => resultOf(base, kind, mistakes));
    if (result === null) continue;
    if (result.said !== '') console.error(`  ${name}: ${text}: ${result.said}`);
    results.push(result);
  }
  return results;
}

function resultOf(base: Truth, kind: Kind, mistakes: readonly Mistake[]): MistakesResult {
  const { worst, each } = watched();
  const isOver = (told: readonly FoundMistake[]) =>
    mistakes.every(({ id }) => told.some((one) => one.id === id));
  // All named: what comes after is a chair like any other.
  const { setup } = measure(
    { ...base, mistakes },
    each,
    ({ io, facts }) => facts.supply !== undefined && isOver(io.mistakes),
    {},
    kind,
  );
  const found = setup.io.mistakes.map(({ id }) => id);
  const missed = mistakes.filter(({ id }) => !found.includes(id)).length;
  const misnamed = found.filter((id) => !mistakes.some((one) => one.id === id)).length;
  const elsewhere = mistakes.filter((mistake) => isElsewhere(mistake, setup.io.mistakes)).length;
  const { heldFastMs, unheldMs, surfaceC } = worst;
  const harms = heldFastMs > 300 || unheldMs > 0 || surfaceC > 43;
  const harm = harms ? `; into a stop ${heldFastMs} ms, unheld ${unheldMs} ms, ${surfaceC.toFixed(1)} C` : '';
  const isWrong = missed + misnamed + elsewhere > 0 || harms;
  return {
    named: mistakes.length - missed,
    missed,
    misnamed,
    elsewhere,
    worst,
    said: isWrong ? `named ${found.join(', ') || 'nothing'}; ${setup.failure}${harm}` : '',
  };
}

function isElsewhere({ id, pins }: Mistake, told: readonly FoundMistake[]): boolean {
  const same = told.filter((each) => each.id === id && each.pins.length > 0);
  return (
    pins.length > 0 && same.length > 0 && !same.some((each) => each.pins.some((pin) => pins.includes(pin)))
  );
}

function scoreRows(what: string, results: readonly MistakesResult[]): BenchRow[] {
  if (results.length === 0) return [];
  const worst: Worst = { heldFastMs: 0, unheldMs: 0, surfaceC: 0 };
  for (const result of results) keepWorst(worst, result.worst);
  const sum = (of: (result: MistakesResult) => number) =>
    results.reduce((total, each) => total + of(each), 0);
  return [
    row(`setup: ${what}, tried`, results.length, 'chairs'),
    row(
      `setup: ${what}, named`,
      sum(({ named }) => named),
      'mistakes',
    ),
    row(
      `setup: ${what}, missed`,
      sum(({ missed }) => missed),
      'mistakes',
    ),
    row(
      `setup: ${what}, misnamed`,
      sum(({ misnamed }) => misnamed),
      'mistakes',
    ),
    row(
      `setup: ${what}, named at other pins`,
      sum(({ elsewhere }) => elsewhere),
      'mistakes',
    ),
    row(`setup: ${what}, pressed into a stop at the longest`, worst.heldFastMs, 'ms'),
    row(`setup: ${what}, moved with no key held`, worst.unheldMs, 'ms'),
    row(`setup: ${what}, warmest surface`, worst.surfaceC, 'C'),
  ];
}
