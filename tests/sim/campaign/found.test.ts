/** What a campaign prints and saves of a seed that failed. */
import { describe, expect, test } from 'vitest';
import { type SeedFailure, shrunkFiles } from '../../../sim/campaign/campaign.ts';
import { chairChoice, chairsOf } from '../../../sim/campaign/chairs.ts';
import { readScenario } from '../../../sim/scenario/read.ts';
import { chair } from '../../chair.ts';

const failure: SeedFailure = { seed: 3, invariant: 'exception', detail: 'a detail', atMs: 1000 };

describe('a seed that failed', () => {
  test('is a scenario file that reads back and says what failed and how to run it again', () => {
    const options = { board: 'model', rough: 'hum', healthy: true } as const;
    // Of a short schedule: shrinking runs all that could be left out.
    const found = shrunkFiles({ ...failure, seed: 14 }, options, chairsOf(chairChoice('lumbar-1')));
    expect(found.chair).toBeNull();
    expect(found.scenario).toContain('# exception: a detail');
    expect(found.scenario).toContain('lumbar campaign --from 14 --seeds 1 --rough hum --healthy');
    const { scenario, problems } = readScenario(found.scenario, 'seed-14.yaml', chair);
    expect(problems).toEqual([]);
    expect(scenario).toMatchObject({ seed: 14, rough: ['hum'], invariants: true });
  });

  test('has the file of its chair beside it where that is one of chance', () => {
    const options = { board: 'model', rough: '', healthy: true, named: 'random' } as const;
    // Of a short schedule, too.
    const found = shrunkFiles({ ...failure, seed: 41 }, options, chairsOf({ by: 'random' }));
    expect(found.chair?.name).toBe('seed-41-chair.yaml');
    expect(found.chair?.text).toContain('chair:');
    expect(found.scenario).toContain('chair: seed-41-chair.yaml');
  });
});
