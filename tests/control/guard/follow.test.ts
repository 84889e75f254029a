/**
 * The thermistor that does or does not follow, on a pad of two lines: its reading is the element's unless the
 * test says otherwise. The plant with noise and converter is in the benchmark and the last test.
 */
import { describe, expect, test } from 'vitest';
import { createSensors, type Sensors } from '../../../src/chair/sensors.ts';
import {
  breakFollow,
  createFollowWatch,
  isProbing,
  type PadTick,
  padPower,
  watchFollow,
} from '../../../src/control/guard/diagnosis/follow.ts';
import { clearFaults } from '../../../src/control/guard/guard.ts';
import { reasonOf } from '../../../src/control/guard/reasons.ts';
import { chair } from '../../chair.ts';
import {
  createRig,
  heldBy,
  latched,
  limits,
  measured,
  padSiemens,
  partOf,
  step,
  ticksUntilFault,
  wantHeat,
} from './rig.ts';

interface Bench {
  watch: ReturnType<typeof createFollowWatch>;
  sensors: ReturnType<typeof createSensors>;
  pad: { capacity: number; resistance: number; power: number };
  elementC: number;
  seconds: number;
  /** What the thermistor shows of the element. */
  reads: (elementC: number, seconds: number) => number;
  faultS: number;
  faultK: number;
  probedS: number;
  /** What the surface would still rise to: above 36 C the power has to rest once. */
  peakC: number;
}

type Drive = (bench: Bench) => boolean;

function createBench(share = { capacity: 1, resistance: 1, power: 1 }, ambientC = 22): Bench {
  const sensors = createSensors(chair);
  sensors.ambientC = ambientC;
  return {
    watch: createFollowWatch(),
    sensors,
    pad: share,
    elementC: ambientC,
    seconds: 0,
    reads: (elementC) => elementC,
    faultS: -1,
    faultK: 0,
    probedS: 0,
    peakC: ambientC,
  };
}

function padTick(sensors: Sensors, siemens: number, peakC: number): PadTick {
  const { ambientC, supplyV } = sensors;
  const readingC = sensors.pads[0]!.elementC;
  return { readingC, ambientC, peakC, powerW: padPower(supplyV, siemens), dtMs: 20 };
}

/** Seconds under a drive that says in each 100 ms whether the pad is on; a probe keeps it off. */
function run(bench: Bench, seconds: number, drive: Drive): void {
  const { watch, sensors, pad } = bench;
  const conductance = padSiemens * pad.power;
  let on = false;
  for (let tick = 0; tick < seconds * 50; tick++) {
    if (tick % 5 === 0) on = drive(bench);
    const given = on && !isProbing(watch);
    const powerW = given ? 40 * pad.power : 0;
    const lostW = (bench.elementC - sensors.ambientC) / (1.6 * pad.resistance);
    bench.elementC += ((powerW - lostW) / (90 * pad.capacity)) * 0.02;
    bench.seconds += 0.02;
    if (isProbing(watch)) bench.probedS += 0.02;
    sensors.pads[0]!.elementC = bench.reads(bench.elementC, bench.seconds);
    if (
      watchFollow(watch, limits.pads[0]!, padTick(sensors, given ? conductance : 0, bench.peakC)) &&
      bench.faultS < 0
    ) {
      bench.faultS = bench.seconds;
      bench.faultK = watch.missK;
    }
  }
}

const full: Drive = () => true;
const off: Drive = () => false;
/** A heater that believes the reading, with a slow swing as the chair's own has one. */
const holdAt = (celsius: number, swingK = 0.2): Drive => {
  let owed = 0;
  return ({ sensors, seconds }) => {
    const aimC = celsius + swingK * Math.sin((seconds * 2 * Math.PI) / 16);
    const lost = (sensors.pads[0]!.elementC - sensors.ambientC) / 64;
    owed += Math.min(1, Math.max(0, lost + (aimC - sensors.pads[0]!.elementC) * 0.7));
    if (owed < 0.5) return false;
    owed -= 1;
    return true;
  };
};
/** The same power each 100 ms, whatever the reading. */
const even = (share: number): Drive => {
  let owed = 0;
  return () => {
    owed += share;
    if (owed < 0.5) return false;
    owed -= 1;
    return true;
  };
};

