import { describe, expect, test } from 'vitest';
import { sessionStates } from '../../src/chair/names.ts';
import { pageTriggers } from '../../src/control/session/triggers.ts';
import {
  createPageOrders,
  endAccepted,
  isPageTrigger,
  needsConfirmation,
  orderFromPage,
  pendingLeftMs,
  tellPageOrders,
} from '../../src/machine/page-orders.ts';
import { readyChair, runningChair, type TestChair } from '../control/session/chair.ts';

/** A session's chair with the machine's rule in front of it. */
class Paged {
  readonly orders = createPageOrders();
  readonly chair: TestChair;

  constructor(chair: TestChair) {
    this.chair = chair;
    chair.takeSounds();
  }

  order(...orders: Parameters<typeof orderFromPage>[1][]): this {
    const { session } = this.chair;
    for (const order of orders) orderFromPage(this.orders, order, session.state, this.chair.nowMs);
    return this.wait(40);
  }

  tick(): void {
    const { chair, orders } = this;
    tellPageOrders(orders, chair.inputs, chair.session.state, chair.nowMs);
    chair.tick();
    endAccepted(orders, chair.session.pageAccepted);
  }

  wait(ms: number): this {
    for (let leftMs = ms; leftMs > 0; leftMs -= 20) this.tick();
    return this;
  }

  press(key: 'start' | 'stop' | 'power'): this {
    this.chair.down(key);
    this.wait(100).chair.up(key);
    return this.wait(60);
  }
}

describe('what a page may order', () => {
  test('without a hand is only less of what goes on', () => {
    const alone = pageTriggers.filter((order) => !needsConfirmation[order]);
    expect(alone).toEqual(['page-stop', 'page-pause', 'page-cooler', 'page-slower', 'page-sooner']);
  });

  test.each(pageTriggers.filter((order) => needsConfirmation[order]))(
    '%s does nothing without start',
    (order) => {
      for (const chair of [readyChair(), runningChair(), runningChair().press('start')]) {
        const paged = new Paged(chair);
        const { state, heatLevel, speedShift, spotMm, minutes } = chair.session;
        paged.order(order).wait(59_000);
        expect(chair.session).toMatchObject({ state, heatLevel, speedShift, spotMm, minutes });
      }
    },
  );

  test('is a word of its own: nothing else is an order', () => {
    expect([isPageTrigger('page-stop'), isPageTrigger('stop'), isPageTrigger('__proto__')]).toEqual([
      true,
      false,
      false,
    ]);
  });

  test('is nothing at first', () => {
    expect(createPageOrders()).toEqual({
      queue: [],
      pending: 'none',
      pendingState: 'none',
      pendingSinceMs: 0,
      pendingIn: 'off',
      dropped: 0,
    });
  });

  test('is dropped where it means nothing, and behind a stop', () => {
    const paged = new Paged(runningChair());
    orderFromPage(paged.orders, 'page-start', 'running', 0);
    orderFromPage(paged.orders, 'page-cooler', 'off', 0);
    expect(paged.orders).toMatchObject({ queue: [], pending: 'none', dropped: 2 });
    orderFromPage(paged.orders, 'page-stop', 'running', 0);
    orderFromPage(paged.orders, 'page-cooler', 'running', 0);
    expect(paged.orders).toMatchObject({ queue: ['page-stop'], dropped: 3 });
  });

  test('is carried out one a tick, in order', () => {
    const paged = new Paged(runningChair());
    for (const order of ['page-cooler', 'page-slower'] as const)
      orderFromPage(paged.orders, order, 'running', 0);
    const told = [0, 1, 2].map(() => {
      tellPageOrders(paged.orders, paged.chair.inputs, 'running', 0);
      return paged.chair.inputs.pageOrder;
    });
    expect(told).toEqual(['page-cooler', 'page-slower', 'none']);
  });

  test('is taken in a handful, however many come', () => {
    const paged = new Paged(runningChair());
    const many = Array.from({ length: 1000 }, () => 'page-slower' as const);
    paged.order(...many);
    expect(paged.orders.dropped).toBe(996);
    paged.wait(200);
    expect(paged.chair.session.speedShift).toBe(-3);
  });

  test.each(sessionStates)('is stop in any state: %s', (state) => {
    const paged = new Paged(runningChair());
    paged.chair.session.state = state;
    orderFromPage(paged.orders, 'page-cooler', state, 0);
    orderFromPage(paged.orders, 'page-stop', state, 0);
    expect(paged.orders.queue).toEqual(['page-stop']);
  });
});

describe('less, from a page', () => {
  test('is done at once: stop, pause, heat, speed, timer', () => {
    const paged = new Paged(runningChair());
    const { session } = paged.chair;
    paged.order('page-cooler', 'page-slower', 'page-sooner').wait(60);
    expect(session).toMatchObject({ heatMost: 1, heatLevel: -1, speedShift: -1, minutes: 15 });
    paged.order('page-pause');
    expect(session).toMatchObject({ state: 'paused', job: 'pause' });
    paged.order('page-stop');
    expect(session).toMatchObject({ state: 'ready', job: 'nothing', heatAllowed: false });
  });

  test('of heat is a cap on what program and remote give, until the session ends', () => {
    const paged = new Paged(runningChair());
    const { session } = paged.chair;
    paged.order('page-cooler', 'page-cooler', 'page-cooler').wait(60);
    expect([session.heatMost, paged.chair.takeSounds()]).toEqual([
      0,
      ['accepted', 'accepted', 'refused-limit'],
    ]);
    paged.press('stop');
    expect(session.heatMost).toBe(3);
  });

  test('is nothing with the child lock on, but for stop', () => {
    const paged = new Paged(runningChair());
    paged.chair.session.locked = true;
    paged.order('page-pause', 'page-cooler').wait(60);
    expect(paged.chair.session).toMatchObject({ state: 'running', heatMost: 3 });
    expect(paged.chair.takeSounds()).toEqual(['refused-lock', 'refused-lock']);
    expect(paged.order('page-stop').chair.session.state).toBe('ready');
  });
});

