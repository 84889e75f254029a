/** Stores of other versions: an older one is brought up to date and kept aside, a newer one left alone, and the way back. */
import { describe, expect, test } from 'vitest';
import { createRandom } from '../../sim/random.ts';
import { type Content, fates } from '../../sim/store/medium.ts';
import { documents } from '../../src/store/documents.ts';
import { storeFormat } from '../../src/store/sealed.ts';
import { openStore, packageBytes, settleOpening } from '../../src/store/store.ts';
import { planWayBack } from '../../src/store/versions.ts';
import { createDisk, type FaultyDisk, PowerCut } from './faulty-disk.ts';
import { contentOf, flash, openHome, programsOf } from './home.ts';
import { contentOfFormat, headOf, oldKey, sealedAs, settings } from './older-store.ts';

function open(disk: FaultyDisk) {
  const { store, writes } = openStore(disk.image());
  for (const write of writes) settleOpening(store, write, disk.carryOut(write));
  return store;
}

const documentFiles = [...Object.values(documents).map(({ file }) => file), 'programs.json'];

describe('a store of an older version', () => {
  test('is read, written anew in this format, and kept aside as it was', () => {
    const before = contentOfFormat(1);
    const home = openHome(createDisk(before));
    expect(home.store).toMatchObject({
      boot: 42,
      settings,
      keys: [{ ...oldKey, since: null }],
      problems: [],
    });
    expect(programsOf(home)).toEqual([['a', null, 2, 1]]);
    const { files } = contentOf(home);
    for (const file of ['settings.json', 'keys.json', 'programs.json', 'boot.json']) {
      expect(headOf(files.get(file)), file).toBe(storeFormat);
      expect(files.get(`format-1/${file}`), file).toEqual(before.files.get(file));
    }
  });

  test('keeps the packages that its programs stood on, whatever is flashed and deleted later', () => {
    const home = openHome(createDisk(contentOfFormat(1)));
    const packages = () => [...contentOf(home).files.keys()].filter((path) => path.startsWith('programs/'));
    const before = packages();
    expect(before).toHaveLength(2);
    home.keep({ what: 'delete', id: 'a' });
    expect(packages()).toEqual(before);
    expect(openHome(createDisk(contentOf(home))).store.problems).toEqual([]);
    expect(packages()).toEqual(before);
  });

  test('is the old or the new one, whole, wherever the power is cut while it is migrated', () => {
    const before = contentOfFormat(1);
    const whole = createDisk(before);
    open(whole);
    const random = createRandom(13);
    let cuts = 0;
    for (let operation = 0; operation < whole.operations(); operation++) {
      for (const moment of ['before', 'within', 'after'] as const) {
        for (const fate of fates) {
          const disk = createDisk(before);
          disk.cutAt(operation, moment, random);
          expect(() => open(disk)).toThrow(PowerCut);
          const left = disk.afterCut(fate, random);
          const where = `${moment} operation ${operation}, unsynced ${fate}`;
          for (const file of ['settings.json', 'keys.json', 'programs.json', 'boot.json']) {
            const head = headOf(left.files.get(file));
            expect([1, storeFormat], `${file} ${where}`).toContain(head);
            if (head !== 1) expect(left.files.get(`format-1/${file}`), where).toEqual(before.files.get(file));
          }
          const store = open(createDisk(left));
          expect(store, where).toMatchObject({ settings, keys: [{ ...oldKey, since: null }], problems: [] });
          const [program] = store.index.programs;
          expect(program?.active && packageBytes(store, program.active), where).not.toBeNull();
          cuts++;
        }
      }
    }
    console.log(`a migration, cut at ${whole.operations()} operations in ${cuts} ways`);
    expect(cuts).toBeGreaterThan(50);
  });

  test('that cannot be written is used as it is, and migrated once it can be', () => {
    const disk = createDisk(contentOfFormat(1));
    disk.failFrom(0, 'EROFS');
    const store = open(disk);
    expect(store.settings).toEqual(settings);
    expect(store.problems.map(({ code }) => code)).toContain('E62');
    disk.failFrom(0, null);
    const home = openHome(disk);
    expect(home.store.problems).toEqual([]);
    expect(headOf(disk.read('format-1/settings.json'))).toBe(1);
  });
});

/** As a newer version left it: its own documents, and those of this version aside. */
function newerStore(): Content {
  const { files, folders } = contentOfFormat(storeFormat);
  const withKey = new Map(files).set(
    'keys.json',
    sealedAs(storeFormat, 'keys', [{ ...oldKey, since: null }]),
  );
  const all = new Map(withKey);
  for (const file of documentFiles) {
    const own = withKey.get(file);
    if (own) all.set(`format-${storeFormat}/${file}`, own);
    all.set(file, sealedAs(storeFormat + 1, file.replace('.json', ''), { something: 'new' }));
  }
  return { files: all, folders: new Set([...folders, `format-${storeFormat}`]) };
}

describe('a store of a newer version', () => {
  test('is left alone, and said with both formats; the chair works on its defaults', () => {
    const content = newerStore();
    const disk = createDisk(content);
    const home = openHome(disk);
    expect(home.store.newer).toBe(storeFormat + 1);
    expect(home.store.settings).toEqual(documents.settings.none);
    expect(home.store.problems).toHaveLength(documentFiles.length);
    expect(home.store.problems).toContainEqual({
      code: 'E62',
      file: 'settings.json',
      what: `was written by a newer version: it is of format ${storeFormat + 1}, this version reads ${storeFormat}; it is left as it is`,
    });
    const refused = { ok: false, reason: 'newer' };
    expect(home.keep({ what: 'settings', settings })).toMatchObject(refused);
    expect(home.keep({ what: 'log', log: 'faults', record: { boot: 1 } })).toMatchObject(refused);
    expect(flash(home, 'b', 1)).toMatchObject(refused);
    expect(disk.operations()).toBe(0);
    expect(contentOf(home).files).toEqual(content.files);
  });

  test('one newer document is enough: nothing of the store is written', () => {
    const { files, folders } = contentOfFormat(storeFormat);
    const mixed = new Map(files)
      .set('keys.json', sealedAs(storeFormat, 'keys', []))
      .set('settings.json', sealedAs(9, 'settings', {}));
    const disk = createDisk({ files: mixed, folders });
    const home = openHome(disk);
    expect(disk.operations()).toBe(0);
    expect(programsOf(home)).toEqual([['a', null, 2, 1]]);
  });

  test('is kept aside on the way back, whole wherever the power is cut', () => {
    const content = newerStore();
    const random = createRandom(3);
    const wayBack = (disk: FaultyDisk) => {
      for (const write of planWayBack(disk.image()).writes) disk.carryOut(write);
    };
    const whole = createDisk(content);
    wayBack(whole);
    for (let operation = 0; operation <= whole.operations(); operation++) {
      for (const fate of fates) {
        const disk = createDisk(content);
        disk.cutAt(operation, 'within', random);
        if (operation < whole.operations()) expect(() => wayBack(disk)).toThrow(PowerCut);
        else wayBack(disk);
        const again = createDisk(disk.afterCut(fate, random));
        wayBack(again);
        const home = openHome(again);
        expect(home.store).toMatchObject({ newer: 0, boot: 42, settings, problems: [] });
        expect(programsOf(home)).toEqual([['a', null, 2, 1]]);
        for (const file of documentFiles)
          expect(again.read(`format-${storeFormat + 1}/${file}`)).toEqual(content.files.get(file));
      }
    }
  });
});
