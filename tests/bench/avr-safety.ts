/**
 * How soon everything is off when the host dies, hangs, or is cut off, and when the firmware hangs: a real host
 * process at a real pseudo-terminal, the real firmware on the emulated chip, times on the chip's own clock.
 */
import { createRandom, nextBetween } from '../../sim/random.ts';
import { BenchChair, BenchHost, buildHost, pause } from './avr/bench-chair.ts';
import { type BenchRow, medianOf, row } from './rows.ts';

/** Random phases of each way; LUMBAR_PHASES sets them all. */
const given = process.env['LUMBAR_PHASES'];
const phasesOf: Readonly<Record<Way, number>> = { killed: 50, hung: 20, unplugged: 20, 'firmware hung': 20 };
/** The promise each figure stands beside. */
const promisedMs = 300;

type Way = 'killed' | 'hung' | 'unplugged' | 'firmware hung';

async function timesOf(
  chair: BenchChair,
  hostFile: string,
  way: Way,
  random = createRandom(1),
): Promise<number[]> {
  const times: number[] = [];
  const phases = given === undefined ? phasesOf[way] : Number(given);
  let path = await chair.plugIn();
  let host = new BenchHost(hostFile, path, 'drive');
  for (let phase = 0; phase < phases; phase++) {
    // On a busy machine its lease may run out meanwhile.
    do {
      await host.on();
      await pause(nextBetween(random, 0, 60));
    } while (!chair.anythingOn);
    const sinceMs = chair.emulation.ms;
    if (way === 'killed') host.child.kill('SIGKILL');
    else if (way === 'hung') host.say('hang');
    else if (way === 'unplugged') chair.emulation.break('link', 'lost');
    else chair.emulation.break('chip', 'hung');
    times.push(await chair.untilOff(sinceMs, 2000));
    if (way === 'hung') await pause(1100);
    else if (way !== 'firmware hung') {
      await host.end();
      chair.pty?.close();
      path = await chair.plugIn();
      host = new BenchHost(hostFile, path, 'drive');
    } else await pause(100);
  }
  await host.end();
  chair.pty?.close();
  return times;
}

export async function avrSafetyRows(): Promise<BenchRow[]> {
  const hostFile = await buildHost();
  const rows: BenchRow[] = [];
  for (const way of ['killed', 'hung', 'unplugged', 'firmware hung'] as const) {
    const chair = new BenchChair();
    try {
      const times = await timesOf(chair, hostFile, way);
      const what = way === 'firmware hung' ? way : `host ${way}`;
      rows.push(row(`${what}: everything off, median of ${times.length}`, medianOf(times), 'ms', promisedMs));
      rows.push(
        row(`${what}: everything off, worst of ${times.length}`, Math.max(...times), 'ms', promisedMs),
      );
    } finally {
      chair.end();
    }
  }
  return rows;
}
