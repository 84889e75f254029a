import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { hexOf, keyIdOf, type Signer } from '../../src/program/package/cose.ts';
import { packageBytesMax } from '../../src/program/package/package.ts';
import { chairCommands, fsCommands, groups, osCommands } from '../../src/service/message.ts';
import { refusals } from '../../src/service/refusals.ts';
import { confirmPending } from '../../src/service/service.ts';
import type { LogRecord } from '../../src/store/keep.ts';
import { newSigner } from '../program/package/signer.ts';
import { createStand, packed, type Stand } from './stand.ts';
import { rawClient } from './wire.ts';

const { os, fs, chair } = groups;
const write = 2;
let signer: Signer;
let stand: Stand;
let raw: ReturnType<typeof rawClient>;
beforeAll(() => {
  signer = newSigner();
});
beforeEach(() => {
  stand = createStand(signer);
  raw = rawClient(stand);
});

const path = (id: string) => `/programs/${id}.lumbar`;
const upload = (id: string, bytes: Uint8Array, version = 1) =>
  raw.ask({
    op: write,
    version,
    group: fs,
    command: 0,
    body: { off: 0, len: bytes.length, data: bytes, name: path(id) },
  });
const order = (command: number, body: object, version = 1) =>
  raw.ask({ op: write, version, group: chair, command, body });
const active = (id = 'a') =>
  stand.store.index.programs.find((program) => program.id === id)?.active?.version ?? null;
const logFault = (record: LogRecord) => stand.keep({ what: 'log', log: 'faults', record });
const refusedWith = (reason: keyof typeof refusals) => ({ err: { group: 64, rc: refusals[reason].rc } });

describe('the protocol', () => {
  test('an answer has the sequence, group, command and version of its question, and the operation one higher', async () => {
    for (const version of [0, 1]) {
      for (const op of [0, 2]) {
        await raw.ask({ op, version, group: os, command: 0, sequence: 77, body: { d: 'hello' } });
        expect(raw.answers.at(-1)).toEqual({
          op: op + 1,
          version,
          group: 0,
          sequence: 77,
          command: 0,
          body: { r: 'hello' },
        });
      }
    }
  });

  test('a success carries nothing that says it is one', async () => {
    await upload('a', packed(signer, 'a'));
    for (const version of [0, 1])
      expect(await order(chairCommands.activate, { id: 'a' }, version)).toEqual({});
  });

  test('an empty body, no body, an open map and keys in any order are understood', async () => {
    const bodies = ['', 'a0', 'bfff', 'bf636f66660063626f6f01ff'];
    for (const body of bodies) {
      const answer = await raw.ask({
        group: os,
        command: osCommands.parameters,
        body: Buffer.from(body, 'hex'),
      });
      expect(answer).toEqual({ buf_size: 2048, buf_count: 4 });
    }
  });

  test('what the chair does not know is not supported, what makes no sense is invalid, in both versions', async () => {
    for (const version of [0, 1]) {
      expect(await raw.ask({ version, group: os, command: 99 })).toMatchObject({ rc: 8 });
      expect(await raw.ask({ version, group: 1, command: 0 })).toMatchObject({ rc: 8 });
      expect(await raw.ask({ op: write, version, group: chair, command: chairCommands.list })).toMatchObject({
        rc: 8,
      });
      for (const body of ['ff', '01', '80', 'a10102', 'a1616101ff', 'a1']) {
        expect(
          await raw.ask({ version, group: os, command: 0, body: Buffer.from(body, 'hex') }),
        ).toMatchObject({ rc: 3 });
      }
      expect(await raw.ask({ version, group: os, command: 0, body: { d: 7 } })).toMatchObject({ rc: 3 });
    }
    expect(await raw.ask({ version: 2, group: os, command: 0, body: { d: 'x' } })).toMatchObject({ rc: 13 });
  });

  test('errors of a group are {err} in version 2 and {rc} in version 1', async () => {
    const missing = { group: fs, command: fsCommands.status, body: { name: '/log/nothing' } };
    expect(await raw.ask({ ...missing, version: 1 })).toEqual({ err: { group: 8, rc: 3 } });
    expect(await raw.ask({ ...missing, version: 0 })).toEqual({ rc: 5 });
    expect(await order(chairCommands.delete, { id: 'a' }, 1)).toEqual(refusedWith('not-found'));
    expect(await order(chairCommands.delete, { id: 'a' }, 0)).toMatchObject({
      rc: 5,
      rsn: expect.any(String),
    });
  });

  test('texts with half a character, control characters or no end come back harmless', async () => {
    const name = `/programs/${'\u{1f600}'.repeat(300)}\u001b[2J`;
    const body = { off: 0, len: 3, data: Uint8Array.of(1, 2, 3), name };
    for (const version of [0, 1]) {
      await raw.ask({ op: write, version, group: fs, command: 0, body });
      const why = await raw.ask({ version, group: chair, command: chairCommands.refusal });
      expect(why['reason']).toBe('bad-name');
      expect(String(why['detail'])).not.toMatch(/[\p{Cc}\p{Cs}]/u);
    }
    const key = { key: signer.publicKey, name: 'evil\u001b[2Jname' };
    expect(await order(chairCommands.trust, key)).toMatchObject({ rc: 3 });
    expect(await raw.ask({ group: os, command: 0, body: { d: 'still there' } })).toEqual({
      r: 'still there',
    });
  });

  test('answers that come to the chair are nobody’s questions', async () => {
    stand.receive(raw.connection, Buffer.from('noise\n'));
    await expect(raw.ask({ op: 1, group: os, command: 0 })).rejects.toThrow('no answer');
    await expect(raw.ask({ op: 3, group: os, command: 0 })).rejects.toThrow('no answer');
  });

  test('a message arriving keeps the service state awake', async () => {
    stand.service.active = false;
    stand.receive(raw.connection, Buffer.from('just noise\n'));
    expect(stand.service.active).toBe(false);
    await raw.ask({ group: os, command: 0, body: { d: '' } });
    expect(stand.service.active).toBe(true);
  });
});

