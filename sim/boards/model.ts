/**
 * The board called `model`: the plant alone, with the duties of the guard firmware told in a few lines: lease,
 * stops, thermistor limits, latched trips, readback, signs, restarts; and the faults of the link, the host and the
 * power between plant and host. The firmware itself runs on the board called `avr`.
 *
 * One tick is `readBoard` (sensors), the host's control, `writeBoard` (outputs; advances the plant). While
 * `hostRuns` is false the host's turn is left out and `writeBoard` still called; what it is given is not heard.
 * A chip that has started or tripped stays off until `armBoard`.
 */

import type { Chair } from '../../src/chair/chair.ts';
import { heatLimits, linkLostMs } from '../../src/chair/limits.ts';
import { keyBit } from '../../src/chair/names.ts';
import { clearPower, copyPads, copyPower, createPower, type Power } from '../../src/chair/outputs.ts';
import { createSensors, type Sensors } from '../../src/chair/sensors.ts';
import { thermistorRange } from '../../src/chair/thermistor.ts';
import { type TripName, tripNumber } from '../../src/chair/trips.ts';
import {
  breakPlant,
  type FaultName,
  type FaultValue,
  faultTable,
  type PinName,
  readFaultValue,
} from '../plant/faults.ts';
import { createPlant, type Plant, type PlantOptions, padNamed, saneDuty, stepPlant } from '../plant/plant.ts';
import { sensePlant } from '../plant/sense.ts';
import { stepsOfCelsius } from '../plant/thermometer.ts';
import { createRandom, nextShare, type Random } from '../random.ts';
import { clearSigns, copySigns, createSigns, type Signs } from './signs.ts';

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
  badFrames: number;
  /** Ticks running that a thermistor has been outside its limits. */
  outsideTicks: number;
  /** Time since the main loop hung, or -1. */
  hungMs: number;
  /** Outputs that stay as they are. */
  readonly stuck: Record<Exclude<keyof Power, 'padsOn'>, boolean> & { readonly padsOn: boolean[] };
  /** The plant has been sensed since it last moved. */
  sensed: boolean;
  readonly allOff: Readonly<Power>;
  /** What the chip sees while the host does not. */
  readonly unseen: Sensors;
  /** Which frames a bad link damages. */
  readonly random: Random;
}

/** Outputs outlive the last valid frame by this (limit of the guard protocol). */
const leaseMs = linkLostMs;
/** The chip looks at each thermistor every 10 ms and believes three looks: two ticks. */
const outsideTicksMax = 2;
/** The watchdog restarts a hung chip after this (measured on the emulated chip: 127-128 ms). */
const watchdogMs = 128;
/** A noisy link damages this share of the frames each way (chosen). */
const noisyShare = 0.25;
/** A slow link gets one exchange through in this time (chosen: well above a tick, within the lease). */
const slowMs = 160;
/** After this long without an answer the microcontroller counts as gone (chosen). */
const goneMs = 1000;

const stopBit = keyBit('stop');
/** Thermistor limits as the firmware checks them: in counts, so cold is high. */
const coldCount = Math.ceil(stepsOfCelsius(thermistorRange.openBelowC, 1));
const hotCount = Math.floor(stepsOfCelsius(heatLimits.elementTripC, 1));
const shortCount = Math.floor(stepsOfCelsius(thermistorRange.shortAboveC, 1));

export function createModelBoard(chair: Chair, options: Partial<PlantOptions> = {}): ModelBoard {
  const plant = createPlant(chair, options);
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
    badFrames: 0,
    outsideTicks: 0,
    hungMs: -1,
    stuck: {
      carriageDuty: false,
      kneaderDuty: false,
      padsOn: chair.pads.map(() => false),
      padRelay: false,
      motorRelay: false,
    },
    sensed: false,
    allOff: createPower(chair),
    unseen: createSensors(chair),
    // Its own sequence: what the link does must not change what the plant does.
    random: createRandom((options.seed ?? 1) + 0x6c696e6b),
  };
}

/** The host is alive and due its turn in this tick. A killed one starts from nothing when it comes back. */
export function hostRuns(board: ModelBoard): boolean {
  return board.host === 'runs' && board.plant.powered;
}

