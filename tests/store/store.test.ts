import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { createRandom } from '../../sim/random.ts';
import { packProgram } from '../../src/program/package/package.ts';
import { waitingMax } from '../../src/store/changes.ts';
import { storeHome } from '../../src/store/home.ts';
import { lineBytesMax, linesMax } from '../../src/store/log.ts';
import { programsMax } from '../../src/store/program-index.ts';
import { realFileSystem } from '../../src/store/real-file-system.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { newSigner } from '../program/package/signer.ts';
import { createDisk, type DiskImage, type SimulatedDisk } from './simulated-disk.ts';

const random = createRandom(3);
const text = (content: string) => new TextEncoder().encode(content);
const head = (id: string, version: number) => ({ id, version, keyId: 'ab'.repeat(16) });
const imageOf = (disk: SimulatedDisk): DiskImage => disk.afterCut('kept', random);
const reopened = (disk: SimulatedDisk) => openStore(createDisk(imageOf(disk)));
const programsOf = (store: Store) =>
  store
    .programs()
    .map(({ id, uploaded, active, previous }) => [
      id,
      uploaded?.version ?? null,
      active?.version ?? null,
      previous?.version ?? null,
    ]);

async function flash(store: Store, id: string, version: number, content = `${id} ${version}`): Promise<void> {
  expect(await store.putProgram(head(id, version), text(content), false)).toEqual({ ok: true });
  expect(await store.activateProgram(id)).toEqual({ ok: true });
}

describe('the store', () => {
  test('opens empty on an empty disk, and counts its boots', async () => {
    const disk = createDisk();
    const store = await openStore(disk);
    expect([store.boot, store.programs(), store.keys(), store.settings().memories, store.problems()]).toEqual(
      [1, [], [], [], []],
    );
    expect((await reopened(disk)).boot).toBe(2);
  });

  test('keeps settings with memories and keys over a restart', async () => {
    const disk = createDisk();
    const store = await openStore(disk);
    const memory = { program: 'deep-tissue', speedShift: -2, heatLevel: -1, spotMm: 30, minutes: 10 };
    const settings = { locked: true, program: 'deep-tissue', minutes: 15, memories: [memory] };
    const key = { id: 'ab'.repeat(16), publicKey: 'cd'.repeat(32), name: 'workshop' };
    await Promise.all([store.saveSettings(settings), store.saveKeys([key])]);
    const again = await reopened(disk);
    expect([again.settings(), again.keys()]).toEqual([settings, [key]]);
  });

  test('never writes a document it could not read back', async () => {
    const disk = createDisk();
    const store = await openStore(disk);
    expect(
      await store.saveSettings({ locked: true, program: 'x', minutes: 1e9, memories: [] }),
    ).toMatchObject({
      ok: false,
    });
    expect((await reopened(disk)).settings()).toEqual({
      locked: false,
      program: '',
      minutes: 0,
      memories: [],
    });
  });
});

