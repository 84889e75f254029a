import { describe, expect, test } from 'vitest';
import { setPerson, stepPlant } from '../../../sim/plant/plant.ts';
import { sensePlant } from '../../../sim/plant/sense.ts';
import { createRandom, nextBetween } from '../../../sim/random.ts';
import { betweenPlacesMmPerS } from '../../../src/chair/kinematics.ts';
import { sessionLimits } from '../../../src/chair/limits.ts';
import { createSensors } from '../../../src/chair/sensors.ts';
import { createGoals } from '../../../src/control/goals.ts';
import { createCarriage, driveCarriage } from '../../../src/control/motion/carriage.ts';
import { dropRamp } from '../../../src/control/motion/ramp.ts';
import { createTrack, dutyToMove, follow, trackFigures } from '../../../src/control/motion/track.ts';
import { chair } from '../../chair.ts';
import { createRig, decide, go, home, order, type Rig, run, runUntil, tick, tickS } from './rig.ts';

const { carriage: rail } = chair;
const persons = [0, 75, 120];

function homedRig(personKg: number, seed = 1): Rig {
  const rig = createRig({ personKg, seed, carriageMm: 30 });
  home(rig);
  return rig;
}

const speedOf = (rig: Rig) => Math.abs(rig.plant.carriageMmPerS);
const dutyOf = (rig: Rig) => Math.abs(rig.power.carriageDuty);

describe('landing', () => {
  test.each(persons)('it stands within 4 mm of every target, up and down, with %d kg in the chair', (kg) => {
    const rig = homedRig(kg);
    for (const targetMm of [60, 774, 20, 330, 150, 163, 480, 261]) {
      go(rig, targetMm, betweenPlacesMmPerS);
      expect(speedOf(rig)).toBe(0);
      expect(Math.abs(rig.plant.carriageMm - targetMm)).toBeLessThan(2);
      expect(Math.abs(rig.carriage.positionMm - rig.plant.carriageMm)).toBeLessThan(1);
    }
  });

  test.each(persons)('a row of 12 mm hops stays on its places, with %d kg in the chair', (kg) => {
    const rig = homedRig(kg);
    go(rig, 190, betweenPlacesMmPerS);
    for (let placeMm = 202; placeMm <= 298; placeMm += rail.hopMm) {
      const seconds = go(rig, placeMm, 15);
      expect(seconds).toBeLessThan(2);
      expect(Math.abs(rig.plant.carriageMm - placeMm)).toBeLessThan(2);
    }
  });

  test.each(persons)('it comes in at 15 mm/s or less, with %d kg in the chair', (kg) => {
    const rig = homedRig(kg);
    for (const targetMm of [700, 120]) {
      go(rig, targetMm, betweenPlacesMmPerS, () => {
        if (Math.abs(rig.plant.carriageMm - targetMm) < 4) {
          expect(speedOf(rig)).toBeLessThanOrEqual(rail.landingSpeedMmPerS);
        }
      });
    }
  });

  test.each(persons)('it takes less than the planner allots, with %d kg in the chair', (kg) => {
    const rig = homedRig(kg);
    for (const targetMm of [774, 20, 32, 480, 300, 295]) {
      const wayMm = Math.abs(targetMm - rig.plant.carriageMm);
      const seconds = go(rig, targetMm, betweenPlacesMmPerS);
      expect(seconds).toBeLessThan(wayMm / rail.travelMmPerS + rail.travelSettleMs / 1000);
    }
  });

  test('a target it stands at already is reached without moving', () => {
    const rig = homedRig(0);
    go(rig, 100, 20);
    const beforeMm = rig.plant.carriageMm;
    expect(go(rig, beforeMm + 1.5, 20)).toBe(0);
    run(rig, 1);
    expect(rig.plant.carriageMm).toBe(beforeMm);
    expect(rig.carriage.arrived).toBe(true);
  });

  test('a target that goes on moving away is never said to be reached on the way', () => {
    const rig = homedRig(0);
    for (let targetMm = 100; targetMm < 300; targetMm += 10) {
      order(rig, targetMm, 20);
      run(rig, 0.4);
      expect(rig.carriage.arrived).toBe(false);
    }
    runUntil(rig, 12, () => rig.carriage.arrived);
    expect(Math.abs(rig.plant.carriageMm - 290)).toBeLessThan(2);
  });
});

