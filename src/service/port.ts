/** The technician's end of the line: a serial device or `tcp://host:port`, as bytes in and out. */
import { connect, type Socket } from 'node:net';
import { portTrouble } from '../codec/port-trouble.ts';
import type { Line } from './serial.ts';

export interface Port {
  write(bytes: Uint8Array): void;
  /** Replaces the listener. */
  onData(listener: (bytes: Uint8Array) => void): void;
  /** Replaces the listener; called once, with the reason where there is one. */
  onClose(listener: (why: string) => void): void;
  close(): Promise<void>;
}

/** Nobody answers, or the line went away. */
export class NoConnection extends Error {}

/** The name cannot be that of a port. */
export class NoAddress extends Error {}

const connectMs = 5000;
const portMax = 65_535;

export async function openPort(name: string): Promise<Port> {
  const tcp = /^tcp:\/\/(?:\[([^\]]+)\]|([^:/]+)):(\d+)\/?$/.exec(name);
  if (tcp && Number(tcp[3]) <= portMax)
    return portOf(lineOf(await openSocket(tcp[1] ?? tcp[2] ?? '', Number(tcp[3]), name)));
  if (name.startsWith('tcp:'))
    throw new NoAddress(`${name} is no address; it looks like tcp://127.0.0.1:8421.`);
  return portOf(await openDevice(name));
}

async function openSocket(host: string, port: number, name: string): Promise<Socket> {
  const socket = connect({ host, port });
  socket.setNoDelay(true);
  await new Promise<void>((resolve, reject) => {
    const fail = (why: string) => {
      socket.destroy();
      reject(new NoConnection(`Nothing answers at ${name} (${why}). Is the chair or its simulator running?`));
    };
    const timer = setTimeout(() => fail('no answer'), connectMs);
    socket.once('connect', () => {
      clearTimeout(timer);
      resolve();
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      fail(error.code ?? error.message);
    });
  });
  return socket;
}

async function openDevice(path: string): Promise<Line> {
  const { openSerial } = await import('./serial.ts');
  return openSerial(path).catch((error: Error) => {
    throw new NoConnection(`${portTrouble(path, error.message)}.`);
  });
}

function lineOf(socket: Socket): Line {
  let why = 'the line was closed';
  socket.on('error', (error: Error) => {
    why = error.message;
  });
  const ended = new Promise<string>((resolve) => {
    socket.on('close', () => resolve(why));
  });
  return {
    stream: socket,
    ended,
    async close() {
      socket.destroy();
      await ended;
    },
  };
}

function portOf({ stream, ended, close }: Line): Port {
  let onClose: (why: string) => void = () => {};
  void ended.then((why) => onClose(why));
  return {
    write(bytes) {
      if (!stream.destroyed) stream.write(bytes);
    },
    onData(listener) {
      stream.removeAllListeners('data');
      stream.on('data', listener);
    },
    onClose(listener) {
      onClose = listener;
    },
    close,
  };
}
