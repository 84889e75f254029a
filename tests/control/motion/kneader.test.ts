import { describe, expect, test } from 'vitest';
import { stepPlant } from '../../../sim/plant/plant.ts';
import { sensePlant } from '../../../sim/plant/sense.ts';
import { createRandom, nextBetween } from '../../../sim/random.ts';
import { sessionLimits, tickMs } from '../../../src/chair/limits.ts';
import { type Width, widths } from '../../../src/chair/names.ts';
import { createSensors, type Sensors } from '../../../src/chair/sensors.ts';
import { createGoals } from '../../../src/control/goals.ts';
import { angleDeg } from '../../../src/control/motion/cam.ts';
import { createKneader, driveKneader } from '../../../src/control/motion/kneader.ts';
import { chair } from '../../chair.ts';
import { bring, createRig, decide, knead, type Rig, run, runUntil, tick, tickS } from './rig.ts';

const { kneader: arms } = chair;
const persons = [0, 75, 120];
const sensorOf = { narrow: 'camNarrow', medium: 'camMedium', wide: 'camWide' } as const;

/** True angle of the arms from narrow, inwards, 0..360. */
function trueDeg(rig: Rig): number {
  const turns = rig.plant.kneaderTurns;
  return (turns - Math.floor(turns)) * 360;
}

/** Distance from the middle of the window, on the plant. */
function offDeg(rig: Rig, width: Width): number {
  const deg = trueDeg(rig);
  const middles = { narrow: [0, 360], medium: [90, 270], wide: [180] }[width];
  return Math.min(...middles.map((middle) => Math.abs(deg - middle)));
}

const speedOf = (rig: Rig) => Math.abs(rig.plant.kneaderTurnsPerMin);

