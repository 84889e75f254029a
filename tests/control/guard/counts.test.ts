/** What the guard counts of a tick: whether a spot is worked, whether there is heat, which surfaces and cams are watched. */
import { describe, expect, test } from 'vitest';
import { loadChair } from '../../../src/board/shipped.ts';
import { createPower, type Power } from '../../../src/chair/outputs.ts';
import { createSensors, type Sensors } from '../../../src/chair/sensors.ts';
import { createGuardContext, type GuardContext } from '../../../src/control/guard/guard.ts';
import { count, createCounts } from '../../../src/control/guard/interlocks/counts.ts';
import { keepOrder } from '../../../src/control/guard/interlocks/evidence.ts';
import { surfaceLimitC } from '../../../src/control/guard/interlocks/surface.ts';
import { type GuardLimits, guardLimits } from '../../../src/control/guard/limits.ts';

type Changed = (limits: GuardLimits) => Partial<GuardLimits>;

/** The counts of a chair in session, tick by tick. What a tick gives or shows stays until it is given otherwise. */
function stand(name: string, changed: Changed = () => ({})) {
  const chair = loadChair(name);
  const own = guardLimits(chair);
  const limits = { ...own, ...changed(own) };
  const counts = createCounts(limits);
  const sensors = createSensors(chair);
  const given = createPower(chair);
  const wanted = createPower(chair);
  const context: GuardContext = { ...createGuardContext(), state: 'running' };
  const ticks = (
    many: number,
    order: Partial<Power> = {},
    shown: Partial<Sensors> = {},
    told: Partial<GuardContext> = {},
  ) => {
    Object.assign(given, order);
    Object.assign(sensors, shown);
    Object.assign(context, told);
    for (let tick = 0; tick < many; tick++) {
      context.nowMs += 20;
      context.dueMs = context.nowMs;
      keepOrder(counts.evidence, given, context.nowMs - 20);
      count(counts, limits, context, sensors, wanted, given);
    }
    return counts;
  };
  ticks(1);
  return { counts, limits, sensors, ticks, hereMs: () => counts.spot.hereMs };
}

/** One that has what it has not, or not what it has. */
const has =
  (abilities: Partial<GuardLimits['has']>): Changed =>
  (limits) => ({ has: { ...limits.has, ...abilities } });

describe('one spot is worked', () => {
  test('by kneading at rest', () => {
    const { ticks, hereMs } = stand('lumbar-1');
    ticks(50);
    expect(hereMs()).toBe(0);
    ticks(50, { kneaderDuty: -0.5 });
    expect(hereMs()).toBe(1000);
    ticks(50, { kneaderDuty: 0 });
    expect(hereMs()).toBe(1000);
  });

  test('by a tick of it in the 100 ms between two looks', () => {
    const { ticks, hereMs } = stand('lumbar-1');
    ticks(1, { kneaderDuty: 0.5 });
    ticks(4, { kneaderDuty: 0 });
    expect(hereMs()).toBe(100);
    ticks(5);
    expect(hereMs()).toBe(100);
  });

  test('by a tapper, and within 1 s after its last stroke', () => {
    const { ticks, hereMs } = stand('chair-b');
    ticks(5, { tapperDuty: 0.5 });
    expect(hereMs()).toBe(100);
    ticks(45, { tapperDuty: 0 });
    expect(hereMs()).toBe(1000);
    ticks(50);
    // The look at 1000 ms of rest finds ticks of work before it.
    expect(hereMs()).toBe(1100);
  });

  test.each([
    [980, 100],
    [1000, 0],
  ])('by no tapper that has rested: for %i ms, %i ms of work', (restMs, workedMs) => {
    const { ticks, counts, hereMs } = stand('chair-b');
    counts.motors.tapper.restMs = restMs - 20;
    ticks(5);
    expect(hereMs()).toBe(workedMs);
  });

  test('by arms that stand narrow, or on the rim of that sensor, where the program presses', () => {
    const { ticks, hereMs } = stand('lumbar-1');
    ticks(50, {}, { camNarrow: true });
    expect(hereMs()).toBe(0);
    ticks(50, {}, {}, { pressing: true });
    expect(hereMs()).toBe(1000);
    ticks(50, {}, { camNarrow: false });
    expect(hereMs()).toBe(2000);
    ticks(50, {}, { camMedium: true });
    expect(hereMs()).toBe(2000);
  });

  test('by no rolling, whose edges go on', () => {
    const { ticks, sensors, hereMs } = stand('lumbar-1');
    for (let tick = 0; tick < 500; tick++) {
      if (tick % 20 === 0) sensors.carriageEdges++;
      ticks(1, { carriageDuty: 1, kneaderDuty: 0.5 });
    }
    expect(hereMs()).toBe(0);
  });

  test('by a carriage that is driven 20 mm beyond two edges without one', () => {
    const { ticks, counts, hereMs } = stand('lumbar-1');
    counts.carriage.unseenMm = 24 - 1.08 * 3;
    ticks(5, { carriageDuty: 1, kneaderDuty: 0.5 });
    expect(counts.carriage.unseenMm).toBeCloseTo(26.16, 9);
    expect(hereMs()).toBe(100);
    const until = stand('lumbar-1');
    until.counts.carriage.unseenMm = 24 - 5 * 1.08;
    until.ticks(5, { carriageDuty: 1, kneaderDuty: 0.5 });
    expect(until.counts.carriage.unseenMm).toBeCloseTo(24, 9);
    expect(until.hereMs()).toBe(0);
  });

  test('wherever a chair without a carriage orders one to go', () => {
    const none = has({ 'carriage counts': false, 'place by time': false });
    const { ticks, counts, hereMs } = stand('lumbar-1', none);
    ticks(50, { carriageDuty: 1, kneaderDuty: 0.5 }, { carriageEdges: 3 });
    expect(hereMs()).toBe(1000);
    expect(counts.carriage).toMatchObject({ newEdges: 0, unseenMm: 0, started: false });
  });
});

