/** Whatever a command is given, a person gets a sentence and an exit code that is documented, never a stack trace. */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { executable, lumbarHere } from './lumbar.ts';

const folder = mkdtempSync(join(tmpdir(), 'lumbar-wrong-'));
/** A folder below a file cannot be made nor looked into, not even by root. */
const belowFile = 'file/below';

const texts: Readonly<Record<string, string | Uint8Array>> = {
  file: 'x\n',
  'map-key.yaml': 'scenario: x\n? {a: 1}\n: 2\nsteps: []\n',
  'map-key-in-step.yaml': 'scenario: x\nsteps:\n  - {{a: b}: c}\n',
  'map-key-in-chair.yaml': 'chair: x\n? {a: 1}\n: 2\n',
  'unclosed.yaml': '[[[[',
  'own-alias.yaml': '&a [*a, *a]\n',
  'not-text.yaml': Uint8Array.of(0xff, 0xfe, 0x00, 0x80),
  'empty.yaml': '',
  'a.csv': 't_ms,state\n0,off\n',
  'signed.lumbar': Uint8Array.of(0xd2, 0x84, 0x58),
  'names-none.yaml': 'scenario: x\nprogram: nobody\nsteps:\n  - choose: sub/none.yaml\n',
  'taps.yaml': 'scenario: x\nprogram: just-roll\nsteps:\n  - expect: { tapper.moving: false }\n',
};

beforeAll(() => {
  vi.stubEnv('LUMBAR_HOME', join(folder, 'home'));
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(folder, name), text);
  mkdirSync(join(folder, 'folder.yaml'));
  mkdirSync(join(folder, 'folder.csv'));
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** The exit code and everything said, by a process of its own. */
function said(args: readonly string[], stdout: 'pipe' | number = 'pipe', home = 'home') {
  const { status, ...out } = spawnSync(process.execPath, [executable, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, LUMBAR_HOME: join(folder, home) },
    stdio: ['ignore', stdout, 'pipe'],
    timeout: 30_000,
  });
  return { code: status, text: `${out.stdout ?? ''}${out.stderr}` };
}

async function saidHere(args: readonly string[]) {
  const { code, stdout, stderr } = await lumbarHere(args, folder);
  return { code, text: stdout + stderr };
}

test.runIf(process.platform === 'linux')(
  'a socket and a link to itself are told by what they are',
  async () => {
    const socket = createServer().listen(join(folder, 'socket.yaml'));
    await once(socket, 'listening');
    symlinkSync('loop.yaml', join(folder, 'loop.yaml'));
    for (const command of ['check', 'explain'] as const) {
      expect(await saidHere([command, 'socket.yaml'])).toMatchObject({
        code: 2,
        text: expect.stringContaining('socket.yaml'),
      });
      expect((await saidHere([command, 'socket.yaml'])).text).toMatch(/is a socket, not a (chair )?file/);
      expect((await saidHere([command, 'loop.yaml'])).text).toContain('is a link that leads back to itself');
    }
    socket.close();
  },
);

const trace = /^\s+at .+:\d+:\d+|^Node\.js v|node:internal/m;

const files = [...Object.keys(texts), 'folder.yaml', `${belowFile}.yaml`, 'missing.yaml'].filter(
  (name) => name !== 'file' && name !== 'a.csv',
);

