/**
 * The board called `model`: the plant with a short model of the guard firmware (lease, stops, thermistor limits,
 * latched trips, readback, signs, restarts), and the faults of link, host and power between plant and host.
 * The firmware itself runs on the board called `avr`.
 *
 * One tick is `readBoard` (sensors), the host's control, `writeBoard` (outputs; advances the plant). While
 * `hostRuns` is false the host's turn is left out, and `writeBoard` is still called but ignores its outputs.
 * A chip that has started or tripped stays off until `armBoard`.
 */

import { tickMs } from '../../src/chair/limits.ts';
import { copyPads, type Power } from '../../src/chair/outputs.ts';
import type { Sensors } from '../../src/chair/sensors.ts';
import { breakPlant, type FaultName, type FaultValue, faultRow, readFaultValue } from '../plant/faults.ts';
import { padNamed, stepPlant } from '../plant/plant.ts';
import {
  closeLine,
  delays,
  holdBack,
  isEmpty,
  receiveOutputs,
  receiveStatus,
  sendOutputs,
  sendStatus,
} from '../rough/model-line.ts';
import { breakWith, stepFaults } from '../rough/rough.ts';
import { senseChair } from '../rough/sense.ts';
import { beginTurn, planTurn } from '../rough/turns.ts';
import { clipReadings } from './full-scale.ts';
import { armBoard, givePower, linkPasses, settle, switchPower, takeFrame, watch } from './model-chip.ts';
import { hostRuns, type ModelBoard } from './model-state.ts';
import { copySigns, type Signs } from './signs.ts';

export { armBoard } from './model-chip.ts';
export { createModelBoard, hostRuns, type ModelBoard, type ModelBoardOptions } from './model-state.ts';

/** Time without an answer after which the microcontroller counts as gone (chosen). */
export const goneMs = 1000;

/** Fills the host's snapshot; if no status gets through, the snapshot stays and its age grows. Pass the same object each tick. */
export function readBoard(board: ModelBoard, sensors: Sensors): void {
  const { link } = sensors;
  const { turns } = board.rough;
  beginTurn(turns, board.plant.nowMs);
  // The whole ticks of the lateness have already passed without a turn.
  passTime(board, turns.lateMs % tickMs);
  const delayed = delays(board.rough.line) || !isEmpty(board.line);
  const chipRuns = board.plant.powered && board.hungMs < 0;
  if (board.sound || (chipRuns && takeStatus(board, sensors))) {
    if (board.sound) fillStatus(board, sensors);
    board.snapshotAgeMs = 0;
    board.line.open = true;
    // In transit `orderAgeMs` holds the time at which the order was given.
    board.answeredMs = link.orderAgeMs;
    link.orderAgeMs = board.plant.nowMs - board.answeredMs;
    link.connected = true;
    const { line } = board;
    if (!delayed) line.arrivedMs = board.plant.nowMs - turns.ageMs;
    link.ageMs = board.plant.nowMs - line.arrivedMs;
    link.lateMs = delayed ? line.arrivedMs - line.datedMs : 0;
    link.badFrames = board.badFrames;
    return;
  }
  if (!board.sensed) senseChair(board.rough.world, board.plant, board.unseen);
  board.sensed = true;
  board.snapshotAgeMs += tickMs;
  link.ageMs = Math.max(board.snapshotAgeMs, turns.ageMs, board.plant.nowMs - board.line.arrivedMs);
  link.orderAgeMs = board.plant.nowMs - board.answeredMs;
  link.badFrames = board.badFrames;
  link.connected = board.line.open && link.ageMs < goneMs;
}

/** Takes a status that has got through; false if there is none yet. */
function takeStatus(board: ModelBoard, sensors: Sensors): boolean {
  const { turns, line: trouble } = board.rough;
  const { line, plant } = board;
  const instant = !delays(trouble) && isEmpty(line);
  if (instant || !line.open) {
    if (turns.stale || !linkPasses(board)) return false;
    // What came while nobody had the line open is lost.
    line.statuses.length = 0;
    fillStatus(board, sensors);
    line.takenMs = plant.nowMs;
    line.datedMs = plant.nowMs;
    if (!instant) line.arrivedMs = plant.nowMs;
    return true;
  }
  if (!line.heard) answer(board, plant.nowMs);
  return !turns.stale && receiveStatus(line, trouble, plant.nowMs, sensors);
}

/** Fills in the status that the chip reports now. */
function fillStatus(board: ModelBoard, sensors: Sensors): void {
  const { link } = sensors;
  senseChair(board.rough.world, board.plant, sensors);
  clipReadings(board.fullScale, sensors);
  board.sensed = true;
  link.guarded = true;
  link.boots = board.boots;
  link.trip = board.trip;
  link.clockMs = board.plant.nowMs;
  link.orderAgeMs = board.acceptedMs;
  const { pins } = board;
  const { readback } = link;
  readback.valid = true;
  readback.carriageDuty = pins.carriageDuty;
  readback.kneaderDuty = pins.kneaderDuty;
  readback.tapperDuty = pins.tapperDuty;
  copyPads(readback.padsOn, pins.padsOn);
  readback.padRelay = pins.padRelay;
  readback.motorRelay = pins.motorRelay;
}

