/** The model board's state as one plain value: plant, chip, link, host, and the roughness of its world. */
import { thermistorBounds } from '../../src/board/link/limits.ts';
import { at } from '../../src/chair/assert.ts';
import type { Chair } from '../../src/chair/chair.ts';
import { tickMs } from '../../src/chair/limits.ts';
import { createPower, type Power } from '../../src/chair/outputs.ts';
import { createSensors, type Sensors } from '../../src/chair/sensors.ts';
import { tripNumber } from '../../src/chair/trips.ts';
import { type ThermistorWire, thermistorsOf } from '../../src/chair/wiring.ts';
import { createPlant, type Plant, type PlantOptions } from '../plant/plant.ts';
import type { Thermometer } from '../plant/thermometer.ts';
import { createRandom, type Random } from '../random.ts';
import type { RoughKind } from '../rough/kinds.ts';
import { createModelLine, type ModelLine } from '../rough/model-line.ts';
import { createRough, type Rough } from '../rough/rough.ts';
import { type FullScale, fullScaleOf } from './full-scale.ts';
import { createSigns, type Signs } from './signs.ts';

export interface ModelBoard {
  readonly plant: Plant;
  /** Why everything is off, an index of `tripReasons`; 0 = armed. */
  trip: number;
  /** Starts of the microcontroller since the board was opened. */
  boots: number;
  /** What the output pins really give. */
  readonly pins: Power;
  /** They work unarmed too, while frames from the host arrive. */
  readonly signs: Signs;
  link: 'good' | 'lost' | 'noisy' | 'slow';
  host: 'runs' | 'hung' | 'killed';
  /** Nothing between plant and host is broken and nothing has tripped: the tick takes its fast path. */
  sound: boolean;
  /** Time since the last valid guard frame reached the chip, and since the host's snapshot was taken. */
  frameAgeMs: number;
  snapshotAgeMs: number;
  /** When the host gave the order that the chip accepted last, and the order that the host's snapshot answers. */
  acceptedMs: number;
  answeredMs: number;
  badFrames: number;
  /** The thermistors that the chip watches, and the counts between which each must stay. */
  readonly watched: readonly { readonly meter: Thermometer; readonly low: number; readonly high: number }[];
  /** Each thermistor's account, which samples outside its limits fill. */
  readonly accounts: number[];
  /** A thermistor is outside its limits now. */
  outside: boolean;
  /** Time since the main loop hung, or -1. */
  hungMs: number;
  /** Outputs stuck at their present level. */
  readonly stuck: Record<Exclude<keyof Power, 'padsOn'>, boolean> & { readonly padsOn: boolean[] };
  readonly fullScale: FullScale;
  /** The plant has been sensed since it last moved. */
  sensed: boolean;
  readonly allOff: Readonly<Power>;
  /** Readings that the chip takes while none reaches the host. */
  readonly unseen: Sensors;
  /** Decides which frames a bad link damages. */
  readonly random: Random;
  readonly rough: Rough;
  /** Messages in transit on a line that lags. */
  readonly line: ModelLine;
  /** Milliseconds of this tick by which the plant has already moved on, as when the host is late for its turn. */
  spentMs: number;
}

export interface ModelBoardOptions extends Partial<PlantOptions> {
  /** The kinds of roughness of its world; none if left out. */
  rough?: readonly RoughKind[];
  /** The plant moves in quarters of a tick, so that delays shorter than a tick show at the pins. */
  fine?: boolean;
}

/** Kinds with delays shorter than a tick. */
const needsFine: readonly RoughKind[] = ['late-turns', 'line-burst'];
const fineStepMs = tickMs / 4;

export function createModelBoard(chair: Chair, options: ModelBoardOptions = {}): ModelBoard {
  const { rough = [], fine = rough.some((kind) => needsFine.includes(kind)), ...plantOptions } = options;
  const plant = createPlant(chair, { ...plantOptions, ...(fine ? { stepMs: fineStepMs } : {}) });
  const seed = options.seed ?? 1;
  const watched = watchedOf(chair, plant);
  return {
    plant,
    trip: tripNumber('not-armed'),
    boots: 1,
    pins: createPower(chair),
    signs: createSigns(),
    link: 'good',
    host: 'runs',
    sound: false,
    frameAgeMs: 0,
    snapshotAgeMs: 0,
    acceptedMs: 0,
    answeredMs: 0,
    badFrames: 0,
    watched,
    accounts: watched.map(() => 0),
    outside: false,
    hungMs: -1,
    stuck: {
      carriageDuty: false,
      kneaderDuty: false,
      tapperDuty: false,
      padsOn: chair.pads.map(() => false),
      padRelay: false,
      motorRelay: false,
    },
    fullScale: fullScaleOf(chair),
    sensed: false,
    allOff: createPower(chair),
    unseen: createSensors(chair),
    // A random sequence of its own, so that the link does not change what the plant draws.
    random: createRandom(seed + 0x6c696e6b),
    rough: createRough(chair, plant, seed, rough),
    line: createModelLine(chair),
    spentMs: 0,
  };
}

function watchedOf({ wiring }: Chair, plant: Plant): ModelBoard['watched'] {
  return thermistorsOf(wiring).flatMap((wire) => {
    const meter = meterOf(plant, wire);
    const [low, high] = thermistorBounds(wire);
    return meter === null ? [] : [{ meter, low, high }];
  });
}

function meterOf({ pads, ambientThermometer }: Plant, { of, place }: ThermistorWire): Thermometer | null {
  if (of === 'ambient') return ambientThermometer;
  const { thermometer, surfaceThermometer } = at(pads, of, 'pad');
  return place === 'element' ? thermometer : surfaceThermometer;
}

/** The host is alive and has its turn in this tick. A killed host comes back without its state. */
export function hostRuns(board: ModelBoard): boolean {
  return board.host === 'runs' && board.plant.powered && !board.rough.turns.missed;
}
