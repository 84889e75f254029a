import { describe, expect, test } from 'vitest';
import { keyBit, keyNames } from '../../../src/chair/names.ts';
import { clearFaults } from '../../../src/control/guard/guard.ts';
import { reasonOf } from '../../../src/control/guard/reasons.ts';
import {
  allOff,
  createRig,
  everythingOn,
  heldBy,
  isLatched,
  isShown,
  latched,
  measured,
  motorsOff,
  press,
  step,
  ticksUntil,
  wantEverything,
  wantMotors,
  wantNothing,
} from './rig.ts';

describe('emergency stop', () => {
  test('takes everything in the tick that shows it, and latches', () => {
    const rig = createRig();
    wantEverything(rig);
    step(rig, 5);
    rig.sensors.emergencyStop = true;
    step(rig);
    expect(rig.allowed).toEqual(allOff);
    expect(latched(rig)).toEqual(['E71']);
    rig.sensors.emergencyStop = false;
    step(rig, 100);
    expect(rig.allowed).toEqual(allOff);
  });

  test('still pressed it comes back in the tick after power off and on', () => {
    const rig = createRig();
    rig.sensors.emergencyStop = true;
    step(rig);
    clearFaults(rig.guard);
    expect(isLatched(rig, 'E71')).toBe(false);
    step(rig);
    expect(isLatched(rig, 'E71')).toBe(true);
  });

  test('a reading that is missing counts as pressed', () => {
    const rig = createRig();
    Object.assign(rig.sensors, { emergencyStop: undefined });
    step(rig);
    expect(isLatched(rig, 'E71')).toBe(true);
  });
});

describe('stop key', () => {
  test('takes everything in the tick that shows it, and is no fault', () => {
    const rig = createRig();
    wantEverything(rig);
    step(rig, 5);
    press(rig, 'stop');
    step(rig);
    expect(rig.allowed).toEqual(allOff);
    expect(heldBy(rig)).toEqual({
      carriage: 'stop key',
      kneader: 'stop key',
      pads: ['stop key', 'stop key'],
      padRelay: 'stop key',
      motorRelay: 'stop key',
    });
    expect(latched(rig)).toEqual([]);
  });

  test('let go of, power stays away as long as it is still ordered', () => {
    const rig = createRig();
    wantEverything(rig);
    step(rig, 5);
    press(rig, 'stop');
    step(rig);
    press(rig);
    step(rig, 3000);
    expect(rig.allowed).toEqual(allOff);
  });

  test('orders that rest for 100 ms bring power back, not sooner', () => {
    for (const [idleTicks, comesBack] of [
      [4, false],
      [5, true],
    ] as const) {
      const rig = createRig();
      wantEverything(rig);
      step(rig, 5);
      press(rig, 'stop');
      step(rig);
      press(rig);
      wantNothing(rig);
      step(rig, idleTicks);
      wantEverything(rig);
      step(rig);
      expect(rig.allowed, `after ${idleTicks} ticks`).toEqual(comesBack ? everythingOn : allOff);
    }
  });

  test.each([
    ['the carriage', { carriageDuty: 0.5, motorRelay: true }],
    ['the kneader', { kneaderDuty: -0.5, motorRelay: true }],
    ['the lumbar pad', { padsOn: [true, false], padRelay: true }],
    ['the sacral pad', { padsOn: [false, true], padRelay: true }],
  ])('%s alone still ordered is not resting', (_what, order) => {
    const rig = createRig();
    wantEverything(rig);
    press(rig, 'stop');
    step(rig);
    press(rig);
    wantNothing(rig);
    Object.assign(rig.wanted, structuredClone(order));
    step(rig, 100);
    wantEverything(rig);
    step(rig);
    expect(rig.allowed).toEqual(allOff);
  });

  test.each(['motors', 'heat'])('%s still ordered is not resting', (what) => {
    const rig = createRig();
    wantEverything(rig);
    press(rig, 'stop');
    step(rig);
    press(rig);
    if (what === 'motors') {
      rig.wanted.padsOn[0] = false;
      rig.wanted.padsOn[1] = false;
    } else {
      wantMotors(rig, 0, 0);
    }
    step(rig, 100);
    expect(rig.allowed).toEqual(allOff);
  });

  test('held down it keeps everything off, whatever orders rest meanwhile', () => {
    const rig = createRig();
    press(rig, 'stop');
    step(rig, 200);
    wantEverything(rig);
    step(rig, 1);
    expect(rig.allowed).toEqual(allOff);
    press(rig);
    step(rig, 100);
    expect(rig.allowed).toEqual(allOff);
  });

  test('power off and on forgets the stop', () => {
    const rig = createRig();
    wantEverything(rig);
    press(rig, 'stop');
    step(rig);
    press(rig);
    clearFaults(rig.guard);
    step(rig);
    expect(rig.allowed).toEqual(everythingOn);
  });

  test('the hold says for how long the key has been up', () => {
    const rig = createRig();
    wantEverything(rig);
    press(rig, 'stop');
    step(rig, 10);
    expect(rig.guard.register.measures[reasonOf('stop key')]).toBe(0);
    press(rig);
    step(rig, 100);
    expect(rig.guard.register.measures[reasonOf('stop key')]).toBeCloseTo(2, 9);
  });

  test('stuck it is not shown as a stuck key', () => {
    const rig = createRig();
    press(rig, 'stop');
    step(rig, 1000);
    expect(isShown(rig, 'E72')).toBe(false);
  });

  test('the other keys stop nothing', () => {
    const rig = createRig();
    wantEverything(rig);
    step(rig, 2);
    for (const key of keyNames) {
      if (key === 'stop') continue;
      press(rig, key);
      step(rig);
      expect(rig.allowed, key).toEqual(everythingOn);
    }
  });
});

