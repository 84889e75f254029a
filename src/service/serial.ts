/**
 * A serial device as a line that surely ends, at either end of the cable. serialport alone does not do that: its
 * `destroy` emits 'close' but leaves the device open and locked, so that the process does not end and nobody else can
 * open it. And a device whose other end goes away between two reads answers each read at once with no bytes, for ever.
 * Loaded only where it is used: it has a native part.
 */
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { SerialPort } from 'serialport';

/** Baud rate of a real serial line; USB gadgets take any. */
const baudRate = 115_200;
/** How long a device may take to open. */
const openWithinMs = 3000;
/**
 * How long a device may still be locked by a process that has just left it: a read or write in another thread holds the
 * lock until it returns, after the close.
 */
const lockedWithinMs = 250;
/** How often an open device is asked whether it is still there. */
const checkEachMs = 1000;
/** The system's messages about a device that is gone. Any other error means that it has no modem lines: a gadget, a pty. */
const goneWords = /input\/output error|no such device|bad file descriptor|EIO|ENXIO|ENODEV/i;

/** Bytes in and out, until it ends. */
export interface Line {
  readonly stream: Duplex;
  /** Resolves with the reason, whoever ended it. */
  readonly ended: Promise<string>;
  /** Afterwards the device is free for others. Never rejects. */
  close(): Promise<void>;
}

/** Rejects with the system's words. */
export async function openSerial(path: string): Promise<Line> {
  const port = await unlocked(path);
  const ended = endOf(port);
  const stopChecking = checkThat(port, ended.end);
  let closing: Promise<void> | null = null;
  return {
    stream: port,
    ended: ended.reason,
    close() {
      stopChecking();
      closing ??= freed(port);
      return closing;
    },
  };
}

/** Opens the device, waiting for a process that has just left it. */
async function unlocked(path: string): Promise<SerialPort> {
  const giveUpMs = performance.now() + lockedWithinMs;
  for (;;) {
    const port = new SerialPort({ path, baudRate, autoOpen: false });
    try {
      await opened(port);
      return port;
    } catch (error) {
      if (!/cannot lock/i.test(String(error)) || performance.now() >= giveUpMs) throw error;
    }
    await sleep(25);
  }
}

function opened(port: SerialPort): Promise<void> {
  return new Promise((resolve, reject) => {
    let late = false;
    const patience = setTimeout(() => {
      late = true;
      reject(new Error(`it did not open within ${openWithinMs / 1000} s`));
    }, openWithinMs);
    port.open((error) => {
      clearTimeout(patience);
      if (error) reject(error);
      else if (late) void freed(port);
      else resolve();
    });
  });
}

function endOf(port: SerialPort): { reason: Promise<string>; end: (why: string) => void } {
  let end: (why: string) => void = () => {};
  const reason = new Promise<string>((resolve) => {
    end = resolve;
  });
  const words = ({ message }: Error) =>
    goneWords.test(message) ? 'its other end went away: is the cable in?' : message;
  // A failed write ends with 'error', a lost device with 'close' and a reason, our own closing with a plain 'close'.
  port.on('error', (error: Error) => end(words(error)));
  port.on('close', (error?: Error | null) => end(error ? words(error) : 'it was closed'));
  return { reason, end };
}

/** Checks the device repeatedly; returns a function that stops it. */
function checkThat(port: SerialPort, gone: (why: string) => void): () => void {
  let timeout: NodeJS.Timeout;
  const next = () => {
    timeout = setTimeout(check, checkEachMs);
    timeout.unref();
  };
  const check = () => {
    if (!port.isOpen) return;
    port.get((error) => {
      if (error && goneWords.test(error.message)) gone('its other end went away: is the cable in?');
      else next();
    });
  };
  next();
  return () => clearTimeout(timeout);
}

/** Drops bytes that nobody reads, since the system would wait up to half a minute for a reader; then closes the device. */
function freed(port: SerialPort): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      port.destroy();
      resolve();
    };
    const close = () => (port.isOpen ? port.close(done) : done());
    if (port.closing) port.once('close', done).once('error', done);
    else if (port.isOpen) port.flush(close);
    else done();
  });
}
