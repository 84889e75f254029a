/**
 * Puts the service port on a TCP socket or a serial line. Bytes go into the inbox in small slices, `sliceBytes` a turn
 * for each of a few connections, so that no client, however fast and whatever it sends, takes time from the control
 * loop.
 */
import { createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { closeLine, type Inbox, openLine, putBytes } from './inbox.ts';

/** Reading a slice takes well under a millisecond; 200 kB/s is seventeen times the fastest serial line here. */
const sliceBytes = 4096;
/** Bytes of answers that may wait for a client that does not read; further answers are dropped, and the client asks again. */
const unreadBytesMax = 65_536;
/** Technicians at a chair at the same time. */
export const connectionsMax = 4;
/** A client that is silent for this long counts as gone. */
const silenceMs = 300_000;
/** The first byte of every SMP packet. Nothing that a web page can send begins with it. */
const firstByteWanted = 0x06;

/** Serves one stream until it closes. `onAnswer` is called for each answer: the client has sent a whole message. */
export function serveStream(inbox: Inbox, stream: Duplex, onAnswer: () => void = () => {}): void {
  const connection = openLine(inbox, (bytes) => {
    onAnswer();
    if (!stream.destroyed && stream.writableLength < unreadBytesMax) stream.write(bytes);
  });
  let waiting: Buffer = Buffer.alloc(0);
  let open = true;

  async function pump(): Promise<void> {
    while (open && waiting.length > 0) {
      const slice = waiting.subarray(0, sliceBytes);
      waiting = waiting.subarray(sliceBytes);
      await putBytes(inbox, connection, slice);
    }
    if (open) stream.resume();
  }

  stream.on('data', (chunk: Buffer) => {
    stream.pause();
    waiting = chunk;
    void pump();
  });
  const end = () => {
    open = false;
    waiting = Buffer.alloc(0);
    closeLine(inbox, connection);
  };
  stream.on('close', end);
  // Only the close that follows matters.
  stream.on('error', () => {});
}

/** The service port while it is open. */
export interface Served {
  /** What a technician calls it. */
  readonly name: string;
  /** Resolves with the reason, whoever ended it. */
  readonly ended: Promise<string>;
  /** Never rejects. */
  close(): Promise<void>;
}

/** Serves a serial device. Rejects with the system's words. */
export async function serveSerial(inbox: Inbox, path: string): Promise<Served> {
  const { openSerial } = await import('./serial.ts');
  const { stream, ended, close } = await openSerial(path);
  serveStream(inbox, stream);
  return { name: path, ended, close };
}

export interface Listening extends Served {
  readonly port: number;
}

/** Listens on a TCP port (0: any that is free). On loopback unless told otherwise. */
export async function listenTcp(inbox: Inbox, port: number, host = '127.0.0.1'): Promise<Listening> {
  const guests = createGuests();
  const server = createServer((socket) => {
    guests.enter(socket);
    socket.on('error', () => {});
    socket.setNoDelay(true);
    socket.setTimeout(silenceMs, () => socket.destroy());
    socket.once('data', (first: Buffer) => {
      socket.pause();
      if (first[0] !== firstByteWanted) {
        socket.destroy();
        return;
      }
      serveStream(inbox, socket, () => guests.heard(socket));
      socket.unshift(first);
      socket.resume();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const ended = new Promise<string>((resolve) => {
    server.on('error', (error) => resolve(error.message));
    server.on('close', () => resolve('it was closed'));
  });
  const open = portOf(server);
  return {
    name: `tcp://${host}:${open}`,
    port: open,
    ended,
    async close() {
      guests.leave();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Guests {
  enter(socket: Socket): void;
  /** The client has sent a whole message, which is being answered. */
  heard(socket: Socket): void;
  /** Ends all connections. */
  leave(): void;
}

/**
 * The connections. A newcomer replaces a connection that never sent a whole message, the oldest first, else the one
 * that has been silent longest: so no socket that only holds its place keeps a technician out.
 */
function createGuests(): Guests {
  /** In the order in which they connected. */
  const silent = new Set<Socket>();
  /** In the order of their last message. */
  const speaking = new Set<Socket>();
  const remove = (socket: Socket) => {
    silent.delete(socket);
    speaking.delete(socket);
  };
  return {
    enter(socket) {
      if (silent.size + speaking.size >= connectionsMax) {
        const [longest] = silent.size > 0 ? silent : speaking;
        longest?.destroy();
        if (longest !== undefined) remove(longest);
      }
      silent.add(socket);
      socket.on('close', () => remove(socket));
    },
    heard(socket) {
      if (socket.destroyed) return;
      remove(socket);
      speaking.add(socket);
    },
    leave() {
      for (const socket of [...silent, ...speaking]) socket.destroy();
    },
  };
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