describe('the speed', () => {
  /** Mean true speed between two places on the way. */
  function meanSpeed(rig: Rig, targetMm: number, speed: number): number {
    const lowMm = 100;
    const highMm = 290;
    let ticks = 0;
    let firstMm = Number.NaN;
    let lastMm = Number.NaN;
    go(rig, targetMm, speed, () => {
      const { carriageMm } = rig.plant;
      if (carriageMm < lowMm || carriageMm > highMm) return;
      if (ticks++ === 0) firstMm = carriageMm;
      lastMm = carriageMm;
    });
    return Math.abs(lastMm - firstMm) / ((ticks - 1) * tickS);
  }

  test.each(rail.speedsMmPerS)('holds %d mm/s within 1 %% up and down, under anybody', (speed) => {
    for (const kg of persons) {
      const rig = homedRig(kg);
      go(rig, 60, betweenPlacesMmPerS);
      for (const targetMm of [330, 60]) {
        expect(Math.abs(meanSpeed(rig, targetMm, speed) / speed - 1)).toBeLessThan(0.01);
      }
    }
  });

  test.each([20, 28])('holds also at a supply of %d V while the pads switch on and off', (volts) => {
    const rig = homedRig(75);
    rig.plant.sourceV = volts;
    rig.power.padRelay = true;
    let ticks = 0;
    const flicker = () => {
      ticks++;
      rig.power.padsOn[0] = ticks % 3 === 0;
      rig.power.padsOn[1] = ticks % 7 < 3;
    };
    run(rig, 1, flicker);
    go(rig, 60, betweenPlacesMmPerS, flicker);
    const seconds = go(rig, 330, 14, flicker);
    expect(Math.abs(270 / seconds / 14 - 1)).toBeLessThan(0.06);
    expect(Math.abs(rig.plant.carriageMm - 330)).toBeLessThan(2);
  });

  test('a change on the way acts in the same tick, without a jump', () => {
    for (const speed of [32, 10]) {
      const rig = homedRig(75);
      order(rig, 700, 20);
      run(rig, 4);
      const before = rig.power.carriageDuty;
      order(rig, 700, speed);
      decide(rig);
      const change = rig.power.carriageDuty - before;
      expect(Math.sign(change)).toBe(Math.sign(speed - 20));
      expect(Math.abs(change)).toBeLessThan(0.05);
      run(rig, 1.5);
      expect(Math.abs(speedOf(rig) - speed)).toBeLessThan(0.1 * speed);
    }
  });

  test('somebody of 120 kg sitting down on an empty, homed chair does not hold it for a second', () => {
    const rig = homedRig(0);
    go(rig, 60, 20);
    setPerson(rig.plant, 120);
    let edges = rig.sensors.carriageEdges;
    let blindS = 0;
    go(rig, 140, 10, () => {
      const drives = dutyOf(rig) >= rail.breakawayDuty;
      blindS = rig.sensors.carriageEdges === edges && drives ? blindS + tickS : 0;
      edges = rig.sensors.carriageEdges;
      expect(blindS).toBeLessThan(0.6);
    });
  });

  test('it is given what surely moves it until an edge shows that it moves, and then what holds its speed', () => {
    const rig = createRig({ personKg: 75 });
    home(rig);
    go(rig, 100, 25);
    run(rig, 1);
    const { load } = rig.carriage.track;
    const surely = rail.breakawayDuty + load + 0.02;
    order(rig, 200, 8);
    // The ramp; and then it only seems to move.
    for (let ticks = 0; ticks < 25; ticks++) {
      rig.power.carriageDuty = 0;
      decide(rig);
    }
    expect(rig.carriage.track.speedMmPerS).toBeGreaterThan(8);
    expect(rig.power.carriageDuty).toBeGreaterThanOrEqual(surely - 1e-9);
    run(rig, 3);
    expect(rig.power.carriageDuty).toBeLessThan(surely);
  });

  test('does not wind up while the carriage is held: freed, it goes on at its speed and lands', () => {
    const rig = homedRig(75);
    order(rig, 400, 14);
    run(rig, 5);
    rig.plant.carriage.jammed = true;
    run(rig, 3);
    expect(dutyOf(rig)).toBeLessThan(0.75);
    rig.plant.carriage.jammed = false;
    run(rig, 1.5);
    expect(speedOf(rig)).toBeLessThan(18);
    runUntil(rig, 30, () => rig.carriage.arrived);
    expect(Math.abs(rig.plant.carriageMm - 400)).toBeLessThan(2);
  });
});

