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

/** The cam turns at this speed, from this angle on. */
const kneaderAt = (turnsPerMin: number, fromTurns = 0) => {
  let turns = fromTurns;
  return ({ sensors }: Rig) => {
    turns += turnsPerMin / 60 / 50;
    const degrees = (((turns * 360) % 360) + 360) % 360;
    sensors.camNarrow = degrees < 20 || degrees > 340;
    sensors.camMedium = Math.abs(degrees - 90) < 20 || Math.abs(degrees - 270) < 20;
    sensors.camWide = Math.abs(degrees - 180) < 20;
  };
};

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
      step(rig, 100);
      expect(ticksUntilLatched(rig, kneaderAt(59 * Math.sign(duty), phase), 50)).toBeLessThan(50);
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
        sensors.link.ageMs = 160;
      });
      step(rig, 40, ({ sensors }) => {
        sensors.link.ageMs = 0;
      });
    }
    expect(latched(rig)).toEqual([]);
  });
});
