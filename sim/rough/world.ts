/**
 * All the roughness of a healthy chair: the kinds that are on, each with its strength drawn from its own stream of the
 * seed, and a count of the ticks in which it changed what a pin shows, or when something is delivered. A kind that
 * changed nothing was not tested.
 */
import type { Chair } from '../../src/chair/chair.ts';
import { tickMs } from '../../src/chair/limits.ts';
import { minuteMs } from '../../src/chair/units.ts';
import { type ScaledName, scaledNames } from '../../src/chair/wiring.ts';
import type { Thermometer } from '../plant/thermometer.ts';
import { nextBelow, nextBetween, nextShare, type Random } from '../random.ts';
import type { RoughKind } from './kinds.ts';
import { nextLog, streamOf } from './streams.ts';

interface Injector {
  readonly kind: RoughKind;
  /** What it draws while it runs. */
  readonly random: Random;
  /** In how many ticks it changed something, and the last of them. */
  changed: number;
  tick: number;
}

interface Noise extends Injector {
  readonly rmsSteps: number;
}

interface Wave extends Injector {
  readonly amplitude: number;
  readonly hz: number;
  readonly phases: readonly number[];
}

interface Dips extends Injector {
  readonly volts: number;
  readonly longestMs: number;
  /** Motors that were driven at the last look: carriage 1, kneader 2, tapper 4. */
  driven: number;
  fromMs: number;
  untilMs: number;
}

interface EachCurrent extends Injector {
  /** Carriage, kneader, pads, tapper. */
  readonly by: readonly number[];
}

interface Share extends Injector {
  readonly share: number;
}

interface Jitter extends Injector {
  readonly most: number;
  /** The edge for which the jitter was last drawn, and by how much it is off. */
  cell: number;
  by: number;
}

interface Tremble extends Injector {
  /** Which of the carriage's rests is on a rim; how many there were so far; and where that makes the rims lie. */
  readonly rest: number;
  rests: number;
  rimAt: number;
  readonly perS: number;
  readonly forMs: number;
  untilMs: number;
}

interface Bounce extends Injector {
  readonly longestMs: number;
  levels: number;
  bits: number;
  untilMs: number;
}

interface Backs extends Injector {
  nextMs: number;
}

interface Cover extends Injector {
  readonly fromMs: number;
  readonly share: number;
}

/** A rare event: the time at rest so far, and at which the next one comes. */
interface Stray extends Injector {
  restMs: number;
  nextMs: number;
}

/** Happens to a share of the edges; and how many edges come before the next. */
interface Doubles extends Injector {
  readonly share: number;
  before: number;
}

interface Room extends Injector {
  readonly fromMs: number;
  readonly byK: number;
  readonly inMs: number;
  begun: boolean;
}

export interface World {
  readonly seed: number;
  readonly injectors: readonly Injector[];
  readonly noise: Noise | null;
  readonly hum: Wave | null;
  readonly reference: Share | null;
  readonly ripple: Wave | null;
  readonly dips: Dips | null;
  readonly currentNoise: Noise | null;
  readonly currentOffset: EachCurrent | null;
  readonly currentGain: EachCurrent | null;
  readonly hallJitter: Jitter | null;
  readonly camJitter: Jitter | null;
  readonly tremble: Tremble | null;
  readonly strayEdges: Stray | null;
  readonly doubleEdges: Doubles | null;
  readonly bounce: Bounce | null;
  readonly parts: Injector | null;
  readonly leaning: Backs | null;
  readonly cover: Cover | null;
  readonly room: Room | null;
  /** In the order of `steps`; empty until the chair is put together. */
  meters: readonly Thermometer[];
  /** Amperes or volts for a step of the converter; 0 where the chair has no such sensor. */
  readonly unitsPerStep: Readonly<Record<ScaledName, number>>;
  /**
   * Noise and hum in this tick, in steps: channels as in `scaledNames`, the room's thermistor, the pads', their surfaces'. The voltage
   * behind the motors' relay comes last, and only where it is measured: a seed means the same as ever on a chair without it.
   */
  readonly steps: Float64Array;
  readonly edges: EdgeCount;
}

/** Edges that the hall sensor has shown, besides those that passed it. */
interface EdgeCount {
  passed: number;
  extra: number;
  /** Edges still to be shown: a pin changes at most once a millisecond here. */
  pending: number;
  shown: number;
  moving: boolean;
  atMs: number;
}

/** A rim reaches this share of the pitch to either side of an edge: one place in ten lies on a rim. */
export const rimShare = 0.05;

/** Channels of the values with a scale, all but that behind the motors' relay, come before those of the thermistors. */
export const firstThermistor = scaledNames.indexOf('motors-supply');