/** Fills the host's snapshot; where none gets through, it stays as it was and its age grows. Pass the same one each tick. */
export function readBoard(board: ModelBoard, sensors: Sensors): void {
  const { link } = sensors;
  if (!board.sound && !statusArrives(board)) {
    sensePlant(board.plant, board.unseen);
    board.sensed = true;
    board.snapshotAgeMs += board.plant.stepMs;
    link.ageMs = board.snapshotAgeMs;
    link.badFrames = board.badFrames;
    link.connected = board.snapshotAgeMs < goneMs;
    return;
  }
  sensePlant(board.plant, sensors);
  board.sensed = true;
  board.snapshotAgeMs = 0;
  link.connected = true;
  link.guarded = true;
  link.ageMs = 0;
  link.badFrames = board.badFrames;
  link.boots = board.boots;
  link.trip = board.trip;
  const { pins } = board;
  const { readback } = link;
  readback.valid = true;
  readback.carriageDuty = pins.carriageDuty;
  readback.kneaderDuty = pins.kneaderDuty;
  copyPads(readback.padsOn, pins.padsOn);
  readback.padRelay = pins.padRelay;
  readback.motorRelay = pins.motorRelay;
}

/** Carries out what reaches the pins of `outputs`, and advances the plant by one tick under it. */
export function writeBoard(board: ModelBoard, outputs: Power & Signs): void {
  const { plant } = board;
  if (!board.sensed) sensePlant(plant, board.unseen);
  board.sensed = false;
  if (board.sound) {
    givePower(board.pins, outputs);
    copySigns(board.signs, outputs);
  } else takeFrame(board, outputs);
  if (plant.powered && board.hungMs < 0) watch(board);
  stepPlant(plant, board.pins);
}

/**
 * The host asks the chip to clear a trip and let outputs act again, all of them off to begin with. Refused
 * (false) while the request cannot reach it, a stop is down or a thermistor is outside its limits.
 */
export function armBoard(board: ModelBoard): boolean {
  const { plant } = board;
  const reaches = plant.powered && board.hungMs < 0 && board.host === 'runs' && board.link !== 'lost';
  if (!reaches || plant.emergencyStop || stopKeyDown(plant) || board.outsideTicks > 0) return false;
  board.trip = 0;
  board.frameAgeMs = 0;
  applyToPins(board, board.allOff);
  settle(board);
  return true;
}

/** Puts any fault of the table in, or takes it away. Throws on a value the table does not have. */
export function breakBoard(board: ModelBoard, name: FaultName, value: FaultValue): void {
  const wasPowered = board.plant.powered;
  if (faultTable[name].where === 'plant') {
    breakPlant(board.plant, name, value);
    if (board.plant.powered !== wasPowered) switchPower(board);
    return;
  }
  const read = readFaultValue(name, value);
  if (typeof read === 'string') throw new Error(read);
  if (name === 'link') board.link = read.word === 'none' ? 'good' : (read.word as ModelBoard['link']);
  else if (name === 'host') board.host = read.word === 'none' ? 'runs' : (read.word as ModelBoard['host']);
  else if (name === 'chip') board.hungMs = read.word === 'hung' ? 0 : -1;
  else stick(board, name.slice('pin.'.length) as PinName, read.word === 'stuck');
  settle(board);
}

function stick({ stuck, plant }: ModelBoard, pin: PinName, sticks: boolean): void {
  if (pin in pinFields) stuck[pinFields[pin as keyof typeof pinFields]] = sticks;
  else stuck.padsOn[plant.pads.indexOf(padNamed(plant, pin))] = sticks;
}

/** Of the pins that are no pad's. */
const pinFields = {
  carriage: 'carriageDuty',
  kneader: 'kneaderDuty',
  relay: 'padRelay',
  'motor-relay': 'motorRelay',
} as const satisfies Partial<Record<PinName, keyof Power>>;

/** Without power the pins give nothing; with it again the chip starts anew. */
function switchPower(board: ModelBoard): void {
  clearPower(board.pins);
  clearSigns(board.signs);
  if (board.plant.powered) restart(board, 'not-armed');
  settle(board);
}

