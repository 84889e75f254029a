/** A campaign: seed after seed, each a scenario judged in every tick. Results of several workers add up. */
import type { BoardKind } from '../scenario/result.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { scenarioText } from '../scenario/write.ts';
import type { ChairOfSeed, TestedChair } from './chairs.ts';
import { type Coverage, createCoverage } from './coverage.ts';
import { drawScenario } from './draw.ts';
import { healed, roughen } from './draw-rough.ts';
import { addEffects, addKinds, type KindCounts } from './effects.ts';
import { fitted } from './fitted.ts';
import { type InvariantName, invariants } from './invariants.ts';
import { shrink } from './shrink.ts';
import { shrinkChair } from './shrink-chair.ts';
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
  /** How much each kind of fault and of roughness has changed. */
  readonly kinds: KindCounts;
  /** Void seeds: one of their faults or kinds of roughness changed nothing, so that they show nothing about it. */
  voided: number;
}

/** How seeds are run. */
export interface SeedOptions {
  readonly board: BoardKind;
  /** Kinds of roughness: none (empty), each in a quarter of the seeds (`drawn`), or a list with commas. */
  readonly rough: string;
  /** Nothing is broken: only what a healthy chair must tolerate without reporting a fault. */
  readonly healthy: boolean;
  /** The value of --chair, if given: a chair, `all` or `random`. */
  readonly named?: string;
}

export function createResult(): CampaignResult {
  return { seeds: 0, chairMs: 0, failures: [], coverage: createCoverage(), kinds: {}, voided: 0 };
}

/** The scenario that a seed stands for on this chair. */
const scenarioOf = (seed: number, options: SeedOptions, tested: TestedChair): Scenario =>
  fitted(scheduleOf(seed, options, tested), tested.chair);

/** The scenario before it is fitted to the chair, which must be done only once: its voltages are those of a 24 V chair. */
function scheduleOf(
  seed: number,
  { rough, healthy }: SeedOptions,
  { chair, shipped }: TestedChair,
): Scenario {
  const drawn = drawScenario(
    seed,
    chair,
    shipped.map(({ program }) => program),
  );
  const scenario = healthy ? healed(drawn) : drawn;
  const kinds = rough === 'drawn' ? null : rough.split(',');
  return rough === '' ? scenario : roughen(scenario, seed, kinds, healthy);
}

/** Whether a seed has any of these kinds, or faults of these families: no other seed can show anything about them. */
export function seedHas(
  seed: number,
  options: SeedOptions,
  chairOf: ChairOfSeed,
  kinds: readonly string[],
): boolean {
  const { rough, steps } = scenarioOf(seed, options, chairOf(seed));
  const faults = steps.flatMap((step) => (step.kind === 'fault' ? step.faults.map(({ name }) => name) : []));
  return [...rough, ...faults].some(
    (name) => kinds.includes(name) || kinds.includes(name.split('.')[0] ?? ''),
  );
}

/** Runs `count` seeds from `from` on, `step` apart, and adds them to the result. */
export function runSeeds(
  result: CampaignResult,
  { from, count, step = 1 }: { readonly from: number; readonly count: number; readonly step?: number },
  options: SeedOptions,
  chairOf: ChairOfSeed,
): void {
  for (let index = 0; index < count; index++) {
    const seed = from + index * step;
    const tested = chairOf(seed);
    const scenario = scenarioOf(seed, options, tested);
    const { violation, chairMs, effects } = tryScenario(scenario, tested, options.board, result.coverage);
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

/** A failing seed as files for `lumbar test`. */
export interface FoundFiles {
  readonly scenario: string;
  /** The chair file to save beside the scenario; null if the chair is one that ships, unchanged. */
  readonly chair: { readonly name: string; readonly text: string } | null;
}

/** Invariants whose detail is the fault code. */
const codeInvariants: readonly InvariantName[] = ['false alarm', 'wrong code'];

/** What still breaks the same invariant with the fewest parts of the chair, and then the fewest steps. */
export function shrunkFiles(failure: SeedFailure, options: SeedOptions, chairOf: ChairOfSeed): FoundFiles {
  const { board, named } = options;
  const breaks = (scenario: Scenario, tested: TestedChair): boolean => {
    try {
      const { violation } = tryScenario(scenario, tested, board);
      if (violation === null || violation.invariant !== failure.invariant) return false;
      // With another code it is another finding.
      return !codeInvariants.includes(violation.invariant) || violation.detail === failure.detail;
    } catch {
      // This chair cannot run the program, or the technician's.
      return false;
    }
  };
  const drawn = chairOf(failure.seed);
  const whole = scheduleOf(failure.seed, options, drawn);
  const mayShrink = named === 'all' || named === 'random';
  const tested = mayShrink
    ? shrinkChair(drawn, (candidate) => breaks(fitted(whole, candidate.chair), candidate))
    : drawn;
  const small = shrink(fitted(whole, tested.chair), (candidate) => breaks(candidate, tested));
  const { violation } = tryScenario(small, tested, board);
  const itsFile = tested === drawn && !/\.yaml$/.test(drawn.name) ? null : `seed-${failure.seed}-chair.yaml`;
  const chair = mayShrink ? (itsFile ?? tested.name) : named;
  const scenario = scenarioText(chair === undefined ? small : { ...small, chair }, [
    `${failure.invariant}: ${violation?.detail ?? failure.detail}`,
    invariants[failure.invariant],
    commandOf(failure.seed, options),
  ]);
  const hasFile = mayShrink && itsFile !== null;
  return { scenario, chair: hasFile ? { name: itsFile, text: tested.text } : null };
}

/** Both as one text. */
export function shrunkText(failure: SeedFailure, options: SeedOptions, chairOf: ChairOfSeed): string {
  const { scenario, chair } = shrunkFiles(failure, options, chairOf);
  if (chair === null) return scenario;
  return `# ${chair.name}: save it beside the scenario that follows.\n${chair.text}\n${scenario}`;
}
