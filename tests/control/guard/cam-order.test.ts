/** The order in which the cam's sensors come, on a chair where it tells which way the arms turn. */
import { describe, expect, test } from 'vitest';
import { loadChair } from '../../../src/board/shipped.ts';
import type { Chair } from '../../../src/chair/chair.ts';
import { codesIn } from '../../../src/chair/fault-set.ts';
import { createCamWatch, watchCamSensors } from '../../../src/control/guard/diagnosis/cam-sensors.ts';
import { createCounts, type Seen } from '../../../src/control/guard/interlocks/counts.ts';
import { guardLimits } from '../../../src/control/guard/limits.ts';
import { createRegister } from '../../../src/control/guard/register.ts';
import { chair } from '../../chair.ts';

const bits = { n: 1, m: 2, w: 4 } as const;
const chairB = loadChair('chair-b');

/** What is latched once these sensors have come, each for a tick; a dot is a value that came late, so long after the one before. */
function afterMeeting(of: Chair, order: string, duty: number, lateMs = 80): readonly string[] {
  const limits = guardLimits(of);
  const counts = createCounts(limits);
  const register = createRegister();
  const watch = createCamWatch();
  counts.evidence.forMs = 20;
  counts.evidence.drives.kneader.duty = duty;
  const seen = { counts, limits } as Seen;
  for (const sensor of order) {
    counts.evidence.sinceMs = sensor === '.' ? lateMs : 20;
    counts.cam.cams = sensor === '.' ? 0 : bits[sensor as 'n'];
    counts.cam.risen = counts.cam.cams;
    watchCamSensors(watch, seen, register);
  }
  return codesIn(register.faults);
}

describe('cams in the order narrow, medium, wide, and nothing', () => {
  test.each([
    ['nmwnmwnmw', 0.6],
    ['wmnwmnwmn', -0.6],
  ])('%s at duty %d is the order of the way it goes', (order, duty) => {
    expect(afterMeeting(chairB, order, duty)).toEqual([]);
  });

  test.each([
    ['wmnwm', 0.6],
    ['nmwnm', -0.6],
  ])('%s at duty %d is a motor or two sensors the wrong way round', (order, duty) => {
    expect(afterMeeting(chairB, order.slice(0, -1), duty)).toEqual([]);
    expect(afterMeeting(chairB, order, duty)).toEqual(['E43']);
  });

  test('one that a late look misses now and then is no other way', () => {
    expect(afterMeeting(chairB, 'nmwnwmwnmwnwmwnmw', 0.6)).toEqual([]);
  });
});

test('one that trembles on its rim is no turn: it neither hides the wrong order nor stands for those that do not come', () => {
  expect(afterMeeting(chairB, 'wmnnwm', 0.6)).toEqual(['E43']);
  expect(afterMeeting(chairB, `nmw${'n'.repeat(40)}`, 0.6)).toEqual([]);
});

test('two sensors at once may be what a reading caught between two ticks, and contradict each other from 60 ms on', () => {
  const limits = guardLimits(chairB);
  const counts = createCounts(limits);
  const register = createRegister();
  const watch = createCamWatch();
  counts.evidence.forMs = 20;
  counts.cam.cams = bits.n | bits.m;
  const found = [1, 2, 3].map(() => {
    watchCamSensors(watch, { counts, limits } as Seen, register);
    return codesIn(register.faults);
  });
  expect(found).toEqual([[], [], ['E43']]);
});

test('an order that just turns the arms the other way begins the count anew, a smaller one does not', () => {
  const { breakawayDuty } = guardLimits(chairB).kneader;
  /** Two sensors in the wrong order, then a pulse the other way, then two more. */
  const afterPulse = (duty: number) => {
    const limits = guardLimits(chairB);
    const counts = createCounts(limits);
    const register = createRegister();
    const watch = createCamWatch();
    const seen = { counts, limits } as Seen;
    Object.assign(counts.evidence, { forMs: 20, sinceMs: 20 });
    const see = (cams: number, drive: number) => {
      counts.evidence.drives.kneader.duty = drive;
      Object.assign(counts.cam, { cams, risen: cams });
      watchCamSensors(watch, seen, register);
    };
    for (const sensor of 'wmn') see(bits[sensor as 'n'], 1);
    see(0, duty);
    for (const sensor of 'wm') see(bits[sensor as 'n'], 1);
    return codesIn(register.faults);
  };
  expect(afterPulse(-0.5 * breakawayDuty)).toEqual(['E43']);
  expect(afterPulse(-breakawayDuty)).toEqual([]);
});

test.each([0.6, -0.6])('cams that are alike both ways tell none, at duty %d', (duty) => {
  expect(afterMeeting(chair, 'nmwmnmwmnmwm', duty)).toEqual([]);
});

describe('a sensor that may have come and gone between two values', () => {
  const narrowCams: Chair = {
    ...chairB,
    kneader: { ...chairB.kneader, cams: chairB.kneader.cams.map((cam) => ({ ...cam, halfDeg: 8 })) },
  };

  test.each(['nmwnm.nmwnmw', 'nmwnm.nm.nmw'])('%s is none that is missing', (order) => {
    expect(afterMeeting(narrowCams, order, 0.6)).toEqual([]);
  });

  test('is none that is missing where two turns in a row hide it, right after it was seen', () => {
    expect(afterMeeting(narrowCams, 'nm.w.n.w.n.m', 0.6)).toEqual([]);
    expect(afterMeeting(narrowCams, 'nm.w.n.w.n.w.n', 0.6)).toEqual([]);
  });

  test('is missing where the values were not late', () => {
    expect(afterMeeting(narrowCams, 'nmwnmnm', 0.6)).toEqual(['E43']);
  });

  /** Turns without it until it is missing, where each value comes late. */
  function lookedFor(of: Chair, lateMs: number): number {
    for (let turns = 0; turns < 100; turns++) {
      if (afterMeeting(of, `.n.m.w${'.n.m'.repeat(turns)}`, 0.6, lateMs).length > 0) return turns;
    }
    return Number.POSITIVE_INFINITY;
  }

  test('is missing where they are late for ever, too: the more of its turns they miss, the longer it is looked for', () => {
    // At 60 turns a minute it shows for 22 ms, wherever its edges come: one turn in so many, of ten, is missed.
    const missed = [0, 1, 3, 5, 6].map((tenths) => 22.2 / (1 - tenths / 10));
    expect(missed.map((lateMs) => lookedFor(narrowCams, lateMs))).toEqual([2, 6, 12, 20, 28]);
  });

  test('is none that is missing where turns and values keep step for a while', () => {
    const fast = { ...chairB, kneader: { ...chairB.kneader, fullTurnsPerMin: 80 } };
    expect(afterMeeting(fast, `n.m.w${'.n.w'.repeat(5)}`, 0.6, 98)).toEqual([]);
  });

  test('turns no order round where one in between is missed again and again', () => {
    expect(afterMeeting(narrowCams, '.n.w.m.n.w.m.n.w.m.n.w', 0.6)).toEqual([]);
  });

  test('is missing on a cam that shows for longer than the values were late', () => {
    const wideCams = { ...narrowCams, kneader: { ...narrowCams.kneader, cams: chairB.kneader.cams } };
    expect(afterMeeting(wideCams, 'nmwnm.nm', 0.6)).toEqual(['E43']);
  });
});
