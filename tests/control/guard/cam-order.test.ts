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

/** What is latched once these sensors have come, each for a tick; a dot is a value that came late. */
function afterMeeting(of: Chair, order: string, duty: number): readonly string[] {
  const limits = guardLimits(of);
  const counts = createCounts(limits);
  const register = createRegister();
  const watch = createCamWatch();
  counts.evidence.forMs = 20;
  counts.evidence.drives.kneader.duty = duty;
  const seen = { counts, limits } as Seen;
  for (const sensor of order) {
    counts.evidence.sinceMs = sensor === '.' ? 80 : 20;
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

  test('is missing where the values were not late, and where they are late for ever', () => {
    expect(afterMeeting(narrowCams, 'nmwnmnm', 0.6)).toEqual(['E43']);
    expect(afterMeeting(narrowCams, 'nmw.n.m.n.m', 0.6)).toEqual([]);
    expect(afterMeeting(narrowCams, 'nmw.n.m.n.m.n.m.n.m', 0.6)).toEqual(['E43']);
  });

  test('is missing on a cam that shows for longer than the values were late', () => {
    const wideCams = { ...narrowCams, kneader: { ...narrowCams.kneader, cams: chairB.kneader.cams } };
    expect(afterMeeting(wideCams, 'nmwnm.nm', 0.6)).toEqual(['E43']);
  });
});
