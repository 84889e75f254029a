/**
 * The pads' current against what was ordered: a pad or FET open, a FET shorted, the relay welded. One sensor
 * carries both pads, so the guard learns each pad's conductance while it is on alone, and judges only when
 * the orders have stood still long enough for relay, filter and link.
 */
import { faultIndex } from '../../chair/faults.ts';
import { tickMs } from '../../chair/limits.ts';
import type { Sensors } from '../../chair/sensors.ts';
import { referenceChair } from '../../chair/specification.ts';
import type { Clock } from './clock.ts';
import type { Ledger } from './ledger.ts';
import { raise } from './ledger.ts';
import { blame, type LinkWatch } from './link.ts';

const { pads, supply } = referenceChair;

export interface PadWatch {
  /** Siemens, lumbar and sacral; nominal until learned. */
  conductance: number[];
  /** Pads whose conductance is known: 1 lumbar, 2 sacral. */
  learned: number;
  /** How long the current has been wrong; a tick that says nothing does not end it. */
  wrongMs: number;
  /** When it was wrong last; whether it was too little; the pads it spoke against, 1 lumbar, 2 sacral, 3 either. */
  wrongAtMs: number;
  wrongOpen: boolean;
  wrongPads: number;
}

const nominalSiemens = pads.nominalW / (pads.nominalV * pads.nominalV);

export function createPadWatch(): PadWatch {
  return {
    conductance: [nominalSiemens, nominalSiemens],
    learned: 0,
    wrongMs: 0,
    wrongAtMs: 0,
    wrongOpen: false,
    wrongPads: bothOn,
  };
}

/** Two readings that are wrong. Power stays until then: taken away at the first, it would take the evidence with it. */
const wrongMaxMs = 40;
/** Pads are switched by tenths of a second: what is wrong shows for some ticks at a time. After so long it is forgotten. */
const wrongForgottenMs = 2000;
const weakest = nominalSiemens * (1 - pads.tolerance.part);
const strongest = nominalSiemens * (1 + pads.tolerance.part);
/** A current this far from what the orders explain is wrong: half of what the weakest pad draws. */
const slack = weakest / 2;
/** Pads that differ by less cannot be told apart by their current. */
const alike = nominalSiemens / 20;
/** The same as a current, at the lowest supply at which the chair runs. */
const nothingA = slack * supply.stopLowV;
/** A reading answers to the orders of the last tick, or of the one before where the link takes its time. */
const recent = 0b11;
const recentSlow = 0b1111;

const padOpen = faultIndex('E24');
const fetShorted = faultIndex('E25');
const relayWelded = faultIndex('E26');

const lumbarOn = 1;
const sacralOn = 2;
const bothOn = 3;

/**
 * `orders` holds what the last ticks allowed. Pads are switched every few ticks, so a reading is held against
 * all that its orders may explain: at least the pads that were on throughout, at most those on at all.
 */
export function watchPads(
  watch: PadWatch,
  orders: LinkWatch,
  sensors: Sensors,
  clock: Clock,
  ledger: Ledger,
): void {
  const { padsA, supplyV, link } = sensors;
  if (orders.repeated) return;
  const mask = link.ageMs <= tickMs ? recent : recentSlow;
  const lumbar = orders.lumbarBits & mask;
  const sacral = orders.sacralBits & mask;
  const relay = orders.padRelayBits & mask;
  // Nothing ordered and nothing flowing: almost every tick of a chair that is not warm.
  if ((lumbar | sacral | relay) === 0 && padsA < nothingA) {
    watch.wrongMs = 0;
    return;
  }
  // Without a believable supply there is nothing to compare with; the supply's own rule stops the chair.
  if (!(supplyV > supply.stopLowV / 2)) return;

  const some = relay === 0 ? 0 : (lumbar !== 0 ? lumbarOn : 0) | (sacral !== 0 ? sacralOn : 0);
  const all = relay !== mask ? 0 : (lumbar === mask ? lumbarOn : 0) | (sacral === mask ? sacralOn : 0);
  const siemens = padsA / supplyV;
  const most = (some & lumbarOn ? highOf(watch, 0) : 0) + (some & sacralOn ? highOf(watch, 1) : 0);
  const least = (all & lumbarOn ? lowOf(watch, 0) : 0) + (all & sacralOn ? lowOf(watch, 1) : 0);

  // Written so that a current that is no number is wrong.
  if (!(siemens <= most + slack)) {
    const wrong = relay === 0 ? relayWelded : fetShorted;
    const which = shortedPad(watch, some, siemens);
    if (isWrongLong(watch, false, which, clock))
      raise(ledger, blame(orders, wrong), padsA, which, clock.nowMs);
  } else if (!(siemens >= least - slack)) {
    const which = openPad(watch, all, siemens);
    if (isWrongLong(watch, true, which, clock))
      raise(ledger, blame(orders, padOpen), padsA, which, clock.nowMs);
  } else if (some === all) {
    if (isCleared(watch, all)) watch.wrongMs = 0;
    if ((all === lumbarOn || all === sacralOn) && aloneLong(orders, all)) learn(watch, all, siemens);
  }
}