test('power that the guard withholds comes back along the ramp, and nothing false is learned meanwhile', () => {
  const rig = homedRig(75);
  order(rig, 400, 22);
  run(rig, 4);
  const { load } = rig.carriage.track;
  for (let i = 0; i < 200; i++) {
    decide(rig);
    rig.power.carriageDuty = 0;
    dropRamp(rig.carriage.ramp);
    stepPlant(rig.plant, rig.power);
    sensePlant(rig.plant, rig.sensors);
  }
  expect(rig.carriage.moving).toBe(false);
  expect(rig.carriage.track.load).toBeCloseTo(load, 1);
  tick(rig);
  expect(rig.power.carriageDuty).toBeGreaterThan(0);
  expect(rig.power.carriageDuty).toBeLessThan(0.01);
  runUntil(rig, 30, () => rig.carriage.arrived);
  expect(Math.abs(rig.plant.carriageMm - 400)).toBeLessThan(2);
});

describe('stopping', () => {
  test.each(persons)(
    'a stop takes the power in the same tick and it stands within 0.5 s, with %d kg',
    (kg) => {
      const rig = homedRig(kg);
      order(rig, 700, betweenPlacesMmPerS);
      run(rig, 4);
      expect(speedOf(rig)).toBeGreaterThan(30);
      rig.goals.carriage.kind = 'stop';
      tick(rig);
      expect(rig.power.carriageDuty).toBe(0);
      expect(rig.carriage.arrived).toBe(false);
      const seconds = runUntil(rig, 1, () => speedOf(rig) === 0);
      expect(seconds + tickS).toBeLessThanOrEqual(sessionLimits.stillWithinMs / 1000);
      run(rig, 0.5);
      expect(rig.carriage.moving).toBe(false);
      expect(rig.carriage.arrived).toBe(true);
      expect(Math.abs(rig.carriage.positionMm - rig.plant.carriageMm)).toBeLessThan(2);
    },
  );

  test('still ramps down gently and then rests', () => {
    const rig = homedRig(75);
    order(rig, 700, 32);
    run(rig, 4);
    rig.goals.carriage.kind = 'still';
    let before = rig.power.carriageDuty;
    const seconds = runUntil(
      rig,
      2,
      () => rig.carriage.arrived,
      () => {
        expect(before - rig.power.carriageDuty).toBeLessThan(0.05);
        before = rig.power.carriageDuty;
      },
    );
    expect(seconds).toBeGreaterThan(0.4);
    expect(speedOf(rig)).toBe(0);
  });

  test('after a stop while coasting it counts the edges that still come', () => {
    const rig = homedRig(0);
    for (const targetMm of [700, 100, 650]) {
      order(rig, targetMm, betweenPlacesMmPerS);
      run(rig, 3);
      rig.goals.carriage.kind = 'stop';
      run(rig, 1);
      expect(Math.abs(rig.carriage.positionMm - rig.plant.carriageMm)).toBeLessThan(2);
    }
  });
});

