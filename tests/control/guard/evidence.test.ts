/** Evidence may pause, but never vanish: faults that come and go, and values that come late. */
import { describe, expect, test } from 'vitest';
import { clearFaults } from '../../../src/control/guard/guard.ts';
import { createRig, isLatched, latched, type Rig, step, ticksUntilFault, wantMotors } from './rig.ts';

/** The values of each 22 turns are 40 ms late in two of them: they are those of before. */
const late = ({ sensors, context }: Rig) => {
  const turn = (context.dueMs / 20) % 22;
  sensors.link.ageMs = turn < 2 ? (turn + 1) * 20 : 0;
};

describe('with values that are late by 40 ms in each 440 ms', () => {
  test('a jam is found by its current', () => {
    for (let phase = 0; phase < 22; phase++) {
      const rig = createRig();
      wantMotors(rig, 0.5, 0);
      step(rig, 30 + phase, late);
      const ticks = ticksUntilFault(rig, 'E31', (one) => {
        late(one);
        one.sensors.carriageA = 4;
      });
      expect(ticks * 20).toBeLessThanOrEqual(300 + 60);
    }
  });

  test('so is a motor without edges, and a bridge that conducts at rest', () => {
    const rig = createRig();
    wantMotors(rig, 0.5, 0);
    step(rig, 30, late);
    const { carriageEdges } = rig.sensors;
    const still = (one: Rig) => {
      late(one);
      one.sensors.carriageEdges = carriageEdges;
    };
    expect(ticksUntilFault(rig, 'E31', still)).toBeLessThanOrEqual(56);
    const shorted = createRig();
    step(shorted, 30, late);
    const flows = (one: Rig) => {
      late(one);
      one.sensors.kneaderA = 2;
    };
    shorted.wanted.motorRelay = true;
    expect(ticksUntilFault(shorted, 'E42', flows)).toBeLessThanOrEqual(15);
  });

  test('a healthy chair has no fault', () => {
    const rig = createRig();
    for (let round = 0; round < 20; round++) {
      wantMotors(rig, round % 2 === 0 ? 0.5 : -0.5, 0.5);
      step(rig, 100, late);
      wantMotors(rig, 0, 0);
      step(rig, 50, late);
    }
    expect(latched(rig)).toEqual([]);
  });
});

test('what was driven without values is counted, and stops the motors beyond its budget', () => {
  for (const [carriage, kneader, code, mostMs] of [
    [0.5, 0, 'E38', 1500],
    [0, 0.5, 'E38', 5500],
  ] as const) {
    const rig = createRig();
    wantMotors(rig, carriage, kneader);
    step(rig, 50);
    const ticks = ticksUntilFault(rig, code, ({ sensors, context }) => {
      sensors.link.ageMs = (context.dueMs % 240) * 1;
      // No link is so slow for long; that is a fault of its own.
      rig.guard.counts.evidence.apartMs = 20;
    });
    expect(ticks).toBeGreaterThan(0);
    expect(ticks * 20).toBeLessThanOrEqual(mostMs);
  }
});

test('bursts 100 ms apart, two ways of 120 ms and starts in a row are supervised', () => {
  const rig = createRig();
  for (let round = 0; round < 30; round++) {
    wantMotors(rig, round % 2 === 0 ? 0.5 : -0.5, 0);
    step(rig, 40, ({ sensors, context }) => {
      sensors.link.ageMs = context.dueMs % 100;
      sensors.link.orderAgeMs = 20 + (context.dueMs % 100);
    });
    wantMotors(rig, 0, 0);
    step(rig, 40);
  }
  expect(isLatched(rig, 'E38')).toBe(false);
});

test('values that answer to an older order than those before them did, as after a pulled cable, are judged like any', () => {
  const rig = createRig();
  wantMotors(rig, 0.5, 0.5);
  step(rig, 50);
  step(rig, 10, ({ sensors }) => Object.assign(sensors.link, { orderAgeMs: 400 }));
  expect(rig.allowed.carriageDuty).toBe(0.5);
  expect(latched(rig)).toEqual([]);
});

test('an end switch that is closed one tick in 25 stops the drive into its end, and is a fault', () => {
  const rig = createRig();
  rig.guard.diagnosis.motion.endWires.proved = true;
  wantMotors(rig, 0.5, 0);
  step(rig, 100);
  const { carriageEdges } = rig.sensors;
  const atTheStop = (tick: number) => (one: Rig) => {
    one.sensors.carriageEdges = carriageEdges;
    one.sensors.limitTop = tick % 25 === 0;
  };
  for (let tick = 0; tick < 60; tick++) {
    step(rig, 1, atTheStop(tick));
    expect(rig.allowed.carriageDuty).toBe(0);
  }
  expect(latched(rig)).toEqual(['E33']);
});

