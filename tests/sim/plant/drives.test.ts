/** How motors move behind drives of every kind, and what the chairs of the field are like. */
import { describe, expect, test } from 'vitest';
import {
  createPlant,
  type Plant,
  type PlantOptions,
  sensePlant,
  stepPlant,
} from '../../../sim/plant/plant.ts';
import type { Chair } from '../../../src/chair/chair.ts';
import { createPower } from '../../../src/chair/outputs.ts';
import { createSensors } from '../../../src/chair/sensors.ts';
import { type Changes, changedAnyChair, changedChair } from '../../changed-chair.ts';

const output = (pin: number) => ({ pin, active: 'high', pull: 'external-down' });

const eachWay: Changes = {
  'carriage.drive': {
    kind: 'each-way',
    up: output(22),
    down: output(6),
    'at-rest': 'coast',
    'dead-time': '250 ms',
  },
  'carriage.travel': { up: '15.9 s', down: '14.8 s' },
  'carriage.full-speed': undefined,
  'carriage.speeds': undefined,
};

const braked: Changes = {
  'carriage.drive': {
    kind: 'on-direction',
    on: output(6),
    direction: output(22),
    'at-rest': 'brake',
    'dead-time': '100 ms',
  },
  'carriage.speeds': undefined,
};

/** As its file says it is driven, whether the machine can drive it or not. */
function driven(changes: Changes): Chair {
  const { carriage, kneader } = changedAnyChair(changes);
  const chair = changedChair({});
  if (carriage === null || kneader === null) throw new Error('a chair without motors');
  const { up, down } = carriage.fullSpeedMmPerS;
  return {
    ...chair,
    carriage: { ...chair.carriage, fullSpeedUpMmPerS: up, fullSpeedDownMmPerS: down },
    wiring: {
      ...chair.wiring,
      motors: { ...chair.wiring.motors, carriage: carriage.drive, kneader: kneader.drive },
    },
  };
}

/** Nothing counts: such a chair has its place by time. */
const timed = (): Chair => {
  const chair = driven(eachWay);
  return { ...chair, wiring: { ...chair.wiring, inputs: { ...chair.wiring.inputs, 'carriage-edge': null } } };
};

function moving(chair: Chair, options: Partial<PlantOptions> = {}) {
  const plant = createPlant(chair, { seed: 1, personKg: 0, carriageMm: 300, stepMs: 1, ...options });
  const power = createPower(chair);
  power.motorRelay = true;
  const run = (duty: number, ms: number, until: () => boolean = () => false): number => {
    power.carriageDuty = duty;
    let passed = 0;
    for (; passed < ms && !until(); passed += plant.stepMs) stepPlant(plant, power);
    return passed;
  };
  return { plant, run };
}

/** From the bottom to the top and back, in seconds. */
function passes(chair: Chair, options: Partial<PlantOptions>, count: number) {
  const { plant, run } = moving(chair, { carriageMm: 0, ...options });
  const { railMm } = plant.figures;
  return Array.from({ length: count }, () => {
    const up = run(1, 40_000, () => plant.carriageMm >= railMm) / 1000;
    run(0, 1000);
    const down = run(-1, 40_000, () => plant.carriageMm <= 0) / 1000;
    run(0, 1000);
    return { up, down };
  });
}

const spread = (values: readonly number[]) => Math.max(...values) / Math.min(...values) - 1;