describe('turning round', () => {
  test('it stands still and without power for 100 ms before it is driven the other way', () => {
    const rig = homedRig(75);
    let offS = 0;
    let last = 0;
    let turns = 0;
    let targetMm = 600;
    order(rig, targetMm, 32);
    for (let i = 0; i < 40; i++) {
      run(rig, 1.3 + 0.04 * i, () => {
        const sign = Math.sign(rig.power.carriageDuty);
        if (sign === 0) {
          offS += tickS;
          return;
        }
        if (last !== 0 && sign !== last) {
          turns++;
          expect(offS).toBeGreaterThanOrEqual(rail.reversalMs / 1000 - 1e-9);
        }
        // Never is a moving motor driven against its motion.
        expect(sign * Math.sign(rig.plant.carriageMmPerS)).toBeGreaterThanOrEqual(0);
        last = sign;
        offS = 0;
      });
      targetMm = targetMm === 600 ? 60 : 600;
      order(rig, targetMm, 32);
    }
    expect(turns).toBeGreaterThan(30);
  });
});

describe('homing and parking', () => {
  test.each(persons)(
    'from anywhere with an unknown position the lower limit is found within 40 s, with %d kg',
    (kg) => {
      for (const carriageMm of [-6, 0.5, 300, 794, 803]) {
        const rig = createRig({ personKg: kg, carriageMm });
        const seconds = home(rig, 36);
        expect(seconds).toBeLessThan(36);
        expect(rig.sensors.limitBottom).toBe(true);
        expect(rig.carriage.known).toBe(true);
        expect(speedOf(rig)).toBe(0);
        go(rig, 60, 20);
        expect(Math.abs(rig.plant.carriageMm - 60)).toBeLessThan(2);
      }
    },
  );

  test('with an unknown position it runs at 0.6 duty all the way, whoever of 75 kg or less sits there', () => {
    for (const personKg of [0, 75]) {
      const rig = createRig({ personKg, carriageMm: 700 });
      rig.goals.carriage.kind = 'bottom';
      run(rig, 1);
      runUntil(
        rig,
        40,
        () => rig.sensors.limitBottom,
        () => expect(Math.abs(dutyOf(rig) - rail.homing.unknownDuty)).toBeLessThan(0.01),
      );
    }
  });

  test('with a known position it runs at 0.85 duty and the last 60 mm slower', () => {
    const rig = homedRig(75);
    go(rig, 700, betweenPlacesMmPerS);
    rig.goals.carriage.kind = 'bottom';
    run(rig, 1);
    const seconds = runUntil(
      rig,
      40,
      () => rig.carriage.arrived,
      () => {
        const { carriageMm } = rig.plant;
        if (carriageMm > 120) expect(rig.power.carriageDuty).toBe(-rail.homing.knownDuty);
        else if (carriageMm < rail.homing.slowLastMm) expect(dutyOf(rig)).toBeLessThan(0.7);
        if (carriageMm < 30) expect(speedOf(rig)).toBeLessThanOrEqual(rail.landingSpeedMmPerS);
      },
    );
    expect(seconds).toBeLessThan(25);
    expect(rig.sensors.limitBottom).toBe(true);
  });

  test.each(persons)('parks at the top and 60 mm back in time, with %d kg', (kg) => {
    const rig = homedRig(kg);
    rig.goals.carriage.kind = 'top';
    let seconds = runUntil(
      rig,
      60,
      () => rig.carriage.arrived,
      () => {
        if (rig.plant.carriageMm > rail.railMm - 20) {
          expect(speedOf(rig)).toBeLessThanOrEqual(rail.landingSpeedMmPerS);
        }
      },
    );
    expect(rig.sensors.limitTop).toBe(true);
    seconds += go(rig, rail.railMm - rail.parkBackMm, betweenPlacesMmPerS);
    expect(seconds).toBeLessThan(40);
    expect(Math.abs(rig.plant.carriageMm - 734)).toBeLessThan(2);
  });

  test('with an unknown position it finds the upper limit too, and knows where it is from there', () => {
    const rig = createRig({ personKg: 75, carriageMm: 650 });
    rig.goals.carriage.kind = 'top';
    runUntil(rig, 40, () => rig.carriage.arrived);
    go(rig, 700, 30);
    expect(Math.abs(rig.plant.carriageMm - 700)).toBeLessThan(2);
  });

  test('sent the other way at once, it turns round before it seeks', () => {
    const rig = homedRig(0);
    go(rig, 100, 30);
    rig.goals.carriage.kind = 'top';
    run(rig, 3);
    rig.goals.carriage.kind = 'bottom';
    runUntil(
      rig,
      20,
      () => rig.carriage.arrived,
      () => {
        expect(Math.sign(rig.power.carriageDuty) * rig.plant.carriageMmPerS).toBeGreaterThanOrEqual(0);
      },
    );
    expect(rig.sensors.limitBottom).toBe(true);
  });

  test('each limit it runs into corrects the position', () => {
    const rig = homedRig(0);
    go(rig, 200, 30);
    // Edges get lost: the count lies by 10 mm.
    rig.carriage.track.positionMm += 10;
    rig.carriage.track.cellMm += 10;
    rig.goals.carriage.kind = 'bottom';
    runUntil(rig, 40, () => rig.carriage.arrived);
    expect(Math.abs(rig.carriage.positionMm - rig.plant.carriageMm)).toBeLessThan(1);
    expect(rig.carriage.track.slipMm).toBeCloseTo(-10, 0);
    expect(rig.carriage.known).toBe(true);
  });
});