const corners = [0.7, 1, 1.3].flatMap((capacity) =>
  [0.7, 1, 1.3].flatMap((resistance) => [0.7, 1.3].map((power) => ({ capacity, resistance, power }))),
);

describe('healthy pads', () => {
  test.each(corners)('within tolerance (%o) heat up, hold, rest and heat again without a doubt', (share) => {
    for (const ambientC of [5, 22, 35]) {
      const bench = createBench(share, ambientC);
      run(bench, 5, off);
      run(bench, 200, full);
      run(bench, 200, holdAt(50));
      run(bench, 60, off);
      run(bench, 200, holdAt(45));
      run(bench, 20, full);
      expect(bench.faultS).toBe(-1);
    }
  });

  test('prove that they live while they warm up, so that no probe is needed', () => {
    const bench = createBench();
    run(bench, 60, full);
    expect(bench.probedS).toBe(0);
    expect(bench.watch.unprovenS).toBeLessThanOrEqual(2);
  });

  test('held with a dither prove it again and again', () => {
    const bench = createBench();
    run(bench, 120, full);
    run(bench, 300, holdAt(50));
    expect(bench.probedS).toBe(0);
  });

  test('held evenly are probed after 30 s, for 45 J, and pass', () => {
    const bench = createBench();
    bench.elementC = 50;
    run(bench, 200, even(0.44));
    expect(bench.faultS).toBe(-1);
    expect(bench.probedS).toBeGreaterThan(5);
    // 45 J at 17.6 W are 2.6 s, every 30 s and a window.
    expect(bench.probedS).toBeLessThan(18);
  });

  test('with a sensor that lags by half a second still follow', () => {
    const bench = createBench();
    let shownC = 22;
    bench.reads = (elementC) => {
      shownC += ((elementC - shownC) * 0.02) / 0.5;
      return shownC;
    };
    run(bench, 5, off);
    run(bench, 120, full);
    run(bench, 200, holdAt(50));
    run(bench, 30, off);
    expect(bench.faultS).toBe(-1);
  });

  test('disturbed by 1 W, and read half a kelvin off, still follow', () => {
    const bench = createBench();
    bench.reads = (elementC) => elementC + 0.5;
    bench.pad = { ...bench.pad, power: 1 };
    run(bench, 120, full);
    run(bench, 300, holdAt(50));
    expect(bench.faultS).toBe(-1);
  });
});

describe('a thermistor that has fallen off', () => {
  test.each([25, 33, 37.5, 46])(
    'before the heating, resting at %d C, is found within 15 s of it on any pad',
    (restC) => {
      for (const share of corners) {
        const bench = createBench(share);
        bench.reads = () => restC;
        run(bench, 10, off);
        run(bench, 20, full);
        expect(bench.faultS).toBeGreaterThan(10);
        expect(bench.faultS).toBeLessThanOrEqual(25);
      }
    },
  );

  test.each([25, 33, 37.5])('while a level is held, coming to rest at %d C, is found within 7 s', (restC) => {
    for (const share of corners) {
      const bench = createBench(share, 30);
      run(bench, 150, full);
      run(bench, 60, holdAt(48));
      const fromS = bench.seconds;
      const fromC = bench.sensors.pads[0]!.elementC;
      bench.reads = (_element, seconds) => restC + (fromC - restC) * Math.exp(-(seconds - fromS) / 4);
      run(bench, 15, holdAt(48));
      expect(bench.faultS).toBeGreaterThan(fromS);
      expect(bench.faultS - fromS).toBeLessThan(7.1);
      expect(bench.faultK).toBeLessThan(0);
    }
  });

  test('onto something hot is found as well, and the value is positive', () => {
    const bench = createBench();
    run(bench, 100, full);
    bench.reads = (elementC) => elementC + 10;
    run(bench, 5, full);
    expect(bench.faultS).toBeGreaterThan(100);
    expect(bench.faultK).toBeGreaterThan(0);
  });
});