describe('the os group', () => {
  test('tells the clock once it has been set, and says so before', async () => {
    const clock = { group: os, command: osCommands.datetime };
    expect(await raw.ask(clock)).toEqual({ err: { group: 0, rc: 4 } });
    expect(
      await raw.ask({ ...clock, op: write, body: { datetime: '2026-11-21T10:00:00.250000+01:00' } }),
    ).toEqual({});
    expect(await raw.ask(clock)).toEqual({ datetime: '2026-11-21T09:00:00.250000+00:00' });
    for (const datetime of [
      'tomorrow',
      '1900-01-01T00:00:00',
      '1970-01-01T00:30:00+01:00',
      '2026-02-31T10:00:00',
    ]) {
      expect(await raw.ask({ ...clock, op: write, body: { datetime } }), datetime).toEqual({
        err: { group: 0, rc: 5 },
      });
    }
    expect(stand.chair.wallMs).toBe(Date.parse('2026-11-21T09:00:00.250Z'));
    for (const datetime of ['1970-01-01T00:00:00', '2028-02-29T23:59:59Z'])
      expect(await raw.ask({ ...clock, op: write, body: { datetime } }), datetime).toEqual({});
  });

  test('says what runs here, and refuses letters it does not know', async () => {
    const info = { group: os, command: osCommands.info };
    expect(await raw.ask(info)).toEqual({ output: 'Lumbar' });
    expect(await raw.ask({ ...info, body: { format: 'sr' } })).toEqual({ output: 'Lumbar 0.1.0' });
    expect((await raw.ask({ ...info, body: { format: 'a' } }))['output']).toContain('lumbar-1');
    expect(await raw.ask({ ...info, body: { format: 'z' } })).toEqual({ err: { group: 0, rc: 2 } });
    expect(await raw.ask({ ...info, body: { format: 5 } })).toEqual({ err: { group: 0, rc: 2 } });
  });

  test('answers a reset before it acts on it', async () => {
    const answered: number[] = [];
    stand.chair.onReset = () => answered.push(raw.answers.length);
    expect(await raw.ask({ op: write, group: os, command: osCommands.reset })).toEqual({});
    expect(answered).toEqual([1]);
  });
});

