import { describe, expect, test } from 'vitest';
import {
  createDrift,
  type Drift,
  forgetDrift,
  learnDrift,
} from '../../../src/control/guard/diagnosis/drift.ts';
import {
  createThermalHistory,
  forgetHistory,
  recordTick,
} from '../../../src/control/guard/diagnosis/thermal.ts';
import { limits } from './rig.ts';

/** A pad as a share of the nominal one, its history, and what is learned of it second by second. */
interface Pad {
  capacity: number;
  resistance: number;
  elementC: number;
  /** The reading sinks by this much from then on. */
  sinksKPerS: number;
  fromS: number;
  /** The reading is off by this. */
  offsetK: number;
  seconds: number;
  history: ReturnType<typeof createThermalHistory>;
  drift: Drift;
  /** What was answered, one number a second. */
  answers: number[];
}

function createPad(capacity = 1, resistance = 1): Pad {
  return {
    capacity,
    resistance,
    elementC: 20,
    sinksKPerS: 0,
    fromS: 0,
    offsetK: 0,
    seconds: 0,
    history: createThermalHistory(),
    drift: createDrift(),
    answers: [],
  };
}

/** Seconds at a power; 20 C all round. */
function run(pad: Pad, seconds: number, watt: number): void {
  for (let tick = 0; tick < seconds * 50; tick++) {
    pad.elementC += ((watt - (pad.elementC - 20) / (1.6 * pad.resistance)) / (90 * pad.capacity)) * 0.02;
    pad.seconds += 0.02;
    const sunkK = Math.max(0, pad.seconds - pad.fromS) * pad.sinksKPerS;
    if (recordTick(pad.history, watt, pad.elementC + pad.offsetK - sunkK, 20, 20))
      pad.answers.push(learnDrift(pad.drift, pad.history, limits.pads[0]!));
  }
}

const beliefs = ({ drift }: Pad) => drift.doubting.slice(0, drift.count).map(({ fromS }) => fromS);

describe('learning a pad', () => {
  test.each([
    [1, 1],
    [0.7, 1.3],
    [1.3, 0.7],
    [0.8, 0.8],
  ])('of %d of the capacity and %d of the resistance finds both', (capacity, resistance) => {
    const pad = createPad(capacity, resistance);
    run(pad, 120, 40);
    run(pad, 80, 0);
    const [warming = 0, cooling = 0, offset = 0, sinking = 0] = pad.drift.trusting.parameters;
    expect(warming).toBeCloseTo(1 / capacity, 2);
    expect(cooling).toBeCloseTo(1 / (capacity * resistance), 1);
    expect(Math.abs(offset)).toBeLessThan(0.002);
    expect(sinking).toBe(0);
    expect(Math.max(...pad.answers)).toBe(0);
  });

  test('begins with the first eight seconds whose beginning is known, and goes on every eight', () => {
    const pad = createPad();
    run(pad, 9, 40);
    expect(pad.drift.learnedS).toBe(0);
    run(pad, 1, 40);
    expect(pad.drift.learnedS).toBe(8);
    run(pad, 7, 40);
    expect(pad.drift.learnedS).toBe(8);
    run(pad, 1, 40);
    expect(pad.drift.learnedS).toBe(16);
  });

  test('knows the pad better with each window', () => {
    const pad = createPad();
    const doubts: number[] = [];
    for (let window = 0; window < 10; window++) {
      run(pad, 8, window % 2 === 0 ? 40 : 10);
      doubts.push(pad.drift.trusting.covariance[0] ?? 0);
    }
    for (let window = 2; window < 10; window++) expect(doubts[window]).toBeLessThan(doubts[window - 1] ?? 0);
    const covariance = pad.drift.trusting.covariance;
    for (const diagonal of [0, 4, 7]) expect(covariance[diagonal]).toBeGreaterThan(0);
    // Nothing sinks for the one that trusts.
    for (const sinking of [3, 6, 8, 9]) expect(covariance[sinking]).toBe(0);
  });

  test('a window in which the power turned teaches less', () => {
    const steady = createPad();
    run(steady, 10, 40);
    const before = steady.drift.trusting.covariance[0] ?? 0;
    expect(before).toBeLessThan(0.25 ** 2 / 50);
    const turned = createPad();
    run(turned, 5, 0);
    run(turned, 5, 40);
    expect(turned.drift.trusting.covariance[0]).toBeGreaterThan(2 * before);
    const swinging = createPad();
    run(swinging, 5, 28);
    run(swinging, 5, 40);
    expect(swinging.drift.trusting.covariance[0]).toBeLessThan(1.6 * before);
    // It teaches something all the same.
    expect(turned.drift.trusting.covariance[0]).toBeLessThan(0.25 ** 2 / 5);
  });

  test('takes two thermistors that differ by half a kelvin for a drift without a cause, and for no sinking', () => {
    for (const offsetK of [0.5, -0.5]) {
      const pad = createPad();
      // In a room of 20 C the reading shows the element and the offset.
      pad.offsetK = offsetK;
      run(pad, 300, 30);
      run(pad, 100, 0);
      run(pad, 100, 40);
      const [warming = 0, , drifts = 0] = pad.drift.trusting.parameters;
      expect(warming).toBeCloseTo(1, 1);
      // The pad seems to lose 0.5 K / (1.6 K/W * 90 J/K) more than it does.
      expect(drifts / (offsetK / (1.6 * 90))).toBeGreaterThan(0.5);
      expect(drifts / (offsetK / (1.6 * 90))).toBeLessThan(1.1);
      expect(Math.max(...pad.answers)).toBe(0);
    }
  });
});

