import { execFileSync } from 'node:child_process';
import {
  closeSync,
  constants,
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { carryOutWrite } from '../../src/store/carry-out.ts';
import type { FileSystem } from '../../src/store/file-system.ts';
import { storeHome } from '../../src/store/home.ts';
import type { Keep, KeepOutcome } from '../../src/store/keep.ts';
import { packageFilesMax, packageReadMax } from '../../src/store/programs.ts';
import { readImage } from '../../src/store/read-image.ts';
import { realFileSystem } from '../../src/store/real-file-system.ts';
import {
  logText,
  openStore,
  packageBytes,
  planKeep,
  type Store,
  settleKeep,
  settleOpening,
  storeFiles,
} from '../../src/store/store.ts';
import { asideFiles } from '../../src/store/versions.ts';
import { createDisk, fileSystemOf } from './faulty-disk.ts';
import { contentOf, flash, headOf, openHome, textBytes } from './home.ts';

interface Opened {
  readonly store: Store;
  keep(what: Keep): Promise<KeepOutcome>;
}

async function openOn(disk: FileSystem): Promise<Opened> {
  const { store, writes } = openStore(await readImage(disk));
  for (const write of writes) settleOpening(store, write, await carryOutWrite(disk, write));
  return {
    store,
    async keep(what) {
      const plan = planKeep(store, what);
      return plan.ok ? settleKeep(store, plan, await carryOutWrite(disk, plan.write)) : plan;
    },
  };
}

const settings = { locked: true, program: 'a', minutes: 15, memories: [] };
const key = { id: 'ab'.repeat(16), publicKey: 'cd'.repeat(32), name: 'workshop', since: null };

/** One of each thing that is kept. */
const everything: readonly Keep[] = [
  { what: 'settings', settings },
  { what: 'keys', keys: [key] },
  { what: 'package', head: headOf('a', 1), bytes: textBytes('a 1'), mayGoDown: false },
  { what: 'activate', id: 'a' },
  { what: 'log', log: 'faults', record: { code: 'E31' } },
  { what: 'log', log: 'sessions', record: { number: 1 } },
];

const homes: string[] = [];
afterEach(() => {
  for (const home of homes.splice(0)) rmSync(home, { recursive: true, force: true });
});

function newHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'lumbar-store-'));
  homes.push(home);
  return join(home, 'deep', 'er');
}

async function filledHome(): Promise<string> {
  const home = newHome();
  const { keep } = await openOn(realFileSystem(home));
  for (const what of everything) expect(await keep(what)).toEqual({ ok: true });
  return home;
}

describe('on a real disk', () => {
  test('the store does what it does on a simulated one, in a folder of its owner', async () => {
    const home = await filledHome();
    writeFileSync(join(home, 'settings.json'), 'rubbish');
    const { store } = await openOn(realFileSystem(home));
    expect([store.boot, store.keys]).toEqual([2, [key]]);
    expect(packageBytes(store, store.index.programs[0]!.active!)).toEqual(textBytes('a 1'));
    expect(logText(store, 'faults')).toContain('"E31"');
    expect(store.problems).toMatchObject([{ code: 'E62', file: 'settings.json' }]);
    if (process.platform !== 'win32') {
      expect(statSync(home).mode & 0o777).toBe(0o700);
      expect(statSync(join(home, 'programs.json')).mode & 0o777).toBe(0o600);
    }
    expect(readFileSync(join(home, 'programs.json'), 'utf8')).toMatch(
      /^lumbar programs 2 \d+ [0-9a-f]{64}\n/,
    );
  });

  test('and leaves the same files behind', async () => {
    const home = await filledHome();
    const simulated = openHome();
    for (const what of everything) simulated.keep(what);
    const { files, folders } = contentOf(simulated);
    for (const [path, bytes] of files) expect(new Uint8Array(readFileSync(join(home, path)))).toEqual(bytes);
    expect(readdirSync(home, { recursive: true }).length).toBe(files.size + folders.size - 1);
  });

  test('what its home also holds is neither read nor touched, and is not in the image', async () => {
    const home = await filledHome();
    writeFileSync(join(home, 'notes.txt'), 'mine');
    mkdirSync(join(home, 'lost+found'));
    const image = await readImage(realFileSystem(home));
    expect([...image.keys()].some((path) => path.includes('notes') || path.includes('lost'))).toBe(false);
    await openOn(realFileSystem(home));
    expect(readdirSync(home)).toEqual(expect.arrayContaining(['notes.txt', 'lost+found']));
  });

  test('its home is LUMBAR_HOME, else where the platform keeps data', () => {
    expect(storeHome({ LUMBAR_HOME: '/x' }, 'linux', '/home/u')).toBe('/x');
    expect(storeHome({}, 'linux', '/home/u')).toBe('/home/u/.local/share/lumbar');
    expect(storeHome({ XDG_DATA_HOME: '/data' }, 'linux', '/home/u')).toBe('/data/lumbar');
    expect(storeHome({}, 'darwin', '/Users/u')).toBe('/Users/u/Library/Application Support/lumbar');
    expect(storeHome({ LOCALAPPDATA: '/local' }, 'win32', '/u')).toBe('/local/lumbar');
    // A user without a home folder: never a folder that begins where the command was called.
    expect(() => storeHome({}, 'linux', '')).toThrow('LUMBAR_HOME');
    expect(storeHome({ XDG_DATA_HOME: '/data' }, 'linux', '')).toBe('/data/lumbar');
  });
});