describe('limits', () => {
  test('a limit that closes takes the power towards it in the same tick, and only that', () => {
    for (const [kind, limit, sign] of [
      ['bottom', 'limitBottom', -1],
      ['top', 'limitTop', 1],
    ] as const) {
      const rig = homedRig(0);
      go(rig, 400, betweenPlacesMmPerS);
      rig.goals.carriage.kind = kind;
      run(rig, 1);
      expect(rig.power.carriageDuty * sign).toBeGreaterThan(0);
      rig.sensors[limit] = true;
      decide(rig);
      expect(rig.power.carriageDuty).toBe(0);
      // The other way is free.
      stepPlant(rig.plant, rig.power);
      for (let i = 0; i < 60; i++) {
        sensePlant(rig.plant, rig.sensors);
        rig.sensors[limit] = true;
        rig.goals.carriage.kind = sign > 0 ? 'bottom' : 'top';
        decide(rig);
        expect(rig.power.carriageDuty * sign).toBeLessThanOrEqual(0);
        stepPlant(rig.plant, rig.power);
      }
      expect(rig.power.carriageDuty * sign).toBeLessThan(0);
    }
  });

  test('a contact that bounces for one tick neither stops the run nor moves the zero', () => {
    const rig = homedRig(0);
    go(rig, 300, betweenPlacesMmPerS);
    rig.goals.carriage.kind = 'bottom';
    run(rig, 1);
    rig.sensors.limitBottom = true;
    tick(rig);
    expect(rig.power.carriageDuty).toBe(0);
    expect(Math.abs(rig.carriage.positionMm - rig.plant.carriageMm)).toBeLessThan(1);
    runUntil(rig, 20, () => rig.carriage.arrived);
    expect(rig.plant.carriageMm).toBeLessThanOrEqual(0);
  });

  test('a limit that closes far from where it should be is not believed: the position counts as lost', () => {
    const rig = homedRig(0);
    go(rig, 400, betweenPlacesMmPerS);
    order(rig, 100, 20);
    run(rig, 2);
    for (let i = 0; i < 3; i++) {
      rig.sensors.limitBottom = true;
      tick(rig);
    }
    expect(rig.carriage.known).toBe(false);
    order(rig, 500, 20);
    run(rig, 2);
    expect(rig.power.carriageDuty).toBe(0);
    expect(rig.carriage.arrived).toBe(false);
    // Homing puts it right.
    home(rig);
    expect(rig.carriage.known).toBe(true);
    go(rig, 200, 20);
    expect(Math.abs(rig.plant.carriageMm - 200)).toBeLessThan(2);
  });

  test('a limit closed from the start is taken for homed, and leaving it gives the exact place', () => {
    for (const [kind, carriageMm, targetMm] of [
      ['bottom', -14, 60],
      ['top', 808, 734],
    ] as const) {
      const rig = createRig({ carriageMm });
      rig.goals.carriage.kind = kind;
      run(rig, 0.2);
      expect(rig.carriage.arrived).toBe(true);
      expect(rig.power.carriageDuty).toBe(0);
      go(rig, targetMm, betweenPlacesMmPerS);
      expect(Math.abs(rig.plant.carriageMm - targetMm)).toBeLessThan(2);
    }
  });

  test('stuck closed at the far end of the rail, it is not driven into, wherever the target', () => {
    const rig = homedRig(0);
    go(rig, 700, betweenPlacesMmPerS);
    rig.plant.limitTopStuck = true;
    sensePlant(rig.plant, rig.sensors);
    order(rig, 760, 30);
    run(rig, 2, () => expect(rig.power.carriageDuty).toBeLessThanOrEqual(0));
    expect(rig.carriage.arrived).toBe(false);
  });
});

