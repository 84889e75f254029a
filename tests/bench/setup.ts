/**
 * `npm run bench -- setup`: unknown chairs measured in virtual time, of each kind that ships (`--kinds=chair-a,drawn`;
 * `drawn` are chairs of chance) as many as its share of half a minute takes (`--chairs=N` for so many, `--avr=N` for some
 * on the real firmware): how far each figure is from the truth, whether a program then runs on the chair with the file that
 * was written, how long it takes; then single mistakes of wiring (`--singles=N` of each kind, evenly chosen; all where left
 * out), and pairs (`--pairs=N`). With `--keep=FILE` each chair is kept there, and those kept are not measured again; with
 * `--seconds=N` none is begun after so long: so thousands are measured in parts. `--shards=N` measures in N processes at
 * once, which share FILE.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { drawnChairText } from '../../sim/chair-draw/draw.ts';
import type { Chair } from '../../src/chair/chair.ts';
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
  type Measured,
  measure,
  measureOnAvr,
  programFailure,
  unknown,
  type Worst,
  watched,
} from '../setup/measured.ts';
import { type BenchRow, medianOf, row } from './rows.ts';
import { addErrors, type Errors, unitOf } from './setup-errors.ts';
import { KeptResults } from './setup-kept.ts';
import { mistakeRows } from './setup-mistakes.ts';

const budgetMs = 30_000;
const shipped = ['lumbar-1', 'chair-a', 'chair-b', 'chair-b-open-loop', 'chair-b-table', 'chair-c'] as const;

const optionText = (name: string): string | null =>
  process.argv.find((each) => each.startsWith(`--${name}=`))?.slice(name.length + 3) ?? null;
const option = (name: string): number | null => {
  const text = optionText(name);
  return text === null ? null : Number(text);
};

/** One chair that was measured. */
interface ChairResult {
  readonly minutes: number;
  readonly errors: Errors;
  readonly worst: Worst;
  /** Nothing of it may be used, or begun. */
  readonly idle: boolean;
  /** Why a program fails on the file that was written, or empty; and whether it does so on the true file. */
  readonly why: string;
  readonly anyway: boolean;
  /** Mistakes that were named, though nothing is wrong. */
  readonly told: readonly string[];
}

export async function setupRows(): Promise<BenchRow[]> {
  const kinds = optionText('kinds')?.split(',') ?? shipped;
  const shards = option('shards');
  if (shards !== null) await inShards(shards);
  const [shard = 1, of = 1] = (optionText('shard') ?? '1/1').split('/').map(Number);
  const kept = new KeptResults(optionText('keep'), shards === null ? option('seconds') : 0, { shard, of });
  const measured = kinds.map((name) => ({
    name,
    results: chairResults(name, budgetMs / kinds.length, kept),
  }));
  const onAvr = kinds.flatMap((name) => avrResults(name, kept));
  const all = [...measured.flatMap(({ results }) => results), ...onAvr];
  const errors: Errors = {};
  const worst: Worst = { heldFastMs: 0, unheldMs: 0, surfaceC: 0 };
  for (const result of all) {
    keepWorst(worst, result.worst);
    for (const [name, values] of Object.entries(result.errors))
      errors[name] = [...(errors[name] ?? []), ...values];
  }
  return [
    ...measured.flatMap(({ name, results }) => chairRows(name, results)),
    ...chairRows('on avr', onAvr),
    ...Object.entries(errors).flatMap(([name, values]) => [
      row(`setup: ${name}, median error`, medianOf(values), unitOf(name)),
      row(`setup: ${name}, worst error`, Math.max(...values), unitOf(name)),
    ]),
    row('setup: pressed into a stop at the longest, healthy', worst.heldFastMs, 'ms'),
    row('setup: moved with no key held, healthy', worst.unheldMs, 'ms'),
    row('setup: warmest surface, healthy', worst.surfaceC, 'C'),
    ...kinds
      .filter((name) => name !== 'drawn')
      .flatMap((name) => mistakeRows(name, kindNamed(name), kept, option('singles'), option('pairs') ?? 0)),
  ];
}

