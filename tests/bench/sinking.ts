/**
 * A pad with its element's sensor alone, which sinks by a kelvin a minute: before the pad is heated, while it warms up, while it
 * is warm, or while its heat is off between two times of it; under backs, covers and rooms that come and go. The plant's true
 * surface. `npm run bench -- sinking`; `--sessions=240` for the long run.
 */
import { drawnChairText } from '../../sim/chair-draw/draw.ts';
import type { Plant } from '../../sim/plant/plant.ts';
import { createRandom, nextBetween, type Random } from '../../sim/random.ts';
import { loadAnyChair, loadChair } from '../../src/board/shipped.ts';
import type { AnyPad } from '../../src/chair/any-chair.ts';
import type { Chair } from '../../src/chair/chair.ts';
import { readChair } from '../../src/chair/file/read.ts';
import { supportedChair } from '../../src/chair/supported.ts';
import { anyPad } from '../control/any-pad.ts';
import { type Found, runSupervised, type Supervised } from '../control/guard/supervised.ts';
import { type BenchRow, row } from './rows.ts';

/** The reference chair, which knows the room, the supply, its pads' current and who sits there, with pads like this. */
function withPads(change: (pad: AnyPad) => AnyPad): Chair {
  const any = loadAnyChair('lumbar-1');
  const heat = any.heat === null ? null : { ...any.heat, pads: any.heat.pads.map(change) };
  const { chair } = supportedChair({ ...any, heat });
  if (chair === null) throw new Error('such a chair is not driven');
  return chair;
}

function chairsOfChance(count: number): Chair[] {
  const found: Chair[] = [];
  for (let seed = 1; found.length < count; seed++) {
    const any = readChair(drawnChairText(seed), `drawn-${seed}.yaml`).chair;
    const chair = any === null ? null : supportedChair(any).chair;
    const pad = chair?.pads[0];
    if (chair && pad?.measuresElement && !pad.measuresSurface && pad.levels.length > 0) found.push(chair);
  }
  return found;
}

/** When heat is wanted and when the sensor begins to sink, s. */
interface Story {
  readonly name: string;
  readonly draw: (random: Random) => Pick<Supervised, 'off'> & { readonly atS: number };
}

const stories: readonly Story[] = [
  {
    name: 'before it is heated',
    draw(random) {
      const heatS = nextBetween(random, 60, 1800);
      return { off: (atS) => atS < heatS, atS: nextBetween(random, 5, heatS) };
    },
  },
  { name: 'while it warms up', draw: (random) => ({ atS: nextBetween(random, 5, 240) }) },
  { name: 'at its level', draw: (random) => ({ atS: nextBetween(random, 240, 900) }) },
  {
    name: 'off between two times of heat',
    draw(random) {
      const offS = nextBetween(random, 60, 600);
      const onS = offS + nextBetween(random, 30, 1500);
      return { off: (atS) => atS > offS && atS < onS, atS: nextBetween(random, offS, onS) };
    },
  },
  {
    name: 'heat on and off all the time',
    draw(random) {
      const [onS, offS] = [nextBetween(random, 30, 400), nextBetween(random, 30, 900)];
      return { off: (atS) => atS % (onS + offS) > onS, atS: nextBetween(random, 5, 900) };
    },
  },
];

function sink({ pads }: Plant): void {
  const pad = pads[0];
  if (pad !== undefined) pad.thermometer.drifting = true;
}

const forS = 3000;

function sessionOf(seed: number, chair: Chair, { draw }: Story): Found {
  const random = createRandom(seed + 70_000);
  return runSupervised({
    seed,
    chair,
    heat: { levelC: 38 },
    ambientC: nextBetween(random, 5, 40),
    pad: anyPad(random),
    rough: true,
    forS,
    breaks: sink,
    ...draw(random),
  });
}

function sessionsOption(): number {
  const option = process.argv.find((word) => word.startsWith('--sessions='));
  return option === undefined ? 60 : Number(option.slice('--sessions='.length));
}

export function sinkingRows(sessions = sessionsOption()): BenchRow[] {
  const alone = withPads((pad) => ({ ...pad, surfaceSensor: null }));
  const chairs = [loadChair('chair-b'), alone, ...chairsOfChance(3)];
  return stories.flatMap((story, index) => {
    const found = Array.from({ length: Math.ceil(sessions / stories.length) }, (_, session) => {
      const chair = chairs[session % chairs.length] ?? alone;
      return sessionOf(1000 * index + session + 1, chair, story);
    });
    const worst = (pick: (each: Found) => number) => Math.max(...found.map(pick));
    return [
      row(
        `sinks ${story.name} [${found.length}]: hottest surface`,
        worst((each) => each.peakSurfaceC),
        'C',
        45,
      ),
      row(
        `sinks ${story.name}: longest above 45 C`,
        worst((each) => each.longestAbove45S),
        's',
        10,
      ),
    ];
  });
}
