/** What a turn of the machine takes in, and what it gives out beside the outputs. */
import { describe, expect, test } from 'vitest';
import { workshopKey, workshopSigner } from '../../sim/chair/workshop.ts';
import { keyBit } from '../../src/chair/names.ts';
import { offerPrograms } from '../../src/machine/machine.ts';
import { hexOf, keyIdOf } from '../../src/program/package/cose.ts';
import { chairCommands, fsCommands, groups, osCommands } from '../../src/service/message.ts';
import { refusals } from '../../src/service/refusals.ts';
import type { KeptClock } from '../../src/store/documents.ts';
import { storeFormat } from '../../src/store/sealed.ts';
import { newSigner } from '../program/package/signer.ts';
import { packed } from '../service/stand.ts';
import { type Asked, rawClient } from '../service/wire.ts';
import { openHome, reopenedWith } from '../store/home.ts';
import { sealedAs } from '../store/older-store.ts';
import { type ByHand, byHand, planOf } from './by-hand.ts';

const wallMs = Date.UTC(2026, 0, 2, 3, 4, 5);
const wall = '2026-01-02T03:04:05.000Z';
const write = 2;
const clockTo = (datetime: string): Asked => ({
  op: write,
  group: groups.os,
  command: osCommands.datetime,
  body: { datetime },
});
const chairAsked = (command: number, body: object = {}): Asked => ({
  op: write,
  group: groups.chair,
  command,
  body,
});
const status: Asked = { group: groups.chair, command: chairCommands.status };

/** In the service state, with a technician's line and the wall clock set. */
function served(home = openHome()): { hand: ByHand; raw: ReturnType<typeof rawClient> } {
  const hand = byHand({}, home);
  hand.wallMs = wallMs;
  hand.enterService();
  return { hand, raw: rawClient(hand) };
}

/** The controller falls silent while the chair looks for the end of its rail. */
function lostWhileHoming(lastFrames?: () => readonly string[]): ByHand {
  const hand = byHand();
  hand.hold(100, 'power');
  expect(hand.machine.control.session.state).toBe('homing');
  Object.assign(hand.sensors.link, { connected: false, ageMs: 1000 });
  for (let turns = 0; turns < 50; turns++)
    hand.step({ board: lastFrames === undefined ? {} : { lastFrames } });
  expect(hand.machine.control.session.faultCode).toBe('E51');
  return hand;
}

describe('a turn', () => {
  test('gives out nothing when nothing happens', () => {
    const hand = byHand();
    hand.run(200);
    for (let turns = 0; turns < 50; turns++)
      expect(hand.step()).toEqual({ events: [], keep: [], answers: [], clock: null, reset: false });
    expect(hand.machine.world.faults()).toEqual([]);
  });

  test('tells each event once', () => {
    const hand = byHand();
    hand.run(200);
    hand.sensors.keys = keyBit('power');
    hand.run(100);
    hand.sensors.keys = 0;
    const told = Array.from({ length: 20 }, () => {
      const { events, keep } = hand.step();
      return [...events, ...keep.map(({ write: { file } }) => file)];
    });
    expect(told.flat()).toMatchObject([{ kind: 'state', from: 'off', to: 'homing' }]);
  });

  test('shows the session’s state on the outputs, in the very turn', () => {
    const hand = byHand();
    hand.run(200);
    hand.sensors.keys = keyBit('power');
    hand.run(100);
    hand.sensors.keys = 0;
    const { session } = hand.machine.control;
    const shown = Array.from({ length: 10 }, () => {
      hand.step();
      return [hand.outputs.state, session.state];
    });
    expect(shown).toContainEqual(['homing', 'homing']);
    for (const [onOutputs, ofSession] of shown) expect(onOutputs).toBe(ofSession);
  });

  test('counts everything in the time when it was due, and says how late it was', () => {
    const hand = byHand();
    hand.run(200);
    hand.step({ dueMs: 200, nowMs: 207.26 });
    expect(hand.machine.world.status()).toMatchObject({ uptimeMs: 200, lateMs: 7.3, worstLateMs: 7.3 });
    hand.step({ dueMs: 280, nowMs: 280 });
    expect(hand.machine.world.status()).toMatchObject({ uptimeMs: 280, missedTurns: 3 });
  });

  test('shows the wall clock where there is one', () => {
    const hand = byHand();
    hand.step();
    expect(hand.machine.world.status()['clock']).toBe('not set');
    hand.wallMs = wallMs;
    hand.step();
    expect(hand.machine.world.status()['clock']).toBe(wall);
  });

  test('carries out what a page orders', () => {
    const hand = byHand();
    hand.hold(100, 'power');
    const { session } = hand.machine.control;
    const most = session.heatMost;
    hand.step({ ordered: ['page-cooler', 'page-slower'] });
    hand.run(40);
    expect([session.heatMost < most, session.speedShift]).toEqual([true, -1]);
  });

  test('says that start was pressed for what a page ordered', () => {
    const hand = byHand();
    hand.run(200);
    hand.step({ ordered: ['page-start'] });
    hand.run(100);
    expect(hand.machine.pageOrders.pendingState).toBe('waits');
    hand.sensors.seat = true;
    hand.hold(100, 'start');
    expect(hand.machine.pageOrders.pendingState).toBe('accepted');
  });
});

