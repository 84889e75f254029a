import { describe, expect, test } from 'vitest';
import { createRandom } from '../../sim/random.ts';
import { packProgram } from '../../src/program/package/package.ts';
import type { KeepOutcome } from '../../src/store/keep.ts';
import { lineBytesMax, linesMax, logBytesMax } from '../../src/store/log.ts';
import { programsMax } from '../../src/store/program-index.ts';
import { logText, openStore, packageBytes, planKeep } from '../../src/store/store.ts';
import { newSigner } from '../program/package/signer.ts';
import { createDisk } from './faulty-disk.ts';
import {
  contentOf,
  flash,
  type Home,
  headOf,
  openHome,
  programsOf,
  put,
  reopened,
  reopenedWith,
  textBytes,
} from './home.ts';

const log = (home: Home, record: Record<string, string | number>): KeepOutcome =>
  home.keep({ what: 'log', log: 'faults', record });
const problemsOf = ({ store }: Home) => store.problems.map(({ code, file }) => [code, file]);

describe('the store', () => {
  test('opens empty on an empty disk, and counts its boots', () => {
    const home = openHome();
    const { boot, index, keys, settings, problems } = home.store;
    expect([boot, index.programs, keys, settings.memories, problems]).toEqual([1, [], [], [], []]);
    expect(reopened(home).store.boot).toBe(2);
  });

  test('keeps settings with memories and keys over a restart', () => {
    const home = openHome();
    const memory = { program: 'deep-tissue', speedShift: -2, heatLevel: -1, spotMm: 30, minutes: 10 };
    const settings = { locked: true, program: 'deep-tissue', minutes: 15, memories: [memory] };
    const key = { id: 'ab'.repeat(16), publicKey: 'cd'.repeat(32), name: 'workshop', since: null };
    home.keep({ what: 'settings', settings });
    home.keep({ what: 'keys', keys: [key] });
    for (const { store } of [home, reopened(home)])
      expect([store.settings, store.keys]).toEqual([settings, [key]]);
  });

  test('has in force what was planned, whatever becomes of the value it was planned from', () => {
    const home = openHome();
    const memories = [{ program: 'a', speedShift: 0, heatLevel: 1, spotMm: 0, minutes: 10 }];
    home.keep({ what: 'settings', settings: { locked: false, program: 'a', minutes: 0, memories } });
    memories.pop();
    expect(home.store.settings).toEqual(reopened(home).store.settings);
  });

  test('never writes a document it could not read back', () => {
    const home = openHome();
    const settings = { locked: true, program: 'x', minutes: 1e9, memories: [] };
    expect(home.keep({ what: 'settings', settings })).toEqual({
      ok: false,
      reason: 'invalid',
      detail: 'settings.json',
    });
    expect(reopened(home).store.settings).toEqual({ locked: false, program: '', minutes: 0, memories: [] });
  });

  test('has nothing in force before it is written', () => {
    const home = openHome();
    flash(home, 'a', 1);
    const before = structuredClone(home.store);
    for (const keep of [
      { what: 'delete', id: 'a' },
      { what: 'keys', keys: [] },
      { what: 'settings', settings: { locked: true, program: 'a', minutes: 1, memories: [] } },
      { what: 'log', log: 'faults', record: { code: 'E31' } },
      { what: 'package', head: headOf('a', 2), bytes: textBytes('a 2'), mayGoDown: false },
    ] as const) {
      expect(planKeep(home.store, keep).ok).toBe(true);
      expect(home.store).toEqual(before);
    }
  });
});