describe('kneading', () => {
  test.each(arms.speedsTurnsPerMin)(
    'holds %d turns a minute within 1 %%, in and out, under anybody',
    (speed) => {
      for (const personKg of persons) {
        for (const direction of [1, -1]) {
          const rig = createRig({ personKg });
          knead(rig, speed, direction);
          run(rig, 8);
          const before = rig.plant.kneaderTurns;
          run(rig, 20);
          const turned = (rig.plant.kneaderTurns - before) * direction;
          expect(Math.abs(turned / (speed / 3) - 1)).toBeLessThan(0.01);
        }
      }
    },
  );

  test('counts the turns of the arms, whichever way, to a twentieth', () => {
    const rig = createRig({ personKg: 75 });
    bring(rig, 'wide');
    const made = rig.plant.kneaderTurnsMade;
    const counted = rig.kneader.turns;
    for (let i = 0; i < 12; i++) {
      knead(rig, arms.speedsTurnsPerMin[i % 6] ?? 20, i % 2 === 0 ? 1 : -1);
      run(rig, 3 + i / 3);
      expect(Math.abs(rig.kneader.turns - counted - (rig.plant.kneaderTurnsMade - made))).toBeLessThan(0.05);
    }
    expect(rig.kneader.turns - counted).toBeGreaterThan(20);
  });

  test('the count of turns never goes back', () => {
    const rig = createRig({ personKg: 120, seed: 3 });
    let before = 0;
    for (const direction of [1, -1, 1]) {
      knead(rig, 38, direction);
      run(rig, 6, () => {
        expect(rig.kneader.turns).toBeGreaterThanOrEqual(before);
        before = rig.kneader.turns;
      });
    }
  });

  test('knows the angle of the arms to a few degrees once narrow or wide has been seen', () => {
    const rig = createRig({ personKg: 75, seed: 5 });
    knead(rig, 32, 1);
    run(rig, 4);
    expect(rig.kneader.cam.known).toBe(true);
    run(rig, 4, () => {
      const off = Math.abs(((angleDeg(rig.kneader.cam) - trueDeg(rig) + 540) % 360) - 180);
      expect(off).toBeLessThan(8);
    });
  });

  test('a change of speed acts in the same tick, without a jump', () => {
    for (const speed of [50, 20]) {
      const rig = createRig({ personKg: 75 });
      knead(rig, 32, 1);
      run(rig, 5);
      const before = rig.power.kneaderDuty;
      knead(rig, speed, 1);
      decide(rig);
      expect(Math.sign(rig.power.kneaderDuty - before)).toBe(Math.sign(speed - 32));
      expect(Math.abs(rig.power.kneaderDuty - before)).toBeLessThan(0.05);
      run(rig, 1.5);
      expect(Math.abs(speedOf(rig) - speed)).toBeLessThan(0.15 * speed);
    }
  });

  test('it stands still and without power for 100 ms before it turns the other way', () => {
    const rig = createRig({ personKg: 75 });
    let offS = 0;
    let last = 0;
    let turnedRound = 0;
    for (let i = 0; i < 20; i++) {
      knead(rig, 50, i % 2 === 0 ? 1 : -1);
      run(rig, 1.7 + 0.05 * i, () => {
        const sign = Math.sign(rig.power.kneaderDuty);
        expect(sign * Math.sign(rig.plant.kneaderTurnsPerMin)).toBeGreaterThanOrEqual(0);
        if (sign === 0) {
          offS += tickS;
          return;
        }
        if (last !== 0 && sign !== last) {
          turnedRound++;
          expect(offS).toBeGreaterThanOrEqual(arms.reversalMs / 1000 - 1e-9);
        }
        last = sign;
        offS = 0;
      });
    }
    expect(turnedRound).toBe(19);
  });

  test('is given what surely turns it until an edge shows that it turns, and more where none comes in time', () => {
    const rig = createRig({ personKg: 75 });
    bring(rig, 'wide');
    run(rig, 1);
    const { cam } = rig.kneader;
    const surely = arms.breakawayDuty + cam.load + 0.02;
    knead(rig, 8, 1);
    for (let ticks = 0; ticks < 25; ticks++) decide(rig);
    expect(cam.turnsPerMin).toBeGreaterThan(8);
    expect(rig.power.kneaderDuty).toBeGreaterThanOrEqual(surely - 1e-9);
    for (let ticks = 0; ticks < 75; ticks++) decide(rig);
    expect(rig.power.kneaderDuty).toBeGreaterThan(surely + 0.05);
    runUntil(rig, 2, () => cam.width === 'between');
    run(rig, 4);
    expect(rig.power.kneaderDuty).toBeLessThan(surely);
  });

  test('held fast, it does not wind up: freed, it turns at its speed again', () => {
    const rig = createRig({ personKg: 75 });
    knead(rig, 26, 1);
    run(rig, 4);
    rig.plant.kneader.jammed = true;
    run(rig, 3);
    expect(rig.power.kneaderDuty).toBeLessThan(0.85);
    rig.plant.kneader.jammed = false;
    run(rig, 3);
    expect(Math.abs(speedOf(rig) - 26)).toBeLessThan(4);
  });

  test('a speed that is nothing or no number is no order to turn', () => {
    const rig = createRig();
    for (const speed of [0, -5, Number.NaN]) {
      knead(rig, speed, 1);
      run(rig, 1, () => expect(rig.power.kneaderDuty).toBe(0));
    }
    knead(rig, 20, Number.NaN);
    run(rig, 1);
    expect(rig.power.kneaderDuty).toBeGreaterThan(0);
  });
});

describe('stopping', () => {
  test.each(persons)(
    'a stop takes the power in the same tick and the arms stand within 0.5 s, with %d kg',
    (kg) => {
      const rig = createRig({ personKg: kg });
      knead(rig, 50, -1);
      run(rig, 3);
      expect(speedOf(rig)).toBeGreaterThan(40);
      rig.goals.kneader.kind = 'stop';
      tick(rig);
      expect(rig.power.kneaderDuty).toBe(0);
      expect(rig.kneader.arrived).toBe(false);
      const seconds = runUntil(rig, 1, () => speedOf(rig) === 0);
      expect(seconds + tickS).toBeLessThanOrEqual(sessionLimits.stillWithinMs / 1000);
      run(rig, 0.3);
      expect(rig.kneader.moving).toBe(false);
      expect(rig.kneader.arrived).toBe(true);
    },
  );

  test('still ramps down gently and then rests', () => {
    const rig = createRig({ personKg: 75 });
    knead(rig, 44, 1);
    run(rig, 3);
    rig.goals.kneader.kind = 'still';
    let before = rig.power.kneaderDuty;
    const seconds = runUntil(
      rig,
      2,
      () => rig.kneader.arrived,
      () => {
        expect(before - rig.power.kneaderDuty).toBeLessThan(0.05);
        before = rig.power.kneaderDuty;
      },
    );
    expect(seconds).toBeGreaterThan(0.4);
    expect(speedOf(rig)).toBe(0);
  });
});