export function createWorld(chair: Chair, seed: number, kinds: readonly RoughKind[]): World {
  const injectors: Injector[] = [];
  const on = <T extends object>(kind: RoughKind, draw: (random: Random) => T): (Injector & T) | null => {
    if (!kinds.includes(kind)) return null;
    const random = streamOf(seed, kind);
    const injector = { kind, random, changed: 0, tick: -1, ...draw(random) };
    injectors.push(injector);
    return injector;
  };
  const { scaled, chip } = chair.wiring;
  const { referenceV, counts } = chip.converter;
  const atSurface = chair.pads.filter(({ measuresSurface }) => measuresSurface).length;
  const senses = scaled['motors-supply'] !== null;
  const channels = firstThermistor + 1 + chair.pads.length + atSurface + (senses ? 1 : 0);
  return {
    seed,
    injectors,
    noise: on('converter-noise', (random) => ({ rmsSteps: nextBetween(random, 0.5, 2) })),
    hum: on('hum', (random) =>
      drawWave(random, channels, nextBetween(random, 0.25, 1), nextShare(random) < 0.5 ? 50 : 60),
    ),
    reference: on('reference', (random) => ({ share: eitherWay(random, 0.002, 0.01) })),
    ripple: on('ripple', (random) => drawWave(random, channels, nextBetween(random, 0.1, 0.5), 0)),
    dips: on('dips', drawDips),
    currentNoise: on('current-noise', (random) => ({ rmsSteps: nextBetween(random, 1, 5) })),
    currentOffset: on('current-offset', (random) => ({ by: four(() => nextBetween(random, -0.05, 0.05)) })),
    currentGain: on('current-gain', (random) => ({ by: four(() => eitherWay(random, 0.01, 0.05)) })),
    hallJitter: on('hall-jitter', (random) => ({ most: nextBetween(random, 0.05, 0.3), cell: -1, by: 0 })),
    camJitter: on('cam-jitter', (random) => ({ most: nextBetween(random, 1, 5) / 360, cell: -1, by: 0 })),
    tremble: on('tremble', drawTremble),
    strayEdges: on('stray-edges', (random) => ({ restMs: 0, nextMs: nextLog(random, 500, strayEveryMs) })),
    doubleEdges: on('double-edges', (random) => {
      const share = nextLog(random, 0.001, 0.02);
      return { share, before: nextBelow(random, 100) };
    }),
    bounce: on('bounce', (random) => ({
      longestMs: nextBetween(random, 4, 10),
      levels: -1,
      bits: 0,
      untilMs: 0,
    })),
    parts: on('parts', () => ({})),
    leaning: on('leaning', () => ({ nextMs: 0 })),
    cover: on('cover', (random) => ({
      fromMs: drawBegin(random),
      share: nextBetween(random, 0.05, 0.5),
    })),
    room: on('room', drawRoom),
    meters: [],
    unitsPerStep: Object.fromEntries(
      scaledNames.map((name) => [name, ((scaled[name]?.perVolt ?? 0) * referenceV) / counts]),
    ) as World['unitsPerStep'],
    steps: new Float64Array(channels),
    edges: { passed: 0, extra: 0, pending: 0, shown: 0, moving: false, atMs: 0 },
  };
}

/** At most one stray edge in this time. */
export const strayEveryMs = 5 * minuteMs;

/** Half of what begins in a session is there from the start; the rest begins at any time, log-uniform. */
const drawBegin = (random: Random): number =>
  nextShare(random) < 0.5 ? 0 : nextLog(random, 1000, 25 * minuteMs);

/** A deviation from `least` to `most`, up or down. */
function eitherWay(random: Random, least: number, most: number): number {
  const by = nextBetween(random, least, most);
  return nextShare(random) < 0.5 ? by : -by;
}

const drawDips = (random: Random): Omit<Dips, keyof Injector> => ({
  volts: nextBetween(random, 1, 6),
  longestMs: nextBetween(random, 1, 10),
  driven: 0,
  fromMs: 0,
  untilMs: 0,
});

const drawTremble = (random: Random): Omit<Tremble, keyof Injector> => ({
  perS: nextBetween(random, 2, 20),
  forMs: nextBetween(random, 200, 2000),
  untilMs: 0,
  rest: 1 + nextBelow(random, 2),
  rests: 0,
  rimAt: 0,
});

function drawRoom(random: Random): Omit<Room, keyof Injector> {
  const slow = nextShare(random) < 0.5;
  return {
    fromMs: drawBegin(random),
    byK: eitherWay(random, 1, slow ? 20 : 12),
    inMs: (slow ? 30 : 10) * minuteMs,
    begun: false,
  };
}

const four = (draw: () => number): number[] => [draw(), draw(), draw(), draw()];

/** A wave of slightly more than `mainsHz`, so that samples of 50 Hz every 20 ms beat slowly. */
function drawWave(
  random: Random,
  channels: number,
  amplitude: number,
  mainsHz: number,
): Omit<Wave, keyof Injector> {
  const hz = mainsHz + 1 / nextLog(random, 1, 60);
  const phases = Array.from({ length: channels }, () => nextBetween(random, 0, 2 * Math.PI));
  return { amplitude, hz, phases };
}

/** Notes that the injector changed something in the tick of this time. */
export function note(injector: Injector, nowMs: number): void {
  const tick = Math.floor(nowMs / tickMs);
  if (tick === injector.tick) return;
  injector.tick = tick;
  injector.changed++;
}
