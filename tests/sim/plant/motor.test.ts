/** The motors against closed-form solutions and against a brute-force integration of the same equations. */

import { describe, expect, test } from 'vitest';
import { stepMotor } from '../../../sim/plant/motion.ts';
import { createMotor, type Motor } from '../../../sim/plant/motor.ts';
import { createMotorPhysics, createMotorStep, fillMotorStep } from '../../../sim/plant/motorstep.ts';
import { carriagePhysics, kneaderPhysics } from '../../../sim/plant/physics.ts';
import { chair } from '../../chair.ts';

const { forward: carriageUp, backward: carriageDown } = carriagePhysics(chair);
const { forward: kneaderTurning } = kneaderPhysics(chair);

/** The equations in the direction of motion, integrated in steps of a microsecond (fourth order). */
function integrate(
  physics: typeof carriageUp,
  start: { j: number; u: number; f: number },
  drive: number,
  frictionA: number,
  seconds: number,
) {
  const henry = physics.ohm * physics.electricalS;
  const slope = ([j, u, , f]: number[]) => [
    (drive - physics.ohm * j! - physics.voltPerSpeed * u!) / henry,
    physics.speedPerAmpereSecond * (j! - frictionA),
    u!,
    (Math.abs(j!) - f!) / physics.filterS,
  ];
  let state = [start.j, start.u, 0, start.f];
  const h = 2e-6;
  const along = (by: number[], share: number) => state.map((value, i) => value + by[i]! * share);
  for (let n = Math.round(seconds / h); n > 0; n--) {
    const a = slope(state);
    const b = slope(along(a, h / 2));
    const c = slope(along(b, h / 2));
    const d = slope(along(c, h));
    state = state.map((value, i) => value + (h / 6) * (a[i]! + 2 * b[i]! + 2 * c[i]! + d[i]!));
  }
  return { j: state[0]!, u: state[1]!, x: state[2]!, f: state[3]! };
}

function free(stepS: number, changes: Partial<Motor> = {}): Motor {
  const motor = createMotor({
    position: 100,
    edgesPerUnit: 0.5,
    lowEnd: -15,
    highEnd: 809,
    frictionA: 0.75,
    breakawayA: 1.5,
    forward: carriageUp,
    backward: carriageDown,
    stepS,
  });
  return Object.assign(motor, changes);
}

