/** Install and upgrade, killed (-9) in the middle: each file is the old one or the new one, whole. */
import { describe, expect, test } from 'vitest';
import { killedAtMoments } from './killed-moments.ts';

const moments = 25;

describe.each(['install', 'upgrade'] as const)('lumbar %s', (what) => {
  test(`killed at ${moments} moments leaves everything old or new, and goes on where it was`, async () => {
    const { changes, killed, problems } = await killedAtMoments(what, moments);
    expect(problems).toEqual([]);
    expect(killed).toBe(moments);
    expect(changes).toBeGreaterThan(moments);
  });
});
