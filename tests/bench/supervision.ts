/**
 * Heat supervision: how soon each way a thermistor, a switch or a pad can fail is found, beside the rule of a 3D-printer host
 * under the same thermostat on the same plant; then under the chair's own heater, with what the surface does meanwhile; then
 * healthy sessions with people, covers and rooms, in which nothing may be found.
 * `npm run bench -- supervision`; `--sessions=1000` for the long run of healthy sessions.
 */
import type { FaultName } from '../../sim/plant/faults.ts';
import type { Plant } from '../../sim/plant/plant.ts';
import { createRandom, nextBetween } from '../../sim/random.ts';
import { anyPad } from '../control/any-pad.ts';
import { detach, type Found, runSupervised, type Supervised } from '../control/guard/supervised.ts';
import { type BenchRow, medianOf, row } from './rows.ts';
import { runPeer } from './supervision-run.ts';

/** A fault that is not found by then never is. */
const horizonS = 600;
const seeds = 12;
const levels = [38, 40, 42] as const;
const elementC = 48;

type Failure = readonly [string, readonly [FaultName, string] | ((plant: Plant) => void)];
const failures: readonly Failure[] = [
  ['element sensor off, at 25 C', ['thermistor.lumbar', 'detached 25 C']],
  ['element sensor off, at 40 C', ['thermistor.lumbar', 'detached 40 C']],
  ['element sensor frozen', ['thermistor.lumbar', 'frozen']],
  ['surface sensor off, at 34 C', ({ pads }) => detach(pads[0]!.surfaceThermometer, 34)],
  [
    'surface sensor frozen',
    ({ pads }) => {
      pads[0]!.surfaceThermometer!.frozen = true;
    },
  ],
  ['FET shorted', ['fet.lumbar', 'shorted']],
  ['pad open', ['pad.lumbar', 'open']],
];

/** A control that a dead reading keeps from heating has nothing to find. */
const never = ({ foundS, heatedS }: Found): number => {
  if (!Number.isNaN(foundS)) return foundS;
  return heatedS < 1 ? 0 : horizonS;
};

function setupOf(seed: number, heat: Supervised['heat'], breaks: Failure[1]): Supervised {
  const random = createRandom(seed + 1000);
  const atS = seed % 2 === 0 ? nextBetween(random, 400, 600) : nextBetween(random, 2, 120);
  const ambientC = nextBetween(random, 15, 30);
  return { seed, ambientC, pad: anyPad(random), heat, breaks, atS, forS: atS + horizonS };
}

function failureRows(): BenchRow[] {
  return failures.flatMap(([name, breaks]) => {
    const all = Array.from({ length: seeds }, (_, seed) => seed + 1);
    const ours = all.map((seed) => never(runSupervised(setupOf(seed, { elementC }, breaks))));
    const theirs = all.map((seed) => runPeer(setupOf(seed, { elementC }, breaks), elementC) || horizonS);
    const own = all.map((seed) => runSupervised(setupOf(seed, { levelC: levels[seed % 3] ?? 42 }, breaks)));
    const worst = (pick: (found: Found) => number) => Math.max(...own.map(pick));
    return [
      row(`${name}, thermostat: median (${horizonS} = never)`, medianOf(ours), 's', medianOf(theirs)),
      row(`${name}, thermostat: worst of ${seeds}`, Math.max(...ours), 's', Math.max(...theirs)),
      row(`${name}, own heater: worst of ${seeds}`, worst(never), 's'),
      row(
        `${name}, own heater: energy until found`,
        worst(({ joule }) => joule),
        'J',
      ),
      row(
        `${name}, own heater: hottest surface`,
        worst(({ peakSurfaceC }) => peakSurfaceC),
        'C',
      ),
      row(
        `${name}, own heater: longest above 45 C`,
        worst(({ longestAbove45S }) => longestAbove45S),
        's',
      ),
    ];
  });
}

/** Healthy sessions with any pad, room, cover and people that come and go; each a full half hour. */
function healthyRows(sessions: number): BenchRow[] {
  let alarms = 0;
  let heldS = 0;
  let longestS = 0;
  let doseMin = 0;
  for (let session = 1; session <= sessions; session++) {
    const random = createRandom(session + 50_000);
    const found = runSupervised({
      seed: session,
      ambientC: nextBetween(random, 5, 40),
      pad: anyPad(random),
      heat: { levelC: levels[session % 3] ?? 42 },
      forS: 1790,
      rough: true,
    });
    if (found.codes.length > 0) {
      alarms++;
      console.error(`healthy session ${session}: ${found.codes.join(' ')} after ${found.foundS} s`);
    }
    heldS += found.heldS;
    longestS = Math.max(longestS, found.longestAbove43S);
    doseMin = Math.max(doseMin, found.bareDoseMin);
  }
  return [
    row(`false alarms in ${sessions} healthy rough sessions`, alarms, ''),
    row('healthy, rough: longest above 43 C (peer: limit)', longestS, 's', 10),
    row('healthy, rough: dose of bare skin (peer: limit)', doseMin, 'min', 10),
    row('healthy, rough: pad held back to prove a sensor, of 30 min', heldS / sessions, 's'),
  ];
}

export function supervisionRows(): BenchRow[] {
  const asked = process.argv.find((word) => word.startsWith('--sessions='));
  const sessions = asked === undefined ? 60 : Number(asked.slice('--sessions='.length));
  return [...failureRows(), ...healthyRows(sessions)];
}
