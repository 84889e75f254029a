import { describe, expect, test } from 'vitest';
import { tickMs } from '../../../src/chair/limits.ts';
import { createGoals, type Goals } from '../../../src/control/goals.ts';
import {
  createOrders,
  createReports,
  createSequencer,
  type Orders,
  plannedMsLeft,
  type Reports,
  rewind,
  type Sequencer,
  sequence,
} from '../../../src/control/sequencer/sequencer.ts';
import type {
  KneadStep,
  Plan,
  PlanStep,
  PreheatStep,
  PressStep,
  RestStep,
  RollStep,
} from '../../../src/program/plan/plan.ts';
import { chair } from '../../chair.ts';

const { carriage: rail, kneader: arms } = chair;
const noHeat = { lumbar: 'off', sacral: 'off' } as const;

type Draft<Step> = Omit<Step, 'path' | 'startMs' | 'endMs' | 'heat' | 'exact'> & {
  ms: number;
  heat?: PlanStep['heat'];
};
type AnyDraft = Draft<RollStep> | Draft<KneadStep> | Draft<PressStep> | Draft<RestStep> | Draft<PreheatStep>;

function planOf(...drafts: AnyDraft[]): Plan {
  let startMs = 0;
  const steps = drafts.map(({ ms, heat, ...draft }, index) => {
    const step = {
      path: `${index + 1}`,
      exact: true,
      startMs,
      endMs: startMs + ms,
      heat: heat ?? noHeat,
      ...draft,
    };
    startMs += ms;
    return step as PlanStep;
  });
  return { program: 'test', name: 'Test', version: 1, about: '', plannedMs: startMs, steps };
}

const roll = (ms: number, more: Partial<RollStep> = {}): Draft<RollStep> => ({
  technique: 'roll',
  fromMm: 60,
  toMm: 200,
  speed: 2,
  width: 'wide',
  passes: null,
  ms,
  ...more,
});
const knead = (ms: number, more: Partial<KneadStep> = {}): Draft<KneadStep> => ({
  technique: 'knead',
  lowMm: 200,
  highMm: 200,
  speed: 3,
  direction: 'in',
  turns: null,
  ms,
  ...more,
});
const press = (ms: number): Draft<PressStep> => ({
  technique: 'press',
  atMm: 240,
  width: 'narrow',
  holdMs: ms,
  ms,
});
const rest = (ms: number): Draft<RestStep> => ({ technique: 'rest', ms });
const preheat = (ms: number): Draft<PreheatStep> => ({
  technique: 'preheat',
  ms,
  heat: { lumbar: 'medium', sacral: 'low' },
});

/** A sequencer at work, with the reports of stages below that the test decides. */
class Bench {
  seq: Sequencer = createSequencer(chair);
  orders: Orders = createOrders();
  reports: Reports = createReports();
  goals: Goals = createGoals(chair);
  plan: Plan | undefined;
  constructor(plan?: Plan) {
    this.plan = plan;
    this.orders.job = 'massage';
  }
  tick(count = 1): this {
    for (let index = 0; index < count; index++)
      sequence(this.seq, this.orders, this.reports, this.plan, this.goals, tickMs);
    return this;
  }
  run(ms: number): this {
    return this.tick(ms / tickMs);
  }
  /** The carriage comes to where it was sent, is seen there once, and is on its way again. */
  arrive(): this {
    this.reports.carriageArrived = true;
    this.reports.carriageMm = this.goals.carriage.targetMm;
    this.tick();
    this.reports.carriageArrived = false;
    return this;
  }
}

