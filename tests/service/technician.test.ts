import { beforeEach, describe, expect, test } from 'vitest';
import { createRandom } from '../../sim/random.ts';
import { hexOf, keyIdOf } from '../../src/program/package/cose.ts';
import { type Client, createClient, Refused } from '../../src/service/client.ts';
import { loadFlashedPrograms } from '../../src/service/flashed.ts';
import { answerTo } from '../../src/service/identity.ts';
import { chairCommands, groups, osCommands } from '../../src/service/message.ts';
import { NoConnection } from '../../src/service/port.ts';
import {
  activateProgram,
  backUp,
  deleteProgram,
  flashPackage,
  identify,
  listKeys,
  listPrograms,
  parseBackup,
  readLog,
  readStatus,
  restore,
  rollbackProgram,
  runSelfTest,
  trustKey,
  untrustKey,
} from '../../src/service/technician.ts';
import { chair } from '../chair.ts';
import { newSigner } from '../program/package/signer.ts';
import { createStand, packed, type Stand } from './stand.ts';
import { connect, impatientTimer } from './wire.ts';

let stand: Stand;
let client: Client;
beforeEach(() => {
  stand = createStand();
  client = createClient(connect(stand), { timer: impatientTimer });
});

/** Time at the chair passes while the technician waits. */
const waiting = (whatHappens: () => Promise<unknown> | unknown = () => {}) => ({
  sleep: async (ms: number) => {
    stand.chair.nowMs += ms;
    await whatHappens();
  },
});
const active = (id = 'a') =>
  stand.store.index.programs.find((program) => program.id === id)?.active?.version ?? null;