/** Wrong readings add up until one clears the pad they speak against: whatever is right meanwhile says nothing of it. */
function isWrongLong(watch: PadWatch, open: boolean, which: number, clock: Clock): boolean {
  if (open !== watch.wrongOpen || clock.nowMs - watch.wrongAtMs > wrongForgottenMs) watch.wrongMs = 0;
  watch.wrongMs += clock.dtMs;
  watch.wrongAtMs = clock.nowMs;
  watch.wrongOpen = open;
  watch.wrongPads = which === 0 ? bothOn : which;
  return watch.wrongMs >= wrongMaxMs;
}

/** A reading that is right with the pads `on`: of an open pad it tells while that is on, of a shorted one while it is off. */
function isCleared(watch: PadWatch, on: number): boolean {
  const told = watch.wrongOpen ? on : bothOn - on;
  return (told & watch.wrongPads) === watch.wrongPads;
}
/**
 * The pad that has to rest so that the other can be learned, 1 lumbar, 2 sacral, 0 none: both would be switched on
 * before the guard knows what each draws, and what it does not know it cannot supervise.
 */
export function restingPad(watch: PadWatch, lumbarWanted: boolean, sacralWanted: boolean): number {
  if (watch.learned === bothOn || !(lumbarWanted && sacralWanted)) return 0;
  return (watch.learned & lumbarOn) === 0 ? sacralOn : lumbarOn;
}

/** A learned conductance is good to a tenth: parts warm up, and a reading may come before the filter settles. */
function lowOf(watch: PadWatch, index: number): number {
  return (watch.learned & (index + 1)) === 0 ? weakest : (watch.conductance[index] ?? weakest) * 0.9;
}

function highOf(watch: PadWatch, index: number): number {
  return (watch.learned & (index + 1)) === 0 ? strongest : (watch.conductance[index] ?? strongest) * 1.1;
}

/** The pad that conducts though it is off, 0 when none is; of two the one that fits better where that is known. */
function shortedPad(watch: PadWatch, on: number, siemens: number): number {
  if (on !== 0) return bothOn - on;
  return watch.learned === bothOn ? nearer(watch, siemens) : 0;
}

/** The pad that does not conduct though it is on. */
function openPad(watch: PadWatch, on: number, siemens: number): number {
  if (on !== bothOn) return on;
  return nearer(watch, (watch.conductance[0] ?? 0) + (watch.conductance[1] ?? 0) - siemens);
}

/** The pad whose conductance fits better, 0 where both are too much alike to tell. */
function nearer(watch: PadWatch, siemens: number): number {
  const fromLumbar = Math.abs(siemens - (watch.conductance[0] ?? 0));
  const fromSacral = Math.abs(siemens - (watch.conductance[1] ?? 0));
  if (Math.abs(fromLumbar - fromSacral) < alike) return 0;
  return fromLumbar < fromSacral ? 1 : 2;
}

/** The filter has settled to a fraction of a per cent: energy is counted with what is learned here. */
function aloneLong(orders: LinkWatch, on: number): boolean {
  const lumbar = orders.lumbarBits & recentSlow;
  const sacral = orders.sacralBits & recentSlow;
  return on === lumbarOn ? lumbar === recentSlow && sacral === 0 : sacral === recentSlow && lumbar === 0;
}

function learn(watch: PadWatch, on: number, siemens: number): void {
  const index = on - 1;
  const before = watch.conductance[index] ?? nominalSiemens;
  const weight = (watch.learned & on) === 0 ? 1 : 0.05;
  watch.learned |= on;
  watch.conductance[index] = before + weight * (siemens - before);
}