describe('beliefs', () => {
  test('one begins every 24 s, twelve at the most, the oldest makes room', () => {
    const pad = createPad();
    run(pad, 10, 20);
    expect(beliefs(pad)).toEqual([0]);
    run(pad, 24, 20);
    expect(beliefs(pad)).toEqual([0, 24]);
    run(pad, 240, 20);
    expect(beliefs(pad)).toEqual([0, 24, 48, 72, 96, 120, 144, 168, 192, 216, 240, 264]);
    run(pad, 48, 20);
    expect(beliefs(pad)).toEqual([288, 312, 48, 72, 96, 120, 144, 168, 192, 216, 240, 264]);
    run(pad, 264, 20);
    expect(beliefs(pad)[0]).toBe(576);
  });

  test('a new one starts from what the trusting one knows of the pad, and doubts the sensor', () => {
    const pad = createPad();
    run(pad, 33, 40);
    const { trusting } = structuredClone(pad.drift);
    run(pad, 1, 40);
    const newest = pad.drift.doubting[1];
    expect(newest?.fromS).toBe(24);
    expect(newest?.covariance[0]).toBeLessThanOrEqual(trusting.covariance[0] ?? 0);
    expect(newest?.covariance[9]).toBeGreaterThan(0);
    expect(newest?.covariance[9]).toBeLessThan(0.05 ** 2);
    expect([newest?.parameters.length, newest?.covariance.length]).toEqual([4, 10]);
  });
});

describe('a reading that sinks', () => {
  test.each([
    [1 / 60, 0.85],
    [1 / 20, 0.85],
    [1 / 120, 0.7],
  ])('by %d K/s in a hold is told by about its rate', (rate, share) => {
    const pad = createPad();
    run(pad, 60, 40);
    run(pad, 61, 18);
    pad.sinksKPerS = rate;
    pad.fromS = pad.seconds;
    const before = pad.answers.length;
    run(pad, 60, 18);
    const found = pad.answers.slice(before).filter((answer) => answer > 0);
    expect(found.length).toBeGreaterThan(0);
    expect(found.at(-1)).toBeGreaterThan(share * rate);
    expect(found.at(-1)).toBeLessThan(rate / share);
    expect(Math.max(...pad.answers.slice(0, before))).toBe(0);
  });

  test('one that rises or sinks by less than 0.3 K a minute is none', () => {
    for (const rate of [-1 / 30, 1 / 250]) {
      const pad = createPad();
      run(pad, 60, 40);
      run(pad, 60, 18);
      pad.sinksKPerS = rate;
      pad.fromS = pad.seconds;
      run(pad, 100, 18);
      expect(Math.max(...pad.answers)).toBe(0);
    }
  });

  test('is not told from fewer than four heated windows, unless it has been looked at for 72 s', () => {
    const firstAnswer = (watt: number) => {
      const pad = createPad();
      pad.sinksKPerS = 0.1;
      run(pad, 100, watt);
      return pad.answers.findIndex((answer) => answer > 0);
    };
    const heated = firstAnswer(10);
    expect(heated).toBeGreaterThanOrEqual(8 * 3);
    expect(heated).toBeLessThanOrEqual(8 * 6);
    const hardly = firstAnswer(0.2);
    expect(hardly).toBeGreaterThan(64);
    expect(hardly).toBeLessThanOrEqual(8 * 10);
  });
});

describe('forgetting', () => {
  test('leaves what a fresh one knows', () => {
    const pad = createPad(1.2, 0.9);
    run(pad, 200, 30);
    forgetDrift(pad.drift);
    const fresh = createDrift();
    expect({ ...pad.drift, doubting: [] }).toEqual({ ...fresh, doubting: [] });
  });

  test('a break in the history costs one window and nothing else', () => {
    const pad = createPad();
    run(pad, 30, 40);
    const learnedS = pad.drift.learnedS;
    const known = structuredClone(pad.drift.trusting);
    forgetHistory(pad.history);
    pad.elementC = 60;
    run(pad, 9, 40);
    expect(pad.drift.learnedS).toBe(learnedS);
    expect(pad.drift.trusting).toEqual(known);
    run(pad, 1, 40);
    expect(pad.drift.learnedS).toBe(learnedS + 8);
  });
});
