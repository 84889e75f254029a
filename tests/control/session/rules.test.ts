import { describe, expect, test } from 'vitest';
import { takeEvents } from '../../../src/control/events.ts';
import { chair, minute, readyChair, runningChair, type TestChair } from './chair.ts';

/** Chair time at which the massage began. */
function ended(c: TestChair) {
  return c.session.history.at(-1)?.ended;
}

/** Presses a key until the timer says so. */
function setTimer(c: TestChair, minutes: number): TestChair {
  for (let press = 0; press < 6 && c.session.minutes !== minutes; press++) c.press('timer');
  expect(c.session.minutes).toBe(minutes);
  return c;
}

describe('the timer', () => {
  test('gives a program that is longer its last minute as a cool-down with the heat off', () => {
    const c = runningChair();
    setTimer(c, 5);
    c.wait(4 * minute - c.session.massageMs - 20);
    expect(c.session).toMatchObject({ job: 'massage', heatAllowed: true });
    c.tick();
    expect(c.session.massageMs).toBe(4 * minute);
    expect(c.session).toMatchObject({ job: 'cool-down', heatAllowed: false, state: 'running' });
    c.wait(minute - 20);
    expect(c.session.state).toBe('running');
    c.tick();
    expect(c.session.state).toBe('parking');
    expect(ended(c)).toBe('timer');
    expect(c.session.history.at(-1)?.minutes).toBe(5);
  });

  test('lets a program finish that ends by the timer, to the tick', () => {
    const c = readyChair();
    setTimer(c, 15)
      .press('start')
      .until('parking', 16 * minute);
    expect(c.jobs).toEqual(['switch-test', 'massage', 'switch-test']);
    expect(ended(c)).toBe('completed');
    expect(c.session.massageMs).toBe(15 * minute + 20);
  });

  test('lets a program of 30 minutes run to its end', () => {
    const c = readyChair({ gentle: false, program: 1, minutes: 30 });
    c.press('start').until('parking', 31 * minute);
    expect(ended(c)).toBe('completed');
    expect(c.session.sessionMs).toBe(30 * minute + 20);
  });

  test('does not wait for a program that is late', () => {
    const c = readyChair();
    c.endless.add('massage');
    setTimer(c, 15)
      .press('start')
      .until('parking', 16 * minute);
    expect(ended(c)).toBe('timer');
    expect(c.session.massageMs).toBeLessThanOrEqual(15 * minute + 120);
  });

  test('stands still while the chair is paused', () => {
    const c = runningChair();
    setTimer(c, 5);
    const { massageMs } = c.session;
    c.press('start')
      .wait(2 * minute)
      .press('start');
    expect(c.session.massageMs - massageMs).toBeLessThanOrEqual(200);
  });

  test('ends no session under the thumb: choices that lie behind are passed over', () => {
    const c = runningChair();
    c.wait(9.5 * minute).takeSounds();
    c.press('timer');
    expect(c.session.minutes).toBe(30);
    c.press('timer');
    expect(c.session.minutes).toBe(15);
    expect(c.takeSounds()).toEqual(['accepted', 'wrapped']);
    expect(c.session).toMatchObject({ state: 'running', job: 'massage' });
    c.wait(4.4 * minute).press('timer');
    expect(c.session.minutes).toBe(20);
  });

  test('has nothing to offer when only its own choice is left, nor in the cool-down', () => {
    const long = readyChair({ gentle: false, program: 1, minutes: 30 });
    long
      .press('start')
      .wait(25 * minute)
      .takeSounds();
    long.press('timer');
    expect(long.takeSounds()).toEqual(['refused-limit']);
    const short = runningChair();
    setTimer(short, 5);
    short.wait(4.5 * minute).takeSounds();
    expect(short.session.job).toBe('cool-down');
    short.press('timer', 'heat', 'speed-up', 'speed-down');
    expect(short.takeSounds()).toEqual(['refused-state', 'refused-state', 'refused-state', 'refused-state']);
    expect(short.session).toMatchObject({ minutes: 5, heatLevel: -1, speedShift: 0 });
  });

  test('keeps to the cool-down over a pause', () => {
    const c = runningChair();
    setTimer(c, 5);
    c.wait(4.5 * minute)
      .press('start')
      .press('start');
    expect(c.session).toMatchObject({ job: 'cool-down', state: 'running' });
  });
});

