/** The technician's end of the line: a serial device or `tcp://host:port`, as bytes in and out. */
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';

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

/** Baud rate of a real serial line; USB gadgets take any. */
export const baudRate = 115_200;
const connectMs = 5000;

export async function openPort(name: string): Promise<Port> {
  const tcp = /^tcp:\/\/(?:\[([^\]]+)\]|([^:/]+)):(\d+)\/?$/.exec(name);
  if (tcp) return portOf(await openSocket(tcp[1] ?? tcp[2] ?? '', Number(tcp[3]), name));
  if (name.startsWith('tcp:'))
    throw new NoConnection(`${name} is no address; it looks like tcp://127.0.0.1:8421.`);
  return portOf(await openSerial(name));
}

async function openSocket(host: string, port: number, name: string): Promise<Duplex> {
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

async function openSerial(path: string): Promise<Duplex> {
  const { SerialPort } = await import('serialport');
  const port = new SerialPort({ path, baudRate, autoOpen: false });
  await new Promise<void>((resolve, reject) => {
    port.open((error) => {
      if (error) reject(new NoConnection(`The port ${path} cannot be opened: ${error.message}.`));
      else resolve();
    });
  });
  return port;
}

function portOf(stream: Duplex): Port {
  let onClose: (why: string) => void = () => {};
  let why = 'the line was closed';
  stream.on('error', (error: Error) => {
    why = error.message;
  });
  stream.on('close', () => onClose(why));
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
    close: () =>
      new Promise((resolve) => {
        if (stream.destroyed) resolve();
        else {
          stream.once('close', () => resolve());
          stream.destroy();
        }
      }),
  };
}
