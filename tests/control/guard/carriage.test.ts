import { describe, expect, test } from 'vitest';
import { clearFaults } from '../../../src/control/guard/guard.ts';
import {
  createRig,
  heldBy,
  latched,
  measured,
  motorsOff,
  partOf,
  type Rig,
  step,
  ticksUntil,
  ticksUntilFault,
  wantMotors,
} from './rig.ts';

const drawing =
  (amperes: number) =>
  ({ sensors }: Rig) => {
    sensors.carriageA = amperes;
  };

/** The counter stands still while the motor runs. */
function blind(): (rig: Rig) => void {
  let counter = -1;
  return ({ sensors }) => {
    if (counter < 0) counter = sensors.carriageEdges;
    sensors.carriageEdges = counter;
  };
}

const atTop = ({ sensors }: Rig) => {
  sensors.limitTop = true;
};
const atBottom = ({ sensors }: Rig) => {
  sensors.limitBottom = true;
};

/** A carriage whose place the guard knows: it has met the lower limit. */
function homedRig(): Rig {
  const rig = createRig();
  step(rig, 5, atBottom);
  rig.sensors.limitBottom = false;
  return rig;
}

/** Drives for some millimetres at 20 mm/s, then rests. */
function travel(rig: Rig, millimetres: number): void {
  rig.sensors.limitTop = false;
  rig.sensors.limitBottom = false;
  wantMotors(rig, 0, 0);
  step(rig, 30);
  wantMotors(rig, millimetres > 0 ? 0.5 : -0.5, 0);
  step(rig, Math.round(Math.abs(millimetres) / 0.4));
  wantMotors(rig, 0, 0);
  step(rig, 1);
}

/** Drives up from the lower limit until the guard has counted so many millimetres, and rests. */
function rigAt(millimetres: number): Rig {
  const rig = homedRig();
  wantMotors(rig, 0.5, 0);
  ticksUntil(rig, ({ guard }) => guard.counts.carriage.placeMm === millimetres);
  // What it coasts is none.
  const counter = rig.sensors.carriageEdges;
  rig.travelMm = 2 * counter;
  wantMotors(rig, 0, 0);
  step(rig, 30, ({ sensors }) => {
    sensors.carriageEdges = counter;
  });
  return rig;
}

describe('stalled by current', () => {
  test.each([
    [0.5, 3],
    [-0.5, 3],
    [1, 4.5],
    [0.2, 2.1],
  ])('at duty %d more than %d A for 300 ms', (duty, limitA) => {
    const rig = createRig();
    wantMotors(rig, duty, 0);
    step(rig, 1);
    step(rig, 40, drawing(limitA));
    expect(latched(rig)).toEqual([]);
    const jammed = createRig();
    wantMotors(jammed, duty, 0);
    step(jammed, 1);
    expect(ticksUntilFault(jammed, 'E31', drawing(limitA + 0.01))).toBe(12);
    expect(latched(jammed)).toEqual(['E31']);
    expect(measured(jammed, 'E31')).toBeCloseTo(limitA + 0.01, 9);
    expect(partOf(jammed, 'E31')).toBe(4);
    expect(jammed.allowed).toMatchObject(motorsOff);
  });

  test('a start that draws much for 220 ms is healthy, and what comes again and again is not', () => {
    const rig = createRig();
    wantMotors(rig, 0.5, 0);
    step(rig, 1);
    step(rig, 11, drawing(5));
    step(rig, 100, drawing(1));
    step(rig, 10, drawing(5));
    expect(latched(rig)).toEqual([]);
    step(rig, 5, drawing(1));
    step(rig, 3, drawing(5));
    expect(latched(rig)).toEqual(['E31']);
  });

  test('a stop between two pushes does not end the count', () => {
    const rig = createRig();
    for (let round = 0; round < 10; round++) {
      wantMotors(rig, 0.5, 0);
      step(rig, 1);
      step(rig, 6, drawing(4));
      wantMotors(rig, 0, 0);
      step(rig, 1);
    }
    expect(latched(rig)).toContain('E31');
  });
});