describe('programs in the store', () => {
  test('wait when uploaded, run when activated, and the one before is kept', async () => {
    const store = await openStore(createDisk());
    await store.putProgram(head('a', 1), text('a1'), false);
    expect(programsOf(store)).toEqual([['a', 1, null, null]]);
    await store.activateProgram('a');
    expect(programsOf(store)).toEqual([['a', null, 1, null]]);
    await store.putProgram(head('a', 2), text('a2'), false);
    expect(programsOf(store)).toEqual([['a', 2, 1, null]]);
    await store.activateProgram('a');
    expect(programsOf(store)).toEqual([['a', null, 2, 1]]);
  });

  test('an activation is taken back exactly, and can be done again', async () => {
    const disk = createDisk();
    const store = await openStore(disk);
    await flash(store, 'a', 1);
    await flash(store, 'a', 2);
    await store.rollbackProgram('a');
    expect(programsOf(store)).toEqual([['a', 2, 1, null]]);
    const active = (await reopened(disk)).programs()[0]?.active;
    expect(active && new TextDecoder().decode((await store.readPackage(active)) ?? undefined)).toBe('a 1');
    expect(await store.rollbackProgram('a')).toMatchObject({ ok: false, reason: 'nothing-before' });
    await store.activateProgram('a');
    expect(programsOf(store)).toEqual([['a', null, 2, 1]]);
  });

  test('activating what is active already changes nothing', async () => {
    const store = await openStore(createDisk());
    await flash(store, 'a', 1);
    expect(await store.activateProgram('a')).toEqual({ ok: true });
    await store.putProgram(head('a', 1), text('a 1'), false);
    expect(programsOf(store)).toEqual([['a', null, 1, null]]);
  });

  test('versions do not go down by themselves, not even after a deletion', async () => {
    const store = await openStore(createDisk());
    await flash(store, 'a', 5);
    const lower = () => store.putProgram(head('a', 4), text('a4'), false);
    expect(await lower()).toMatchObject({ ok: false, reason: 'version-lower' });
    await store.deleteProgram('a');
    expect(await lower()).toMatchObject({ ok: false, reason: 'version-lower' });
    expect(store.programs()).toEqual([]);
    expect(await store.putProgram(head('a', 4), text('a4'), true)).toEqual({ ok: true });
    await store.activateProgram('a');
    expect(await store.putProgram(head('a', 4), text('a4 mended'), false)).toEqual({ ok: true });
  });

  test('what does not exist cannot be activated, rolled back or deleted', async () => {
    const store = await openStore(createDisk());
    for (const change of [store.activateProgram('a'), store.rollbackProgram('a'), store.deleteProgram('a')]) {
      expect(await change).toMatchObject({ ok: false, reason: 'not-found' });
    }
  });

  test('there is room for a bounded number of them', async () => {
    const store = await openStore(createDisk());
    for (let n = 0; n < programsMax; n++) await store.putProgram(head(`p${n}`, 1), text(`p${n}`), false);
    expect(await store.putProgram(head('one-more', 1), text('x'), false)).toMatchObject({
      reason: 'no-room',
    });
    expect(await store.putProgram(head('p7', 2), text('p7 new'), false)).toEqual({ ok: true });
  });

  test('a damaged package is not run and says so, the others are', async () => {
    const disk = createDisk();
    const store = await openStore(disk);
    await flash(store, 'a', 1);
    await flash(store, 'b', 1);
    const hash = store.programs()[0]?.active?.hash;
    const files = new Map(imageOf(disk).files);
    files.set(`programs/${hash}.lumbar`, text('a!1'));
    const again = await openStore(createDisk({ ...imageOf(disk), files }));
    const [a, b] = again.programs();
    expect(await again.readPackage(a!.active!)).toBeNull();
    expect(await again.readPackage(b!.active!)).toEqual(text('b 1'));
    expect(again.problems()).toMatchObject([{ code: 'E61', file: `programs/${hash}.lumbar` }]);
  });

  test('packages nobody needs are swept up', async () => {
    const disk = createDisk();
    const store = await openStore(disk);
    await flash(store, 'a', 1);
    await flash(store, 'a', 2);
    await flash(store, 'a', 3);
    await store.deleteProgram('a');
    const files = new Map(imageOf(disk).files);
    files.set('programs/0123.lumbar', text('left over')).set('settings.json.new', text('half'));
    const swept = createDisk({ ...imageOf(disk), files });
    await openStore(swept);
    expect(await swept.list('programs')).toEqual([]);
    expect((await swept.list('.')).sort()).toEqual(['boot.json', 'programs.json']);
  });
});