/** Applies as much of `outputs` as reaches the pins, and advances the plant by one tick. */
export function writeBoard(board: ModelBoard, outputs: Power & Signs): void {
  const { plant, rough } = board;
  if (!board.sensed) senseChair(rough.world, plant, board.unseen);
  board.sensed = false;
  if (board.sound) {
    givePower(board.pins, outputs);
    board.acceptedMs = plant.nowMs;
    copySigns(board.signs, outputs);
  } else sendFrame(board, outputs);
  if (plant.powered && board.hungMs < 0) watch(board);
  passTime(board, tickMs);
  board.spentMs = 0;
  planTurn(rough.turns, plant.nowMs, board.host === 'hung');
  if (!board.sound || rough.turns.active || !rough.line.sound) settle(board);
}

/** Sends a frame to the chip. This frame or an earlier one may arrive within the tick. */
function sendFrame(board: ModelBoard, outputs: Power & Signs): void {
  const { plant, rough, line } = board;
  const nowMs = plant.nowMs;
  if (!delays(rough.line) && isEmpty(line)) {
    takeFrame(board, hostRuns(board) && linkPasses(board) ? outputs : null, nowMs);
    return;
  }
  const beganMs = nowMs - board.spentMs;
  if (hostRuns(board)) sendOutputs(line, rough.line, nowMs, outputs);
  if (rough.line.held) holdBack(line, beganMs + tickMs);
  const came = receiveOutputs(line, rough.line, beganMs + tickMs);
  if (came !== null) passTime(board, came.arrivesMs - beganMs);
  const passes = came !== null && linkPasses(board);
  if (passes && came.item.arm) armBoard(board);
  takeFrame(board, passes ? came.item : null, came?.sentMs ?? nowMs);
  if (passes) answer(board, came.arrivesMs);
}

/** Time of a message on the wire: an answer is never in the same burst as its question. */
const wireMs = 1;

/** The chip answers a frame, or a question, at once. */
function answer(board: ModelBoard, askedMs: number): void {
  if (!linkPasses(board)) return;
  const { line, rough, plant } = board;
  sendStatus(line, rough.line, plant.nowMs, askedMs + wireMs, (status) => fillStatus(board, status));
}

/** Moves the plant on, in its own steps, until `untilMs` of the tick have passed. */
function passTime(board: ModelBoard, untilMs: number): void {
  const { plant, rough } = board;
  while (board.spentMs + plant.stepMs <= untilMs) {
    stepPlant(plant, board.pins);
    board.spentMs += plant.stepMs;
    stepFaults(rough, plant, board.pins, (name, value) => applyFault(board, name, value));
  }
}

/** Puts any fault of the table in, or takes it away. Throws on a value the table does not have. */
export function breakBoard(board: ModelBoard, name: FaultName, value: FaultValue): void {
  breakWith(board.rough, board.plant.nowMs, name, value, (each, base) => applyFault(board, each, base));
  settle(board);
}

function applyFault(board: ModelBoard, name: FaultName, value: string): void {
  const wasPowered = board.plant.powered;
  if (faultRow(name).where === 'plant') {
    breakPlant(board.plant, name, value);
    if (board.plant.powered !== wasPowered) switchPower(board);
    return;
  }
  const read = readFaultValue(name, value);
  if (typeof read === 'string') throw new Error(read);
  if (name === 'link') board.link = read.word === 'none' ? 'good' : (read.word as ModelBoard['link']);
  else if (name === 'host') setHost(board, read.word === 'none' ? 'runs' : (read.word as ModelBoard['host']));
  else if (name === 'chip') board.hungMs = read.word === 'hung' ? 0 : -1;
  else stick(board, name.slice('pin.'.length), read.word === 'stuck');
  settle(board);
}

function setHost(board: ModelBoard, host: ModelBoard['host']): void {
  if (host === 'killed') closeLine(board.line, false);
  board.host = host;
}

function stick({ stuck, plant }: ModelBoard, pin: string, sticks: boolean): void {
  if (pin in pinFields) stuck[pinFields[pin as keyof typeof pinFields]] = sticks;
  else stuck.padsOn[plant.pads.indexOf(padNamed(plant, pin))] = sticks;
}

/** Fields of the pins that are not a pad's. */
const pinFields = {
  carriage: 'carriageDuty',
  kneader: 'kneaderDuty',
  tapper: 'tapperDuty',
  relay: 'padRelay',
  'motor-relay': 'motorRelay',
} as const satisfies Record<string, keyof Power>;