describe('crossed wires', () => {
  test.each([
    ['up', 0.5, 'limitBottom'],
    ['down', -0.5, 'limitTop'],
  ] as const)('driven %s, the other end stops it in the tick in which it closes', (_, duty, other) => {
    const rig = createRig('homing');
    wantMotors(rig, duty, 0);
    step(rig, 50);
    step(rig, 1, ({ sensors }) => {
      sensors[other] = true;
    });
    expect(latched(rig)).toEqual(['E37']);
    expect(rig.allowed.carriageDuty).toBe(0);
  });

  test('once an end has been met on the way to it they are right', () => {
    const rig = createRig('homing');
    wantMotors(rig, -0.5, 0);
    step(rig, 50);
    step(rig, 2, ({ sensors }) => {
      sensors.limitBottom = true;
    });
    rig.sensors.limitBottom = false;
    wantMotors(rig, 0, 0);
    step(rig, 50);
    wantMotors(rig, 0.5, 0);
    step(rig, 100);
    expect(rig.guard.diagnosis.motion.endWires.proved).toBe(true);
    rig.sensors.limitBottom = true;
    step(rig, 1);
    expect(isLatched(rig, 'E37')).toBe(false);
  });

  test('an end that closes while both motors are driven proves nothing, and the kneader rests until it has opened', () => {
    const rig = createRig('running');
    const { endWires } = rig.guard.diagnosis.motion;
    wantMotors(rig, -0.5, 0.5);
    step(rig, 50);
    expect(rig.allowed.kneaderDuty).toBe(0.5);
    rig.sensors.limitBottom = true;
    step(rig, 2);
    expect(rig.allowed).toMatchObject({ carriageDuty: 0, kneaderDuty: 0 });
    expect(endWires.proved).toBe(false);
    wantMotors(rig, 0, 0.5);
    step(rig, 100);
    expect(rig.allowed.kneaderDuty).toBe(0);
    rig.sensors.limitBottom = false;
    step(rig, 2);
    expect(rig.allowed.kneaderDuty).toBe(0.5);
    expect(latched(rig)).toEqual([]);
  });

  test('an end that closed while both motors were driven is left from as far behind its switch as the carriage coasted', () => {
    const rig = createRig('running');
    wantMotors(rig, -0.5, 0.5);
    step(rig, 50);
    rig.sensors.limitBottom = true;
    step(rig, 50);
    wantMotors(rig, 0.5, 0);
    // 12 mm at 20 mm/s.
    step(rig, 30);
    rig.sensors.limitBottom = false;
    step(rig, 50);
    expect(latched(rig)).toEqual([]);
  });

  test('held fast at an end that closed while both motors were driven, it is pressed there again by neither', () => {
    const rig = createRig('running');
    wantMotors(rig, 0.5, 0.5);
    step(rig, 50);
    rig.sensors.limitTop = true;
    step(rig, 50);
    const { carriageEdges } = rig.sensors;
    const heldFast = ({ sensors }: Rig) => {
      sensors.carriageEdges = carriageEdges;
    };
    wantMotors(rig, -0.5, 0);
    step(rig, 150, heldFast);
    expect(latched(rig)).toEqual(['E37']);
    clearFaults(rig.guard);
    rig.context.state = 'homing';
    wantMotors(rig, 0, 0.5);
    step(rig, 5, heldFast);
    expect(latched(rig)).toEqual(['E37']);
    expect(rig.allowed.kneaderDuty).toBe(0);
  });

  test('a switch that closes at rest proves nothing: from behind it the carriage may have as far to go as the rail ends', () => {
    const rig = createRig('homing');
    wantMotors(rig, 0, 0);
    step(rig, 50);
    rig.sensors.limitTop = true;
    step(rig, 50);
    expect(rig.guard.diagnosis.motion.endWires.stoodAt).toBe('top');
    wantMotors(rig, -0.5, 0);
    const { travelMm } = rig.guard.diagnosis.motion.run;
    for (let tick = 0; tick < 400 && rig.guard.diagnosis.motion.run.travelMm - travelMm < 20; tick++)
      step(rig, 1);
    expect(latched(rig)).toEqual([]);
    step(rig, 100);
    expect(latched(rig)).toEqual(['E37']);
  });

  test('held fast at an end that does not open it is not pressed there once more, until that end has opened', () => {
    const rig = createRig('homing');
    const heldAtTop = ({ sensors }: Rig) => {
      sensors.limitTop = true;
      sensors.carriageEdges = 0;
    };
    wantMotors(rig, 0, 0);
    step(rig, 50, heldAtTop);
    wantMotors(rig, -0.5, 0);
    expect(ticksUntilFault(rig, 'E37', heldAtTop)).toBeGreaterThan(25);
    wantMotors(rig, 0, 0);
    step(rig, 50, heldAtTop);
    clearFaults(rig.guard);
    wantMotors(rig, -0.5, 0);
    expect(ticksUntilFault(rig, 'E37', heldAtTop)).toBe(1);
    clearFaults(rig.guard);
    wantMotors(rig, 0, 0);
    rig.sensors.limitTop = false;
    step(rig, 50);
    wantMotors(rig, -0.5, 0);
    step(rig, 50);
    expect(latched(rig)).toEqual([]);
  });
});
