import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { faultIndex } from '../../../src/chair/faults.ts';
import { copyPower, createPower } from '../../../src/chair/outputs.ts';
import {
  activeFaults,
  clearFaults,
  createGuard,
  createGuardContext,
  guardTick,
  reportFault,
} from '../../../src/control/guard/guard.ts';
import { reasonOf } from '../../../src/control/guard/reasons.ts';
import { chair } from '../../chair.ts';
import {
  allOff,
  createRig,
  everythingOn,
  heatOff,
  heldBy,
  holdsOf,
  isLatched,
  isShown,
  latched,
  limits,
  motorsOff,
  step,
  ticksUntil,
  wantEverything,
  wantHeat,
  wantMotors,
  wantNothing,
} from './rig.ts';

describe('a healthy chair in session', () => {
  test('gets everything that was ordered', () => {
    const rig = createRig();
    wantEverything(rig);
    step(rig, 1);
    expect(rig.allowed).toEqual(everythingOn);
    step(rig, 500);
    expect(rig.allowed).toEqual(everythingOn);
    expect(latched(rig)).toEqual([]);
    expect(activeFaults(rig.guard)).toBe(0);
    expect(
      Object.values(heldBy(rig))
        .flat()
        .every((name) => name === 'none'),
    ).toBe(true);
  });

  test('gets nothing that was not ordered', () => {
    const rig = createRig();
    copyPower(rig.allowed, everythingOn);
    guardTick(rig.guard, rig.wanted, rig.sensors, { ...rig.context, nowMs: 1020, dueMs: 1020 }, rig.allowed);
    expect(rig.allowed).toEqual(allOff);
  });

  test('may be handed one object for what is wanted and what is allowed', () => {
    const rig = createRig();
    rig.allowed = rig.wanted;
    wantEverything(rig);
    step(rig, 5);
    expect(rig.wanted).toEqual(everythingOn);
    step(rig, 1, ({ sensors }) => {
      sensors.emergencyStop = true;
    });
    expect(rig.wanted).toEqual(allOff);
  });
});

describe('orders that are not fit', () => {
  test('duties beyond full are full, on both motors and both ways', () => {
    const rig = createRig();
    wantMotors(rig, 7, -3);
    step(rig);
    expect(rig.allowed).toEqual({
      ...createPower(chair),
      carriageDuty: 1,
      kneaderDuty: -1,
      motorRelay: true,
    });
    const other = createRig();
    wantMotors(other, -1.0001, 1.0001);
    step(other);
    expect(other.allowed).toEqual({
      ...createPower(chair),
      carriageDuty: -1,
      kneaderDuty: 1,
      motorRelay: true,
    });
  });

  test('duties of any size within full are left as they are', () => {
    for (const duty of [1, 0.999, 0.01, -0.01, -0.999, -1]) {
      const rig = createRig();
      wantMotors(rig, duty, duty);
      step(rig);
      expect([rig.allowed.carriageDuty, rig.allowed.kneaderDuty]).toEqual([duty, duty]);
    }
  });

  test.each([
    [Number.NaN, 0.5],
    [0.5, Number.NaN],
  ])(
    'a duty that is no number (%d, %d) takes all power away for as long as it is there',
    (carriage, kneader) => {
      const rig = createRig();
      wantEverything(rig);
      step(rig, 3);
      wantMotors(rig, carriage, kneader);
      step(rig);
      expect(rig.allowed).toEqual(allOff);
      expect(heldBy(rig)).toEqual({
        carriage: 'order unfit',
        kneader: 'order unfit',
        pads: ['order unfit', 'order unfit'],
        padRelay: 'order unfit',
        motorRelay: 'order unfit',
      });
      wantMotors(rig, 0.5, 0.5);
      step(rig);
      expect(rig.allowed).toEqual(everythingOn);
    },
  );

  test('what is not plainly true is off', () => {
    const rig = createRig();
    Object.assign(rig.wanted, { padsOn: [1, 'yes'], padRelay: {}, motorRelay: 1 });
    step(rig);
    expect(rig.allowed).toEqual(allOff);
  });

  test('an infinite duty is full duty', () => {
    const rig = createRig();
    wantMotors(rig, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);
    step(rig);
    expect([rig.allowed.carriageDuty, rig.allowed.kneaderDuty]).toEqual([1, -1]);
  });
});

