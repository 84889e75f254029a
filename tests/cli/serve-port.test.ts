/** The service port of `lumbar serve`: late, pulled, put back, and in use by somebody else. No board is needed for it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openServicePort } from '../../src/cli/serve-port.ts';
import { createClient } from '../../src/service/client.ts';
import { createInbox } from '../../src/service/inbox.ts';
import { openPort } from '../../src/service/port.ts';
import { openSerial } from '../../src/service/serial.ts';
import { readStatus } from '../../src/service/technician.ts';
import { Cable } from '../service/cable.ts';
import { Working } from './emulated-chair.ts';

let folder = '';
let command: Working | null = null;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lumbar-serve-port-'));
});
afterEach(async () => {
  await command?.end();
  command = null;
  rmSync(folder, { recursive: true, force: true });
});

function serve(service: string): Working {
  command = new Working(
    ['serve', '--board', join(folder, 'no-board'), '--chair', 'lumbar-1', '--service', service, '--json'],
    {
      env: { LUMBAR_HOME: join(folder, 'home') },
    },
  );
  return command;
}
/** What the log says of the service port. */
const said = ({ stdout }: Working) =>
  stdout
    .split('\n')
    .filter((line) => line.endsWith('}'))
    .map((line) => (JSON.parse(line) as { text: string }).text)
    .filter((text) => text.includes('service port'));
const says =
  (work: Working, text: string, times = 1) =>
  () =>
    said(work).filter((line) => line.startsWith(text)).length >= times;

async function modelAt(port: string): Promise<string> {
  const client = createClient(await openPort(port));
  try {
    return (await readStatus(client)).model;
  } finally {
    await client.close();
  }
}

describe.skipIf(process.platform === 'win32')('the service port of lumbar serve', () => {
  test('is waited for where its device comes late, and opened again when it was pulled', async () => {
    const cable = new Cable(folder);
    const work = serve(cable.chairEnd);
    await work.until('it waits', says(work, 'no service port yet'));
    await cable.plugIn();
    await work.until('it is served', says(work, 'service port at'));
    expect(await modelAt(cable.technicianEnd)).toBe('lumbar-1');
    await cable.unplug();
    await work.until('it is missed', says(work, `service port ${cable.chairEnd} lost`));
    await cable.plugIn();
    await expect
      .poll(() => modelAt(cable.technicianEnd).catch(() => ''), { timeout: 30_000 })
      .toBe('lumbar-1');
    expect(said(work).slice(0, 3)).toEqual([
      `no service port yet: ${cable.chairEnd} is not there: is the cable in? (lumbar ports lists what is)`,
      `service port at ${cable.chairEnd}`,
      `service port ${cable.chairEnd} lost: its other end went away: is the cable in?`,
    ]);
    work.child.kill('SIGTERM');
    expect(await work.code).toBe(0);
    await cable.unplug();
  });

  test('is kept where there is no chair file, and says so', async () => {
    const cable = new Cable(folder);
    await cable.plugIn();
    command = new Working(
      ['serve', '--board', join(folder, 'no-board'), '--service', cable.chairEnd, '--json'],
      { env: { LUMBAR_HOME: join(folder, 'home') } },
    );
    await command.until('it is served', says(command, 'service port at'));
    expect(command.stdout).toContain('E63 no chair file');
    const client = createClient(await openPort(cable.technicianEnd));
    try {
      await expect.poll(async () => (await readStatus(client)).state, { timeout: 10_000 }).toBe('fault');
      const { faults, chair } = await readStatus(client);
      // E53 as well where the machine that tests it is busy.
      expect(faults.map(({ code }) => code).filter((code) => code !== 'E53')).toEqual(['E63']);
      expect(chair).toMatchObject({ guard: null, supplyV: null, roomC: null, emergencyStop: null });
      expect(chair['link']).toMatch(/^none: /);
    } finally {
      await client.close();
    }
    command.child.kill('SIGTERM');
    expect(await command.code).toBe(0);
    await cable.unplug();
  });

  test('is tried again where another program has the device', async () => {
    const cable = new Cable(folder);
    await cable.plugIn();
    const other = await openSerial(cable.chairEnd);
    const work = serve(cable.chairEnd);
    await work.until('it says so', says(work, `no service port yet: ${cable.chairEnd} is in use`));
    await other.close();
    await work.until('it is served', says(work, 'service port at'));
    expect(await modelAt(cable.technicianEnd)).toBe('lumbar-1');
    await cable.unplug();
  });

  test('is tried again where another program has the address; the chair runs without it', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    const address = `tcp://127.0.0.1:${port}`;
    const work = serve(address);
    await work.until('it says so', says(work, `no service port yet: ${address} is in use`));
    await work.until('it runs', () => work.stdout.includes('no link yet'));
    await new Promise((resolve) => other.close(resolve));
    await work.until('it is served', says(work, 'service port at'));
    expect(await modelAt(address)).toBe('lumbar-1');
  });
});

test.each(['', 'tcp://0.0.0.0:8421', 'tcp://127.0.0.1:70000'])(
  'a port named "%s" is refused at the start',
  (name) => {
    expect(() => openServicePort(createInbox(), name, () => {})).toThrow(/only tcp:\/\/127\.0\.0\.1:PORT/);
  },
);
