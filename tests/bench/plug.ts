/**
 * From opening the port of a stock Mega 2560 to a guard that is ready, in the chip's time: Debian's bootloader with our
 * firmware below it on simavr, 50 openings, each at another moment of the host's tick. The peer is a host that asks
 * every 500 ms from the start, as Firmata clients do, for 20 s of one opening.
 */
import { join } from 'node:path';
import { Link } from '../../src/board/link/link.ts';
import { loadChair } from '../../src/board/shipped.ts';
import { createOutputs } from '../../src/chair/outputs.ts';
import { createSensors } from '../../src/chair/sensors.ts';
import type { Wiring } from '../../src/chair/wiring.ts';
import { StockMega } from '../boards/simavr/stock-mega.ts';
import { chair } from '../chair.ts';
import { type BenchRow, medianOf, row } from './rows.ts';

const openings = 50;
const tickMs = 20;
const giveUpMs = 60_000;
const peerForMs = 20_000;

export async function plugRows(): Promise<BenchRow[]> {
  const { wiring } = loadChair();
  const board = StockMega.start(wiring, join(import.meta.dirname, '../boards/simavr'));
  if (typeof board === 'string') {
    console.error(`skipped: ${board}`);
    return [];
  }
  try {
    const times: number[] = [];
    for (let opening = 0; opening < openings; opening++)
      times.push(await plugIn(board, wiring, opening % tickMs));
    const peer = await answersTo500(board);
    return [
      row(`from plug to ready, least of ${openings}`, Math.min(...times), 'ms'),
      row(`from plug to ready, median of ${openings}`, medianOf(times), 'ms'),
      row(`from plug to ready, worst of ${openings}`, Math.max(...times), 'ms'),
      row('openings that got an answer', times.filter((ms) => ms < giveUpMs).length, 'openings', peer),
    ];
  } finally {
    board.end();
  }
}

async function plugIn(board: StockMega, wiring: Wiring, phaseMs: number): Promise<number> {
  const link = new Link({ wiring, open: board.open, now: () => board.ms });
  const sensors = createSensors(chair);
  const outputs = createOutputs(chair);
  const begunMs = board.ms;
  // Opened within a tick of the host, at another moment each time.
  link.read(sensors);
  link.write(outputs);
  await board.run(phaseMs + 1);
  while (link.state !== 'ready' && board.ms - begunMs < giveUpMs) {
    link.read(sensors);
    link.write(outputs);
    await board.run(tickMs);
  }
  const tookMs = board.ms - begunMs;
  link.leave();
  return tookMs;
}

/** 1 where the board answered anything, else 0. */
async function answersTo500(board: StockMega): Promise<number> {
  let received = 0;
  const port = board.open(
    {
      opened: () => undefined,
      data: (bytes) => {
        received += bytes.length;
      },
      closed: () => undefined,
    },
    0,
  );
  for (let ms = 0; ms < peerForMs; ms += 500) {
    await board.run(500);
    port.write(Uint8Array.of(0xf9, 0xf0, 0x79, 0xf7));
  }
  return received > 0 ? 1 : 0;
}