describe.skipIf(process.platform === 'win32')('in place of a file (Windows has no such things)', () => {
  const inPlace: Readonly<Record<string, (path: string) => void>> = {
    'a FIFO': (path) => execFileSync('mkfifo', [path]),
    'a folder': (path) => mkdirSync(path),
    'a device': (path) => symlinkSync('/dev/zero', path),
  };
  const packageFile = (home: string) => join('programs', readdirSync(join(home, 'programs'))[0]!);

  for (const [what, make] of Object.entries(inPlace)) {
    test(`${what} is said at once and never waited for, whichever file it is`, async () => {
      const template = await filledHome();
      for (const file of [...storeFiles.map(({ path }) => path), packageFile(template)]) {
        const home = newHome();
        cpSync(template, home, { recursive: true });
        rmSync(join(home, file), { force: true });
        make(join(home, file));
        const image = await readImage(realFileSystem(home));
        expect(image.get(file)).toEqual({ unreadable: `it is ${what} and no file` });
        const { store, keep } = await openOn(realFileSystem(home));
        expect(store.problems.map((problem) => problem.file)).toContain(file);
        // Nothing hangs, and what does not lie in that file is kept.
        const outcomes: KeepOutcome[] = [];
        for (const keepable of everything) outcomes.push(await keep(keepable));
        expect(outcomes.filter(({ ok }) => ok).length).toBeGreaterThanOrEqual(4);
      }
    });
  }

  test('a FIFO of a document is replaced when the document is written, one of a replacement is swept up', async () => {
    const home = await filledHome();
    rmSync(join(home, 'settings.json'));
    for (const file of ['settings.json', 'keys.json.new']) execFileSync('mkfifo', [join(home, file)]);
    const { store, keep } = await openOn(realFileSystem(home));
    expect(readdirSync(home)).not.toContain('keys.json.new');
    expect(await keep({ what: 'settings', settings })).toEqual({ ok: true });
    expect(lstatSync(join(home, 'settings.json')).isFile()).toBe(true);
    expect(store.problems).toEqual([]);
  });

  test('a write to a FIFO somebody reads is refused as well', async () => {
    const home = await filledHome();
    const path = join(home, 'log/faults.jsonl');
    rmSync(path);
    execFileSync('mkfifo', [path]);
    const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const { keep } = await openOn(realFileSystem(home));
      const outcome = await keep({ what: 'log', log: 'faults', record: { code: 'E31' } });
      expect(outcome).toMatchObject({ ok: false, reason: 'failing' });
      expect(readSync(reader, new Uint8Array(9))).toBe(0);
    } finally {
      closeSync(reader);
    }
  });

  test('a socket, and a FIFO in place of a folder or of the home, are said as well', async () => {
    const home = await filledHome();
    rmSync(join(home, 'keys.json'));
    const server = createServer();
    await new Promise<void>((done) => server.listen(join(home, 'keys.json'), done));
    const image = await readImage(realFileSystem(home));
    await new Promise((done) => server.close(done));
    expect(image.get('keys.json')).toEqual({ unreadable: 'it is a socket and no file' });
    for (const folder of ['programs', 'log']) rmSync(join(home, folder), { recursive: true });
    for (const folder of ['programs', 'log']) execFileSync('mkfifo', [join(home, folder)]);
    const files = (await openOn(realFileSystem(home))).store.problems.map(({ file }) => file);
    expect(files).toEqual(expect.arrayContaining(['programs', 'log/faults.jsonl', 'log/sessions.jsonl']));
    const fifo = newHome();
    mkdirSync(dirname(fifo));
    execFileSync('mkfifo', [fifo]);
    expect((await openOn(realFileSystem(fifo))).store.problems.length).toBeGreaterThan(0);
  });
});

