/**
 * How late the ticks of a host are that talks to a board, with one core kept busy, beside what setInterval gives
 * in the same run. LUMBAR_TIMING_MINUTES sets how long (10 for the figure that is promised).
 */
import { spawn } from 'node:child_process';
import { BenchChair, BenchHost, buildHost, pause } from './avr/bench-chair.ts';
import { type BenchRow, row } from './rows.ts';

const minutes = Number(process.env['LUMBAR_TIMING_MINUTES'] ?? 0.5);

/** The loop people write first: its lateness against the grid it meant to keep. */
const peerText = `
const late = []; const begun = performance.now(); let tick = 0;
setInterval(() => { tick++; late.push(performance.now() - begun - tick * 20); }, 20);
process.stdin.once('data', () => {
  late.sort((a, b) => a - b);
  const at = (share) => late[Math.min(late.length - 1, Math.floor(share * late.length))];
  console.log(JSON.stringify([at(0.5), at(0.99), at(0.999), late.at(-1)]));
  process.exit(0);
});`;

export async function avrTimingRows(): Promise<BenchRow[]> {
  const chair = new BenchChair();
  const busy = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
  const peer = spawn(process.execPath, ['-e', peerText], { stdio: ['pipe', 'pipe', 'inherit'] });
  let peerSays = '';
  peer.stdout.on('data', (text) => {
    peerSays += String(text);
  });
  try {
    const host = new BenchHost(await buildHost(), await chair.plugIn(), 'drive');
    await host.on();
    await pause(minutes * 60_000);
    const ours = JSON.parse(await host.answer('lateness')) as number[];
    peer.stdin.write('now\n');
    while (!peerSays.includes('\n')) await pause(5);
    const theirs = JSON.parse(peerSays) as number[];
    await host.end();
    const names = ['50 %', '99 %', '99.9 %', 'worst'];
    return names.map((name, index) =>
      row(
        `lateness of a tick in ${minutes} min, one core busy: ${name}`,
        ours[index] ?? 0,
        'ms',
        theirs[index] ?? 0,
      ),
    );
  } finally {
    busy.kill('SIGKILL');
    peer.kill('SIGKILL');
    chair.end();
  }
}