describe('a motor in motion', () => {
  test.each([
    ['speeding up', { j: 1.5, u: 1, f: 1.2 }, 20],
    ['slowing down under drive', { j: 0.9, u: 45, f: 0.9 }, 21.5],
    ['driven against its motion', { j: -4, u: 45, f: 4 }, -12],
  ])('%s follows its differential equations', (_, start, drive) => {
    for (const physics of [carriageUp, carriageDown]) {
      const upwards = physics === carriageUp;
      const along = upwards ? 1 : -1;
      const motor = free(0.02, {
        speed: along * start.u,
        currentA: along * start.j,
        filteredA: start.f,
        openVolts: along * drive,
      });
      stepMotor(motor);
      const truth = integrate(physics, start, drive, 0.75, 0.02);
      expect(motor.speed * along).toBeCloseTo(truth.u, 7);
      expect(motor.currentA * along).toBeCloseTo(truth.j, 7);
      expect((motor.position - 100) * along).toBeCloseTo(truth.x, 7);
      expect(motor.filteredA).toBeCloseTo(truth.f, 7);
      expect(motor.travelled).toBeCloseTo(truth.x, 7);
    }
  });

  test('left alone it slows by friction only, and its current dies away through the diodes', () => {
    const motor = free(0.02, { speed: 50, currentA: 0.75, filteredA: 0.75 });
    stepMotor(motor);
    const a = carriageUp.speedPerAmpereSecond;
    const push = a * 0.75 * carriageUp.electricalS;
    expect(motor.speed).toBeCloseTo(50 + push - a * 0.75 * 0.02, 9);
    expect(motor.currentA).toBeCloseTo(0, 12);
    // The filter remembers: 10 ms of time constant, 0.5 ms of current.
    expect(motor.filteredA).toBeCloseTo(0.75 * (Math.exp(-2) + (Math.exp(-2) * 0.0005) / 0.0095), 5);
  });

  test('a bridge gives way below the back-EMF: it coasts as if off until it is slow enough, never braked', () => {
    const motor = free(0.02, { speed: 50, openVolts: 12 });
    let speed = 50;
    let steps = 0;
    // 12 V are the back-EMF of 29.6 mm/s.
    while (motor.speed * carriageUp.voltPerSpeed > 12.1) {
      stepMotor(motor);
      steps++;
      expect(motor.currentA).toBeGreaterThanOrEqual(0);
      expect(motor.currentA).toBeLessThan(0.4);
      expect(motor.speed).toBeLessThan(speed);
      speed = motor.speed;
    }
    const coasting = (50 - 12 / carriageUp.voltPerSpeed) / (carriageUp.speedPerAmpereSecond * 0.75);
    expect(Math.abs(steps * 0.02 - coasting)).toBeLessThan(0.02);
    for (let i = 0; i < 100; i++) stepMotor(motor);
    expect(motor.currentA).toBeCloseTo(0.75, 9);
    expect(motor.speed).toBeCloseTo((12 - 4.8 * 0.75) / carriageUp.voltPerSpeed, 9);
  });

  test('driven against its motion it stops, and goes off the other way', () => {
    const motor = free(0.02, { speed: 40, currentA: 0.75, openVolts: -20 });
    const start = motor.position;
    for (let i = 0; i < 100; i++) stepMotor(motor);
    expect(motor.speed).toBeCloseTo(-(20 - 4.8 * 0.75) / carriageDown.voltPerSpeed, 6);
    expect(motor.currentA).toBeCloseTo(-0.75, 9);
    // Way gone is more than the distance by twice what it went before it turned.
    const turned = (motor.travelled - (start - motor.position)) / 2;
    expect(turned).toBeGreaterThan(0.3);
    expect(turned).toBeLessThan(40 * 0.02);
  });
});

describe('a motor at rest', () => {
  test('holds while the current stays below breakaway, and draws volts over ohms', () => {
    const motor = free(0.02, { openVolts: 4.8 * 1.499 });
    for (let i = 0; i < 50; i++) stepMotor(motor);
    expect(motor.speed).toBe(0);
    expect(motor.currentA).toBeCloseTo(1.499, 9);
    expect(motor.filteredA).toBeCloseTo(1.499, 9);
  });

  test('breaks away when the current passes breakaway, at the time the winding says', () => {
    const motor = free(0.02, { openVolts: 24 });
    stepMotor(motor);
    const when = -carriageUp.electricalS * Math.log(1 - 1.5 / 5);
    const filtered = (() => {
      // Current while held: 5 A (1 - e^-t/te), through the filter.
      let f = 0;
      const h = 1e-7;
      for (let t = 0; t < when; t += h) {
        f += (h * (5 * (1 - Math.exp(-(t + h / 2) / carriageUp.electricalS)) - f)) / carriageUp.filterS;
      }
      return f;
    })();
    const truth = integrate(carriageUp, { j: 1.5, u: 0, f: filtered }, 24, 0.75, 0.02 - when);
    expect(motor.speed).toBeCloseTo(truth.u, 2);
    expect(motor.currentA).toBeCloseTo(truth.j, 3);
    expect(motor.position - 100).toBeCloseTo(truth.x, 4);
    expect(motor.filteredA).toBeCloseTo(truth.f, 3);
  });

  test('behind a source with resistance it gets less the more it draws', () => {
    const motor = free(0.02, { openVolts: 24, sourceOhm: 0.15, meanA: 24 / 4.95, jammed: true });
    for (let i = 0; i < 20; i++) stepMotor(motor);
    expect(motor.currentA).toBeCloseTo(24 / 4.95, 9);
    expect(motor.meanA).toBeCloseTo(24 / 4.95, 9);
  });

  test('does nothing at all without voltage', () => {
    const motor = free(0.02);
    const before = structuredClone(motor);
    for (let i = 0; i < 10; i++) stepMotor(motor);
    expect(motor).toEqual(before);
  });
});