describe('seat', () => {
  test('empty for more than 10 s it takes motors and heat, not sooner', () => {
    const rig = createRig();
    wantEverything(rig);
    step(rig, 5);
    rig.sensors.seat = false;
    step(rig, 500);
    expect(rig.allowed).toEqual(everythingOn);
    step(rig, 1);
    expect(rig.allowed).toEqual(allOff);
    expect(heldBy(rig).carriage).toBe('seat empty');
    expect(heldBy(rig).padRelay).toBe('seat empty');
    expect(latched(rig)).toEqual([]);
  });

  test('taken again in time the count starts anew', () => {
    const rig = createRig();
    wantEverything(rig);
    rig.sensors.seat = false;
    step(rig, 500);
    rig.sensors.seat = true;
    step(rig);
    rig.sensors.seat = false;
    step(rig, 500);
    expect(rig.allowed).toEqual(everythingOn);
  });

  test('taken again after the stop heat comes back, motors only when they have been let go of', () => {
    const rig = createRig();
    wantEverything(rig);
    rig.sensors.seat = false;
    step(rig, 501);
    rig.sensors.seat = true;
    step(rig, 300);
    expect(rig.allowed).toEqual({ ...everythingOn, ...motorsOff });
    expect(heldBy(rig).motorRelay).toBe('seat empty');
    wantMotors(rig, 0, 0);
    step(rig, 4);
    wantMotors(rig, 0.5, 0);
    step(rig);
    expect(rig.allowed.carriageDuty).toBe(0);
    wantMotors(rig, 0, 0);
    step(rig, 5);
    wantMotors(rig, 0.5, 0.5);
    step(rig);
    expect(rig.allowed).toEqual(everythingOn);
  });

  test('taken in the very moment in which the motors are ordered again, after a rest, they turn', () => {
    const rig = createRig();
    wantEverything(rig);
    rig.sensors.seat = false;
    step(rig, 501);
    wantMotors(rig, 0, 0);
    step(rig, 6);
    rig.sensors.seat = true;
    wantEverything(rig);
    step(rig);
    expect(rig.allowed).toEqual(everythingOn);
  });

  test('motors that rested while the seat was empty are not free before it is taken', () => {
    const rig = createRig();
    rig.sensors.seat = false;
    step(rig, 800);
    wantEverything(rig);
    step(rig, 2);
    expect(rig.allowed).toEqual(allOff);
  });

  test('homing and parking need nobody', () => {
    for (const state of ['homing', 'parking'] as const) {
      const rig = createRig(state);
      rig.sensors.seat = false;
      step(rig, 600);
      wantMotors(rig, 0.5, 0.5);
      step(rig, 10);
      expect(rig.allowed.carriageDuty, state).toBe(0.5);
    }
  });

  test('a session that was stopped by an empty seat may park at once', () => {
    const rig = createRig();
    wantMotors(rig, 0.5, 0.5);
    rig.sensors.seat = false;
    step(rig, 600);
    expect(rig.allowed.carriageDuty).toBe(0);
    rig.context.state = 'parking';
    step(rig, 2);
    expect(rig.allowed.carriageDuty).toBe(0.5);
  });

  test('a seat that was empty before the session began has its 10 s from there', () => {
    const rig = createRig('homing');
    rig.sensors.seat = false;
    step(rig, 600);
    rig.context.state = 'running';
    wantEverything(rig);
    step(rig, 501);
    expect(rig.allowed).toEqual(everythingOn);
    step(rig, 1);
    expect(rig.allowed).toEqual(allOff);
  });

  test('outside a session it is no reason to withhold power: the chair homes without anybody', () => {
    const rig = createRig('homing');
    rig.sensors.seat = false;
    step(rig, 600);
    wantEverything(rig);
    step(rig, 1);
    expect(rig.allowed).toEqual(everythingOn);
  });

  test('left in a pause and taken again motors wait until they have been let go of', () => {
    const rig = createRig();
    wantEverything(rig);
    rig.sensors.seat = false;
    rig.context.state = 'paused';
    step(rig, 501);
    rig.sensors.seat = true;
    rig.context.state = 'running';
    step(rig, 50);
    expect(heldBy(rig).carriage).toBe('seat empty');
    expect(rig.allowed.carriageDuty).toBe(0);
  });

  test('the same holds in a pause', () => {
    const rig = createRig();
    rig.sensors.seat = false;
    rig.context.state = 'paused';
    step(rig, 501);
    expect(heldBy(rig).pads[0]).toBe('seat empty');
    // The pause itself holds motors that rest; that somebody left is still so when it ends.
    expect(heldBy(rig).carriage).toBe('paused');
    rig.context.state = 'running';
    expect(ticksUntil(rig, (one) => heldBy(one).carriage !== 'seat empty', undefined, 100)).toBe(-1);
  });

  test('the self-test does not need a person', () => {
    const rig = createRig('service');
    rig.context.selfTest = true;
    rig.sensors.seat = false;
    wantMotors(rig, 0.5, 0.5);
    step(rig, 600);
    expect(rig.allowed.carriageDuty).toBe(0.5);
  });

  test('a reading that is missing counts as empty', () => {
    const rig = createRig();
    wantEverything(rig);
    Object.assign(rig.sensors, { seat: undefined });
    step(rig, 501);
    expect(rig.allowed).toEqual(allOff);
  });

  test('power off and on forgets it', () => {
    const rig = createRig();
    wantEverything(rig);
    rig.sensors.seat = false;
    step(rig, 501);
    rig.sensors.seat = true;
    clearFaults(rig.guard);
    step(rig);
    expect(rig.allowed).toEqual(everythingOn);
  });
});