describe('a frozen thermistor', () => {
  test('during a hold is found within 60 s of heating on any pad', () => {
    for (const share of corners) {
      const bench = createBench(share, 30);
      run(bench, 150, full);
      run(bench, 100, holdAt(48));
      const fromS = bench.seconds;
      const frozenC = bench.sensors.pads[0]!.elementC;
      bench.reads = () => frozenC;
      run(bench, 60, even(0.45));
      expect(bench.faultS).toBeGreaterThan(fromS);
    }
  });

  test('while it heats up is found within 10 s', () => {
    for (const share of corners) {
      const bench = createBench(share, 15);
      run(bench, 20, full);
      const frozenC = bench.sensors.pads[0]!.elementC;
      bench.reads = () => frozenC;
      run(bench, 10, full);
      expect(bench.faultS).toBeGreaterThan(20);
    }
  });

  test('follows a third of the way and is found too', () => {
    const bench = createBench();
    bench.reads = (elementC) => 22 + (elementC - 22) / 3;
    run(bench, 5, off);
    run(bench, 20, full);
    expect(bench.faultS).toBeGreaterThan(5);
  });
});

describe('a thermistor that drifts', () => {
  test.each(corners)('by -1 K a minute in a hold is found within 120 s on any pad (%o)', (share) => {
    const bench = createBench(share, 25);
    run(bench, 150, full);
    run(bench, 200, holdAt(46));
    const fromS = bench.seconds;
    bench.reads = (elementC, seconds) => elementC - (seconds - fromS) / 60;
    run(bench, 120, holdAt(46));
    expect(bench.faultS).toBeGreaterThan(fromS);
    expect(bench.faultK).toBeLessThan(-0.3);
  });

  test('upwards only lets the pad cool, and is not held against it', () => {
    const bench = createBench();
    run(bench, 150, full);
    run(bench, 200, holdAt(50));
    const fromS = bench.seconds;
    bench.reads = (elementC, seconds) => elementC + (seconds - fromS) / 60;
    run(bench, 100, holdAt(50));
    expect(bench.faultS).toBe(-1);
  });
});

describe('colder than the room', () => {
  test('a reading 1.6 K below the room is found after 3 s of heating', () => {
    const bench = createBench();
    bench.reads = (elementC) => elementC - 4;
    run(bench, 20, off);
    expect(bench.faultS).toBe(-1);
    run(bench, 8, full);
    expect(bench.faultS).toBeGreaterThan(22);
    expect(bench.faultS).toBeLessThan(26);
  });

  test('1 K below it may be the parts', () => {
    const bench = createBench();
    bench.reads = (elementC) => elementC - 1;
    run(bench, 20, off);
    run(bench, 60, full);
    expect(bench.faultS).toBe(-1);
  });
});

describe('what is not judged', () => {
  test('a pad that has not been heated for 30 s: sun, draughts and backs move it', () => {
    const bench = createBench();
    bench.reads = (_element, seconds) => 22 + 5 * Math.sin(seconds / 2);
    run(bench, 60, off);
    expect(bench.faultS).toBe(-1);
    expect(bench.watch.against).toBe(0);
  });

  test('but one whose heat went off just now is', () => {
    const bench = createBench();
    run(bench, 60, full);
    run(bench, 20, off);
    bench.reads = () => 22;
    run(bench, 5, off);
    expect(bench.faultS).toBeGreaterThan(80);
  });

  test('single readings that are spoilt', () => {
    const bench = createBench();
    run(bench, 60, full);
    bench.reads = (elementC, seconds) => elementC + (Math.round(seconds * 50) % 50 === 0 ? 5 : 0);
    run(bench, 60, full);
    run(bench, 60, holdAt(50));
    expect(bench.faultS).toBe(-1);
  });

  test.each([Number.NaN, -50, 150, Number.POSITIVE_INFINITY])(
    'what lies before a reading of %d',
    (nonsense) => {
      const bench = createBench();
      run(bench, 60, full);
      bench.reads = () => nonsense;
      run(bench, 1, full);
      expect(bench.watch.history.filled).toBe(0);
      bench.reads = (elementC) => elementC;
      bench.elementC = 30;
      run(bench, 5, full);
      expect(bench.faultS).toBe(-1);
      const ambient = createBench();
      run(ambient, 60, full);
      ambient.sensors.ambientC = nonsense;
      run(ambient, 0.1, full);
      expect(ambient.watch.history.filled).toBe(0);
    },
  );
});

