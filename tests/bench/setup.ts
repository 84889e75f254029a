/**
 * `npm run bench -- setup`: unknown chairs measured in virtual time, of each kind that ships (`--kinds=chair-a,drawn`;
 * `drawn` are chairs of chance) as many as its share of half a minute takes (`--chairs=N` for so many, `--avr=N` for some
 * of the reference kind on the real firmware): how far each figure is from the truth, whether a program then runs on the
 * chair with the file that was written, how long it takes; then single mistakes of wiring (`--singles=N` of each kind, evenly
 * chosen; all where left out), and pairs (`--pairs=N`).
 */
import { drawnChairText } from '../../sim/chair-draw/draw.ts';
import { readChair } from '../../src/chair/file/read.ts';
import { supportedChair } from '../../src/chair/supported.ts';
import { chairOf } from '../../src/setup/kind.ts';
import {
  canRun,
  failureOf,
  type Kind,
  keepWorst,
  kindNamed,
  kindOfText,
  measure,
  measureOnAvr,
  programFailure,
  unknown,
  type Worst,
  watched,
} from '../setup/measured.ts';
import { type BenchRow, medianOf, row } from './rows.ts';
import { addErrors, type Errors, unitOf } from './setup-errors.ts';
import { mistakeRows } from './setup-mistakes.ts';

const budgetMs = 30_000;
const shipped = ['lumbar-1', 'chair-a', 'chair-b', 'chair-b-open-loop', 'chair-b-table', 'chair-c'] as const;

const optionText = (name: string): string | null =>
  process.argv.find((each) => each.startsWith(`--${name}=`))?.slice(name.length + 3) ?? null;
const option = (name: string): number | null => {
  const text = optionText(name);
  return text === null ? null : Number(text);
};

export function setupRows(): BenchRow[] {
  const kinds = optionText('kinds')?.split(',') ?? shipped;
  const errors: Errors = {};
  const worst: Worst = { heldFastMs: 0, unheldMs: 0, surfaceC: 0 };
  const rows = kinds.flatMap((name) => kindRows(name, budgetMs / kinds.length, errors, worst));
  const onAvr = option('avr') ?? 0;
  let avrFailed = 0;
  for (let seed = 1; seed <= onAvr; seed++) {
    const measured = measureOnAvr(unknown(seed));
    addErrors(errors, measured);
    if (isFailed(`lumbar-1 on avr, seed ${seed}`, failureOf(measured))) avrFailed++;
  }
  return [
    ...rows,
    row('setup: measured on avr', onAvr, 'chairs'),
    row('setup: measured on avr, a program fails', avrFailed, 'chairs'),
    ...Object.entries(errors).flatMap(([name, values]) => [
      row(`setup: ${name}, median error`, medianOf(values), unitOf(name)),
      row(`setup: ${name}, worst error`, Math.max(...values), unitOf(name)),
    ]),
    row('setup: pressed into a stop at the longest, healthy', worst.heldFastMs, 'ms'),
    row('setup: moved with no key held, healthy', worst.unheldMs, 'ms'),
    row('setup: warmest surface, healthy', worst.surfaceC, 'C'),
    ...kinds
      .filter((name) => name !== 'drawn')
      .flatMap((name) => mistakeRows(name, kindNamed(name), option('singles'), option('pairs') ?? 0)),
  ];
}

/** The kind of this name and seed: of a chair of chance only where the machine drives it. */
function kindOf(name: string, seed: number): Kind | null {
  if (name !== 'drawn') return kindNamed(name);
  const text = drawnChairText(seed);
  const { chair } = readChair(text, 'drawn');
  return chair === null || supportedChair(chair).chair === null ? null : kindOfText(text);
}

function isFailed(which: string, why: string): boolean {
  if (why !== '') console.error(`  ${which}: ${why}`);
  return why !== '';
}

function kindRows(name: string, shareMs: number, errors: Errors, worst: Worst): BenchRow[] {
  const chairs = option('chairs');
  const startMs = performance.now();
  const minutes: number[] = [];
  let failed = 0;
  let idle = 0;
  let anyway = 0;
  for (
    let seed = 1;
    chairs === null ? performance.now() - startMs < shareMs : minutes.length < chairs;
    seed++
  ) {
    const kind = kindOf(name, seed);
    if (kind === null) continue;
    const truth = unknown(seed, 0, kind);
    const driven = supportedChair(chairOf(truth.chair)).chair;
    if (driven === null) continue;
    if (!canRun(driven)) idle++;
    const guard = watched();
    const measured = measure(truth, guard.each, undefined, {}, kind);
    keepWorst(worst, guard.worst);
    minutes.push(measured.minutes);
    addErrors(errors, measured);
    const why = failureOf(measured);
    // With the file that describes it truly, too: then setup is not to blame.
    if (why !== '' && programFailure(truth, truth.chair) === why) anyway++;
    else if (isFailed(`${name}, seed ${seed}`, why)) failed++;
    for (const { said } of measured.setup.io.mistakes)
      console.error(`  ${name}, seed ${seed}, healthy, and told: ${said}`);
  }
  return [
    row(`setup: ${name}, measured`, minutes.length, 'chairs'),
    row(`setup: ${name}, nothing of which may be used, or begun`, idle, 'chairs'),
    row(`setup: ${name}, a program fails on the file that was written`, failed, 'chairs'),
    row(`setup: ${name}, a program fails in the same way on its true file`, anyway, 'chairs'),
    row(`setup: ${name}, chair time, median`, medianOf(minutes), 'min'),
    row(`setup: ${name}, chair time, worst`, Math.max(...minutes), 'min'),
  ];
}
