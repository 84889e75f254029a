/** The status lamp: its blink rate shows the state without anything to read. */

import { remoteLimits } from '../../chair/limits.ts';
import type { SessionState } from '../../chair/names.ts';
import type { Milliseconds } from '../../chair/units.ts';

export interface Lamp {
  lit: boolean;
  /** When to update next. */
  untilMs: Milliseconds;
}

/** Update interval of a dark lamp (chosen). */
const darkMs = 1000;

export function createLamp(): Lamp {
  return { lit: false, untilMs: 0 };
}

/** Lit for the first half of each blink period; lit in the tick in which a state begins, dark when off. */
export function stepLamp(
  lamp: Lamp,
  state: SessionState,
  stateSinceMs: Milliseconds,
  nowMs: Milliseconds,
): void {
  if (nowMs < lamp.untilMs && nowMs !== stateSinceMs) return;
  const halfMs = remoteLimits.blinkMs[state] / 2;
  if (halfMs === 0) {
    lamp.lit = false;
    lamp.untilMs = nowMs + darkMs;
    return;
  }
  const halves = Math.floor((nowMs - stateSinceMs) / halfMs);
  lamp.lit = halves % 2 === 0;
  lamp.untilMs = stateSinceMs + (halves + 1) * halfMs;
}