describe('the technician', () => {
  test('flashes a program, sees how it goes, and hears what changed', async () => {
    const seen: number[] = [];
    const bytes = packed(stand.signer, 'a', 3, { about: 'x'.repeat(900) });
    const flashed = await flashPackage(client, bytes, { onProgress: (have, all) => seen.push(have / all) });
    expect(flashed).toEqual({ id: 'a', version: 3, bytes: bytes.length, before: null, same: false });
    expect(seen.at(-1)).toBe(1);
    expect(active()).toBe(3);
    expect(await flashPackage(client, packed(stand.signer, 'a', 4))).toMatchObject({ before: 3, version: 4 });
    // The same again does no harm.
    const again = { before: 4, version: 4 };
    expect(await flashPackage(client, packed(stand.signer, 'a', 4))).toMatchObject({ ...again, same: true });
    const other = packed(stand.signer, 'a', 4, { about: 'other' });
    expect(await flashPackage(client, other)).toMatchObject({ ...again, same: false });
  });

  test('waits for a slow disk with the last chunk, and sends nothing anew', async () => {
    stand.slow = true;
    let asked = 0;
    const patient = createClient(connect(stand), {
      timer: (ms, callback) => {
        asked++;
        // The answer to the first is late; it comes while the chunk is asked for again.
        if (asked === 3) setImmediate(() => stand.keepNext());
        return impatientTimer(ms, callback);
      },
    });
    const bytes = packed(stand.signer, 'a', 1);
    await patient.upload('/programs/a.lumbar', bytes);
    expect(asked).toBe(3);
    expect(stand.keeps).toEqual([]);
    expect(stand.chair.work.map(({ what }) => what)).toEqual(['upload']);
  });

  test('takes an activation back and does it again', async () => {
    await flashPackage(client, packed(stand.signer, 'a', 1));
    await flashPackage(client, packed(stand.signer, 'a', 2));
    await rollbackProgram(client, 'a');
    expect(active()).toBe(1);
    await activateProgram(client, 'a');
    expect(active()).toBe(2);
    await deleteProgram(client, 'a');
    expect(active()).toBeNull();
    await expect(deleteProgram(client, 'a')).rejects.toMatchObject({ reason: 'not-found' });
    await expect(deleteProgram(client, 'deep-tissue')).rejects.toMatchObject({ reason: 'factory-program' });
  });

  test('makes a key trusted by pressing start, is told to, and ends the trust', async () => {
    const other = newSigner();
    const bytes = packed(other, 'b');
    await expect(flashPackage(client, bytes)).rejects.toMatchObject({ reason: 'unknown-signer' });
    expect(await client.lastRefusal()).toMatch(
      /does not trust \(key [0-9a-f]{32}\)\. Run lumbar chair trust/,
    );
    const asked: string[] = [];
    let polls = 0;
    const press = () => (++polls === 3 ? stand.confirm() : undefined);
    await trustKey(client, other.publicKey, 'other', {
      ...waiting(press),
      onWait: (what) => asked.push(what),
    });
    expect(asked).toEqual([`the key ${hexOf(keyIdOf(other.publicKey)).slice(0, 8)} (other)`]);
    await flashPackage(client, bytes);
    const keys = await listKeys(client);
    expect(keys.map(({ name, programs }) => [name, programs])).toEqual([
      ['workshop', 0],
      ['other', 1],
    ]);
    await untrustKey(client, keys[1]!.id);
    expect(await listPrograms(client)).toContainEqual(
      expect.objectContaining({ id: 'b', active: 1, refused: 'unknown-signer' }),
    );
  });

  test('hears when nobody pressed start, and when another request came between', async () => {
    await expect(trustKey(client, newSigner().publicKey, 'x', waiting())).rejects.toThrow(
      /Nobody pressed start/,
    );
    const second = createClient(connect(stand), { timer: impatientTimer });
    let asked = false;
    const interfere = async () => {
      if (asked) return;
      asked = true;
      await second
        .write(groups.chair, chairCommands.trust, { key: newSigner().publicKey, name: 'y' })
        .catch(() => {});
    };
    await expect(trustKey(client, newSigner().publicKey, 'x', waiting(interfere))).rejects.toMatchObject({
      reason: 'request-cancelled',
    });
    expect(stand.store.keys.length).toBe(1);
  });

  test('flashes a lower version only when that is allowed and start was pressed', async () => {
    await flashPackage(client, packed(stand.signer, 'a', 5));
    const older = packed(stand.signer, 'a', 4);
    await expect(flashPackage(client, older)).rejects.toMatchObject({ reason: 'version-lower' });
    const work = waiting(() => stand.confirm());
    expect(await flashPackage(client, older, { ...work, allowDowngrade: true })).toMatchObject({
      before: 5,
      version: 4,
    });
    expect(active()).toBe(4);
  });

  test('reads status and logs', async () => {
    stand.keep({ what: 'log', log: 'faults', record: { boot: 1, ms: 5000, code: 'E31' } });
    expect(await readLog(client, 'faults')).toEqual([
      { boot: 1, ms: 5000, code: 'E31', crc: expect.any(String) },
    ]);
    expect(await readLog(client, 'sessions')).toEqual([]);
    expect(await readStatus(client)).toMatchObject({
      model: 'lumbar-1',
      boot: 1,
      state: 'service',
      chair: { seat: false },
      faults: [{ code: 'E72', part: 'heat key', value: 16, latched: false }],
    });
  });

  test('runs the self-test, waits for its end and sees every row', async () => {
    const rows = Array.from({ length: 25 }, (_, n) => ({
      name: `check ${n}`,
      value: n === 7 ? Number.NaN : 1,
      unit: 'A',
      low: 0,
      high: 2,
      pass: n !== 7,
      notRun: n === 7 ? 'E31 Carriage stalled' : '',
    }));
    let polls = 0;
    const goOn = () => {
      polls++;
      const running = polls < 3;
      stand.chair.selfTest = { running, passed: running ? null : false, stopped: '', rows };
    };
    expect(await runSelfTest(client, waiting(goOn))).toEqual({
      running: false,
      passed: false,
      stopped: '',
      rows,
    });
    expect(polls).toBe(3);
    const stopped = runSelfTest(
      client,
      waiting(() => {
        stand.chair.selfTest = { running: false, passed: false, stopped: 'E31', rows: [] };
      }),
    );
    expect(await stopped).toMatchObject({ passed: false, stopped: 'E31' });
  });

  test('hears that the chair has started anew and knows nothing of the self-test', async () => {
    const lost = runSelfTest(
      client,
      waiting(() => {
        stand.chair.selfTest = null;
      }),
    );
    await expect(lost).rejects.toThrow(/without a result: the chair has started anew/);
    await expect(lost).rejects.toBeInstanceOf(Refused);
  });

  test('backs a chair up and restores it into another, whole', async () => {
    const memory = { program: 'a', speedShift: 1, heatLevel: 2, spotMm: 20, minutes: 15 };
    const settings = { locked: true, program: 'a', minutes: 30, memories: [memory] };
    stand.keep({ what: 'settings', settings });
    for (const [id, version] of [
      ['a', 7],
      ['b', 1],
      ['c', 2],
    ] as const)
      await flashPackage(client, packed(stand.signer, id, version));
    // What only waits is no part of a backup.
    await client.upload('/programs/a.lumbar', packed(stand.signer, 'a', 8));
    const backup = parseBackup(JSON.stringify(await backUp(client)));
    if (backup === null || typeof backup === 'number') throw new Error('this is no backup');

    const otherChair = createStand(stand.signer);
    const other = createClient(connect(otherChair), { timer: impatientTimer });
    await flashPackage(other, packed(stand.signer, 'b', 1));
    const restored = await restore(other, backup);
    expect(restored.programs.map(({ id, version }) => [id, version])).toEqual([
      ['a', 7],
      ['c', 2],
    ]);
    expect(restored.unchanged).toEqual(['b']);
    expect(otherChair.store.settings).toEqual(settings);
    expect(otherChair.store.index.programs.map(({ id, active: now }) => [id, now?.version])).toEqual([
      ['a', 7],
      ['b', 1],
      ['c', 2],
    ]);
  });

  test('restores into a chair that does not know the key: its public half is in the backup, and start is pressed', async () => {
    await flashPackage(client, packed(stand.signer, 'a', 7));
    const backup = await backUp(client);
    const stranger = newSigner();
    const otherChair = createStand(stranger);
    const other = createClient(connect(otherChair), { timer: impatientTimer });
    const asked: string[] = [];
    const pressed = { onWait: (what: string) => asked.push(what), sleep: async () => otherChair.confirm() };
    const { programs } = await restore(other, backup, pressed);
    expect(programs.map(({ id, version }) => [id, version])).toEqual([['a', 7]]);
    expect(asked).toEqual([expect.stringMatching(/^the key [0-9a-f]{8} \(workshop\)$/)]);
    // A backup of before knows no public keys; one may be named.
    const old = { ...backup, keys: backup.keys.map(({ publicKey: _, ...key }) => key) };
    const third = createStand(stranger);
    const toThird = createClient(connect(third), { timer: impatientTimer });
    await expect(restore(toThird, old)).rejects.toMatchObject({ reason: 'unknown-signer' });
    const publicKeys = [stranger.publicKey, stand.signer.publicKey];
    const named = { publicKeys, sleep: async () => third.confirm() };
    expect((await restore(toThird, old, named)).programs).toHaveLength(1);
  });

  test('is written down with the key that was shown, what, and how it was before and after', async () => {
    const { work } = stand.chair;
    const key = hexOf(keyIdOf(stand.signer.publicKey));
    await flashPackage(client, packed(stand.signer, 'a', 1));
    expect(work.map(({ key: shown }) => shown)).toEqual(['', '']);
    await identify(client, stand.signer);
    await flashPackage(client, packed(stand.signer, 'a', 2));
    await rollbackProgram(client, 'a');
    await client.uploadSettings(
      Buffer.from(JSON.stringify({ locked: true, program: 'a', minutes: 30, memories: [] })),
    );
    await expect(rollbackProgram(client, 'a')).rejects.toBeInstanceOf(Refused);
    await untrustKey(client, key);
    expect(work.slice(2)).toEqual([
      { what: 'upload', key, subject: 'a', before: 'version 1', after: 'version 1, version 2 waits' },
      { what: 'activate', key, subject: 'a', before: 'version 1, version 2 waits', after: 'version 2' },
      { what: 'rollback', key, subject: 'a', before: 'version 2', after: 'version 1, version 2 waits' },
      {
        what: 'restore settings',
        key,
        subject: '',
        before: 'not locked, no program, 0 min, memories: none',
        after: 'locked, a, 30 min, memories: none',
      },
      { what: 'untrust', key, subject: key, before: 'trusted', after: 'not trusted' },
    ]);
  });

  test('is nobody that a wrong signature names, and a challenge is good once', async () => {
    const { challenge } = await client.read(groups.chair, chairCommands.identify);
    const signature = answerTo(challenge as Uint8Array, stand.signer);
    const wrong = { key: newSigner().publicKey, signature };
    await expect(client.write(groups.chair, chairCommands.identify, wrong)).rejects.toBeInstanceOf(Refused);
    const right = { key: stand.signer.publicKey, signature };
    await expect(client.write(groups.chair, chairCommands.identify, right)).rejects.toBeInstanceOf(Refused);
    await flashPackage(client, packed(stand.signer, 'a', 1));
    expect(stand.chair.work[0]).toMatchObject({ key: '' });
  });

  test('cannot restore settings that are none, and no fault comes of it', async () => {
    for (const text of ['rubbish', '{}', '{"locked":1}', 'null']) {
      await expect(client.uploadSettings(Buffer.from(text))).rejects.toMatchObject({ reason: 'bad-request' });
    }
    expect(stand.store.problems).toEqual([]);
    expect(parseBackup('{"lumbar":"something"}')).toBeNull();
    expect(parseBackup('{"lumbar":"backup","format":2}'), 'one of a newer format is named').toBe(2);
  });

  test('goes on with an upload over a new connection when the cable was pulled', async () => {
    const steps = Array.from({ length: 80 }, () => ({
      roll: { from: 'gluteal', to: 'mid-back', speed: 2, for: '15 s' },
    }));
    const bytes = packed(stand.signer, 'a', 1, { steps });
    const cable = connect(stand);
    const pulled = createClient(cable, { timer: impatientTimer });
    let had = 0;
    const onProgress = (have: number) => {
      had = have;
      cable.cut();
    };
    await expect(flashPackage(pulled, bytes, { onProgress })).rejects.toBeInstanceOf(NoConnection);
    expect(had).toBeGreaterThan(1000);
    expect(stand.store.index.programs).toEqual([]);
    const seen: number[] = [];
    await flashPackage(client, bytes, { resume: true, onProgress: (have) => seen.push(have) });
    expect(seen[0]).toBeGreaterThan(had);
    expect(active()).toBe(1);
    // There is nothing to go on with: it begins at the beginning.
    await flashPackage(client, packed(stand.signer, 'b'), { resume: true });
    expect(active('b')).toBe(1);
  });

  test('hears that the line is gone, and that a chair does not answer', async () => {
    const cable = connect(stand);
    const cut = createClient(cable, { timer: impatientTimer });
    cable.cut();
    await expect(readStatus(cut)).rejects.toBeInstanceOf(NoConnection);
    const deaf = createClient({ ...connect(stand), write: () => {} }, { timer: impatientTimer });
    await expect(readStatus(deaf)).rejects.toThrow(/does not answer/);
  });
});

