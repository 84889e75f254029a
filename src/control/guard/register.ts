/**
 * The fault register: which faults are latched or shown, when and with what value they came, and which reason inhibits
 * each output in this tick. Faults are only ever added; `clearRegister` alone forgets them.
 */
import { at } from '../../chair/assert.ts';
import { type FaultSet, faultSetOf, hasFault, hasFaultAt, union } from '../../chair/fault-set.ts';
import { type FaultAction, type FaultCode, faultCodes, faultIndex, faults } from '../../chair/faults.ts';
import { allParts, heatParts, motorParts, outputsEnd, part } from '../../chair/parts.ts';
import type { Milliseconds } from '../../chair/units.ts';
import { type InhibitName, reasonOf, reasons } from './reasons.ts';

export type FaultRegister = ReturnType<typeof createRegister>;

/** After a fault that stops only heat or only motors, the rest has this long for a soft stop; then it is taken too. */
const restOffAfterMs = 500;

const actionParts: Readonly<Record<FaultAction, number>> = {
  'all off': allParts,
  'heat off': heatParts,
  'motors off': motorParts,
  shown: 0,
};

/** What each fault takes away at once, by fault index. */
export const faultTakes: readonly number[] = faultCodes.map((code) => actionParts[faults[code].did]);

export function createRegister() {
  return {
    /** Chair time of this tick. */
    nowMs: 0 as Milliseconds,
    /** Latched faults. */
    faults: 0 as FaultSet,
    /** Faults shown in this tick without being latched, and those shown in the tick before. */
    shown: 0 as FaultSet,
    wasShown: 0 as FaultSet,
    /** By fault index: when it came, the value measured then, and the part it was seen on. */
    atMs: faultCodes.map((): Milliseconds => 0),
    values: faultCodes.map(() => 0),
    parts: faultCodes.map((): number => part.none),
    /** Time since the first fault latched; everything is off some time after it. */
    faultedMs: 0 as Milliseconds,
    /** By the number of an output's part: the index of the reason that holds it back, 0 when none does. */
    holds: Array.from({ length: outputsEnd }, () => 0),
    /** By reason: the number that goes with it, in the reason's unit. */
    measures: reasons.map(() => 0),
  };
}

export function clearRegister(register: FaultRegister): void {
  register.faults = 0;
  register.shown = 0;
  register.wasShown = 0;
  register.faultedMs = 0;
}

/** Starts a tick: nothing is inhibited and nothing shown until a rule says so. */
export function openRegister(register: FaultRegister, nowMs: Milliseconds): void {
  register.nowMs = nowMs;
  register.holds.fill(0);
  register.wasShown = register.shown;
  register.shown = 0;
}

/**
 * Latches a fault, with the value that came first. A fault that does not latch is shown, and takes its parts, for this tick
 * only.
 */
export function raise(register: FaultRegister, code: FaultCode, value: number, partNumber: number): void {
  const index = faultIndex(code);
  if (!faults[code].latched) {
    show(register, code, value, partNumber);
    take(register, at(faultTakes, index, 'fault'), index + 1, value, 'first wins');
    return;
  }
  if (hasFaultAt(register.faults, index)) return;
  register.faults = union(register.faults, faultSetOf(code));
  note(register, index, value, partNumber);
}

/** Shows a fault for this tick without latching it: a warning, or a row that does not latch. */
export function show(register: FaultRegister, code: FaultCode, value: number, partNumber: number): void {
  const known = hasFault(register.faults, code) || hasFault(register.wasShown, code);
  register.shown = union(register.shown, faultSetOf(code));
  if (!known) note(register, faultIndex(code), value, partNumber);
}

function note(register: FaultRegister, index: number, value: number, partNumber: number): void {
  register.atMs[index] = register.nowMs;
  register.values[index] = value;
  register.parts[index] = partNumber;
}

export function isFree({ holds }: FaultRegister, output: number): boolean {
  return holds[output] === 0;
}

/** Inhibits outputs (a mask) in this tick. The reason that came first keeps its name on an output. */
export function inhibit(register: FaultRegister, outputs: number, name: InhibitName, measure: number): void {
  take(register, outputs, reasonOf(name), measure, 'first wins');
}

/**
 * Takes away what the latched faults take, under their own names even where something inhibits it too; the lowest code wins.
 * `testing`: a self-test finds out what is broken with what a fault leaves on, so the rest is not taken.
 */
export function inhibitFaults(register: FaultRegister, dtMs: Milliseconds, testing = false): void {
  if (register.faults === 0) return;
  const everything = register.faultedMs >= restOffAfterMs && !testing;
  register.faultedMs += dtMs;
  for (let index = faultCodes.length - 1; index >= 0; index--) {
    if (!hasFaultAt(register.faults, index)) continue;
    const outputs = everything ? allParts : at(faultTakes, index, 'fault');
    take(register, outputs, index + 1, at(register.values, index, 'value'), 'last wins');
  }
}

function take(
  register: FaultRegister,
  outputs: number,
  reason: number,
  measure: number,
  names: 'first wins' | 'last wins',
): void {
  register.measures[reason] = measure;
  const { holds } = register;
  for (let output = 0; output < outputsEnd; output++) {
    if ((outputs & (1 << output)) === 0) continue;
    if (names === 'last wins' || holds[output] === 0) holds[output] = reason;
  }
}
