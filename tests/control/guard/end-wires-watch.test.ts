/** The wires of the carriage's motor and of its ends, look by look: what proves them, what shows them crossed. */
import { describe, expect, test } from 'vitest';
import { loadChair } from '../../../src/board/shipped.ts';
import { createPower, type Power } from '../../../src/chair/outputs.ts';
import { createSensors } from '../../../src/chair/sensors.ts';
import { createCarriageRun } from '../../../src/control/guard/diagnosis/carriage-run.ts';
import {
  createEndWires,
  drivesIntoCrossed,
  isAtWrongEnd,
  noteHeldFast,
  watchEndWires,
} from '../../../src/control/guard/diagnosis/end-wires.ts';
import { createCarriageWatch } from '../../../src/control/guard/interlocks/carriage.ts';
import { createCounts } from '../../../src/control/guard/interlocks/counts.ts';
import { guardLimits } from '../../../src/control/guard/limits.ts';
import { chair } from '../../chair.ts';
import { createSeen, limits } from './rig.ts';

interface Look {
  readonly top?: boolean;
  readonly bottom?: boolean;
  /** The carriage is driven up, 1, or down, -1; not driven it rests for `restMs`. */
  readonly way?: number;
  readonly restMs?: number;
  readonly arms?: number;
  readonly fresh?: boolean;
  /** The carriage has gone so far since it was turned round. */
  readonly travelMm?: number;
  readonly openMs?: number;
}

function stand(of = limits) {
  const sensors = createSensors(chair);
  const counts = createCounts(of);
  const { carriage, evidence } = counts;
  const seen = createSeen({ limits: of, sensors, counts });
  const watch = createEndWires();
  const run = createCarriageRun();
  carriage.started = true;
  Object.assign(evidence, { fresh: true, forMs: 20, countedMs: 20 });
  return {
    watch,
    run,
    counts,
    look({
      top = false,
      bottom = false,
      way = 0,
      restMs = 2000,
      arms = 0,
      fresh = true,
      travelMm = 0,
      openMs = top || bottom ? 0 : 200,
    }: Look) {
      Object.assign(sensors, { limitTop: top, limitBottom: bottom });
      Object.assign(carriage, { undrivenMs: way === 0 ? restMs : 0, atTop: top, atBottom: bottom, openMs });
      if (way !== 0) carriage.direction = way;
      evidence.fresh = fresh;
      evidence.drives.carriage = { duty: way, least: Math.abs(way), most: Math.abs(way) };
      evidence.drives.kneader = { duty: arms, least: Math.abs(arms), most: Math.abs(arms) };
      run.travelMm = travelMm;
      watchEndWires(watch, run, seen);
      return watch;
    },
  };
}

/** An edge that bounces is two more. */
const bounceMm = 2 * limits.carriage.edgeMm;

/** Both ends alike: the end, the way to it, and how its number is. */
const ends = [
  ['top', 1, { top: true }],
  ['bottom', -1, { bottom: true }],
] as const;

