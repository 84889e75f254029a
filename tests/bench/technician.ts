/**
 * The built executable at both ends of a serial cable: whether every technician's command ends and how long it takes, and
 * whether the chair serves again each time the cable was pulled at a random moment and put back.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom, nextShare, type Random } from '../../sim/random.ts';
import { createClient } from '../../src/service/client.ts';
import { openPort } from '../../src/service/port.ts';
import { readStatus } from '../../src/service/technician.ts';
import { executable } from '../cli/lumbar.ts';
import { Cable } from '../service/cable.ts';
import { type BenchRow, medianOf, row } from './rows.ts';

const commands = 200;
const replugs = 100;
/** A command that takes longer never ends (ms). */
const patienceMs = 30_000;
/** Each with the exit code it should end with: what reads, and what is refused outside the service state. */
const works: readonly (readonly [words: string, code: number])[] = [
  ['chair list', 0],
  ['chair status', 0],
  ['chair keys', 0],
  ['chair faults', 0],
  ['chair delete nothing', 1],
];

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

export async function technicianRows(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'lumbar-technician-'));
  const cable = new Cable(folder);
  const env = { ...process.env, LUMBAR_HOME: join(folder, 'home') };
  const board = join(folder, 'no-board');
  const args = [executable, 'serve', '--board', board, '--chair', 'lumbar-1', '--service', cable.chairEnd];
  const chair = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  try {
    await cable.plugIn();
    await servedMs(cable);
    return [...(await commandRows(cable)), ...(await replugRows(cable, createRandom(11)))];
  } finally {
    await ended(chair, () => chair.kill());
    await cable.unplug();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function commandRows(cable: Cable): Promise<BenchRow[]> {
  const tookMs: number[] = [];
  let endedCount = 0;
  let right = 0;
  for (let n = 0; n < commands; n++) {
    const [words, code] = works[n % works.length]!;
    const start = performance.now();
    const args = [executable, ...words.split(' '), '--port', cable.technicianEnd];
    const child = spawn(process.execPath, args, { stdio: 'ignore', timeout: patienceMs });
    const exitCode = await ended(child);
    tookMs.push(performance.now() - start);
    if (exitCode !== null) endedCount++;
    if (exitCode === code) right++;
  }
  return [
    row('technician: commands over a serial device', commands, 'commands'),
    row('technician: of these ended by themselves', endedCount, 'commands'),
    row('technician: of these with the right exit code', right, 'commands'),
    row('technician: a command takes (half)', medianOf(tookMs), 'ms'),
    row('technician: a command takes (worst)', Math.max(...tookMs), 'ms'),
  ];
}

async function replugRows(cable: Cable, random: Random): Promise<BenchRow[]> {
  const tookMs: number[] = [];
  for (let n = 0; n < replugs; n++) {
    const talk = talking(cable);
    await pause(nextShare(random) * 1500);
    await cable.unplug();
    await talk;
    await pause(nextShare(random) * 500);
    await cable.plugIn();
    tookMs.push(await servedMs(cable));
  }
  const served = tookMs.filter(Number.isFinite);
  return [
    row('technician: cable pulled in the middle of a talk and put back', replugs, 'times'),
    row('technician: of these served again', served.length, 'times'),
    row('technician: served again after (half)', medianOf(served), 'ms'),
    row('technician: served again after (worst)', Math.max(...served), 'ms'),
  ];
}

/** Asks again and again until the line is lost. */
async function talking(cable: Cable): Promise<void> {
  try {
    const client = createClient(await openPort(cable.technicianEnd));
    try {
      for (;;) await readStatus(client);
    } finally {
      await client.close();
    }
  } catch {
    // As it must end.
  }
}

/** How long from now until somebody is answered, or infinity. */
async function servedMs(cable: Cable): Promise<number> {
  const start = performance.now();
  while (performance.now() - start < patienceMs) {
    try {
      const client = createClient(await openPort(cable.technicianEnd), { attempts: 1 });
      try {
        await readStatus(client);
        return performance.now() - start;
      } finally {
        await client.close();
      }
    } catch {
      await pause(20);
    }
  }
  return Number.POSITIVE_INFINITY;
}

/** Its exit code, or null where a signal had to end it. */
function ended(child: ChildProcess, end: () => void = () => {}): Promise<number | null> {
  return new Promise((resolve) => {
    child.once('close', (code) => resolve(code));
    end();
  });
}
