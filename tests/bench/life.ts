/** A chair after ten years: how long its store takes to open; and a technician's round of nine chairs. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { modelPort } from '../../sim/boards/modelport.ts';
import { openMachine } from '../../src/machine/machine.ts';
import { createClient } from '../../src/service/client.ts';
import { openPort } from '../../src/service/port.ts';
import { backUp, flashPackage, identify, readStatus, trustKey } from '../../src/service/technician.ts';
import { linesMax, logLine, olderOf } from '../../src/store/log.ts';
import { readImage } from '../../src/store/read-image.ts';
import { realFileSystem } from '../../src/store/real-file-system.ts';
import { chair } from '../chair.ts';
import { newSigner } from '../program/package/signer.ts';
import { openLiveChair } from '../service/live-chair.ts';
import { packed } from '../service/stand.ts';
import { type BenchRow, medianOf, row } from './rows.ts';

const sessionsOfTenYears = 7300;
const openings = 20;
const chairsInTurn = 9;

export async function lifeRows(): Promise<BenchRow[]> {
  return [...(await tenYears()), ...(await nineChairs())];
}

/** Two sessions a day. A log keeps its newest lines; both of its files are full. */
async function tenYears(): Promise<BenchRow[]> {
  const empty = await openedMs([]);
  const lines = Array.from({ length: sessionsOfTenYears }, (_, n) =>
    logLine({
      number: n + 1,
      boot: Math.floor(n / 2) + 1,
      startMs: 60_000,
      endMs: 1_260_000,
      program: 'lower-back-relief',
      minutes: 20,
      ended: 'completed',
      wall: new Date(Date.UTC(2026, 0, 1) + n * 43_200_000).toISOString(),
    }),
  );
  const full = await openedMs(lines);
  return [
    row(
      `life: open a store after ${sessionsOfTenYears} sessions (half of ${openings})`,
      medianOf(full.ms),
      'ms',
      medianOf(empty.ms),
    ),
    row('life: the same, worst', Math.max(...full.ms), 'ms', Math.max(...empty.ms)),
    row('life: the number of the last session is known', full.sessions, 'sessions'),
  ];
}

async function openedMs(lines: readonly string[]): Promise<{ ms: number[]; sessions: number }> {
  const home = mkdtempSync(join(tmpdir(), 'lumbar-life-'));
  try {
    mkdirSync(join(home, 'log'));
    for (const log of ['sessions', 'faults', 'work']) {
      const newer = join(home, `log/${log}.jsonl`);
      const turned = lines.length - (lines.length % linesMax);
      const text = (part: readonly string[]) => part.map((line) => `${line}\n`).join('');
      writeFileSync(newer, text(lines.slice(turned)));
      writeFileSync(olderOf(newer), text(lines.slice(Math.max(0, turned - linesMax), turned)));
    }
    const ms: number[] = [];
    let sessions = 0;
    for (let n = 0; n < openings; n++) {
      const start = performance.now();
      const image = await readImage(realFileSystem(home));
      const machine = openMachine({ chair, factory: [], software: 'bench' }, image);
      ms.push(performance.now() - start);
      sessions = machine.control.session.sessionNumber;
    }
    return { ms, sessions };
  } finally {
    rmSync(home, { recursive: true });
  }
}

/** A technician's round, over the service port of each: trust, a program, its proof, the logs, a backup. */
async function nineChairs(): Promise<BenchRow[]> {
  const signer = newSigner();
  const rows: BenchRow[] = [];
  let done = 0;
  for (let n = 1; n <= chairsInTurn; n++) {
    const chairOfTurn = await openLiveChair(modelPort(chair, { seed: n }));
    try {
      await chairOfTurn.enterService();
      const start = performance.now();
      const client = createClient(await openPort(chairOfTurn.address));
      const pressed = chairOfTurn.confirmNext();
      await trustKey(client, signer.publicKey, 'workshop');
      await pressed;
      await identify(client, signer);
      const { version } = await flashPackage(client, packed(signer, 'back-and-forth', n));
      const { chair: status } = await readStatus(client);
      const { work = [] } = await backUp(client);
      if (version === n && status['link'] === 'up' && work.length === 3) done++;
      await client.close();
      rows.push(row(`life: technician at chair ${n} of ${chairsInTurn}`, performance.now() - start, 'ms'));
    } finally {
      await chairOfTurn.close();
    }
  }
  return [...rows, row(`life: of ${chairsInTurn} chairs one after another, served`, done, 'chairs')];
}