describe('no edges while driven', () => {
  test.each([0.3, -0.3, 1])('for 1 s at duty %d is no motion', (duty) => {
    const rig = createRig();
    wantMotors(rig, duty, 0);
    step(rig, 1);
    expect(ticksUntilFault(rig, 'E31', blind())).toBe(47);
    expect(latched(rig)).toEqual(['E31']);
  });

  test('below breakaway no motion is expected', () => {
    const rig = createRig();
    wantMotors(rig, 0.29, 0);
    step(rig, 500, blind());
    expect(latched(rig)).toEqual([]);
  });

  test('one edge in time is motion', () => {
    const rig = createRig();
    wantMotors(rig, 0.5, 0);
    let edges = rig.sensors.carriageEdges;
    step(rig, 1);
    for (let tick = 1; tick <= 1000; tick++) {
      step(rig, 1, ({ sensors }) => {
        if (tick % 24 === 0) edges++;
        sensors.carriageEdges = edges;
      });
    }
    expect(latched(rig)).toEqual([]);
  });

  test('a rest takes some of the count, slow driving in between nothing', () => {
    const rig = createRig();
    const still = blind();
    wantMotors(rig, 0.5, 0);
    step(rig, 40, still);
    // 0.8 s; a rest of 8 s takes 0.4 s of them.
    wantMotors(rig, 0, 0);
    step(rig, 400, still);
    wantMotors(rig, 0.5, 0);
    step(rig, 22, still);
    expect(latched(rig)).toEqual([]);
    wantMotors(rig, 0.2, 0);
    step(rig, 30, still);
    wantMotors(rig, 0.5, 0);
    expect(ticksUntilFault(rig, 'E31', still)).toBeLessThanOrEqual(8);
  });

  test('without any current it is not the carriage but its power', () => {
    const rig = createRig();
    wantMotors(rig, 0.5, 0);
    step(rig, 30);
    const still = blind();
    ticksUntilFault(rig, 'E36', (one) => {
      still(one);
      one.sensors.carriageA = 0.1;
    });
    expect(latched(rig)).toEqual(['E36']);
  });

  test('0.2 A is a current: with it, it is the carriage', () => {
    const rig = createRig();
    wantMotors(rig, 0.5, 0);
    step(rig, 30);
    const still = blind();
    ticksUntilFault(rig, 'E31', (one) => {
      still(one);
      one.sensors.carriageA = 0.2;
    });
    expect(latched(rig)).toEqual(['E31']);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, -5])('a counter that shows %d is no edge', (nonsense) => {
    const rig = createRig();
    wantMotors(rig, 0.5, 0);
    step(rig, 1);
    expect(
      ticksUntilFault(rig, 'E31', ({ sensors }) => {
        sensors.carriageEdges = nonsense;
      }),
    ).toBe(47);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])(
    'a counter that shows %d for one tick loses no travel',
    (nonsense) => {
      const rig = homedRig();
      wantMotors(rig, 0.5, 0);
      step(rig, 50);
      step(rig, 1, ({ sensors }) => {
        sensors.carriageEdges = nonsense;
      });
      step(rig, 50);
      expect(rig.guard.counts.carriage.placeMm).toBe(2 * rig.sensors.carriageEdges);
    },
  );

  test('a counter that runs back moves nothing', () => {
    const rig = homedRig();
    wantMotors(rig, 0.5, 0);
    step(rig, 50);
    const { placeMm } = rig.guard.counts.carriage;
    const { travelMm } = rig.guard.diagnosis.motion.run;
    const counter = rig.sensors.carriageEdges;
    step(rig, 1, ({ sensors }) => {
      sensors.carriageEdges = counter - 3;
    });
    expect([rig.guard.counts.carriage.placeMm, rig.guard.diagnosis.motion.run.travelMm]).toEqual([
      placeMm,
      travelMm,
    ]);
  });

  test('a counter that leaps is no motion, one that leaps by six may be', () => {
    const leaping = createRig();
    wantMotors(leaping, 0.5, 0);
    step(leaping, 1);
    let edges = 0;
    expect(
      ticksUntilFault(leaping, 'E31', ({ sensors }) => {
        edges += 7;
        sensors.carriageEdges = edges;
      }),
    ).toBe(47);
    const quick = createRig();
    wantMotors(quick, 0.5, 0);
    let few = 0;
    step(quick, 60, ({ sensors }) => {
      few += 6;
      sensors.carriageEdges = few;
    });
    expect(latched(quick).includes('E31')).toBe(false);
  });

  test('edges counted before the guard began are none of its own', () => {
    const rig = createRig();
    rig.guard.counts.carriage.started = false;
    rig.sensors.carriageEdges = 5;
    const place = rig.guard.counts.carriage.placeMm;
    step(rig, 1, ({ sensors }) => {
      sensors.carriageEdges = 3;
    });
    expect(rig.guard.counts.carriage.placeMm).toBe(place);
    expect(rig.guard.counts.carriage.edges).toBe(3);
  });
});