describe('exact steps', () => {
  test('last as planned to the tick, whatever the carriage does', () => {
    const bench = new Bench(planOf(roll(2000), knead(1000), press(3000), rest(1000)));
    bench.tick();
    expect(bench.seq.step).toBe(0);
    bench.run(2000 - tickMs);
    expect(bench.seq.step).toBe(0);
    bench.tick();
    expect(bench.seq.step).toBe(1);
    bench.run(1000);
    expect(bench.seq.step).toBe(2);
    bench.run(3000);
    expect(bench.seq.step).toBe(3);
    bench.run(1000 - tickMs);
    expect(bench.seq.done).toBe(false);
    bench.tick();
    expect(bench.seq.done).toBe(true);
    expect(bench.goals.carriage.kind).toBe('stop');
    expect(bench.goals.kneader.kind).toBe('stop');
  });

  test('a pause does not count towards a step, and the step goes on after it', () => {
    const bench = new Bench(planOf(rest(1000), rest(1000)));
    bench.run(500 + tickMs);
    bench.orders.job = 'pause';
    bench.run(60_000);
    expect(bench.goals.carriage.kind).toBe('stop');
    bench.orders.job = 'massage';
    bench.run(500 - tickMs);
    expect(bench.seq.step).toBe(0);
    bench.tick();
    expect(bench.seq.step).toBe(1);
  });

  test('the rest of the program is told to the millisecond', () => {
    const plan = planOf(rest(1000), rest(2000));
    const bench = new Bench(plan);
    expect(plannedMsLeft(bench.seq, plan)).toBe(3000);
    bench.tick(11);
    expect(plannedMsLeft(bench.seq, plan)).toBe(2800);
    bench.run(1000);
    expect(plannedMsLeft(bench.seq, plan)).toBe(1800);
    bench.run(2000);
    expect(plannedMsLeft(bench.seq, plan)).toBe(0);
    rewind(bench.seq);
    expect(plannedMsLeft(bench.seq, plan)).toBe(3000);
  });
});

describe('rolling', () => {
  test('goes to its beginning first, then to and fro at its speed, and counts passes', () => {
    const bench = new Bench(planOf(roll(60_000, { passes: 3, exact: false })));
    bench.tick(2);
    expect(bench.goals.carriage).toMatchObject({ kind: 'goto', targetMm: 60 });
    expect(bench.goals.kneader).toMatchObject({ kind: 'width', width: 'wide' });
    bench.arrive();
    expect(bench.goals.carriage).toMatchObject({ targetMm: 200, speedMmPerS: rail.speedsMmPerS[1] });
    bench.tick().arrive();
    expect(bench.seq.passes).toBe(1);
    expect(bench.goals.carriage.targetMm).toBe(60);
    bench.tick().arrive();
    bench.tick().arrive();
    expect(bench.seq.passes).toBe(3);
    bench.tick();
    expect(bench.seq.done).toBe(true);
  });

  test('does not take the arrival at the place before for its own', () => {
    const bench = new Bench(planOf(roll(60_000, { passes: 1, exact: false })));
    bench.reports.carriageArrived = true;
    bench.tick();
    expect(bench.goals.carriage.targetMm).toBe(60);
  });

  test('takes a change of speed from the remote in the same tick', () => {
    const bench = new Bench(planOf(roll(60_000)));
    bench.tick(2).arrive();
    bench.orders.speedShift = 1;
    bench.tick();
    expect(bench.goals.carriage.speedMmPerS).toBe(rail.speedsMmPerS[2]);
  });

  test.each([
    { programmed: 3, shift: 1, speed: 4 },
    { programmed: 5, shift: 3, speed: 6 },
    { programmed: 1, shift: -1, speed: 1 },
    { programmed: 2, shift: -4, speed: 1 },
  ] as const)(
    'rolls a step of speed $programmed, shifted by $shift, at $speed',
    ({ programmed, shift, speed }) => {
      const bench = new Bench(planOf(roll(60_000, { speed: programmed })));
      bench.orders.speedShift = shift;
      bench.tick(2).arrive();
      expect(bench.goals.carriage.speedMmPerS).toBe(rail.speedsMmPerS[speed - 1]);
    },
  );

  test('moves with the spot of the user at once, and stays on the usable rail', () => {
    const bench = new Bench(planOf(roll(60_000)));
    bench.tick();
    bench.orders.spotMm = 20;
    bench.tick();
    expect(bench.goals.carriage.targetMm).toBe(80);
    bench.orders.spotMm = -60;
    bench.tick();
    expect(bench.goals.carriage.targetMm).toBe(rail.pointMinMm);
  });
});

