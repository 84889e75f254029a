/** Nothing is acknowledged before it is kept: what happens while an order waits for the disk, and what may come between. */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createRandom } from '../../sim/random.ts';
import { fates } from '../../sim/store/medium.ts';
import { hexOf, keyIdOf, type Signer } from '../../src/program/package/cose.ts';
import { chairCommands, fsCommands, groups, osCommands } from '../../src/service/message.ts';
import { refusals } from '../../src/service/refusals.ts';
import { settle, stepService } from '../../src/service/server.ts';
import { confirmPending } from '../../src/service/service.ts';
import { newSigner } from '../program/package/signer.ts';
import { createDisk, PowerCut } from '../store/faulty-disk.ts';
import { createStand, keepsMax, openStand, packed, type Stand } from './stand.ts';
import { type Asked, rawClient } from './wire.ts';

const { os, fs, chair } = groups;
const write = 2;
const idOf = (key: Signer) => hexOf(keyIdOf(key.publicKey));
const path = (id: string) => `/programs/${id}.lumbar`;
let signer: Signer;
let other: Signer;
let stand: Stand;
let raw: ReturnType<typeof rawClient>;
beforeAll(() => {
  signer = newSigner();
  other = newSigner();
});
beforeEach(() => {
  stand = createStand(signer);
  raw = rawClient(stand);
});

const order = (command: number, body: object): Asked => ({ op: write, group: chair, command, body });
const uploadOf = (bytes: Uint8Array, id = 'a'): Asked => ({
  op: write,
  group: fs,
  command: fsCommands.file,
  body: { name: path(id), off: 0, len: bytes.length, data: bytes },
});
const settingsOf = (text: string): Asked =>
  order(chairCommands.settings, { off: 0, len: text.length, data: Buffer.from(text) });
const echo: Asked = { group: os, command: osCommands.echo, body: { d: 'still there' } };
const active = (from: Stand = stand) =>
  from.store.index.programs.find(({ id }) => id === 'a')?.active?.version ?? null;
const trusts = (key: Signer) => stand.store.keys.some(({ id }) => id === idOf(key));
const refusedWith = (reason: keyof typeof refusals) => ({ err: { group: 64, rc: refusals[reason].rc } });
const busy = { rc: refusals.busy.smp };
const settings = { locked: true, program: 'a', minutes: 10, memories: [] };

/** Version 1 runs, version 2 waits to be activated. */
function flashTwo(): void {
  raw.say(uploadOf(packed(signer, 'a', 1)));
  raw.say(order(chairCommands.activate, { id: 'a' }));
  raw.say(uploadOf(packed(signer, 'a', 2)));
}

interface Order {
  readonly asked: () => Asked;
  readonly answer: object;
  readonly done: () => boolean;
}
const third = (version: number, signedBy: Signer) => packed(signedBy, 'a', version);
const orders: Readonly<Record<string, Order>> = {
  'an activation': {
    asked: () => order(chairCommands.activate, { id: 'a' }),
    answer: {},
    done: () => active() === 2,
  },
  'a deletion': {
    asked: () => order(chairCommands.delete, { id: 'a' }),
    answer: {},
    done: () => stand.store.index.programs.length === 0,
  },
  'the end of a trust': {
    asked: () => order(chairCommands.untrust, { id: idOf(signer) }),
    answer: {},
    done: () => !trusts(signer),
  },
  'the last chunk of an upload': {
    asked: () => uploadOf(third(3, signer)),
    answer: { off: expect.any(Number) },
    done: () => stand.store.index.programs[0]?.uploaded?.version === 3,
  },
  'the last chunk of settings': {
    asked: () => settingsOf(JSON.stringify(settings)),
    answer: { off: JSON.stringify(settings).length },
    done: () => stand.store.settings.locked && stand.chair.restored === 1,
  },
};

