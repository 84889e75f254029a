/** What latches while a technician is at work, or beside another fault, is logged and counted, as anywhere else. */
import { describe, expect, test } from 'vitest';
import { reportFault } from '../../src/control/guard/guard.ts';
import { blockedWayOf } from '../../src/machine/blocked-way.ts';
import { logText } from '../../src/store/store.ts';
import { type ByHand, byHand } from './by-hand.ts';

function inService(): ByHand {
  const hand = byHand();
  hand.sensors.link.connected = true;
  hand.sensors.link.guarded = true;
  hand.run(500);
  hand.enterService();
  expect(hand.machine.control.session.state).toBe('service');
  return hand;
}

const codes = (hand: ByHand) => hand.log('faults').flatMap(({ code }) => (code === undefined ? [] : [code]));

describe('a fault that latches in the service state', () => {
  test('is logged with its value, told, and counted over the life of the chair, once', () => {
    const hand = inService();
    reportFault(hand.machine.control.guard, 'E31', 4.027);
    const told = Array.from({ length: 100 }, () => [...hand.step().events]).flat();
    expect(told).toMatchObject([{ kind: 'fault', code: 'E31' }]);
    expect(hand.log('faults')).toMatchObject([{ code: 'E31', value: 4.027 }]);
    expect(hand.machine.store.lifetime.faults).toEqual({ E31: 1 });
    expect(hand.machine.control.session.state).toBe('service');
    const { store } = hand.machine;
    expect(blockedWayOf(logText(store, 'faults'), store.boot + 1)).not.toBe(0);
  });

  test('is logged once where the service state ends in it, and again in the next', () => {
    const hand = inService();
    reportFault(hand.machine.control.guard, 'E31', 4);
    hand.run(11 * 60_000);
    expect(hand.machine.control.session.state).toBe('fault');
    expect(codes(hand)).toEqual(['E31']);
    hand.hold(100, 'power');
    hand.enterService();
    reportFault(hand.machine.control.guard, 'E31', 4);
    hand.run(200);
    expect(codes(hand)).toEqual(['E31', 'E31']);
  });

  test('is the alarm alone where it ends the service state at once', () => {
    const hand = inService();
    hand.sensors.emergencyStop = true;
    hand.run(1000);
    expect(hand.machine.control.session.state).toBe('fault');
    expect(codes(hand)).toEqual(['E71']);
  });
});

describe('a fault that latches beside another', () => {
  test('is logged with its value, told, and counted, once each, whether at the same time or later', () => {
    const hand = byHand();
    Object.assign(hand.sensors.link, { connected: true, guarded: true });
    hand.hold(100, 'power');
    const { guard, session } = hand.machine.control;
    reportFault(guard, 'E31', 4);
    reportFault(guard, 'E54', 2);
    hand.run(1000);
    expect([session.state, session.faultCode, codes(hand)]).toEqual(['fault', 'E31', ['E31', 'E54']]);
    reportFault(guard, 'E36', 0.7);
    const told = Array.from({ length: 100 }, () => [...hand.step().events]).flat();
    expect(told).toMatchObject([{ kind: 'fault', code: 'E36' }]);
    expect(hand.log('faults').at(-1)).toMatchObject({ code: 'E36', value: 0.7 });
    expect(hand.machine.store.lifetime.faults).toEqual({ E31: 1, E54: 1, E36: 1 });
    expect(session.faultCode).toBe('E31');
  });

  test('is logged anew when it comes back after the chair was switched off', () => {
    const hand = byHand();
    Object.assign(hand.sensors.link, { connected: true, guarded: true });
    const { guard } = hand.machine.control;
    for (let times = 0; times < 2; times++) {
      hand.hold(100, 'power');
      reportFault(guard, 'E31', 4);
      hand.run(200);
      reportFault(guard, 'E54', 4);
      hand.run(200);
      hand.hold(100, 'power');
    }
    expect(codes(hand)).toEqual(['E31', 'E54', 'E31', 'E54']);
  });
});
