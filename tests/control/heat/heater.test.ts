import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { stepPlant } from '../../../sim/plant/plant.ts';
import { sensePlant } from '../../../sim/plant/sense.ts';
import { createPower } from '../../../src/chair/outputs.ts';
import { createSensors, type Sensors } from '../../../src/chair/sensors.ts';
import { createHeater, driveHeater } from '../../../src/control/heat/heater.ts';
import { chair } from '../../chair.ts';
import { createHeatBench, elementOnlyChair, stepHeatBench, ticksPerS } from './run.ts';

const allOff = createPower(chair);

/** A chair whose thermistors read what is said, for tests of single ticks. */
function readings(over: Partial<Sensors> = {}) {
  const heater = createHeater(chair);
  const sensors = { ...createSensors(chair), seat: true, ...over };
  const goal = [40, 40];
  const wanted = createPower(chair);
  const tick = (count = 1) => {
    for (let i = 0; i < count; i++) driveHeater(heater, goal, sensors, wanted, 20);
  };
  return { heater, sensors, goal, wanted, tick };
}

describe('a level that is off', () => {
  test('leaves pads and relay off, and the surface is still followed', () => {
    const bench = createHeatBench(22, 0);
    bench.plant.pads[0]!.elementC = 40;
    stepHeatBench(bench, 60, () => {
      expect(bench.wanted).toEqual(createPower(chair));
    });
    const { control } = bench.heater.pads[0]!;
    expect(control.elementC).toBeCloseTo(bench.plant.pads[0]!.elementC, 0);
    expect(control.surfaceC).toBeCloseTo(bench.plant.pads[0]!.surfaceC, 0);
  });

  test.each([0, -5, Number.NaN, Number.NEGATIVE_INFINITY])('%s is off', (level) => {
    const chair = readings();
    chair.goal[0] = level;
    chair.goal[1] = level;
    chair.tick(200);
    expect(chair.wanted).toEqual(allOff);
    expect(chair.heater.pads[0]!.targetC).toBe(0);
    expect(isDeepStrictEqual(structuredClone(chair.heater), chair.heater)).toBe(true);
  });

  test('at or under ambient is off, and the room drifting about the level does not rattle the relay', () => {
    const chair = readings({
      ambientC: 38,
      pads: [
        { elementC: 38, surfaceC: 38 },
        { elementC: 38, surfaceC: 38 },
      ],
    });
    chair.goal[0] = 38;
    chair.goal[1] = 38;
    let closings = 0;
    let closed = false;
    for (let i = 0; i < 60 * ticksPerS; i++) {
      chair.sensors.ambientC = 38 + 0.1 * Math.sin(i / 100) + 0.06 * ((i % 3) - 1);
      chair.tick();
      if (chair.wanted.padRelay && !closed) closings++;
      closed = chair.wanted.padRelay;
    }
    expect(closed).toBe(false);
    expect(closings).toBeLessThanOrEqual(1);
  });

  test('because of a warm room comes back when the room has cooled', () => {
    const chair = readings({
      ambientC: 39.5,
      pads: [
        { elementC: 39.5, surfaceC: 39.5 },
        { elementC: 39.5, surfaceC: 39.5 },
      ],
    });
    chair.goal[0] = 39;
    chair.goal[1] = 0;
    chair.tick(100);
    expect(chair.wanted.padRelay).toBe(false);
    chair.sensors.ambientC = 36;
    chair.tick(120 * ticksPerS);
    expect(chair.wanted.padRelay).toBe(true);
    expect(chair.heater.pads[0]!.targetC).toBe(39);
    expect(chair.heater.pads[1]!.targetC).toBe(0);
  });
});