describe('the logs', () => {
  test('keep their lines over a restart, each with a checksum', async () => {
    const disk = createDisk();
    const store = await openStore(disk);
    await store.appendLog('faults', { boot: 1, ms: 1234, code: 'E31' });
    await store.appendLog('sessions', { boot: 1, number: 1, program: 'deep-tissue' });
    const again = await reopened(disk);
    expect(await again.readLog('faults')).toMatch(
      /^\{"boot":1,"ms":1234,"code":"E31","crc":"[0-9a-f]{8}"\}\n$/,
    );
    expect(JSON.parse(await again.readLog('sessions'))).toMatchObject({ number: 1, program: 'deep-tissue' });
  });

  test('are bounded: the newest lines stay, the disk does not fill', async () => {
    const disk = createDisk();
    const store = await openStore(disk);
    for (let n = 0; n < 3 * linesMax + 7; n++) await store.appendLog('faults', { n });
    const lines = (await store.readLog('faults')).trimEnd().split('\n');
    expect(lines.length).toBe(linesMax);
    expect(JSON.parse(lines[0]!).n).toBe(2 * linesMax + 7);
    expect(JSON.parse(lines.at(-1)!).n).toBe(3 * linesMax + 6);
    expect(await (await reopened(disk)).readLog('faults')).toBe(await store.readLog('faults'));
    let bytes = 0;
    for (const [path, content] of imageOf(disk).files) if (path.startsWith('log/')) bytes += content.length;
    expect(bytes).toBeLessThan(2 * linesMax * 60);
  });

  test('a line too long is shortened, not dropped', async () => {
    const store = await openStore(createDisk());
    await store.appendLog('faults', { code: 'E62', what: 'x'.repeat(9000), more: 'ü'.repeat(9000) });
    const line = (await store.readLog('faults')).trimEnd();
    expect(line.length).toBeLessThan(lineBytesMax);
    expect(JSON.parse(line)).toMatchObject({ code: 'E62' });
  });

  test('a line damaged in a single bit is left out, the others are read', async () => {
    const disk = createDisk();
    const store = await openStore(disk);
    for (let n = 0; n < 3; n++) await store.appendLog('faults', { n });
    const { files, folders } = imageOf(disk);
    const good = files.get('log/faults.jsonl')!;
    const second = good.indexOf(0x0a) + 1;
    const end = good.indexOf(0x0a, second);
    for (let bit = second * 8; bit < end * 8; bit++) {
      const bad = good.slice();
      bad[bit >> 3]! ^= 1 << (bit & 7);
      const again = await openStore(
        createDisk({ files: new Map(files).set('log/faults.jsonl', bad), folders }),
      );
      const numbers = (await again.readLog('faults'))
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).n);
      expect(numbers).toEqual([0, 2]);
    }
  });
});

describe('a damaged disk', () => {
  test('any single changed byte of a document is noticed, reported and survived', async () => {
    const disk = createDisk();
    const store = await openStore(disk);
    await flash(store, 'a', 1);
    await store.saveSettings({ locked: true, program: 'a', minutes: 10, memories: [] });
    const { files, folders } = imageOf(disk);
    for (const file of ['settings.json', 'boot.json']) {
      const good = files.get(file)!;
      for (let at = 0; at < good.length; at++) {
        const bad = good.slice();
        bad[at]! ^= 0x10;
        const again = await openStore(createDisk({ files: new Map(files).set(file, bad), folders }));
        expect(again.problems().map((problem) => [problem.code, problem.file])).toEqual([['E62', file]]);
        expect(programsOf(again)).toEqual([['a', null, 1, null]]);
      }
    }
  });

  test('when the index is damaged no program is lost, and none comes back into use by itself', async () => {
    const disk = createDisk();
    const store = await openStore(disk);
    const signer = newSigner();
    for (const version of [3, 4]) {
      const program = { format: 1, id: 'a', version, model: 'lumbar-1' };
      await store.putProgram(head('a', version), packProgram(program, signer), false);
      await store.activateProgram('a');
    }
    const { files, folders } = imageOf(disk);
    const damaged = createDisk({ files: new Map(files).set('programs.json', text('rubbish')), folders });
    const again = await openStore(damaged);
    expect(programsOf(again)).toEqual([['a', 4, null, null]]);
    expect(again.problems()[0]).toMatchObject({ code: 'E62', file: 'programs.json' });
    expect(await again.putProgram(head('a', 3), text('older'), false)).toMatchObject({
      reason: 'version-lower',
    });
    expect(programsOf(await reopened(damaged))).toEqual([['a', 4, null, null]]);
  });
});