describe('programs in the store', () => {
  test('wait when uploaded, run when activated, and the one before is kept', () => {
    const home = openHome();
    put(home, 'a', 1);
    expect(programsOf(home)).toEqual([['a', 1, null, null]]);
    home.keep({ what: 'activate', id: 'a' });
    expect(programsOf(home)).toEqual([['a', null, 1, null]]);
    put(home, 'a', 2);
    expect(programsOf(home)).toEqual([['a', 2, 1, null]]);
    home.keep({ what: 'activate', id: 'a' });
    expect(programsOf(home)).toEqual([['a', null, 2, 1]]);
  });

  test('an activation is taken back exactly, and can be done again', () => {
    const home = openHome();
    flash(home, 'a', 1);
    flash(home, 'a', 2);
    home.keep({ what: 'rollback', id: 'a' });
    expect(programsOf(home)).toEqual([['a', 2, 1, null]]);
    for (const { store } of [home, reopened(home)])
      expect(packageBytes(store, store.index.programs[0]!.active!)).toEqual(textBytes('a 1'));
    expect(home.keep({ what: 'rollback', id: 'a' })).toMatchObject({ reason: 'nothing-before' });
    home.keep({ what: 'activate', id: 'a' });
    expect(programsOf(home)).toEqual([['a', null, 2, 1]]);
  });

  test('activating what is active already changes nothing', () => {
    const home = openHome();
    flash(home, 'a', 1);
    const operations = home.disk.operations();
    expect(home.keep({ what: 'activate', id: 'a' })).toEqual({ ok: true });
    expect(home.disk.operations()).toBe(operations);
    put(home, 'a', 1);
    expect(programsOf(home)).toEqual([['a', null, 1, null]]);
  });

  test('versions do not go down by themselves, not even after a deletion', () => {
    const home = openHome();
    flash(home, 'a', 5);
    expect(put(home, 'a', 4)).toMatchObject({ ok: false, reason: 'version-lower' });
    home.keep({ what: 'delete', id: 'a' });
    expect(put(home, 'a', 4)).toMatchObject({ ok: false, reason: 'version-lower' });
    expect(home.store.index.programs).toEqual([]);
    const bytes = textBytes('a4');
    expect(home.keep({ what: 'package', head: headOf('a', 4), bytes, mayGoDown: true })).toEqual({
      ok: true,
    });
    home.keep({ what: 'activate', id: 'a' });
    expect(put(home, 'a', 4, 'a4 mended')).toEqual({ ok: true });
  });

  test('what does not exist cannot be activated, rolled back or deleted', () => {
    const home = openHome();
    for (const what of ['activate', 'rollback', 'delete'] as const)
      expect(home.keep({ what, id: 'a' })).toEqual({ ok: false, reason: 'not-found', detail: '' });
  });

  test('there is room for a bounded number of them', () => {
    const home = openHome();
    for (let n = 0; n < programsMax; n++) put(home, `p${n}`, 1);
    expect(put(home, 'one-more', 1)).toMatchObject({ reason: 'no-room' });
    expect(put(home, 'p7', 2)).toEqual({ ok: true });
  });

  test('a damaged package is not run and says so until it is stored again, the others are', () => {
    const home = openHome();
    flash(home, 'a', 1);
    flash(home, 'b', 1);
    const file = `programs/${home.store.index.programs[0]?.active?.hash}.lumbar`;
    const again = reopenedWith(home, file, textBytes('a!1'));
    const [a, b] = again.store.index.programs;
    expect(packageBytes(again.store, a!.active!)).toBeNull();
    expect(packageBytes(again.store, b!.active!)).toEqual(textBytes('b 1'));
    expect(again.store.problems).toEqual([
      {
        code: 'E61',
        file,
        what: 'is damaged: its bytes are not those that were stored; the program is not run',
      },
    ]);
    put(again, 'a', 1);
    expect(again.store.problems).toEqual([]);
    expect(packageBytes(again.store, a!.active!)).toEqual(textBytes('a 1'));
  });

  test('a damaged package that does not run is a problem once it should', () => {
    const home = openHome();
    flash(home, 'a', 1);
    flash(home, 'a', 2);
    const file = `programs/${home.store.index.programs[0]?.previous?.hash}.lumbar`;
    const again = reopenedWith(home, file, textBytes(''));
    expect(again.store.problems).toEqual([]);
    again.keep({ what: 'rollback', id: 'a' });
    expect(problemsOf(again)).toEqual([['E61', file]]);
    again.keep({ what: 'activate', id: 'a' });
    expect(problemsOf(again)).toEqual([]);
  });

  test('packages nobody needs are swept up', () => {
    const home = openHome();
    for (const version of [1, 2, 3]) flash(home, 'a', version);
    expect([...home.disk.image().keys()].filter((path) => path.startsWith('programs/')).length).toBe(2);
    expect([...home.store.packages.values()]).toEqual([textBytes('a 2'), textBytes('a 3')]);
    home.keep({ what: 'delete', id: 'a' });
    expect(home.store.packages.size).toBe(0);
    const { files, folders } = contentOf(home);
    const left = new Map(files).set('programs/0123.lumbar', textBytes('left over'));
    left.set('settings.json.new', textBytes('half'));
    const swept = openHome(createDisk({ files: left, folders }));
    expect([...swept.disk.image().keys()].sort()).toEqual(['boot.json', 'programs.json']);
  });

  test('a file that cannot be swept up is no trouble', () => {
    const home = openHome();
    flash(home, 'a', 1);
    const { store, disk } = home;
    const plan = planKeep(store, { what: 'delete', id: 'a' });
    if (!plan.ok) throw new Error('the deletion is refused');
    expect(plan.write.operations.at(-1)?.do).toBe('remove');
    disk.failFrom(disk.operations() + plan.write.operations.length - 1, 'EIO');
    expect(disk.carryOut(plan.write)).toEqual({ ok: true });
  });
});