describe('abrupt changes', () => {
  test('an end takes all motion at its place, and the current goes to stall', () => {
    const motor = free(0.02, { position: 808, speed: 45, currentA: 0.75, openVolts: 24 });
    for (let i = 0; i < 30; i++) stepMotor(motor);
    expect(motor.position).toBe(809);
    expect(motor.speed).toBe(0);
    expect(motor.currentA).toBeCloseTo(5, 9);
    motor.openVolts = -24;
    for (let i = 0; i < 30; i++) stepMotor(motor);
    expect(motor.position).toBeLessThan(808);
  });

  test('coasting stops dead where the speed is used up: v squared over 2 a', () => {
    for (const speed of [5, 17, 50, -54]) {
      const motor = free(0.02, { position: 400, speed });
      for (let i = 0; i < 40; i++) stepMotor(motor);
      const { speedPerAmpereSecond } = speed > 0 ? carriageUp : carriageDown;
      expect(motor.speed).toBe(0);
      expect(Math.abs(motor.position - 400)).toBeCloseTo(speed ** 2 / (2 * speedPerAmpereSecond * 0.75), 9);
    }
  });

  test('it does not matter where steps begin and end', () => {
    // Through breakaway, reversal against the motion, coasting, a dry bridge and both ends.
    const plan = [24, 24, 6, 6, -24, -24, 0, 0, 18, 9, 24, 24, 24, -24, -24, -24, -24, 0, 12, 12];
    const run = (parts: number) => {
      const motor = free(0.2 / parts, { position: 780 });
      const seen: number[] = [];
      for (const volts of plan) {
        motor.openVolts = volts;
        for (let part = 0; part < parts; part++) stepMotor(motor);
        seen.push(motor.position, motor.speed, motor.currentA, motor.filteredA, motor.edges, motor.travelled);
      }
      return seen;
    };
    const coarse = run(1);
    for (const parts of [2, 10, 77]) {
      run(parts).forEach((value, i) => {
        expect(value).toBeCloseTo(coarse[i]!, 6);
      });
    }
  });

  test('edges are places passed, whichever way', () => {
    const motor = free(0.02, { position: 99, openVolts: 20 });
    while (motor.position < 109) stepMotor(motor);
    motor.openVolts = -20;
    while (motor.position > 99) stepMotor(motor);
    const highest = 99 + (motor.travelled - (99 - motor.position)) / 2;
    const up = Math.floor(highest / 2) - Math.floor(99 / 2);
    const down = Math.floor(highest / 2) - Math.floor(motor.position / 2);
    expect(motor.edges).toBe(up + down);
  });
});

describe('the factors of a step', () => {
  test('two half steps are one whole', () => {
    for (const physics of [carriageUp, carriageDown, kneaderTurning]) {
      const whole = createMotorStep();
      const half = createMotorStep();
      fillMotorStep(whole, physics, 0.02);
      fillMotorStep(half, physics, 0.01);
      expect(half.currentOfJ ** 2 + half.currentOfU * half.speedOfJ).toBeCloseTo(whole.currentOfJ, 12);
      expect(half.speedOfU ** 2 + half.currentOfU * half.speedOfJ).toBeCloseTo(whole.speedOfU, 12);
      expect(half.filterDecay ** 2).toBeCloseTo(whole.filterDecay, 12);
    }
  });

  test('a motor whose electrical side is the slow one is refused', () => {
    expect(() => createMotorPhysics(4.8, 0.5, 0.4, 270, 0.01)).toThrow(/slower/);
  });
});