describe('heating', () => {
  test('closes the relay at once, and it stays closed while heat is wanted', () => {
    const bench = createHeatBench(22, 40);
    let openTicks = 0;
    stepHeatBench(bench, 400, () => {
      if (!bench.wanted.padRelay) openTicks++;
    });
    expect(openTicks).toBe(0);
    expect(bench.heater.pads[0]!.reached).toBe(true);
    bench.goal[0] = 0;
    bench.goal[1] = 0;
    stepHeatBench(bench, 1 / ticksPerS);
    expect(bench.wanted).toEqual(createPower(chair));
    expect(bench.heater.pads[0]!.reached).toBe(false);
  });

  test('switches a pad only every 100 ms and never both in one tick', () => {
    const bench = createHeatBench(22, 40);
    const changes: readonly number[][] = [[], []];
    let tick = 0;
    let before = [...bench.wanted.padsOn];
    stepHeatBench(bench, 500, () => {
      for (const [pad, ticks] of changes.entries()) {
        if (bench.wanted.padsOn[pad] !== before[pad]) ticks.push(tick);
      }
      before = [...bench.wanted.padsOn];
      tick++;
    });
    expect(changes[0]!.length).toBeGreaterThan(100);
    for (const pad of changes) {
      expect(pad.every((at, i) => i === 0 || (at - (pad[i - 1] as number)) % 5 === 0)).toBe(true);
    }
    expect(changes[0]!.filter((at) => changes[1]!.includes(at))).toEqual([]);
  });

  test('gives, over a while, the power it says', () => {
    const bench = createHeatBench(22, 40);
    stepHeatBench(bench, 600);
    let asked = 0;
    let given = 0;
    stepHeatBench(bench, 64, () => {
      asked += bench.heater.pads[0]!.duty;
      given += bench.wanted.padsOn[0] ? 1 : 0;
    });
    expect(given / 64 / ticksPerS).toBeCloseTo(asked / 64 / ticksPerS, 2);
    // 12 W through the surface of a nominal pad and 6 W past it, of its 40 W.
    expect(asked / 64 / ticksPerS).toBeGreaterThan(0.3);
    expect(asked / 64 / ticksPerS).toBeLessThan(0.6);
  });

  test('the highest level is aimed for a little below its name, so that a blanket stays within the limit', () => {
    for (const [ambientC, levelC, targetC] of [
      [22, 42, 40.8],
      [22, 60, 40.8],
      [39, 42, 40.8],
      [36, 40, 40],
      [40, 40, 0],
      [41.8, 42, 0],
    ] as const) {
      const chair = readings({
        ambientC,
        pads: [0, 1].map(() => ({ elementC: ambientC, surfaceC: ambientC })),
      });
      chair.goal[0] = levelC;
      chair.tick(10);
      expect(chair.heater.pads[0]!.targetC).toBeCloseTo(targetC, 6);
    }
  });

  test('each pad keeps its own level', () => {
    const bench = createHeatBench(22, 40);
    bench.goal[0] = 42;
    bench.goal[1] = 38;
    stepHeatBench(bench, 900);
    expect(bench.plant.pads[0]!.surfaceC).toBeCloseTo(40.9, 0);
    expect(bench.plant.pads[1]!.surfaceC).toBeCloseTo(38, 0);
    bench.goal[1] = 0;
    stepHeatBench(bench, 60);
    expect(bench.wanted.padRelay).toBe(true);
    expect(bench.wanted.padsOn[1]).toBe(false);
    expect(bench.plant.pads[1]!.surfaceC).toBeLessThan(38);
  });

  test('reports a new level as not reached in the tick it is given', () => {
    const bench = createHeatBench(22, 38);
    stepHeatBench(bench, 400);
    expect(bench.heater.pads[0]!.reached).toBe(true);
    bench.goal[0] = 42;
    stepHeatBench(bench, 1 / ticksPerS);
    expect(bench.heater.pads[0]!.reached).toBe(false);
  });

  test('a saved and restored heater goes on the same', () => {
    const bench = createHeatBench(22, 40);
    stepHeatBench(bench, 150);
    const restored = structuredClone(bench.heater);
    expect(restored).toEqual(bench.heater);
    let differing = 0;
    const copy = { heater: restored, wanted: createPower(chair) };
    const sensors = createSensors(chair);
    for (let tick = 0; tick < 200 * ticksPerS; tick++) {
      sensePlant(bench.plant, sensors);
      driveHeater(bench.heater, bench.goal, sensors, bench.wanted, 20);
      driveHeater(copy.heater, bench.goal, sensors, copy.wanted, 20);
      stepPlant(bench.plant, bench.wanted);
      if (copy.wanted.padsOn[0] !== bench.wanted.padsOn[0]) differing++;
    }
    expect(differing).toBe(0);
    expect(copy.heater).toEqual(bench.heater);
    expect(copy.wanted).toEqual(bench.wanted);
  });

  test('leaves the motors alone', () => {
    const chair = readings();
    chair.wanted.carriageDuty = 0.5;
    chair.wanted.motorRelay = true;
    chair.tick(10);
    expect(chair.wanted.carriageDuty).toBe(0.5);
    expect(chair.wanted.motorRelay).toBe(true);
  });
});

describe('the dither', () => {
  test('moves a held element by more than a kelvin and its surface by less than a fifth', () => {
    const bench = createHeatBench(22, 40);
    stepHeatBench(bench, 600);
    const elements: number[] = [];
    const surfaces: number[] = [];
    stepHeatBench(bench, 120, () => {
      elements.push(bench.plant.pads[0]!.elementC);
      surfaces.push(bench.plant.pads[0]!.surfaceC);
    });
    const width = (values: number[]) => Math.max(...values) - Math.min(...values);
    expect(width(elements)).toBeGreaterThan(1);
    expect(width(elements)).toBeLessThan(5);
    expect(width(surfaces)).toBeGreaterThan(0.03);
    expect(width(surfaces)).toBeLessThan(0.2);
  });
});