describe('on the way to being warm', () => {
  test('the power rests once for a whole window, when the surface would rise to 36 C', () => {
    const bench = createBench();
    run(bench, 60, full);
    expect(bench.probedS).toBe(0);
    bench.peakC = 35.99;
    run(bench, 5, full);
    expect(bench.probedS).toBe(0);
    bench.peakC = 36;
    run(bench, 20, full);
    expect(bench.probedS).toBeCloseTo(10.2, 1);
    run(bench, 200, holdAt(50));
    expect(bench.probedS).toBeCloseTo(10.2, 1);
    expect(bench.faultS).toBe(-1);
  });

  test('but not before there is something to lose, where the room is warm', () => {
    const bench = createBench(undefined, 35);
    bench.peakC = 37;
    while (bench.elementC < 41.5) run(bench, 1, full);
    expect(bench.probedS).toBe(0);
    run(bench, 3, full);
    expect(bench.probedS).toBeGreaterThan(0);
  });

  test('and again when the heat has been off for long', () => {
    const bench = createBench();
    bench.peakC = 40;
    run(bench, 60, full);
    run(bench, 31, off);
    run(bench, 60, full);
    expect(bench.probedS).toBeCloseTo(20.4, 1);
  });

  test.each([
    [1, 1, 1],
    [0.7, 1.3, 1.3],
    [1.3, 0.7, 1.3],
    [1.3, 1.3, 1.3],
    [1, 1, 0.7],
  ])(
    'a reading that sinks by a kelvin a minute is found in that rest (%d, %d, %d)',
    (capacity, resistance, power) => {
      for (const ambientC of [15, 30]) {
        const bench = createBench({ capacity, resistance, power }, ambientC);
        bench.reads = (elementC, seconds) => elementC - seconds / 60;
        run(bench, 150, full);
        bench.peakC = 36;
        run(bench, 11, full);
        expect(bench.faultS).toBeGreaterThan(150);
        expect(bench.faultK).toBeLessThan(0);
      }
    },
  );
});

/** Whole seconds of made-up readings at 22 C: what the verdict was in each of them. */
function feed(
  watch: ReturnType<typeof createFollowWatch>,
  seconds: number,
  powerW: number | ((second: number) => number),
  readingC: number | ((second: number) => number),
): boolean[] {
  const sensors = createSensors(chair);
  sensors.ambientC = 22;
  sensors.supplyV = 10;
  const at = (value: number | ((second: number) => number), second: number) =>
    typeof value === 'number' ? value : value(second);
  return Array.from({ length: seconds }, (_, second) => {
    let found = false;
    sensors.pads[0]!.elementC = at(readingC, second);
    const conductance = at(powerW, second) / 100;
    for (let tick = 0; tick < 50; tick++) {
      found = watchFollow(watch, limits.pads[0]!, padTick(sensors, conductance, 22)) || found;
    }
    return found;
  });
}

/** A pad that has been warm lately: it is supervised though no power flows. */
function createWarmWatch() {
  return { ...createFollowWatch(), coolS: 0 };
}