describe('kneading', () => {
  test('begins when the carriage is there, in its direction and at its speed', () => {
    const bench = new Bench(planOf(knead(60_000, { direction: 'out' })));
    bench.tick(2);
    expect(bench.goals.kneader.kind).toBe('still');
    bench.arrive();
    expect(bench.goals.kneader).toEqual({
      kind: 'turn',
      turnsPerMin: arms.speedsTurnsPerMin[2],
      direction: -1,
      width: 'wide',
    });
  });

  test('counts turns from its beginning there, and keeps them over a pause', () => {
    const bench = new Bench(planOf(knead(60_000, { turns: 10, exact: false })));
    bench.reports.kneaderTurns = 100;
    bench.tick(2).arrive();
    bench.reports.kneaderTurns = 106;
    bench.tick();
    bench.orders.job = 'pause';
    bench.tick();
    bench.reports.kneaderTurns = 107;
    bench.orders.job = 'massage';
    bench.tick(2).arrive();
    bench.reports.kneaderTurns = 110.9;
    bench.tick();
    expect(bench.seq.step).toBe(0);
    bench.reports.kneaderTurns = 111;
    bench.tick(2);
    expect(bench.seq.done).toBe(true);
  });

  test('walks through a band in hops of 12 mm, two turns a place, and back', () => {
    const bench = new Bench(planOf(knead(600_000, { lowMm: 200, highMm: 230 })));
    bench.tick(2).arrive();
    const walked = [bench.goals.carriage.targetMm];
    for (let turns = 2; turns <= 16; turns += 2) {
      bench.reports.kneaderTurns = turns;
      bench.tick();
      walked.push(bench.goals.carriage.targetMm);
    }
    expect(walked).toEqual([200, 212, 224, 230, 218, 206, 200, 212, 224]);
  });

  test('walks in from the nearer end of the band', () => {
    const bench = new Bench(planOf(knead(600_000, { lowMm: 200, highMm: 230 })));
    bench.reports.carriageMm = 400;
    bench.tick();
    expect(bench.goals.carriage.targetMm).toBe(230);
  });
});

describe('pressing', () => {
  test('begins with its hold: a carriage that is early waits with the arms wide', () => {
    const bench = new Bench(planOf({ ...press(20_000), holdMs: 10_000 }));
    bench.run(6000).arrive();
    expect(bench.goals.kneader).toMatchObject({ kind: 'width', width: 'wide' });
    bench.run(1100);
    expect(bench.goals.kneader).toMatchObject({ kind: 'width', width: 'narrow' });
    bench.run(12_800);
    expect(bench.goals.kneader).toMatchObject({ kind: 'width', width: 'narrow' });
  });

  test('closes the arms on a short way at once', () => {
    const bench = new Bench(planOf({ ...press(12_000), holdMs: 9000 }));
    bench.tick();
    expect(bench.goals.kneader).toMatchObject({ kind: 'width', width: 'narrow' });
  });
});

