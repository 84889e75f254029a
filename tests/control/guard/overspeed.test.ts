import { describe, expect, test } from 'vitest';
import { createRig, latched, motorsOff, partOf, type Rig, step, wantMotors } from './rig.ts';

/** The carriage's edges come as at this speed, whatever is ordered. */
const carriageAt = (mmPerS: number) => {
  let travelMm = 0;
  return ({ sensors }: Rig) => {
    travelMm += mmPerS * 0.02;
    sensors.carriageEdges = 1000 + Math.floor(travelMm / 2);
  };
};

/** The cam turns at this speed, or as said later, from this angle on. */
const kneaderAt = (turnsPerMin: number, fromTurns = 0, later: () => number = () => turnsPerMin) => {
  let turns = fromTurns;
  return ({ sensors }: Rig) => {
    turns += later() / 60 / 50;
    const degrees = (((turns * 360) % 360) + 360) % 360;
    sensors.camNarrow = degrees < 20 || degrees > 340;
    sensors.camMedium = Math.abs(degrees - 90) < 20 || Math.abs(degrees - 270) < 20;
    sensors.camWide = Math.abs(degrees - 180) < 20;
  };
};

/** As fast as somebody in the chair lets this duty turn it. */
const asOrdered = (duty: number) => Math.sign(duty) * 0.85 * ((64 * (Math.abs(duty) - 0.12)) / 0.88);

/** Ticks until a fault is latched, at most so many. */
function ticksUntilLatched(rig: Rig, bend: (rig: Rig) => void, most: number): number {
  for (let tick = 1; tick <= most; tick++) {
    step(rig, 1, bend);
    if (latched(rig).length > 0) return tick;
  }
  return Number.POSITIVE_INFINITY;
}

describe('a motor that outruns its order', () => {
  test.each([0.35, 0.45, 0.55, -0.45])(
    'the carriage at 45 mm/s under duty %d, within half a second',
    (duty) => {
      const rig = createRig();
      wantMotors(rig, duty, 0);
      step(rig, 50);
      expect(ticksUntilLatched(rig, carriageAt(45), 25)).toBeLessThan(25);
      expect(latched(rig)).toEqual(['E35']);
      expect(partOf(rig, 'E35')).toBe(4);
      expect(rig.allowed).toMatchObject(motorsOff);
    },
  );

  test.each([0.3, 0.45, 0.6, -0.45])('the kneader at 59 turns/min under duty %d, within a second', (duty) => {
    for (let phase = 0; phase < 1; phase += 0.09) {
      const rig = createRig();
      wantMotors(rig, 0, duty);
      let turnsPerMin = asOrdered(duty);
      const cam = kneaderAt(0, phase, () => turnsPerMin);
      step(rig, 100, cam);
      expect(latched(rig)).toEqual([]);
      turnsPerMin = 59 * Math.sign(duty);
      expect(ticksUntilLatched(rig, cam, 50)).toBeLessThan(50);
      expect(latched(rig)).toEqual(['E42']);
      expect(partOf(rig, 'E42')).toBe(5);
    }
  });
});

describe('a healthy motor', () => {
  test.each([0.35, 0.5, 0.7, 1])(
    'is as fast as duty %d makes it with nobody in the chair, and a tenth on top',
    (duty) => {
      const rig = createRig();
      wantMotors(rig, duty, duty);
      const carriage = carriageAt((1.05 * 54 * (duty - 0.15)) / 0.85);
      const kneader = kneaderAt((1.05 * 64 * (duty - 0.12)) / 0.88);
      step(rig, 600, (one) => {
        carriage(one);
        kneader(one);
      });
      expect(latched(rig)).toEqual([]);
    },
  );

  test('is faster with more supply', () => {
    const rig = createRig();
    wantMotors(rig, 0.5, 0.5);
    const carriage = carriageAt((1.2 * 54 * 0.35) / 0.85);
    const kneader = kneaderAt((1.2 * 64 * 0.38) / 0.88);
    step(rig, 600, (one) => {
      one.sensors.supplyV = 29.5;
      carriage(one);
      kneader(one);
    });
    expect(latched(rig)).toEqual([]);
  });

  test('slows down behind its order', () => {
    const rig = createRig();
    let speed = 54;
    let travelMm = 0;
    for (let tick = 0; tick < 150; tick++) {
      const duty = Math.max(0.3, 1 - tick * 0.04);
      wantMotors(rig, duty, 0);
      speed = Math.max((54 * (duty - 0.15)) / 0.85, speed - 2.1);
      travelMm += speed * 0.02;
      step(rig, 1, ({ sensors }) => {
        sensors.carriageEdges = 1000 + Math.floor(travelMm / 2);
      });
    }
    expect(latched(rig)).toEqual([]);
  });

  test('whose cam sensor is loose is not too fast', () => {
    for (let phase = 0; phase < 1; phase += 0.04) {
      const rig = createRig();
      wantMotors(rig, 0, 0.5);
      const cam = kneaderAt(25, phase);
      for (let tick = 0; tick < 300; tick++) {
        step(rig, 1, (one) => {
          cam(one);
          // Off for 60 ms now and then, in the middle of its time.
          if (tick % 40 < 3) one.sensors.camWide = false;
        });
        expect(latched(rig)).not.toContain('E42');
      }
    }
  });

  test('what a link that stumbled brings in one go is no speed', () => {
    const rig = createRig();
    wantMotors(rig, 0.5, 0.5);
    step(rig, 100);
    for (let gap = 0; gap < 5; gap++) {
      const { carriageEdges } = rig.sensors;
      step(rig, 8, ({ sensors }) => {
        sensors.carriageEdges = carriageEdges;
        sensors.link.ageMs += 20;
      });
      step(rig, 40, ({ sensors }) => {
        sensors.link.ageMs = 0;
      });
    }
    expect(latched(rig)).toEqual([]);
  });
});