describe('where nothing counts the place', () => {
  test('all work may be on one spot until something shows that it moves', () => {
    const { ticks, hereMs } = stand('chair-a');
    ticks(50, { kneaderDuty: 0.5, carriageDuty: 1 });
    expect(hereMs()).toBe(1000);
    ticks(50, { carriageDuty: 0 });
    expect(hereMs()).toBe(2000);
    ticks(50, { carriageDuty: -1 });
    expect(hereMs()).toBe(3000);
  });

  test('a spot that has been worked for longer than that stays so', () => {
    const { ticks, counts, hereMs } = stand('chair-a');
    ticks(50, { kneaderDuty: 0.5 });
    counts.unshown.worked.forMs = 0;
    ticks(5);
    expect(hereMs()).toBe(1100);
  });

  test('a current shows that it is stuck, so that rolling is no work there', () => {
    const { ticks, hereMs } = stand('chair-a', has({ 'carriage current': true }));
    ticks(50, { kneaderDuty: 0.5, carriageDuty: 1 });
    expect(hereMs()).toBe(0);
  });

  test('the spot is as wide as what the carriage may be within', () => {
    const { ticks, counts } = stand('chair-a');
    ticks(5, {}, { limitBottom: true });
    ticks(5, { kneaderDuty: 0.5 }, { limitBottom: false });
    const worked = counts.spot.spots.filter(({ workedMs }) => workedMs > 0);
    expect(worked).toMatchObject([{ atMm: -7.5, offMm: 7.5 }]);
  });

  test('nothing is unshown where edges tell the place', () => {
    const { ticks, counts, hereMs } = stand('lumbar-1');
    ticks(50, { kneaderDuty: 0.5 });
    expect(counts.unshown.worked.forMs).toBe(0);
    counts.unshown.worked.forMs = 50_000;
    ticks(5);
    expect(hereMs()).toBe(1100);
  });
});

describe('there is heat', () => {
  test('while the relay is closed, whatever the pads do', () => {
    const { ticks, counts } = stand('lumbar-1');
    ticks(10, { padsOn: [true, true] });
    expect(counts.clock.heatMs).toBe(0);
    ticks(10, { padRelay: true, padsOn: [false, false] });
    expect(counts.clock.heatMs).toBe(200);
  });

  test('without a relay while a pad is on, and until all have been off for longer than a table rests', () => {
    const { ticks, counts } = stand('chair-b-table');
    ticks(10);
    expect(counts.clock.heatMs).toBe(0);
    ticks(10, { padsOn: [true] });
    expect(counts.clock.heatMs).toBe(200);
    ticks(199, { padsOn: [false] });
    expect(counts.clock.heatMs).toBe(200 + 3980);
    ticks(10);
    expect(counts.clock.heatMs).toBe(200 + 3980);
    ticks(1, { padsOn: [true] });
    expect(counts.clock.heatMs).toBe(200 + 3980 + 20);
  });
});