describe('outside the service state', () => {
  test('everything can be read', async () => {
    await upload('a', packed(signer, 'a'));
    stand.chair.state = 'running';
    const reads = [
      { group: os, command: osCommands.parameters },
      { group: fs, command: fsCommands.status, body: { name: path('a') } },
      { group: fs, command: fsCommands.file, body: { name: '/log/faults', off: 0 } },
      ...[0, 4, 5, 6, 7, 9, 10, 12].map((command) => ({ group: chair, command })),
    ];
    for (const read of reads) expect(await raw.ask(read)).not.toHaveProperty('rc');
  });

  test('nothing can be written, whatever state the chair is in, and nothing changes', async () => {
    const bytes = packed(signer, 'a', 2);
    await upload('a', packed(signer, 'a', 1));
    await order(chairCommands.activate, { id: 'a' });
    const before = JSON.stringify([stand.store.index.programs, stand.store.keys, stand.store.settings]);
    const operations = stand.disk.operations();
    for (const state of ['off', 'homing', 'ready', 'running', 'paused', 'parking', 'fault'] as const) {
      stand.chair.state = state;
      for (const version of [0, 1]) {
        const ofItsOwn = version === 1 && (state === 'running' || state === 'paused');
        const refusal = ofItsOwn ? { err: { group: 64, rc: 18 } } : { rc: 6 };
        expect(await upload('a', bytes, version)).toMatchObject(refusal);
        expect(await raw.ask({ op: write, version, group: os, command: osCommands.reset })).toMatchObject(
          refusal,
        );
        expect(
          await raw.ask({
            op: write,
            version,
            group: os,
            command: 4,
            body: { datetime: '2026-01-01T00:00:00' },
          }),
        ).toMatchObject(refusal);
        for (const command of [1, 2, 3, 4, 7, 8, 9, 10]) {
          const body = { id: 'a', key: signer.publicKey, name: 'x', off: 0, len: 2, data: Buffer.from('{}') };
          expect(await order(command, body, version)).toMatchObject(refusal);
        }
      }
    }
    expect(JSON.stringify([stand.store.index.programs, stand.store.keys, stand.store.settings])).toBe(before);
    expect([stand.disk.operations(), stand.chair.resets, stand.chair.selfTest]).toEqual([
      operations,
      0,
      null,
    ]);
  });
});

