/** The chair's ratings, as the plant shows them. */

import { describe, expect, test } from 'vitest';
import { firmnessAlong, firmnessAt } from '../../../sim/plant/body.ts';
import {
  createPlant,
  keysOf,
  kneaderWidth,
  setAmbient,
  setKeys,
  setPerson,
  stepPlant,
} from '../../../sim/plant/plant.ts';
import { chair } from '../../chair.ts';
import { plantWith, powerWith, run, sensed } from './rig.ts';

const { carriage, kneader } = chair;

describe('the carriage', () => {
  test.each([
    [1, carriage.fullSpeedUpMmPerS],
    [-1, -carriage.fullSpeedDownMmPerS],
  ])('at duty %d runs at %d mm/s with nobody in the chair', (carriageDuty, mmPerS) => {
    const plant = plantWith();
    run(plant, { carriageDuty }, 3);
    expect(plant.carriageMmPerS).toBeCloseTo(mmPerS, 6);
    expect(Math.abs(plant.carriageA)).toBeCloseTo(0.75, 6);
    expect(sensed(plant).carriageA).toBeCloseTo(0.75, 6);
  });

  test('speed is proportional to duty - 0.15, to 1 %', () => {
    for (const carriageDuty of [0.35, 0.5, 0.7, 0.9]) {
      const plant = plantWith();
      run(plant, { carriageDuty }, 3);
      const expected = (carriage.fullSpeedUpMmPerS * (carriageDuty - 0.15)) / 0.85;
      expect(Math.abs(plant.carriageMmPerS / expected - 1)).toBeLessThan(0.01);
    }
  });

  test('does not start below 0.3 duty, does above, and once moving goes on down to 0.15', () => {
    for (const [kg, holds, moves] of [
      [0, 0.299, 0.31],
      [75, 0.3, 0.4],
    ] as const) {
      const plant = plantWith({ personKg: kg });
      run(plant, { carriageDuty: holds }, 2);
      expect(plant.carriageMmPerS).toBe(0);
      expect(plant.carriageMm).toBe(400);
      run(plant, { carriageDuty: moves }, 1);
      expect(plant.carriageMmPerS).toBeGreaterThan(1);
    }
    const plant = plantWith();
    run(plant, { carriageDuty: 0.5 }, 1);
    run(plant, { carriageDuty: 0.17 }, 3);
    expect(plant.carriageMmPerS).toBeGreaterThan(0.5);
    run(plant, { carriageDuty: 0.14 }, 3);
    expect(plant.carriageMmPerS).toBe(0);
  });

  test('needs about 16 s for the rail upwards and 15 s downwards', () => {
    const travelS = (from: number, carriageDuty: number) => {
      const plant = plantWith({ carriageMm: from });
      let ticks = 0;
      const power = powerWith({ carriageDuty });
      while (Math.abs(plant.carriageMm - from) < carriage.railMm) {
        stepPlant(plant, power);
        ticks++;
      }
      return ticks * 0.02;
    };
    // Way over speed, and 44 ms of time constant to get going.
    expect(travelS(0, 1)).toBeCloseTo(794 / 50 + 0.045, 1);
    expect(travelS(794, -1)).toBeCloseTo(794 / 54 + 0.045, 1);
  });

  test('coasts 4-8 mm from full speed, with the square of the speed, and stands within 0.5 s', () => {
    const coast = (carriageDuty: number) => {
      const plant = plantWith();
      run(plant, { carriageDuty }, 2);
      const { carriageMm, carriageMmPerS } = plant;
      let ticks = 0;
      const off = powerWith({});
      for (; plant.carriageMmPerS !== 0; ticks++) stepPlant(plant, off);
      return { mm: Math.abs(plant.carriageMm - carriageMm), speed: carriageMmPerS, seconds: ticks * 0.02 };
    };
    for (const duty of [1, -1]) {
      const full = coast(duty);
      expect(full.mm).toBeGreaterThan(4);
      expect(full.mm).toBeLessThan(8);
      expect(full.seconds).toBeLessThan(0.5);
      const half = coast(duty * 0.55);
      expect(half.mm / full.mm).toBeCloseTo((half.speed / full.speed) ** 2, 2);
    }
  });

  test('is slower under 75 kg: by 10 % at full duty in the firmest place, by up to 30 % at working speeds', () => {
    const slower = (carriageDuty: number, carriageMm: number) => {
      const speeds = [0, 75].map((personKg) => {
        const plant = plantWith({ personKg, carriageMm });
        run(plant, { carriageDuty }, 0.5);
        expect(Math.abs(plant.carriageA)).toBeGreaterThanOrEqual(carriage.runningA.min);
        expect(Math.abs(plant.carriageA)).toBeLessThanOrEqual(carriage.runningA.max);
        return plant.carriageMmPerS;
      });
      return 1 - speeds[1]! / speeds[0]!;
    };
    expect(slower(1, 140)).toBeCloseTo(carriage.slowerUnderPerson.min, 1);
    // 18-32 mm/s, in firm places and soft ones.
    for (const duty of [0.46, 0.55, 0.7]) {
      for (const mm of [60, 150, 240, 330, 420]) {
        expect(slower(duty, mm)).toBeGreaterThan(0.06);
        expect(slower(duty, mm)).toBeLessThan(carriage.slowerUnderPerson.max + 0.02);
      }
    }
    expect(slower(0.5, 150)).toBeGreaterThan(slower(0.5, 60) + 0.05);
  });

  test.each([300, 480, 560, 680, 681])('a body leans on a rail of %d mm everywhere', (railMm) => {
    const along = firmnessAlong({ ...carriage, railMm });
    for (let mm = -15; mm <= railMm + 15; mm++) {
      expect(firmnessAt(along, mm)).toBeGreaterThan(0.299);
      expect(firmnessAt(along, mm)).toBeLessThan(1.001);
    }
  });

  test('it says so where something of it is no number, and does not simulate on', () => {
    const plant = plantWith({});
    plant.carriage.speed = Number.NaN;
    expect(() => run(plant, { carriageDuty: 0.6 }, 1)).toThrow('is a number');
  });

  test('a body is soft and firm along the rail, smoothly, and more of it slows more', () => {
    const along = firmnessAlong(carriage);
    // A stop may lie far behind its switch.
    for (const mm of [-19, -35, -200]) expect(firmnessAt(along, mm)).toBe(0.5);
    let last = firmnessAt(along, -15);
    for (let mm = -15; mm <= 809; mm++) {
      const here = firmnessAt(along, mm);
      expect(here).toBeGreaterThanOrEqual(0.3);
      expect(here).toBeLessThanOrEqual(1);
      expect(Math.abs(here - last)).toBeLessThan(0.02);
      last = here;
    }
    const speeds = [0, 45, 75, 120].map((personKg) => {
      const plant = plantWith({ personKg });
      run(plant, { carriageDuty: 0.6 }, 1);
      return plant.carriageMmPerS;
    });
    expect(speeds).toEqual([...speeds].sort((a, b) => b - a));
  });

  test('stalls at 5 A x duty, less what its own draw takes from the supply', () => {
    for (const carriageDuty of [0.4, 0.7, 1]) {
      const plant = plantWith();
      plant.carriage.jammed = true;
      run(plant, { carriageDuty }, 1);
      expect(plant.carriageA).toBeCloseTo((24 * carriageDuty) / (4.8 + 0.15 * carriageDuty ** 2), 6);
      expect(plant.carriageA).toBeGreaterThan(4.8 * carriageDuty);
    }
  });

  test('its limits close at 0 and 794 and its ends are 15 mm beyond', () => {
    const plant = plantWith({ carriageMm: 700 });
    run(plant, { carriageDuty: 1 }, 1.5);
    expect(plant.carriageMm).toBeLessThan(794);
    expect(sensed(plant).limitTop).toBe(false);
    run(plant, { carriageDuty: 1 }, 2);
    expect(plant.carriageMm).toBe(809);
    expect(sensed(plant)).toMatchObject({ limitTop: true, limitBottom: false });
    run(plant, { carriageDuty: -1 }, 20);
    expect(plant.carriageMm).toBe(-15);
    expect(sensed(plant)).toMatchObject({ limitTop: false, limitBottom: true });
  });

  test('a limit bounces for 5 ms after it has changed, and only then', () => {
    const seen = { inside: new Set<boolean>(), after: new Set<boolean>() };
    for (let seed = 1; seed <= 40; seed++) {
      // Passes 794 mm in the last 2 ms of a tick, or 8 ms before its end.
      for (const [beforeEndMs, when] of [
        [2, 'inside'],
        [8, 'after'],
      ] as const) {
        const plant = plantWith({ seed, carriageMm: 700 });
        run(plant, { carriageDuty: 1 }, 1);
        plant.carriage.position = 794 - 50 * (0.02 - beforeEndMs / 1000);
        run(plant, { carriageDuty: 1 }, 0.02);
        expect(plant.carriageMm).toBeGreaterThan(794);
        seen[when].add(sensed(plant).limitTop);
      }
    }
    expect(seen.inside).toEqual(new Set([true, false]));
    expect(seen.after).toEqual(new Set([true]));
  });

  test('gives one edge each 2 mm', () => {
    const plant = plantWith({ carriageMm: 0.5 });
    const power = powerWith({ carriageDuty: 0.8 });
    while (plant.carriageMm < 501) stepPlant(plant, power);
    expect(sensed(plant).carriageEdges).toBe(Math.floor(plant.carriageMm / 2));
  });

  test('stands anywhere on the rail at the start, by seed', () => {
    const starts = Array.from({ length: 50 }, (_, seed) => createPlant(chair, { seed }).carriageMm);
    expect(Math.min(...starts)).toBeLessThan(100);
    expect(Math.max(...starts)).toBeGreaterThan(700);
    expect(Math.min(...starts)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...starts)).toBeLessThanOrEqual(794);
  });
});