describe('reversal', () => {
  test.each(['carriage', 'kneader'] as const)('the %s coasts 100 ms before it turns round', (motor) => {
    const rig = createRig();
    const want = (duty: number) =>
      motor === 'carriage' ? wantMotors(rig, duty, 0) : wantMotors(rig, 0, duty);
    const got = () => (motor === 'carriage' ? rig.allowed.carriageDuty : rig.allowed.kneaderDuty);
    want(0.5);
    step(rig, 20);
    want(-0.5);
    const ticks: number[] = [];
    for (let tick = 0; tick < 7; tick++) {
      step(rig);
      ticks.push(got());
      if (got() === 0) expect(heldBy(rig)[motor]).toBe('reversal');
    }
    expect(ticks).toEqual([0, 0, 0, 0, 0, -0.5, -0.5]);
    want(0.5);
    step(rig);
    expect(got()).toBe(0);
    expect(rig.allowed.motorRelay).toBe(true);
  });

  test('after a stop the same way is free at once', () => {
    const rig = createRig();
    wantMotors(rig, 0.5, 0.5);
    step(rig, 20);
    wantMotors(rig, 0, 0);
    step(rig);
    wantMotors(rig, 0.5, 0.5);
    step(rig);
    expect([rig.allowed.carriageDuty, rig.allowed.kneaderDuty]).toEqual([0.5, 0.5]);
  });

  test('orders that swing every tick drive nothing the other way', () => {
    const rig = createRig();
    for (let tick = 0; tick < 400; tick++) {
      const duty = tick % 2 === 0 ? 1 : -1;
      wantMotors(rig, duty, duty);
      step(rig);
      expect(rig.allowed.carriageDuty).toBeGreaterThanOrEqual(0);
      expect(rig.allowed.kneaderDuty).toBeGreaterThanOrEqual(0);
    }
  });
});

describe('limit switches', () => {
  test('the carriage is never driven into a closed limit, in the tick that shows it', () => {
    const rig = createRig();
    // Its motor is known to be what meets it: with wires that are not the kneader rests, too.
    rig.guard.diagnosis.motion.endWires.proved = true;
    wantMotors(rig, 0.5, 0.5);
    step(rig, 10);
    step(rig, 1, ({ sensors }) => {
      sensors.limitTop = true;
    });
    expect(rig.allowed.carriageDuty).toBe(0);
    expect(rig.allowed.kneaderDuty).toBe(0.5);
    expect(rig.allowed.motorRelay).toBe(true);
    expect(heldBy(rig).carriage).toBe('limit switch');
  });

  test('away from a closed limit it may go', () => {
    const rig = createRig();
    const atTop = ({ sensors }: typeof rig) => {
      sensors.limitTop = true;
    };
    step(rig, 20, atTop);
    wantMotors(rig, -0.5, 0);
    step(rig, 1, atTop);
    expect(rig.allowed.carriageDuty).toBe(-0.5);
    const other = createRig();
    const atBottom = ({ sensors }: typeof rig) => {
      sensors.limitBottom = true;
    };
    step(other, 20, atBottom);
    wantMotors(other, 0.5, 0);
    step(other, 1, atBottom);
    expect(other.allowed.carriageDuty).toBe(0.5);
    wantMotors(other, -0.5, 0);
    step(other, 10, atBottom);
    expect(other.allowed.carriageDuty).toBe(0);
    expect(heldBy(other).carriage).toBe('limit switch');
  });

  test('a carriage that is not driven is held by neither', () => {
    const rig = createRig();
    wantMotors(rig, 0, 0.5);
    for (const name of ['limitTop', 'limitBottom'] as const) {
      rig.sensors.limitTop = false;
      rig.sensors.limitBottom = false;
      rig.sensors[name] = true;
      step(rig, 1);
      expect(heldBy(rig).carriage).toBe('none');
    }
  });

  test('a limit reading that is missing counts as closed', () => {
    const rig = createRig();
    wantMotors(rig, 0.5, 0);
    step(rig, 1, ({ sensors }) => {
      Object.assign(sensors, { limitTop: undefined });
    });
    expect(rig.allowed.carriageDuty).toBe(0);
  });
});