describe('what is read when the store opens', () => {
  test('is bounded in files and bytes, and the packages that are needed come first', async () => {
    const home = openHome();
    flash(home, 'zz', 1);
    const { files, folders } = contentOf(home);
    const crowded = new Map(files).set('settings.json', new Uint8Array(3_000_000));
    for (let n = 0; n < 2 * packageFilesMax; n++)
      crowded.set(`programs/${n.toString(16).padStart(64, '0')}.lumbar`, new Uint8Array(packageReadMax + 9));
    const disk = fileSystemOf(createDisk({ files: crowded, folders }));
    let reads = 0;
    let bytes = 0;
    const counting: FileSystem = {
      ...disk,
      async read(path, bytesMax) {
        const content = await disk.read(path, bytesMax);
        reads++;
        bytes += content?.length ?? 0;
        return content;
      },
    };
    const { store } = openStore(await readImage(counting));
    expect(reads).toBe(storeFiles.length + asideFiles.length + packageFilesMax);
    expect(bytes).toBeLessThan(20_000_000);
    expect(packageBytes(store, store.index.programs[0]!.active!)).toEqual(textBytes('zz 1'));
  });

  test('is what is there, in one piece with a disk that gives it at once', async () => {
    const home = openHome();
    flash(home, 'a', 1);
    expect(await readImage(fileSystemOf(home.disk))).toEqual(home.disk.image());
  });

  test('is said where the disk gives an error', async () => {
    const failure = () => Promise.reject(Object.assign(new Error('EIO: i/o error'), { code: 'EIO' }));
    const image = await readImage({ ...fileSystemOf(createDisk()), read: failure, list: failure });
    expect(image.get('boot.json')).toEqual({ unreadable: 'the disk fails (EIO: i/o error)' });
    const { store } = openStore(image);
    expect(store.problems[0]?.what).toBe('cannot be read: the disk fails (EIO: i/o error)');
    expect(store.problems.length).toBe(storeFiles.length + 1);
  });

  test('is said as the system says it where it may not be read: that is no disk that cannot be written', async () => {
    const failure = () => Promise.reject(Object.assign(new Error('EACCES: denied'), { code: 'EACCES' }));
    const image = await readImage({ ...fileSystemOf(createDisk()), read: failure });
    expect(openStore(image).store.problems[0]?.what).toBe('cannot be read: EACCES: denied');
  });
});

describe('carrying a write out', () => {
  test('does its operations in order, ends at the first that fails, and reads what the file holds now', async () => {
    const { store } = openHome();
    const plan = planKeep(store, { what: 'settings', settings });
    if (!plan.ok) throw new Error('settings are refused');
    for (let fail = 0; fail <= plan.write.operations.length; fail++) {
      const disk = createDisk();
      const first = openHome(disk);
      disk.failFrom(disk.operations() + fail, 'EROFS');
      const result = await carryOutWrite(fileSystemOf(disk), plan.write);
      const held = first.disk.read('settings.json');
      if (fail === plan.write.operations.length) expect(result).toEqual({ ok: true });
      else expect(result).toEqual({ ok: false, reason: 'read-only', detail: 'EROFS: simulated', held });
      expect(held !== null).toBe(fail > 2);
    }
  });

  test('a file that cannot be removed is no trouble', async () => {
    const disk = createDisk();
    disk.failFrom(0, 'EIO');
    const operations = [{ do: 'remove', path: 'settings.json.new' }] as const;
    expect(await carryOutWrite(fileSystemOf(disk), { file: 'programs', operations })).toEqual({ ok: true });
  });
});
