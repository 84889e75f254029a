/** A pseudo-terminal: a serial port whose other end is a program. What is written here is read at `path`. */
import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, writeSync } from 'node:fs';

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

/** Opens one. Throws where this machine has none, with what to do. */
export async function openPty(): Promise<Pty> {
  let open: (options: { encoding: null }) => unknown;
  try {
    ({ open } = (await import('@lydell/node-pty')).default as never);
  } catch (error) {
    throw new Error(`no pseudo-terminals here (${(error as Error).message}): npm install @lydell/node-pty`);
  }
  const terminal = open({ encoding: null }) as OpenTerminal;
  // Our own hold on the other end keeps it from hanging up between two readers. It is a bare file: node-pty's stream
  // would read some of their bytes, even when it is paused.
  const hold = openSync(terminal._pty, constants.O_RDWR | constants.O_NOCTTY);
  terminal._slave.destroy();
  // Before the first byte: nothing may be echoed or taken for a control character.
  execFileSync('stty', ['-F', terminal._pty, 'raw', '-echo']);
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
