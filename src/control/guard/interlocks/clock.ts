/**
 * The guard's own clocks: how late this tick is, how long the session has lasted, how long heat has been on, how much
 * power a state without a session has used. Missed turns count as the time that they took.
 */
import { sessionLimits, tickMs } from '../../../chair/limits.ts';
import type { SessionState } from '../../../chair/names.ts';
import { type Milliseconds, minuteMs } from '../../../chair/units.ts';
import { elapsedMs, turnTimeMs } from '../../elapsed.ts';
import { createRollingTotal, passTime, type RollingTotal } from '../timers.ts';

/** What the guard is told beside sensors and orders. It is believed only where that takes power away. */
export interface GuardContext {
  /** Chair time at which this tick really runs, and at which it was due. */
  nowMs: Milliseconds;
  dueMs: Milliseconds;
  /** What the session stage believes. */
  state: SessionState;
  /** The self-test runs: it needs no person, and it may drive in the service state. */
  selfTest: boolean;
  /** The program presses: arms that stand narrow on one spot work it as kneading does. */
  pressing: boolean;
}

export function createGuardContext(): GuardContext {
  return { nowMs: 0, dueMs: 0, state: 'off', selfTest: false, pressing: false };
}

export type Clock = ReturnType<typeof createClock>;

interface Allowance {
  readonly motorsMs: Milliseconds;
  readonly heatMs: Milliseconds;
}

/** The test of the switches, in homing's, the session's and parking's own time, needs less than this of the heat. */
const switchTestMs = 2000;
/** Motors come to rest within 0.5 s, which a stage upstream may use to the full; heat is off at once. */
const toRestMs = 700;
const heatOffMs = 100;
/** The session ends homing and parking in time; the guard adds a little, since it is there for when it does not. */
const overdueMs = 2000;
const never = Number.POSITIVE_INFINITY;

/**
 * How long each state may give power to motors and to heat in one go. In off, ready and paused motors may come to rest and not
 * begin: once without power, they stay so.
 */
const allowances: Readonly<Record<SessionState, Allowance>> = {
  off: { motorsMs: toRestMs, heatMs: heatOffMs },
  homing: { motorsMs: sessionLimits.homingMaxMs + overdueMs, heatMs: switchTestMs },
  ready: { motorsMs: toRestMs, heatMs: heatOffMs },
  running: { motorsMs: never, heatMs: never },
  paused: { motorsMs: toRestMs, heatMs: sessionLimits.pauseHeatOffMs },
  parking: { motorsMs: sessionLimits.parkingMaxMs + overdueMs, heatMs: switchTestMs },
  fault: { motorsMs: 0, heatMs: 0 },
  service: { motorsMs: 0, heatMs: 0 },
};
/** The self-test may drive for so long in the service state. */
const selfTestAllowance: Allowance = { motorsMs: 600_000, heatMs: 600_000 };

/** A session ends when the chair has been outside running and paused for so long; a flicker does not end it. */
const sessionEndsMs = 200;
/** Up to 8 % of the time may be missed (pauses of a healthy host); a share well above that is never kept up. */
const missedHealthyShare = 0.18;

/** An hour, and the slice under way. */
const heatSlices = 13;
export const createHeatAccount = (): RollingTotal => createRollingTotal(heatSlices, 5 * minuteMs);

export function createClock() {
  return {
    /** When this tick takes place; what the guard counts in and dates faults with. */
    nowMs: 0 as Milliseconds,
    /** Time since the last tick: 20 ms, more where turns were missed. */
    dtMs: tickMs,
    /** From due time to due time, and how far this tick runs behind its own: either may be anything. */
    dueMs: Number.NaN as Milliseconds,
    stepMs: tickMs,
    behindMs: 0 as Milliseconds,
    /** Turns missed of late, beyond what is healthy: as much as was missed in one go leaks away. */
    missedMs: 0 as Milliseconds,
    /** What the chair did before this tick nobody has seen. */
    skipped: false,
    state: 'off' as SessionState,
    /** Since the state was entered, power used since then, and how much the state allows. */
    stateMs: 0 as Milliseconds,
    motorsMs: 0 as Milliseconds,
    heatMs: 0 as Milliseconds,
    allowed: allowances.off,
    /** Running and paused, since the start of the session; and how long ago that ended. */
    sessionMs: 0 as Milliseconds,
    outsideMs: 0 as Milliseconds,
    /** Heat on, over all states, in the last hour. */
    heat: createHeatAccount(),
  };
}

/** By what the session stage believes. */
export const isInSession = ({ state }: Clock): boolean => state === 'running' || state === 'paused';

/** Whether the last tick drove a motor, and held the pads' relay closed: pads pause for a tick as they are dosed. */
export function stepClock(clock: Clock, context: GuardContext, motorsOn: boolean, heatOn: boolean): void {
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
