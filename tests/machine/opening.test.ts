/** A chair that is switched on: what its disk holds is in force, and what is damaged is left out and said. */
import { describe, expect, test } from 'vitest';
import { workshopKey } from '../../sim/chair/workshop.ts';
import { faultIndex } from '../../src/chair/faults.ts';
import { chairCommands, groups } from '../../src/service/message.ts';
import { newSigner } from '../program/package/signer.ts';
import { packed } from '../service/stand.ts';
import { rawClient } from '../service/wire.ts';
import { type Home, openHome, reopenedWith, textBytes } from '../store/home.ts';
import { type ByHand, byHand } from './by-hand.ts';

const memory = { program: 'second', speedShift: 1, heatLevel: 2, spotMm: 10, minutes: 12 };
const plain = { locked: false, program: '', minutes: 0, memories: [] };
const session = { boot: 1, startMs: 1, endMs: 2, program: 'first', minutes: 1, ended: 'timer' } as const;

const signer = newSigner();
/** A home whose chair trusts a key, with these programs flashed. */
function homeWith(...ids: string[]): Home {
  const home = openHome();
  home.keep({ what: 'keys', keys: [workshopKey(signer)] });
  for (const id of ids) flash(home, id, 1);
  return home;
}

function flash(home: Home, id: string, version: number): void {
  const { id: keyId } = workshopKey(signer);
  const bytes = packed(signer, id, version);
  home.keep({ what: 'package', head: { id, version, keyId }, bytes, mayGoDown: false });
  home.keep({ what: 'activate', id });
}

const ids = ({ machine }: ByHand) => machine.control.programs.map(({ program }) => program);
const chosen = ({ machine: { control } }: ByHand) => control.programs[control.session.program]?.program;
const faults = ({ machine }: ByHand) => machine.world.faults();

describe('a chair with an empty disk', () => {
  test('is off, knows nothing yet and asks for nothing', () => {
    const { machine } = byHand();
    const { nowMs, state, wallMs, software } = machine.world;
    expect({ nowMs, state, wallMs, software }).toEqual({
      nowMs: 0,
      state: 'off',
      wallMs: null,
      software: '1.2.3',
    });
    expect(machine.world.status()).toMatchObject({
      link: 'none: no controller answers',
      supplyV: null,
      missedTurns: 0,
    });
    expect(machine.world.selfTest()).toBeNull();
    expect(machine.turn).toEqual({ events: [], keep: [], answers: [], clock: null, reset: false });
  });

  test('has the first program, the timer of the limits, and a gentle start', () => {
    const hand = byHand();
    expect(chosen(hand)).toBe('first');
    expect(hand.machine.control.session).toMatchObject({
      defaultMinutes: 20,
      gentleByDefault: true,
      sessionNumber: 0,
      locked: false,
    });
    expect(hand.machine.control.sequencer.blockedWay).toBe(0);
  });

  test('has what it is opened with', () => {
    const hand = byHand({ program: 'second', minutes: 10, gentle: false });
    expect(chosen(hand)).toBe('second');
    expect(hand.machine.control.session).toMatchObject({ defaultMinutes: 10, gentleByDefault: false });
    expect(byHand({ gentle: true }).machine.control.session.gentleByDefault).toBe(true);
  });

  test('puts its home in order, and then writes nothing', () => {
    const hand = byHand();
    const files = Array.from({ length: 10 }, () => hand.step().keep.map(({ write }) => write.file)).flat();
    expect(files).toContain('boot.json');
    hand.run(200);
    expect(hand.step().keep).toEqual([]);
    expect(byHand({}, hand.home).machine.store.boot).toBe(3);
  });
});

