/**
 * The service port: how long flashing takes beside what the wire itself needs, what a bad line does to a
 * thousand uploads, what garbage does to the chair, and how late its ticks get while somebody floods it.
 */

import { readFileSync } from 'node:fs';
import { connect as connectTcp, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { modelPort } from '../../sim/boards/modelport.ts';
import { createSimulation, decideSimulation, type Simulation } from '../../sim/chair/simulation.ts';
import { keysOf, setKeys } from '../../sim/plant/plant.ts';
import { createRandom, nextInt32 } from '../../sim/random.ts';
import { tickMs } from '../../src/chair/limits.ts';
import type { KeyName } from '../../src/chair/names.ts';
import { checkProgram } from '../../src/program/language/check.ts';
import { factoryProgramFile } from '../../src/program/library.ts';
import { planProgram } from '../../src/program/plan/planner.ts';
import { carryOut } from '../../src/run/controller.ts';
import { createLateness, type Lateness, latenessAt, runLoop } from '../../src/run/loop.ts';
import { createClient } from '../../src/service/client.ts';
import { loadFlashedPrograms } from '../../src/service/flashed.ts';
import { listenTcp, serveStream } from '../../src/service/listen.ts';
import { NoConnection, type Port } from '../../src/service/port.ts';
import { flashPackage } from '../../src/service/technician.ts';
import { chair as lumbar1 } from '../chair.ts';
import { fuzzCampaign } from '../service/fuzz.ts';
import { createStand, packed, type Stand, takeTurns } from '../service/stand.ts';
import { connect, impatientTimer } from '../service/wire.ts';
import { type BenchRow, medianOf, row } from './rows.ts';

const baud = 115_200;
const bytesPerMs = baud / 10 / 1000;
const uploads = 1000;
const fuzzBytes = 10_000_000;
const fuzzFrames = 1_000_000;
const listenMs = 5000;

export async function serviceRows(): Promise<BenchRow[]> {
  return [...(await flashRows()), ...(await lossRows()), ...(await fuzzRows()), ...(await massageRows())];
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
  serveStream(stand.inbox, line);
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
  const stand = createStand();
  const endTurns = takeTurns(stand, tickMs);
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
  endTurns();
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
  const stand = createStand();
  const random = createRandom(7);
  let succeeded = 0;
  let failed = 0;
  let wrong = 0;
  let highest = 0;
  for (let version = 1; version <= uploads; version++) {
    const client = createClient(connect(stand, { random, share: 0.1 }), { timer: impatientTimer });
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
    const [held] = loadFlashedPrograms(stand.store, lumbar1, []);
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

/** A massage on the simulated chair in real time, in the process that also serves the port. */
async function massageRows(): Promise<BenchRow[]> {
  const chair = openBenchChair();
  const listening = await listenTcp(chair.inbox, 0);
  const quiet = await latenessDuring(chair, listenMs);
  const sockets = Array.from({ length: 3 }, () => flood(listening.port));
  const flooded = await latenessDuring(chair, listenMs);
  for (const socket of sockets) socket.destroy();
  await listening.close();
  const { session, guard } = chair.control;
  return [
    row(
      'service: ticks late by (95 %), three clients flooding, beside none',
      latenessAt(flooded, 0.95),
      'ms',
      latenessAt(quiet, 0.95),
    ),
    row(
      'service: ticks late by (worst), three clients flooding, beside none',
      flooded.worstMs,
      'ms',
      quiet.worstMs,
    ),
    row('service: deadlines missed meanwhile', flooded.missed, 'ticks'),
    row(
      'service: the massage goes on, without a fault',
      session.state === 'running' && guard.register.faults === 0 ? 1 : 0,
      'yes',
    ),
  ];
}

/** A chair in the middle of a massage. */
function openBenchChair(): Simulation {
  const { program } = checkProgram(
    readFileSync(factoryProgramFile('lower-back-relief'), 'utf8'),
    '',
    lumbar1,
  );
  if (program === null) throw new Error('the program that ships has problems');
  const chair = createSimulation(modelPort(lumbar1, {}), {
    chair: lumbar1,
    programs: [planProgram(program, lumbar1)],
  });
  const pass = (ms: number) => {
    for (let passed = 0; passed < ms; passed += tickMs) step(chair);
  };
  const press = (key: KeyName) => {
    setKeys(chair.board.plant, keysOf([key]));
    pass(200);
    setKeys(chair.board.plant, 0);
    pass(200);
  };
  pass(200);
  press('power');
  pass(45_000);
  press('start');
  pass(400_000);
  return chair;
}

function step(chair: Simulation): void {
  decideSimulation(chair);
  carryOut(chair);
}

async function latenessDuring(chair: Simulation, ms: number): Promise<Lateness> {
  const lateness = createLateness();
  await runLoop((dueMs) => {
    step(chair);
    return dueMs < ms;
  }, lateness);
  return lateness;
}

/** Sends garbage as fast as the socket takes it. */
function flood(port: number): Socket {
  const random = createRandom(port);
  const garbage = Buffer.from(Uint8Array.from({ length: 65_536 }, () => nextInt32(random)));
  garbage[0] = 6;
  const socket = connectTcp(port, '127.0.0.1');
  const send = () => {
    if (!socket.destroyed) socket.write(garbage, () => setImmediate(send));
  };
  send();
  socket.on('error', () => {});
  return socket;
}