describe('an upload', () => {
  const chunk = (bytes: Uint8Array, off: number, size: number, name = path('a')) => {
    const data = bytes.subarray(off, off + size);
    return raw.ask({
      op: write,
      group: fs,
      command: 0,
      body: { name, off, data, ...(off === 0 ? { len: bytes.length } : {}) },
    });
  };

  test('comes in pieces, is kept when whole, and takes effect when activated', async () => {
    const bytes = packed(signer, 'a', 4);
    for (let off = 0; off < bytes.length; off += 100) {
      expect(stand.store.index.programs).toEqual([]);
      expect(await chunk(bytes, off, 100)).toEqual({ off: Math.min(off + 100, bytes.length) });
    }
    expect(active()).toBeNull();
    const sha = Uint8Array.from(createHash('sha256').update(bytes).digest());
    const named = { group: fs, command: fsCommands.hash };
    expect(await raw.ask({ ...named, body: { name: path('a'), type: 'sha256' } })).toEqual({
      type: 'sha256',
      len: bytes.length,
      output: sha,
    });
    expect(await raw.ask({ ...named, body: { name: path('a') } })).toEqual({
      type: 'crc32',
      len: bytes.length,
      output: crc32(bytes),
    });
    expect(await raw.ask({ ...named, body: { name: path('a'), off: 7, len: 9 } })).toEqual({
      type: 'crc32',
      off: 7,
      len: 9,
      output: crc32(bytes.subarray(7, 16)),
    });
    expect(await raw.ask({ ...named, body: { name: path('a'), type: 'md5' } })).toEqual({
      err: { group: 8, rc: 13 },
    });
    await order(chairCommands.activate, { id: 'a' });
    expect(active()).toBe(4);
    expect(stand.service.loaded.map(({ id, program }) => [id, program?.version])).toEqual([['a', 4]]);
    expect(stand.chair.changes).toBe(1);
  });

  test('goes on where it broke off: the chair names the offset it wants and never takes a chunk twice', async () => {
    const bytes = packed(signer, 'a');
    await chunk(bytes, 0, 100);
    expect(await chunk(bytes, 200, 50)).toEqual({ off: 100 });
    expect(await chunk(bytes, 100, 50)).toEqual({ off: 150 });
    expect(await chunk(bytes, 100, 50)).toEqual({ off: 150 });
    expect(await chunk(bytes, 150, 9999)).toEqual({ off: bytes.length });
    expect(await chunk(bytes, 150, 9999)).toEqual({ off: bytes.length });
    expect(await chunk(packed(signer, 'b'), 60, 10, path('b'))).toEqual({ off: 0 });
    await order(chairCommands.activate, { id: 'a' });
    expect(active()).toBe(1);
  });

  test('is continued over another connection when the first has gone, not while it lives', async () => {
    const bytes = packed(signer, 'a');
    await chunk(bytes, 0, 100);
    const first = raw;
    raw = rawClient(stand);
    expect(await chunk(bytes, 100, 100)).toMatchObject({ rc: 10 });
    expect(await chunk(bytes, 0, 100)).toMatchObject({ rc: 10 });
    stand.disconnect(first.connection);
    expect(await chunk(bytes, 100, 9999)).toEqual({ off: bytes.length });
    expect(stand.store.index.programs.length).toBe(1);
  });

  test('of a client that fell silent gives way to another after a while', async () => {
    const bytes = packed(signer, 'a');
    await chunk(bytes, 0, 100);
    raw = rawClient(stand);
    expect(await chunk(bytes, 0, 100)).toMatchObject({ rc: 10 });
    stand.chair.nowMs += 10_000;
    expect(await chunk(bytes, 0, 9999)).toEqual({ off: bytes.length });
  });

  test('begins anew at offset 0, and needs its length there', async () => {
    const bytes = packed(signer, 'a');
    await chunk(packed(signer, 'a', 9), 0, 300);
    expect(await chunk(bytes, 0, 9999)).toEqual({ off: bytes.length });
    const body = { name: path('b'), off: 0, data: bytes };
    expect(await raw.ask({ op: write, group: fs, command: 0, body })).toMatchObject({ rc: 3 });
    expect(await raw.ask({ op: write, group: fs, command: 0, body: { ...body, len: 10 } })).toMatchObject({
      rc: 3,
    });
  });

  const echo = (d: string) => ({ op: write, group: os, command: 0, body: { d } });

  test('an answer that got lost is given again without carrying the order out twice', async () => {
    await upload('a', packed(signer, 'a', 1));
    await order(chairCommands.activate, { id: 'a' });
    await upload('a', packed(signer, 'a', 2));
    await order(chairCommands.activate, { id: 'a' });
    const rollback = {
      op: write,
      group: chair,
      command: chairCommands.rollback,
      sequence: 200,
      body: { id: 'a' },
    };
    expect(await raw.ask(rollback)).toEqual({});
    expect(await raw.ask(rollback)).toEqual({});
    expect(active()).toBe(1);
    stand.chair.nowMs += 60_000;
    expect(await raw.ask(rollback)).toEqual(refusedWith('nothing-before'));
  });

  test('an older order that comes again after newer ones is not carried out twice either', async () => {
    for (const version of [1, 2]) {
      await upload('a', packed(signer, 'a', version));
      await order(chairCommands.activate, { id: 'a' });
    }
    const rollback = { op: write, group: chair, command: chairCommands.rollback, body: { id: 'a' } };
    const newer = (sequence: number) => ({ ...echo(`${sequence}`), sequence });
    expect(await raw.ask({ ...rollback, sequence: 100 })).toEqual({});
    for (let sequence = 101; sequence < 116; sequence++) {
      expect(await raw.ask(newer(sequence))).toEqual({ r: `${sequence}` });
      expect(await raw.ask({ ...rollback, sequence: 100 })).toEqual({});
    }
    expect(active()).toBe(1);
    // So much is remembered, and no more.
    expect(await raw.ask(newer(116))).toEqual({ r: '116' });
    expect(await raw.ask({ ...rollback, sequence: 100 })).toEqual(refusedWith('nothing-before'));
  });

  test('a client that gives all its orders one number has each of them carried out', async () => {
    for (const version of [1, 2]) {
      await upload('a', packed(signer, 'a', version));
      await order(chairCommands.activate, { id: 'a' });
    }
    const rollback = { op: write, group: chair, command: chairCommands.rollback, body: { id: 'a' } };
    expect(await raw.ask({ ...rollback, sequence: 7 })).toEqual({});
    expect(await raw.ask({ ...echo('x'), sequence: 7 })).toEqual({ r: 'x' });
    expect(await raw.ask({ ...rollback, sequence: 7 })).toEqual(refusedWith('nothing-before'));
  });
});

