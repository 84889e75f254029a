/** A short model of the guard firmware: what the chip of the model board does by itself. */
import { at } from '../../src/chair/assert.ts';
import { linkLostMs, tickMs } from '../../src/chair/limits.ts';
import { keyBit } from '../../src/chair/names.ts';
import { clearPower, copyPower, type Power } from '../../src/chair/outputs.ts';
import { type TripName, tripNumber } from '../../src/chair/trips.ts';
import { type Plant, saneDuty } from '../plant/plant.ts';
import { nextShare } from '../random.ts';
import { isRepeated } from '../rough/line.ts';
import { closeLine, isEmpty } from '../rough/model-line.ts';
import { hostRuns, type ModelBoard } from './model-state.ts';
import { clearSigns, copySigns, type Signs } from './signs.ts';

/** Outputs stay on this long after the last valid frame (limit of the guard protocol). */
const leaseMs = linkLostMs;
/** The chip samples each thermistor twice a tick; a sample outside its limits adds 60 to its account, one inside takes 1 off. */
const account = { outside: 2 * 60, inside: 2 * 1, full: 3 * 60 } as const;
/** The watchdog restarts a hung chip after this (measured on the emulated chip: 127-128 ms). */
const watchdogMs = 128;
/** A noisy link damages this share of the frames each way (chosen). */
const noisyShare = 0.25;
/** A slow link passes one exchange in this time (chosen: well above a tick, within the lease). */
const slowMs = 160;

const stopBit = keyBit('stop');
/**
 * The host asks the chip to clear a trip and let outputs act again, all off at first. Refused (false) while the
 * request cannot reach the chip, a stop is pressed or a thermistor is outside its limits.
 */
export function armBoard(board: ModelBoard): boolean {
  const { plant } = board;
  const reaches = hostRuns(board) && board.hungMs < 0 && board.link !== 'lost';
  if (!reaches || hearsStop(plant) || stopKeyDown(plant) || board.outside) return false;
  board.trip = 0;
  board.frameAgeMs = 0;
  applyToPins(board, board.allOff);
  settle(board);
  return true;
}

/** Without power the pins give nothing; when power returns, the chip restarts. */
export function switchPower(board: ModelBoard): void {
  clearPower(board.pins);
  clearSigns(board.signs);
  closeLine(board.line, true);
  if (board.plant.powered) restart(board, 'not-armed');
  settle(board);
}

/** The chip starts: outputs off, counters at zero, and no host has armed it. */
function restart(board: ModelBoard, reason: TripName): void {
  board.boots++;
  board.hungMs = -1;
  board.frameAgeMs = 0;
  board.accounts.fill(0);
  board.outside = false;
  board.plant.carriage.edges = 0;
  board.trip = tripNumber(reason);
  applyToPins(board, board.allOff);
  clearSigns(board.signs);
}

export function settle(board: ModelBoard): void {
  const { stuck } = board;
  const { turns, line } = board.rough;
  board.sound =
    board.trip === 0 &&
    line.sound &&
    isEmpty(board.line) &&
    !turns.active &&
    turns.ageMs === 0 &&
    board.link === 'good' &&
    board.host === 'runs' &&
    board.plant.powered &&
    board.hungMs < 0 &&
    !(
      stuck.carriageDuty ||
      stuck.kneaderDuty ||
      stuck.tapperDuty ||
      stuck.padsOn.includes(true) ||
      stuck.padRelay ||
      stuck.motorRelay
    );
  if (board.sound) board.frameAgeMs = 0;
}

/** One tick of the chip while something is wrong: `arrived` is null if no frame came; a tripped chip does not act on one. */
export function takeFrame(board: ModelBoard, arrived: (Power & Signs) | null, givenMs: number): void {
  const { plant } = board;
  if (!plant.powered) return;
  if (board.hungMs >= 0) {
    board.hungMs += tickMs;
    if (board.hungMs < watchdogMs) return;
    restart(board, 'watchdog');
    settle(board);
    return;
  }
  if (arrived !== null) {
    board.acceptedMs = givenMs;
    board.line.heard = true;
    // The chip refuses a repeated frame.
    if (isRepeated(board.rough.line)) board.badFrames++;
    board.frameAgeMs = 0;
    if (board.trip === 0) applyToPins(board, arrived);
    copySigns(board.signs, arrived);
    return;
  }
  board.frameAgeMs += tickMs;
  if (board.frameAgeMs < leaseMs) return;
  trip(board, 'lease');
  clearSigns(board.signs);
}

/** Whether the link passes what the line delivers now. */
export function linkPasses(board: ModelBoard): boolean {
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
      return board.plant.nowMs % slowMs < tickMs;
  }
}

/** What the firmware watches by itself, whatever the host sends. */
export function watch(board: ModelBoard): void {
  const { plant } = board;
  if (hearsStop(plant)) trip(board, 'emergency-stop');
  if (stopKeyDown(plant)) trip(board, 'stop-key');
  board.outside = false;
  for (let which = 0; which < board.watched.length; which++) watchThermistor(board, which);
}

function watchThermistor(board: ModelBoard, which: number): void {
  const { accounts } = board;
  const { meter, low, high } = at(board.watched, which, 'thermistor');
  const before = at(accounts, which, 'thermistor');
  if (meter.count <= high && meter.count >= low) {
    if (before !== 0) accounts[which] = Math.max(0, before - account.inside);
    return;
  }
  board.outside = true;
  accounts[which] = Math.min(account.full, before + account.outside);
  if (accounts[which] === account.full) trip(board, 'thermistor');
}

/** The emergency stop is pressed, and the chip can see its contact. */
function hearsStop({ emergencyStop, figures }: Plant): boolean {
  return emergencyStop && figures.has.emergencyStop;
}

function stopKeyDown(plant: Plant): boolean {
  return ((plant.keys | plant.stuckKeys) & stopBit) !== 0;
}

/** Switches everything off until armed, and keeps the first reason. Signs return with the next frame from the host. */
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
  if (!stuck.tapperDuty) pins.tapperDuty = saneDuty(wanted.tapperDuty);
  for (let pad = 0; pad < pins.padsOn.length; pad++) {
    if (stuck.padsOn[pad] !== true) pins.padsOn[pad] = wanted.padsOn[pad] === true;
  }
  if (!stuck.padRelay) pins.padRelay = wanted.padRelay;
  if (!stuck.motorRelay) pins.motorRelay = wanted.motorRelay;
}

/** Applies everything to the pins: none is stuck. */
export function givePower(pins: Power, wanted: Readonly<Power>): void {
  copyPower(pins, wanted);
  pins.carriageDuty = saneDuty(wanted.carriageDuty);
  pins.kneaderDuty = saneDuty(wanted.kneaderDuty);
  pins.tapperDuty = saneDuty(wanted.tapperDuty);
}