describe('the kneader', () => {
  test('turns at its full speed with nobody in the chair, either way', () => {
    for (const kneaderDuty of [1, -1]) {
      const plant = plantWith();
      run(plant, { kneaderDuty }, 2);
      expect(plant.kneaderTurnsPerMin).toBeCloseTo(kneaderDuty * kneader.fullTurnsPerMin, 6);
      expect(Math.sign(plant.kneaderTurns)).toBe(kneaderDuty);
      expect(plant.kneaderTurnsMade).toBeCloseTo(Math.abs(plant.kneaderTurns), 9);
    }
  });

  test('draws 0.8-1.5 A running under 75 kg and stalls at 7 A x duty', () => {
    for (const carriageMm of [60, 150, 240, 420]) {
      const plant = plantWith({ personKg: 75, carriageMm });
      const power = powerWith({ kneaderDuty: 0.6 });
      for (let tick = 0; tick < 400; tick++) {
        stepPlant(plant, power);
        if (tick < 20) continue;
        expect(plant.kneaderA).toBeGreaterThan(kneader.runningA.min);
        expect(plant.kneaderA).toBeLessThan(kneader.runningA.max);
      }
    }
    const plant = plantWith();
    plant.kneader.jammed = true;
    run(plant, { kneaderDuty: 0.5 }, 1);
    expect(plant.kneaderA).toBeCloseTo(12 / (24 / 7 + 0.25 * 0.15), 6);
  });

  test('does not start below its breakaway duty, and coasts to a stand in 100 ms from its fastest speed', () => {
    const plant = plantWith();
    run(plant, { kneaderDuty: 0.215 }, 1);
    expect(plant.kneaderTurnsPerMin).toBe(0);
    run(plant, { kneaderDuty: 0.81 }, 1);
    expect(plant.kneaderTurnsPerMin).toBeGreaterThan(49);
    expect(plant.kneaderTurnsPerMin).toBeLessThan(51);
    run(plant, {}, 0.1);
    expect(plant.kneaderTurnsPerMin).toBeLessThan(1);
    run(plant, {}, 0.02);
    expect(plant.kneaderTurnsPerMin).toBe(0);
  });

  test('inwards its cam meets narrow, medium, wide, medium, each for 40 degrees; outwards the reverse', () => {
    const order = (kneaderDuty: number) => {
      const plant = plantWith({ kneaderTurns: 0.125 });
      const seen: string[] = [];
      const active = { narrow: 0, medium: 0, wide: 0, none: 0 };
      const power = powerWith({ kneaderDuty });
      let ticks = 0;
      while (plant.kneaderTurnsMade < 3) {
        stepPlant(plant, power);
        ticks++;
        const { camNarrow, camMedium, camWide } = sensed(plant);
        expect(Number(camNarrow) + Number(camMedium) + Number(camWide)).toBeLessThanOrEqual(1);
        const now = camNarrow ? 'narrow' : camMedium ? 'medium' : camWide ? 'wide' : 'none';
        active[now]++;
        if (now !== 'none' && seen.at(-1) !== now) seen.push(now);
      }
      expect(active.narrow / ticks).toBeCloseTo(40 / 360, 1);
      expect(active.medium / ticks).toBeCloseTo(80 / 360, 1);
      expect(active.wide / ticks).toBeCloseTo(40 / 360, 1);
      return seen.slice(0, 6).join(' ');
    };
    expect(order(0.4)).toBe('medium wide medium narrow medium wide');
    expect(order(-0.4)).toBe('narrow medium wide medium narrow medium');
  });

  test('under the sensors stand the widths they are named after', () => {
    for (const [turns, sensor] of [
      [0, 'camNarrow'],
      [7.25, 'camMedium'],
      [-0.5, 'camWide'],
      [-3.25, 'camMedium'],
      [0.05, 'camNarrow'],
      [-0.05, 'camNarrow'],
    ] as const) {
      const plant = plantWith({ kneaderTurns: turns });
      expect(sensed(plant)[sensor]).toBe(true);
      expect(`cam${kneaderWidth(plant)}`.toLowerCase()).toBe(sensor.toLowerCase());
    }
    for (const turns of [0.06, 0.19, 0.31, 0.44, 0.56, 0.94]) {
      const { camNarrow, camMedium, camWide } = sensed(plantWith({ kneaderTurns: turns }));
      expect([camNarrow, camMedium, camWide]).toEqual([false, false, false]);
      expect(kneaderWidth(plantWith({ kneaderTurns: turns }))).toBe('between');
    }
  });
});