describe('what is refused', () => {
  test('has a reason of its own each, changes nothing, and says why in words', async () => {
    const bytes = packed(signer, 'a', 3);
    const changed = bytes.slice();
    changed[bytes.length - 30]! ^= 1;
    await upload('held', packed(signer, 'held', 5));
    await order(chairCommands.activate, { id: 'held' });
    const before = JSON.stringify(stand.store.index.programs);
    const cases: readonly (readonly [keyof typeof refusals, () => Promise<unknown>])[] = [
      ['unknown-signer', () => upload('a', packed(newSigner(), 'a'))],
      ['damaged', () => upload('a', changed)],
      ['other-model', () => upload('a', packed(signer, 'a', 1, { model: 'lumbar-2' }))],
      ['format-too-new', () => upload('a', packed(signer, 'a', 1, { format: 2 }))],
      ['bad-program', () => upload('a', packed(signer, 'a', 1, { steps: [{ rest: { for: '1 min' } }] }))],
      ['factory-program', () => upload('deep-tissue', packed(signer, 'deep-tissue'))],
      ['bad-name', () => upload('b', bytes)],
      ['version-lower', () => upload('held', packed(signer, 'held', 4))],
      [
        'too-large',
        () =>
          raw.ask({
            op: write,
            group: fs,
            command: 0,
            body: { off: 0, len: packageBytesMax + 1, data: bytes, name: path('a') },
          }),
      ],
      [
        'read-only',
        () =>
          raw.ask({
            op: write,
            group: fs,
            command: 0,
            body: { off: 0, len: 1, data: bytes, name: '/log/faults' },
          }),
      ],
      ['not-found', () => order(chairCommands.activate, { id: 'nothing' })],
      ['nothing-before', () => order(chairCommands.rollback, { id: 'held' })],
    ];
    const codes = new Set<string>();
    for (const [reason, ask] of cases) {
      const answer = await ask();
      expect([reason, answer]).toEqual([reason, refusedWith(reason)]);
      codes.add(JSON.stringify(answer));
      const why = await raw.ask({ group: chair, command: chairCommands.refusal });
      expect(why).toMatchObject({ reason, text: expect.stringContaining(refusals[reason].means) });
    }
    expect(codes.size).toBe(cases.length);
    expect(JSON.stringify(stand.store.index.programs)).toBe(before);
  });

  test('names other than the three kinds do not exist', async () => {
    for (const name of [
      '/programs/../keys.json.lumbar',
      '/programs/A.lumbar',
      '/programs/a',
      'a.lumbar',
      '/etc/passwd',
      '/programs/.lumbar',
      'constructor',
      '',
    ]) {
      const body = { off: 0, len: 3, data: Uint8Array.of(1, 2, 3), name };
      expect(await raw.ask({ op: write, group: fs, command: 0, body })).toEqual(refusedWith('bad-name'));
      expect(await raw.ask({ group: fs, command: 0, body: { off: 0, name } })).toEqual({
        err: { group: 8, rc: 3 },
      });
    }
  });

  test('by a full or failing disk leaves the chair as it was, and the next good upload succeeds', async () => {
    await upload('a', packed(signer, 'a', 1));
    await order(chairCommands.activate, { id: 'a' });
    stand.disk.failFrom(stand.disk.operations(), 'ENOSPC');
    expect(await upload('a', packed(signer, 'a', 2))).toEqual(refusedWith('no-room'));
    stand.disk.failFrom(stand.disk.operations(), 'EROFS');
    expect(await upload('a', packed(signer, 'a', 2))).toEqual(refusedWith('store-failed'));
    expect((await raw.ask({ group: chair, command: chairCommands.status }))['problems']).toEqual([
      expect.stringContaining('E62'),
      expect.stringContaining('E62'),
    ]);
    expect(active()).toBe(1);
    stand.disk.failFrom(0, null);
    await upload('a', packed(signer, 'a', 2));
    await order(chairCommands.activate, { id: 'a' });
    expect(active()).toBe(2);
  });
});