describe('a carriage that is on or off, by time alone', () => {
  test('takes the time of its file each way while nobody leans on it, and no two passes the same', () => {
    // The first begins at the switch, those after it as far beyond as the carriage coasted.
    const [, ...made] = passes(timed(), {}, 12);
    for (const { up, down } of made) {
      expect(Math.abs(up / 15.9 - 1)).toBeLessThan(0.03);
      expect(Math.abs(down / 14.8 - 1)).toBeLessThan(0.03);
    }
    for (const times of [made.map(({ up }) => up), made.map(({ down }) => down)]) {
      expect(spread(times)).toBeGreaterThan(0.001);
      expect(spread(times)).toBeLessThan(0.012);
    }
  });

  test.each([1, 2, 3, 4])(
    'is slowed by whoever leans on it, and nowhere below 70 % of its speed (seed %i)',
    (seed) => {
      const { plant, run } = moving(timed(), { carriageMm: 0, seed, personKg: 110 });
      run(1, 1000);
      let slowest = Number.POSITIVE_INFINITY;
      let fastest = 0;
      run(1, 13_000, () => {
        slowest = Math.min(slowest, plant.carriageMmPerS);
        fastest = Math.max(fastest, plant.carriageMmPerS);
        return plant.carriageMm > 740;
      });
      expect(slowest / 50).toBeGreaterThan(0.68);
      expect(slowest / 50).toBeLessThan(0.95);
      expect(fastest / slowest).toBeGreaterThan(1.03);
    },
  );

  test('any power is all of it', () => {
    const [little, much] = [0.2, 1].map((duty) => {
      const { plant, run } = moving(timed());
      run(duty, 2000);
      return plant.carriageMm;
    });
    expect(little).toBe(much);
  });

  test('its relays close and open 10 ms late, and bounce', () => {
    const { plant, run } = moving(driven(eachWay));
    run(1, 9);
    expect(plant.carriage.duty).toBe(0);
    const seen = new Set<number>();
    run(1, 12, () => {
      seen.add(Math.sign(Math.round(plant.carriage.duty * 100)) * (plant.carriage.duty < 1 ? 0.5 : 1));
      return false;
    });
    expect(seen.has(0.5)).toBe(true);
    expect(plant.carriage.duty).toBe(1);
    run(0, 9);
    expect(plant.carriage.duty).toBe(1);
    run(0, 3);
    expect(plant.carriage.duty).toBe(0);
  });

  test('a tick of 20 ms gets what its milliseconds add up to', () => {
    const ways = [1, 20].map((stepMs) => {
      const { plant, run } = moving(driven(eachWay), { stepMs });
      run(1, 3000);
      run(0, 2000);
      return plant.carriageMm;
    });
    expect(Math.abs((ways[0] ?? 0) - (ways[1] ?? 0))).toBeLessThan(1);
  });
});

describe('at rest', () => {
  const stopsWithin = (chair: Chair): number => {
    const { plant, run } = moving(chair);
    run(1, 3000);
    const fromMm = plant.carriageMm;
    run(0, 2000);
    expect(plant.carriageMmPerS).toBe(0);
    return plant.carriageMm - fromMm;
  };

  test('a driver without a brake lets the carriage coast by 4 to 8 mm, one with a brake stops it within half of that', () => {
    const coasts = stopsWithin(changedChair({}));
    const brakes = stopsWithin(driven(braked));
    expect(coasts).toBeGreaterThan(4);
    expect(coasts).toBeLessThan(8);
    expect(brakes).toBeLessThan(coasts / 2);
    expect(brakes).toBeGreaterThan(0);
  });
});

test('a kneader with one output turns one way, whatever it is told', () => {
  const drive = { kind: 'pwm', pwm: output(7), directions: 'one', 'at-rest': 'coast' };
  const chair = driven({ 'kneader.drive': drive });
  const plant = createPlant(chair, { seed: 1, kneaderTurns: 0 });
  const power = { ...createPower(chair), motorRelay: true, kneaderDuty: -0.6 };
  for (let tick = 0; tick < 100; tick++) stepPlant(plant, power);
  expect(plant.kneaderTurns).toBeGreaterThan(0.3);
});

describe('a broken wire of an end', () => {
  const levels = (plant: Plant) => {
    const sensors = createSensors({ pads: plant.pads, supply: plant.figures });
    return Array.from({ length: 200 }, () => {
      stepPlant(plant, createPower(plant));
      sensePlant(plant, sensors);
      return sensors.limitTop;
    });
  };
  const broken = (pull: 'none' | 'external-down') => {
    const top = { pin: 33, active: 'high', pull, debounce: '5 ms' };
    const plant = createPlant(changedChair({ 'carriage.ends.top': top }), { seed: 1, carriageMm: 300 });
    plant.limitTopOpen = true;
    return levels(plant);
  };

  test('shows anything where nothing holds the input', () => {
    expect(new Set(broken('none'))).toEqual(new Set([true, false]));
  });

  test('shows what the resistor says where there is one', () => {
    expect(new Set(broken('external-down'))).toEqual(new Set([false]));
  });
});
