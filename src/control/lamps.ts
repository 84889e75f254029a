/** The status lamp: how fast it blinks tells the state; a person sees it without reading anything. */
import type { SessionState } from '../chair/names.ts';
import { referenceChair } from '../chair/specification.ts';
import type { Milliseconds } from '../chair/units.ts';

/** Lit for the first half of each blink period; lit in the tick in which a state begins, dark when off. */
export function statusLamp(state: SessionState, stateSinceMs: Milliseconds, nowMs: Milliseconds): boolean {
  const periodMs = referenceChair.remote.blinkMs[state];
  return periodMs > 0 && ((nowMs - stateSinceMs) % periodMs) * 2 < periodMs;
}
