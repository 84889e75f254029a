/** The fit alone, on readings made by hand. */
import { describe, expect, test } from 'vitest';
import { type Answer, createFollower, follow } from '../../../src/control/guard/diagnosis/follower.ts';
import { limits } from './rig.ts';

const stepS = 0.1;
const answer: Answer = limits.pads[0]!.elementAnswer;
const leastK2S = 2;

interface Run {
  readonly seconds: number;
  /** Watts at a time, and what a pad makes of them. */
  readonly watt: (atS: number) => number;
  readonly of?: Answer;
  /** A pad that warms by so much of the nominal one. */
  readonly share?: number;
  /** What is read of the true temperature. */
  readonly reads?: (trueC: number, atS: number) => number;
}

/** Seconds at which it was proved to follow. */
function proofs({ seconds, watt, of = answer, share = 1, reads = (trueC) => trueC }: Run): number[] {
  const follower = createFollower();
  const proved: number[] = [];
  let elementC = 22;
  for (let step = 0; step * stepS < seconds; step++) {
    const atS = step * stepS;
    const power = watt(atS);
    elementC += stepS * (share * answer.perCause * power - (elementC - 22) / 144);
    if (follow(follower, of, power, reads(elementC, atS), stepS, leastK2S)) proved.push(atS);
  }
  return proved;
}

const switched = (atS: number) => (atS % 40 < 20 ? 25 : 5);
/** Off for 2 s, then on. */
const fullPower = (atS: number) => (atS < 2 ? 0 : 40);

describe('a reading that follows', () => {
  test('is proved within seconds of full power, and again and again', () => {
    const proved = proofs({ seconds: 120, watt: fullPower });
    expect(proved[0]).toBeLessThan(10);
    expect(proved.length).toBeGreaterThan(5);
  });

  test.each([0.6, 1, 1.8])(
    'of a pad with %d of the nominal answer is proved by power that comes and goes',
    (share) => {
      const proved = proofs({ seconds: 300, watt: switched, share });
      const gaps = proved.map((atS, i) => atS - (proved[i - 1] ?? 0));
      expect(Math.max(...gaps)).toBeLessThan(60);
    },
  );

  test('is proved by a burst of which little is sure, and the more comes of it', () => {
    const unsure = { ...answer, sureShare: 0.4 };
    const burst = (atS: number) => (atS % 60 < 5 ? 30 : 0);
    const proved = proofs({ seconds: 300, watt: burst, of: unsure });
    const gaps = proved.map((atS, i) => atS - (proved[i - 1] ?? 0));
    expect(Math.max(...gaps)).toBeLessThan(130);
    expect(proofs({ seconds: 900, watt: burst, of: unsure, share: 0.1 })).toEqual([]);
  });

  test('is proved through noise, and through a room that moves', () => {
    const noisy = proofs({
      seconds: 300,
      watt: switched,
      reads: (trueC, atS) => trueC + 0.1 * Math.sin(71 * atS) + 0.02 * atS,
    });
    expect(noisy.length).toBeGreaterThan(4);
  });
});

describe('a reading that is dead', () => {
  test('shows nothing, however long and hard it is asked', () => {
    for (const watt of [fullPower, switched, () => 40]) {
      expect(proofs({ seconds: 1800, watt, reads: () => 38 })).toEqual([]);
    }
  });

  test('lives on its past for no more than the window it froze in', () => {
    for (const frozenAtS of [20, 31, 60, 95, 120]) {
      let heldC = 0;
      const proved = proofs({
        seconds: 900,
        watt: switched,
        reads(trueC, atS) {
          if (atS < frozenAtS) heldC = trueC;
          return heldC;
        },
      });
      expect(proved.filter((atS) => atS > frozenAtS + 45)).toEqual([]);
      expect(proved.filter((atS) => atS > frozenAtS).length).toBeLessThanOrEqual(1);
    }
  });

  test('is not proved by the beat of the mains at the converter, where little of the power is sure', () => {
    const burst = (atS: number) => (atS % 60 < 5 ? 30 : 0);
    for (const periodS of [7, 20, 45, 60]) {
      const proved = proofs({
        seconds: 900,
        watt: burst,
        of: { ...answer, sureShare: 0.4 },
        reads: (_, atS) => 38 + 0.1 * Math.sin((2 * Math.PI * atS) / periodS),
      });
      expect(proved).toEqual([]);
    }
  });

  test('that drifts by itself is not its own witness', () => {
    for (const kPerS of [-1 / 60, 1 / 60]) {
      expect(proofs({ seconds: 900, watt: () => 15, reads: (_, atS) => 38 + kPerS * atS })).toEqual([]);
    }
  });

  test('is not proved by noise', () => {
    expect(
      proofs({ seconds: 900, watt: switched, reads: (_, atS) => 38 + 0.05 * Math.sin(71 * atS) }),
    ).toEqual([]);
  });
});