describe('the balance, from second to second', () => {
  test('one verdict is none yet, the second in a row is', () => {
    const watch = createWarmWatch();
    expect(feed(watch, 10, 0, 22)).toEqual(Array.from({ length: 10 }, () => false));
    expect(watch.against).toBe(0);
    expect(feed(watch, 1, 0, 25)).toEqual([false]);
    expect(watch.against).toBe(1);
    expect(feed(watch, 1, 0, 25)).toEqual([true]);
    // 3 K in 2 s, of which 0.32 K are forgiven; it should have cooled a little.
    expect(watch.missK).toBeCloseTo(3 - 0.32 + 4.5 / (1.6 * 1.365) / (90 * 1.365), 3);
  });

  test('a reading that leaves by itself is found over 8 s, and forgiven at 0.035 K/s', () => {
    const slow = createWarmWatch();
    expect(feed(slow, 25, 0, (second) => 22 + 0.035 * second)).not.toContain(true);
    const quick = createWarmWatch();
    feed(quick, 9, 0, (second) => 22 + 0.06 * second);
    expect(quick.against).toBe(1);
    const sinking = createWarmWatch();
    feed(sinking, 9, 0, (second) => 22 - 0.06 * second);
    expect(sinking.against).toBe(1);
  });

  test('full power must show within 2 s on the slowest pad', () => {
    const watch = createWarmWatch();
    feed(watch, 5, 0, 22);
    feed(watch, 2, 40, 22);
    // From the middle of one second to the middle of the next it is given 40 J; 0.31 K are forgiven.
    expect(watch.missK).toBeCloseTo(-(40 / (90 * 1.365) - 0.31), 3);
    expect(watch.against).toBe(1);
  });

  test('a hot pad may cool as the one that loses most, and must as the one that loses least', () => {
    const offS = 8;
    // 30 K above the room for 8 s.
    const mostK = (30 * offS * 1.05 ** 2) / (1.6 * 0.7 * 90 * 0.7) + 0.38;
    const leastK = (30 * offS) / (1.6 * 1.365 * 90 * 1.365) - 0.38;
    for (const [sinksK, verdict] of [
      [mostK - 0.25, 0],
      [mostK + 0.15, 1],
      [leastK + 0.05, 0],
      [leastK - 0.05, 1],
    ] as const) {
      const watch = createWarmWatch();
      feed(watch, 9, 0, (second) => 52 + sinksK / 2 - (sinksK * second) / offS);
      expect(Math.min(1, watch.against), `${sinksK}`).toBe(verdict);
    }
  });

  test('a pad colder than its room is warmed by it', () => {
    const watch = createWarmWatch();
    expect(feed(watch, 30, 0, (second) => 7 + 0.06 * second)).not.toContain(true);
    // 15 K below the room for 8 s.
    const leastK = (15 * 8) / (1.6 * 1.365 * 90 * 1.365) - 0.38;
    const mostK = (15 * 8 * 1.05 ** 2) / (1.6 * 0.7 * 90 * 0.7) + 0.38;
    for (const [risesK, verdict] of [
      [leastK - 0.03, 1],
      [leastK + 0.03, 0],
      [mostK - 0.05, 0],
      [mostK + 0.05, 1],
    ] as const) {
      const other = createWarmWatch();
      feed(other, 9, 0, (second) => 7 - risesK / 2 + (risesK * second) / 8);
      expect(other.against, `${risesK}`).toBe(verdict);
    }
  });

  test('a pad that cools as it must has proved that its sensor lives', () => {
    const watch = { ...createWarmWatch(), unprovenS: 10 };
    feed(watch, 9, 0, (second) => 60 - 0.2 * second);
    expect(watch.against).toBe(0);
    expect(watch.unprovenS).toBe(0);
    const still = { ...createWarmWatch(), unprovenS: 10 };
    feed(still, 9, 0, 22);
    expect(still.unprovenS).toBe(10);
  });

  test('what came before a gap is not held against what comes after', () => {
    const watch = createWarmWatch();
    feed(watch, 20, 0, 22);
    feed(watch, 1, 0, Number.NaN);
    feed(watch, 10, 0, 24);
    expect(watch.against).toBe(0);
  });

  test.each([
    [-0.1, false],
    [0, true],
    [99.9, true],
    [100, false],
    [Number.NaN, false],
  ])('a supply of %d V is believed: %s', (supplyV, believed) => {
    const bench = createBench();
    run(bench, 10, off);
    bench.sensors.supplyV = supplyV;
    run(bench, 0.1, off);
    expect(bench.watch.history.filled > 0).toBe(believed);
  });
});