describe('an order that waits for the disk', () => {
  for (const [name, { asked, answer, done }] of Object.entries(orders)) {
    test(`${name}: is answered, and in force, when it is kept and not before`, () => {
      flashTwo();
      stand.slow = true;
      const heard = raw.answers.length;
      expect(raw.say(asked())).toBeNull();
      stand.step();
      expect([raw.answers.length, done()]).toEqual([heard, false]);
      stand.keepNext();
      expect(raw.answers[heard]?.body).toEqual(answer);
      expect(done()).toBe(true);
    });

    test(`${name}: is refused when the disk fails, and asking the same again is no success`, () => {
      flashTwo();
      for (const [code, reason] of [
        ['ENOSPC', 'no-room'],
        ['EROFS', 'store-failed'],
        ['EIO', 'store-failed'],
      ] as const) {
        stand.disk.failFrom(stand.disk.operations(), code);
        expect(raw.say(asked())).toEqual(refusedWith(reason));
        expect(done()).toBe(false);
        // A client that heard nothing asks for the rest of what it sent: that must not sound like a success.
        const { body, ...rest } = asked();
        if (body !== undefined && 'off' in body && 'len' in body) {
          const beyond = { ...body, off: body.len, data: new Uint8Array(0) };
          expect(raw.say({ ...rest, body: beyond })).toEqual({ off: 0 });
        }
      }
      stand.disk.failFrom(0, null);
      expect(raw.say(asked())).toEqual(answer);
      expect(done()).toBe(true);
    });

    test(`${name}: takes effect without its line, which hears nothing`, () => {
      flashTwo();
      stand.slow = true;
      raw.say(asked());
      const { sent } = stand.chair;
      stand.disconnect(raw.connection);
      stand.step();
      stand.keepNext();
      expect([stand.chair.sent, done()]).toEqual([sent, true]);
      stand.slow = false;
      const next = rawClient(stand);
      expect(next.say(echo)).toEqual({ r: 'still there' });
      if (name === 'the last chunk of an upload') expect(next.say(asked())).toEqual(answer);
    });

    test(`${name}: takes effect and is answered when the service state has ended meanwhile`, () => {
      flashTwo();
      stand.slow = true;
      raw.say(asked());
      stand.chair.state = 'off';
      stand.step();
      stand.keepNext();
      expect([raw.answers.at(-1)?.body, done()]).toEqual([answer, true]);
      expect(raw.say(order(chairCommands.activate, { id: 'a' }))).toMatchObject({ rc: 6 });
      expect(stand.keeps).toEqual([]);
    });

    test(`${name}: is answered busy where sixteen wait, and may be asked again`, () => {
      flashTwo();
      stand.slow = true;
      for (let n = 0; n < keepsMax; n++)
        stand.world.keep({ what: 'settings', settings: stand.store.settings });
      expect(raw.say(asked())).toMatchObject(busy);
      expect([stand.keeps.length, done()]).toEqual([keepsMax, false]);
      while (stand.keeps.length > 0) stand.keepNext();
      expect(done()).toBe(false);
      stand.slow = false;
      expect(raw.say(asked())).toEqual(answer);
      expect(done()).toBe(true);
    });
  }

  test('asked again is no second order: it is answered once when it is kept, and again when asked again', () => {
    flashTwo();
    raw.say(order(chairCommands.activate, { id: 'a' }));
    stand.slow = true;
    const rollback = { ...order(chairCommands.rollback, { id: 'a' }), sequence: 200 };
    const heard = raw.answers.length;
    for (let n = 0; n < 8; n++) {
      expect(raw.say(rollback)).toBeNull();
      stand.chair.nowMs += 4000;
    }
    expect(stand.keeps.length).toBe(1);
    stand.keepNext();
    stand.step();
    expect([raw.answers.length - heard, active()]).toEqual([1, 1]);
    // The time in which it is the same order runs from the answer.
    stand.chair.nowMs += 4999;
    expect(raw.say(rollback)).toEqual({});
    stand.chair.nowMs += 1;
    expect(raw.say(rollback)).toBeNull();
    expect(stand.keepNext()).toMatchObject({ ok: false, reason: 'nothing-before' });
    expect(raw.answers.at(-1)?.body).toEqual(refusedWith('nothing-before'));
  });

  test('asked twice before the chair looks is one order with two answers', () => {
    flashTwo();
    raw.say(order(chairCommands.activate, { id: 'a' }));
    stand.still = true;
    stand.slow = true;
    const rollback = { ...order(chairCommands.rollback, { id: 'a' }), sequence: 200 };
    const heard = raw.answers.length;
    raw.say(rollback);
    raw.say(rollback);
    stand.step();
    stand.chair.nowMs += 60_000;
    stand.keepNext();
    stand.step();
    expect([raw.answers.length - heard, stand.keeps.length, active()]).toEqual([2, 0, 1]);
    expect(raw.answers.slice(heard).map(({ body }) => body)).toEqual([{}, {}]);
  });

  test('holds up what comes after it on its own line, in order, and no other line', () => {
    flashTwo();
    stand.slow = true;
    const second = rawClient(stand);
    const heard = raw.answers.length;
    raw.say(order(chairCommands.activate, { id: 'a' }));
    expect(raw.say({ ...echo, sequence: 7 })).toBeNull();
    expect(second.say(echo)).toEqual({ r: 'still there' });
    expect(second.say(order(chairCommands.rollback, { id: 'a' }))).toBeNull();
    stand.keepNext();
    stand.step();
    expect(raw.answers.slice(heard).map(({ body }) => body)).toEqual([{}, { r: 'still there' }]);
    stand.keepNext();
    expect(second.answers.at(-1)?.body).toEqual({});
    expect(active()).toBe(1);
  });

  test('leaves room for three more messages of its line; what comes beyond is dropped', () => {
    flashTwo();
    stand.slow = true;
    raw.say(order(chairCommands.activate, { id: 'a' }));
    for (let n = 0; n < 10; n++) raw.say({ ...echo, sequence: 100 + n });
    stand.keepNext();
    stand.step();
    expect(
      raw.answers
        .slice(-4)
        .map(({ sequence }) => sequence)
        .slice(1),
    ).toEqual([100, 101, 102]);
  });

  test('is a plain value: a copy taken in the middle goes on as the first does', () => {
    flashTwo();
    stand.slow = true;
    raw.say({ group: chair, command: chairCommands.settings, body: { off: 0 } });
    raw.say(order(chairCommands.activate, { id: 'a' }));
    raw.say({ ...echo, sequence: 9 });
    const copy = structuredClone(stand.service);
    const [ticket] = copy.pending.keys();
    const sent: Uint8Array[] = [];
    const world = { ...stand.world, send: (_: number, bytes: Uint8Array) => void sent.push(bytes) };
    settle(copy, ticket ?? 0, { ok: true }, world);
    stepService(copy, world);
    expect(sent.length).toBe(2);
    expect(structuredClone(stand.service)).toEqual(stand.service);
    expect(stand.service.pending.size).toBe(1);
  });

  test('of somebody else settles nothing here', () => {
    const before = structuredClone(stand.service);
    settle(stand.service, 99, { ok: true }, stand.world);
    expect(stand.service).toEqual(before);
  });
});

