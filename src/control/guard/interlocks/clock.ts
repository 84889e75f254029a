/**
 * The guard's own clocks: how late this tick is, how long the session has lasted, how long heat has been on, and how long
 * the present state has had power. Missed turns count as the time that they took.
 */
import { tickMs } from '../../../chair/limits.ts';
import type { SessionState } from '../../../chair/names.ts';
import { type Milliseconds, minuteMs } from '../../../chair/units.ts';
import { elapsedMs, turnTimeMs } from '../../elapsed.ts';
import { selfTestAllowance } from '../allowances.ts';
import type { GuardLimits } from '../limits.ts';
import { createRollingTotal, passTime, type RollingTotal } from '../timers.ts';

/**
 * What the stages above tell the guard besides sensors and orders. It decides how long power is allowed and whether an empty
 * seat matters; it never adds power to an order.
 */
export interface GuardContext {
  /** Chair time at which this tick really runs, and at which it was due. */
  nowMs: Milliseconds;
  dueMs: Milliseconds;
  /** As the session stage reports it. */
  state: SessionState;
  /** The self-test runs: it needs nobody in the seat, and may drive and heat in the service state. */
  selfTest: boolean;
  /** The program presses: arms that stand narrow on one spot work it as kneading does. */
  pressing: boolean;
}

export function createGuardContext(): GuardContext {
  return { nowMs: 0, dueMs: 0, state: 'off', selfTest: false, pressing: false };
}

export type Clock = ReturnType<typeof createClock>;

const never = Number.POSITIVE_INFINITY;

/** A session is over once the chair has been neither running nor paused for this long; a flicker of the state does not end it. */
const sessionEndsMs = 200;
/** Missed time leaks away at this share. A healthy host's pauses miss up to 8 % of the time; a share well above that never lasts. */
const missedHealthyShare = 0.18;

/** Slices of 5 min: an hour of them, and the one under way. */
const heatSlices = 13;
export const createHeatAccount = (): RollingTotal => createRollingTotal(heatSlices, 5 * minuteMs);

export function createClock({ allowances }: Pick<GuardLimits, 'allowances'>) {
  return {
    /** When this tick takes place: the time by which the guard counts and dates faults. */
    nowMs: 0 as Milliseconds,
    /** Time since the last tick: 20 ms, more where turns were missed. */
    dtMs: tickMs,
    /** Due time of this tick, its distance from the one before, and how late this tick runs. The latter two may be any number. */
    dueMs: Number.NaN as Milliseconds,
    stepMs: tickMs,
    behindMs: 0 as Milliseconds,
    /** Time missed of late in turns that did not run, beyond the healthy share, which leaks away. */
    missedMs: 0 as Milliseconds,
    /** More or less time has passed than `dtMs` says: what the chair did before this tick is unknown. */
    skipped: false,
    state: 'off' as SessionState,
    /** Time since the state was entered, how long motors and heat have had power since, and how long the state allows. */
    stateMs: 0 as Milliseconds,
    motorsMs: 0 as Milliseconds,
    heatMs: 0 as Milliseconds,
    allowed: allowances.off,
    /** Time running and paused since the session began; and time since the chair was last in either state. */
    sessionMs: 0 as Milliseconds,
    outsideMs: 0 as Milliseconds,
    /** Time with heat on in the last hour, in all states. */
    heat: createHeatAccount(),
  };
}

/** By the state that the session stage reports. */
export const isInSession = ({ state }: Clock): boolean => state === 'running' || state === 'paused';

/**
 * `motorsOn`: the last tick drove a motor. `heatOn`: it held the pads' relay closed, or without a relay a pad was on of late;
 * pads are switched on and off to dose their power.
 */
export function stepClock(
  clock: Clock,
  { allowances }: Pick<GuardLimits, 'allowances'>,
  context: GuardContext,
  motorsOn: boolean,
  heatOn: boolean,
): void {
  readTime(clock, context.nowMs, context.dueMs);
  const { dtMs } = clock;

  if (context.state !== clock.state) {
    clock.state = context.state;
    clock.stateMs = 0;
    clock.motorsMs = 0;
    clock.heatMs = 0;
  } else {
    clock.stateMs += dtMs;
  }
  const testing = clock.state === 'service' && context.selfTest;
  clock.allowed = testing ? selfTestAllowance : allowances[clock.state];
  const inSession = isInSession(clock);
  if (inSession) {
    if (clock.outsideMs >= sessionEndsMs) clock.sessionMs = 0;
    clock.outsideMs = 0;
    clock.sessionMs += dtMs;
  } else {
    clock.outsideMs += dtMs;
  }

  if (motorsOn) clock.motorsMs += dtMs;
  else if (clock.state === 'off' || clock.state === 'ready' || clock.state === 'paused')
    clock.motorsMs = never;
  if (heatOn) clock.heatMs += dtMs;
  passTime(clock.heat, heatOn, dtMs);
}

function readTime(clock: Clock, nowMs: Milliseconds, dueMs: Milliseconds): void {
  const lastMs = clock.nowMs;
  clock.stepMs = Number.isNaN(clock.dueMs) ? tickMs : dueMs - clock.dueMs;
  clock.behindMs = nowMs - dueMs;
  if (Number.isFinite(dueMs)) clock.dueMs = dueMs;
  const turnMs = turnTimeMs(dueMs, nowMs);
  clock.dtMs = elapsedMs(lastMs, turnMs);
  if (Number.isFinite(turnMs)) clock.nowMs = turnMs;
  clock.skipped = clock.nowMs - lastMs !== clock.dtMs;
  clock.missedMs = Math.max(0, clock.missedMs + clock.dtMs - tickMs - missedHealthyShare * clock.dtMs);
}
