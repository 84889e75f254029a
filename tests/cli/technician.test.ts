import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { chairAmong } from '../../src/cli/service-port.ts';
import { lumbarBeside } from '../service/commands.ts';
import { type LiveChair, openLiveChair } from '../service/live-chair.ts';
import type { Said } from './lumbar.ts';

let chair: LiveChair;
let folder = '';
const home = () => join(folder, 'home');
const inFolder = (name: string) => join(folder, name);
const lumbar = (...args: string[]) => lumbarBeside(args, folder, home());
const atChair = (...args: string[]) => lumbar(...args, '--port', chair.address);
const json = ({ stdout }: Said) => JSON.parse(stdout) as Record<string, unknown>;

const program = (id: string, version: number) => `format: 1
id: ${id}
name: Back and forth
version: ${version}
steps:
  - roll: { from: gluteal, to: mid-back, speed: 2, width: wide, for: 6 min }
`;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lumbar-technician-'));
  chair = await openLiveChair();
});
// It ends by itself after ten idle minutes, which are seconds here.
beforeEach(async () => {
  if (chair.state() === 'off') await chair.enterService();
});
afterAll(async () => {
  await chair.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the signing key', () => {
  test('is made for its owner alone, and never written over', async () => {
    const made = await lumbar('keygen', '--json');
    expect(made.code).toBe(0);
    const { file, key } = json(made) as { file: string; key: string };
    expect(key).toMatch(/^[0-9a-f]{32}$/);
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
    const before = readFileSync(file, 'utf8');
    const again = await lumbar('keygen');
    expect([again.code, again.stdout]).toEqual([2, '']);
    expect(again.stderr).toContain('never written over');
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  test('is refused when others can read it, when it is missing, and when it is none', async () => {
    writeFileSync(inFolder('good.yaml'), program('good', 1));
    const open = inFolder('open.pem');
    await lumbar('keygen', '--out', open);
    chmodSync(open, 0o644);
    const cases: readonly (readonly [string, RegExp])[] = [
      [open, /Others may read .*mode 644.*chmod 600/],
      [inFolder('none.pem'), /There is no key .*lumbar keygen/],
    ];
    for (const [key, words] of cases) {
      const said = await lumbar('pack', 'good.yaml', '--key', key);
      expect([said.code, said.stdout]).toEqual([2, '']);
      expect(said.stderr).toMatch(words);
    }
    writeFileSync(open, 'rubbish');
    chmodSync(open, 0o600);
    expect((await lumbar('pack', 'good.yaml', '--key', open)).stderr).toMatch(/holds no Ed25519 key: it is/);
    expect(existsSync(inFolder('good.lumbar'))).toBe(false);
  });
});

describe('flashing', () => {
  test('tells every problem of every program with file, line and column before it opens the port', async () => {
    writeFileSync(inFolder('bad.yaml'), program('bad', 1).replace('gluteal', 'glutael'));
    writeFileSync(inFolder('worse.yaml'), program('worse', 0).replace('6 min', '6 hours'));
    const said = await lumbar('flash', 'bad.yaml', 'good.yaml', 'worse.yaml', '--port', 'tcp://127.0.0.1:1');
    expect([said.code, said.stdout]).toEqual([1, '']);
    expect(said.stderr).toMatch(/bad\.yaml:6:\d+ +P20/);
    expect(said.stderr).toMatch(/worse\.yaml:4:\d+ +P15/);
    expect(said.stderr).toMatch(/worse\.yaml:6:\d+ +P27/);
  });

  test('with a new key asks for start on the remote on the way, and goes on', async () => {
    const pressed = chair.confirmNext();
    const said = await atChair('flash', 'good.yaml');
    await pressed;
    expect([said.code, said.stderr]).toEqual([
      0,
      expect.stringContaining('Press start on the remote within 60 s'),
    ]);
    expect(said.stdout).toMatch(/^good: version 1 is active \(new; \d+ bytes, verified\)\n$/);
    expect(chair.simulation.control.programs.some(({ program: id }) => id === 'good')).toBe(true);
  });

  test('takes several programs and packages at once, and says as JSON what changed', async () => {
    writeFileSync(inFolder('good.yaml'), program('good', 2));
    writeFileSync(inFolder('other.yaml'), program('other', 7));
    expect((await lumbar('pack', 'other.yaml')).code).toBe(0);
    const said = await atChair('flash', 'good.yaml', 'other.lumbar', '--json');
    expect(json(said)).toEqual({
      flashed: [
        { id: 'good', version: 2, bytes: expect.any(Number), before: 1, same: false },
        { id: 'other', version: 7, bytes: expect.any(Number), before: null, same: false },
      ],
    });
  });

  test('of a damaged package is refused before anything is sent', async () => {
    const bytes = readFileSync(inFolder('other.lumbar'));
    writeFileSync(inFolder('cut.lumbar'), bytes.subarray(0, bytes.length - 1));
    expect(await atChair('flash', 'cut.lumbar')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('damaged'),
    });
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(inFolder('changed.lumbar'), bytes);
    const said = await atChair('flash', 'changed.lumbar');
    expect([said.code, said.stdout]).toEqual([1, '']);
    expect(said.stderr).toMatch(/refused: the package is damaged: .*signature does not fit/);
  });
});

describe('a cable that is pulled in the middle of an upload', () => {
  test('and put back costs nothing: the upload goes on where it was', async () => {
    const roll = '  - roll: { from: gluteal, to: mid-back, speed: 2, width: wide, for: 15 s }\n';
    writeFileSync(inFolder('long.yaml'), `${program('long', 1)}${roll.repeat(60)}`);
    let passed = 0;
    let cables = 0;
    const cable = createServer((technician) => {
      cables++;
      const line = connect(Number(chair.address.split(':')[2]), '127.0.0.1');
      for (const end of [technician, line]) end.on('error', () => {});
      line.pipe(technician);
      technician.on('close', () => line.destroy());
      technician.on('data', (bytes) => {
        passed += bytes.length;
        // The first chunk has arrived; the second never does.
        if (cables === 1 && passed > 3500) technician.destroy();
        else line.write(bytes);
      });
    });
    await new Promise<void>((resolve) => cable.listen(0, '127.0.0.1', resolve));
    const { port } = cable.address() as { port: number };
    const said = await lumbar('flash', 'long.yaml', '--port', `tcp://127.0.0.1:${port}`);
    cable.close();
    expect([said.code, cables]).toEqual([0, 2]);
    expect(said.stderr).toContain('Put the cable back');
    expect(said.stdout).toMatch(/^long: version 1 is active \(new; \d+ bytes, verified\)\n$/);
  });
});

describe('a chair that cannot be reached', () => {
  test('ends the command with 4 and says what to look at', async () => {
    const said = await lumbar('chair', 'list', '--port', 'tcp://127.0.0.1:1');
    expect([said.code, said.stdout]).toEqual([4, '']);
    expect(said.stderr).toMatch(/Nothing answers at tcp:\/\/127\.0\.0\.1:1/);
    expect((await lumbar('chair', 'list', '--port', '/dev/no-such-port')).code).toBe(4);
  });

  test('and something else that answers in its place is no chair', async () => {
    const server: Server = createServer((socket) => socket.pipe(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const said = await lumbar('chair', 'status', '--port', `tcp://127.0.0.1:${port}`);
    server.close();
    expect(said.code).toBe(4);
    expect(said.stderr).toContain('does not answer');
  });
});

describe('without --port', () => {
  test('the one chair that is found is used; several are listed, none says what to do', async () => {
    expect(await chairAmong(['/dev/ttyACM0'], false)).toBe('/dev/ttyACM0');
    await expect(chairAmong(['/dev/ttyACM0', '/dev/ttyACM1'], false)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('\n  /dev/ttyACM0\n  /dev/ttyACM1'),
    });
    await expect(chairAmong([], true)).rejects.toThrow(/No chair was found.*--port/);
  });
});

describe('lumbar chair', () => {
  test('gives exactly one JSON document where asked', async () => {
    for (const command of ['list', 'status', 'keys', 'faults', 'sessions']) {
      const said = await atChair('chair', command, '--json');
      expect([said.code, said.stderr]).toEqual([0, '']);
      expect(Object.keys(json(said)).length).toBeGreaterThan(0);
    }
  });

  test('ends with 2 when it is used wrongly, with 1 when the chair refuses', async () => {
    expect((await atChair('chair', 'activate')).code).toBe(2);
    expect((await atChair('chair', 'dance')).code).toBe(2);
    expect((await atChair('chair', 'activate', 'nothing')).code).toBe(1);
    expect((await atChair('chair', 'restore', 'good.yaml')).code).toBe(1);
    expect((await atChair('chair', 'restore', 'missing.json')).code).toBe(2);
  });
});