describe('current that comes at once', () => {
  /** What a shorted bridge draws until its motor has caught up, shown in the first tick only. */
  const withKick = (bend: (rig: Rig) => void, carriageA: number, kneaderA: number) => {
    let ticks = 0;
    return (rig: Rig) => {
      bend(rig);
      ticks++;
      if (ticks > 1) return;
      rig.sensors.carriageA += carriageA;
      rig.sensors.kneaderA += kneaderA;
    };
  };

  test.each([0.5, 0.55, 0.6, -0.5])('and fewer edges show that the carriage outruns duty %d', (duty) => {
    const rig = createRig();
    wantMotors(rig, duty, 0);
    step(rig, 50);
    expect(ticksUntilLatched(rig, withKick(carriageAt(48), 0.6, 0), 25)).toBeLessThanOrEqual(9);
    expect(latched(rig)).toEqual(['E35']);
    const without = createRig();
    wantMotors(without, duty, 0);
    step(without, 50);
    expect(ticksUntilLatched(without, withKick(carriageAt(48), 0.3, 0), 25)).toBeGreaterThan(9);
  });

  test.each([0.3, 0.45, 0.6, -0.45])('and one edge show that the kneader outruns duty %d', (duty) => {
    let worst = 0;
    let worstWithout = 0;
    for (let phase = 0; phase < 1; phase += 0.07) {
      const found = [0.6, 0.3].map((kickA) => {
        const rig = createRig();
        wantMotors(rig, 0, duty);
        let turnsPerMin = asOrdered(duty);
        const cam = kneaderAt(0, phase, () => turnsPerMin);
        step(rig, 100, cam);
        expect(latched(rig)).toEqual([]);
        turnsPerMin = 59 * Math.sign(duty);
        const ticks = ticksUntilLatched(rig, withKick(cam, 0, kickA), 60);
        expect(latched(rig)).toEqual(['E42']);
        return ticks;
      });
      worst = Math.max(worst, found[0] ?? 0);
      worstWithout = Math.max(worstWithout, found[1] ?? 0);
    }
    // 50 degrees, a sensor of 40 degrees and a tick.
    expect(worst).toBeLessThanOrEqual(15);
    expect(worstWithout).toBeGreaterThan(15);
  });

  const stepUntil = (rig: Rig, cam: 'camMedium' | 'camWide') => {
    for (let tick = 0; tick < 500 && !rig.sensors[cam]; tick++) step(rig);
    expect(latched(rig)).toEqual([]);
    expect(rig.sensors[cam]).toBe(true);
  };

  /** A cam that turns as ordered, whose sensor goes out in mid-turn: one edge too soon. */
  const soonEdge = (rig: Rig, kickA: number, quietTicks = 1) => {
    step(
      rig,
      1,
      withKick(() => {}, 0, kickA),
    );
    step(rig, quietTicks);
    stepUntil(rig, 'camWide');
    step(rig, 3);
    step(rig, 1, ({ sensors }) => {
      sensors.camWide = false;
    });
    return latched(rig);
  };
  const kneading = (duty: number) => {
    const rig = createRig();
    wantMotors(rig, 0, duty);
    step(rig, 100);
    stepUntil(rig, 'camMedium');
    return rig;
  };

  test('is remembered for a while and no longer', () => {
    expect(soonEdge(kneading(0.6), 0.6)).toEqual(['E42']);
    expect(soonEdge(kneading(0.6), 0.6, 35)).toEqual([]);
    expect(soonEdge(kneading(0.6), 0.3)).toEqual([]);
    const carriageKicked = kneading(0.6);
    step(carriageKicked, 1, ({ sensors }) => {
      sensors.carriageA += 0.6;
    });
    expect(soonEdge(carriageKicked, 0)).toEqual([]);
  });

  test('with an order that rises explains itself', () => {
    const rig = kneading(0.6);
    wantMotors(rig, 0, 0.7);
    step(rig);
    expect(soonEdge(rig, 0.6)).toEqual([]);
  });

  test('is felt though a reading before was no number', () => {
    const rig = kneading(0.6);
    step(rig, 1, ({ sensors }) => {
      sensors.kneaderA = Number.NaN;
    });
    expect(soonEdge(rig, 0.6)).toEqual(['E42']);
  });
});
