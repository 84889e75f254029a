import { existsSync, writeSync } from 'node:fs';
import { connect as connectTcp, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import * as pseudoTerminals from '@lydell/node-pty';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Client, createClient } from '../../src/service/client.ts';
import { encodeFrames } from '../../src/service/frame.ts';
import { connectionsMax, type Listening, listenTcp, serveStream } from '../../src/service/listen.ts';
import { groups, osCommands } from '../../src/service/message.ts';
import { NoAddress, NoConnection, openPort } from '../../src/service/port.ts';
import { flashPackage, readStatus } from '../../src/service/technician.ts';
import { createStand, packed, type Stand, takeTurns } from './stand.ts';
import { messageOf } from './wire.ts';

let stand: Stand;
let listening: Listening;
let endTurns: () => void;
const opened: { close(): unknown }[] = [];
beforeEach(async () => {
  stand = createStand();
  endTurns = takeTurns(stand);
  listening = await listenTcp(stand.inbox, 0);
});
afterEach(async () => {
  for (const thing of opened.splice(0)) await thing.close();
  await listening.close();
  endTurns();
});

const address = () => `tcp://127.0.0.1:${listening.port}`;
async function technician(): Promise<Client> {
  const client = createClient(await openPort(address()));
  opened.push(client);
  return client;
}
async function socket(): Promise<Socket> {
  const made = connectTcp(listening.port, '127.0.0.1');
  opened.push({ close: () => made.destroy() });
  await new Promise((resolve, reject) => made.once('connect', resolve).once('error', reject));
  return made;
}
const closed = (made: Socket) => new Promise<void>((resolve) => made.once('close', () => resolve()));
const echo = (client: Client, text: string) => client.write(groups.os, osCommands.echo, { d: text });

describe('the service port on TCP', () => {
  test('serves a technician', async () => {
    const client = await technician();
    expect(await flashPackage(client, packed(stand.signer, 'a'))).toMatchObject({ id: 'a' });
  });

  test('closes a connection that does not begin as SMP does: no web page can speak to the chair', async () => {
    for (const first of [
      'GET / HTTP/1.1\r\n\r\n',
      'POST / HTTP/1.1\r\n\r\n\x06\x09AA',
      '\n\x06\x09',
      '\x04\x14',
      '\x16\x03\x01',
    ]) {
      const made = await socket();
      const answers: Buffer[] = [];
      made.on('data', (bytes: Buffer) => answers.push(bytes));
      made.write(Buffer.from(first, 'latin1'));
      await closed(made);
      expect(answers).toEqual([]);
    }
  });

  test('serves several technicians; one more takes the place of who has been silent longest', async () => {
    const clients = await Promise.all(Array.from({ length: connectionsMax }, technician));
    for (const [index, client] of clients.entries())
      expect((await echo(client, `${index}`))['r']).toBe(`${index}`);
    await echo(clients[0]!, 'again');
    expect((await echo(await technician(), 'one more'))['r']).toBe('one more');
    await expect(echo(clients[1]!, 'gone')).rejects.toBeInstanceOf(NoConnection);
    for (const index of [0, 2, 3]) expect((await echo(clients[index]!, 'still'))['r']).toBe('still');
  });

  test('lets nobody hold it by silence or by noise, however many they are', async () => {
    const client = await technician();
    await echo(client, 'first');
    const holders: Socket[] = [];
    for (let n = 0; n < 3 * connectionsMax; n++) {
      const holder = await socket();
      holder.on('error', () => {});
      // Begins as SMP does, and never says anything whole.
      if (n % 2 === 0) holder.write('\x06\x09AAAA\n');
      holders.push(holder);
    }
    expect((await echo(client, 'still here'))['r']).toBe('still here');
    expect((await echo(await technician(), 'and me'))['r']).toBe('and me');
    await expect.poll(() => holders.filter(({ closed: gone }) => !gone).length).toBe(connectionsMax - 2);
  });

  test('answers a technician while others send garbage without end or never read', async () => {
    const flood = await socket();
    const garbage = Buffer.alloc(65_536, 0x41);
    garbage[0] = 0x06;
    let flooding = true;
    const send = () => {
      if (flooding && !flood.destroyed) flood.write(garbage, send);
    };
    send();
    const deaf = await socket();
    deaf.pause();
    const question = encodeFrames(
      messageOf({ op: 0, version: 1, group: 0, sequence: 1, command: 0 }, { d: 'x'.repeat(1000) }),
    );
    for (let n = 0; n < 200; n++) deaf.write(question);
    const client = await technician();
    for (let n = 0; n < 20; n++) expect((await echo(client, `${n}`))['r']).toBe(`${n}`);
    expect(await flashPackage(client, packed(stand.signer, 'a'))).toMatchObject({ id: 'a' });
    flooding = false;
    flood.destroy();
  });

  test('survives a client that vanishes in the middle of everything', async () => {
    for (let cut = 1; cut < 40; cut += 3) {
      const made = await socket();
      const message = messageOf({ op: 0, version: 1, group: 0, sequence: 1, command: 0 }, { d: 'hello' });
      made.write(encodeFrames(message).subarray(0, cut));
      made.resetAndDestroy();
    }
    expect((await readStatus(await technician())).model).toBe('lumbar-1');
  });

  test('says so when nobody listens, or the address is none', async () => {
    await listening.close();
    await expect(openPort(address())).rejects.toThrow(/Nothing answers at tcp:.*ECONNREFUSED/);
    await expect(openPort('tcp:127.0.0.1')).rejects.toBeInstanceOf(NoAddress);
    await expect(openPort('tcp://127.0.0.1:65536')).rejects.toBeInstanceOf(NoAddress);
    await expect(openPort('/dev/no-such-port')).rejects.toThrow(/is not there: is the cable in/);
    await expect(openPort('')).rejects.toThrow(/no port is named/);
    if (existsSync('/dev/null'))
      await expect(openPort('/dev/null')).rejects.toThrow('/dev/null is no serial port.');
  });
});