describe('the bend of 16 s', () => {
  /** 10 W for 4 s, 0 W for 4 s; the reading follows by a share of what a pad without losses would. */
  const follows = (share: number, seconds = 17) => {
    const watch = createWarmWatch();
    const powerW = (second: number) => (second % 8 < 4 ? 10 : 0);
    let givenJ = 0;
    const verdicts = feed(watch, seconds, powerW, (second) => {
      const middleJ = givenJ + powerW(second) / 2;
      givenJ += powerW(second);
      return 22 + (share * (middleJ - 5 * second)) / 90;
    });
    return { watch, verdicts };
  };

  test('a reading that does not bend at all is dead', () => {
    const { watch, verdicts } = follows(0);
    expect(verdicts).toContain(true);
    expect(watch.missK).toBeLessThan(-0.2);
    expect(watch.missK).toBeGreaterThan(-0.4);
  });

  test('one that bends a little is less far behind', () => {
    const dead = follows(0);
    const weak = follows(0.1);
    expect(weak.watch.missK / dead.watch.missK).toBeCloseTo(0.9, 2);
  });

  test('one that bends half is in doubt: neither dead nor proved alive', () => {
    const { watch, verdicts } = follows(0.5);
    expect(verdicts).not.toContain(true);
    expect(watch.unprovenS).toBeGreaterThan(7);
  });

  test.each([0.7, 1, 1.4])('one that bends by %d of it lives', (share) => {
    const { watch, verdicts } = follows(share);
    expect(verdicts).not.toContain(true);
    expect(watch.unprovenS).toBeLessThanOrEqual(1);
  });
});

describe('seconds that count', () => {
  test('the first after a break says nothing, the second does', () => {
    const watch = createFollowWatch();
    feed(watch, 1, 40, 22);
    expect(watch.coolS).toBe(30);
    feed(watch, 1, 40, 22.3);
    expect(watch.coolS).toBe(0);
    feed(watch, 20, 40, (second) => 22.7 + 0.4 * second);
    feed(watch, 1, 40, Number.NaN);
    feed(watch, 1, 40, 31);
    expect(watch.coolS).toBe(0);
  });

  test('the weakest pad at a tenth of its power is heated, at less it is not', () => {
    for (const [powerW, coolS] of [
      [2.9, 0],
      [2.7, 5],
    ] as const) {
      const watch = createWarmWatch();
      feed(watch, 6, powerW, 22);
      expect(watch.coolS, `${powerW} W`).toBe(coolS);
    }
  });

  test('colder than the room by 1.5 K may be the parts, by more is named after 3 s', () => {
    const parts = createWarmWatch();
    feed(parts, 6, 40, 20.5);
    expect(parts.coldS).toBe(0);
    const cold = createWarmWatch();
    feed(cold, 3, 40, 20);
    expect(cold.missK).not.toBeCloseTo(-2, 6);
    feed(cold, 1, 40, 20);
    expect(cold.missK).toBeCloseTo(-2, 6);
  });

  test('after 30 s without heat the pad is forgotten, not sooner', () => {
    const bench = createBench();
    run(bench, 60, full);
    while (bench.watch.coolS < 29) run(bench, 1, off);
    expect(bench.watch.drift.learnedS).toBeGreaterThan(0);
    run(bench, 1, off);
    expect(bench.watch.coolS).toBe(30);
    expect(bench.watch.drift.learnedS).toBe(0);
  });

  test('only seconds of heating count towards a probe, and the 30th begins it', () => {
    const resting = createWarmWatch();
    feed(resting, 10, 0, 22);
    expect(resting.unprovenS).toBe(0);
    const bench = createBench();
    bench.elementC = 50;
    let mostS = 0;
    for (let second = 0; second < 60; second++) {
      run(bench, 1, even(0.44));
      mostS = Math.max(mostS, bench.watch.unprovenS);
    }
    expect(mostS).toBe(29);
  });
});