describe('bringing the arms to a width', () => {
  test.each(persons)('works from any angle it does not know, within 4 s, with %d kg in the chair', (kg) => {
    for (let start = 0; start < 1; start += 0.07) {
      for (const width of widths) {
        const rig = createRig({ personKg: kg, kneaderTurns: start });
        const seconds = bring(rig, width);
        expect(seconds).toBeLessThan(4);
        expect(speedOf(rig)).toBe(0);
        expect(rig.kneader.width).toBe(width);
        run(rig, 0.2);
        expect(rig.sensors[sensorOf[width]]).toBe(true);
        expect(rig.power.kneaderDuty).toBe(0);
      }
    }
  });

  test.each(persons)('works out of kneading at any speed and angle, with %d kg in the chair', (kg) => {
    const rig = createRig({ personKg: kg });
    let i = 0;
    for (const speed of arms.speedsTurnsPerMin) {
      for (const width of widths) {
        knead(rig, speed, i % 2 === 0 ? 1 : -1);
        run(rig, 1.5 + 0.11 * i++);
        expect(bring(rig, width)).toBeLessThan(5);
        run(rig, 0.2);
        expect(rig.sensors[sensorOf[width]]).toBe(true);
        expect(offDeg(rig, width)).toBeLessThan(17);
      }
    }
  });

  test('from rest it takes the shorter way', () => {
    const rig = createRig({ personKg: 75 });
    bring(rig, 'wide');
    for (const [from, to] of [
      ['narrow', 'medium'],
      ['wide', 'medium'],
      ['medium', 'wide'],
      ['medium', 'narrow'],
    ] as const) {
      bring(rig, from);
      const made = rig.plant.kneaderTurnsMade;
      bring(rig, to);
      expect(rig.plant.kneaderTurnsMade - made).toBeLessThan(0.35);
    }
  });

  test('arms that stand there already are not moved', () => {
    const rig = createRig({ kneaderTurns: 0.48 });
    expect(bring(rig, 'wide')).toBe(0);
    run(rig, 1);
    expect(rig.plant.kneaderTurnsMade).toBe(0);
  });

  test('arms that come to rest at the edge of the window are brought nearer its middle', () => {
    for (const direction of [1, -1]) {
      const rig = createRig({ personKg: 75 });
      bring(rig, 'wide');
      knead(rig, 20, direction);
      // Let them run into the window of narrow and drop the power at its edge.
      runUntil(rig, 10, () => rig.sensors.camMedium);
      runUntil(rig, 10, () => rig.sensors.camNarrow);
      rig.goals.kneader.kind = 'stop';
      run(rig, 0.3);
      expect(offDeg(rig, 'narrow')).toBeGreaterThan(13);
      bring(rig, 'narrow');
      expect(offDeg(rig, 'narrow')).toBeLessThan(13);
    }
  });

  test('missed, it comes back', () => {
    for (const direction of [1, -1]) {
      const rig = createRig({ personKg: 0 });
      knead(rig, 50, direction);
      run(rig, 4);
      // The order comes where the arms can no longer stop in time.
      runUntil(rig, 5, () => Math.abs(offDeg(rig, 'wide') - 8) < 3 && rig.sensors.camWide);
      bring(rig, 'wide');
      expect(offDeg(rig, 'wide')).toBeLessThan(17);
    }
  });

  test('a width whose sensor is dead is never said to be reached', () => {
    const rig = createRig({ personKg: 75, kneaderTurns: 0.1 });
    rig.plant.camOpenBits = 4;
    rig.goals.kneader.kind = 'width';
    rig.goals.kneader.width = 'wide';
    run(rig, 20, () => {
      expect(rig.kneader.arrived).toBe(false);
      expect(Math.abs(rig.power.kneaderDuty)).toBeLessThanOrEqual(1);
    });
  });

  test('another width on the way is followed at once', () => {
    const rig = createRig({ personKg: 75, kneaderTurns: 0.02 });
    rig.goals.kneader.kind = 'width';
    rig.goals.kneader.width = 'wide';
    run(rig, 0.8);
    expect(rig.kneader.moving).toBe(true);
    bring(rig, 'narrow');
    expect(rig.sensors.camNarrow).toBe(true);
  });
});