describe('a disk that cannot be written', () => {
  const codes = { ENOSPC: 'full', EROFS: 'read-only', EACCES: 'read-only', EIO: 'failing' } as const;

  for (const [code, reason] of Object.entries(codes)) {
    test(`refuses with its reason (${code}) at whatever operation it happens, and holds the old or the new state`, async () => {
      const disk = createDisk();
      await flash(await openStore(disk), 'a', 1);
      const image = imageOf(disk);
      for (let fail = 0; ; fail++) {
        const failing = createDisk(image);
        const store = await openStore(failing);
        failing.failFrom(failing.operations() + fail, code);
        const put = await store.putProgram(head('a', 2), text('a 2'), false);
        const activated = put.ok ? await store.activateProgram('a') : put;
        if (put.ok && activated.ok) break;
        expect(activated).toMatchObject({ ok: false, reason });
        expect(store.problems()).toMatchObject([{ code: 'E62' }]);
        const held = programsOf(store);
        expect([[['a', null, 1, null]], [['a', 2, 1, null]], [['a', null, 2, 1]]]).toContainEqual(held);
        // What the chair goes by is what it would find after a restart.
        expect(programsOf(await openStore(createDisk(failing.afterCut('kept', random))))).toEqual(held);
        // With room again, everything goes on.
        failing.failFrom(0, null);
        await flash(store, 'a', 3);
        expect(store.programs()[0]?.active?.version).toBe(3);
        expect(store.problems()).toEqual([]);
      }
    });
  }

  test('does not keep the chair from starting, reading and naming what is wrong', async () => {
    const disk = createDisk();
    const first = await openStore(disk);
    await flash(first, 'a', 1);
    const readOnly = createDisk(imageOf(disk));
    readOnly.failFrom(0, 'EROFS');
    const store = await openStore(readOnly);
    expect(programsOf(store)).toEqual([['a', null, 1, null]]);
    expect(await store.readPackage(store.programs()[0]!.active!)).toEqual(text('a 1'));
    expect(await store.appendLog('faults', { code: 'E31' })).toMatchObject({
      ok: false,
      reason: 'read-only',
    });
    expect(store.problems().every((problem) => problem.code === 'E62')).toBe(true);
    expect(store.problems().length).toBeGreaterThan(0);
  });

  test('that hangs does not fill the memory with changes that wait', async () => {
    const disk = createDisk();
    const hanging = { ...disk, append: () => new Promise<void>(() => {}) };
    const store = await openStore(hanging);
    void store.appendLog('faults', { n: 0 });
    const answers: unknown[] = [];
    for (let n = 0; n < waitingMax + 10; n++)
      void store.appendLog('faults', { n }).then((answer) => answers.push(answer));
    await new Promise((resolve) => setImmediate(resolve));
    expect(answers.length).toBe(11);
    expect(answers[0]).toMatchObject({ ok: false, reason: 'failing' });
  });
});

describe('on a real disk', () => {
  const homes: string[] = [];
  const newHome = () => {
    const home = mkdtempSync(join(tmpdir(), 'lumbar-store-'));
    homes.push(home);
    return join(home, 'deep', 'er');
  };
  afterEach(() => {
    for (const home of homes.splice(0)) rmSync(home, { recursive: true, force: true });
  });

  test('the store does what it does on a simulated one, in a folder of its owner', async () => {
    const home = newHome();
    const store = await openStore(realFileSystem(home));
    await flash(store, 'a', 1);
    await flash(store, 'a', 2);
    await store.appendLog('faults', { code: 'E31' });
    writeFileSync(join(home, 'settings.json'), 'rubbish');
    const again = await openStore(realFileSystem(home));
    expect(again.boot).toBe(2);
    expect(programsOf(again)).toEqual([['a', null, 2, 1]]);
    expect(await again.readPackage(again.programs()[0]!.previous!)).toEqual(text('a 1'));
    expect(await again.readLog('faults')).toContain('"E31"');
    expect(again.problems()).toMatchObject([{ code: 'E62', file: 'settings.json' }]);
    if (process.platform !== 'win32') {
      expect(statSync(home).mode & 0o777).toBe(0o700);
      expect(statSync(join(home, 'programs.json')).mode & 0o777).toBe(0o600);
    }
    expect(readFileSync(join(home, 'programs.json'), 'utf8')).toMatch(
      /^lumbar programs 1 \d+ [0-9a-f]{64}\n/,
    );
  });

  test('its home is LUMBAR_HOME, else where the platform keeps data', () => {
    expect(storeHome({ LUMBAR_HOME: '/x' }, 'linux', '/home/u')).toBe('/x');
    expect(storeHome({}, 'linux', '/home/u')).toBe('/home/u/.local/share/lumbar');
    expect(storeHome({ XDG_DATA_HOME: '/data' }, 'linux', '/home/u')).toBe('/data/lumbar');
    expect(storeHome({}, 'darwin', '/Users/u')).toBe('/Users/u/Library/Application Support/lumbar');
    expect(storeHome({ LOCALAPPDATA: '/local' }, 'win32', '/u')).toBe('/local/lumbar');
  });
});