describe.each(ends)('the %s', (name, way, closed) => {
  /** In the middle, with values behind it. */
  const middle = () => {
    const bench = stand();
    bench.look({});
    return bench;
  };

  test('where it stands at first is known with the first values', () => {
    const { look } = stand();
    expect(look({ ...closed, fresh: false, restMs: 20 }).stoodAt).toBe(null);
    expect(look({ ...closed, restMs: 20 }).stoodAt).toBe(name);
    expect(look({ fresh: false, ...closed }).stoodAt).toBe(name);
    // One that bounces has not opened.
    expect(look({ openMs: 199 }).stoodAt).toBe(name);
    expect(look({}).stoodAt).toBe('neither');
    expect(stand().look({}).stoodAt).toBe('neither');
  });

  test('that closes after half a second at rest may be stood behind as well', () => {
    expect(middle().look({ ...closed, restMs: 501 }).stoodAt).toBe(name);
    expect(middle().look({ ...closed, restMs: 500 }).stoodAt).toBe('neither');
    // Then it is the arms that have driven it there.
    expect(middle().look({ ...closed, restMs: 501, arms: 0.5 }).stoodAt).toBe('neither');
  });

  test('that was closed before, or closes on the way to it, is not', () => {
    const met = middle();
    met.look({ ...closed, way });
    expect(met.look({ ...closed, restMs: 2000 }).stoodAt).toBe('neither');
  });

  test('that closes on the way to it proves the wires, for good', () => {
    const { look, watch } = middle();
    look({ way });
    expect(look({ ...closed, way })).toMatchObject({
      proved: true,
      crossed: false,
      crossedEnd: 0,
      doubtfulEnd: 0,
    });
    look({ way: -way });
    look({ ...closed, way: -way, travelMm: 400 });
    expect(watch).toMatchObject({ proved: true, crossed: false });
  });

  test('that closes on the way from it shows them crossed until it opens', () => {
    const { look } = middle();
    expect(look({ ...closed, way: -way })).toMatchObject({
      proved: false,
      crossed: true,
      crossedEnd: way,
      crossedByArms: false,
    });
    expect(look({ ...closed }).crossedEnd).toBe(way);
    expect(look({}).crossedEnd).toBe(0);
  });

  test('that closes while the carriage coasts says nothing, nor before any drive is known', () => {
    for (const way of [1, -1]) {
      const coasting = middle();
      coasting.look({ way });
      expect(coasting.look({ ...closed, restMs: 20 })).toMatchObject({ proved: false, crossed: false });
      const unknown = middle();
      unknown.counts.carriage.started = false;
      expect(unknown.look({ ...closed, way })).toMatchObject({ proved: false, crossed: false });
    }
  });

  test('beside the other one says nothing: one of them is wrong', () => {
    const { look } = middle();
    expect(look({ top: true, bottom: true, way })).toMatchObject({ proved: false, crossed: false });
  });

  test('that is driven away from opens within 6 mm, and an edge that bounces', () => {
    const left = (travelMm: number) => {
      const { look, watch } = middle();
      // It came to it by coasting.
      look({ ...closed, restMs: 20 });
      look({ ...closed, way: -way, travelMm });
      return watch;
    };
    expect(left(6 + bounceMm).crossed).toBe(false);
    expect(left(6.1 + bounceMm)).toMatchObject({ crossed: true, crossedEnd: way, crossedByArms: false });
  });

  test('that bounces as it is left does not close on the way from it', () => {
    const left = (openMs: number) => {
      const { look } = middle();
      look({ ...closed, restMs: 20 });
      look({ way: -way, openMs });
      return look({ ...closed, way: -way }).crossed;
    };
    expect(left(199)).toBe(false);
    expect(left(200)).toBe(true);
  });

  test('that it coasted on behind opens by so much later', () => {
    const left = (travelMm: number) => {
      const { look, watch, counts } = middle();
      counts.carriage.newEdges = 2;
      look({ ...closed, restMs: 20 });
      look({ ...closed, restMs: 40 });
      counts.carriage.newEdges = 0;
      look({ ...closed, way: -way, travelMm });
      return watch;
    };
    const behindMm = 4 * limits.carriage.edgeMm;
    expect(left(6 + behindMm + bounceMm).crossed).toBe(false);
    expect(left(6.1 + behindMm + bounceMm).crossed).toBe(true);
    // What it coasted before is forgotten with an open switch.
    const { look, watch, counts } = middle();
    counts.carriage.newEdges = 2;
    look({ ...closed, restMs: 20 });
    look({ restMs: 20 });
    counts.carriage.newEdges = 0;
    look({ ...closed, restMs: 20 });
    expect(look({ ...closed, way: -way, travelMm: 6.1 + bounceMm }).crossed).toBe(true);
    expect(watch.crossedEnd).toBe(way);
  });

  test('that it stood behind at first opens within the way to its stop and 10 mm', () => {
    const openMm = limits.carriage.byTime.stopBeyondMm + 10;
    const left = (travelMm: number) => {
      const { look, watch } = stand();
      look(closed);
      look({ ...closed, way: -way, travelMm });
      return watch;
    };
    expect(left(openMm + bounceMm).crossed).toBe(false);
    expect(left(openMm + bounceMm + 0.1).crossed).toBe(true);
  });

  test('that is driven towards for long is no crossed one', () => {
    const { look } = stand();
    look(closed);
    expect(look({ ...closed, way, travelMm: 400 }).crossed).toBe(false);
  });

  test('that closes under the arms’ drive alone shows the plugs of both motors swapped', () => {
    const swapped = middle().look({ ...closed, arms: 0.5, restMs: 20 });
    expect(swapped).toMatchObject({
      crossed: true,
      crossedEnd: way,
      crossedByArms: true,
      stoodAt: 'neither',
    });
    // Whose plug it is that drives it nobody knows while both are driven.
    const both = middle().look({ ...closed, way: -way, arms: 0.5 });
    expect(both).toMatchObject({ crossed: true, crossedEnd: way, crossedByArms: true });
    const opened = middle();
    opened.look({ ...closed, arms: -0.5, restMs: 20 });
    expect(opened.look({ restMs: 20 })).toMatchObject({ crossedEnd: 0, crossedByArms: false });
  });

  test('may be coasted to for half a second after a drive, whatever the arms do', () => {
    const coasts = (restMs: number) => {
      const { look, run, watch } = middle();
      run.forMs = 400;
      look({ ...closed, arms: 0.5, restMs });
      return watch.crossed;
    };
    expect(coasts(500)).toBe(false);
    expect(coasts(501)).toBe(true);
  });

  test('that is met ends the run, and the carriage has run all the same', () => {
    const { look, run, watch } = middle();
    run.forMs = 400;
    look({ arms: 0.5, restMs: 300 });
    run.forMs = 0;
    look({ ...closed, arms: 0.5, restMs: 320 });
    expect(watch.crossed).toBe(false);
  });

  test.each([
    { restMs: 480, crossed: false },
    { restMs: 520, crossed: true },
  ])(
    'may be coasted to after the session has ended, too: $restMs ms after the drive',
    ({ restMs, crossed }) => {
      const { look, run, watch } = middle();
      run.forMs = 400;
      look({ arms: 0.5, restMs: 20 });
      run.forMs = 0;
      look({ arms: 0.5, restMs: 40 });
      look({ arms: 0.5, restMs: restMs - 20 });
      look({ ...closed, arms: 0.5, restMs });
      expect(watch.crossed).toBe(crossed);
    },
  );

  test('that is met while the arms are driven proves nothing, and may be stood behind', () => {
    const { look } = middle();
    expect(look({ ...closed, way, arms: 0.5 })).toMatchObject({
      proved: false,
      crossed: false,
      doubtfulEnd: way,
      stoodAt: name,
    });
    expect(look({ ...closed, way }).doubtfulEnd).toBe(way);
    expect(look({ way: -way }).doubtfulEnd).toBe(0);
  });

  test.each(['homing', 'parking'] as const)('%s begins the doubt of it anew', (state) => {
    const begin = (stateMs: number, of: typeof state | 'running') => {
      const { look, counts, watch } = middle();
      look({ ...closed, way, arms: 0.5 });
      Object.assign(counts.clock, { state: of, stateMs });
      look(closed);
      return watch.doubtfulEnd;
    };
    expect(begin(0, state)).toBe(0);
    expect(begin(20, state)).toBe(way);
    expect(begin(0, 'running')).toBe(way);
  });

  test('with wires that are not proved is the wrong one to be driven away from while it is stood at', () => {
    const at = { ...createCarriageWatch(), atTop: name === 'top', atBottom: name === 'bottom' };
    const wires = createEndWires();
    expect(isAtWrongEnd(wires, { ...at, direction: -way })).toBe(true);
    expect(isAtWrongEnd(wires, { ...at, direction: way })).toBe(false);
    expect(isAtWrongEnd({ ...wires, proved: true }, { ...at, direction: -way })).toBe(false);
    expect(isAtWrongEnd(wires, { ...at, atTop: false, atBottom: false, direction: -way })).toBe(false);
  });

  test('at which it was held fast is not driven on into, nor by the arms where they may have driven it there', () => {
    const at = { ...createCarriageWatch(), atTop: name === 'top', atBottom: name === 'bottom' };
    const alone = createEndWires();
    noteHeldFast(alone, at);
    expect(alone).toMatchObject({ crossedEnd: way, crossedByArms: false });
    const doubtful = { ...createEndWires(), doubtfulEnd: way };
    noteHeldFast(doubtful, at);
    expect(doubtful).toMatchObject({ crossedEnd: way, crossedByArms: true });
    const known = { ...createEndWires(), crossedByArms: true };
    noteHeldFast(known, at);
    expect(known.crossedByArms).toBe(true);
  });

  test('that was crossed is not driven on into, which is away from it by the order', () => {
    const wires = { ...createEndWires(), crossedEnd: way };
    const wants = (own: Partial<Power>) => drivesIntoCrossed(wires, { ...createPower(chair), ...own });
    expect(wants({ carriageDuty: -0.5 * way })).toBe(true);
    expect(wants({ carriageDuty: 0.5 * way })).toBe(false);
    expect(wants({ kneaderDuty: 0.5 })).toBe(false);
    wires.crossedByArms = true;
    expect(wants({ kneaderDuty: -0.5 })).toBe(true);
    expect(wants({})).toBe(false);
  });
});