describe('a technician', () => {
  test('is answered while the chair is in any state', () => {
    const hand = byHand();
    const raw = rawClient(hand);
    expect(raw.say(status)).toMatchObject({ software: '1.2.3', boot: 2, state: 'off' });
    hand.hold(100, 'power');
    expect(raw.say(status)).toMatchObject({ state: 'homing' });
  });

  test('sets the clock once that is kept: one turn says to what, and the log of work who did it and how it stood', () => {
    const { hand, raw } = served();
    hand.wallMs = null;
    const told: (KeptClock | null)[] = [];
    const step = hand.step;
    hand.step = (inputs) => {
      const turn = step(inputs);
      told.push(turn.clock);
      return turn;
    };
    expect(raw.say(clockTo('2026-01-02T03:04:05Z'))).toEqual({});
    const { store } = hand.machine;
    expect(told.filter((clock) => clock !== null)).toEqual([store.clock]);
    expect(store.clock).toMatchObject({ setMs: wallMs, systemBoot: 'x' });
    expect(hand.log('work')).toMatchObject([
      { boot: 2, what: 'set the clock', key: '', subject: '', before: 'not set', after: wall },
    ]);
    expect(hand.log('work')[0]).not.toHaveProperty('wall');
  });

  test('has no answer about the clock while the disk hangs, and the clock is not set', () => {
    const { hand, raw } = served();
    hand.diskHangs = true;
    expect(raw.say(clockTo('2026-02-03T04:05:06Z'))).toBeNull();
    expect([hand.machine.store.clock, hand.machine.turn.clock, hand.log('work')]).toEqual([null, null, []]);
  });

  test('is told where the disk cannot keep the clock, which is not set then', () => {
    const { hand, raw } = served();
    hand.home.disk.failFrom(0, 'ENOSPC');
    expect(raw.say(clockTo('2026-02-03T04:05:06Z'))).toEqual({
      err: { group: 64, rc: refusals['no-room'].rc },
    });
    expect([hand.machine.store.clock, hand.machine.turn.clock]).toEqual([null, null]);
  });

  test('restarts the controller: one turn says so', () => {
    const { hand, raw } = served();
    const told: boolean[] = [];
    const step = hand.step;
    hand.step = (inputs) => {
      const turn = step(inputs);
      told.push(turn.reset);
      return turn;
    };
    raw.say({ op: write, group: groups.os, command: osCommands.reset });
    expect(told.filter((reset) => reset)).toEqual([true]);
    expect(hand.log('work')).toMatchObject([{ what: 'restart', wall }]);
  });

  test('tests the chair: begun and ended are in the log of work, with time and clock', () => {
    const { hand, raw } = served();
    const askedMs = hand.machine.world.nowMs;
    expect(raw.say(chairAsked(chairCommands.selftest))).toEqual({});
    expect(raw.say(chairAsked(chairCommands.selftest))).toMatchObject({ err: { group: 64 } });
    hand.hold(100, 'stop');
    const lines = hand.log('work').map(({ crc: _, ...rest }) => rest);
    expect(lines).toMatchObject([
      { boot: 2, what: 'self-test', key: '', subject: '', before: '', after: 'begun', wall },
      {
        boot: 2,
        what: 'self-test',
        key: '',
        subject: '',
        before: 'begun',
        after: expect.stringMatching(/^failed.*: lower limit found, /),
        wall,
      },
    ]);
    expect(lines).toHaveLength(2);
    expect(Number(lines[0]?.['atMs']) - askedMs).toBe(20);
    expect(hand.machine.control.session.state).toBe('service');
  });

  test('is refused a self-test before a controller has answered, and the log says nothing of it', () => {
    const { hand, raw } = served();
    hand.sensors.link.connected = false;
    expect(raw.say(chairAsked(chairCommands.selftest))).toMatchObject({ err: { group: 64 } });
    expect([hand.log('work'), hand.machine.selfTest.testing]).toEqual([[], false]);
  });

  test('is trusted when start is pressed for it, and not for anything else that happens', () => {
    const { hand, raw } = served();
    const { publicKey } = newSigner();
    const id = hexOf(keyIdOf(publicKey));
    const trusted = () => hand.machine.store.keys.map((key) => key.id);
    raw.say(chairAsked(chairCommands.trust, { key: publicKey, name: 'x' }));
    hand.run(200);
    expect(hand.outputs.display).toMatch(/\?/);
    hand.hold(3300, 'program', 'timer');
    hand.hold(11_000, 'speed-up', 'speed-down');
    expect(trusted()).toEqual([]);
    hand.hold(100, 'start');
    expect(trusted()).toEqual([id]);
    expect(hand.log('work')).toMatchObject([
      { what: 'trust', subject: id, before: 'not trusted', after: 'trusted' },
    ]);
  });

  test('is told of an order that needs no disk to be refused', () => {
    const { hand, raw } = served();
    expect(raw.say(chairAsked(chairCommands.activate, { id: 'nobody' }))).toEqual({
      err: { group: 64, rc: refusals['not-found'].rc },
    });
    expect(hand.step().keep).toEqual([]);
  });

  test('flashes a program and puts settings back: in force as soon as they are kept', () => {
    const home = openHome();
    home.keep({ what: 'keys', keys: [workshopKey(workshopSigner())] });
    const { hand, raw } = served(home);
    const { control, store } = hand.machine;
    const bytes = packed(workshopSigner(), 'visit');
    const body = { name: '/programs/visit.lumbar', off: 0, len: bytes.length, data: bytes };
    raw.say({ op: write, group: groups.fs, command: fsCommands.file, body });
    expect(raw.say(chairAsked(chairCommands.activate, { id: 'visit' }))).toEqual({});
    expect(control.programs.at(-1)?.program).toBe('visit');
    const memory = { program: 'visit', speedShift: 1, heatLevel: 2, spotMm: 10, minutes: 12 };
    const text = JSON.stringify({ locked: true, program: 'visit', minutes: 10, memories: [memory] });
    raw.say(chairAsked(chairCommands.settings, { off: 0, len: text.length, data: Buffer.from(text) }));
    expect(control.session).toMatchObject({ locked: true, memories: [memory] });
    Object.assign(control.session.memories[0] ?? {}, { minutes: 5 });
    expect(store.settings.memories).toEqual([memory]);
  });

  test('has sixteen orders wait for a disk that hangs; what comes then is refused', () => {
    const { hand, raw } = served();
    hand.diskHangs = true;
    const { world } = hand.machine;
    const tickets = Array.from({ length: 17 }, () => world.keep({ what: 'activate', id: 'nobody' }));
    expect(tickets.map((ticket) => ticket !== null)).toEqual([...Array(16).fill(true), false]);
    expect(raw.say(status)).not.toBeNull();
  });
});

