/** A pseudo-terminal: a serial port whose other end is a program. What is written here is read at `path`. */
import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';

export interface Pty {
  /** What others open, such as /dev/pts/3. */
  readonly path: string;
  /** What nobody takes is lost, as on a serial line, once the system holds some kilobytes of it. */
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
  /** Told when a program opens the other end, and when the last one has closed it. */
  onOpen(listener: () => void): void;
  onClosed(listener: () => void): void;
}

/**
 * One whose other end nobody holds, so that its opening shows: until then reading gives EIO, from then on EAGAIN
 * or bytes. (Linux; a program that closes and opens again within a millisecond is not noticed.)
 */
export async function openWatchedPty(): Promise<WatchedPty> {
  // The package's own entry makes streams of both ends, and those would keep the other end open.
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
        // Nobody reads: a serial line loses it, too.
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

/** Opens one. Throws where this machine has none, with what to do. */
export async function openPty(): Promise<Pty> {
  const { default: package_ } = await import('@lydell/node-pty').catch(noPty);
  const { open } = package_ as unknown as { open(options: { encoding: null }): unknown };
  const terminal = open({ encoding: null }) as OpenTerminal;
  // Our own hold on the other end keeps it from hanging up between two readers. It is a bare file: node-pty's stream
  // would read some of their bytes, even when it is paused.
  const hold = openSync(terminal._pty, constants.O_RDWR | constants.O_NOCTTY);
  terminal._slave.destroy();
  // Before the first byte: nothing may be echoed or taken for a control character.
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
        // Not by its stream: that waits, at full speed and with everything else, until somebody reads.
        writeSync(terminal._fd, bytes);
      } catch {
        // Full.
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
