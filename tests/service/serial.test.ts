/** A serial device of this machine, opened and ended. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findChairs } from '../../src/cli/service-port.ts';
import { createClient } from '../../src/service/client.ts';
import { type Served, serveSerial } from '../../src/service/listen.ts';
import { openPort } from '../../src/service/port.ts';
import { openSerial } from '../../src/service/serial.ts';
import { readStatus } from '../../src/service/technician.ts';
import { Cable } from './cable.ts';
import { createStand, takeTurns } from './stand.ts';

let folder = '';
let cable: Cable;
const opened: { close(): Promise<void> }[] = [];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lumbar-serial-'));
  cable = new Cable(folder);
  await cable.plugIn();
});
afterEach(async () => {
  for (const thing of opened.splice(0)) await thing.close();
  await cable.unplug();
  rmSync(folder, { recursive: true, force: true });
});

/** Of util-linux. */
const hasFlock = spawnSync('flock', ['--version']).status === 0;
const closeLater = <T extends { close(): Promise<void> }>(thing: T): T => {
  opened.push(thing);
  return thing;
};
/** Its lock is exclusive, so that it opens only where nobody else has it. */
const isFree = async (path: string): Promise<boolean> => {
  try {
    await (await openSerial(path)).close();
    return true;
  } catch (error) {
    // Any other reason is none of a lock, and wants to be seen.
    if (!/cannot lock/i.test(String(error))) throw error;
    return false;
  }
};
async function serve(): Promise<Served> {
  const stand = createStand();
  const endTurns = takeTurns(stand);
  closeLater({ close: async () => endTurns() });
  return closeLater(await serveSerial(stand.inbox, cable.chairEnd));
}

describe.skipIf(process.platform === 'win32')('a serial device', () => {
  test('is locked while it is open and free once it is closed, at either end', async () => {
    const served = await serve();
    const client = createClient(await openPort(cable.technicianEnd));
    expect((await readStatus(client)).model).toBe('lumbar-1');
    expect([await isFree(cable.chairEnd), await isFree(cable.technicianEnd)]).toEqual([false, false]);
    await client.close();
    await client.close();
    expect(await isFree(cable.technicianEnd)).toBe(true);
    await served.close();
    expect(await isFree(cable.chairEnd)).toBe(true);
    expect(await served.ended).toBe('it was closed');
  });

  test('that nobody reads closes all the same, whatever waits in it', async () => {
    const line = await openSerial(cable.technicianEnd);
    line.stream.on('error', () => {});
    for (let n = 0; n < 50; n++) line.stream.write(Buffer.alloc(4096));
    await line.close();
    expect(await isFree(cable.technicianEnd)).toBe(true);
  });

  test('that is locked for a moment still opens as soon as it is not', async (context) => {
    if (!hasFlock) return context.skip('no flock (util-linux) is installed');
    const holder = spawn('flock', [cable.technicianEnd, 'sh', '-c', 'echo held; read go; sleep 0.1']);
    const left = once(holder, 'exit');
    await once(holder.stdout, 'data');
    const opening = openSerial(cable.technicianEnd);
    holder.stdin.write('go\n');
    await (await opening).close();
    await left;
  });

  test('that is pulled ends, and says why; the next one at its path opens', async () => {
    const served = await serve();
    await cable.unplug();
    expect(await served.ended).toBe('its other end went away: is the cable in?');
    await served.close();
    await cable.plugIn();
    expect(await isFree(cable.chairEnd)).toBe(true);
  });

  test('that is pulled between two reads ends too, and does not read nothing for ever', async () => {
    const line = closeLater(await openSerial(cable.chairEnd));
    // Nothing reads yet; it reads when the device is gone already.
    await cable.unplug();
    line.stream.resume();
    expect(await line.ended).toBe('its other end went away: is the cable in?');
  });

  test('is free after the search for chairs, whether a chair or nobody was there', async () => {
    await serve();
    const empty = closeLater(await emptyCable('silent'));
    const missing = join(folder, 'missing');
    expect(await findChairs([cable.technicianEnd, empty.path, missing])).toEqual([cable.technicianEnd]);
    expect([await isFree(cable.technicianEnd), await isFree(empty.path)]).toEqual([true, true]);
  });
});

async function emptyCable(name: string): Promise<{ path: string; close(): Promise<void> }> {
  mkdirSync(join(folder, name));
  const silent = new Cable(join(folder, name));
  await silent.plugIn();
  return { path: silent.technicianEnd, close: () => silent.unplug() };
}
