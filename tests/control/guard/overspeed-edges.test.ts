/** The watch on the motors' speed by itself: edge by edge, with orders and currents as a test gives them. */
import { describe, expect, test } from 'vitest';
import { hasFault } from '../../../src/chair/fault-set.ts';
import { tickMs } from '../../../src/chair/limits.ts';
import { motorNames } from '../../../src/chair/names.ts';
import { createSensors } from '../../../src/chair/sensors.ts';
import { createOverspeedWatch, watchOverspeed } from '../../../src/control/guard/diagnosis/overspeed.ts';
import { createRegister } from '../../../src/control/guard/register.ts';
import { chair } from '../../chair.ts';
import { createSeen } from './rig.ts';

const narrow = 1;
const medium = 2;
const wide = 4;

class Bench {
  readonly watch = createOverspeedWatch();
  readonly sensors = createSensors(chair);
  readonly #register = createRegister();
  readonly #seen = createSeen({ sensors: this.sensors });
  readonly #counts = this.#seen.counts;
  carriageDuty = 0;
  kneaderDuty = 0;
  /** The most of the carriage's order since the value before, where that was more. */
  carriageMost = 0;

  /** Values come so far apart. */
  every(ms: number): this {
    this.#counts.evidence.forMs = ms;
    this.#counts.evidence.atMostMs = ms;
    return this;
  }

  /** One set of values, with so many edges more. */
  burst(edges: number): this {
    this.sensors.carriageEdges += edges;
    return this.pass(tickMs);
  }

  constructor(start: { edges?: number; cams?: number } = {}) {
    this.#counts.evidence.forMs = tickMs;
    this.#counts.evidence.atMostMs = tickMs;
    this.sensors.carriageEdges = start.edges ?? 0;
    this.cams = start.cams ?? 0;
  }

  set cams(bits: number) {
    this.sensors.camNarrow = (bits & narrow) !== 0;
    this.sensors.camMedium = (bits & medium) !== 0;
    this.sensors.camWide = (bits & wide) !== 0;
  }

