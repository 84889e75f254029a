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

/** What is latched once these sensors have come, each for a tick. */
function afterMeeting(of: Chair, order: string, duty: number): readonly string[] {
  const limits = guardLimits(of);
  const counts = createCounts(limits);
  const register = createRegister();
  const watch = createCamWatch();
  counts.evidence.forMs = 20;
  counts.evidence.drives.kneader.duty = duty;
  const seen = { counts, limits } as Seen;
  for (const sensor of order) {
    counts.cam.cams = bits[sensor as 'n'];
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