describe('the logs', () => {
  test('keep their lines over a restart, each with a checksum', () => {
    const home = openHome();
    log(home, { boot: 1, ms: 1234, code: 'E31' });
    home.keep({ what: 'log', log: 'sessions', record: { boot: 1, number: 1, program: 'deep-tissue' } });
    for (const { store } of [home, reopened(home)]) {
      expect(logText(store, 'faults')).toMatch(/^\{"boot":1,"ms":1234,"code":"E31","crc":"[0-9a-f]{8}"\}\n$/);
      expect(JSON.parse(logText(store, 'sessions'))).toMatchObject({ number: 1, program: 'deep-tissue' });
    }
  });

  test('are bounded: the newest lines stay, neither disk nor memory fills', () => {
    const home = openHome();
    for (let n = 0; n < 3 * linesMax + 7; n++) log(home, { n });
    const lines = logText(home.store, 'faults').trimEnd().split('\n');
    expect(lines.length).toBe(linesMax);
    expect(JSON.parse(lines[0]!).n).toBe(2 * linesMax + 7);
    expect(JSON.parse(lines.at(-1)!).n).toBe(3 * linesMax + 6);
    expect(home.store.logs.faults.lines.length).toBe(linesMax);
    expect(logText(reopened(home).store, 'faults')).toBe(logText(home.store, 'faults'));
    let bytes = 0;
    for (const [path, content] of contentOf(home).files) if (path.startsWith('log/')) bytes += content.length;
    expect(bytes).toBeLessThan(2 * linesMax * 60);
  });

  test.each([
    ['is damaged', textBytes('rubbish')],
    ['is gone', null],
  ])('tell the number of the start where its own file %s', (_, bytes) => {
    const home = openHome();
    log(home, { boot: 41, code: 'E31' });
    home.keep({ what: 'log', log: 'work', record: { boot: 7 } });
    home.keep({ what: 'log', log: 'sessions', record: { boot: 1e300 } });
    const { files, folders } = contentOf(home);
    const changed = new Map(files);
    if (bytes === null) changed.delete('boot.json');
    else changed.set('boot.json', bytes);
    const again = openHome(createDisk({ files: changed, folders }));
    expect(again.store.boot).toBe(42);
    expect(reopened(again).store.boot).toBe(43);
  });

  test('a file longer than any log is made anew of its lines: what is kept from then on is found again', () => {
    const first = openHome();
    for (let n = 0; n < 3; n++) log(first, { n });
    const whole = contentOf(first).files.get('log/faults.jsonl')!;
    const tooLong = new Uint8Array(logBytesMax);
    tooLong.set(whole);
    const home = reopenedWith(first, 'log/faults.jsonl', tooLong);
    expect(home.store.problems).toMatchObject([{ code: 'E62', file: 'log/faults.jsonl' }]);
    log(home, { n: 3 });
    expect(home.store.problems).toEqual([]);
    const again = reopened(home);
    expect([...logText(again.store, 'faults').matchAll(/"n":(\d)/g)].map(([, n]) => n)).toEqual([
      '0',
      '1',
      '2',
      '3',
    ]);
    expect(again.store.problems).toEqual([]);
    expect(contentOf(again).files.get('log/faults.jsonl')!.length).toBeLessThan(whole.length * 2);
  });

  test('a line too long is shortened, not dropped', () => {
    const home = openHome();
    log(home, { code: 'E62', what: 'x'.repeat(9000), more: 'ü'.repeat(9000) });
    const line = logText(home.store, 'faults').trimEnd();
    expect(line.length).toBeLessThan(lineBytesMax);
    expect(JSON.parse(line)).toMatchObject({ code: 'E62' });
  });

  test('a line damaged in a single bit is left out, the others are read', () => {
    const home = openHome();
    for (let n = 0; n < 3; n++) log(home, { n });
    const good = contentOf(home).files.get('log/faults.jsonl')!;
    const second = good.indexOf(0x0a) + 1;
    const end = good.indexOf(0x0a, second);
    for (let bit = second * 8; bit < end * 8; bit++) {
      const bad = good.slice();
      bad[bit >> 3]! ^= 1 << (bit & 7);
      const again = reopenedWith(home, 'log/faults.jsonl', bad);
      const lines = logText(again.store, 'faults').trimEnd().split('\n');
      expect(lines.map((line) => JSON.parse(line).n)).toEqual([0, 2]);
    }
  });

  for (const code of ['EIO', 'ENOSPC']) {
    test(`at whatever operation the disk fails (${code}), also as the log turns over, memory says what the disk holds`, () => {
      const linesOf = ({ store }: Home) => logText(store, 'faults');
      for (const lines of [0, 3, linesMax - 1]) {
        const first = openHome();
        for (let n = 0; n < lines; n++) log(first, { n });
        const content = contentOf(first);
        for (let fail = 0; ; fail++) {
          const home = openHome(createDisk(content));
          home.disk.failFrom(home.disk.operations() + fail, code);
          if (log(home, { n: 7000 }).ok) break;
          for (let n = 7001; n < 7003; n++) log(home, { n });
          expect(linesOf(home)).toBe(linesOf(reopened(home)));
          expect(problemsOf(home)).toContainEqual(['E62', 'log/faults.jsonl']);
          home.disk.failFrom(0, null);
          for (let n = 8000; n < 8003; n++) expect(log(home, { n })).toEqual({ ok: true });
          expect(home.store.problems).toEqual([]);
          expect(linesOf(home)).toBe(linesOf(reopened(home)));
          const kept = linesOf(home).trimEnd().split('\n');
          expect(kept.length).toBeGreaterThanOrEqual(Math.min(linesMax, lines + 3));
          expect(kept.slice(-3).map((line) => JSON.parse(line).n)).toEqual([8000, 8001, 8002]);
        }
      }
    });
  }
});