describe('the supply', () => {
  test('sags by 0.15 ohm times all that is drawn', () => {
    const plant = plantWith();
    run(plant, { padsOn: [true, true] }, 1);
    const ohm = 24 ** 2 / 80;
    expect(plant.supplyV).toBeCloseTo((24 * ohm) / (ohm + 0.15), 9);
    expect(plant.padsA).toBeCloseTo(plant.supplyV / ohm, 9);
    run(plant, { padsOn: [true, true], carriageDuty: 1, kneaderDuty: 0.5 }, 1);
    const drawn = plant.padsA + plant.carriageA + 0.5 * plant.kneaderA;
    expect(plant.supplyV).toBeCloseTo(24 - 0.15 * drawn, 9);
    expect(plant.supplyV).toBeLessThan(23.5);
  });

  test('heats with its square: a pad at 20 V gets 20 V x 20 V of what it gets at 24 V', () => {
    const joule = (sourceV: number) => {
      const plant = plantWith();
      plant.sourceV = sourceV;
      run(plant, { padsOn: [true, false] }, 10);
      return plant.pads[0]!.joule;
    };
    const ohm = 24 ** 2 / 40;
    expect(joule(24)).toBeCloseTo(400 * (ohm / (ohm + 0.15)) ** 2, 6);
    expect(joule(20) / joule(24)).toBeCloseTo((20 / 24) ** 2, 9);
  });

  test('nothing flows with the relays open, and each relay cuts its own half', () => {
    const plant = plantWith();
    run(plant, { carriageDuty: 1, kneaderDuty: 1, padsOn: [true, false], motorRelay: false }, 1);
    expect([plant.carriageMm, plant.kneaderTurns, plant.carriageA]).toEqual([400, 0, 0]);
    expect(plant.pads[0]!.currentA).toBeGreaterThan(1.6);
    run(plant, { carriageDuty: 1, padsOn: [true, false], padRelay: false }, 1);
    expect(plant.carriageMm).toBeGreaterThan(430);
    expect([plant.pads[0]!.currentA, plant.padsA]).toEqual([0, 0]);
  });
});