test('motors use up what the state allows them while any is driven', () => {
  const { ticks, counts } = stand('lumbar-1');
  ticks(10);
  expect(counts.clock.motorsMs).toBe(0);
  ticks(10, { kneaderDuty: 0.5 });
  expect(counts.clock.motorsMs).toBe(200);
});

test('the self-test takes the seat', () => {
  const { ticks, counts } = stand('lumbar-1');
  ticks(10);
  expect(counts.people.emptyMs).toBe(200);
  ticks(10, {}, {}, { selfTest: true });
  expect(counts.people.emptyMs).toBe(0);
});

describe('values that are not new', () => {
  test('count no edge and change no cam', () => {
    const { ticks, counts, sensors } = stand('lumbar-1');
    ticks(1, { carriageDuty: 1 }, { camMedium: true, camNarrow: true });
    expect(counts.cam).toEqual({ started: true, cams: 3, changed: 3, risen: 3 });
    sensors.link.connected = false;
    ticks(1, {}, { camMedium: false, carriageEdges: 2 });
    expect(counts.cam.cams).toBe(3);
    expect(counts.carriage.newEdges).toBe(0);
    sensors.link.connected = true;
    ticks(1, {}, { camWide: true });
    expect(counts.cam).toEqual({ started: true, cams: 5, changed: 6, risen: 4 });
    expect(counts.carriage.newEdges).toBe(2);
    ticks(1);
    expect(counts.cam).toMatchObject({ changed: 0, risen: 0 });
  });
});

test('cams that show with the first value of all have not come on', () => {
  const chair = loadChair('lumbar-1');
  const limits = guardLimits(chair);
  const counts = createCounts(limits);
  const given = createPower(chair);
  const sensors = { ...createSensors(chair), camWide: true };
  count(counts, limits, { ...createGuardContext(), nowMs: 20, dueMs: 20 }, sensors, given, given);
  expect(counts.cam).toEqual({ started: true, cams: 4, changed: 0, risen: 0 });
});

describe('the surface of a pad', () => {
  const pads =
    (measuresElement: boolean, measuresSurface: boolean, anyContact = false): Changed =>
    (limits) => ({
      pads: limits.pads.map((pad) => ({ ...pad, measuresElement, measuresSurface, anyContact })),
    });
  const warm = { pads: [0, 1].map(() => ({ elementC: 40, surfaceC: 30 })) };

  test.each([
    ['both are measured', true, true, 30],
    ['it alone is', false, true, 30],
    ['its element alone is', true, false, 40],
  ])('is what is measured: where %s', (_, element, surface, surfaceC) => {
    const { ticks, counts } = stand('lumbar-1', pads(element, surface));
    counts.surfaces[1]!.started = false;
    ticks(5, {}, warm);
    expect(counts.surfaces[1]).toMatchObject({ started: true, surfaceC });
    expect(createCounts(stand('lumbar-1', pads(element, surface)).limits).surfaces[0]!.limitC).toBe(0);
  });

  test('is not followed where nothing measures it, and has no limit', () => {
    const { ticks, counts } = stand('lumbar-1', pads(false, false));
    ticks(50, {}, warm);
    expect(counts.surfaces[0]).toMatchObject({ started: false, limitC: Number.MAX_VALUE });
  });

  test('has its element watched where there are sensors on both, and there alone', () => {
    for (const anyContact of [true, false]) {
      const both = stand('lumbar-1', pads(true, true, anyContact));
      both.ticks(5, {}, warm);
      expect(both.counts.surfaces[0]).toMatchObject({ elementC: 40 });
    }
    const one = stand('lumbar-1', pads(true, false));
    one.ticks(5, {}, warm);
    expect(one.counts.surfaces[0]).toMatchObject({ elementC: 0, elementMostC: Number.MAX_VALUE });
  });

  test('is held to the coldest room that there may be', () => {
    const sensed = stand('lumbar-1');
    sensed.ticks(5, {}, { ambientC: 20 });
    expect(sensed.counts.surfaces[0]!.limitC).toBe(surfaceLimitC(20));
    const blind = stand('lumbar-1', has({ 'room sensed': false }));
    blind.ticks(5, {}, { ambientC: 20 });
    expect(blind.counts.surfaces[0]!.limitC).toBe(surfaceLimitC(5));
  });

  test('is followed every 100 ms', () => {
    const { ticks, counts } = stand('lumbar-1');
    ticks(4, {}, warm);
    expect(counts.surfaces[0]!.surfaceC).toBe(22);
    ticks(1);
    expect(counts.surfaces[0]!.surfaceC).toBeGreaterThan(22);
  });
});