interface PseudoTerminal {
  readonly _master: Duplex;
  readonly _slave: Duplex;
  readonly _fd: number;
  readonly ptsName: string;
}

/** A real serial device of this machine, without the wire: the chair at one end, a device path at the other. */
function openPseudoTerminal(): { line: Duplex; device: string; close(): void } {
  // Its types leave `open` out.
  const { open } = pseudoTerminals as unknown as { open(options: { encoding: null }): PseudoTerminal };
  const terminal = open({ encoding: null });
  // Else it would read what is meant for the technician.
  terminal._slave.pause();
  const line = new Duplex({
    read() {},
    write(bytes: Buffer, _encoding, callback) {
      writeSync(terminal._fd, bytes);
      callback();
    },
  });
  terminal._master.on('data', (bytes: Buffer) => line.push(bytes));
  terminal._master.on('error', () => {});
  return {
    line,
    device: terminal.ptsName,
    close() {
      line.destroy();
      terminal._slave.destroy();
      terminal._master.destroy();
    },
  };
}

describe.skipIf(process.platform === 'win32')('the service port on a serial line', () => {
  test('serves a technician whose computer sees it as a serial device', async () => {
    const { line, device, close } = openPseudoTerminal();
    serveStream(stand.inbox, line);
    const client = createClient(await openPort(device));
    try {
      const bytes = packed(stand.signer, 'a', 2);
      expect(await flashPackage(client, bytes)).toMatchObject({ id: 'a', version: 2 });
      expect((await readStatus(client)).model).toBe('lumbar-1');
    } finally {
      await client.close();
      close();
    }
  });

  test('ignores what else is on the line and answers what is meant for it', async () => {
    const answers: Buffer[] = [];
    const line = new Duplex({
      read() {},
      write(bytes: Buffer, _encoding, callback) {
        answers.push(bytes);
        callback();
      },
    });
    serveStream(stand.inbox, line);
    const message = messageOf({ op: 0, version: 1, group: 0, sequence: 9, command: 0 }, { d: 'hello' });
    line.push(Buffer.from('U-Boot 2024\r\n\n'));
    line.push(Buffer.from(encodeFrames(message)));
    await expect.poll(() => answers.length).toBe(1);
    expect(answers[0]?.subarray(0, 2)).toEqual(Buffer.from([6, 9]));
  });
});