describe('a chair with a past', () => {
  test('goes on with its settings, whatever it is opened with', () => {
    const home = openHome();
    const settings = { locked: true, program: 'third', minutes: 15, memories: [memory] };
    home.keep({ what: 'settings', settings });
    const hand = byHand({ program: 'second', minutes: 10 }, home);
    expect(chosen(hand)).toBe('third');
    expect(hand.machine.control.session).toMatchObject({
      locked: true,
      defaultMinutes: 15,
      memories: [memory],
    });
  });

  test('changes its memories without changing what the disk is known to hold', () => {
    const home = openHome();
    home.keep({ what: 'settings', settings: { ...plain, memories: [memory] } });
    const { control, store } = byHand({}, home).machine;
    Object.assign(control.session.memories[0] ?? {}, { minutes: 5 });
    expect(store.settings.memories).toEqual([memory]);
  });

  test('has the first program where the one chosen last is gone', () => {
    const home = openHome();
    home.keep({ what: 'settings', settings: { ...plain, program: 'gone' } });
    expect(chosen(byHand({ program: 'second' }, home))).toBe('first');
  });

  test.each([
    ['the log', 9, 4, 9],
    ['what is kept of its life, where the log was lost', 3, 8, 8],
  ])('numbers its sessions on from %s', (_, logged, lived, last) => {
    const home = openHome();
    home.keep({ what: 'log', log: 'sessions', record: { ...session, number: logged } });
    const lifetime = { motors: {}, pads: {}, faults: {}, sessions: lived };
    home.keep({ what: 'lifetime', lifetime });
    const { control } = byHand({}, home).machine;
    expect(control.session.sessionNumber).toBe(last);
    expect(control.session.history).toEqual([{ ...session, number: logged }]);
  });

  test('knows which way it was blocked when the mains failed', () => {
    const home = openHome();
    home.keep({ what: 'log', log: 'faults', record: { boot: 1, code: 'E31', way: 'up' } });
    expect(byHand({}, home).machine.control.sequencer.blockedWay).toBe(1);
  });

  test('has the heat of the last hour and what it has done in its life', () => {
    const home = openHome();
    home.keep({
      what: 'accounts',
      accounts: { slicesMs: [5000], intoMs: 0, runs: {}, wallMs: null },
    });
    const lifetime = { motors: { carriage: 7 }, pads: {}, faults: { E31: 2 }, sessions: 0 };
    home.keep({ what: 'lifetime', lifetime });
    const { machine } = byHand({}, home);
    expect(machine.control.guard.counts.clock.heat.totalMs).toBe(65_000);
    expect(machine.world.lifetime()).toMatchObject({ motors: { carriage: 7 }, faults: { E31: 2 } });
  });
});

describe('programs', () => {
  test('are those that ship, in their order, and then the flashed ones by name', () => {
    const hand = byHand({}, homeWith('b', 'd', 'a', 'c'));
    expect(ids(hand)).toEqual(['first', 'second', 'third', 'a', 'b', 'c', 'd']);
    hand.run(200);
    expect(faults(hand)).toEqual([]);
  });

  test('may be none at all', () => {
    const hand = byHand({ factory: [] });
    hand.run(200);
    expect([ids(hand), hand.machine.world.status()['program'], faults(hand)]).toEqual([[], '', []]);
  });

  test('are installed once, and not with every turn', () => {
    const hand = byHand();
    const { programs } = hand.machine.control;
    hand.run(200);
    expect(hand.machine.control.programs).toBe(programs);
  });

  test('flashed and chosen last are chosen', () => {
    const home = homeWith('visit');
    home.keep({ what: 'settings', settings: { ...plain, program: 'visit' } });
    expect(chosen(byHand({}, home))).toBe('visit');
  });

  test('flashed in place of a file of the simulator’s own do not come twice', () => {
    expect(ids(byHand({ own: ['second'] }, homeWith('second', 'visit')))).toEqual([
      'first',
      'second',
      'third',
      'visit',
    ]);
  });

  test('that ship are told to a technician with names and versions, and those of one’s own are not', () => {
    const hand = byHand({ own: ['second'] });
    const raw = rawClient(hand);
    const listed = raw.say({ group: groups.chair, command: chairCommands.list })?.['programs'];
    expect(listed).toMatchObject([
      { id: 'first', name: 'Back and forth', factory: true, active: 1 },
      { id: 'third', name: 'Back and forth', factory: true, active: 1 },
    ]);
  });

  test('that ship and are damaged are said', () => {
    const hand = byHand({ damaged: ['zero'] });
    hand.run(200);
    expect(faults(hand)).toEqual([{ code: 'E61', part: 'zero', value: 1, latched: false }]);
    expect(hand.machine.control.inputs.faultParts[faultIndex('E61')]).toEqual({ text: 'zero', short: '' });
  });

  test('flashed and no longer trusted are left out and said', () => {
    const home = homeWith('visit');
    home.keep({ what: 'keys', keys: [] });
    const hand = byHand({}, home);
    hand.run(200);
    expect(ids(hand)).toEqual(['first', 'second', 'third']);
    expect(faults(hand)).toEqual([{ code: 'E61', part: 'visit', value: 1, latched: false }]);
  });

  test('a file of the store that cannot be read is said', () => {
    const home = homeWith();
    const damaged = reopenedWith(home, 'settings.json', textBytes('nonsense'));
    const hand = byHand({}, damaged);
    hand.run(20);
    expect(faults(hand)).toEqual([{ code: 'E62', part: 'settings.json', value: 1, latched: false }]);
  });
});