describe('what a chair keeps of what happens', () => {
  test('faults of the link with the last messages, oldest first', () => {
    const hand = lostWhileHoming(() => ['one', 'two']);
    Object.assign(hand.sensors.link, { connected: true, ageMs: 0 });
    hand.run(200);
    const lines = hand.log('faults').map(({ crc: _, atMs: __, ...rest }) => rest);
    expect(lines).toMatchObject([
      { boot: 2, code: 'E51', part: '', session: 0 },
      { boot: 2, code: 'E51', frames: 'one | two' },
    ]);
    expect(lines).toHaveLength(2);
    expect(hand.machine.counting.faults).toEqual({ E51: 1 });
  });

  test('nothing of messages that the board has not kept', () => {
    expect(lostWhileHoming().log('faults')).toHaveLength(1);
  });

  test('settings as they stand: child lock, program, memories', () => {
    const hand = byHand();
    hand.hold(100, 'power');
    hand.hold(100, 'program');
    hand.hold(4300, 'program');
    hand.hold(3300, 'program', 'timer');
    expect(hand.machine.store.settings).toMatchObject({
      locked: true,
      program: hand.machine.control.programs[hand.machine.control.session.program]?.program,
    });
  });

  describe.each([
    ['a memory', 4300, ['program']],
    ['the child lock', 3300, ['program', 'timer']],
  ] as const)('%s', (_, forMs, keys) => {
    function changed(disk: (hand: ByHand) => void, home = openHome()) {
      const hand = byHand({}, home);
      hand.run(200);
      // Nothing moves here that would get it ready.
      hand.machine.control.session.state = 'ready';
      disk(hand);
      const sounds: string[] = [];
      const step = hand.step;
      hand.step = (inputs) => {
        const told = step(inputs);
        const { sound } = hand.machine.control.session;
        if (sound !== 'none') sounds.push(sound);
        return told;
      };
      hand.hold(forMs, ...keys);
      return { hand, sounds };
    }

    test('beeps when it is kept, and not while the disk hangs', () => {
      expect(changed(() => {}).sounds).toEqual(['accepted']);
      const { hand, sounds } = changed((slow) => {
        slow.diskHangs = true;
      });
      hand.run(5000);
      expect(sounds).toEqual([]);
    });

    test('has the tone for no where the disk is full, and E62 is shown', () => {
      const { hand, sounds } = changed((full) => full.home.disk.failFrom(0, 'ENOSPC'));
      expect(sounds).toEqual(['refused-state']);
      expect(hand.machine.world.faults()).toMatchObject([{ code: 'E62' }]);
    });

    test('has it as well in a store of a newer version, where nothing is kept', () => {
      const newer = sealedAs(storeFormat + 1, 'settings', {});
      const home = reopenedWith(openHome(), 'settings.json', newer);
      const { sounds } = changed(() => {}, home);
      expect(sounds).toEqual(['refused-state']);
    });
  });

  test('the heat of the last hour, as it stands at the wall clock', () => {
    const hand = byHand();
    hand.wallMs = wallMs;
    hand.run(200);
    const { heat } = hand.machine.control.guard.counts.clock;
    heat.slicesMs[0] = 5000;
    heat.totalMs = 5000;
    hand.run(200);
    expect(hand.machine.store.accounts).toMatchObject({ wallMs, slicesMs: heat.slicesMs });
  });

  test('what it has done in its life, after 15 min of use', () => {
    const hand = byHand();
    hand.machine.counting.motors.kneader = 123_456;
    hand.machine.counting.unkeptMs = 15 * 60_000 - 1;
    hand.run(200);
    expect(hand.machine.store.lifetime.motors).toEqual({});
    hand.machine.counting.unkeptMs = 15 * 60_000;
    hand.run(200);
    expect(hand.machine.store.lifetime.motors).toEqual({ carriage: 0, kneader: 123_456 });
    expect(hand.machine.counting.unkeptMs).toBe(0);
  });

  test('the use of each motor and pad, by what the outputs were', () => {
    const hand = byHand();
    hand.hold(400, 'power');
    const { motors } = hand.machine.counting;
    expect(motors.carriage + motors.kneader).toBeGreaterThan(0);
  });

  test('a line that a hanging disk has no room for is lost, and the chair says so', () => {
    const hand = byHand();
    hand.run(200);
    hand.diskHangs = true;
    const line = { what: 'x', key: '', subject: '', before: '', after: '' };
    for (let lines = 0; lines < 64; lines++) hand.machine.world.logWork(line);
    expect(hand.machine.store.problems).toEqual([]);
    hand.step();
    hand.machine.world.logWork(line);
    hand.machine.world.logWork(line);
    expect(hand.machine.store.problems).toEqual([
      { code: 'E62', file: 'log', what: 'the disk does not keep up; a line of the log is lost' },
    ]);
    hand.step();
    expect(hand.machine.world.faults()).toEqual([{ code: 'E62', part: 'log', value: 1, latched: false }]);
  });
});