describe('trust', () => {
  const other = newSigner();
  const ask = (key: Signer, name = 'other') => order(chairCommands.trust, { key: key.publicKey, name });
  const state = async () => (await raw.ask({ group: chair, command: chairCommands.trust }))['state'];
  const trusts = (key: Signer) => stand.store.keys.some(({ id }) => id === hexOf(keyIdOf(key.publicKey)));

  test('is given when start is pressed at the chair within a minute', async () => {
    expect(await ask(other)).toEqual({});
    expect([await state(), trusts(other), confirmPending(stand.service, stand.world)]).toEqual([
      'waiting',
      false,
      true,
    ]);
    stand.chair.nowMs += 59_999;
    stand.confirm();
    expect([await state(), trusts(other), confirmPending(stand.service, stand.world)]).toEqual([
      'confirmed',
      true,
      false,
    ]);
    expect(await upload('a', packed(other, 'a'))).toEqual({ off: packed(other, 'a').length });
  });

  test('is not given after the minute, nor by a press nobody asked for', async () => {
    stand.confirm();
    await ask(other);
    stand.chair.nowMs += 60_000;
    stand.confirm();
    expect([await state(), trusts(other)]).toEqual(['expired', false]);
  });

  test('a second request cancels both', async () => {
    const third = newSigner();
    await ask(other);
    expect(await ask(third)).toEqual(refusedWith('request-cancelled'));
    stand.confirm();
    expect([await state(), trusts(other), trusts(third)]).toEqual(['cancelled', false, false]);
    await ask(third);
    stand.confirm();
    expect(trusts(third)).toBe(true);
  });

  test('is not given once the service state has ended', async () => {
    await ask(other);
    stand.chair.state = 'off';
    expect(confirmPending(stand.service, stand.world)).toBe(false);
    stand.chair.state = 'service';
    stand.confirm();
    expect([await state(), trusts(other)]).toEqual(['cancelled', false]);
  });

  test('ended, the programs of that key are kept but run no more, until it is trusted again', async () => {
    await upload('a', packed(signer, 'a'));
    await order(chairCommands.activate, { id: 'a' });
    const id = hexOf(keyIdOf(signer.publicKey));
    expect((await raw.ask({ group: chair, command: chairCommands.keys }))['keys']).toEqual([
      { id, name: 'workshop', publicKey: hexOf(signer.publicKey), since: '', programs: 1 },
    ]);
    expect(await order(chairCommands.untrust, { id })).toEqual({});
    const [program] = (await raw.ask({ group: chair, command: chairCommands.list, body: { id: 'a' } }))[
      'programs'
    ] as object[];
    expect(program).toMatchObject({ active: 1, refused: 'unknown-signer' });
    expect(await order(chairCommands.untrust, { id })).toEqual(refusedWith('not-found'));
    await ask(signer);
    stand.confirm();
    expect(stand.service.loaded[0]?.reason).toBeNull();
  });

  test('is bounded, and only given to what is a key', async () => {
    for (let n = 1; n < 16; n++) {
      stand.chair.nowMs += 100_000;
      await ask(newSigner());
      stand.confirm();
    }
    expect(await ask(newSigner())).toEqual(refusedWith('too-many-keys'));
    expect(await order(chairCommands.trust, { key: new Uint8Array(31), name: 'x' })).toMatchObject({ rc: 3 });
  });
});

