/**
 * One controller for each store: two that write the same home would remove each other's files as rubbish. The lock is a
 * local socket in the home, which the system releases when its holder dies, however it dies. A dead socket stays until
 * somebody holds the one with the next number, which only one of all who find it dead can.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface HomeLock {
  release(): Promise<void>;
}

/** Longest path used for a socket, in bytes (Linux takes 107, macOS 103). */
const socketPathMax = 90;

/** Null if another process holds the lock. A home that cannot be written is not locked: nobody writes there. */
export async function lockHome(home: string): Promise<HomeLock | null> {
  const path = socketPath(resolve(home));
  await mkdir(home, { recursive: true, mode: 0o700 }).catch(() => {});
  const first = Math.max(0, ...(await numbersOf(path)));
  for (let number = first; number < first + deadMax; number++) {
    const held = await listenAt(numbered(path, number));
    if (typeof held !== 'string') return await onlyHolder(path, number, held);
    if (held !== 'EADDRINUSE') return { release: async () => {} };
    if (await answers(numbered(path, number))) return null;
    // Its holder died, or it is something else: try the next number.
  }
  return null;
}

/** How many more dead sockets may be found than there were at first (limit). */
const deadMax = 16;

/** A holder that was so slow that a higher number is held by now has to give up. Sockets with lower numbers are removed. */
async function onlyHolder(path: string, number: number, server: Server): Promise<HomeLock | null> {
  const release = () => new Promise<void>((done) => server.close(() => done()));
  const others = await numbersOf(path);
  if (others.some((other) => other > number)) {
    await release();
    return null;
  }
  for (const other of others.filter((each) => each < number))
    await rm(numbered(path, other), { force: true }).catch(() => {});
  return { release };
}

function socketPath(home: string): string {
  const name = createHash('sha256').update(home).digest('hex').slice(0, 24);
  if (process.platform === 'win32') return `\\\\.\\pipe\\lumbar-${name}`;
  const inHome = join(home, `lock${suffix}`);
  return Buffer.byteLength(inHome) <= socketPathMax ? inHome : join(tmpdir(), `lumbar-${name}${suffix}`);
}

const suffix = '.socket';

/** `lock.socket`, `lock.1.socket`, ... */
function numbered(path: string, number: number): string {
  return number === 0 ? path : `${path.slice(0, -suffix.length)}.${number}${suffix}`;
}

/** The numbers in use. A pipe of Windows is gone with its holder, and needs no numbers. */
async function numbersOf(path: string): Promise<number[]> {
  const names = await readdir(dirname(path)).catch(() => []);
  const stem = basename(path, suffix);
  const pattern = new RegExp(`^${stem}(?:\\.([1-9]\\d{0,8}))?\\${suffix}$`);
  return names.flatMap((name) => {
    const found = pattern.exec(name);
    return found === null ? [] : [Number(found[1] ?? 0)];
  });
}

/** The listening server, or why there is none. */
function listenAt(path: string): Promise<Server | string> {
  return new Promise((done) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error: NodeJS.ErrnoException) => done(error.code ?? 'unknown'));
    // Everybody who may look into the home may ask whether the lock is held, whatever user they are.
    server.listen({ path, readableAll: true, writableAll: true }, () => done(server));
    server.unref();
  });
}

/** Asked twice: a holder that has just begun answers a moment later. */
async function answers(path: string): Promise<boolean> {
  if (await answersNow(path)) return true;
  await sleep(beginsWithinMs);
  return answersNow(path);
}

/** Longest time from having the name to listening: a pause of a slow computer. */
const beginsWithinMs = 250;

function answersNow(path: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      done(true);
    });
    socket.once('error', () => done(false));
  });
}