describe('moves undriven', () => {
  /** What drives it draws current. */
  const draws = ({ sensors }: Rig) => {
    sensors.carriageA = 0.8;
  };
  const edgesAfter = (rig: Rig, restTicks: number, count: number, bend = draws) => {
    wantMotors(rig, 0.5, 0);
    step(rig, 20);
    wantMotors(rig, 0, 0);
    step(rig, 1 + restTicks);
    for (let edge = 0; edge < count; edge++) {
      rig.travelMm += 2;
      step(rig, 1, bend);
      step(rig, 4);
    }
  };

  test('three edges from 0.5 s after the power went off', () => {
    const rig = createRig();
    edgesAfter(rig, 26, 2);
    expect(latched(rig)).toEqual([]);
    rig.travelMm += 2;
    step(rig, 1, draws);
    expect(latched(rig)).toEqual(['E34']);
    expect([measured(rig, 'E34'), partOf(rig, 'E34')]).toEqual([3, 4]);
  });

  test('a magnet that trembles on its rim draws no current, and moves nothing', () => {
    const rig = createRig();
    edgesAfter(rig, 0, 4, () => undefined);
    const { placeMm } = rig.guard.counts.carriage;
    for (let edge = 0; edge < 100; edge++) {
      rig.travelMm += 2;
      step(rig, 5);
    }
    expect(latched(rig)).toEqual([]);
    expect(rig.guard.counts.carriage.placeMm).toBe(placeMm);
  });

  test('within 0.5 s it coasts', () => {
    const rig = createRig();
    edgesAfter(rig, 6, 4);
    expect(latched(rig)).toEqual([]);
    step(rig, 200);
    expect(latched(rig)).toEqual([]);
  });

  test.each([
    [25, []],
    [26, ['E34']],
  ] as const)('three edges at once after %i ticks of rest: %j', (restTicks, faults) => {
    const rig = createRig();
    edgesAfter(rig, restTicks, 0);
    rig.travelMm += 6;
    step(rig, 1, draws);
    expect(latched(rig)).toEqual(faults);
  });

  test('a runaway that starts from rest is found after three edges', () => {
    const rig = createRig();
    step(rig, 50);
    const ticks = ticksUntilFault(rig, 'E34', (one) => {
      one.travelMm += 1;
      draws(one);
    });
    expect(ticks).toBeGreaterThan(0);
    expect(ticks).toBeLessThanOrEqual(9);
  });

  test('the next drive forgets the edges', () => {
    const rig = createRig();
    for (let round = 0; round < 5; round++) edgesAfter(rig, 26, 2);
    expect(latched(rig)).toEqual([]);
  });

  test('power off and on forgets them too', () => {
    const rig = createRig();
    edgesAfter(rig, 26, 2);
    clearFaults(rig.guard);
    rig.travelMm += 2;
    step(rig, 1, draws);
    rig.travelMm += 2;
    step(rig, 1, draws);
    expect(latched(rig)).toEqual([]);
  });
});

