import { describe, expect, test } from 'vitest';
import { createResult, runSeeds } from '../../../sim/campaign/campaign.ts';
import { chairChoice, chairsOf } from '../../../sim/campaign/chairs.ts';
import { drawScenario } from '../../../sim/campaign/draw.ts';
import { healed, roughen } from '../../../sim/campaign/draw-rough.ts';
import { fitted } from '../../../sim/campaign/fitted.ts';
import {
  campaignRun,
  isShardPart,
  mergeParts,
  mergeProblems,
  partOf,
  type ShardPart,
  seedsOf,
} from '../../../sim/campaign/shards.ts';
import { readScenario } from '../../../sim/scenario/read.ts';
import { scenarioText } from '../../../sim/scenario/write.ts';
import { chair } from '../../chair.ts';

/** The one whose seeds are soon over: a shard is no other for what its chair has. */
const chairs = chairChoice('chair-c');
const chairOf = chairsOf(chairs);
const options = { board: 'model', rough: 'drawn', healthy: false } as const;
const seedsFrom = 11;
const seeds = 7;
const shards = 3;
const run = campaignRun(chairs, { ...options, from: seedsFrom, seeds, shards });

function runShard(shard: number): ShardPart {
  const result = createResult();
  const { first, count } = seedsOf(run, shard);
  runSeeds(result, { from: first, count, step: shards }, options, chairOf);
  return partOf(run, shard, result);
}

describe('a campaign in shards', () => {
  test('has each seed in one of them', () => {
    const all = [0, 1, 2].flatMap((shard) => {
      const { first, count } = seedsOf(run, shard);
      return Array.from({ length: count }, (_, index) => first + index * shards);
    });
    expect(all.sort((one, other) => one - other)).toEqual([11, 12, 13, 14, 15, 16, 17]);
  });

  test('finds the same as one on one machine, through JSON', () => {
    const whole = createResult();
    runSeeds(whole, { from: seedsFrom, count: seeds }, options, chairOf);
    const parts = [2, 0, 1].map((shard): unknown => JSON.parse(JSON.stringify(runShard(shard))));
    expect(parts.every(isShardPart)).toBe(true);
    const files = parts.map((part, index) => ({ file: `${index}.json`, part: part as ShardPart }));
    expect(mergeProblems(files)).toEqual([]);
    expect(mergeParts(parts as ShardPart[])).toEqual(whole);
  });

  test('is refused where a shard is missing, cut off, given twice or of another campaign', () => {
    const part = (shard: number, changes: Partial<ShardPart> = {}): { file: string; part: ShardPart } => ({
      file: `${shard}.json`,
      part: {
        ...partOf(run, shard, { ...createResult(), seeds: seedsOf(run, shard).count }),
        ...changes,
      },
    });
    expect(mergeProblems([part(0), part(2)])).toEqual(['Shard 1 of 3 is missing.']);
    expect(mergeProblems([part(0), part(1), part(2), part(1)])).toEqual([
      '1.json: shard 1 is in 1.json already.',
    ]);
    expect(mergeProblems([part(0), part(1, { complete: false }), part(2)])).toEqual([
      '1.json: shard 1 was cut off; run it again.',
    ]);
    const other = { ...run, commit: 'another' };
    expect(mergeProblems([part(0), part(1), part(2, { run: other })])).toEqual([
      `2.json: commit is another, but not given in 0.json.`,
    ]);
    const fewer = partOf(run, 1, createResult());
    expect(mergeProblems([part(0), part(1, { ...fewer, complete: true }), part(2)])).toEqual([
      '1.json: shard 1 was cut off; run it again.',
    ]);
    const plain = { ...run, rough: '' };
    expect(mergeProblems([part(0), part(1, { run: plain }), part(2)])).toEqual([
      '1.json: rough is not given, but drawn in 0.json.',
    ]);
    expect(mergeProblems([])).toHaveLength(1);
  });

  test('does not ask whether its chair was named or the default', () => {
    const named = { ...run, named: 'chair-c' };
    const parts = [0, 1, 2].map((shard) => {
      const result = { ...createResult(), seeds: seedsOf(run, shard).count };
      return { file: `${shard}.json`, part: partOf(shard === 1 ? named : run, shard, result) };
    });
    expect(mergeProblems(parts)).toEqual([]);
    expect(mergeProblems([parts[1]!, parts[0]!, parts[2]!])).toEqual([]);
  });

  test('names what is missing of a million shards by its ends', () => {
    const many = { ...run, seeds: 1_000_000, shards: 1_000_000 };
    const part = partOf(many, 5, { ...createResult(), seeds: 1 });
    expect(mergeProblems([{ file: '5.json', part }])).toEqual([
      'Shards 0 to 4 of 1000000 are missing.',
      'Shards 6 to 999999 of 1000000 are missing.',
    ]);
  });

  test('knows what is no result of a shard', () => {
    const good = partOf(run, 0, createResult());
    expect(isShardPart(good)).toBe(true);
    const of = (changes: object) => ({ ...good, result: { ...good.result, ...changes } });
    const failure = { seed: 1, invariant: 'constructor', detail: '', atMs: 0 };
    for (const changes of [
      { failures: [1] },
      { failures: [null] },
      { failures: [failure] },
      { kinds: { hum: null } },
      { kinds: { hum: { seeds: 1 } } },
      { coverage: good.result.coverage.map(() => 'x') },
      { voided: undefined },
    ]) {
      expect(isShardPart(of(changes))).toBe(false);
    }
    expect(isShardPart(of({ failures: [{ ...failure, invariant: 'wrong code' }] }))).toBe(true);
    for (const bad of [null, 3, {}, { ...good, shard: 3 }, { ...good, result: {} }, { ...good, run: null }]) {
      expect(isShardPart(bad)).toBe(false);
    }
  });
});

describe('a seed of the rough world', () => {
  const drawn = Array.from({ length: 400 }, (_, seed) => roughen(drawScenario(seed, chair), seed, null));

  test('has each kind in about a quarter of the seeds', () => {
    for (const kind of ['hum', 'bounce', 'line-lag'] as const) {
      const share = drawn.filter(({ rough }) => rough.includes(kind)).length / drawn.length;
      expect(share).toBeGreaterThan(0.17);
      expect(share).toBeLessThan(0.33);
    }
  });

  test('has kinds in any combination, and some none at all of a pair', () => {
    const pairs = new Set(drawn.map(({ rough }) => `${rough.includes('hum')} ${rough.includes('pauses')}`));
    expect(pairs.size).toBe(4);
  });

  test('reads back from its file as the same scenario', () => {
    for (const scenario of drawn.slice(0, 150).map((each) => fitted(each, chair))) {
      const { scenario: read, problems } = readScenario(scenarioText(scenario), 'seed.yaml', chair);
      expect(problems).toEqual([]);
      const plain = ({ steps, ...rest }: typeof scenario): unknown =>
        JSON.parse(JSON.stringify({ ...rest, steps: steps.map(({ line: _, column: __, ...step }) => step) }));
      expect(read === null ? null : plain(read)).toEqual(plain(scenario));
    }
  });

  test('is healthy where everything that is broken has been left out', () => {
    const { steps } = roughen(healed(drawScenario(5, chair)), 5, null, true);
    const names = steps.flatMap((step) => (step.kind === 'fault' ? step.faults.map(({ name }) => name) : []));
    expect(names.filter((name) => name !== 'person')).toEqual([]);
  });
});
