/**
 * One store, one controller: two that write the same home would take each other's files for rubbish. The lock
 * is a local socket in the home, which the system lets go of when its holder dies, however it dies.
 */
import { createHash } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export interface HomeLock {
  release(): Promise<void>;
}

/** Longer paths are no sockets (Linux takes 107 bytes, macOS 103). */
const socketPathMax = 100;

/** Null if another process holds it. A home that cannot be written is not locked: nobody writes there. */
export async function lockHome(home: string): Promise<HomeLock | null> {
  const path = socketPath(resolve(home));
  await mkdir(home, { recursive: true, mode: 0o700 }).catch(() => {});
  for (let attempt = 0; attempt < 2; attempt++) {
    const held = await listenAt(path);
    if (typeof held !== 'string') return { release: () => new Promise((done) => held.close(() => done())) };
    if (held !== 'EADDRINUSE') return { release: async () => {} };
    if (await answers(path)) return null;
    // Its holder died without a word.
    await rm(path, { force: true });
  }
  return null;
}

function socketPath(home: string): string {
  const name = createHash('sha256').update(home).digest('hex').slice(0, 24);
  if (process.platform === 'win32') return `\\\\.\\pipe\\lumbar-${name}`;
  const inHome = join(home, 'lock.socket');
  return Buffer.byteLength(inHome) <= socketPathMax ? inHome : join(tmpdir(), `lumbar-${name}.socket`);
}

/** The listening server, or why there is none. */
function listenAt(path: string): Promise<Server | string> {
  return new Promise((done) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error: NodeJS.ErrnoException) => done(error.code ?? 'unknown'));
    server.listen(path, () => done(server));
    server.unref();
  });
}

function answers(path: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      done(true);
    });
    socket.once('error', () => done(false));
  });
}