describe('where nothing counts', () => {
  const byTimeLimits = guardLimits(loadChair('chair-c'));
  const { startMs, slowestMmPerS, stopBeyondMm } = byTimeLimits.carriage.byTime;

  test.each(ends)('the %s opens within the time of that way at the slowest', (_, way, closed) => {
    const speed = slowestMmPerS[way > 0 ? 'down' : 'up'];
    const opensMs = startMs + ((stopBeyondMm + 10) / speed) * 1000;
    const { look, watch } = stand(byTimeLimits);
    look(closed);
    for (let ms = 20; ms <= opensMs; ms += 20) {
      look({ ...closed, way: -way });
      expect(watch.crossed).toBe(false);
    }
    expect(look({ ...closed, way: -way })).toMatchObject({ crossed: true, crossedEnd: way });
  });

  test('test pulses of the switches, which move nothing, are not driven away', () => {
    const { watch, look } = stand();
    for (let pulse = 0; pulse < 40; pulse++) look({ top: true, way: -0.99 * limits.carriage.breakawayDuty });
    expect(watch.leavesForMs).toBe(0);
    look({ top: true, way: -limits.carriage.breakawayDuty });
    expect(watch.leavesForMs).toBe(20);
  });

  test('a rest proves nothing, nor do looks without values; an end that opens for a moment takes ten times as much away', () => {
    const { look, watch } = stand(byTimeLimits);
    look({ top: true });
    for (let tick = 0; tick < 10; tick++) look({ top: true, way: -1 });
    expect(watch.leavesForMs).toBe(200);
    look({ top: true });
    look({ top: true, way: -1, fresh: false });
    look({ top: true, way: 1 });
    expect(watch.leavesForMs).toBe(200);
    look({ restMs: 0 });
    expect(watch.leavesForMs).toBe(0);
    for (let tick = 0; tick < 15; tick++) look({ bottom: true, way: 1 });
    look({});
    expect(watch.leavesForMs).toBe(100);
  });

  test('time between values counts in full where it was driven all the while, else for a reading', () => {
    for (const [least, countsMs] of [
      [1, 100],
      [0, 60],
    ] as const) {
      const { look, counts, watch } = stand(byTimeLimits);
      look({ top: true });
      Object.assign(counts.evidence, { forMs: 60, countedMs: 100 });
      const seen = createSeen({ limits: byTimeLimits, counts });
      seen.sensors.limitTop = true;
      counts.carriage.undrivenMs = 0;
      counts.carriage.direction = -1;
      counts.evidence.drives.carriage = { duty: -1, least, most: 1 };
      watchEndWires(watch, createCarriageRun(), seen);
      expect(watch.leavesForMs).toBe(countsMs);
    }
  });
});

test('an end whose switch has been open for 200 ms is not a wrong end, although it has not been left by the count', () => {
  const at = (openMs: number, proved = false) =>
    isAtWrongEnd(
      { ...createEndWires(), proved },
      { ...createCarriageWatch(), atBottom: true, direction: 1, openMs },
    );
  expect([at(0), at(180), at(200), at(0, true)]).toEqual([true, true, false, false]);
});
