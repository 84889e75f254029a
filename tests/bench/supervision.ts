/**
 * Heat supervision: how soon each way a thermistor, a switch or a pad can fail is found, beside the rule of a
 * 3D-printer host under the same control on the same plant; then under the chair's own heater, with what the
 * surface does meanwhile; then healthy sessions, in which nothing may be found.
 * `npm run bench -- supervision`; `--sessions=10000` for the long run of healthy sessions.
 */
import type { FaultName } from '../../sim/plant/faults.ts';
import { nominalPad, type PadFactors } from '../../sim/plant/pad.ts';
import { createRandom, nextBetween } from '../../sim/random.ts';
import { type BenchRow, medianOf, row } from './rows.ts';
import { anyPad, type Finding, runGuard, runPeer, type Supervision } from './supervision-run.ts';

/** A fault that is not found by then never is. */
const horizonS = 600;
const seeds = 24;
const levels = [38, 40, 42] as const;

const failures: readonly (readonly [string, FaultName, string])[] = [
  ['thermistor off, at 25 C', 'thermistor.lumbar', 'detached 25 C'],
  ['thermistor off, at 33 C', 'thermistor.lumbar', 'detached 33 C'],
  ['thermistor off, at 37.5 C', 'thermistor.lumbar', 'detached 37.5 C'],
  ['thermistor frozen', 'thermistor.lumbar', 'frozen'],
  ['FET shorted', 'fet.lumbar', 'shorted'],
  ['pad open', 'pad.lumbar', 'open'],
];

/** A thermostat that believes a frozen reading above its target never heats again: there is nothing to find. */
const never = ({ foundS, heatedS }: Finding): number => {
  if (!Number.isNaN(foundS)) return foundS;
  return heatedS < 1 ? 0 : horizonS;
};

/** Weak, heavy and lossy, as far as the tolerances go: within them, but slow. */
const slowPad: PadFactors = { ...nominalPad, power: 0.7, heatCapacity: 1.3, resistance: 0.7 };

/** A 42 C pad under the printer's thermostat: the same control, two supervisions. */
function besideThePeer(): BenchRow[] {
  const rows: BenchRow[] = [];
  for (const [name, fault, value] of failures) {
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let seed = 1; seed <= seeds; seed++) {
      const random = createRandom(seed);
      const atS = 300 + nextBetween(random, 0, 120);
      const setup: Supervision = {
        seed,
        ambientC: 22,
        pad: anyPad(random),
        control: 'thermostat',
        levelC: 42,
        fault: [fault, value],
        atS,
        forS: atS + horizonS,
      };
      ours.push(never(runGuard(setup)));
      const peerS = runPeer(setup);
      theirs.push(Number.isNaN(peerS) ? horizonS : peerS);
    }
    rows.push(row(`${name}: median (${horizonS} = never)`, medianOf(ours), 's', medianOf(theirs)));
    rows.push(row(`${name}: worst of ${seeds}`, Math.max(...ours), 's', Math.max(...theirs)));
  }
  const slow: Supervision = {
    seed: 1,
    ambientC: 5,
    pad: slowPad,
    control: 'thermostat',
    levelC: 42,
    atS: 0,
    forS: horizonS,
  };
  const alarms = (foundS: number) => (Number.isNaN(foundS) ? 0 : 1);
  rows.push(row('healthy slow pad: false alarms', alarms(runGuard(slow).foundS), '', alarms(runPeer(slow))));
  return rows;
}

/** The same under the chair's own heater, in mid-hold and while it warms up. */
function underOurHeater(): BenchRow[] {
  const rows: BenchRow[] = [];
  for (const [name, fault, value] of [
    ...failures,
    ['thermistor drifts', 'thermistor.lumbar', 'drift'] as const,
  ]) {
    const found: Finding[] = [];
    for (let seed = 1; seed <= seeds; seed++) {
      const random = createRandom(seed + 1000);
      const atS = seed % 2 === 0 ? nextBetween(random, 400, 600) : nextBetween(random, 2, 120);
      found.push(
        runGuard({
          seed,
          ambientC: nextBetween(random, 5, 30),
          pad: anyPad(random),
          control: 'heater',
          levelC: levels[seed % 3] ?? 42,
          fault: [fault, value],
          atS,
          forS: atS + horizonS,
        }),
      );
    }
    const seconds = found.map(never);
    rows.push(row(`${name}, own heater: median`, medianOf(seconds), 's'));
    rows.push(row(`${name}, own heater: worst of ${seeds}`, Math.max(...seconds), 's'));
    rows.push(
      row(`${name}, own heater: surface over its level`, Math.max(...found.map(({ overK }) => overK)), 'K'),
    );
  }
  return rows;
}

/** Healthy sessions with any pad, room and people that come and go; each a full half hour. */
function healthySessions(sessions: number): BenchRow[] {
  let alarms = 0;
  let worstOverK = 0;
  let probedS = 0;
  for (let session = 1; session <= sessions; session++) {
    const random = createRandom(session + 50_000);
    const ambientC = nextBetween(random, 5, 40);
    const {
      foundS,
      codes,
      overK,
      probedS: probed,
    } = runGuard({
      seed: session,
      ambientC,
      pad: anyPad(random),
      control: 'heater',
      levelC: levels[session % 3] ?? 42,
      atS: 0,
      forS: 1790,
      people: true,
    });
    if (!Number.isNaN(foundS)) {
      alarms++;
      console.error(`healthy session ${session}: ${codes.join(' ')} after ${foundS} s`);
    }
    probedS += probed;
    if (ambientC < 36) worstOverK = Math.max(worstOverK, overK);
  }
  return [
    row(`false alarms in ${sessions} healthy sessions`, alarms, ''),
    row('healthy: highest surface over its level', worstOverK, 'K'),
    row('healthy: power rested to probe, of 30 min', probedS / sessions, 's'),
  ];
}

export function supervisionRows(): BenchRow[] {
  const asked = process.argv.find((word) => word.startsWith('--sessions='));
  const sessions = asked === undefined ? 60 : Number(asked.slice('--sessions='.length));
  return [...besideThePeer(), ...underOurHeater(), ...healthySessions(sessions)];
}