describe('an upload that waits for the disk', () => {
  test('is nobody’s to take over, and nobody hears that the chair has it', () => {
    stand.slow = true;
    const bytes = packed(signer, 'a');
    raw.say(uploadOf(bytes));
    stand.disconnect(raw.connection);
    stand.chair.nowMs += 60_000;
    const next = rawClient(stand);
    const resume = { name: path('a'), off: bytes.length, data: new Uint8Array(0) };
    expect(next.say({ ...uploadOf(bytes), body: resume })).toMatchObject(busy);
    expect(next.say(uploadOf(packed(signer, 'a', 2)))).toMatchObject(busy);
    // Two others do not push it out either.
    for (const id of ['b', 'c']) {
      const begin = { name: path(id), off: 0, len: 999, data: new Uint8Array(10) };
      next.say({ ...uploadOf(bytes), body: begin });
    }
    stand.keepNext();
    stand.step();
    expect(next.say({ ...uploadOf(bytes), body: resume })).toEqual({ off: bytes.length });
    expect(stand.store.index.programs[0]?.uploaded?.version).toBe(1);
  });

  test('with a permission to go down uses it up when it is kept, not when it fails', () => {
    raw.say(uploadOf(packed(signer, 'a', 5)));
    raw.say(order(chairCommands.activate, { id: 'a' }));
    raw.say(order(chairCommands.downgrade, { id: 'a' }));
    stand.confirm();
    stand.disk.failFrom(stand.disk.operations(), 'EIO');
    expect(raw.say(uploadOf(packed(signer, 'a', 4)))).toEqual(refusedWith('store-failed'));
    stand.disk.failFrom(0, null);
    expect(raw.say(uploadOf(packed(signer, 'a', 4)))).toHaveProperty('off');
    expect(raw.say(uploadOf(packed(signer, 'a', 3)))).toEqual(refusedWith('version-lower'));
  });
});