describe('what it cannot know', () => {
  test('a target is refused while the position is unknown: it stands still and has not arrived', () => {
    const rig = createRig({ carriageMm: 300 });
    order(rig, 100, 30);
    run(rig, 2, () => expect(rig.power.carriageDuty).toBe(0));
    expect(rig.carriage.arrived).toBe(false);
  });

  test('edges while it stands still are of a magnet that trembles on its rim: the position stays', () => {
    const rig = homedRig(0);
    go(rig, 100, 30);
    run(rig, 1);
    const { positionMm } = rig.carriage;
    for (let edge = 0; edge < 20; edge++) {
      rig.plant.carriage.edges += 1;
      run(rig, 0.1);
    }
    expect(rig.carriage.known).toBe(true);
    expect(rig.carriage.positionMm).toBe(positionMm);
  });

  test('nor does its first edge move it where the next one is far', () => {
    for (const [beyondMm, counts] of [
      [0.7, 0],
      [0.9, 1],
    ] as const) {
      const rig = homedRig(0);
      go(rig, 100, 30);
      const { track } = rig.carriage;
      track.coasted = 0;
      track.positionMm = track.cellMm + (track.lastDirection > 0 ? beyondMm : 2 - beyondMm);
      const { cellMm } = track;
      rig.plant.carriage.edges += 1;
      run(rig, 0.1);
      expect(Math.abs(track.cellMm - cellMm), `${beyondMm} mm beyond`).toBe(2 * counts);
    }
  });

  test('an edge just after it was thought to stand still belongs to the last movement', () => {
    const rig = homedRig(0);
    go(rig, 100, 30);
    const { positionMm } = rig.carriage;
    rig.plant.carriage.edges += 1;
    run(rig, 0.3);
    expect(rig.carriage.known).toBe(true);
    expect(rig.carriage.positionMm).toBeGreaterThan(positionMm);
  });

  test('as many counts at once as a fast carriage with fine ones brings in a quarter of a second are none that leap', () => {
    const { carriage } = chair;
    const of = (edgeMm: number, fullSpeedUpMmPerS: number) =>
      trackFigures({ ...chair, carriage: { ...carriage, edgeMm, fullSpeedUpMmPerS } }).edgesMost;
    expect(of(2, 54)).toBe(11.4375);
    expect(of(5, 54)).toBe(10);
    expect(of(1.25, 120)).toBe(33);
  });

  test('a counter that starts anew or leaps loses the position', () => {
    for (const leap of [-50, 40]) {
      const rig = homedRig(0);
      go(rig, 300, 30);
      rig.plant.carriage.edges += leap;
      run(rig, 0.1);
      expect(rig.carriage.known).toBe(false);
      home(rig);
      expect(rig.carriage.known).toBe(true);
    }
  });

  test('a move takes several edges in one late tick as they are', () => {
    const rig = homedRig(0);
    order(rig, 400, 32);
    run(rig, 3);
    // 80 ms in which nobody decided.
    for (let i = 0; i < 4; i++) stepPlant(rig.plant, rig.power);
    sensePlant(rig.plant, rig.sensors);
    run(rig, 0.1);
    expect(Math.abs(rig.carriage.positionMm - rig.plant.carriageMm)).toBeLessThan(2);
    runUntil(rig, 30, () => rig.carriage.arrived);
    expect(Math.abs(rig.plant.carriageMm - 400)).toBeLessThan(2);
  });

  test('once it moves it gets enough for its next edge to come well within the time of a stall', () => {
    const of = (edgeMm: number, fullMmPerS: number) =>
      createTrack(
        trackFigures({
          ...chair,
          carriage: {
            ...chair.carriage,
            edgeMm,
            breakawayDuty: 0.2,
            frictionDuty: 0.15,
            fullSpeedUpMmPerS: fullMmPerS,
            fullSpeedDownMmPerS: fullMmPerS / 2,
          },
        }),
      );
    const track = of(3, 20);
    track.moves = true;
    // 5 mm/s brings 3 mm in 0.6 s; besides, friction and the load of somebody of 75 kg.
    expect(dutyToMove(track)).toBeCloseTo(0.15 + 0.05 + (0.85 * 5) / 20, 9);
    track.supplyV = track.figures.nominalV / 2;
    expect(dutyToMove(track)).toBeCloseTo(2 * (0.15 + 0.05 + (0.85 * 5) / 20), 9);
    const fine = of(0.5, 100);
    fine.moves = true;
    fine.load = 0.3;
    expect(dutyToMove(fine)).toBe(Math.max(0.2, 0.2 + (0.85 * 0.5) / 0.6 / 100));
  });

  test('pauses of many fine counts do not shake the speed up', () => {
    const figures = trackFigures({
      ...chair,
      carriage: { ...chair.carriage, edgeMm: 1, fullSpeedUpMmPerS: 130 },
    });
    const track = createTrack(figures);
    const sensors = createSensors(chair);
    // Every fifth value covers 100 ms; a line in bursts brings its counts with the next one, or all at once.
    for (let i = 0; i < 500; i++) {
      const late = i % 5 === 0;
      if (i % 5 !== 1) sensors.carriageEdges += late ? 0 : 3;
      follow(track, 1, sensors, late ? 100 : 20);
      expect(track.speedMmPerS).toBeGreaterThanOrEqual(0);
      expect(track.speedMmPerS).toBeLessThan(1000);
    }
  });

  test('what is not a number gives no power, never a duty that is not a number', () => {
    const keys = ['carriageEdges', 'carriageA', 'supplyV'] as const;
    for (const key of keys) {
      for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1]) {
        const rig = homedRig(0);
        order(rig, 500, 20);
        run(rig, 2);
        const sane = { ...rig.sensors };
        for (let i = 0; i < 10; i++) {
          Object.assign(rig.sensors, sane, { [key]: value });
          decide(rig);
          expect(Number.isFinite(rig.power.carriageDuty)).toBe(true);
          if (key === 'carriageEdges' && !(value >= 0)) expect(rig.power.carriageDuty).toBe(0);
        }
        expect(Number.isFinite(rig.carriage.positionMm)).toBe(true);
        expect(Number.isFinite(rig.carriage.track.speedMmPerS)).toBe(true);
      }
    }
  });

  test('a target or a speed that is not a number is no order to move', () => {
    const rig = homedRig(0);
    for (const [targetMm, speed] of [
      [Number.NaN, 20],
      [200, Number.NaN],
      [200, 0],
      [200, -10],
    ] as const) {
      order(rig, targetMm, speed);
      run(rig, 1, () => expect(rig.power.carriageDuty).toBe(0));
      expect(rig.carriage.arrived).toBe(false);
    }
  });
});