describe('faults', () => {
  test('heat faults take heat at once and the rest half a second later', () => {
    const rig = createRig();
    wantEverything(rig);
    step(rig, 10);
    rig.sensors.pads[0]!.elementC = 200;
    step(rig, 3);
    expect(latched(rig)).toEqual(['E22']);
    expect(rig.allowed).toEqual({ ...everythingOn, ...heatOff });
    rig.sensors.pads[0]!.elementC = 30;
    step(rig, 24);
    expect(rig.allowed).toEqual({ ...everythingOn, ...heatOff });
    step(rig, 1);
    expect(rig.allowed).toEqual(allOff);
    expect(heldBy(rig)).toEqual({
      carriage: 'E22',
      kneader: 'E22',
      pads: ['E22', 'E22'],
      padRelay: 'E22',
      motorRelay: 'E22',
    });
  });

  test('motor faults take the motors at once and the rest half a second later', () => {
    const rig = createRig();
    wantEverything(rig);
    step(rig, 1);
    const jammed = ({ sensors }: typeof rig) => {
      sensors.kneaderA = 4;
    };
    step(rig, 12, jammed);
    expect(latched(rig)).toEqual(['E41']);
    expect(rig.allowed).toEqual({ ...everythingOn, ...motorsOff });
    step(rig, 24);
    expect(rig.allowed).toEqual({ ...everythingOn, ...motorsOff });
    step(rig, 1);
    expect(rig.allowed).toEqual(allOff);
  });

  test('stay until they are cleared, and everything stays off with them', () => {
    const rig = createRig();
    wantEverything(rig);
    rig.sensors.pads[1]!.elementC = -60;
    step(rig, 3);
    rig.sensors.pads[1]!.elementC = 30;
    for (let tick = 0; tick < 500; tick++) {
      step(rig);
      expect(isLatched(rig, 'E21')).toBe(true);
    }
    expect(rig.allowed).toEqual(allOff);
    clearFaults(rig.guard);
    expect(activeFaults(rig.guard)).toBe(0);
    step(rig);
    expect(rig.allowed).toEqual(everythingOn);
  });

  test('what is still wrong comes back at its bound', () => {
    const rig = createRig();
    rig.sensors.pads[1]!.elementC = -60;
    step(rig, 10);
    clearFaults(rig.guard);
    step(rig);
    expect(latched(rig)).toEqual(['E21']);
  });

  test('of several latched the lowest code names the hold, and each takes what is its own', () => {
    const rig = createRig();
    wantEverything(rig);
    step(rig, 10);
    step(rig, 15, ({ sensors }) => {
      sensors.kneaderA = 4;
    });
    rig.sensors.pads[0]!.elementC = 200;
    step(rig, 3);
    expect(latched(rig)).toEqual(['E22', 'E41']);
    expect(heldBy(rig).pads[0]).toBe('E22');
    expect(heldBy(rig).kneader).toBe('E41');
  });

  test('keep the value, the part and the time of their first moment', () => {
    const rig = createRig();
    rig.sensors.pads[1]!.elementC = 130;
    step(rig, 3);
    const index = faultIndex('E22');
    const { atMs, values, parts } = rig.guard.register;
    expect([atMs[index], values[index], parts[index]]).toEqual([rig.context.dueMs, 130, 2]);
    rig.sensors.pads[1]!.elementC = 300;
    step(rig, 10);
    expect([atMs[index], values[index], parts[index]]).toEqual([rig.context.dueMs - 200, 130, 2]);
  });

  test('found elsewhere are shown in the tick they are reported in', () => {
    const rig = createRig();
    reportFault(rig.guard, 'E61', 3);
    expect(isShown(rig, 'E61')).toBe(true);
    expect(isLatched(rig, 'E61')).toBe(false);
    step(rig);
    expect(isShown(rig, 'E61')).toBe(false);
    reportFault(rig.guard, 'E51', 3);
    expect(isLatched(rig, 'E51')).toBe(true);
  });
});

test('the guard is one plain value: saved in mid-session it goes on in the same way', () => {
  const rig = createRig();
  wantEverything(rig);
  step(rig, 777);
  const copy = { ...rig, guard: structuredClone(rig.guard), allowed: structuredClone(rig.allowed) };
  copy.sensors = structuredClone(rig.sensors);
  copy.context = { ...rig.context };
  expect(copy.guard).toEqual(rig.guard);
  step(rig, 777);
  step(copy, 777);
  expect(copy.guard).toEqual(rig.guard);
  expect(copy.allowed).toEqual(rig.allowed);
});

test('a fresh guard allows a healthy order in its first tick, of the pads one', () => {
  const guard = createGuard(limits);
  const rig = createRig();
  const context = { ...createGuardContext(), state: 'running' as const, nowMs: 5000, dueMs: 5000 };
  wantEverything(rig);
  guardTick(guard, rig.wanted, rig.sensors, context, rig.allowed);
  expect(rig.allowed).toEqual({ ...everythingOn, padsOn: [true, false] });
  expect(holdsOf(guard.register)).toEqual({
    carriage: 0,
    kneader: 0,
    pads: [0, reasonOf('pads unknown')],
    padRelay: 0,
    motorRelay: 0,
  });
});

test.each([0.5, -0.5])('a fresh guard has nothing to turn round from: duty %d is free at once', (duty) => {
  const rig = createRig();
  const context = { ...createGuardContext(), state: 'running' as const, nowMs: 5000, dueMs: 5000 };
  wantMotors(rig, duty, duty);
  guardTick(createGuard(limits), rig.wanted, rig.sensors, context, rig.allowed);
  expect([rig.allowed.carriageDuty, rig.allowed.kneaderDuty]).toEqual([duty, duty]);
});

test('the number beside a hold says how far it is', () => {
  const rig = createRig();
  wantEverything(rig);
  rig.sensors.seat = false;
  ticksUntil(rig, (one) => heldBy(one).pads[0] !== 'none');
  step(rig, 100);
  expect(rig.guard.register.measures[reasonOf('seat empty')]).toBeCloseTo(12.02, 5);
  wantNothing(rig);
  wantHeat(rig);
});

test('a fresh guard knows nothing: this is its state, field by field', async () => {
  await expect(`${JSON.stringify(createGuard(limits), null, 1)}\n`).toMatchFileSnapshot(
    join(import.meta.dirname, 'fresh-guard.txt'),
  );
});