/** The chip starts: outputs off, counters at zero, and no host has armed it. */
function restart(board: ModelBoard, reason: TripName): void {
  board.boots++;
  board.hungMs = -1;
  board.frameAgeMs = 0;
  board.outsideTicks = 0;
  board.plant.carriage.edges = 0;
  board.trip = tripNumber(reason);
  applyToPins(board, board.allOff);
  clearSigns(board.signs);
}

function settle(board: ModelBoard): void {
  const { stuck } = board;
  board.sound =
    board.trip === 0 &&
    board.link === 'good' &&
    board.host === 'runs' &&
    board.plant.powered &&
    board.hungMs < 0 &&
    !(
      stuck.carriageDuty ||
      stuck.kneaderDuty ||
      stuck.padsOn.includes(true) ||
      stuck.padRelay ||
      stuck.motorRelay
    );
  if (board.sound) board.frameAgeMs = 0;
}

/** One tick of the chip while something is wrong: the frame may not come, or must not act. */
function takeFrame(board: ModelBoard, outputs: Power & Signs): void {
  const { plant } = board;
  if (!plant.powered) return;
  if (board.hungMs >= 0) {
    board.hungMs += plant.stepMs;
    if (board.hungMs < watchdogMs) return;
    restart(board, 'watchdog');
    settle(board);
    return;
  }
  if (board.host === 'runs' && exchangePasses(board)) {
    board.frameAgeMs = 0;
    if (board.trip === 0) applyToPins(board, outputs);
    copySigns(board.signs, outputs);
    return;
  }
  board.frameAgeMs += plant.stepMs;
  if (board.frameAgeMs < leaseMs) return;
  trip(board, 'lease');
  clearSigns(board.signs);
}

/** A status gets through to the host. */
function statusArrives(board: ModelBoard): boolean {
  return board.plant.powered && board.hungMs < 0 && exchangePasses(board);
}

function exchangePasses(board: ModelBoard): boolean {
  switch (board.link) {
    case 'good':
      return true;
    case 'lost':
      return false;
    case 'noisy':
      if (nextShare(board.random) >= noisyShare) return true;
      board.badFrames++;
      return false;
    case 'slow':
      return board.plant.nowMs % slowMs < board.plant.stepMs;
  }
}

/** What the firmware looks at by itself, whatever the host says. */
function watch(board: ModelBoard): void {
  const { plant } = board;
  if (plant.emergencyStop) trip(board, 'emergency-stop');
  if (stopKeyDown(plant)) trip(board, 'stop-key');
  const { count } = plant.ambientThermometer;
  let outside = count > coldCount || count < shortCount;
  for (const { thermometer } of plant.pads) {
    if (thermometer.count > coldCount || thermometer.count < hotCount) outside = true;
  }
  if (outside) {
    board.outsideTicks++;
    if (board.outsideTicks >= outsideTicksMax) trip(board, 'thermistor');
  } else if (board.outsideTicks !== 0) {
    board.outsideTicks = 0;
  }
}

function stopKeyDown(plant: Plant): boolean {
  return ((plant.keys | plant.stuckKeys) & stopBit) !== 0;
}

/** Everything off, at once and until armed; the first reason is the one that stays. Signs come back when the host is heard. */
function trip(board: ModelBoard, reason: TripName): void {
  if (board.trip === 0) {
    board.trip = tripNumber(reason);
    clearSigns(board.signs);
  }
  applyToPins(board, board.allOff);
  board.sound = false;
}

function applyToPins(board: ModelBoard, wanted: Readonly<Power>): void {
  const { pins, stuck } = board;
  if (!stuck.carriageDuty) pins.carriageDuty = saneDuty(wanted.carriageDuty);
  if (!stuck.kneaderDuty) pins.kneaderDuty = saneDuty(wanted.kneaderDuty);
  for (let pad = 0; pad < pins.padsOn.length; pad++) {
    if (stuck.padsOn[pad] !== true) pins.padsOn[pad] = wanted.padsOn[pad] === true;
  }
  if (!stuck.padRelay) pins.padRelay = wanted.padRelay;
  if (!stuck.motorRelay) pins.motorRelay = wanted.motorRelay;
}

function givePower(pins: Power, wanted: Readonly<Power>): void {
  copyPower(pins, wanted);
  pins.carriageDuty = saneDuty(wanted.carriageDuty);
  pins.kneaderDuty = saneDuty(wanted.kneaderDuty);
}