const wrong: readonly (readonly string[])[] = [
  ...files.flatMap((name) => [
    ['check', name],
    ['plan', name],
    ['run', name],
    ['explain', name],
    ['run', 'lower-back-relief', '--chair', name],
    ['pack', name],
    ['campaign', 'merge', name],
    ['compare', name, name],
    ['compare', 'a.csv', 'a.csv', '--tolerance', name],
  ]),
  ...files.filter((name) => name !== 'folder.yaml').map((name) => ['test', name]),
  ['check', '--watch', `${belowFile}.yaml`],
  ['keygen', '--out', belowFile],
  ['keygen', '--out', 'folder.yaml'],
  ['pack', 'lower-back-relief', '--key', 'folder.yaml'],
  ['run', 'lower-back-relief', '--trace', `${belowFile}.csv`],
  ['run', 'lower-back-relief', '--trace', 'folder.csv'],
  ['run', 'lower-back-relief', '--speed', 'NaN'],
  ['run', 'lower-back-relief', '--seed', '-1'],
  ['run', 'lower-back-relief', '--rough', 'nothing-like-it'],
  ['sim', '--no-open', '--port', '0', '--rough', 'nothing-like-it'],
  ['sim', '--port', '1e99'],
  ['sim', '--chair', 'folder.yaml'],
  ['sim', 'deep-tissue', '--unknown', '7'],
  ['sim', '--seed', '7', '--unknown', '7'],
  ['sim', '--mistakes', '1'],
  ['campaign', '--seeds', 'many'],
  ['emulate', '--link', belowFile],
  ['emulate', '--seed', 'x'],
  ['emulate', '--mistakes', '1'],
  ['emulate', '--unknown', '7', '--bootloader'],
  ['serve', '--board', belowFile],
  ...(process.platform === 'linux' ? [['explain', '/dev/zero']] : []),
  ['setup', '--board', belowFile],
  ['setup', '--board', belowFile, '--mistakes', '1'],
  ['setup', '--board', 'emulated', '--chair', 'folder.yaml'],
  ['setup', '--board', 'emulated', '--answers', 'missing.yaml'],
  ['firmware', 'flash', '--port', belowFile],
  ['firmware', 'fuses', '--port', belowFile],
  ['flash', 'missing.yaml'],
  ['chair', 'backup', belowFile],
  ['chair', 'status', '--port', 'tcp://127.0.0.1:65536'],
  ['install', '--root', belowFile],
  ['uninstall', '--root', belowFile],
  ['upgrade', '--root', belowFile],
  ['store', 'sideways'],
  ['ports', 'too', 'many'],
];

/** They read what they are given, and hold nothing open. */
const readers = ['check', 'plan', 'run', 'explain', 'pack', 'campaign', 'compare', 'test', 'keygen'];
/** Each command has one process of its own; what waits, watches or opens something always has. */
const inProcess = wrong.filter(
  ([command, ...args], index) =>
    readers.includes(command!) &&
    wrong.findIndex(([first]) => first === command) < index &&
    !args.includes('--watch') &&
    !args.includes('/dev/zero'),
);

describe('every command answers wrong things with a sentence', () => {
  test.each(wrong.map((args) => [args.join(' '), args] as const))('lumbar %s', async (_, args) => {
    const { code, text } = inProcess.includes(args) ? await saidHere(args) : said(args);
    expect(text).not.toMatch(trace);
    expect(text.trim()).not.toBe('');
    expect([1, 2, 4]).toContain(code);
  });

  test('no command is left out', () => {
    const commands = said(['--help']).text.matchAll(/^ {2}([a-z]+) .*(?:\[options\]|<|\[command\])/gm);
    const names = [...commands].map(([, name]) => name).filter((name) => name !== 'help');
    expect(names.length).toBeGreaterThan(10);
    expect(names.filter((name) => !wrong.some(([first]) => first === name))).toEqual([]);
  });

  test('a store that cannot be read is not called empty, and nothing is taken back', () => {
    const shown = said(['store'], 'pipe', belowFile);
    expect([shown.code, shown.text]).toEqual([
      0,
      expect.stringContaining(`${belowFile}: it cannot be read;`),
    ]);
    const back = said(['store', 'back'], 'pipe', belowFile);
    expect(back.code).toBe(1);
    expect(back.text).toMatch(/settings\.json cannot be read: .*ENOTDIR.*Nothing was taken back/);
  });

  test('a home that cannot be made', () => {
    const { code, text } = said(['keygen'], 'pipe', belowFile);
    expect(text).toMatch(/^lumbar: The folder .* cannot be made/);
    expect(code).toBe(2);
  });

  test.skipIf(process.platform !== 'linux')('a standard output that is full (needs /dev/full)', () => {
    const full = openSync('/dev/full', 'w');
    try {
      const { code, text } = said(['plan', 'lower-back-relief'], full);
      expect(text).toMatch(/^lumbar: standard output cannot be written/);
      expect(code).toBe(2);
    } finally {
      closeSync(full);
    }
  });
});

