/**
 * The board's cable pulled at random moments and put back, 200 times each, looked at 100 times: in the chip's time, with a stock Mega's bootloader
 * and without one, and in real time with the built executable at a pseudo-terminal. Half of the pulls fall into the opening
 * of a line that was just put back.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Emulation } from '../../sim/boards/emulation.ts';
import { createRandom, nextBetween } from '../../sim/random.ts';
import { Link } from '../../src/board/link/link.ts';
import { createOutputs } from '../../src/chair/outputs.ts';
import { createSensors } from '../../src/chair/sensors.ts';
import { chair } from '../chair.ts';
import { EmulatedChair, pause, Working } from '../cli/emulated-chair.ts';
import { type BenchRow, medianOf, row } from './rows.ts';

const pulls = 200;
const tickMs = 20;
const giveUpMs = 60_000;
/** A stock Mega is ready 1.1 s after its line was opened, a board that does not greet after 2.3 s. */
const openingMs = 2500;

interface Cable {
  pass(ms: number): Promise<void>;
  pull(): void;
  plugIn(): Promise<void>;
  /** From now until the guard is ready, ms; infinity where it never is. */
  readyMs(): Promise<number>;
}

/** Pulled once while all is well, and once while the line is being opened again. */
async function pulledRows(name: string, cable: Cable): Promise<BenchRow[]> {
  const random = createRandom(13);
  const outAndIn = async (afterMs: number) => {
    await cable.pass(nextBetween(random, 0, afterMs));
    cable.pull();
    await cable.pass(nextBetween(random, 0, 500));
    await cable.plugIn();
  };
  const times: number[] = [];
  for (let pulled = 0; pulled < pulls; pulled += 2) {
    await outAndIn(1500);
    await outAndIn(openingMs);
    times.push(await cable.readyMs());
  }
  const ready = times.filter(Number.isFinite);
  return [
    row(`${name}: pulled and put back`, pulls, 'times'),
    row(`${name}: not ready again`, times.length - ready.length, 'times', 0),
    row(`${name}: ready again after (half)`, medianOf(ready), 'ms'),
    row(`${name}: ready again after (worst)`, Math.max(...ready), 'ms'),
  ];
}

function inChipTime(bootloader: boolean): Cable {
  const options = { seed: 1, ...(bootloader ? { bootloader: { holdMs: 8000 } } : {}) };
  const emulation = new Emulation(chair, options, () => undefined);
  const link = new Link({ wiring: chair.wiring, open: emulation.open, now: () => emulation.ms });
  const sensors = createSensors(chair);
  const outputs = { ...createOutputs(chair), arm: true };
  let turnAtMs = 0;
  const step = () => {
    if (emulation.ms >= turnAtMs) {
      turnAtMs += tickMs;
      link.read(sensors);
      link.write(outputs);
    }
    emulation.step();
  };
  const until = (done: () => boolean, atMostMs: number) => {
    const begunMs = emulation.ms;
    while (!done() && emulation.ms - begunMs < atMostMs) step();
    return done() ? emulation.ms - begunMs : Number.POSITIVE_INFINITY;
  };
  return {
    pass: async (ms) => void until(() => false, ms),
    pull() {
      emulation.line.state = 'lost';
    },
    plugIn: async () => {
      emulation.line.state = 'good';
    },
    // It may not have noticed yet that it was out.
    readyMs: async () => {
      until(() => !link.armed, 1000);
      return until(() => link.armed, giveUpMs);
    },
  };
}

async function inRealTime(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'lumbar-replug-'));
  const board = join(folder, 'board');
  const bench = new EmulatedChair(board, { carriageMm: 25 });
  await bench.plugIn();
  const env = { LUMBAR_HOME: join(folder, 'home') };
  const serve = new Working(['serve', '--board', board, '--chair', 'lumbar-1'], { env });
  const times = () => serve.says.split('guard ready').length - 1;
  const readyAfter = async (before: number) => {
    const start = performance.now();
    await serve.until('the guard is ready', () => times() > before, giveUpMs).catch(() => undefined);
    return times() > before ? performance.now() - start : Number.POSITIVE_INFINITY;
  };
  let before = 0;
  await readyAfter(before);
  try {
    return await pulledRows('serve at a pseudo-terminal', {
      pass: pause,
      pull: () => bench.unplug(),
      plugIn: async () => {
        before = times();
        await bench.plugIn();
      },
      readyMs: () => readyAfter(before),
    });
  } finally {
    await serve.end();
    bench.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function replugRows(): Promise<BenchRow[]> {
  return [
    ...(await pulledRows('a stock Mega, in its time', inChipTime(true))),
    ...(await pulledRows('a board that opening does not reset, in its time', inChipTime(false))),
    ...(await inRealTime()),
  ];
}