describe('a reading that is no temperature', () => {
  const broken = [Number.NaN, -70, 500, Number.POSITIVE_INFINITY] as const;

  test.each(broken)(
    '%s from a surface puts that pad off in the same tick, where it has a sensor there',
    (value) => {
      const measured = readings();
      measured.tick(100);
      expect(measured.wanted.padsOn[0]).toBe(true);
      measured.sensors.pads[0]!.surfaceC = value;
      measured.tick();
      expect(measured.wanted.padsOn[0]).toBe(false);
      expect(measured.wanted.padRelay).toBe(true);
      const alone = { ...readings(), heater: createHeater(elementOnlyChair) };
      alone.sensors.pads[0]!.surfaceC = value;
      for (let i = 0; i < 100; i++) driveHeater(alone.heater, alone.goal, alone.sensors, alone.wanted, 20);
      expect(alone.wanted.padsOn[0]).toBe(true);
    },
  );

  test.each(broken)('%s from a pad puts that pad off in the same tick, and it stays off', (value) => {
    const bench = createHeatBench(22, 40);
    stepHeatBench(bench, 30.04);
    expect(bench.wanted.padsOn[0]).toBe(true);
    for (let tick = 0; tick < 500; tick++) {
      sensePlant(bench.plant, bench.sensors);
      bench.sensors.pads[0]!.elementC = value;
      driveHeater(bench.heater, bench.goal, bench.sensors, bench.wanted, 20);
      expect(bench.wanted.padsOn[0]).toBe(false);
      expect(bench.heater.pads[0]!.targetC).toBe(0);
      stepPlant(bench.plant, bench.wanted);
    }
    expect(bench.wanted.padsOn[1]).toBe(true);
    expect(bench.wanted.padRelay).toBe(true);
  });

  test.each(broken)('%s from both pads opens the relay too', (value) => {
    const chair = readings();
    chair.tick(100);
    expect(chair.wanted.padRelay).toBe(true);
    chair.sensors.pads[0]!.elementC = value;
    chair.sensors.pads[1]!.elementC = value;
    chair.tick();
    expect(chair.wanted).toEqual(allOff);
  });

  test.each(broken)('%s from the ambient thermistor puts both pads off', (value) => {
    const chair = readings();
    chair.tick(100);
    expect(chair.wanted.padsOn[0]).toBe(true);
    chair.sensors.ambientC = value;
    for (let i = 0; i < 20; i++) {
      chair.tick();
      expect(chair.wanted).toEqual(allOff);
    }
  });

  test('from the ambient thermistor since power-on means no heat at all', () => {
    const chair = readings({ ambientC: Number.NaN });
    chair.tick(500);
    expect(chair.wanted).toEqual(allOff);
    expect(chair.heater.pads[0]!.control.known).toBe(false);
  });

  test('leaves nothing behind: afterwards every number of the state is a number', () => {
    const chair = readings();
    chair.tick(50);
    for (const value of broken) {
      chair.sensors.pads[0]!.elementC = value;
      chair.sensors.pads[1]!.elementC = value;
      chair.sensors.ambientC = value;
      chair.tick(7);
    }
    chair.sensors.pads[0]!.elementC = 30;
    chair.sensors.pads[1]!.elementC = 30;
    chair.sensors.ambientC = 22;
    chair.tick(20);
    const [pad] = chair.heater.pads;
    const numbers = [...Object.values(pad!), ...Object.values(pad!.control)].filter(
      (value) => typeof value === 'number',
    );
    expect(numbers.length).toBeGreaterThan(10);
    expect(numbers.every(Number.isFinite)).toBe(true);
    expect(chair.heater.pads[0]!.control.known).toBe(true);
  });

  test('in a single tick costs the pad one step, and it begins anew from what it reads', () => {
    const bench = createHeatBench(22, 42);
    stepHeatBench(bench, 60);
    sensePlant(bench.plant, bench.sensors);
    bench.sensors.pads[0]!.elementC = Number.NaN;
    driveHeater(bench.heater, bench.goal, bench.sensors, bench.wanted, 20);
    expect(bench.wanted.padsOn[0]).toBe(false);
    stepHeatBench(bench, 0.2);
    const { control } = bench.heater.pads[0]!;
    expect(control.known).toBe(true);
    expect(control.surfaceC).toBeCloseTo(bench.plant.pads[0]!.surfaceC, 0);
    stepHeatBench(bench, 1);
    expect(bench.wanted.padsOn[0]).toBe(true);
  });
});
