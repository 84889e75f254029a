/** How long motors and heat may have power in each state of the session. */
import { sessionLimits } from '../../chair/limits.ts';
import type { SessionState } from '../../chair/names.ts';
import type { Milliseconds } from '../../chair/units.ts';

export interface Allowance {
  readonly motorsMs: Milliseconds;
  readonly heatMs: Milliseconds;
}

/** In homing and parking only the switch-off-path test heats, and for less than this; it runs within their and the session's time. */
const switchTestMs = 2000;
/** Where power must end: motors come to rest within 0.5 s, which a stage above may use in full; heat goes off at once. */
const toRestMs = 700;
const heatOffMs = 100;
/** The session stage ends homing and parking in time. The guard allows a little more, since it acts only if that fails. */
const overdueMs = 2000;
/** Infinity would not go through JSON, as all that the control keeps has to. */
const never = Number.MAX_SAFE_INTEGER;

/**
 * How long motors and heat may have power from the moment a state is entered. In off, ready and paused, motors may come to
 * rest but not start: once without power, they stay without.
 */
export function allowancesOf(
  homingMaxMs: Milliseconds,
  parkingMaxMs: Milliseconds,
): Readonly<Record<SessionState, Allowance>> {
  return {
    off: { motorsMs: toRestMs, heatMs: heatOffMs },
    homing: { motorsMs: homingMaxMs + overdueMs, heatMs: switchTestMs },
    ready: { motorsMs: toRestMs, heatMs: heatOffMs },
    running: { motorsMs: never, heatMs: never },
    paused: { motorsMs: toRestMs, heatMs: sessionLimits.pauseHeatOffMs },
    parking: { motorsMs: parkingMaxMs + overdueMs, heatMs: switchTestMs },
    fault: { motorsMs: 0, heatMs: 0 },
    service: { motorsMs: 0, heatMs: 0 },
  };
}

/** How long a self-test may drive and heat in the service state. */
export const selfTestAllowance: Allowance = { motorsMs: 600_000, heatMs: 600_000 };
