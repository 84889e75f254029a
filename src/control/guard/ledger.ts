/**
 * The guard's ledger: which faults are latched or shown, when and with what value they came, and which rule
 * holds each output back in this tick. Faults are only ever added; `clearLedger` alone forgets them.
 */
import { faultCodes } from '../../chair/faults.ts';
import { allParts, faultTakes, latchedMask, part, rules } from './rules.ts';

/** For each output the index of the rule that holds it back, 0 when none does. */
export interface Holds {
  carriage: number;
  kneader: number;
  lumbar: number;
  sacral: number;
  padRelay: number;
  motorRelay: number;
}

export interface Ledger {
  /** Latched faults, one bit a fault (`1 << faultIndex(code)`). */
  faults: number;
  /** Faults that are wrong now but do not latch, and those of the tick before. */
  shown: number;
  wasShown: number;
  /** By fault index: when it came (chair time), the value measured then, and the part it was seen on. */
  atMs: number[];
  values: number[];
  parts: number[];
  /** Time since the first fault latched; everything is off some time after it. */
  faultedMs: number;
  holds: Holds;
  /** By rule index: the number that goes with a hold, in the rule's unit. */
  measures: number[];
}

/** A fault that stops only heat or only motors brings the rest to a soft stop for so long, then takes it too. */
const restOffAfterMs = 500;

export function createLedger(): Ledger {
  return {
    faults: 0,
    shown: 0,
    wasShown: 0,
    atMs: faultCodes.map(() => 0),
    values: faultCodes.map(() => 0),
    parts: faultCodes.map(() => 0),
    faultedMs: 0,
    holds: { carriage: 0, kneader: 0, lumbar: 0, sacral: 0, padRelay: 0, motorRelay: 0 },
    measures: rules.map(() => 0),
  };
}

export function clearLedger(ledger: Ledger): void {
  ledger.faults = 0;
  ledger.shown = 0;
  ledger.wasShown = 0;
  ledger.faultedMs = 0;
}

/** Starts a tick: nothing is held back and nothing shown until a rule says so. */
export function openLedger(ledger: Ledger): void {
  const holds = ledger.holds;
  holds.carriage = 0;
  holds.kneader = 0;
  holds.lumbar = 0;
  holds.sacral = 0;
  holds.padRelay = 0;
  holds.motorRelay = 0;
  ledger.wasShown = ledger.shown;
  ledger.shown = 0;
}

/** Latches a fault, or shows it for this tick when its row does not latch. The first value is kept. */
export function raise(ledger: Ledger, index: number, value: number, partIndex: number, nowMs: number): void {
  const bit = 1 << index;
  if ((latchedMask & bit) === 0) {
    show(ledger, index, value, partIndex, nowMs);
    return;
  }
  if ((ledger.faults & bit) !== 0) return;
  ledger.faults |= bit;
  note(ledger, index, value, partIndex, nowMs);
}

/** Shows a fault for this tick without latching it: a warning, or a row that does not latch. */
export function show(ledger: Ledger, index: number, value: number, partIndex: number, nowMs: number): void {
  const bit = 1 << index;
  ledger.shown |= bit;
  if (((ledger.faults | ledger.wasShown) & bit) === 0) note(ledger, index, value, partIndex, nowMs);
}

function note(ledger: Ledger, index: number, value: number, partIndex: number, nowMs: number): void {
  ledger.atMs[index] = nowMs;
  ledger.values[index] = value;
  ledger.parts[index] = partIndex;
}

/** Holds parts back in this tick. The limit that came first keeps its name on an output. */
export function hold(ledger: Ledger, parts: number, rule: number, measure: number): void {
  const holds = ledger.holds;
  ledger.measures[rule] = measure;
  if ((parts & part.carriage) !== 0 && holds.carriage === 0) holds.carriage = rule;
  if ((parts & part.kneader) !== 0 && holds.kneader === 0) holds.kneader = rule;
  if ((parts & part.lumbar) !== 0 && holds.lumbar === 0) holds.lumbar = rule;
  if ((parts & part.sacral) !== 0 && holds.sacral === 0) holds.sacral = rule;
  if ((parts & part.padRelay) !== 0 && holds.padRelay === 0) holds.padRelay = rule;
  if ((parts & part.motorRelay) !== 0 && holds.motorRelay === 0) holds.motorRelay = rule;
}

/** What the latched faults take away: under their own names, whatever limit holds it too; the lowest code wins. */
export function holdFaults(ledger: Ledger, dtMs: number): void {
  if (ledger.faults === 0) return;
  const holds = ledger.holds;
  const everything = ledger.faultedMs >= restOffAfterMs;
  ledger.faultedMs += dtMs;
  for (let index = faultTakes.length - 1; index >= 0; index--) {
    if ((ledger.faults & (1 << index)) === 0) continue;
    const rule = index + 1;
    const parts = everything ? allParts : (faultTakes[index] ?? allParts);
    ledger.measures[rule] = ledger.values[index] ?? 0;
    if ((parts & part.carriage) !== 0) holds.carriage = rule;
    if ((parts & part.kneader) !== 0) holds.kneader = rule;
    if ((parts & part.lumbar) !== 0) holds.lumbar = rule;
    if ((parts & part.sacral) !== 0) holds.sacral = rule;
    if ((parts & part.padRelay) !== 0) holds.padRelay = rule;
    if ((parts & part.motorRelay) !== 0) holds.motorRelay = rule;
  }
}
