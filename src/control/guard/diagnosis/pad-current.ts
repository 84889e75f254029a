/**
 * The pads' current against what was ordered: a pad or FET open, a FET shorted, the relay welded. One sensor
 * carries all pads, so the guard learns each pad's conductance while it is on alone, and judges only when
 * the orders have stood still long enough for relay, filter and link. Sets of pads are masks, one bit a pad.
 */
import { at } from '../../../chair/assert.ts';
import type { FaultCode } from '../../../chair/faults.ts';
import { tickMs } from '../../../chair/limits.ts';
import type { Power } from '../../../chair/outputs.ts';
import { padPart, part } from '../../../chair/parts.ts';
import type { Milliseconds, Volts } from '../../../chair/units.ts';
import type { Seen } from '../interlocks/counts.ts';
import type { Evidence } from '../interlocks/evidence.ts';
import type { GuardLimits } from '../limits.ts';
import type { PadCurrentLimits } from '../pad-current-limits.ts';
import { type FaultRegister, raise } from '../register.ts';
import { ordersWithin } from './orders-within.ts';
import { blame, type ReadbackWatch } from './readback.ts';

export interface PadCurrentWatch {
  /** Siemens of each pad; nominal until learned. */
  conductance: number[];
  /** Pads whose conductance is known. */
  learned: number;
  /** How long the current has been wrong; a tick that proves nothing does not end it. */
  wrongMs: Milliseconds;
  /** When it was wrong last; whether it was too little; the pads that it points at. */
  wrongAtMs: Milliseconds;
  wrongOpen: boolean;
  wrongPads: number;
  /** The supply of the value before. */
  beforeV: Volts;
}

export function createPadCurrentWatch({ pads }: GuardLimits): PadCurrentWatch {
  return {
    conductance: pads.map((pad) => pad.siemens),
    learned: 0,
    wrongMs: 0,
    wrongAtMs: 0,
    wrongOpen: false,
    wrongPads: everyPad(pads.length),
    beforeV: 0,
  };
}

/** Two wrong readings. Power stays on until then: taking it away at the first would take the evidence away. */
const wrongMaxMs = 40;
/** Pads are switched by tenths of a second, so a wrong current shows for some ticks at a time. After this long it is forgotten. */
const wrongForgottenMs = 2000;
/** Weight of a reading in a conductance that is known already. */
const learnShare = 0.05;

const everyPad = (pads: number): number => (1 << pads) - 1;
const isRelayOn = (order: Readonly<Power>): boolean => order.padRelay;

function padsOf(mask: number): number[] {
  const pads: number[] = [];
  for (let pad = 0; 1 << pad <= mask; pad++) if ((mask & (1 << pad)) !== 0) pads.push(pad);
  return pads;
}

function maskWhere(pads: number, isIn: (pad: number) => boolean): number {
  let mask = 0;
  for (let pad = 0; pad < pads; pad++) if (isIn(pad)) mask |= 1 << pad;
  return mask;
}

/**
 * Pads are switched every few ticks, so a reading is held against all that its orders may explain: at least the pads
 * that were on throughout, at most those on at all.
 */
export function watchPadCurrent(
  watch: PadCurrentWatch,
  seen: Seen,
  figures: PadCurrentLimits,
  readback: ReadbackWatch,
  register: FaultRegister,
): void {
  const { sensors, counts, limits } = seen;
  const { padsA, supplyV } = sensors;
  const { evidence } = counts;
  const orders = ordersWithin(evidence, figures.settleMs);
  const pads = limits.pads.length;
  // Where there is no relay, there is a wire.
  const wire = !limits.relays.pads;
  const relayOnce = wire || orders.some(isRelayOn);
  const onOnce = maskWhere(pads, (pad) => orders.some((order) => order.padsOn[pad] === true));
  // Nothing ordered and nothing flowing: almost every tick of a chair that is not warm.
  if (!(relayOnce && !wire) && onOnce === 0 && padsA < figures.nothingA) {
    watch.wrongMs = 0;
    return;
  }
  // Without a believable supply there is nothing to compare with; the supply's own rule stops the chair.
  if (!(supplyV > limits.supply.stopLowV / 2)) return;

  const some = relayOnce ? onOnce : 0;
  const all =
    !evidence.tripped && (wire || orders.every(isRelayOn))
      ? maskWhere(pads, (pad) => orders.every((order) => order.padsOn[pad] === true))
      : 0;
  // A dip of the supply while a motor starts shows in one value; the current beside it was taken at another moment.
  const beforeV = watch.beforeV > 0 ? watch.beforeV : supplyV;
  watch.beforeV = supplyV;
  const siemens = padsA / supplyV;
  const siemensLeast = padsA / Math.max(supplyV, beforeV);
  const siemensMost = padsA / Math.min(supplyV, beforeV);
  const most = padsOf(some).reduce((sum, pad) => sum + highOf(watch, pad, limits, figures), 0);
  const least = padsOf(all).reduce((sum, pad) => sum + lowOf(watch, pad, limits, figures), 0);
  const { slackSiemens } = figures;
  const tell = (code: FaultCode, open: boolean, which: number) => {
    if (!isWrongLong(watch, open, which, seen)) return;
    raise(register, blame(readback, code), padsA, which < 0 ? part.none : padPart(which));
  };
  // Written so that a current that is no number is wrong.
  if (!(siemensLeast <= most + slackSiemens)) {
    tell(relayOnce ? 'E25' : 'E26', false, shortedPad(watch, some, siemens, limits, figures));
  } else if (!(siemensMost >= least - slackSiemens)) {
    tell('E24', true, openPad(watch, all, siemens, figures));
  } else if (some === all) {
    if (isCleared(watch, all, pads)) watch.wrongMs = 0;
    const [alone, ...others] = padsOf(all);
    const flows =
      alone !== undefined && siemens >= at(limits.pads, alone, 'pad').weakestSiemens - slackSiemens;
    if (flows && others.length === 0 && isAloneLong(evidence, alone, pads, figures)) {
      learnPad(watch, alone, siemens);
    }
  }
}

