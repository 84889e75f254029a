/**
 * The service port: how long flashing takes beside what the wire itself needs, what a bad line does to a
 * thousand uploads, what garbage does to the chair, and how late its ticks get while somebody floods it.
 */
import { connect as connectTcp } from 'node:net';
import { Duplex } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createRandom } from '../../sim/random.ts';
import { createClient } from '../../src/service/client.ts';
import { listenTcp, serveStream } from '../../src/service/listen.ts';
import { NoConnection, type Port } from '../../src/service/port.ts';
import { reloadPrograms } from '../../src/service/service.ts';
import { flashPackage } from '../../src/service/technician.ts';
import { fuzzCampaign } from '../service/fuzz.ts';
import { createStand, packed, type Stand } from '../service/stand.ts';
import { connect, impatientTimer } from '../service/wire.ts';
import { type BenchRow, medianOf, row } from './rows.ts';

const baud = 115_200;
const bytesPerMs = baud / 10 / 1000;
const uploads = 1000;
const fuzzBytes = 10_000_000;
const fuzzFrames = 1_000_000;
const tickMs = 20;

export async function serviceRows(): Promise<BenchRow[]> {
  return [...(await flashRows()), ...(await lossRows()), ...(await fuzzRows()), ...(await lateRows())];
}

/** A package of about 2 kB. */
function largePackage(stand: Stand, version: number): Uint8Array {
  const roll = { roll: { from: 'gluteal', to: 'mid-back', speed: 2, width: 'wide', for: '15 s' } };
  return packed(stand.signer, 'two-kilobytes', version, { steps: Array.from({ length: 33 }, () => roll) });
}

/** A line that carries 115200 baud in each direction, and not a byte more. */
function slowLine(stand: Stand): Port {
  let toClient: (bytes: Uint8Array) => void = () => {};
  const carrier = (deliver: (bytes: Uint8Array) => void) => {
    let freeAtMs = 0;
    return (bytes: Uint8Array) => {
      const nowMs = performance.now();
      freeAtMs = Math.max(freeAtMs, nowMs) + bytes.length / bytesPerMs;
      setTimeout(() => deliver(bytes), freeAtMs - nowMs);
    };
  };
  const down = carrier((bytes) => toClient(bytes));
  const line = new Duplex({
    read() {},
    write(bytes: Buffer, _encoding, callback) {
      down(bytes);
      callback();
    },
  });
  serveStream(stand.service, line);
  const up = carrier((bytes) => line.push(Buffer.from(bytes)));
  return {
    write: up,
    onData(listener) {
      toClient = listener;
    },
    onClose() {},
    close: async () => void line.destroy(),
  };
}

async function flashRows(): Promise<BenchRow[]> {
  const stand = await createStand();
  const flashMs: number[] = [];
  let bytes = new Uint8Array(0) as Uint8Array;
  for (let version = 1; version <= 7; version++) {
    bytes = largePackage(stand, version);
    const client = createClient(slowLine(stand));
    const start = performance.now();
    await flashPackage(client, bytes);
    flashMs.push(performance.now() - start);
    await client.close();
  }
  return [
    row('service: package flashed', bytes.length, 'bytes'),
    row(
      'service: flashed and verified at 115200 baud, beside its bytes alone',
      medianOf(flashMs),
      'ms',
      bytes.length / bytesPerMs,
    ),
  ];
}

async function lossRows(): Promise<BenchRow[]> {
  const stand = await createStand();
  const random = createRandom(7);
  let succeeded = 0;
  let failed = 0;
  let wrong = 0;
  let highest = 0;
  for (let version = 1; version <= uploads; version++) {
    const client = createClient(connect(stand.service, { random, share: 0.1 }), { timer: impatientTimer });
    const bytes = largePackage(stand, version);
    let heard = false;
    try {
      await flashPackage(client, bytes);
      heard = true;
      succeeded++;
    } catch (error) {
      if (error instanceof NoConnection) failed++;
      else wrong++;
    }
    await reloadPrograms(stand.service);
    const held = stand.service.loaded[0];
    if (held !== undefined) {
      const active = held.generation.version;
      // Whole, never older than what was there, and what the technician heard is what is so.
      if (held.reason !== null || active < highest || (heard && active !== version)) wrong++;
      highest = Math.max(highest, active);
    }
    await client.close();
    stand.chair.nowMs += 20_000;
  }
  return [
    row('service: uploads with 10 % of the frames lost or spoilt', uploads, 'uploads'),
    row('service: of these succeeded', succeeded, 'uploads'),
    row('service: of these failed cleanly', failed, 'uploads'),
    row('service: of these wrong', wrong, 'uploads'),
  ];
}

async function fuzzRows(): Promise<BenchRow[]> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const heapUsed = () => {
    collect();
    return process.memoryUsage().heapUsed;
  };
  const start = performance.now();
  const report = await fuzzCampaign({ seed: 9, bytes: fuzzBytes, frames: fuzzFrames, heapUsed });
  for (const violation of report.violations) console.error(violation);
  return [
    row('service: random bytes', report.bytes, 'bytes'),
    row('service: mutated requests', report.frames, 'frames'),
    row('service: of these answered', report.answers, 'frames'),
    row('service: violations', report.violations.length, 'violations'),
    row('service: heap grown in the second half', (report.heapAfter - report.heapBefore) / 1024, 'KiB'),
    row('service: fuzzing took', (performance.now() - start) / 1000, 's'),
  ];
}

/** A control loop's ticks at absolute deadlines, in the process that also serves the port. */
async function lateness(ticks: number): Promise<{ worstMs: number; usualMs: number }> {
  const lateMs: number[] = [];
  const start = performance.now();
  for (let tick = 1; tick <= ticks; tick++) {
    const dueMs = start + tick * tickMs;
    await new Promise((resolve) => setTimeout(resolve, Math.max(dueMs - performance.now(), 0)));
    // Timers are whole milliseconds and may be early by a part of one.
    lateMs.push(Math.max(performance.now() - dueMs, 0));
  }
  lateMs.sort((a, b) => a - b);
  return { worstMs: lateMs.at(-1)!, usualMs: lateMs[Math.floor(ticks * 0.95)]! };
}

async function lateRows(): Promise<BenchRow[]> {
  const stand = await createStand();
  stand.chair.state = 'running';
  const listening = await listenTcp(stand.service, 0);
  const ticks = 250;
  const quiet = await lateness(ticks);
  const random = createRandom(3);
  const garbage = Buffer.from(Uint8Array.from({ length: 65_536 }, () => random.counter++ * 2654435761));
  garbage[0] = 6;
  const sockets = Array.from({ length: 3 }, () => {
    const socket = connectTcp(listening.port, '127.0.0.1');
    const flood = () => {
      if (!socket.destroyed) socket.write(garbage, () => setImmediate(flood));
    };
    flood();
    socket.on('error', () => {});
    return socket;
  });
  const flooded = await lateness(ticks);
  for (const socket of sockets) socket.destroy();
  await listening.close();
  return [
    row(
      'service: lateness of 95 % of the ticks while three clients flood, beside none',
      flooded.usualMs,
      'ms',
      quiet.usualMs,
    ),
    row(
      'service: worst lateness of a tick while three clients flood, beside none',
      flooded.worstMs,
      'ms',
      quiet.worstMs,
    ),
  ];
}
