/** A pseudo-terminal: a serial port whose other end is a program. What is written here can be read at `path`. */
import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';

export interface Pty {
  /** The path that others open, such as /dev/pts/3. */
  readonly path: string;
  /** Unread bytes are lost, as on a serial line, once the system has buffered some kilobytes. */
  write(bytes: Uint8Array): void;
  onData(listener: (bytes: Uint8Array) => void): void;
  close(): void;
}

/** The part of node-pty's terminal that its types leave out. */
interface OpenTerminal {
  readonly _pty: string;
  readonly _fd: number;
  readonly _master: NodeJS.ReadableStream & { destroy(): void };
  readonly _slave: { destroy(): void };
}

/** The native part of node-pty: two file descriptors, no streams. */
interface NativePty {
  open(
    columns: number,
    rows: number,
  ): { readonly master: number; readonly slave: number; readonly pty: string };
}

const pollMs = 1;

export interface WatchedPty extends Pty {
  /** Called when a program opens the other end, and when the last program has closed it. */
  onOpen(listener: () => void): void;
  onClosed(listener: () => void): void;
}

/**
 * A pseudo-terminal whose other end is not held open here, so that its opening can be seen: before it, reading gives
 * EIO, after it EAGAIN or bytes. (Linux; a program that closes and reopens within a millisecond is not noticed.)
 */
export async function openWatchedPty(): Promise<WatchedPty> {
  // The package's own entry point makes streams of both ends, which would keep the other end open.
  const { requireBinary } = (await import('@lydell/node-pty/requireBinary.js' as string).catch(noPty)) as {
    requireBinary(file: string): NativePty;
  };
  const { master, slave, pty } = requireBinary('pty.node').open(80, 24);
  closeSync(slave);
  const listeners = { open: () => {}, closed: () => {}, data: (_bytes: Uint8Array) => {} };
  const buffer = Buffer.alloc(4096);
  let open = false;
  const note = (nowOpen: boolean): void => {
    if (nowOpen === open) return;
    open = nowOpen;
    if (open) listeners.open();
    else listeners.closed();
  };
  const poll = (): void => {
    try {
      const length = readSync(master, buffer);
      note(true);
      listeners.data(Uint8Array.from(buffer.subarray(0, length)));
    } catch (error) {
      note((error as NodeJS.ErrnoException).code === 'EAGAIN');
    }
  };
  const polling = setInterval(poll, pollMs);
  return {
    path: pty,
    write(bytes) {
      if (!open) return;
      try {
        writeSync(master, bytes);
      } catch {
        // Nobody reads: the bytes are lost, as on a serial line.
      }
    },
    onData: (listener) => {
      listeners.data = listener;
    },
    onOpen: (listener) => {
      listeners.open = listener;
    },
    onClosed: (listener) => {
      listeners.closed = listener;
    },
    close() {
      open = false;
      clearInterval(polling);
      closeSync(master);
    },
  };
}

function noPty(error: Error): never {
  throw new Error(
    `no pseudo-terminals here: the package @lydell/node-pty is wanted for them (npm i -g @lydell/node-pty). ${error.message}`,
  );
}

/** Opens a pseudo-terminal. On a machine that has none, throws an error that says what to do. */
export async function openPty(): Promise<Pty> {
  const { default: package_ } = await import('@lydell/node-pty').catch(noPty);
  const { open } = package_ as unknown as { open(options: { encoding: null }): unknown };
  const terminal = open({ encoding: null }) as OpenTerminal;
  // Holding the other end open keeps it from hanging up between two readers. It is held as a plain file: node-pty's
  // stream would take some of the readers' bytes, even when paused.
  const hold = openSync(terminal._pty, constants.O_RDWR | constants.O_NOCTTY);
  terminal._slave.destroy();
  // Set before the first byte, so that nothing is echoed or taken for a control character.
  try {
    execFileSync('stty', ['-F', terminal._pty, 'raw', '-echo']);
  } catch (error) {
    closeSync(hold);
    terminal._master.destroy();
    throw error;
  }
  terminal._master.on('error', () => {});
  let alive = true;
  return {
    path: terminal._pty,
    write(bytes) {
      if (!alive) return;
      try {
        // Not through its stream, which would busy-wait and block everything else until somebody reads.
        writeSync(terminal._fd, bytes);
      } catch {
        // The buffer is full: the bytes are lost.
      }
    },
    onData(listener) {
      terminal._master.on('data', listener);
    },
    close() {
      if (!alive) return;
      alive = false;
      terminal._master.destroy();
      closeSync(hold);
    },
  };
}