describe('programs that ship and change', () => {
  const ids = ({ machine }: ByHand) => machine.control.programs.map(({ program }) => program);
  const chosen = ({ machine: { control } }: ByHand) => control.programs[control.session.program]?.program;

  test('are installed in the next turn; the one chosen stays chosen', () => {
    const hand = byHand({ program: 'third' });
    hand.step();
    offerPrograms(hand.machine, ['zero', 'second', 'third'].map(planOf));
    expect(ids(hand)).toEqual(['first', 'second', 'third']);
    hand.step();
    expect([ids(hand), chosen(hand)]).toEqual([['zero', 'second', 'third'], 'third']);
    offerPrograms(hand.machine, ['third', 'zero'].map(planOf));
    hand.step();
    expect(chosen(hand)).toBe('third');
    offerPrograms(hand.machine, ['zero', 'second'].map(planOf));
    hand.step();
    expect(chosen(hand)).toBe('zero');
  });

  test('wait for the end of a session', () => {
    const hand = byHand();
    hand.step();
    const { session } = hand.machine.control;
    session.inSession = true;
    offerPrograms(hand.machine, [planOf('zero')]);
    hand.step();
    expect(ids(hand)).toEqual(['first', 'second', 'third']);
    session.inSession = false;
    hand.step();
    expect(ids(hand)).toEqual(['zero']);
  });
});