describe('limit not reached', () => {
  test.each(['homing', 'parking'] as const)('%s: 40 s one way', (state) => {
    const rig = createRig(state);
    wantMotors(rig, -0.4, 0);
    const crawl = (one: Rig) => {
      one.travelMm -= 0.3;
    };
    step(rig, 1, crawl);
    expect(ticksUntilFault(rig, 'E32', crawl)).toBe(2000);
    expect(measured(rig, 'E32')).toBeCloseTo(40, 5);
    expect(partOf(rig, 'E32')).toBe(4);
    expect(rig.allowed).toMatchObject(motorsOff);
  });

  test('in a program a slow pass may take 90 s', () => {
    const rig = createRig('running');
    wantMotors(rig, 0.4, 0);
    const crawl = (one: Rig) => {
      one.travelMm -= 0.3;
    };
    step(rig, 1, crawl);
    expect(ticksUntilFault(rig, 'E32', crawl)).toBe(4500);
  });

  test('a run longer than the rail is one too many', () => {
    const rig = createRig('running');
    wantMotors(rig, 0.9, 0);
    step(rig, 1);
    const ticks = ticksUntilFault(rig, 'E32', (one) => {
      one.travelMm += 0.6;
    });
    expect(ticks).toBeGreaterThan(922 / 1.02);
    expect(ticks).toBeLessThan(943);
    // The rail, both stops, and 99 mm for edges that bounce; in edges of 2 mm.
    expect(rig.guard.diagnosis.motion.run.travelMm).toBe(794 + 2 * 15 + 100);
  });

  test.each(['homing', 'parking'] as const)('%s is timed from its own beginning', (state) => {
    const rig = createRig('running');
    wantMotors(rig, -0.4, 0);
    const crawl = (one: Rig) => {
      one.travelMm -= 0.3;
    };
    step(rig, 1500, crawl);
    rig.context.state = state;
    expect(ticksUntilFault(rig, 'E32', crawl)).toBe(2000);
  });

  test('a turn or a limit starts the run anew', () => {
    const rig = createRig('parking');
    for (let round = 0; round < 4; round++) {
      wantMotors(rig, round % 2 === 0 ? 0.5 : -0.5, 0);
      step(rig, 1000);
    }
    expect(latched(rig)).toEqual([]);
    expect(rig.guard.diagnosis.motion.run.travelMm).toBeLessThan(401);
    wantMotors(rig, 0, 0);
    step(rig, 10);
    step(rig, 10, atBottom);
    expect(rig.guard.diagnosis.motion.run.forMs).toBeLessThanOrEqual(20);
    expect(rig.guard.diagnosis.motion.run.travelMm).toBe(0);
  });

  test('rests in between do not end a run', () => {
    const rig = createRig('homing');
    const crawl = (one: Rig) => {
      one.travelMm -= 0.3;
    };
    for (let round = 0; round < 25; round++) {
      wantMotors(rig, -0.5, 0);
      step(rig, 99, crawl);
      wantMotors(rig, 0, 0);
      step(rig, 5);
    }
    expect(latched(rig)).toEqual(['E32']);
  });

  test.each([
    ['stalled', (one: Rig) => drawing(4)(one)],
    ['blind', blind()],
  ])('%s at its end of the rail it is the switch that is missing', (_what, bend) => {
    const rig = homedRig();
    travel(rig, 30);
    wantMotors(rig, -0.5, 0);
    step(rig, 50);
    ticksUntilFault(rig, 'E32', bend, 100);
    expect(latched(rig)).toEqual(['E32']);
  });

  test('anywhere else it is the carriage', () => {
    const rig = homedRig();
    travel(rig, 60);
    wantMotors(rig, -0.5, 0);
    ticksUntilFault(rig, 'E31', drawing(4), 100);
    expect(latched(rig)).toEqual(['E31']);
    const upwards = homedRig();
    upwards.guard.diagnosis.motion.endWires.proved = true;
    wantMotors(upwards, 0.5, 0);
    ticksUntilFault(upwards, 'E31', drawing(4), 100);
    expect(latched(upwards)).toEqual(['E31']);
    const unknown = createRig();
    wantMotors(unknown, -0.5, 0);
    ticksUntilFault(unknown, 'E31', drawing(4), 100);
    expect(latched(unknown)).toEqual(['E31']);
  });

  test.each([
    [40, 'E32'],
    [42, 'E31'],
  ] as const)('%i mm above its lower end a stall is %s', (millimetres, code) => {
    const rig = rigAt(millimetres);
    wantMotors(rig, -0.5, 0);
    const still = blind();
    ticksUntilFault(
      rig,
      code,
      (one) => {
        still(one);
        drawing(4)(one);
      },
      100,
    );
    expect(latched(rig)).toEqual([code]);
  });

  test('the upper end counts as well', () => {
    const rig = createRig();
    step(rig, 5, atTop);
    rig.sensors.limitTop = false;
    travel(rig, -30);
    wantMotors(rig, 0.5, 0);
    step(rig, 10);
    ticksUntilFault(rig, 'E32', drawing(4), 100);
    expect(latched(rig)).toEqual(['E32']);
  });
});