describe('thirty minutes', () => {
  test('are the most from the first step to the beginning of parking, pauses included', () => {
    const c = readyChair({ gentle: false, program: 1, minutes: 30 });
    c.press('start')
      .wait(10 * minute)
      .press('start')
      .wait(4 * minute)
      .press('start');
    c.wait(29 * minute - c.session.sessionMs + 20);
    expect(c.session.job).toBe('cool-down');
    c.until('parking', 2 * minute);
    expect(ended(c)).toBe('timer');
    expect(c.session.sessionMs).toBe(30 * minute);
  });

  test('are no longer for a pause in the moment before the first step', () => {
    const c = readyChair({ gentle: false, program: 1, minutes: 30 });
    c.press('start')
      .press('start')
      .wait(4 * minute)
      .press('start');
    c.wait(30_000);
    expect(c.session.job).toBe('massage');
    c.until('parking', 26 * minute);
    expect(ended(c)).toBe('timer');
    expect(c.session.stateSinceMs - c.session.startMs).toBeLessThan(30 * minute + 2000);
  });

  test('end a pause too', () => {
    const c = readyChair({ gentle: false, program: 1, minutes: 30 });
    c.press('start')
      .wait(28 * minute)
      .press('start')
      .until('parking', 3 * minute);
    expect(c.session.sessionMs).toBe(30 * minute);
    expect(ended(c)).toBe('timer');
  });

  test('end a session whose switch test never ends', () => {
    const c = readyChair();
    c.endless.add('switch-test');
    c.press('start').until('parking', 31 * minute);
    expect(ended(c)).toBe('timer');
  });

  test('have the tests that come after a pause in them', () => {
    const c = readyChair({ gentle: false, program: 1, minutes: 30 });
    c.endless.add('switch-test');
    c.press('start').wait(5000).press('start').wait(5000).press('start').wait(60_000);
    c.endless.delete('switch-test');
    c.until('running', 1000)
      .wait(20 * minute)
      .press('start')
      .wait(4 * minute)
      .press('start');
    c.wait(3 * minute)
      .press('start')
      .until('parking', 5 * minute);
    expect(ended(c)).toBe('timer');
    expect(c.session.stateSinceMs - c.session.startMs).toBeLessThan(30 * minute + 6000);
  });
});

describe('a pause', () => {
  test('keeps the heat for two minutes and parks after five', () => {
    const c = runningChair().wait(minute).press('start');
    const since = c.session.stateSinceMs;
    expect(c.session.heatAllowed).toBe(true);
    c.wait(since + 2 * minute - c.nowMs);
    expect(c.session.heatAllowed).toBe(true);
    c.tick();
    expect(c.session.heatAllowed).toBe(false);
    c.wait(since + 5 * minute - c.nowMs);
    expect(c.session.state).toBe('paused');
    c.tick();
    expect(c.session).toMatchObject({ state: 'parking', job: 'switch-test' });
    expect(ended(c)).toBe('pause');
  });

  test('brings the heat back only with start', () => {
    const c = runningChair()
      .press('start')
      .wait(3 * minute)
      .press('start');
    expect(c.session).toMatchObject({ state: 'running', heatAllowed: true });
  });

  test('before the switches are tested tests them after it', () => {
    const c = readyChair().press('start').press('start');
    expect(c.session).toMatchObject({ state: 'paused', job: 'pause', heatAllowed: false });
    c.press('start');
    expect(c.jobs).toEqual(['switch-test', 'pause', 'switch-test']);
    c.wait(600);
    expect(c.session.job).toBe('massage');
  });
});

