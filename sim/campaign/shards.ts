/**
 * A campaign in shards, each on a machine of its own, and the merging of their results. A shard has the seeds whose
 * remainder on division by the number of shards is its own number; it knows nothing of the others.
 */
import { createHash } from 'node:crypto';
import type { BoardKind } from '../scenario/result.ts';
import { addResult, type CampaignResult, createResult, type SeedFailure } from './campaign.ts';
import type { ChairChoice } from './chairs.ts';
import type { KindCount } from './effects.ts';
import { invariants } from './invariants.ts';

declare const __VERSION__: string | undefined;
declare const __COMMIT__: string | undefined;

/** What all shards of a campaign have in common: results of different campaigns must not be added. */
export interface CampaignRun {
  readonly version: string;
  readonly commit: string;
  readonly chair: string;
  readonly board: BoardKind;
  readonly rough: string;
  readonly healthy: boolean;
  readonly named?: string;
  readonly from: number;
  readonly seeds: number;
  readonly shards: number;
}

/** The result of a shard as its JSON holds it. */
export interface ShardPart {
  readonly run: CampaignRun;
  /** 0 to shards - 1. */
  readonly shard: number;
  /** Every seed of the shard has run. */
  readonly complete: boolean;
  readonly result: Omit<CampaignResult, 'coverage'> & { readonly coverage: readonly number[] };
}

export function campaignRun(
  chairs: ChairChoice,
  { board, rough, healthy, named, from, seeds, shards }: Omit<CampaignRun, 'version' | 'commit' | 'chair'>,
): CampaignRun {
  const digest = createHash('sha256').update(JSON.stringify(chairs)).digest('hex').slice(0, 12);
  return {
    version: typeof __VERSION__ === 'undefined' ? '' : __VERSION__,
    commit: typeof __COMMIT__ === 'undefined' ? '' : __COMMIT__,
    chair: `${chairs.by === 'one' ? chairs.name : chairs.by} ${digest}`,
    board,
    rough,
    healthy,
    ...(named === undefined ? {} : { named }),
    from,
    seeds,
    shards,
  };
}

/** The seeds of a shard, ascending. */
export function seedsOf(
  { from, seeds, shards }: CampaignRun,
  shard: number,
): { first: number; count: number } {
  const first = from + ((((shard - from) % shards) + shards) % shards);
  return { first, count: Math.max(0, Math.ceil((from + seeds - first) / shards)) };
}

export function partOf(run: CampaignRun, shard: number, result: CampaignResult): ShardPart {
  return {
    run,
    shard,
    complete: result.seeds === seedsOf(run, shard).count,
    result: { ...result, coverage: [...result.coverage] },
  };
}

/** `named` need not be compared: `chair` says what it names, whether the option was given or not. */
const comparedKeys = [
  'version',
  'commit',
  'chair',
  'board',
  'rough',
  'healthy',
  'from',
  'seeds',
  'shards',
] as const satisfies readonly (keyof CampaignRun)[];

/** Why these parts cannot be merged, one sentence for each reason. */
export function mergeProblems(
  parts: readonly { readonly file: string; readonly part: ShardPart }[],
): string[] {
  const [first] = parts;
  if (first === undefined) return ['There is nothing to put together.'];
  const problems: string[] = [];
  const seen = new Map<number, string>();
  for (const { file, part } of parts) {
    for (const key of comparedKeys) {
      const [one, other] = [first.part.run[key], part.run[key]].map((value) =>
        value === undefined || value === '' ? 'not given' : value,
      );
      if (one !== other) problems.push(`${file}: ${key} is ${other}, but ${one} in ${first.file}.`);
    }
    if (!part.complete || part.result.seeds !== seedsOf(part.run, part.shard).count)
      problems.push(`${file}: shard ${part.shard} was cut off; run it again.`);
    const earlier = seen.get(part.shard);
    if (earlier !== undefined) problems.push(`${file}: shard ${part.shard} is in ${earlier} already.`);
    else seen.set(part.shard, file);
  }
  return [...problems, ...missingShards(seen, first.part.run.shards)];
}

/** A campaign on a cluster may have a million shards: rows of missing ones are named by their ends. */
function missingShards(seen: ReadonlyMap<number, string>, shards: number): string[] {
  const given = [...seen.keys(), shards].sort((one, other) => one - other);
  let next = 0;
  return given.flatMap((shard) => {
    const [from, to] = [next, shard - 1];
    next = shard + 1;
    if (to < from) return [];
    return from === to
      ? [`Shard ${from} of ${shards} is missing.`]
      : [`Shards ${from} to ${to} of ${shards} are missing.`];
  });
}

export function mergeParts(parts: readonly ShardPart[]): CampaignResult {
  const sum = createResult();
  for (const { result } of parts) addResult(sum, { ...result, coverage: Uint32Array.from(result.coverage) });
  sum.failures.sort((one, other) => one.seed - other.seed);
  return sum;
}

/** Whether a file's value is the result of a shard, as far as merging needs it. */
export function isShardPart(value: unknown): value is ShardPart {
  if (!isObject(value)) return false;
  const { run, shard, complete, result } = value as Partial<Record<keyof ShardPart, unknown>>;
  if (!isObject(run) || !isObject(result) || typeof complete !== 'boolean') return false;
  const { shards } = run as Partial<CampaignRun>;
  const { failures, coverage, kinds, seeds, voided, chairMs } = result as Partial<CampaignResult>;
  return (
    Number.isInteger(shard) &&
    Number.isInteger(shards) &&
    (shard as number) >= 0 &&
    (shard as number) < (shards as number) &&
    Array.isArray(failures) &&
    failures.every(isFailure) &&
    Array.isArray(coverage) &&
    coverage.length === createResult().coverage.length &&
    isObject(kinds) &&
    [seeds, voided, chairMs, ...coverage, ...Object.values(kinds).flatMap(countsOf)].every(isCount)
  );
}

const isObject = (part: unknown): part is object => typeof part === 'object' && part !== null;
const isCount = (part: unknown): boolean => typeof part === 'number' && part >= 0;

function countsOf(kind: unknown): unknown[] {
  if (!isObject(kind)) return [null];
  const { seeds, effective, ticks } = kind as Partial<KindCount>;
  return [seeds, effective, ticks];
}

function isFailure(part: unknown): boolean {
  if (!isObject(part)) return false;
  const { seed, invariant, detail, atMs } = part as Partial<SeedFailure>;
  const isKnown = typeof invariant === 'string' && Object.hasOwn(invariants, invariant);
  return isCount(seed) && isCount(atMs) && isKnown && typeof detail === 'string';
}
