/**
 * A host of its own process for the safety benchmarks: the real link over a real serial port, and nothing else.
 * `drive`: motors and heat on as soon as the guard is armed. `follow`: the carriage's motor follows the timer key.
 * Says `on` each time the guard confirms that everything is on. A line `hang` on its input blocks it for a second,
 * a line `lateness` makes it say how late its ticks have been, in ms: 50 %, 99 %, 99.9 % of them, and the worst.
 */
import { Link } from '../../../src/board/link/link.ts';
import { guardBaud } from '../../../src/board/protocol/baud.ts';
import { serialLine } from '../../../src/board/serial.ts';
import { loadChair } from '../../../src/board/shipped.ts';
import { keyBit } from '../../../src/chair/names.ts';
import { createOutputs } from '../../../src/chair/outputs.ts';
import { createSensors } from '../../../src/chair/sensors.ts';
import { createLateness, latenessAt, runLoop } from '../../../src/run/loop.ts';
import { chair } from '../../chair.ts';

const [port = '', job = 'drive'] = process.argv.slice(2);
const link = new Link({
  wiring: loadChair().wiring,
  open: await serialLine(port, guardBaud),
  now: () => performance.now(),
});
const sensors = createSensors(chair);
const outputs = createOutputs(chair);
let on = false;
const lateness = createLateness();
process.stdin.on('data', (text) => {
  if (String(text).includes('lateness')) {
    const shares = [0.5, 0.99, 0.999].map((share) => latenessAt(lateness, share));
    process.stdout.write(`${JSON.stringify([...shares, lateness.worstMs])}\n`);
  }
  if (!String(text).includes('hang')) return;
  const until = performance.now() + 1000;
  while (performance.now() < until);
});
// Whoever started it is gone.
process.stdin.on('end', () => process.exit());
await runLoop(() => {
  link.read(sensors);
  if (job === 'follow') {
    outputs.motorRelay = true;
    outputs.carriageDuty = (sensors.keys & keyBit('timer')) !== 0 ? 0.6 : 0;
  } else {
    Object.assign(outputs, { motorRelay: true, padRelay: true, padsOn: [true, true] });
    outputs.carriageDuty = 0.5;
    outputs.kneaderDuty = 0.5;
  }
  // The guard is asked to arm only while everything is off.
  if (!link.armed) Object.assign(outputs, createOutputs(chair), { arm: true });
  link.write(outputs);
  const { readback } = sensors.link;
  const now =
    link.armed &&
    readback.motorRelay &&
    (job === 'follow' || (readback.padsOn.includes(true) && readback.carriageDuty > 0.4));
  if (now !== on) process.stdout.write(now ? 'on\n' : 'off\n');
  on = now;
  return true;
}, lateness);
