/**
 * What the skin touches, estimated by the guard itself from element and ambient. Nobody measures it, so the
 * estimate leans to the warm side: it believes that a person leans on the pad whenever the seat is taken.
 */
import { faultIndex } from '../../chair/faults.ts';
import { referenceChair } from '../../chair/specification.ts';
import type { Celsius } from '../../chair/units.ts';
import type { Clock } from './clock.ts';
import type { Ledger } from './ledger.ts';
import { hold, raise } from './ledger.ts';
import { part, ruleOf } from './rules.ts';

const { pads } = referenceChair;

export interface SurfaceWatch {
  /** 0 until the first good reading. */
  started: boolean;
  surfaceC: Celsius;
  hotMs: number;
}

export function createSurfaceWatch(): SurfaceWatch {
  return { started: false, surfaceC: 0, hotMs: 0 };
}

const hotMaxMs = 100;
const hot = faultIndex('E23');
const warm = ruleOf('surface warm');

/** Every 100 ms: `stepMs` since the last call. `padPart` is 1 for the lumbar pad, 2 for the sacral pad. */
export function watchSurface(
  watch: SurfaceWatch,
  elementC: Celsius,
  ambientC: Celsius,
  leaning: boolean,
  stepMs: number,
): void {
  if (!(elementC > -50 && elementC < 150 && ambientC > -50 && ambientC < 150)) return;
  if (!watch.started) {
    // A pad that was heated before the controller started is as warm on top as its element at most.
    watch.started = true;
    watch.surfaceC = Math.max(elementC, ambientC);
  }
  const bare = (1 - pads.surfaceFromElement) * ambientC;
  const person = pads.leaning.fromAmbient * ambientC + pads.leaning.fromSkin * pads.leaning.skinC;
  const settlesC = pads.surfaceFromElement * elementC + (leaning && person > bare ? person : bare);
  watch.surfaceC += ((settlesC - watch.surfaceC) * stepMs) / (pads.surfaceTauS * 1000);
}

/** Each tick: holds the pad back when its surface is too warm. */
export function holdSurface(watch: SurfaceWatch, padPart: number, clock: Clock, ledger: Ledger): void {
  if (watch.surfaceC < pads.surfaceLongC) {
    watch.hotMs = 0;
    return;
  }
  hold(ledger, padPart === 1 ? part.lumbar : part.sacral, warm, watch.surfaceC);
  watch.hotMs = watch.surfaceC >= pads.surfaceTripC ? watch.hotMs + clock.dtMs : 0;
  if (watch.hotMs >= hotMaxMs) raise(ledger, hot, watch.surfaceC, padPart, clock.nowMs);
}
