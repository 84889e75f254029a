import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { setPerson, stepPlant } from '../../../sim/plant/plant.ts';
import { sensePlant } from '../../../sim/plant/sense.ts';
import { createPower } from '../../../src/chair/outputs.ts';
import { createSensors, type Sensors } from '../../../src/chair/sensors.ts';
import { createHeater, driveHeater, missPower } from '../../../src/control/heat/heater.ts';
import { chair } from '../../chair.ts';
import { createHeatBench, stepHeatBench, ticksPerS } from './run.ts';

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
    expect(bench.heater.pads[0]!.elementC).toBeCloseTo(bench.plant.pads[0]!.elementC, 0);
    expect(bench.heater.pads[0]!.surfaceC).toBeGreaterThan(bench.plant.pads[0]!.surfaceC);
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
    const chair = readings({ ambientC: 38, pads: [{ elementC: 38 }, { elementC: 38 }] });
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
    const chair = readings({ ambientC: 39.5, pads: [{ elementC: 39.5 }, { elementC: 39.5 }] });
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
    // A nominal pad holding 40 C needs about 30 of its 40 W x (element over ambient) / 64 K.
    expect(asked / 64 / ticksPerS).toBeGreaterThan(0.3);
    expect(asked / 64 / ticksPerS).toBeLessThan(0.5);
  });

  test('a room above 33 C lowers the highest level, until nothing is left to heat', () => {
    for (const [ambientC, levelC, targetC] of [
      [33, 42, 42],
      [36, 42, 41.1],
      [36, 40, 40],
      [39, 42, 40.2],
      [40, 42, 0],
    ] as const) {
      const chair = readings({ ambientC, pads: [{ elementC: ambientC }, { elementC: ambientC }] });
      chair.goal[0] = levelC;
      chair.tick(10);
      expect(chair.heater.pads[0]!.targetC).toBeCloseTo(targetC, 6);
    }
  });

  test('a level above the highest is cut to it', () => {
    const chair = readings();
    chair.goal[0] = 60;
    chair.tick(10);
    expect(chair.heater.pads[0]!.targetC).toBe(42);
  });

  test('each pad keeps its own level', () => {
    const bench = createHeatBench(22, 40);
    bench.goal[0] = 42;
    bench.goal[1] = 38;
    stepHeatBench(bench, 900);
    expect(bench.plant.pads[0]!.surfaceC).toBeCloseTo(42.1, 0);
    expect(bench.plant.pads[1]!.surfaceC).toBeCloseTo(38.1, 0);
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
  /** Mean duty of each pad in the two halves of the dither's 16 s, while holding. */
  function halves(elementK: number) {
    const bench = createHeatBench(22, 40);
    bench.heater.dither.elementK = elementK;
    stepHeatBench(bench, 600);
    const sums = { lumbar: [0, 0], sacral: [0, 0] };
    stepHeatBench(bench, 160, () => {
      const half = bench.heater.dither.step < 80 ? 0 : 1;
      sums.lumbar[half] = (sums.lumbar[half] as number) + bench.heater.pads[0]!.duty / 4000;
      sums.sacral[half] = (sums.sacral[half] as number) + bench.heater.pads[1]!.duty / 4000;
    });
    return sums;
  }

  test('moves the power of a held pad by 4.5 W either way, the two pads against each other', () => {
    const { lumbar, sacral } = halves(0.2);
    // From the lower to the higher half 9 W, and a little more, because the element loses more when hotter.
    expect(20 * ((lumbar[0] as number) - (lumbar[1] as number))).toBeGreaterThan(4.3);
    expect(20 * ((lumbar[0] as number) - (lumbar[1] as number))).toBeLessThan(5);
    expect(20 * ((sacral[0] as number) - (sacral[1] as number))).toBeLessThan(-4.3);
    expect(20 * ((sacral[0] as number) - (sacral[1] as number))).toBeGreaterThan(-5);
  });

  test('can be switched off', () => {
    const { lumbar } = halves(0);
    expect(40 * Math.abs((lumbar[0] as number) - (lumbar[1] as number))).toBeLessThan(0.3);
  });
});

describe('a reading that is no temperature', () => {
  const broken = [Number.NaN, -70, 500, Number.POSITIVE_INFINITY] as const;

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
    expect(chair.heater.pads[0]!.known).toBe(false);
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
    const numbers = [...Object.values(chair.heater.pads[0]!), ...Object.values(chair.heater)].filter(
      (value) => typeof value === 'number',
    );
    expect(numbers.length).toBeGreaterThan(10);
    expect(numbers.every(Number.isFinite)).toBe(true);
    expect(chair.heater.pads[0]!.known).toBe(true);
  });

  test('in a single tick makes the pad start over with the warmest surface it can have', () => {
    const bench = createHeatBench(22, 42);
    stepHeatBench(bench, 60);
    const beforeC = bench.heater.pads[0]!.surfaceC;
    sensePlant(bench.plant, bench.sensors);
    bench.sensors.pads[0]!.elementC = Number.NaN;
    driveHeater(bench.heater, bench.goal, bench.sensors, bench.wanted, 20);
    stepHeatBench(bench, 0.2);
    expect(bench.heater.pads[0]!.surfaceC).toBeGreaterThan(beforeC + 3);
  });
});

describe('nobody in the chair', () => {
  test('and then somebody: the surface follows the person, known or not', () => {
    const bench = createHeatBench(15, 40, 0);
    stepHeatBench(bench, 900);
    expect(bench.plant.pads[0]!.surfaceC).toBeCloseTo(40, 1);
    setPerson(bench.plant, 75, true);
    let peakC = 0;
    stepHeatBench(bench, 600, () => {
      peakC = Math.max(peakC, bench.plant.pads[0]!.surfaceC);
    });
    expect(peakC).toBeLessThan(40.5);
    expect(bench.plant.pads[0]!.surfaceC).toBeCloseTo(40.1, 1);
  });
});

test('power that the guard took away is not learned as given', () => {
  const taken = readings();
  const given = readings();
  for (let tick = 0; tick < 200; tick++) {
    taken.tick();
    given.tick();
    missPower(taken.heater, taken.wanted, { ...taken.wanted, padsOn: [false, taken.wanted.padsOn[1]!] });
  }
  // The reading stands still: without power that is a pad at rest, with it one that does not warm.
  expect(taken.heater.pads[0]!.gainKPerS).toBeCloseTo(40 / 90, 6);
  expect(given.heater.pads[0]!.gainKPerS).toBeLessThan(taken.heater.pads[0]!.gainKPerS);
  expect(taken.heater.pads[1]!).toEqual(given.heater.pads[1]!);
});