describe('trust that was confirmed at the chair', () => {
  const ask = (key: Signer) => raw.say(order(chairCommands.trust, { key: key.publicKey, name: 'x' }));
  const state = () => raw.say({ group: chair, command: chairCommands.trust })?.['state'];

  test('is said to be so when it is kept; nobody waits for start any more', () => {
    ask(other);
    stand.slow = true;
    stand.confirm();
    expect([state(), trusts(other), confirmPending(stand.service, stand.world)]).toEqual([
      'waiting',
      false,
      false,
    ]);
    stand.chair.nowMs += 120_000;
    expect(state()).toBe('waiting');
    stand.confirm();
    expect(stand.keeps.length).toBe(1);
    stand.keepNext();
    expect([state(), trusts(other)]).toEqual(['confirmed', true]);
  });

  test('is cancelled when the disk fails, or sixteen wait', () => {
    ask(other);
    stand.disk.failFrom(stand.disk.operations(), 'EIO');
    stand.confirm();
    expect([state(), trusts(other)]).toEqual(['cancelled', false]);
    stand.disk.failFrom(0, null);
    stand.slow = true;
    for (let n = 0; n < keepsMax; n++) stand.world.keep({ what: 'settings', settings: stand.store.settings });
    ask(other);
    stand.confirm();
    expect([state(), trusts(other), stand.keeps.length]).toEqual(['cancelled', false, keepsMax]);
  });

  test('is given though the asker is gone or the service state has ended, and no longer to be cancelled', () => {
    raw.say(uploadOf(packed(other, 'a')));
    ask(other);
    stand.slow = true;
    stand.confirm();
    expect(ask(newSigner())).toMatchObject(busy);
    expect(raw.say(order(chairCommands.downgrade, { id: 'a' }))).toMatchObject(busy);
    stand.disconnect(raw.connection);
    stand.chair.state = 'off';
    stand.step();
    stand.keepNext();
    stand.step();
    expect(trusts(other)).toBe(true);
  });

  test('loses no other change of the keys, nor is it lost by one', () => {
    stand.slow = true;
    const untrust = order(chairCommands.untrust, { id: idOf(signer) });
    ask(other);
    stand.confirm();
    expect(raw.say(untrust)).toMatchObject(busy);
    stand.keepNext();
    expect([trusts(signer), trusts(other)]).toEqual([true, true]);
    raw = rawClient(stand);
    raw.say(untrust);
    raw = rawClient(stand);
    ask(newSigner());
    stand.confirm();
    expect(state()).toBe('cancelled');
    stand.keepNext();
    expect(stand.store.keys.map(({ id }) => id)).toEqual([idOf(other)]);
  });
});

describe('a power cut while an order waits', () => {
  /** From activated twice, the order is cut at this operation of its write. */
  function cutAt(operation: number, moment: 'before' | 'within' | 'after', asked: Asked): boolean {
    const { disk } = stand;
    disk.cutAt(disk.operations() + operation, moment, createRandom(operation));
    const heard = raw.answers.length;
    try {
      raw.say(asked);
      return false;
    } catch (error) {
      if (!(error instanceof PowerCut)) throw error;
      expect(raw.answers.length).toBe(heard);
      return true;
    }
  }

  test('leaves the old or the new; asked again, the chair is as ordered, and nothing is done twice', () => {
    const rollback = { ...order(chairCommands.rollback, { id: 'a' }), sequence: 50 };
    const found = new Set<number | null>();
    let cuts = 0;
    for (let operation = 0; operation < 50; operation++) {
      for (const moment of ['before', 'within', 'after'] as const) {
        for (const fate of fates) {
          stand = createStand(signer);
          raw = rawClient(stand);
          flashTwo();
          raw.say(order(chairCommands.activate, { id: 'a' }));
          raw.say(uploadOf(packed(signer, 'a', 3)));
          raw.say(order(chairCommands.activate, { id: 'a' }));
          if (!cutAt(operation, moment, rollback)) {
            expect(active()).toBe(2);
            expect([...found].sort()).toEqual([2, 3]);
            expect(cuts).toBeGreaterThan(20);
            return;
          }
          cuts++;
          const after = openStand(createDisk(stand.disk.afterCut(fate, createRandom(cuts))), signer);
          expect([2, 3]).toContain(active(after));
          found.add(active(after));
          expect(after.service.loaded.map(({ reason }) => reason)).toEqual([null]);
          const answer = rawClient(after).say(rollback);
          expect(active(after)).toBe(2);
          expect([{}, refusedWith('nothing-before')]).toContainEqual(answer);
        }
      }
    }
    throw new Error('the write never came to its end');
  });
});