describe('a spot that has been worked for long', () => {
  const at = { lowMm: 240, highMm: 240 };

  test.each([
    ['pressing', press(60_000), 'width'],
    ['kneading', knead(60_000, at), 'turn'],
  ] as const)('%s rests with open arms until it may be worked anew', (_, step, works) => {
    const bench = new Bench(planOf(step));
    bench.run(2000).arrive().run(1000);
    bench.reports.spotMs = 86_900;
    bench.tick();
    expect(bench.goals.kneader.kind).toBe(works);
    if (works === 'width') expect(bench.goals.kneader.width).toBe('narrow');
    bench.reports.spotMs = 87_000;
    bench.tick();
    expect(bench.goals.kneader).toMatchObject({ kind: 'width', width: 'wide' });
    bench.reports.spotMs = 0;
    bench.tick();
    expect(bench.goals.kneader.kind).toBe(works);
  });

  test.each([
    [['narrow', 'medium'], 'medium'],
    [['narrow'], 'wide'],
    [[], 'wide'],
  ] as const)('of arms whose sensors show %j only they open as %s', (shown, open) => {
    const cams = arms.cams.filter(({ width }) => shown.some((each) => each === width));
    const bench = new Bench(planOf(press(60_000)));
    bench.seq = createSequencer({ ...chair, kneader: { ...arms, cams } });
    bench.run(2000).arrive().run(1000);
    bench.reports.spotMs = 87_000;
    bench.tick();
    expect(bench.goals.kneader).toMatchObject({ kind: 'width', width: open });
  });

  test('is left where the arms have missed their open width, before the guard holds them', () => {
    const bench = new Bench(planOf(press(60_000)));
    bench.run(2000).arrive();
    bench.reports.widthReached = true;
    bench.reports.spotMs = 86_999;
    bench.reports.widthMissed = true;
    bench.tick();
    expect(bench.goals.carriage.targetMm).toBe(240);
    bench.reports.spotMs = 87_000;
    bench.tick();
    expect(bench.goals.carriage).toMatchObject({ kind: 'goto', targetMm: rail.pointMaxMm });
  });

  test('is left where the guard holds arms that have not opened, as far as it takes to be another place', () => {
    const bench = new Bench(planOf(press(60_000)));
    bench.run(2000).arrive();
    bench.reports.spotMs = 90_000;
    bench.reports.widthReached = true;
    bench.tick();
    expect(bench.goals.carriage.targetMm).toBe(240);
    bench.reports.widthReached = false;
    bench.tick();
    expect(bench.goals.carriage).toMatchObject({ kind: 'goto', targetMm: rail.pointMaxMm });
    expect(bench.goals.kneader).toMatchObject({ kind: 'width', width: 'wide' });
    // Beside the spot it waits, arms open, until the spot may be worked again.
    bench.reports.spotMs = 0;
    bench.run(15_500);
    expect(bench.goals.carriage.kind).toBe('still');
    expect(bench.goals.kneader).toMatchObject({ kind: 'width', width: 'wide' });
    bench.run(1000);
    expect(bench.goals.carriage).toMatchObject({ kind: 'goto', targetMm: 240 });
    const byTime = new Bench(planOf(press(60_000)));
    byTime.seq = createSequencer({ ...chair, carriage: { ...rail, edgeMm: null } });
    byTime.reports.spotMs = 45_000;
    expect(byTime.tick(2).goals.carriage.kind).toBe('top');
    byTime.arrive();
    byTime.reports.carriageMm = rail.railMm;
    expect(byTime.tick(2).goals.carriage.kind).toBe('bottom');
  });

  test('goes on where the step is all but over: a press of 90 s is one', () => {
    const bench = new Bench(planOf(press(60_000)));
    bench.run(2000).arrive().run(52_100);
    bench.reports.spotMs = 87_000;
    bench.run(200);
    expect(bench.goals.kneader.width).toBe('narrow');
  });

  test('stays left alone where the arms had to open for it, until it may be worked anew', () => {
    const bench = new Bench(planOf(press(60_000)));
    bench.run(2000).arrive();
    bench.reports.spotMs = 89_000;
    bench.run(52_100);
    expect(bench.goals.kneader.width).toBe('wide');
    bench.reports.spotMs = 0;
    bench.tick();
    expect(bench.goals.kneader.width).toBe('narrow');
  });
});

describe('heat', () => {
  test('each pad gets the level of the step', () => {
    const bench = new Bench(planOf(preheat(60_000)));
    bench.tick();
    expect(bench.goals.heat).toEqual([40, 38]);
  });

  test('the heat key goes over the program, for both pads', () => {
    const bench = new Bench(planOf(preheat(60_000)));
    bench.orders.heatLevel = 3;
    bench.tick();
    expect(bench.goals.heat).toEqual([42, 42]);
    bench.orders.heatLevel = 0;
    bench.tick();
    expect(bench.goals.heat).toEqual([0, 0]);
  });

  test('preheating ends early when the pads are warm, and not by the warmth of the step before', () => {
    const bench = new Bench(planOf(preheat(60_000), rest(1000)));
    bench.reports.warm = true;
    bench.tick(2);
    expect(bench.seq.step).toBe(0);
    bench.tick();
    expect(bench.seq.step).toBe(1);
  });

  test('goes on in a pause for as long as the session allows, and stops where it does not', () => {
    const bench = new Bench(planOf(preheat(60_000)));
    bench.tick();
    bench.orders.job = 'pause';
    bench.tick();
    expect(bench.goals.heat[0]).toBe(40);
    bench.orders.heatAllowed = false;
    bench.tick();
    expect(bench.goals.heat[0]).toBe(0);
  });
});

