/** The interlocks at their edges: what one look at a state takes, and the number that goes with it. */
import { describe, expect, test } from 'vitest';
import { loadChair } from '../../../src/board/shipped.ts';
import { hasFault } from '../../../src/chair/fault-set.ts';
import { type FaultCode, faultCodes, faultIndex } from '../../../src/chair/faults.ts';
import type { SessionState } from '../../../src/chair/names.ts';
import { createPower } from '../../../src/chair/outputs.ts';
import { padPart, part } from '../../../src/chair/parts.ts';
import { createSensors } from '../../../src/chair/sensors.ts';
import { tripNumber } from '../../../src/chair/trips.ts';
import { createCounts, type Seen } from '../../../src/control/guard/interlocks/counts.ts';
import { createQualified, judge } from '../../../src/control/guard/interlocks/interlocks.ts';
import { interlocks } from '../../../src/control/guard/interlocks/rules.ts';
import { type GuardLimits, guardLimits } from '../../../src/control/guard/limits.ts';
import { type ReasonName, reasonOf, reasons } from '../../../src/control/guard/reasons.ts';
import { createRegister } from '../../../src/control/guard/register.ts';

type Bend = (seen: Seen & { wanted: { carriageDuty: number } }) => void;

/** One look at a healthy chair in session of which one thing has been bent. */
function look(bend: Bend, name = 'lumbar-1', own: Partial<GuardLimits> = {}) {
  const chair = loadChair(name);
  const limits = { ...guardLimits(chair), ...own };
  const counts = createCounts(limits);
  counts.clock.state = 'running';
  counts.clock.allowed = { motorsMs: 1000, heatMs: 1000 };
  for (const surface of counts.surfaces) Object.assign(surface, { surfaceC: 22, limitC: 40 });
  const register = createRegister();
  const sensors = createSensors(chair);
  const given = createPower(chair);
  const seen = { limits, sensors, wanted: createPower(chair), wantedFit: true, given, counts, register };
  bend(seen);
  judge(interlocks, createQualified(interlocks, limits), seen, register);
  const holds = new Set(register.holds.filter((index) => index > 0).map((index) => reasons[index]?.name));
  return {
    faults: faultCodes.filter((code) => hasFault(register.faults, code)),
    holds: [...holds],
    held: (output: number) => reasons[register.holds[output] ?? 0]?.name ?? 'none',
    measured: (reason: ReasonName) => register.measures[reasonOf(reason)],
    noted: (code: FaultCode) => ({
      value: register.values[faultIndex(code)],
      part: register.parts[faultIndex(code)],
    }),
  };
}

test('nothing is wrong with a healthy chair in session', () => {
  for (const name of ['lumbar-1', 'chair-a', 'chair-b', 'chair-c'])
    expect(look(() => {}, name)).toMatchObject({ faults: [], holds: [] });
});

describe('time', () => {
  test('600 ms missed beyond what is healthy are none too many, more are a fault', () => {
    const missed = (missedMs: number) => look(({ counts }) => Object.assign(counts.clock, { missedMs }));
    expect(missed(600).faults).toEqual([]);
    expect(missed(600.5).faults).toEqual(['E57']);
    expect(missed(600.5).noted('E57').value).toBe(600.5);
  });

  test('a session has all of its time', () => {
    const session = (sessionMs: number) => look(({ counts }) => Object.assign(counts.clock, { sessionMs }));
    expect(session(1_800_000).holds).toEqual([]);
    expect(session(1_800_020).holds).toEqual(['session over']);
    expect(session(1_800_020).measured('session over')).toBe(1800.02);
  });
});

test('a seat that was left takes heat, and motors until they have been let go of; for how many seconds it has been', () => {
  const left = (state: SessionState, leftSeat: boolean) =>
    look(({ counts }) => {
      counts.clock.state = state;
      Object.assign(counts.people, { leftSeat, emptyMs: 12_000 });
    });
  const motors = left('parking', true);
  expect([motors.held(part.carriage), motors.held(padPart(0))]).toEqual(['seat empty', 'none']);
  expect(motors.measured('seat empty')).toBe(12);
  const heat = left('running', false);
  expect([heat.held(part.carriage), heat.held(padPart(0))]).toEqual(['none', 'seat empty']);
  expect(heat.measured('seat empty')).toBe(12);
});