describe('more, from a page', () => {
  test('waits for start, which then confirms and does not pause', () => {
    const paged = new Paged(runningChair()).order('page-faster').wait(5000);
    expect(paged.chair.outputs.display).toBe('S+ ?');
    expect(pendingLeftMs(paged.orders, paged.chair.nowMs)).toBeLessThan(55_000);
    paged.press('start');
    expect(paged.chair.session).toMatchObject({ state: 'running', speedShift: 1 });
    expect([paged.orders.pendingState, paged.chair.takeSounds()]).toEqual(['accepted', ['accepted']]);
    expect(paged.press('start').chair.session.state).toBe('paused');
  });

  test('starts a session, and one act of a person arms the controller once', () => {
    const paged = new Paged(readyChair()).order('page-start').wait(1000);
    const { arms } = paged.chair;
    expect(paged.chair.outputs.display).toBe('GO ?');
    paged.press('start').wait(2000);
    expect(paged.chair.session.state).toBe('running');
    expect(paged.chair.arms).toBe(arms + 1);
  });

  test('is void after 60 s: start means what it always does', () => {
    const paged = new Paged(runningChair()).order('page-faster').wait(60_000);
    expect(paged.orders.pendingState).toBe('expired');
    paged.press('start');
    expect(paged.chair.session).toMatchObject({ state: 'paused', speedShift: 0 });
  });

  test.each([
    ['stop on the remote', (paged: Paged) => paged.press('stop')],
    ['stop from a page', (paged: Paged) => paged.order('page-stop')],
    ['a pause', (paged: Paged) => paged.order('page-pause')],
    [
      'a fault',
      (paged: Paged) => {
        Object.assign(paged.chair.inputs, { faultLatched: true, faultCode: 'E21' });
        return paged.wait(40);
      },
    ],
  ] as const)('is void with %s', (_what, happens) => {
    const paged = new Paged(runningChair()).order('page-faster');
    happens(paged);
    expect([paged.orders.pending, paged.orders.pendingState]).toEqual(['none', 'overtaken']);
    paged.press('start');
    expect(paged.chair.session.speedShift).toBe(0);
  });

  test('is void with stop from a page in a chair that stands ready, too', () => {
    const paged = new Paged(readyChair()).order('page-start').order('page-stop');
    expect([paged.orders.pending, paged.orders.pendingState]).toEqual(['none', 'overtaken']);
  });

  test('stop with nothing that waits ends nothing', () => {
    const paged = new Paged(runningChair()).order('page-stop');
    expect([paged.orders.pending, paged.orders.pendingState]).toEqual(['none', 'none']);
  });

  test('is told with what it waits for and how long it still does, to the last 20 ms', () => {
    const paged = new Paged(runningChair());
    const { orders, chair } = paged;
    const at = (nowMs: number) => {
      tellPageOrders(orders, chair.inputs, 'running', nowMs);
      return [chair.inputs.pagePending, orders.pendingState, pendingLeftMs(orders, nowMs)];
    };
    expect(at(1000)).toEqual(['none', 'none', 0]);
    orderFromPage(orders, 'page-faster', 'running', 1000);
    expect(at(1000)).toEqual(['page-faster', 'waits', 60_000]);
    expect(at(60_980)).toEqual(['page-faster', 'waits', 20]);
    expect(pendingLeftMs(orders, 61_020)).toBe(0);
    expect(at(61_000)).toEqual(['none', 'expired', 0]);
  });

  test('is void when another is asked for: nobody confirms what somebody else meant', () => {
    const paged = new Paged(runningChair()).order('page-faster', 'page-warmer');
    expect([paged.orders.pending, paged.orders.pendingState]).toEqual(['none', 'replaced']);
  });

  test('asked for again lasts no longer', () => {
    const paged = new Paged(runningChair()).order('page-faster').wait(50_000).order('page-faster');
    expect(paged.wait(10_000).orders.pendingState).toBe('expired');
  });

  test('does not pass the child lock, a held stop, an empty seat, or a stop of the same tick', () => {
    const locked = new Paged(runningChair()).order('page-faster');
    locked.chair.session.locked = true;
    expect(locked.press('start').chair.session).toMatchObject({ state: 'running', speedShift: 0 });

    const held = new Paged(readyChair()).order('page-start');
    held.chair.down('stop');
    held.wait(100);
    held.chair.down('start');
    expect(held.wait(100).chair.session).toMatchObject({ state: 'ready', job: 'nothing' });

    const both = new Paged(readyChair()).order('page-start');
    both.chair.down('start', 'stop');
    expect(both.wait(100).chair.session).toMatchObject({ state: 'ready', job: 'nothing' });
  });
});
