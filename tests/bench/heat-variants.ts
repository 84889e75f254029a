/**
 * How warm the skin gets by the equipment of a pad: both sensors, the element's alone, a thermostat and a table of duty; each
 * under backs, covers and rooms that come and go, healthy, under one fault, and under a host that wants full power always.
 * `npm run bench -- heat-variants`; `--sessions=200` for the long run.
 */
import type { FaultName } from '../../sim/plant/faults.ts';
import type { Plant } from '../../sim/plant/plant.ts';
import { createRandom, nextBetween } from '../../sim/random.ts';
import { loadAnyChair } from '../../src/board/shipped.ts';
import type { Chair } from '../../src/chair/chair.ts';
import { supportedChair } from '../../src/chair/supported.ts';
import { anyPad } from '../control/any-pad.ts';
import { detach, type Found, runSupervised, type Supervised } from '../control/guard/supervised.ts';
import { type BenchRow, row } from './rows.ts';

/** The reference chair with the heat of another, which senses no supply. */
function withHeatOf(id: string): Chair {
  const [base, other] = [loadAnyChair('lumbar-1'), loadAnyChair(id)];
  const supply = { ...base.supply, sense: other.supply.sense };
  const { chair } = supportedChair({ ...base, model: id, supply, heat: other.heat });
  if (chair === null) throw new Error(`${id}: its heat is not driven`);
  return chair;
}

type Break = readonly [FaultName, string] | ((plant: Plant) => void);

const switchFaults: readonly Break[] = [
  ['fet.lumbar', 'shorted'],
  ['relay', 'welded'],
];
const elementFaults: readonly Break[] = [
  ['thermistor.lumbar', 'beta 3435'],
  ['thermistor.lumbar', 'lead 500 ohm'],
  ['thermistor.lumbar', 'contact 0.8'],
  ['thermistor.lumbar', 'frozen'],
  ({ pads }) => detach(pads[0]?.thermometer ?? null, 34),
];
const surfaceFaults: readonly Break[] = [
  ['surface-sensor.lumbar', 'beta 3435'],
  ['surface-sensor.lumbar', 'lead 500 ohm'],
  ['surface-sensor.lumbar', 'contact 0.9'],
  ['surface-sensor.lumbar', 'frozen'],
];

interface Variant {
  readonly name: string;
  readonly chair: string;
  readonly levelC: number;
  readonly faults: readonly Break[];
}

const variants: readonly Variant[] = [
  {
    name: 'both sensors, high',
    chair: 'lumbar-1',
    levelC: 42,
    faults: [...switchFaults, ...elementFaults, ...surfaceFaults],
  },
  { name: 'element alone, low', chair: 'chair-b', levelC: 38, faults: [...switchFaults, ...elementFaults] },
  {
    name: 'thermostat and table, high',
    chair: 'chair-b-table',
    levelC: 42,
    faults: switchFaults.slice(0, 1),
  },
];

function sessionOf(seed: number, chair: Chair, heat: Supervised['heat'], fault: Break | undefined): Found {
  const random = createRandom(seed + 90_000);
  const ambientC = nextBetween(random, 5, 40);
  const pad = anyPad(random);
  const laterS = nextBetween(random, 0, 600);
  return runSupervised({
    seed,
    chair,
    heat,
    ambientC,
    pad,
    rough: true,
    forS: 1800,
    // In half of the sessions it is there from the start.
    ...(fault === undefined ? {} : { breaks: fault, atS: seed % 2 === 0 ? 0 : laterS }),
  });
}

/** What is promised is of surfaces that touch somebody; nobody feels the others. */
const figures: readonly [what: string, unit: string, pick: (each: Found) => number][] = [
  ['hottest surface that touches somebody', 'C', ({ touched }) => touched.peakC],
  ['such a surface longest above 43 C', 's', ({ touched }) => touched.longestAbove43S],
  ['such a surface longest above 45 C', 's', ({ touched }) => touched.longestAbove45S],
  ['hottest surface, touched or not', 'C', ({ peakSurfaceC }) => peakSurfaceC],
  ['any surface longest above 43 C', 's', ({ longestAbove43S }) => longestAbove43S],
  ['any surface longest above 45 C', 's', ({ longestAbove45S }) => longestAbove45S],
  ['dose of bare skin', 'CEM43 min', ({ bareDoseMin }) => bareDoseMin],
  ['dose of clothed skin', 'CEM43 min', ({ clothedDoseMin }) => clothedDoseMin],
];

function rowsOf(name: string, found: readonly Found[]): BenchRow[] {
  return figures.map(([what, unit, pick]) => row(`${name}: ${what}`, Math.max(...found.map(pick)), unit));
}

function variantRows({ name, chair: id, levelC, faults }: Variant, sessions: number): BenchRow[] {
  const chair = withHeatOf(id);
  const all = Array.from({ length: sessions }, (_, session) => session + 1);
  const healthy = all.map((seed) => sessionOf(seed, chair, { levelC }, undefined));
  const faulty = all.map((seed) => sessionOf(seed, chair, { levelC }, faults[seed % faults.length]));
  const hostile = all.map((seed) => sessionOf(seed, chair, 'always', undefined));
  const both = all.map((seed) => sessionOf(seed, chair, 'always', faults[seed % faults.length]));
  return [
    ...rowsOf(`${name}, healthy`, healthy),
    row(`${name}, healthy: false alarms`, healthy.filter(({ codes }) => codes.length > 0).length, 'sessions'),
    ...rowsOf(`${name}, one fault`, faulty),
    ...rowsOf(`${name}, full power wanted always`, hostile),
    ...rowsOf(`${name}, full power wanted always and one fault`, both),
  ];
}

export function heatVariantRows(): BenchRow[] {
  const long = process.argv.find((arg) => arg.startsWith('--sessions='));
  const sessions = long === undefined ? 20 : Number(long.slice('--sessions='.length));
  return variants.flatMap((variant) => variantRows(variant, sessions));
}