describe('a damaged disk', () => {
  test('any single changed byte of a document is noticed, reported and survived', () => {
    const home = openHome();
    flash(home, 'a', 1);
    home.keep({ what: 'settings', settings: { locked: true, program: 'a', minutes: 10, memories: [] } });
    for (const file of ['settings.json', 'boot.json']) {
      const good = contentOf(home).files.get(file)!;
      for (let at = 0; at < good.length; at++) {
        const bad = good.slice();
        bad[at]! ^= 0x10;
        const again = reopenedWith(home, file, bad);
        expect(problemsOf(again)).toEqual([['E62', file]]);
        expect(programsOf(again)).toEqual([['a', null, 1, null]]);
      }
    }
  });

  const flashedTwice = () => {
    const home = openHome();
    const signer = newSigner();
    for (const version of [3, 4]) {
      const bytes = packProgram({ format: 1, id: 'a', version, model: 'lumbar-1' }, signer);
      home.keep({ what: 'package', head: headOf('a', version), bytes, mayGoDown: false });
      home.keep({ what: 'activate', id: 'a' });
    }
    return home;
  };

  test('when the index is damaged no program is lost, and none comes back into use by itself', () => {
    const again = reopenedWith(flashedTwice(), 'programs.json', textBytes('rubbish'));
    expect(programsOf(again)).toEqual([['a', 4, null, null]]);
    expect(problemsOf(again)[0]).toEqual(['E62', 'programs.json']);
    expect(put(again, 'a', 3, 'older')).toMatchObject({ reason: 'version-lower' });
    expect(programsOf(reopened(again))).toEqual([['a', 4, null, null]]);
  });

  test('an index that cannot be read is not made anew, and no package is swept up', () => {
    const home = flashedTwice();
    const image = new Map(home.disk.image());
    const { store, writes } = openStore(image.set('programs.json', { unreadable: 'the disk fails' }));
    expect(store.problems).toMatchObject([{ file: 'programs.json', what: 'cannot be read: the disk fails' }]);
    expect(writes.map(({ file }) => file)).toEqual(['.', 'boot.json']);
  });

  test('a package that cannot be read is not swept up while the index is made anew', () => {
    const home = flashedTwice();
    const image = new Map(home.disk.image()).set('programs.json', textBytes('rubbish'));
    const newest = `programs/${home.store.index.programs[0]?.active?.hash}.lumbar`;
    const { store, writes } = openStore(image.set(newest, { unreadable: 'the disk fails' }));
    expect(store.index.programs).toMatchObject([{ id: 'a', uploaded: { version: 3 } }]);
    expect(writes.map(({ file }) => file)).toEqual(['.', 'boot.json', 'programs.json']);
  });
});

