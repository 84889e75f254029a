import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
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
    const mine = await lockHome(home);
    expect(mine).not.toBeNull();
    await mine?.release();
  });

  test('works where the home lies too deep for a socket', async () => {
    const deep = join(home, 'x'.repeat(120));
    const first = await lockHome(deep);
    expect(await lockHome(deep)).toBeNull();
    await first?.release();
  });
});