describe('a bad line', () => {
  test('costs time, never a wrong upload: every one succeeds or fails cleanly', async () => {
    const random = createRandom(41);
    let succeeded = 0;
    for (let n = 0; n < 60; n++) {
      const bad = createClient(connect(stand, { random, share: 0.1 }), { timer: impatientTimer });
      const bytes = packed(stand.signer, 'a', n + 1, { about: 'x'.repeat((n * 37) % 900) });
      try {
        await flashPackage(bad, bytes);
        succeeded++;
      } catch (error) {
        if (!(error instanceof NoConnection)) throw error;
      }
      // Whatever the technician heard, the chair runs something whole.
      for (const program of loadFlashedPrograms(stand.store, chair, [])) expect(program.reason).toBeNull();
      await bad.close();
      stand.chair.nowMs += 20_000;
    }
    expect(succeeded).toBeGreaterThan(55);
    expect(stand.store.problems).toEqual([]);
  });

  test('repeats no order: what was rolled back once stays rolled back once', async () => {
    const random = createRandom(42);
    for (let n = 0; n < 40; n++) {
      const bad = createClient(connect(stand, { random, share: 0.3 }), {
        timer: impatientTimer,
        attempts: 60,
      });
      await flashPackage(client, packed(stand.signer, 'a', 2 * n + 1));
      await flashPackage(client, packed(stand.signer, 'a', 2 * n + 2));
      await rollbackProgram(bad, 'a');
      expect(active()).toBe(2 * n + 1);
      await bad.close();
    }
  });

  test('an answer to an earlier question is not taken for this one', async () => {
    const random = createRandom(43);
    const bad = createClient(connect(stand, { random, share: 0.3 }), {
      timer: impatientTimer,
      attempts: 60,
    });
    for (let n = 0; n < 200; n++) {
      expect((await bad.write(groups.os, osCommands.echo, { d: `echo ${n}` }))['r']).toBe(`echo ${n}`);
    }
  });
});