describe('a disk that cannot be written', () => {
  const codes = { ENOSPC: 'full', EROFS: 'read-only', EACCES: 'read-only', EIO: 'failing' } as const;
  const random = createRandom(3);

  for (const [code, reason] of Object.entries(codes)) {
    test(`refuses with its reason (${code}) at whatever operation it happens, and holds the old or the new state`, () => {
      const first = openHome();
      flash(first, 'a', 1);
      const content = contentOf(first);
      for (let fail = 0; ; fail++) {
        const disk = createDisk(content);
        const home = openHome(disk);
        disk.failFrom(disk.operations() + fail, code);
        const outcome = flash(home, 'a', 2);
        if (outcome.ok) break;
        expect(outcome).toMatchObject({ ok: false, reason });
        expect(home.store.problems).toMatchObject([{ code: 'E62' }]);
        const held = programsOf(home);
        expect([[['a', null, 1, null]], [['a', 2, 1, null]], [['a', null, 2, 1]]]).toContainEqual(held);
        // What the chair goes by is what it would find after a restart.
        const again = openHome(createDisk(disk.afterCut('kept', random)));
        expect(programsOf(again)).toEqual(held);
        expect(home.store.packages).toEqual(again.store.packages);
        // With room again, everything goes on.
        disk.failFrom(0, null);
        expect(flash(home, 'a', 3)).toEqual({ ok: true });
        expect(home.store.index.programs[0]?.active?.version).toBe(3);
        expect(home.store.problems).toEqual([]);
      }
    });

    test(`has in force of settings and keys what the disk holds (${code})`, () => {
      const key = { id: 'ab'.repeat(16), publicKey: 'cd'.repeat(32), name: 'workshop', since: null };
      const settings = { locked: true, program: 'a', minutes: 15, memories: [] };
      for (let fail = 0; ; fail++) {
        const home = openHome();
        home.disk.failFrom(home.disk.operations() + fail, code);
        const outcomes = [
          home.keep({ what: 'settings', settings }),
          home.keep({ what: 'keys', keys: [key] }),
        ];
        const again = reopened(home).store;
        expect([home.store.settings, home.store.keys]).toEqual([again.settings, again.keys]);
        if (outcomes.every(({ ok }) => ok)) break;
        expect(problemsOf(home).at(-1)).toEqual(['E62', 'keys.json']);
      }
    });
  }

  test('does not keep the chair from starting, reading and naming what is wrong', () => {
    const first = openHome();
    flash(first, 'a', 1);
    const readOnly = createDisk(contentOf(first));
    readOnly.failFrom(0, 'EROFS');
    const home = openHome(readOnly);
    expect(programsOf(home)).toEqual([['a', null, 1, null]]);
    expect(packageBytes(home.store, home.store.index.programs[0]!.active!)).toEqual(textBytes('a 1'));
    expect(log(home, { code: 'E31' })).toEqual({
      ok: false,
      reason: 'read-only',
      detail: 'the disk cannot be written (log/faults.jsonl)',
    });
    expect(problemsOf(home)).toEqual([
      ['E62', '.'],
      ['E62', 'boot.json'],
      ['E62', 'log/faults.jsonl'],
    ]);
  });
});
