/** What the control loop gives to the thread that serves a real chair's page, and takes from it. */
import { describe, expect, test } from 'vitest';
import { modelPort } from '../../../sim/boards/modelport.ts';
import { createSimulation, decideSimulation } from '../../../sim/chair/simulation.ts';
import { createFeed, feedTick, type PageFeed, takeOrder } from '../../../sim/page/chair/feed.ts';
import { rowNumbers, type ToThread } from '../../../sim/page/chair/messages.ts';
import { readingsOf } from '../../../sim/page/chair/readings.ts';
import { channelNames } from '../../../sim/page/protocol.ts';
import { loadChair } from '../../../src/board/shipped.ts';
import { carryOut } from '../../../src/run/controller.ts';
import { chair } from '../../chair.ts';

function feeding(of = chair) {
  const simulation = createSimulation(modelPort(of, {}), { chair: of, programs: [] });
  const sent: ToThread[] = [];
  const worker = { postMessage: (message: ToThread) => void sent.push(message), terminate: async () => 0 };
  const readings = readingsOf({ measures: () => true }, of, simulation);
  const feed: PageFeed = createFeed(simulation, readings, worker);
  const run = (ticks: number, then = () => {}) => {
    for (let tick = 0; tick < ticks; tick++) {
      decideSimulation(simulation);
      feedTick(feed, simulation.nowMs);
      carryOut(simulation);
      then();
    }
  };
  return { simulation, feed, sent, readings, run };
}

describe('the feed of a page', () => {
  test('gives a row for each tick, five at a time', () => {
    const { sent, run, feed } = feeding();
    run(100, () => {
      feed.unheard = 0;
    });
    const rows = sent.filter((message) => message.t === 'ticks');
    expect(rows.map(({ first }) => first)).toEqual(Array.from({ length: 20 }, (_, batch) => batch * 5));
    expect(rows.every(({ rows: numbers }) => numbers.length === 5 * rowNumbers)).toBe(true);
  });

  test('gives a thread that hangs no more than it can hold, and goes on when it is back', () => {
    const { sent, run, feed } = feeding();
    run(2000);
    expect(sent.length).toBe(60);
    feed.unheard = 0;
    run(10);
    expect(sent.length).toBeGreaterThan(60);
  });

  test('gives nothing to a thread that has ended', () => {
    const { sent, run, feed } = feeding();
    feed.ended = true;
    run(100);
    expect(sent).toEqual([]);
  });

  test('takes a handful of orders a turn, stop always, and nothing that is none', () => {
    const { feed, simulation } = feeding();
    const order = (text: string) => takeOrder(feed, text as 'page-stop', () => {});
    for (let number = 0; number < 100; number++) order('page-slower');
    order('start');
    expect(simulation.ordered).toEqual(['page-slower', 'page-slower', 'page-slower', 'page-slower']);
    order('page-stop');
    expect(simulation.ordered).toEqual(['page-stop']);
  });

  test('takes one stop a turn, and says it once, however many come', () => {
    const { feed, simulation } = feeding();
    const said: string[] = [];
    for (let number = 0; number < 100; number++) takeOrder(feed, 'page-stop', (_, text) => said.push(text));
    expect(simulation.ordered).toEqual(['page-stop']);
    expect(said).toEqual(['page: stop']);
  });
});

describe('what a page shows', () => {
  const none = (of: ReturnType<typeof feeding>) =>
    channelNames.filter((_, index) => Number.isNaN(of.feed.sampler.values[index]));

  const beliefs = channelNames.filter((name) =>
    /^believed|(FilteredC|WantedC|EstimateC|ReadC|ReadSurfaceC)$/.test(name),
  );

  test('of the reference chair is all but the place before homing, targets, a tapper, and what it only believes', () => {
    const of = feeding();
    of.run(10);
    const rest = ['carriageMm', 'targetMm', 'tapperDuty', 'pad0TargetC', 'pad1TargetC'];
    expect(beliefs.length).toBe(13);
    expect(none(of).sort()).toEqual([...rest, ...beliefs].sort());
  });

  test.each(['chair-a', 'chair-b', 'chair-c'])('of %s is only what its file says is measured', (id) => {
    const of = feeding(loadChair(id));
    of.run(10);
    const { scaled, inputs, ambient, pads } = loadChair(id).wiring;
    const missing = none(of);
    expect(missing.includes('carriageA')).toBe(scaled['carriage-current'] === null);
    expect(missing.includes('kneaderA')).toBe(scaled['kneader-current'] === null);
    expect(missing.includes('supplyV')).toBe(scaled.supply === null);
    expect(missing.includes('ambientC')).toBe(ambient === null);
    expect(missing.includes('pad0ElementC')).toBe((pads[0]?.element ?? null) === null);
    expect(missing.includes('pad0SurfaceC')).toBe((pads[0]?.surface ?? null) === null);
    expect(of.readings.personKg).toBe(inputs.seat === null ? 0 : 1);
  });

  test('is nothing once the link is lost', () => {
    const of = feeding();
    of.run(10);
    of.simulation.sensors.link.ageMs = 5000;
    const { readings } = of;
    const { carriageA, kneaderTurns, supplyV, ambientC, keys, personKg, powered } = readings;
    expect([carriageA, kneaderTurns, supplyV, ambientC].every(Number.isNaN)).toBe(true);
    expect([keys, personKg, powered]).toEqual([0, 0, false]);
    expect(readings.pads.every(({ elementC, surfaceC }) => Number.isNaN(elementC + surfaceC))).toBe(true);
  });
});