describe('stuck keys', () => {
  test.each(keyNames.filter((name) => name !== 'stop'))('%s down for 10 s is shown, no sooner', (name) => {
    const rig = createRig();
    press(rig, name);
    step(rig, 494);
    expect(isShown(rig, 'E72')).toBe(false);
    step(rig);
    expect(isShown(rig, 'E72')).toBe(true);
    expect(isLatched(rig, 'E72')).toBe(false);
    expect(measured(rig, 'E72')).toBe(keyBit(name));
    press(rig);
    step(rig);
    expect(isShown(rig, 'E72')).toBe(false);
  });

  test('nothing is switched off', () => {
    const rig = createRig();
    wantEverything(rig);
    press(rig, 'heat');
    step(rig, 600);
    expect(isShown(rig, 'E72')).toBe(true);
    expect(rig.allowed).toEqual(everythingOn);
  });

  test('a key that comes up in between starts anew', () => {
    const rig = createRig();
    press(rig, 'heat');
    step(rig, 400);
    press(rig);
    step(rig);
    press(rig, 'heat');
    step(rig, 494);
    expect(isShown(rig, 'E72')).toBe(false);
    step(rig);
    expect(isShown(rig, 'E72')).toBe(true);
  });

  test.each([
    ['speed-up', 'speed-down'],
    ['spot-up', 'spot-down'],
  ] as const)('%s with %s for 10 s an impossible pair, is two stuck keys', (up, down) => {
    const rig = createRig();
    press(rig, up, down);
    step(rig, 494);
    expect(isShown(rig, 'E72')).toBe(false);
    step(rig);
    expect(isShown(rig, 'E72')).toBe(true);
    expect(measured(rig, 'E72')).toBe(keyBit(up) | keyBit(down));
    press(rig);
    step(rig, 2);
    press(rig, up, down);
    step(rig, 10);
    expect(isShown(rig, 'E72')).toBe(false);
  });

  test('each of two stuck keys is named', () => {
    const rig = createRig();
    press(rig, 'timer');
    step(rig, 100);
    press(rig, 'timer', 'power');
    step(rig, 495);
    expect(isShown(rig, 'E72')).toBe(true);
    expect(rig.guard.counts.people.keysMs[keyNames.indexOf('timer')]).toBeGreaterThan(9900);
    expect(measured(rig, 'E72')).toBe(keyBit('timer'));
  });
});
