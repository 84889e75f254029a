import { describe, expect, test } from 'vitest';
import { startKey } from '../../../src/control/keys/keys.ts';
import { fullRemote } from '../../../src/control/session/few-keys.ts';
import { chair, readyChair, type TestChair } from './chair.ts';

/** Off, and start has just been pressed; homing goes on until it is let end. */
function waiting(): TestChair {
  const c = chair();
  c.endless.add('home');
  c.press('start');
  expect(c.session).toMatchObject({ state: 'homing', startWaits: true });
  c.takeSounds();
  return c;
}

function letHomingEnd(c: TestChair): TestChair {
  c.endless.delete('home');
  return c.wait(2000);
}

describe('start before the chair is ready', () => {
  test('switches it on, and starts as soon as it is ready: one act, for which the controller is armed once', () => {
    const c = chair().press('start');
    expect(c.session).toMatchObject({ state: 'homing', job: 'home' });
    expect([c.arms, c.outputs.display]).toEqual([1, 'WAIT']);
    c.until('running').wait(1000);
    expect(c.jobs).toEqual(['home', 'switch-test', 'massage']);
    expect([c.arms, c.takeSounds()]).toEqual([1, ['accepted', 'ready']]);
  });

  test('is what power does where the remote has no start key', () => {
    const c = chair({ keysThere: fullRemote & ~startKey, gentle: false });
    c.inputs.seat = false;
    c.press('power');
    expect([c.session.state, c.outputs.display]).toEqual(['off', 'SEAT']);
    c.inputs.seat = true;
    c.press('power').until('running').wait(1000).press('stop');
    expect(c.session.state).toBe('ready');
    // Ready it stays; power ends it, and begins it anew.
    c.press('power').until('off').press('power').until('running');
  });

  test('is remembered while it homes, however often it is pressed', () => {
    const c = chair().press('power').press('start', 'start', 'start');
    expect(c.session.state).toBe('homing');
    c.until('running');
    expect(c.arms).toBe(1);
    expect(c.takeSounds()).toEqual(['accepted', 'accepted', 'accepted', 'accepted', 'ready']);
  });

  test('is for what is chosen when it is ready', () => {
    const c = waiting().press('program', 'speed-up');
    expect(letHomingEnd(c).session).toMatchObject({ state: 'running', program: 1, speedShift: 1 });
  });

  test('wants somebody in the seat, off and while it homes', () => {
    const c = chair();
    c.inputs.seat = false;
    c.press('start');
    expect([c.session.state, c.outputs.display, c.takeSounds()]).toEqual(['off', 'SEAT', ['refused-seat']]);
    c.press('power', 'start').until('ready');
    expect(c.takeSounds()).toEqual(['accepted', 'refused-seat', 'ready']);
  });

  test('wants a program', () => {
    const c = chair();
    c.inputs.programs = [];
    c.press('start');
    expect([c.session.state, c.outputs.display, c.takeSounds()]).toEqual(['off', 'P --', ['refused-state']]);
  });

  test.each([
    ['stop', (c: TestChair) => c.press('stop'), 'off'],
    ['power', (c: TestChair) => c.press('power'), 'off'],
    ['power with stop', (c: TestChair) => c.hold(200, 'power', 'stop'), 'off'],
    [
      'the emergency stop',
      (c: TestChair) => {
        c.inputs.emergencyStop = true;
        c.tick().inputs.emergencyStop = false;
      },
      'fault',
    ],
    [
      'a fault',
      (c: TestChair) => Object.assign(c.inputs, { faultLatched: true, faultCode: 'E21' }) && c.tick(),
      'fault',
    ],
    ['homing that takes too long', (c: TestChair) => c.wait(61_000), 'fault'],
    ['the child lock', (c: TestChair) => c.hold(3100, 'program', 'timer'), 'ready'],
    [
      'an empty seat',
      (c: TestChair) => {
        c.inputs.seat = false;
        c.wait(1100).inputs.seat = true;
      },
      'ready',
    ],
  ] as const)('is forgotten with %s', (_what, happens, after) => {
    const c = waiting();
    happens(c);
    expect(c.session.startWaits).toBe(false);
    letHomingEnd(c).wait(5000);
    expect(c.session).toMatchObject({ state: after, job: 'nothing', inSession: false });
    // Whatever is done about it then, it is gone.
    Object.assign(c.inputs, { faultLatched: false, faultCode: 'none' });
    if (after === 'fault') c.press('power');
    if (after !== 'ready') c.press('power').until('ready');
    expect(c.wait(60_000).session).toMatchObject({ state: 'ready', job: 'nothing' });
  });

  test('outlasts a shift of weight, and not a seat that is empty when it is ready', () => {
    const c = waiting();
    c.inputs.seat = false;
    c.wait(900).inputs.seat = true;
    expect(c.tick().session.startWaits).toBe(true);
    c.inputs.seat = false;
    c.endless.delete('home');
    c.wait(200);
    expect([c.session.state, c.session.job, c.takeSounds()]).toEqual(['ready', 'nothing', ['refused-seat']]);
    c.inputs.seat = true;
    expect(c.wait(60_000).session.state).toBe('ready');
  });

  test('does not start while stop is held', () => {
    const c = chair().down('stop').wait(100).press('start');
    expect([c.session.state, c.takeSounds()]).toEqual(['off', ['refused-state']]);
  });

  test('advises a rest as it does when the chair is ready', () => {
    const c = readyChair();
    for (let session = 0; session < 2; session++) c.press('start').wait(1000).press('stop');
    c.press('power').until('off').takeSounds();
    c.press('start');
    expect([c.session.state, c.outputs.display, c.takeSounds()]).toEqual(['off', 'REST', ['refused-limit']]);
    c.press('start', 'start');
    expect(c.takeSounds()).toEqual(['accepted', 'accepted']);
    expect(c.until('running').session.sessionNumber).toBe(3);
  });
});