describe('a version', () => {
  test('goes down only with a person at the chair, and only for the program asked for', async () => {
    await upload('a', packed(signer, 'a', 5));
    await order(chairCommands.activate, { id: 'a' });
    expect(await order(chairCommands.downgrade, { id: 'a' })).toEqual({});
    expect(await upload('a', packed(signer, 'a', 4))).toEqual(refusedWith('version-lower'));
    stand.confirm();
    expect(await upload('a', packed(signer, 'a', 4))).toHaveProperty('off');
    await order(chairCommands.activate, { id: 'a' });
    expect(active()).toBe(4);
    expect(await upload('a', packed(signer, 'a', 3))).toEqual(refusedWith('version-lower'));
  });

  test('may go down for five minutes after that, not longer', async () => {
    await upload('a', packed(signer, 'a', 5));
    await order(chairCommands.activate, { id: 'a' });
    await order(chairCommands.downgrade, { id: 'a' });
    stand.confirm();
    stand.chair.nowMs += 300_000;
    expect(await upload('a', packed(signer, 'a', 4))).toEqual(refusedWith('version-lower'));
  });
});

describe('the lists', () => {
  test('of programs shows shipped and flashed ones, page by page', async () => {
    for (let n = 0; n < 20; n++) await upload(`p${n}`, packed(signer, `p${n}`, n + 1));
    await order(chairCommands.activate, { id: 'p3' });
    const all: unknown[] = [];
    for (;;) {
      const answer = await raw.ask({ group: chair, command: chairCommands.list, body: { off: all.length } });
      const programs = answer['programs'] as unknown[];
      if (programs.length === 0) break;
      all.push(...programs);
      expect(answer['total']).toBe(21);
    }
    expect(all.length).toBe(21);
    expect(all[0]).toMatchObject({ id: 'deep-tissue', factory: true, active: 1 });
    expect(all).toContainEqual(
      expect.objectContaining({ id: 'p3', name: 'Back and forth', active: 4, uploaded: null, refused: '' }),
    );
    expect(all).toContainEqual(expect.objectContaining({ id: 'p4', active: null, uploaded: 5 }));
  });

  test('of the self-test comes with its figures, and a second one does not start meanwhile', async () => {
    expect(await raw.ask({ group: chair, command: chairCommands.selftest })).toEqual({ known: false });
    expect(await order(chairCommands.selftest, {})).toEqual({});
    expect(await order(chairCommands.selftest, {})).toMatchObject({ err: { group: 64, rc: 19 } });
    const row = { name: 'carriage up', value: 48.2, unit: 'mm/s', low: 40, high: 60, pass: true, notRun: '' };
    stand.chair.selfTest = { running: false, passed: true, stopped: '', rows: [row] };
    expect(await raw.ask({ group: chair, command: chairCommands.selftest })).toEqual({
      known: true,
      running: false,
      passed: true,
      stopped: '',
      off: 0,
      total: 1,
      rows: [row],
    });
  });

  test('of a log comes whole in pieces even when lines are added meanwhile', async () => {
    for (let n = 0; n < 40; n++) logFault({ boot: 1, ms: n, code: 'E31' });
    const parts: Uint8Array[] = [];
    for (let off = 0; ; ) {
      const { data, len } = await raw.ask({ group: fs, command: 0, body: { name: '/log/faults', off } });
      parts.push(data as Uint8Array);
      off += (data as Uint8Array).length;
      logFault({ boot: 1, ms: 1000 + off, code: 'E32' });
      if (off === len) break;
    }
    const lines = Buffer.concat(parts).toString().trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).ms)).toEqual(Array.from({ length: 40 }, (_, n) => n));
    const name = '/log/faults';
    const { len } = await raw.ask({ group: fs, command: fsCommands.status, body: { name } });
    expect(await raw.ask({ group: fs, command: 0, body: { name, off: len } })).toMatchObject({
      data: new Uint8Array(0),
    });
    expect(await raw.ask({ group: fs, command: 0, body: { name, off: (len as number) + 1 } })).toEqual({
      err: { group: 8, rc: 12 },
    });
  });
});
