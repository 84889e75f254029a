import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lockHome } from '../../src/store/lock.ts';

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'lumbar-lock-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe("the store's lock", () => {
  test('is held by one at a time', async () => {
    const first = await lockHome(home);
    expect(first).not.toBeNull();
    expect(await lockHome(home)).toBeNull();
    await first?.release();
    const second = await lockHome(home);
    expect(second).not.toBeNull();
    await second?.release();
  });

  test('is let go of when its holder is killed', async () => {
    await leaveDeadSocket();
    const mine = await lockHome(home);
    expect(mine).not.toBeNull();
    await mine?.release();
  });

  test('that its holder left behind is had by one alone of many who come at once', async () => {
    await leaveDeadSocket();
    for (let round = 0; round < 3; round++) {
      const all = await Promise.all(Array.from({ length: 6 }, () => lockHome(home)));
      const [holder, ...more] = all.filter((lock) => lock !== null);
      expect(more).toEqual([]);
      expect(await lockHome(home)).toBeNull();
      await holder?.release();
      // As if it had died: its socket lies there still.
      writeFileSync(join(home, `lock.${round + 7}.socket`), '');
    }
    expect(readdirSync(home)).toEqual(['lock.9.socket']);
  });

  test('is had where a folder lies in its place', async () => {
    mkdirSync(join(home, 'lock.socket', 'mine'), { recursive: true });
    const first = await lockHome(home);
    expect(first).not.toBeNull();
    expect(await lockHome(home)).toBeNull();
    await first?.release();
    expect(existsSync(join(home, 'lock.socket', 'mine'))).toBe(true);
  });

  test.skipIf(process.platform === 'win32')('may be asked for by other users, too', async () => {
    const first = await lockHome(home);
    expect(statSync(join(home, 'lock.socket')).mode & 0o777).toBe(0o777);
    await first?.release();
  });

  test('works where the home lies too deep for a socket', async () => {
    const deep = join(home, 'x'.repeat(120));
    const first = await lockHome(deep);
    expect(await lockHome(deep)).toBeNull();
    await first?.release();
  });
});

/** Held by a process that is killed. */
async function leaveDeadSocket(): Promise<void> {
  const socket = join(home, 'lock.socket');
  const holder = spawn(process.execPath, [
    '-e',
    `require('net').createServer().listen(${JSON.stringify(socket)})`,
  ]);
  await expect.poll(() => existsSync(socket)).toBe(true);
  expect(await lockHome(home)).toBeNull();
  holder.kill('SIGKILL');
  await new Promise((resolve) => holder.once('exit', resolve));
  expect(existsSync(socket)).toBe(true);
}