describe('an empty seat', () => {
  test('pauses after 10 s with the heat off, parks after 120 s', () => {
    const c = runningChair().wait(minute);
    c.inputs.seat = false;
    c.wait(9980);
    expect(c.session.state).toBe('running');
    c.tick();
    expect(c.session).toMatchObject({ state: 'paused', heatAllowed: false, pausedBySeat: true });
    expect(c.wait(2100).outputs.display).not.toBe('PAUS');
    c.wait(110_000 - 2100 - 20);
    expect(c.session.state).toBe('paused');
    c.tick();
    expect(c.session.state).toBe('parking');
    expect(ended(c)).toBe('seat');
  });

  test('for a moment changes nothing', () => {
    const c = runningChair();
    for (let time = 0; time < 5; time++) {
      c.inputs.seat = false;
      c.wait(9000);
      c.inputs.seat = true;
      c.tick();
    }
    expect(c.session.state).toBe('running');
  });

  test('that is taken again waits for start, and then goes on', () => {
    const c = runningChair();
    c.inputs.seat = false;
    c.wait(15_000).takeSounds();
    expect(c.outputs.display).toBe('SEAT');
    c.press('start');
    expect(c.session.state).toBe('paused');
    expect(c.takeSounds()).toEqual(['refused-seat']);
    c.inputs.seat = true;
    c.wait(minute);
    expect(c.session).toMatchObject({ state: 'paused', heatAllowed: false });
    c.press('start');
    expect(c.session).toMatchObject({ state: 'running', heatAllowed: true });
  });

  test('ends a session that a key had paused, its heat after 10 s', () => {
    const c = runningChair().press('start');
    c.inputs.seat = false;
    c.wait(9000);
    expect(c.session.heatAllowed).toBe(true);
    c.wait(1100);
    expect(c.session.heatAllowed).toBe(false);
    c.press('start');
    expect(c.session.state).toBe('paused');
    c.wait(2 * minute);
    expect(ended(c)).toBe('seat');
  });

  test('leaves somebody who presses start first 10 s to sit down', () => {
    const c = readyChair();
    c.inputs.seat = false;
    c.wait(minute).press('start').wait(9000);
    expect(c.session.state).toBe('running');
    c.wait(2000);
    expect(c.session.state).toBe('paused');
  });
});

describe('the first session after switching on', () => {
  test('is one speed lower for its first minute', () => {
    const c = runningChair({});
    expect(c.session.gentleShift).toBe(-1);
    c.wait(minute - c.session.massageMs - 20);
    expect(c.session.gentleShift).toBe(-1);
    c.tick();
    expect(c.session.gentleShift).toBe(0);
  });

  test('is the only one, until the chair is switched on again', () => {
    const c = runningChair({}).press('stop', 'start').wait(600);
    expect(c.session).toMatchObject({ state: 'running', gentleShift: 0 });
    c.press('power').until('off').press('power').until('ready').press('start', 'start').wait(600);
    expect(c.session).toMatchObject({ state: 'running', gentleShift: -1 });
  });

  test('counts its minute without the pauses', () => {
    const c = runningChair({})
      .press('start')
      .wait(2 * minute)
      .press('start');
    expect(c.session.gentleShift).toBe(-1);
  });
});

describe('a third session within three hours', () => {
  function usedTwice(): TestChair {
    const c = readyChair();
    for (let time = 0; time < 2; time++) c.press('start').wait(minute).press('stop');
    c.takeSounds();
    return c;
  }

  test('is refused once, says why, and starts with a second press', () => {
    const c = usedTwice().press('start');
    expect(c.session.state).toBe('ready');
    expect(c.takeSounds()).toEqual(['refused-limit']);
    expect(c.outputs.display).toBe('REST');
    c.press('start');
    expect(c.session).toMatchObject({ state: 'running', sessionNumber: 3 });
  });

  test('is refused anew when the second press comes after half a minute', () => {
    const c = usedTwice().press('start').wait(30_000).press('start');
    expect(c.session.state).toBe('ready');
    expect(c.press('start').session.state).toBe('running');
  });

  test('starts at once when three hours have passed since the first', () => {
    const c = usedTwice()
      .wait(180 * minute)
      .press('start');
    expect(c.session.state).toBe('running');
  });

  test('is counted from this start of the controller on, whatever the store remembers', () => {
    const [record] = usedTwice().session.history;
    const old = { ...record!, boot: 4 };
    const c = readyChair({ boot: 5, history: [old, old, old] }).press('start');
    expect(c.session.state).toBe('running');
  });
});

describe('testing the switches', () => {
  test('comes before the massage, and after it before parking', () => {
    const c = readyChair().press('start').wait(minute).press('power').until('off');
    expect(c.jobs).toEqual(['switch-test', 'massage', 'switch-test', 'park', 'nothing']);
  });

  test('after a session that was stopped waits until the chair parks', () => {
    const c = readyChair().press('start').wait(minute).press('stop', 'power').until('off');
    expect(c.jobs).toEqual(['switch-test', 'massage', 'nothing', 'switch-test', 'park', 'nothing']);
    c.jobs.length = 0;
    c.press('power').until('ready').press('power').until('off');
    expect(c.jobs).toEqual(['home', 'nothing', 'park', 'nothing']);
  });

  test('is not taken for done by the program that ended in the same tick as power was released', () => {
    const c = runningChair();
    c.down('power').wait(100).up('power').tick();
    c.inputs.jobDone = true;
    c.tick();
    expect(c.session).toMatchObject({ state: 'parking', job: 'switch-test' });
  });
});