describe('the state', () => {
  test('a new carriage gives no power without a goal', () => {
    const carriage = createCarriage(chair);
    expect(driveCarriage(carriage, createGoals(chair).carriage, createSensors(chair), 20)).toBe(0);
    expect(carriage.moving).toBe(false);
  });

  test('saved and restored at any moment of a move, it goes on to the last bit as if nothing had been', () => {
    const rig = homedRig(75);
    order(rig, 300, 22);
    for (let i = 0; i < 800; i++) {
      tick(rig);
      if (i % 37 === 0) {
        const copy = structuredClone(rig);
        expect(copy).toEqual(rig);
        for (let j = 0; j < 30; j++) tick(copy);
        const on = structuredClone(rig);
        for (let j = 0; j < 30; j++) tick(on);
        expect(copy.carriage).toEqual(on.carriage);
        rig.carriage = structuredClone(rig.carriage);
      }
    }
    expect(rig.carriage.arrived).toBe(true);
  });
});

test('whatever it is told, and whenever: no jump, no drive against the motion or into a limit, and it lands', () => {
  for (let seed = 1; seed <= 8; seed++) {
    const random = createRandom(seed);
    const rig = createRig({ personKg: persons[seed % 3] ?? 0, seed });
    home(rig);
    let before = 0;
    const watch = () => {
      const duty = rig.power.carriageDuty;
      expect(Number.isFinite(duty)).toBe(true);
      if (duty !== 0) expect(Math.abs(duty - before)).toBeLessThan(0.05);
      expect(Math.sign(duty) * Math.sign(rig.plant.carriageMmPerS)).toBeGreaterThanOrEqual(0);
      before = duty;
    };
    for (let i = 0; i < 40; i++) {
      const dice = nextBetween(random, 0, 10);
      const { carriage: goal } = rig.goals;
      goal.targetMm = nextBetween(random, rail.pointMinMm, rail.pointMaxMm);
      goal.speedMmPerS = nextBetween(random, 5, 54);
      goal.kind = dice < 6 ? 'goto' : dice < 7 ? 'stop' : dice < 8 ? 'still' : dice < 9 ? 'bottom' : 'top';
      run(rig, nextBetween(random, 0.02, 4), watch);
    }
    const targetMm = nextBetween(random, rail.pointMinMm, rail.pointMaxMm);
    go(rig, targetMm, betweenPlacesMmPerS, watch);
    expect(Math.abs(rig.plant.carriageMm - targetMm)).toBeLessThan(rail.landingMm);
    expect(rig.carriage.known).toBe(true);
  }
});