describe('a controller that has tripped on a thermistor', () => {
  const tripped = (bend: Bend) =>
    look((seen) => {
      seen.sensors.link.trip = tripNumber('thermistor');
      seen.counts.clock.nowMs = 10_000;
      Object.assign(seen.counts.doubt, { code: 'E22', part: padPart(1), celsius: 300, atMs: 9900 });
      bend(seen);
    });

  test('has found what the last bad reading meant', () => {
    const found = tripped(() => {});
    expect(found.faults).toEqual(['E22']);
    expect(found.noted('E22')).toEqual({ value: 300, part: padPart(1) });
  });

  test.each([
    [9800, ['E22']],
    [9799, []],
  ])('of the last 200 ms: of %i ms, at 10 s', (atMs, faults) => {
    expect(tripped(({ counts }) => Object.assign(counts.doubt, { atMs })).faults).toEqual(faults);
  });

  test('has found nothing where no reading was bad, where it tripped on something else, or with the chair off', () => {
    expect(tripped(({ counts }) => Object.assign(counts.doubt, { code: null })).faults).toEqual([]);
    expect(tripped(({ sensors }) => Object.assign(sensors.link, { trip: 1 })).faults).toEqual([]);
    expect(tripped(({ counts }) => Object.assign(counts.clock, { state: 'off' })).faults).toEqual([]);
  });

  test('has found nothing that another fault does not explain', () => {
    expect(tripped(({ sensors }) => Object.assign(sensors, { emergencyStop: true })).faults).toEqual(['E71']);
  });
});

describe('work', () => {
  test('on one spot ends with its time', () => {
    const worked = (hereMs: number) => look(({ counts }) => Object.assign(counts.spot, { hereMs }));
    expect(worked(89_980).holds).toEqual([]);
    expect(worked(90_000).holds).toEqual(['same spot']);
    expect(worked(90_000).measured('same spot')).toBe(90);
    expect(worked(90_000).held(part.carriage)).toBe('none');
  });

  test('that a drive of the carriage may be ends 3 s later, and takes the carriage', () => {
    const driven = (forMs: number) =>
      look(({ counts }) => Object.assign(counts.unshown.driven, { forMs }), 'chair-a');
    expect(driven(47_980).holds).toEqual([]);
    const over = driven(48_000);
    expect(over.holds).toEqual(['same spot']);
    expect([over.held(part.carriage), over.held(part.kneader)]).toEqual(['same spot', 'none']);
    expect(over.measured('same spot')).toBe(48);
  });

  test.each([
    ['kneader', 'kneader cools'],
    ['tapper', 'tapper cools'],
  ] as const)('of a %s whose stall nothing notices ends after 2 min', (motor, reason) => {
    const run = (totalMs: number) =>
      look(({ counts }) => Object.assign(counts.motors[motor].runs, { totalMs }), 'chair-a');
    expect(run(119_980).holds).toEqual([]);
    expect(run(120_000).holds).toEqual([reason]);
    expect(run(120_000).measured(reason)).toBe(120);
  });
});

describe('the carriage', () => {
  const wants = (duty: number, bend: Bend) =>
    look((seen) => {
      seen.wanted.carriageDuty = duty;
      seen.counts.carriage.placeMm = 321;
      bend(seen);
    });

  test.each([
    ['top', 1],
    ['bottom', -1],
  ])('does not go on into the %s, told by the switch or by what was met', (end, towards) => {
    const bends: Bend[] = [
      ({ sensors }) => Object.assign(sensors, end === 'top' ? { limitTop: true } : { limitBottom: true }),
      ({ counts }) => Object.assign(counts.carriage, end === 'top' ? { atTop: true } : { atBottom: true }),
    ];
    for (const bend of bends) {
      const held = wants(0.5 * towards, bend);
      expect(held.held(part.carriage)).toBe('limit switch');
      expect(held.measured('limit switch')).toBe(321);
      expect(wants(-0.5 * towards, bend).holds).toEqual([]);
      expect(wants(0, bend).holds).toEqual([]);
    }
  });

  test.each([1, -1] as const)('keeps clear of an end without a switch, %i up', (openEnd) => {
    const { carriage, has } = guardLimits(loadChair('lumbar-1'));
    const rail = { ...carriage, openEnd };
    // A tenth of the rail, and what it may coast.
    const nearestMm = rail.clearMm + rail.byTime.coastMm;
    const at = (awayMm: number, duty: number, placeKnown = true) =>
      look(
        (seen) => {
          seen.wanted.carriageDuty = duty;
          const placeMm = openEnd > 0 ? rail.railMm - awayMm : awayMm;
          Object.assign(seen.counts.carriage, { placeKnown, placeMm });
        },
        'lumbar-1',
        { carriage: rail, has: { ...has, 'open end': true } },
      );
    expect(at(nearestMm + 0.1, 0.5 * openEnd).holds).toEqual([]);
    expect(at(nearestMm - 0.1, 0.5 * openEnd).holds).toEqual(['open end']);
    expect(at(nearestMm - 0.1, -0.5 * openEnd).holds).toEqual([]);
    expect(at(nearestMm - 0.1, 0).holds).toEqual([]);
    // Where it is nobody knows yet.
    expect(at(400, 0.5 * openEnd, false).holds).toEqual(['open end']);
  });
});