describe('limit switches that contradict', () => {
  test('both closed for 40 ms', () => {
    const rig = createRig();
    const both = (one: Rig) => {
      atTop(one);
      atBottom(one);
    };
    expect(ticksUntilFault(rig, 'E33', both)).toBe(2);
    expect(latched(rig)).toEqual(['E33']);
    expect(partOf(rig, 'E33')).toBe(4);
    expect(rig.allowed).toMatchObject(motorsOff);
  });

  test('both for one tick bounce', () => {
    const rig = createRig();
    for (let round = 0; round < 10; round++) {
      step(rig, 1, (one) => {
        atTop(one);
        atBottom(one);
      });
      rig.sensors.limitTop = false;
      rig.sensors.limitBottom = false;
      step(rig, 30);
    }
    expect(latched(rig)).toEqual([]);
  });

  test('one that closes more than 100 mm from its end is stuck', () => {
    const near = homedRig();
    travel(near, 98);
    step(near, 10, atBottom);
    expect(latched(near)).toEqual([]);
    expect(near.guard.counts.carriage.placeMm).toBe(0);
    const far = homedRig();
    travel(far, 106);
    expect(ticksUntilFault(far, 'E33', atBottom)).toBe(2);
    expect(measured(far, 'E33')).toBeGreaterThan(100);
    const top = homedRig();
    travel(top, 106);
    expect(ticksUntilFault(top, 'E33', atTop)).toBe(2);
  });

  test.each([
    [100, []],
    [102, ['E33']],
  ] as const)('one that closes by the count of %i mm: %j', (millimetres, faults) => {
    const rig = rigAt(millimetres);
    step(rig, 10, atBottom);
    expect(latched(rig)).toEqual(faults);
    expect(rig.guard.counts.carriage.placeMm).toBe(faults.length === 0 ? 0 : millimetres);
  });

  test.each([
    [3500, 246, []],
    [3500, 248, ['E33']],
    [100_000, 396, []],
    [100_000, 398, ['E33']],
  ] as const)(
    'counted for %i mm since an end told it, the place may be %i mm off: %j',
    (countedMm, offMm, faults) => {
      const rig = rigAt(200);
      rig.guard.counts.carriage.countedMm = countedMm;
      rig.guard.counts.carriage.placeMm = offMm;
      step(rig, 10, atBottom);
      expect(latched(rig)).toEqual(faults);
      // An end that is believed tells the place anew.
      expect(rig.guard.counts.carriage.countedMm).toBe(faults.length === 0 ? 0 : countedMm);
    },
  );

  test.each([
    ['lower', atBottom, 0.5],
    ['upper', atTop, -0.5],
  ] as const)(
    'the %s one that stays closed while the carriage is driven away from it is stuck',
    (_end, closed, away) => {
      const rig = createRig();
      step(rig, 10, closed);
      rig.guard.diagnosis.motion.endWires.proved = true;
      wantMotors(rig, away, 0);
      const ticks = ticksUntilFault(rig, 'E33', closed, 300);
      expect(ticks).toBeGreaterThan(250);
      expect(ticks).toBeLessThan(265);
    },
  );

  test.each([
    ['lower', -0.5, atBottom, 0],
    ['upper', 0.5, atTop, 794],
  ] as const)('the %s one, driven into, tells the place at once', (_end, duty, closed, placeMm) => {
    const rig = homedRig();
    rig.guard.counts.carriage.placeMm = 400;
    wantMotors(rig, duty, 0);
    step(rig, 100);
    rig.guard.counts.carriage.placeMm = placeMm + 30 * -Math.sign(duty);
    step(rig, 1, closed);
    expect(rig.guard.counts.carriage.placeMm).toBe(placeMm);
    expect(rig.guard.diagnosis.motion.run.forMs).toBeLessThanOrEqual(20);
    expect(rig.guard.diagnosis.motion.run.travelMm).toBe(0);
  });

  test('with an unknown place the first limit is believed', () => {
    const rig = createRig();
    travel(rig, 300);
    step(rig, 10, atTop);
    expect(latched(rig)).toEqual([]);
    expect(rig.guard.counts.carriage.placeMm).toBe(794);
    expect(rig.guard.counts.carriage.placeKnown).toBe(true);
  });

  test('the place follows the way it was driven, coasting included', () => {
    const rig = homedRig();
    travel(rig, 200);
    expect(rig.guard.counts.carriage.placeMm).toBeCloseTo(200, -1);
    travel(rig, -50);
    expect(rig.guard.counts.carriage.placeMm).toBeCloseTo(150, -1);
    const place = rig.guard.counts.carriage.placeMm;
    for (let tick = 0; tick < 4; tick++) {
      rig.travelMm += 0.5;
      step(rig, 1);
    }
    expect(rig.guard.counts.carriage.placeMm).toBe(place - 2);
  });

  test('the hold at a limit says where', () => {
    const rig = homedRig();
    wantMotors(rig, -0.5, 0);
    step(rig, 6, atBottom);
    expect(heldBy(rig).carriage).toBe('limit switch');
  });
});