describe('a start that needs more than was learned', () => {
  test('is given more while no edge comes, soon enough not to be taken for a jam', () => {
    const rig = homedRig(0);
    go(rig, 400, betweenPlacesMmPerS);
    order(rig, 120, 15);
    // It stands as it is: what the sensors show does not change.
    const duties = Array.from({ length: 60 }, () => {
      decide(rig);
      return dutyOf(rig);
    });
    const enough = rail.breakawayDuty + rig.carriage.track.load;
    const from = duties.findIndex((duty) => duty >= enough);
    expect(from).toBeGreaterThan(0);
    expect(duties[from + 16]! - duties[from + 8]!).toBeGreaterThan(0.025);
  });

  test('that fails, and fails again, is pressed no harder than the first time', () => {
    const rig = homedRig(0);
    go(rig, 400, betweenPlacesMmPerS);
    // Each try lasts until a jam is told; then its power is withheld.
    const peaks = Array.from({ length: 6 }, () => {
      order(rig, 120, 15);
      const duties = Array.from({ length: 60 }, () => {
        decide(rig);
        return dutyOf(rig);
      });
      rig.goals.carriage.kind = 'stop';
      for (let ticks = 0; ticks < 100; ticks++) decide(rig);
      return Math.max(...duties);
    });
    expect(Math.max(...peaks)).toBeLessThan(peaks[0]! + 0.1);
  });
});
