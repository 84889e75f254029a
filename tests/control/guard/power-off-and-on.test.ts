/** What the guard forgets with its faults and what it keeps, and what a self-test may do with a fault. */
import { describe, expect, test } from 'vitest';
import {
  clearFaults,
  createGuard,
  forgetCountedPlace,
  roomLeftMm,
} from '../../../src/control/guard/guard.ts';
import { guardLimits } from '../../../src/control/guard/limits.ts';
import { chair } from '../../chair.ts';
import { tappingChair } from '../../tapping-chair.ts';
import {
  allOff,
  createRig,
  everythingOn,
  heatOff,
  heldBy,
  latched,
  limits,
  step,
  wantEverything,
  wantMotors,
} from './rig.ts';

describe('power off and on', () => {
  test('forgets that the stop key was down and that the seat was left', () => {
    const guard = createGuard(limits);
    Object.assign(guard.counts.people, { stopped: true, leftSeat: true });
    clearFaults(guard);
    expect(guard.counts.people).toMatchObject({ stopped: false, leftSeat: false });
  });

  test('knows that the controller had tripped, and for no time yet', () => {
    const guard = createGuard(limits);
    guard.counts.link.trippedMs = 180;
    clearFaults(guard);
    expect(guard.counts.link).toMatchObject({ trippedMs: 0, tripKnown: true });
  });

  test('lets crossed wires be tried again, but not the end that they were found at', () => {
    const guard = createGuard(limits);
    const { endWires } = guard.diagnosis.motion;
    Object.assign(endWires, { crossed: true, crossedEnd: -1, crossedByArms: true });
    clearFaults(guard);
    expect(endWires).toMatchObject({ crossed: false, crossedEnd: -1, crossedByArms: true, proved: false });
  });

  test('begins the run of the carriage anew, and its motion without an order', () => {
    const guard = createGuard(limits);
    const { motion, undriven } = guard.diagnosis;
    Object.assign(motion.run, { forMs: 30_000, travelMm: 400, stillMs: 900 });
    Object.assign(undriven, { edges: 2, even: 12, sinceEdgeMs: 80, apartMs: 40 });
    clearFaults(guard);
    expect(motion.run).toMatchObject({ forMs: 0, travelMm: 0, stillMs: 0 });
    expect(undriven).toEqual({ edges: 0, even: 0, sinceEdgeMs: 0, apartMs: 0 });
  });

  test('forgets what is latched and shown, and gives the rest its half second anew', () => {
    const rig = createRig();
    wantEverything(rig);
    rig.sensors.pads[0]!.elementC = 200;
    step(rig, 40);
    expect(rig.allowed).toEqual(allOff);
    clearFaults(rig.guard);
    expect(rig.guard.register).toMatchObject({ faults: 0, shown: 0, wasShown: 0, faultedMs: 0 });
    step(rig, 1);
    expect(latched(rig)).toEqual(['E22']);
    expect(rig.allowed).toEqual({ ...everythingOn, ...heatOff });
  });
});

test('a count of edges that began anew makes the place unknown and leaves the rest', () => {
  const guard = createGuard(limits);
  Object.assign(guard.counts.carriage, { placeKnown: true, placeMm: 120, atTop: true });
  forgetCountedPlace(guard);
  expect(guard.counts.carriage).toMatchObject({ placeKnown: false, placeMm: 120, atTop: true });
});

test('towards an end with a switch there is always room; towards one without, none before the place is known', () => {
  expect(roomLeftMm(createGuard(limits))).toBe(limits.carriage.railMm);
  const open = guardLimits({ ...chair, carriage: { ...chair.carriage, openEnd: 1 } });
  const guard = createGuard(open);
  expect(roomLeftMm(guard)).toBe(0);
  Object.assign(guard.counts.carriage, { placeKnown: true, placeMm: 100 });
  const { railMm, clearMm, byTime } = open.carriage;
  expect(roomLeftMm(guard)).toBeCloseTo(railMm - 100 - clearMm - byTime.coastMm, 9);
});

test('a reading that cannot be is noted as doubt, but on a chair without heat it matters to nobody', () => {
  const doubtOf = (pads: typeof chair.pads) => {
    const rig = createRig();
    rig.guard = createGuard(guardLimits({ ...chair, pads }));
    rig.sensors.ambientC = -80;
    step(rig);
    return rig.guard.counts.doubt.code;
  };
  expect(doubtOf(chair.pads)).toBe('E21');
  expect(doubtOf([])).toBe(null);
});

describe('a heat fault', () => {
  /** What the kneader is allowed a second after it, and why it is held back. */
  function afterFault(state: 'service' | 'running', selfTest: boolean) {
    const rig = createRig(state);
    rig.context.selfTest = selfTest;
    rig.sensors.pads[0]!.elementC = 200;
    wantMotors(rig, 0.5, 0.5);
    step(rig, 55);
    expect(latched(rig)).toEqual(['E22']);
    return [rig.allowed.kneaderDuty, heldBy(rig).kneader];
  }

  test('leaves the motors to a self-test in the service state for as long as it takes', () => {
    expect(afterFault('service', true)).toEqual([0.5, 'none']);
  });

  test('takes the motors, too, where no self-test runs, and in any other state', () => {
    expect(afterFault('running', true)).toEqual([0, 'E22']);
    expect(afterFault('running', false)).toEqual([0, 'E22']);
    expect(afterFault('service', false)).toEqual([0, 'E22']);
  });
});

describe('an order for the tapper', () => {
  function tapping() {
    const rig = createRig();
    rig.guard = createGuard(guardLimits(tappingChair()));
    rig.wanted.motorRelay = true;
    return rig;
  }

  test('that is no number takes all power away', () => {
    const rig = tapping();
    rig.wanted.carriageDuty = 0.5;
    rig.wanted.tapperDuty = Number.NaN;
    step(rig);
    expect(rig.allowed).toEqual(allOff);
    expect(heldBy(rig).carriage).toBe('order unfit');
  });

  test('is never one way back nor beyond full', () => {
    const rig = tapping();
    rig.wanted.tapperDuty = 3;
    step(rig);
    expect(rig.allowed.tapperDuty).toBe(1);
    rig.wanted.tapperDuty = -0.5;
    step(rig);
    expect(rig.allowed.tapperDuty).toBe(0);
  });

  test('is held back with the other motors by the stop key', () => {
    const rig = tapping();
    rig.wanted.tapperDuty = 0.8;
    step(rig, 3);
    expect(rig.allowed.tapperDuty).toBe(0.8);
    rig.sensors.emergencyStop = true;
    step(rig);
    expect(rig.allowed.tapperDuty).toBe(0);
  });
});
