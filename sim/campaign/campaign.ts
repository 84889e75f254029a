/** A campaign: seed after seed, each a scenario judged in every tick. Results of several workers add up. */
import type { ChairOnTest } from '../scenario/programs.ts';
import type { BoardKind } from '../scenario/result.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { scenarioText } from '../scenario/write.ts';
import { type Coverage, createCoverage } from './coverage.ts';
import { drawScenario } from './draw.ts';
import { healed, roughen } from './draw-rough.ts';
import { addEffects, addKinds, type KindCounts } from './effects.ts';
import { type InvariantName, invariants } from './invariants.ts';
import { shrink } from './shrink.ts';
import { tryScenario } from './trial.ts';

/** A seed that failed. */
export interface SeedFailure {
  readonly seed: number;
  readonly invariant: InvariantName;
  readonly detail: string;
  readonly atMs: number;
}

export interface CampaignResult {
  seeds: number;
  chairMs: number;
  readonly failures: SeedFailure[];
  readonly coverage: Coverage;
  /** What each kind of fault and of roughness has changed. */
  readonly kinds: KindCounts;
  /** Seeds in which one of them changed nothing: what they show of it counts for nothing. */
  voided: number;
}

/** How seeds are run. */
export interface SeedOptions {
  readonly board: BoardKind;
  /** What the world is rough in: nothing (empty), each kind in a quarter of the seeds (`drawn`), or these, with commas. */
  readonly rough: string;
  /** Nothing is broken: what a healthy chair has to live with, and no fault may come of it. */
  readonly healthy: boolean;
  /** The chair as it was named, where one was. */
  readonly named?: string;
}

export function createResult(): CampaignResult {
  return { seeds: 0, chairMs: 0, failures: [], coverage: createCoverage(), kinds: {}, voided: 0 };
}

/** The scenario that a seed stands for. */
function scenarioOf(seed: number, { rough, healthy }: SeedOptions, onTest: ChairOnTest): Scenario {
  const drawn = drawScenario(seed, onTest.chair);
  const scenario = healthy ? healed(drawn) : drawn;
  if (rough === '') return scenario;
  return roughen(scenario, seed, rough === 'drawn' ? null : rough.split(','), healthy);
}

/** Runs `count` seeds from `from` on, `step` apart, and adds what they show. */
export function runSeeds(
  result: CampaignResult,
  { from, count, step = 1 }: { readonly from: number; readonly count: number; readonly step?: number },
  options: SeedOptions,
  onTest: ChairOnTest,
): void {
  for (let index = 0; index < count; index++) {
    const seed = from + index * step;
    const scenario = scenarioOf(seed, options, onTest);
    const { violation, chairMs, effects } = tryScenario(scenario, onTest, options.board, result.coverage);
    result.seeds++;
    result.chairMs += chairMs;
    if (!addEffects(result.kinds, effects)) result.voided++;
    if (violation !== null) result.failures.push({ seed, ...violation });
  }
}

export function addResult(sum: CampaignResult, part: CampaignResult): void {
  sum.seeds += part.seeds;
  sum.chairMs += part.chairMs;
  sum.voided += part.voided;
  addKinds(sum.kinds, part.kinds);
  sum.failures.push(...part.failures);
  for (const [pair, count] of part.coverage.entries()) sum.coverage[pair]! += count;
}

/** The command that runs one seed again. */
export function commandOf(seed: number, { board, rough, healthy, named }: SeedOptions): string {
  const kinds = rough === '' ? '' : rough === 'drawn' ? ' --rough' : ` --rough ${rough}`;
  const options = `${kinds}${healthy ? ' --healthy' : ''}${board === 'model' ? '' : ` --board ${board}`}`;
  const chair = named === undefined ? '' : ` --chair ${named}`;
  return `lumbar campaign --from ${seed} --seeds 1${chair}${options}`;
}

/** The smallest scenario that still breaks the same invariant, as a file for `lumbar test`. */
export function shrunkText(failure: SeedFailure, options: SeedOptions, onTest: ChairOnTest): string {
  const { board } = options;
  const breaks = (scenario: Scenario): boolean =>
    tryScenario(scenario, onTest, board).violation?.invariant === failure.invariant;
  const small = shrink(scenarioOf(failure.seed, options, onTest), breaks);
  const { violation } = tryScenario(small, onTest, board);
  return scenarioText(options.named === undefined ? small : { ...small, chair: options.named }, [
    `${failure.invariant}: ${violation?.detail ?? failure.detail}`,
    invariants[failure.invariant],
    commandOf(failure.seed, options),
  ]);
}