describe('no state is for ever', () => {
  test('homing that nobody calls done ends in the fault of the limit', () => {
    const c = chair();
    c.endless.add('home');
    c.press('power').until('fault', 61_000);
    expect(c.session.faultCode).toBe('E32');
  });

  test.each(['switch-test', 'park'] as const)('parking whose %s never ends is over after 60 s', (job) => {
    const c = runningChair().press('start');
    c.endless.add(job);
    c.press('power').wait(59_800);
    expect(c.session.state).toBe('parking');
    c.wait(400);
    expect(c.session).toMatchObject({ state: 'off', job: 'nothing' });
  });

  test('service ends after ten minutes without a sign of life', () => {
    const c = chair().hold(5100, 'power', 'stop');
    expect(c.session.state).toBe('service');
    c.wait(9 * minute)
      .press('heat')
      .wait(9 * minute);
    c.inputs.serviceActive = true;
    c.tick().inputs.serviceActive = false;
    c.wait(9 * minute);
    c.inputs.serviceJob = 'home';
    c.wait(11 * minute);
    expect(c.session).toMatchObject({ state: 'service', job: 'home' });
    c.inputs.serviceJob = 'nothing';
    c.wait(10 * minute - 20);
    expect(c.session.state).toBe('service');
    c.tick();
    expect(c.session.state).toBe('off');
  });
});

describe('the service state', () => {
  test('does what the service port asks for, until stop', () => {
    const c = chair().hold(5100, 'power', 'stop');
    c.inputs.serviceJob = 'home';
    expect(c.tick().session.job).toBe('home');
    expect(c.press('stop').session.job).toBe('nothing');
    expect(c.wait(minute).session.job).toBe('nothing');
    c.inputs.serviceJob = 'nothing';
    c.tick().inputs.serviceJob = 'park';
    expect(c.tick().session.job).toBe('park');
    expect(c.press('power').session).toMatchObject({ state: 'off', job: 'nothing' });
  });

  test('stays when a fault is latched, and leaves it to the guard what its job may still drive', () => {
    const c = chair().hold(5100, 'power', 'stop');
    c.inputs.serviceJob = 'home';
    c.inputs.faultLatched = true;
    c.inputs.faultCode = 'E21';
    c.inputs.warningCode = 'E21';
    expect(c.tick().session).toMatchObject({ state: 'service', job: 'home' });
  });

  test('confirms only what somebody waits for', () => {
    const c = chair().hold(5100, 'power', 'stop');
    c.takeSounds();
    c.press('start');
    expect(c.takeSounds()).toEqual(['refused-state']);
    c.inputs.confirmPending = true;
    expect(c.wait(3100).outputs.display).toBe('KEY?');
    c.press('start');
    expect(c.takeSounds()).toEqual(['accepted']);
    expect(c.events.map(({ kind }) => kind)).toContain('confirm');
  });
});