describe('in the guard', () => {
  test.each([
    ['lumbar', 0, 1],
    ['sacral', 1, 2],
  ] as const)(
    '%s that stands still under heat latches E27, takes the heat and names the pad',
    (_name, pad, part) => {
      const rig = createRig();
      wantHeat(rig);
      const ticks = ticksUntilFault(rig, 'E27', ({ sensors }) => {
        sensors.pads[pad]!.elementC = 22;
      });
      expect(ticks).toBeGreaterThan(50);
      expect(ticks).toBeLessThan(500);
      expect(latched(rig)).toEqual(['E27']);
      expect(partOf(rig, 'E27')).toBe(part);
      expect(measured(rig, 'E27')).toBeLessThan(0);
      expect(rig.allowed.padRelay).toBe(false);
    },
  );

  test('while it is probed only that pad rests', () => {
    for (const index of [0, 1]) {
      const rig = createRig();
      wantHeat(rig);
      step(rig, 20);
      rig.guard.diagnosis.follow[index]!.probeMs = 100;
      step(rig);
      expect(rig.allowed.padRelay).toBe(true);
      expect(rig.allowed.padsOn).toEqual([index !== 0, index !== 1]);
      step(rig, 4);
      expect(rig.allowed.padsOn[0] && rig.allowed.padsOn[1]).toBe(true);
    }
  });

  test('each pad rests once when its own surface would rise to 36 C', () => {
    for (const [own, other] of [
      [0, 1],
      [1, 0],
    ] as const) {
      const rig = createRig();
      rig.sensors.pads[0]!.elementC = 32;
      rig.sensors.pads[1]!.elementC = 32;
      breakFollow(rig.guard.diagnosis.follow[0]!);
      breakFollow(rig.guard.diagnosis.follow[1]!);
      wantHeat(rig);
      step(rig, 150);
      rig.guard.counts.surfaces[own]!.surfaceC = 40;
      step(rig, 60);
      expect(rig.guard.diagnosis.follow[own]!.drift.rested).toBe(true);
      expect(rig.guard.diagnosis.follow[other]!.drift.rested).toBe(false);
      expect(rig.guard.register.measures[reasonOf('probe')]).toBeLessThanOrEqual(10.2);
    }
  });

  test('a rest of the power that a link breaks off is asked for again', () => {
    const rig = createRig();
    wantHeat(rig);
    step(rig, 150);
    const { drift } = rig.guard.diagnosis.follow[0]!;
    drift.rested = true;
    rig.sensors.link.ageMs = 60;
    step(rig);
    expect(drift.rested).toBe(true);
    rig.guard.diagnosis.follow[0]!.probeMs = 5000;
    step(rig);
    expect(drift.rested).toBe(false);
  });

  test('a link that stumbles breaks the history off', () => {
    const rig = createRig();
    wantHeat(rig);
    step(rig, 300);
    expect(rig.guard.diagnosis.follow[0]!.history.filled).toBeGreaterThan(4);
    rig.sensors.link.ageMs = 60;
    step(rig);
    expect(rig.guard.diagnosis.follow[0]!.history.filled).toBe(0);
    expect(rig.guard.diagnosis.follow[1]!.history.filled).toBe(0);
  });

  test('a pad whose thermistor failed is not heated again until it has been cold for 20 min and shows the room', () => {
    for (const [pad, other] of [
      [0, 1],
      [1, 0],
    ] as const) {
      const rig = createRig();
      wantHeat(rig);
      ticksUntilFault(rig, 'E27', ({ sensors }) => {
        sensors.pads[pad]!.elementC = 22;
      });
      step(rig, 1000);
      clearFaults(rig.guard);
      step(rig, 100);
      expect(latched(rig)).toEqual([]);
      expect(rig.allowed.padsOn[pad]).toBe(false);
      expect(heldBy(rig).pads[pad]).toBe('thermistor failed');
      expect(rig.allowed.padsOn[other]).toBe(true);
      const follow = rig.guard.diagnosis.follow[pad]!;
      const heatsIn = (roomC: number, state: 'running' | 'ready' = 'ready') => {
        rig.context.state = state;
        if (state === 'ready') Object.assign(rig.wanted, { padsOn: [false, false], padRelay: false });
        step(rig, 150, ({ sensors }) => {
          sensors.pads[pad]!.elementC = 22;
          sensors.ambientC = roomC;
        });
        rig.context.state = 'running';
        wantHeat(rig);
        step(rig);
        return rig.allowed.padsOn[pad];
      };
      follow.coolS = 1190;
      expect(heatsIn(22)).toBe(false);
      follow.coolS = 1210;
      expect(heatsIn(20)).toBe(false);
      expect(heatsIn(24)).toBe(false);
      // Not in the middle of a session.
      expect(heatsIn(23, 'running')).toBe(false);
      expect(heatsIn(23)).toBe(true);
    }
  });
});