describe('the cam', () => {
  /** A kneader whose sensors a test moves by hand, at rest. */
  function byHand(): {
    show: (width: Width | 'between', ticks?: number) => number;
    sensors: Sensors;
    turns: () => number;
    width: () => string;
  } {
    const kneader = createKneader(chair);
    const sensors = createSensors(chair);
    const goals = createGoals(chair);
    return {
      sensors,
      turns: () => kneader.turns,
      width: () => kneader.width,
      show(width, ticks = 1) {
        sensors.camNarrow = width === 'narrow';
        sensors.camMedium = width === 'medium';
        sensors.camWide = width === 'wide';
        let duty = 0;
        for (let i = 0; i < ticks; i++) duty = driveKneader(kneader, goals.kneader, sensors, 20);
        return duty;
      },
    };
  }

  test('shows at each moment what its sensors show, also where the arms are turned by hand', () => {
    const cam = byHand();
    for (const width of ['narrow', 'between', 'medium', 'between', 'wide', 'between', 'medium'] as const) {
      expect(cam.show(width)).toBe(0);
      expect(cam.width()).toBe(width);
    }
    expect(cam.turns()).toBe(0);
  });

  test('a sensor that flickers on its border does not make turns', () => {
    const rig = createRig({ personKg: 0 });
    knead(rig, 20, 1);
    run(rig, 4);
    const off = rig.kneader.turns - rig.plant.kneaderTurnsMade;
    for (let edge = 0; edge < 8; edge++) {
      const before = rig.sensors.camWide;
      runUntil(rig, 5, () => rig.sensors.camWide !== before);
      // The new state for a tick, the old one for a tick, then the new one for good.
      stepPlant(rig.plant, rig.power);
      sensePlant(rig.plant, rig.sensors);
      rig.sensors.camWide = before;
      tick(rig);
    }
    run(rig, 6);
    expect(Math.abs(rig.kneader.turns - rig.plant.kneaderTurnsMade - off)).toBeLessThan(0.05);
  });

  test('a dead sensor does not lose turns: the next one that is met puts the angle right', () => {
    for (const bit of [1, 2, 4]) {
      for (const direction of [1, -1]) {
        const rig = createRig({ personKg: 0 });
        bring(rig, 'wide');
        const off = rig.kneader.turns - rig.plant.kneaderTurnsMade;
        rig.plant.camOpenBits = bit;
        knead(rig, 32, direction);
        run(rig, 12);
        expect(Math.abs(rig.kneader.turns - rig.plant.kneaderTurnsMade - off)).toBeLessThan(0.6);
      }
    }
  });

  test('a supply that is no number changes nothing', () => {
    const rig = createRig({ personKg: 0 });
    knead(rig, 32, 1);
    run(rig, 3, () => {
      rig.sensors.supplyV = Number.NaN;
    });
    expect(Math.abs(speedOf(rig) - 32)).toBeLessThan(3);
  });
});

test('saved and restored at any moment it goes on to the last bit as if nothing had been', () => {
  const rig = createRig({ personKg: 75 });
  for (let i = 0; i < 500; i++) {
    if (i % 97 === 0) knead(rig, 20 + (i % 30), i % 2 === 0 ? 1 : -1);
    if (i === 300) {
      rig.goals.kneader.kind = 'width';
      rig.goals.kneader.width = 'narrow';
    }
    tick(rig);
    if (i % 41 === 0) {
      const copy = structuredClone(rig);
      const on = structuredClone(rig);
      for (let j = 0; j < 25; j++) {
        tick(copy);
        tick(on);
        on.kneader = structuredClone(on.kneader);
      }
      expect(copy.kneader).toEqual(on.kneader);
      expect(copy.plant).toEqual(on.plant);
    }
  }
});