describe('a fault', () => {
  function break_(c: TestChair): TestChair {
    c.inputs.faultLatched = true;
    c.inputs.faultCode = 'E31';
    return c;
  }

  test('ends the session, sounds, shows its code and stays until power', () => {
    const c = break_(runningChair().wait(minute)).tick();
    expect(c.session).toMatchObject({ state: 'fault', job: 'nothing', heatAllowed: false, faultCode: 'E31' });
    expect(c.takeSounds()).toEqual(['fault']);
    expect(c.outputs.display).toBe('E31 ');
    expect(ended(c)).toBe('E31');
    expect(c.events.map(({ kind }) => kind)).toContain('fault');
    c.inputs.faultLatched = false;
    c.inputs.faultCode = 'none';
    c.wait(10 * minute).press('start', 'stop', 'heat');
    expect(c.session.state).toBe('fault');
    c.press('power');
    expect(c.session).toMatchObject({ state: 'off', job: 'nothing', faultCode: 'none' });
    expect(c.jobs).toEqual(['nothing']);
    c.press('power').until('ready');
  });

  test('shows the first code when another comes', () => {
    const c = break_(runningChair()).tick();
    c.inputs.faultCode = 'E21';
    expect(c.tick().session.faultCode).toBe('E31');
  });

  test('asks the guard to forget when power goes off, and when it comes on', () => {
    const c = break_(runningChair()).tick();
    c.down('power').wait(100).up('power');
    const forget: boolean[] = [];
    for (let tick = 0; tick < 5; tick++) forget.push(c.tick().session.resetFaults);
    expect(forget.filter(Boolean)).toEqual([true]);
    break_(c).inputs.faultLatched = false;
    c.down('power').wait(100).up('power').tick();
    expect(c.tick().session).toMatchObject({ state: 'homing', resetFaults: true });
  });

  test('that is still there when power comes on is a fault again', () => {
    const c = break_(chair()).press('power');
    expect(c.session.state).toBe('fault');
  });

  test('while the chair is off waits, unless there is heat or motion nobody asked for', () => {
    const quiet = break_(chair()).wait(minute);
    expect(quiet.session.state).toBe('off');
    const hot = chair();
    hot.inputs.faultLatched = true;
    hot.inputs.faultCode = 'E26';
    expect(hot.tick().session.state).toBe('fault');
  });

  test('that is only latched without a code is none', () => {
    const c = runningChair();
    c.inputs.faultLatched = true;
    expect(c.tick().session.state).toBe('running');
  });

  test.each(['homing', 'ready', 'running', 'paused', 'parking', 'service'] as const)(
    'by the emergency stop: E71 in the same tick when %s',
    (state) => {
      const c = chair();
      c.endless.add('park').add('home');
      if (state === 'service') c.hold(5100, 'power', 'stop');
      else c.press('power');
      if (state !== 'service' && state !== 'homing') {
        c.endless.delete('home');
        c.until('ready');
      }
      if (state === 'running' || state === 'paused') c.press('start');
      if (state === 'paused') c.press('start');
      if (state === 'parking') c.press('power');
      expect(c.session.state).toBe(state);
      c.inputs.emergencyStop = true;
      expect(c.tick().session).toMatchObject({ state: 'fault', faultCode: 'E71', job: 'nothing' });
    },
  );

  test('by the emergency stop does not wake a chair that is off, and cannot be switched away', () => {
    const c = chair();
    c.inputs.emergencyStop = true;
    expect(c.wait(1000).session.state).toBe('off');
    expect(c.press('power').session.state).toBe('fault');
    expect(c.press('power').session.state).toBe('off');
    expect(c.press('power').session.state).toBe('fault');
  });
});

describe('keys held over a change of state', () => {
  test('mean nothing in the new one', () => {
    const c = runningChair().down('power').wait(100);
    c.inputs.faultLatched = true;
    c.inputs.faultCode = 'E31';
    c.tick();
    c.up('power').wait(100);
    expect(c.session.state).toBe('fault');
  });

  test('held while the program ends do not stop parking; pressed anew they do', () => {
    const c = runningChair()
      .wait(15 * minute - 5000)
      .down('spot-up')
      .until('parking')
      .wait(500);
    expect(c.session.state).toBe('parking');
    c.up('spot-up').wait(100).down('spot-up').tick();
    expect(c.session.state).toBe('ready');
  });

  test('still count when the chair becomes ready by itself', () => {
    const c = chair().press('power').down('timer').until('ready');
    c.up('timer').wait(100);
    expect(c.session.minutes).toBe(30);
  });
});

describe('saved and restored in mid-session', () => {
  test('the chair goes on as if nothing had been', () => {
    const script = (c: TestChair) =>
      c
        .press('spot-up', 'timer', 'heat')
        .wait(minute)
        .press('start')
        .wait(minute)
        .press('start')
        .wait(minute);
    const one = runningChair({});
    const other = runningChair({});
    other.replace(structuredClone(other.session), structuredClone(other.keys), structuredClone(other.remote));
    script(one);
    script(other);
    expect(other.session).toEqual(one.session);
    expect(other.keys).toEqual(one.keys);
    expect(other.remote).toEqual(one.remote);
  });

  test('the state is plain data', () => {
    const c = runningChair().press('heat');
    expect(JSON.parse(JSON.stringify(c.session))).toEqual(c.session);
  });
});

test('events are taken out once, and a rim that never takes them loses the oldest, counted', () => {
  const c = chair({});
  const { events } = c.session;
  for (let index = 0; index < 70; index++) {
    c.down('program', 'timer');
    for (let tick = 0; tick < 155; tick++) c.tickWithoutTaking();
    c.up('program', 'timer');
    for (let tick = 0; tick < 5; tick++) c.tickWithoutTaking();
  }
  expect(events.list.length).toBe(64);
  expect(events.dropped).toBe(6);
  expect(takeEvents(events).at(-1)).toMatchObject({ kind: 'lock', locked: false });
  expect(events.list).toEqual([]);
});