describe('the sensors', () => {
  test('currents are filtered by 10 ms', () => {
    const plant = plantWith();
    run(plant, { padsOn: [true, false] }, 0.02);
    expect(sensed(plant).padsA / plant.padsA).toBeCloseTo(1 - Math.exp(-2), 9);
    run(plant, {}, 0.02);
    expect(sensed(plant).padsA).toBeCloseTo(1.6494 * (1 - Math.exp(-2)) * Math.exp(-2), 3);
  });

  test('thermistors show their own temperatures with half a step of noise and 1 % of tolerance', () => {
    const plant = plantWith({ ambientC: 18 });
    plant.pads[0]!.elementC = 50;
    plant.pads[1]!.elementC = 40;
    const means = [0, 0, 0];
    const counts = [new Set<number>(), new Set<number>(), new Set<number>()];
    for (let i = 0; i < 2000; i++) {
      const { pads, ambientC } = sensed(plant);
      [...pads.map(({ elementC }) => elementC), ambientC].forEach((celsius, index) => {
        means[index]! += celsius / 2000;
        counts[index]!.add(celsius);
      });
    }
    [50, 40, 18].forEach((celsius, index) => {
      expect(Math.abs(means[index]! - celsius)).toBeLessThan(0.35);
      expect(counts[index]!.size).toBeLessThanOrEqual(2);
    });
    expect(Math.max(...counts.map(({ size }) => size))).toBe(2);
  });

  test('the seat, the keys and the ambient show what the person and the room do', () => {
    const plant = plantWith();
    expect(sensed(plant)).toMatchObject({ seat: false, keys: 0, emergencyStop: false });
    setPerson(plant, 60);
    setKeys(plant, keysOf(['power', 'timer']));
    setAmbient(plant, 31);
    expect(sensed(plant)).toMatchObject({ seat: true, keys: 0b10_0000_0001 });
    expect(sensed(plant).ambientC).toBeCloseTo(31, 0);
    expect(plant.leaning).toBe(true);
    setPerson(plant, 60, false);
    expect(plant.leaning).toBe(false);
    expect(sensed(plant).seat).toBe(true);
    expect(() => setPerson(plant, -1)).toThrow(/-1 kg/);
  });

  test('what is no duty drives nothing, what is too much drives full', () => {
    const plant = plantWith();
    run(plant, { carriageDuty: Number.NaN, kneaderDuty: Number.NaN }, 1);
    expect([plant.carriageMm, plant.kneaderTurns]).toEqual([400, 0]);
    run(plant, { carriageDuty: 7, kneaderDuty: Number.NEGATIVE_INFINITY }, 1);
    expect(plant.carriageMmPerS).toBeLessThan(50);
    expect(plant.carriageMmPerS).toBeGreaterThan(49);
    expect(plant.kneaderTurns).toBeLessThan(0);
  });
});
