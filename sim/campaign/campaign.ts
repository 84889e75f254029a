/** A campaign: seed after seed, each a scenario judged in every tick. Results of several workers add up. */
import type { ChairOnTest } from '../scenario/programs.ts';
import type { BoardKind } from '../scenario/result.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { scenarioText } from '../scenario/write.ts';
import { type Coverage, createCoverage } from './coverage.ts';
import { drawScenario } from './draw.ts';
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
}

export function createResult(): CampaignResult {
  return { seeds: 0, chairMs: 0, failures: [], coverage: createCoverage() };
}

/** Runs `count` seeds from `from` on and adds what they show. */
export function runSeeds(
  result: CampaignResult,
  from: number,
  count: number,
  board: BoardKind,
  onTest: ChairOnTest,
): void {
  for (let seed = from; seed < from + count; seed++) {
    const { violation, chairMs } = tryScenario(
      drawScenario(seed, onTest.chair),
      onTest,
      board,
      result.coverage,
    );
    result.seeds++;
    result.chairMs += chairMs;
    if (violation !== null) result.failures.push({ seed, ...violation });
  }
}

export function addResult(sum: CampaignResult, part: CampaignResult): void {
  sum.seeds += part.seeds;
  sum.chairMs += part.chairMs;
  sum.failures.push(...part.failures);
  for (const [pair, count] of part.coverage.entries()) sum.coverage[pair]! += count;
}

/** The command that runs one seed again. */
export function commandOf(seed: number, board: BoardKind): string {
  return `lumbar campaign --from ${seed} --seeds 1${board === 'model' ? '' : ` --board ${board}`}`;
}

/** The smallest scenario that still breaks the same invariant, as a file for `lumbar test`. */
export function shrunkText(failure: SeedFailure, board: BoardKind, onTest: ChairOnTest): string {
  const breaks = (scenario: Scenario): boolean =>
    tryScenario(scenario, onTest, board).violation?.invariant === failure.invariant;
  const small = shrink(drawScenario(failure.seed, onTest.chair), breaks);
  const { violation } = tryScenario(small, onTest, board);
  return scenarioText(small, [
    `${failure.invariant}: ${violation?.detail ?? failure.detail}`,
    invariants[failure.invariant],
    commandOf(failure.seed, board),
  ]);
}
