/** The model board's state, as one plain value: plant, chip, link, host, and what is rough about its world. */
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
  /** Unarmed they work, too, as long as the host is heard. */
  readonly signs: Signs;
  link: 'good' | 'lost' | 'noisy' | 'slow';
  host: 'runs' | 'hung' | 'killed';
  /** Nothing between plant and host is broken and nothing has tripped: the short way through a tick. */
  sound: boolean;
  /** Time since the last valid guard frame, or question, reached the chip, and since the host's snapshot was taken. */
  frameAgeMs: number;
  snapshotAgeMs: number;
  /** When the host gave the order that the chip has accepted last, and the one that the host's snapshot answers to. */
  acceptedMs: number;
  answeredMs: number;
  badFrames: number;
  /** The thermistors that the chip looks at, and between which counts each must stay. */
  readonly watched: readonly { readonly meter: Thermometer; readonly low: number; readonly high: number }[];
  /** What samples outside their limits have put into the account of each. */
  readonly accounts: number[];
  /** A thermistor is outside its limits now. */
  outside: boolean;
  /** Time since the main loop hung, or -1. */
  hungMs: number;
  /** Outputs that stay as they are. */
  readonly stuck: Record<Exclude<keyof Power, 'padsOn'>, boolean> & { readonly padsOn: boolean[] };
  readonly fullScale: FullScale;
  /** The plant has been sensed since it last moved. */
  sensed: boolean;
  readonly allOff: Readonly<Power>;
  /** What the chip sees while the host does not. */
  readonly unseen: Sensors;
  /** Which frames a bad link damages. */
  readonly random: Random;
  readonly rough: Rough;
  /** What is on its way where the line lags. */
  readonly line: ModelLine;
  /** What of this tick has passed while the host was late for its turn. */
  spentMs: number;
}

export interface ModelBoardOptions extends Partial<PlantOptions> {
  /** What the world is rough in; nothing, where left out. */
  rough?: readonly RoughKind[];
  /** The plant moves in quarters of a tick, so that what comes late by less than a tick shows at the pins. */
  fine?: boolean;
}

/** What is late by less than a tick. */
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
    // Its own sequence: what the link does must not change what the plant does.
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

/** The host is alive and due its turn in this tick. A killed one starts from nothing when it comes back. */
export function hostRuns(board: ModelBoard): boolean {
  return board.host === 'runs' && board.plant.powered && !board.rough.turns.missed;
}