/** Wrong readings add up until a right one clears the pads that they point at; other right readings say nothing of those pads. */
function isWrongLong(
  watch: PadCurrentWatch,
  open: boolean,
  which: number,
  { counts, limits }: Seen,
): boolean {
  const { nowMs } = counts.clock;
  if (open !== watch.wrongOpen || nowMs - watch.wrongAtMs > wrongForgottenMs) watch.wrongMs = 0;
  watch.wrongMs += Math.min(tickMs, counts.evidence.forMs);
  watch.wrongAtMs = nowMs;
  watch.wrongOpen = open;
  watch.wrongPads = which < 0 ? everyPad(limits.pads.length) : 1 << which;
  return watch.wrongMs >= wrongMaxMs;
}

/** A right reading with the pads `on` clears a pad that seemed open if that pad is on, and one that seemed shorted if it is off. */
function isCleared(watch: PadCurrentWatch, on: number, pads: number): boolean {
  const told = watch.wrongOpen ? on : everyPad(pads) & ~on;
  return (told & watch.wrongPads) === watch.wrongPads;
}

/**
 * The pads that have to rest so that another can be learned, when several would be switched on before the guard knows what each
 * draws: a pad whose current it does not know it cannot supervise.
 */
export function restingPads(watch: PadCurrentWatch, wanted: Readonly<Power>): number {
  const on = maskWhere(watch.conductance.length, (pad) => wanted.padsOn[pad] === true);
  const [unknown] = padsOf(on & ~watch.learned);
  return unknown === undefined ? 0 : on & ~(1 << unknown);
}

function lowOf(
  watch: PadCurrentWatch,
  pad: number,
  { pads }: GuardLimits,
  { learnedShare }: PadCurrentLimits,
): number {
  const { mayOpen, weakestSiemens } = at(pads, pad, 'pad');
  if (mayOpen) return 0;
  if ((watch.learned & (1 << pad)) === 0) return weakestSiemens;
  return at(watch.conductance, pad, 'pad') * (1 - learnedShare);
}

function highOf(
  watch: PadCurrentWatch,
  pad: number,
  { pads }: GuardLimits,
  { learnedShare }: PadCurrentLimits,
): number {
  if ((watch.learned & (1 << pad)) === 0) return at(pads, pad, 'pad').strongestSiemens;
  return at(watch.conductance, pad, 'pad') * (1 + learnedShare);
}

/** The pad that conducts though it is off, -1 where that is not known; of several the one that fits best. */
function shortedPad(
  watch: PadCurrentWatch,
  on: number,
  siemens: number,
  limits: GuardLimits,
  figures: PadCurrentLimits,
): number {
  const every = everyPad(limits.pads.length);
  const known = on !== 0 || watch.learned === every;
  return known ? nearestPad(watch, padsOf(every & ~on), siemens, figures) : -1;
}

/** The pad that does not conduct though it is on, -1 where that is not known. */
function openPad(watch: PadCurrentWatch, on: number, siemens: number, figures: PadCurrentLimits): number {
  const pads = padsOf(on);
  const whole = pads.reduce((sum, pad) => sum + at(watch.conductance, pad, 'pad'), 0);
  return nearestPad(watch, pads, whole - siemens, figures);
}

/** The one of these pads whose conductance fits best, -1 where two are too much alike to tell. */
function nearestPad(
  watch: PadCurrentWatch,
  pads: readonly number[],
  siemens: number,
  { alikeSiemens }: PadCurrentLimits,
): number {
  const misses = pads
    .map((pad) => ({ pad, missed: Math.abs(siemens - at(watch.conductance, pad, 'pad')) }))
    .sort((one, other) => one.missed - other.missed);
  const [best, next] = misses;
  if (best === undefined) return -1;
  if (next !== undefined && !(next.missed - best.missed >= alikeSiemens)) return -1;
  return best.pad;
}

/** The pad has been on alone until the filter has settled to a fraction of a per cent: energy is counted with what is learned here. */
function isAloneLong(
  evidence: Evidence,
  alone: number,
  pads: number,
  { settleWellMs }: PadCurrentLimits,
): boolean {
  const orders = ordersWithin(evidence, settleWellMs);
  for (let pad = 0; pad < pads; pad++) {
    const isOn = (order: Readonly<Power>) => order.padsOn[pad] === true;
    const fits = pad === alone ? !evidence.tripped && orders.every(isOn) : !orders.some(isOn);
    if (!fits) return false;
  }
  return true;
}

function learnPad(watch: PadCurrentWatch, pad: number, siemens: number): void {
  const before = at(watch.conductance, pad, 'pad');
  const weight = (watch.learned & (1 << pad)) === 0 ? 1 : learnShare;
  watch.learned |= 1 << pad;
  watch.conductance[pad] = before + weight * (siemens - before);
}