describe('with --json a program is told in one document', () => {
  async function documentOf(...args: string[]) {
    const { code, stdout, stderr } = await lumbarHere([...args, '--json'], folder);
    return { code, stderr, document: JSON.parse(stdout) as Record<string, unknown> };
  }

  test.each([
    [1, 'plan unclosed.yaml'],
    [1, 'run unclosed.yaml'],
    [1, 'pack unclosed.yaml'],
    [1, 'explain map-key-in-chair.yaml'],
    [2, 'plan lower-back-relief --chair map-key-in-chair.yaml'],
  ] as const)('what is wrong with a file, and where: exit code %i of lumbar %s', async (expected, args) => {
    const { code, document } = await documentOf(...args.split(' '));
    expect(code).toBe(expected);
    expect(document).toMatchObject({ ok: false, error: expect.stringMatching(/\w/) });
    const problems = document['problems'] as object[];
    expect(problems.length).toBeGreaterThan(0);
    for (const problem of problems)
      expect(Object.keys(problem)).toEqual(['file', 'line', 'column', 'code', 'message', 'hint']);
  });

  test('a scenario that could not run is bad, at the program that it names; the chair that is named counts', async () => {
    const check = async (...args: string[]) => {
      const { code, document } = await documentOf('check', 'names-none.yaml', 'taps.yaml', ...args);
      const problems = document['problems'] as { file: string; line: number; column: number; code: string }[];
      return { code, said: problems.map((one) => `${one.file}:${one.line}:${one.column} ${one.code}`) };
    };
    expect(await check()).toEqual({
      code: 1,
      said: ['names-none.yaml:2:10 S13', 'names-none.yaml:4:13 S13', 'taps.yaml:4:15 S06'],
    });
    expect(await check('--chair', 'chair-a')).toEqual({
      code: 1,
      said: ['names-none.yaml:2:10 S13', 'names-none.yaml:4:13 S13'],
    });
  });

  test.each([
    'compare missing.csv missing.csv',
    'compare a.csv',
    'compare a.csv a.csv --align sideways',
    'explain missing.yaml',
    'plan no-such-program',
    'run lower-back-relief --speed NaN',
    'run lower-back-relief --sped 1',
    'test missing.yaml',
    'campaign merge missing.json',
    'keygen --out folder.yaml',
    'chair list --port tcp://nowhere',
    'explain boards/missing.yaml',
    'plan signed.lumbar',
    'run signed.lumbar',
  ])('what is wrong with the command: lumbar %s', async (args) => {
    const { code, document, stderr } = await documentOf(...args.split(' '));
    expect(code).toBe(2);
    expect(document).toEqual({ ok: false, error: expect.stringMatching(/\w/), problems: [] });
    expect(stderr).toContain(document['error']);
  });

  test('of a folder the scenarios are run, not the program and chair file that lie beside them', async () => {
    const beside = join(folder, 'beside');
    mkdirSync(beside);
    writeFileSync(
      join(beside, 'mine.yaml'),
      'format: 1\nid: mine\nname: Mine\nsteps:\n  - rest: { for: 5 min }\n',
    );
    expect(await documentOf('test', beside)).toMatchObject({
      code: 2,
      document: { ok: false, problems: [] },
    });
    writeFileSync(join(beside, 'chair.yaml'), '# mine\nchair: mine\nformat: 1\n');
    writeFileSync(join(beside, 'x.yml'), 'scenario: x\nprogram: mine.yaml\nsteps:\n  - wait: 1 s\n');
    const { code, document } = await documentOf('test', beside);
    expect({ code, document }).toMatchObject({ code: 0, document: { passed: 1, failed: 0 } });
    expect((await documentOf('test', join(beside, 'mine.yaml'))).code).toBe(1);
  });

  test('a file that cannot be read takes nothing from those that were checked', async () => {
    const { code, document } = await documentOf(
      'check',
      'missing.yaml',
      'unclosed.yaml',
      'lower-back-relief',
    );
    expect(code).toBe(2);
    expect(document).toMatchObject({ ok: false, notes: [] });
    const problems = document['problems'] as { file: string; code: string }[];
    expect(problems[0]).toMatchObject({ file: 'missing.yaml', line: 1, column: 1, code: 'P43' });
    expect(problems.slice(1).every(({ file }) => file === 'unclosed.yaml')).toBe(true);
    expect(problems.length).toBeGreaterThan(1);
    const words = await lumbarHere(['check', 'missing.yaml', 'lower-back-relief'], folder);
    expect(words).toMatchObject({
      code: 2,
      stdout: expect.stringMatching(/lower-back-relief\.yaml: good\n$/),
      stderr: 'lumbar: There is no file missing.yaml.\n',
    });
  });
});
