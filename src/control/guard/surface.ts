/**
 * What the skin touches, estimated by the guard itself from element and ambient. Nobody measures it, so the
 * estimate leans to the warm side: it believes that a person leans on the pad whenever the seat is taken.
 */
import { faultIndex } from '../../chair/faults.ts';
import { heatLimits } from '../../chair/limits.ts';
import { referenceChair } from '../../chair/specification.ts';
import type { Celsius } from '../../chair/units.ts';
import { warmRoomK } from '../../chair/warm-room.ts';
import type { Clock } from './clock.ts';
import type { Ledger } from './ledger.ts';
import { hold, raise } from './ledger.ts';
import { heatParts, part, ruleOf } from './rules.ts';

const { pads } = referenceChair;

export interface SurfaceWatch {
  started: boolean;
  surfaceC: Celsius;
  /** How warm it still becomes if the power goes off now: the element's warmth is on its way. */
  peakC: Celsius;
  /** The power is held back from here on. */
  limitC: Celsius;
  /** How long it has been above 43 C, and at the trip. */
  warmMs: number;
  hotMs: number;
}

export function createSurfaceWatch(): SurfaceWatch {
  return { started: false, surfaceC: 0, peakC: 0, limitC: heatLimits.surfaceLongC, warmMs: 0, hotMs: 0 };
}

const hotMaxMs = 100;
/** What a warm pad may still rise by on top after a start: its element is 57 C at most and cools. */
const guessBelowTripK = 1;
const hot = faultIndex('E23');
const warm = ruleOf('surface warm');

/** Every 100 ms: `stepMs` since the last call. A reading that is none changes nothing: it has its own rule. */
export function watchSurface(
  watch: SurfaceWatch,
  elementC: Celsius,
  ambientC: Celsius,
  leaning: boolean,
  stepMs: number,
): void {
  if (!(elementC > -50 && elementC < 150 && ambientC > -50 && ambientC < 150)) return;
  if (!watch.started) {
    // A pad that was heated before the controller started is as warm on top as its element at most. That keeps
    // the heat off until it has cooled, but a guess is no fault: it begins below the trip.
    watch.started = true;
    watch.surfaceC = Math.min(Math.max(elementC, ambientC), heatLimits.surfaceTripC - guessBelowTripK);
  }
  const { leaning: person, surfaceFromElement } = pads;
  const warmerK = person.fromSkin * (person.skinC - ambientC);
  const restC = ambientC + (leaning && warmerK > 0 ? warmerK : 0);
  const driveK = surfaceFromElement * (elementC - ambientC);
  const surfaceK = watch.surfaceC - restC + ((driveK + restC - watch.surfaceC) * stepMs) / surfaceTauMs;
  watch.surfaceC = restC + surfaceK;
  watch.peakC = restC + peakOf(driveK, surfaceK);
  watch.limitC = heatLimits.surfaceLongC - warmRoomK(ambientC);
}

const surfaceTauMs = pads.surfaceTauS * 1000;

/**
 * With the power off the drive decays and the surface rises until they meet. This is exact for an element that
 * cools half as fast as the surface, as one with both capacity and resistance 30 % high does; others peak lower.
 */
function peakOf(driveK: number, surfaceK: number): number {
  return driveK > surfaceK ? (driveK * driveK) / (2 * driveK - surfaceK) : surfaceK;
}

/** Each tick. `padPart` is 1 for the lumbar pad, 2 for the sacral pad. */
export function holdSurface(watch: SurfaceWatch, padPart: number, clock: Clock, ledger: Ledger): void {
  if (watch.peakC < watch.limitC && watch.surfaceC < watch.limitC) {
    watch.warmMs = 0;
    watch.hotMs = 0;
    return;
  }
  holdWarm(watch, padPart, clock, ledger);
}

function holdWarm(watch: SurfaceWatch, padPart: number, clock: Clock, ledger: Ledger): void {
  hold(ledger, padPart === 1 ? part.lumbar : part.sacral, warm, watch.surfaceC);
  watch.warmMs = watch.surfaceC > heatLimits.surfaceLongC ? watch.warmMs + clock.dtMs : 0;
  // Held back already and still warm: it is not this pad's switch alone that should keep the heat off.
  if (watch.warmMs > heatLimits.surfaceLongMs) hold(ledger, heatParts, warm, watch.surfaceC);
  watch.hotMs = watch.surfaceC >= heatLimits.surfaceTripC ? watch.hotMs + clock.dtMs : 0;
  if (watch.hotMs >= hotMaxMs) raise(ledger, hot, watch.surfaceC, padPart, clock.nowMs);
}