  /** Some ticks in which nothing changes. */
  pass(ms: number): this {
    for (let passed = 0; passed < ms; passed += tickMs) {
      for (const motor of motorNames) {
        const duty = motor === 'carriage' ? this.carriageDuty : this.kneaderDuty;
        const most = Math.max(Math.abs(duty), motor === 'carriage' ? this.carriageMost : 0);
        this.#counts.evidence.drives[motor] = { duty, least: Math.abs(duty), most };
      }
      watchOverspeed(this.watch, this.#seen, this.#register);
    }
    return this;
  }

  order(carriageDuty: number, kneaderDuty: number): this {
    this.carriageDuty = carriageDuty;
    this.kneaderDuty = kneaderDuty;
    return this;
  }

  /** One edge of the rail so many milliseconds after the last, `times` of them. */
  edges(everyMs: number, times = 1): this {
    for (let edge = 0; edge < times; edge++) {
      this.pass(everyMs - tickMs);
      this.sensors.carriageEdges++;
      this.pass(tickMs);
    }
    return this;
  }

  /** The cam's sensors become this, so many milliseconds after they last changed. */
  cam(bits: number, afterMs: number): this {
    this.pass(afterMs - tickMs);
    this.cams = bits;
    return this.pass(tickMs);
  }

  /** The cam turns by quarters: past a sensor and to the next one, each in this time. */
  quarters(pastMs: number, betweenMs: number, order: readonly number[]): this {
    for (const sensor of order) this.cam(sensor, betweenMs).cam(0, pastMs);
    return this;
  }

  /** One tick with more current than before. */
  kick(carriageA: number, kneaderA: number): this {
    const { carriageA: usualCarriageA, kneaderA: usualKneaderA } = this.sensors;
    this.sensors.carriageA += carriageA;
    this.sensors.kneaderA += kneaderA;
    this.pass(tickMs);
    this.sensors.carriageA = usualCarriageA;
    this.sensors.kneaderA = usualKneaderA;
    return this;
  }

  get runaway(): 'carriage' | 'kneader' | 'none' {
    const has = (code: 'E35' | 'E42') => hasFault(this.#register.faults, code);
    return has('E35') ? 'carriage' : has('E42') ? 'kneader' : 'none';
  }
}

describe('the carriage, at 50 mm/s under an order that makes 25 at most', () => {
  const driven = (duty = 0.55) => new Bench({ edges: 1000 }).order(duty, 0).pass(1000);

  test('is proved by six edges in a row that end four stretches of 2 mm too soon, after a kick by one that ends three', () => {
    expect(driven().edges(40, 9).runaway).toBe('none');
    expect(driven().edges(40, 10).runaway).toBe('carriage');
    expect(driven().kick(1, 0).edges(40, 3).runaway).toBe('none');
    expect(driven().kick(1, 0).edges(40, 4).runaway).toBe('carriage');
    expect(driven().kick(0, 1).edges(40, 4).runaway).toBe('none');
  });

  test('is not proved by an edge that bounces, which is two more', () => {
    const bounced = driven().edges(80, 6);
    bounced.sensors.carriageEdges += 2;
    expect(bounced.edges(80, 12).runaway).toBe('none');
  });

  test('is not proved over a line of bursts by one that bounces, after a kick or not, nor by two in a row', () => {
    // 25 mm/s: one edge in 80 ms. Three at once in so long are within what a motor can do.
    const steady = () => driven().every(80).burst(1).burst(1).burst(1).burst(1).burst(1);
    expect(steady().kick(1, 0).burst(3).burst(1).burst(1).burst(1).runaway).toBe('none');
    expect(steady().burst(3).burst(3).burst(1).burst(1).burst(1).runaway).toBe('none');
  });

  test('is proved over such a line by twelve edges of a true runaway, after a kick by five', () => {
    const fast = (bursts: number, kickA = 0) => {
      const bench = driven().every(80).burst(1).burst(1).burst(1).burst(1).kick(kickA, 0);
      for (let burst = 0; burst < bursts; burst++) bench.burst(3);
      return bench.runaway;
    };
    expect(fast(4)).toBe('none');
    expect(fast(6)).toBe('carriage');
    expect(fast(1, 1)).toBe('none');
    expect(fast(3, 1)).toBe('carriage');
  });

  test.each([
    [0.55, -0.55],
    [-0.55, 0.55],
  ])('turned round from %d to %d it begins anew; a rest of one tick changes nothing', (first, then) => {
    const turned = driven(first).edges(40, 3).order(then, 0);
    expect(turned.edges(40, 9).runaway).toBe('none');
    expect(turned.edges(40, 1).runaway).toBe('carriage');
    const rested = driven(first).edges(40, 3).order(0, 0).pass(20).order(first, 0);
    expect(rested.edges(20).edges(40, 6).runaway).toBe('carriage');
  });

  test('with an edge while it rests it begins anew, and with two in a tick', () => {
    const rested = driven().edges(40, 3).order(0, 0).edges(40).order(0.55, 0);
    expect(rested.edges(40, 9).runaway).toBe('none');
    const doubled = driven().edges(40, 3);
    doubled.sensors.carriageEdges += 2;
    expect(doubled.pass(20).edges(40, 9).runaway).toBe('none');
    expect(doubled.edges(40).runaway).toBe('carriage');
  });

  test('the order of the last second does not excuse it longer than it coasts', () => {
    const slowed = driven(1).order(0.35, 0);
    expect(slowed.edges(40, 6).runaway).toBe('none');
    expect(slowed.pass(160).edges(40, 14).runaway).toBe('carriage');
    // It was ordered to be fast for a while in between.
    const between = driven(0.35).edges(160).order(0.55, 0).edges(80, 2).order(0.35, 0);
    expect(between.edges(100).edges(120).runaway).toBe('none');
  });

  test('more supply makes it faster, and no more than that', () => {
    // 80 mm/s, less the tick that either end may be off.
    const fed = (volts: number) => {
      const bench = new Bench().order(1, 0);
      bench.sensors.supplyV = volts;
      bench.pass(1000);
      for (let round = 0; round < 4; round++) bench.edges(20, 2).edges(40).edges(20);
      return bench.runaway;
    };
    expect(fed(30)).toBe('none');
    expect(fed(24)).toBe('carriage');
    expect(fed(20)).toBe('carriage');
    const bench = new Bench().order(0.55, 0);
    bench.sensors.supplyV = 26;
    expect(bench.pass(1000).edges(40, 12).runaway).toBe('carriage');
  });

  test('a motor at full is made no faster by a short: after a kick no less is proof than without', () => {
    // 67 mm/s at the least, of 54.
    const kicked = (duty: number) => new Bench().order(duty, 0).pass(1000).kick(1, 0).edges(20, 4).runaway;
    expect(kicked(0.98)).toBe('carriage');
    expect(kicked(1)).toBe('none');
    expect(new Bench().order(1, 0).pass(1000).kick(1, 0).edges(20, 10).runaway).toBe('carriage');
  });

  test('after a kick as fast as its order makes it is no runaway', () => {
    // 10.2 mm/s at most, without the tick that either end may be off.
    const kicked = (everyMs: number) =>
      new Bench().order(0.31, 0).pass(1000).edges(everyMs, 3).kick(1, 0).edges(everyMs).runaway;
    expect(kicked(200)).toBe('none');
    expect(kicked(140)).toBe('carriage');
  });
});

describe('what orders of late explain of the carriage’s speed', () => {
  const driven = (duty: number) => new Bench({ edges: 1000 }).order(duty, 0).pass(1000);

  test('an order that does not move it explains edges of any number: they are of a magnet that trembles', () => {
    const least = createSeen().limits.carriage.breakawayDuty * 0.95;
    expect(driven(0.99 * least).edges(40, 20).runaway).toBe('none');
    expect(driven(least).edges(40, 20).runaway).toBe('carriage');
  });

  test('a lower order explains as much as it coasts with, and then no more', () => {
    const slowed = driven(1).order(0.35, 0);
    expect(slowed.edges(40, 11).runaway).toBe('none');
    expect(slowed.edges(40, 6).runaway).toBe('carriage');
  });

  test('an order that was higher in any of the stretches explains them', () => {
    const risen = driven(0.35).edges(160).order(0.55, 0).edges(80).order(0.35, 0).kick(1, 0);
    expect(risen.edges(80).edges(120).runaway).toBe('none');
  });

  test('an order from before the stretches explains nothing of them', () => {
    const slow = driven(0.55).edges(80, 3).order(0.35, 0).pass(1000).edges(20).kick(1, 0);
    expect(slow.edges(80).edges(100).runaway).toBe('none');
    expect(slow.edges(100).runaway).toBe('carriage');
  });

  test('an edge of the value in which it is switched off proves nothing, and edges are counted anew', () => {
    const off = driven(0.55).edges(40, 3).order(0, 0);
    off.carriageMost = 0.55;
    off.edges(40);
    off.carriageMost = 0;
    expect(off.order(0.55, 0).edges(40, 9).runaway).toBe('none');
  });

  test('a counter that runs back proves nothing, and edges are counted anew', () => {
    const back = driven(0.55).edges(40, 3);
    back.sensors.carriageEdges -= 1000;
    expect(back.pass(20).edges(40, 9).runaway).toBe('none');
    expect(back.edges(40).runaway).toBe('carriage');
  });
});

describe('the kneader, at 60 turns/min under an order that makes 20 at most', () => {
  const driven = (duty = 0.4, cams = 0) => new Bench({ cams }).order(0, duty).pass(1000);
  const turn = [narrow, medium, wide, medium] as const;

  test('is proved by three edges too soon, after a kick by one', () => {
    expect(driven().cam(narrow, 140).cam(0, 120).cam(medium, 140).runaway).toBe('none');
    expect(driven().cam(narrow, 140).cam(0, 120).cam(medium, 140).cam(0, 120).runaway).toBe('kneader');
    expect(driven().kick(0, 1).cam(narrow, 120).runaway).toBe('none');
    expect(driven().kick(0, 1).cam(narrow, 120).cam(0, 120).runaway).toBe('kneader');
  });

  test.each([
    [0.4, -0.4],
    [-0.4, 0.4],
  ])(
    'turned round from %d to %d it meets the same edge again; a rest of one tick changes nothing',
    (first, then) => {
      const kicked = driven(first).kick(0, 1);
      expect(kicked.cam(narrow, 140).order(0, then).cam(0, 60).runaway).toBe('none');
      expect(kicked.cam(medium, 140).runaway).toBe('kneader');
      const rested = driven(first).kick(0, 1).cam(narrow, 140).order(0, 0).pass(20).order(0, first);
      expect(rested.cam(0, 100).runaway).toBe('kneader');
    },
  );

  test('coasting proves nothing, nor do two sensors at once, nor one that comes back', () => {
    const coasting = driven().kick(0, 1).cam(narrow, 140).order(0, 0);
    expect(coasting.cam(0, 60).runaway).toBe('none');
    expect(coasting.order(0, 0.4).cam(medium, 60).runaway).toBe('none');
    const both = driven().kick(0, 1).cam(narrow, 140).cam(medium, 100);
    expect(both.runaway).toBe('none');
    expect(both.cam(0, 100).runaway).toBe('none');
    const loose = driven().cam(narrow, 140).cam(0, 400).kick(0, 1).cam(narrow, 60);
    expect(loose.runaway).toBe('none');
    expect(loose.cam(0, 60).runaway).toBe('none');
    expect(loose.cam(medium, 60).runaway).toBe('kneader');
  });

  test('what a broken wire picks up proves nothing: a sensor that shows for a tick, or beside another', () => {
    const tick = driven(0.55).cam(medium, 500).cam(0, 260).cam(wide, 240).cam(0, 20);
    expect(tick.cam(medium, 40).cam(0, 260).runaway).toBe('none');
    const beside = driven(0.55)
      .cam(medium, 500)
      .cam(medium + wide, 100)
      .cam(medium, 60)
      .cam(0, 60);
    expect(beside.cam(wide, 100).cam(0, 100).runaway).toBe('none');
  });

  test('a sensor that the arms have left at rest may come first again', () => {
    const swung = driven().cam(narrow, 140).order(0, 0).cam(0, 60).order(0, 0.4);
    expect(swung.kick(0, 6).cam(narrow, 60).runaway).toBe('none');
    expect(swung.cam(0, 60).runaway).toBe('kneader');
  });

  test('one stretch is enough, or two that are too short together', () => {
    const one = driven().cam(narrow, 140).cam(0, 600).kick(0, 1);
    expect(one.cam(medium, 120).runaway).toBe('kneader');
    const together = driven().cam(narrow, 140).kick(0, 1).cam(0, 260);
    expect(together.runaway).toBe('none');
    expect(together.cam(medium, 340).runaway).toBe('kneader');
    const longer = driven().cam(narrow, 140).kick(0, 1).cam(0, 280);
    expect(longer.cam(medium, 380).runaway).toBe('none');
  });

  test('an order that has risen makes the arms faster, one that has fallen only later slower', () => {
    const risen = driven().cam(narrow, 140).order(0, 1).kick(0, 6).cam(0, 120);
    expect(risen.runaway).toBe('none');
    expect(risen.cam(medium, 140).runaway).toBe('none');
    const fallen = driven(1).cam(narrow, 140).order(0, 0.4).kick(0, 6).cam(0, 100);
    expect(fallen.runaway).toBe('none');
  });

  test('an order that has risen between two stretches explains both together', () => {
    const risen = driven().cam(narrow, 140).cam(0, 300).order(0, 1).kick(0, 6);
    expect(risen.cam(medium, 120).runaway).toBe('none');
  });

  test('a tenth faster than rated it may be, and a little', () => {
    const fast = new Bench().order(0, 0.35).pass(1000);
    expect(fast.quarters(340, 420, [...turn, ...turn]).runaway).toBe('none');
    expect(fast.quarters(260, 320, turn).runaway).toBe('kneader');
  });
});

describe('what is there when the guard first looks', () => {
  test('is no edge of the cam, though the arms run', () => {
    const first = new Bench({ cams: narrow }).order(0, 0.4).pass(20).kick(0, 1);
    expect(first.cam(0, 60).runaway).toBe('none');
  });

  test('is no step of the current', () => {
    const first = new Bench().order(0, 0.4);
    first.sensors.kneaderA = 4;
    expect(first.cam(narrow, 140).cam(0, 120).runaway).toBe('none');
  });
});

test('where the supply is no number a motor is held against its nominal voltage', () => {
  const blind = new Bench().order(0.55, 0);
  blind.sensors.supplyV = Number.NaN;
  expect(blind.pass(1000).edges(80, 12).runaway).toBe('none');
  expect(blind.edges(40, 12).runaway).toBe('carriage');
});

describe('a kick', () => {
  const driven = (duty: number) => {
    const bench = new Bench().order(0, duty);
    bench.sensors.kneaderA = 1;
    return bench.pass(1000);
  };

  test('counts for 600 ms', () => {
    expect(driven(0.4).kick(0, 1).cam(narrow, 480).cam(0, 120).runaway).toBe('kneader');
    expect(driven(0.4).kick(0, 1).cam(narrow, 500).cam(0, 120).runaway).toBe('none');
  });

  test('is none where the order explains the current, in either direction', () => {
    expect(driven(0.4).order(0, 0.5).kick(0, 0.7).cam(narrow, 300).cam(0, 100).runaway).toBe('none');
    expect(driven(-0.4).order(0, -0.5).kick(0, 0.7).cam(narrow, 300).cam(0, 100).runaway).toBe('none');
    expect(driven(0.4).order(0, 0.5).kick(0, 1.3).cam(narrow, 300).cam(0, 100).runaway).toBe('kneader');
  });

  test('is none where the current has risen with its order while it could not be read', () => {
    const blind = driven(0.4).order(0, 0.6);
    blind.sensors.kneaderA = Number.NaN;
    blind.pass(100);
    blind.sensors.kneaderA = 2;
    expect(blind.cam(narrow, 300).cam(0, 80).runaway).toBe('none');
  });

  test('grows old while the current cannot be read', () => {
    const blind = driven(0.4).kick(0, 1);
    blind.sensors.kneaderA = Number.NaN;
    expect(blind.cam(narrow, 500).cam(0, 160).runaway).toBe('none');
  });

  test('is felt after a break of the link at a high supply, too', () => {
    const high = driven(0.4);
    high.sensors.supplyV = 29;
    high.pass(1000);
    expect(high.pass(20).kick(0, 0.6).cam(narrow, 300).cam(0, 60).runaway).toBe('kneader');
  });

  test('is none where the supply rises with it', () => {
    const swung = driven(0.6);
    swung.sensors.supplyV = 29;
    expect(swung.kick(0, 0.9).cam(narrow, 300).cam(0, 60).runaway).toBe('none');
    expect(driven(0.6).kick(0, 0.9).cam(narrow, 300).cam(0, 60).runaway).toBe('kneader');
  });

  test('is none where the order falls and the current stays', () => {
    expect(driven(0.6).order(0, 0.4).pass(20).cam(narrow, 300).cam(0, 100).runaway).toBe('none');
  });
});