test('what is not asked to move shows nothing either way', () => {
  expect(proofs({ seconds: 900, watt: () => 0 })).toEqual([]);
});

describe('the fit', () => {
  const plain: Answer = { perCause: 0.1, tauS: 10, sureShare: 1 };

  test('predicts from what the cause is more than at first, and forgets it with its time', () => {
    const follower = createFollower();
    follow(follower, plain, 5, 30, 1, 100);
    expect(follower).toMatchObject({ started: true, restingCause: 5, fromC: 30, predictedK: 0, seconds: 1 });
    follow(follower, plain, 15, 31, 1, 100);
    expect(follower.predictedK).toBeCloseTo(1, 12);
    follow(follower, plain, 15, 33, 1, 100);
    // A kelvin more, less a tenth of the one before.
    expect(follower.predictedK).toBeCloseTo(1.9, 12);
    expect(follower.reading).toBeCloseTo(0 + 1 + 3, 12);
    expect(follower.both).toBeCloseTo(1 * 1 + 1.9 * 3, 12);
    expect(follower.predictionSquared).toBeCloseTo(1 + 1.9 ** 2, 12);
  });

  test('predicts from what is sure of the cause alone', () => {
    const follower = createFollower();
    for (const watt of [0, 10]) follow(follower, { ...plain, sureShare: 0.4 }, watt, 30, 1, 100);
    expect(follower.predictedK).toBeCloseTo(0.4, 12);
  });

  test('ends a window without a proof after 45 s, and takes its mean cause for the one that holds', () => {
    const follower = createFollower();
    for (let step = 0; step < 2; step++) follow(follower, plain, 8, 30, 22, 1e9);
    expect(follower.seconds).toBe(44);
    follow(follower, plain, 8, 34, 1, 1e9);
    expect(follower).toMatchObject({ seconds: 0, restingCause: 8, fromC: 34, predictedK: 0, cause: 0 });
  });

  /** Whether sums like these are a proof: of what was asked, and of what was answered. */
  function proves(asked: number, answered: number, least: number, sureShare = 1): boolean {
    const sums = { started: true, seconds: 10, predictionSquared: asked, both: answered };
    const follower = { ...createFollower(), ...sums };
    return follow(follower, { ...plain, sureShare }, 0, 0, 0, least);
  }

  test('is a proof where enough was asked and a third of it was answered', () => {
    expect(proves(4, 0.35 * 4, 4)).toBe(true);
    expect(proves(4, 0.35 * 4 - 0.01, 4)).toBe(false);
    expect(proves(3.99, 4, 4)).toBe(false);
  });

  test('where little is sure asks for less, and for an answer as to something between', () => {
    // A quarter of 4 is enough to ask for, and is answered by a third of the root of 2 x 4.
    expect(proves(1, 5, 4, 0.5)).toBe(true);
    expect(proves(0.99, 5, 4, 0.5)).toBe(false);
    expect(proves(2, 0.35 * Math.sqrt(8), 4, 0.5)).toBe(true);
    expect(proves(2, 0.84, 4, 0.5)).toBe(false);
  });

  test('says nothing of what only stays where it has come to', () => {
    const sums = { started: true, seconds: 10, predictionSquared: 40, prediction: 20, both: 40, reading: 20 };
    // Both have stood 2 K from where they began all the while.
    expect(follow({ ...createFollower(), ...sums }, plain, 0, 0, 0, 0.5)).toBe(false);
  });

  test('that has proved something begins anew from the cause that would have held the reading', () => {
    const sums = { started: true, seconds: 10, cause: 80, fromC: 30, predictionSquared: 40, both: 40 };
    const follower = { ...createFollower(), ...sums };
    expect(follow(follower, plain, 0, 35, 0, 4)).toBe(true);
    // 8 W on the mean warmed it by 0.5 K/s, which are 5 W.
    expect(follower.restingCause).toBeCloseTo(8 - 5, 12);
    expect(follower).toMatchObject({ seconds: 0, fromC: 35, both: 0 });
  });
});