test('whatever it is told, and whenever: no jump, no drive against the motion, and it finds its width', () => {
  for (let seed = 1; seed <= 8; seed++) {
    const random = createRandom(seed);
    const rig = createRig({ personKg: persons[seed % 3] ?? 0, seed });
    let before = 0;
    const watch = () => {
      const duty = rig.power.kneaderDuty;
      expect(Number.isFinite(duty)).toBe(true);
      if (duty !== 0) expect(Math.abs(duty - before)).toBeLessThan(0.05);
      expect(Math.sign(duty) * Math.sign(rig.plant.kneaderTurnsPerMin)).toBeGreaterThanOrEqual(0);
      before = duty;
    };
    for (let i = 0; i < 40; i++) {
      const dice = nextBetween(random, 0, 10);
      const { kneader: goal } = rig.goals;
      goal.turnsPerMin = nextBetween(random, 2, 60);
      goal.direction = dice < 3 ? 1 : -1;
      goal.width = widths[Math.floor(nextBetween(random, 0, 3))] ?? 'wide';
      goal.kind = dice < 6 ? 'turn' : dice < 7 ? 'stop' : dice < 8 ? 'still' : 'width';
      run(rig, nextBetween(random, 0.02, 4), watch);
    }
    bring(rig, 'medium', 8, watch);
    expect(rig.sensors.camMedium).toBe(true);
  }
});

describe('arms with a long ramp, whose sensors are read late', () => {
  test.each([
    [800, 0],
    [800, 100],
    [1500, 0],
    [1500, 100],
  ])('ramp %d ms, %d ms late: they find a width within two tries, under anybody', (rampMs, lateMs) => {
    for (const personKg of persons) {
      const rig = createRig({ personKg });
      rig.kneader = createKneader({ ...chair, kneader: { ...arms, rampMs } });
      rig.plant.kneaderTurns = 45 / 360;
      sensePlant(rig.plant, rig.sensors);
      const late: Sensors[] = [];
      rig.goals.kneader.kind = 'width';
      rig.goals.kneader.width = 'medium';
      for (let atMs = 0; atMs < 6000 && !rig.kneader.arrived; atMs += tickMs) {
        late.push({ ...rig.sensors });
        const seen = late[Math.max(0, late.length - 1 - lateMs / tickMs)]!;
        rig.power.kneaderDuty = driveKneader(rig.kneader, rig.goals.kneader, seen, tickMs);
        stepPlant(rig.plant, rig.power);
        sensePlant(rig.plant, rig.sensors);
      }
      expect(rig.kneader.arrived).toBe(true);
      expect(rig.kneader.width).toBe('medium');
      expect(offDeg(rig, 'medium')).toBeLessThan(20);
      expect(rig.kneader.corrections).toBeLessThanOrEqual(2);
    }
  });
});

test('arms that have come to rest beside a width twelve times stay there, and say that they have missed it until they are sent elsewhere', () => {
  const kneader = createKneader(chair);
  const goal = { ...createGoals(chair).kneader, kind: 'width', width: 'wide' } as const;
  const sensors = createSensors(chair);
  const comeToRest = (corrections: number) => {
    Object.assign(kneader, { kind: 'width', wantedWidth: 'wide', landing: true, corrections });
    driveKneader(kneader, goal, sensors, tickMs);
    return kneader;
  };
  expect(comeToRest(12)).toMatchObject({ arrived: true, missed: true });
  driveKneader(kneader, { ...goal, width: 'narrow' }, sensors, tickMs);
  expect(kneader).toMatchObject({ arrived: false, missed: false });
});

test('arms that have come to rest beside a width eleven times try once more', () => {
  const kneader = createKneader(chair);
  const goal = { ...createGoals(chair).kneader, kind: 'width', width: 'wide' } as const;
  Object.assign(kneader, { kind: 'width', wantedWidth: 'wide', landing: true, corrections: 11 });
  driveKneader(kneader, goal, createSensors(chair), tickMs);
  expect(kneader).toMatchObject({ arrived: false, missed: false, corrections: 12 });
});