describe('homing and parking', () => {
  test('homing brings the arms wide first, then the carriage down, and is done at the limit', () => {
    const bench = new Bench();
    bench.orders.job = 'home';
    bench.tick(2);
    expect(bench.goals.kneader).toMatchObject({ kind: 'width', width: 'wide' });
    expect(bench.goals.carriage.kind).toBe('still');
    bench.reports.widthReached = true;
    bench.tick();
    expect(bench.goals.carriage.kind).toBe('bottom');
    bench.tick();
    bench.reports.carriageArrived = true;
    bench.tick();
    expect(bench.seq.done).toBe(true);
    expect(bench.goals.carriage.kind).toBe('stop');
  });

  test('arms that never reach their width do not keep the carriage from parking', () => {
    const bench = new Bench();
    bench.orders.job = 'park';
    bench.run(9000).tick(3);
    expect(bench.goals.carriage.kind).toBe('top');
  });

  test('parking goes to the top, back 60 mm, and off', () => {
    const bench = new Bench();
    bench.orders.job = 'park';
    bench.reports.widthReached = true;
    bench.tick(2);
    expect(bench.goals.carriage.kind).toBe('top');
    bench.tick().arrive();
    expect(bench.goals.carriage).toMatchObject({ kind: 'goto', targetMm: rail.railMm - rail.parkBackMm });
    expect(bench.seq.done).toBe(false);
    bench.tick().arrive();
    expect(bench.seq.done).toBe(true);
    expect(bench.goals.carriage.kind).toBe('stop');
  });
});

describe('the other jobs', () => {
  test('the cool-down is a slow wide roll with the heat off', () => {
    const bench = new Bench();
    bench.orders.job = 'cool-down';
    bench.orders.heatLevel = 3;
    bench.tick(2);
    expect(bench.goals).toMatchObject({
      carriage: { kind: 'goto', targetMm: 330, speedMmPerS: rail.speedsMmPerS[0] },
      kneader: { kind: 'width', width: 'wide' },
      heat: [0, 0],
    });
    bench.arrive();
    expect(bench.goals.carriage.targetMm).toBe(60);
    bench.tick().arrive();
    expect(bench.goals.carriage.targetMm).toBe(330);
  });

  test('the cool-down rolls between the places where they lie on this chair', () => {
    const bench = new Bench();
    bench.seq = createSequencer({ ...chair, places: { gluteal: { fromMm: 20, toMm: 180 } } });
    bench.orders.job = 'cool-down';
    bench.tick().arrive();
    expect(bench.goals.carriage.targetMm).toBe(100);
  });

  test('the switch test stands still until it is done', () => {
    const bench = new Bench();
    bench.orders.job = 'switch-test';
    bench.tick(3);
    expect(bench.seq.done).toBe(false);
    expect(bench.goals.carriage.kind).toBe('stop');
    bench.reports.switchOffTestDone = true;
    bench.tick();
    expect(bench.seq.done).toBe(true);
  });

  test('a switch test done for the session before does not count', () => {
    const bench = new Bench();
    bench.orders.job = 'switch-test';
    bench.reports.switchOffTestDone = true;
    bench.tick();
    expect(bench.seq.done).toBe(false);
  });

  test('without a program a massage is over at once', () => {
    expect(new Bench().tick().seq.done).toBe(true);
  });

  test('nothing stops everything', () => {
    const bench = new Bench(planOf(knead(60_000)));
    bench.tick(2).arrive();
    bench.orders.job = 'nothing';
    bench.tick();
    expect(bench.goals.carriage.kind).toBe('stop');
    expect(bench.goals.kneader.kind).toBe('stop');
    expect(bench.goals.heat).toEqual([0, 0]);
    expect(bench.seq.done).toBe(true);
  });
});