/** This very command once for each share, and waits for them: what they measured is in the file then. */
async function inShards(shards: number): Promise<void> {
  if (optionText('keep') === null || option('chairs') === null)
    throw new Error('--shards wants --keep=FILE and --chairs=N: the shares meet in the file');
  const [script = '', ...args] = process.argv
    .slice(1)
    .filter((each) => !each.startsWith('--shards=') && each !== '--json');
  const ends = Array.from({ length: shards }, async (_, index) => {
    const child = spawn(process.execPath, [script, ...args, `--shard=${index + 1}/${shards}`], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const [code] = await once(child, 'close');
    if (code !== 0) throw new Error(`share ${index + 1} of ${shards} ended with ${code}`);
  });
  await Promise.all(ends);
}

/** The kind of this name and seed: of a chair of chance only where the machine drives it. */
function kindOf(name: string, seed: number): Kind | null {
  if (name !== 'drawn') return kindNamed(name);
  const text = drawnChairText(seed);
  const { chair } = readChair(text, 'drawn');
  return chair === null || supportedChair(chair).chair === null ? null : kindOfText(text);
}

function chairResults(name: string, shareMs: number, kept: KeptResults): ChairResult[] {
  const chairs = option('chairs');
  const startMs = performance.now();
  const results: ChairResult[] = [];
  let taken = 0;
  for (let seed = 1; chairs === null ? performance.now() - startMs < shareMs : taken < chairs; seed++) {
    const kind = kindOf(name, seed);
    if (kind === null) continue;
    const truth = unknown(seed, 0, kind);
    const driven = supportedChair(chairOf(truth.chair)).chair;
    if (driven === null) continue;
    taken++;
    const result = kept.of(`${name}, seed ${seed}`, () => {
      const guard = watched();
      const measured = measure(truth, guard.each, undefined, {}, kind);
      return resultOf(measured, driven, guard.worst);
    });
    if (result === null) continue;
    sayWrong(`${name}, seed ${seed}`, result);
    results.push(result);
  }
  return results;
}

/** On the real firmware in emulation. */
function avrResults(name: string, kept: KeptResults): ChairResult[] {
  const results: ChairResult[] = [];
  for (let seed = 1; seed <= (option('avr') ?? 0); seed++) {
    const kind = kindOf(name, seed);
    const truth = kind === null ? null : unknown(seed, 0, kind);
    const driven = truth === null ? null : supportedChair(chairOf(truth.chair)).chair;
    if (kind === null || truth === null || driven === null) continue;
    const worst: Worst = { heldFastMs: 0, unheldMs: 0, surfaceC: 0 };
    const result = kept.of(`${name} on avr, seed ${seed}`, () =>
      resultOf(measureOnAvr(truth, kind), driven, worst),
    );
    if (result === null) continue;
    sayWrong(`${name} on avr, seed ${seed}`, result);
    results.push(result);
  }
  return results;
}

type OnModelOrAvr = Pick<Measured, 'kind' | 'truth' | 'setup' | 'minutes'>;

function resultOf(measured: OnModelOrAvr, driven: Chair, worst: Worst): ChairResult {
  const { truth, setup, minutes } = measured;
  const errors: Errors = {};
  addErrors(errors, measured);
  const why = failureOf(measured);
  return {
    minutes,
    errors,
    worst,
    idle: !canRun(driven),
    why,
    // With the file that describes it truly, too: then setup is not to blame.
    anyway: why !== '' && programFailure(truth, truth.chair) === why,
    told: setup.io.mistakes.map(({ said }) => said),
  };
}

function sayWrong(which: string, { why, anyway, told }: ChairResult): void {
  if (why !== '') console.error(`  ${which}: ${why}${anyway ? ', as on its true file' : ''}`);
  for (const said of told) console.error(`  ${which}, healthy, and told: ${said}`);
}

function chairRows(name: string, results: readonly ChairResult[]): BenchRow[] {
  if (results.length === 0) return [];
  const count = (is: (result: ChairResult) => boolean) => results.filter(is).length;
  const minutes = results.map((result) => result.minutes);
  return [
    row(`setup: ${name}, measured`, results.length, 'chairs'),
    row(
      `setup: ${name}, nothing of which may be used, or begun`,
      count(({ idle }) => idle),
      'chairs',
    ),
    row(
      `setup: ${name}, a program fails on the file that was written`,
      count(({ why, anyway }) => why !== '' && !anyway),
      'chairs',
    ),
    row(
      `setup: ${name}, a program fails in the same way on its true file`,
      count(({ anyway }) => anyway),
      'chairs',
    ),
    row(`setup: ${name}, chair time, median`, medianOf(minutes), 'min'),
    row(`setup: ${name}, chair time, worst`, Math.max(...minutes), 'min'),
  ];
}
