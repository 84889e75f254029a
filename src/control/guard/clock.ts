/**
 * The guard's own clocks: how late this tick is, how long the session has lasted, how long heat has been on,
 * how much power a state without a session has used. Counted in due time, so that skipped ticks do not stretch them.
 */
import { faultIndex } from '../../chair/faults.ts';
import { lateMs, sessionLimits, tickMs } from '../../chair/limits.ts';
import type { SessionState } from '../../chair/names.ts';
import type { Ledger } from './ledger.ts';
import { hold, raise } from './ledger.ts';
import { allParts, heatParts, motorParts, ruleOf } from './rules.ts';

/** What the guard is told beside sensors and orders. It is believed only where that takes power away. */
export interface GuardContext {
  /** Chair time at which this tick really runs, and at which it was due. */
  nowMs: number;
  dueMs: number;
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

export interface Clock {
  started: boolean;
  /** When this tick was due; what the guard counts in and dates faults with. */
  nowMs: number;
  /** Due time since the last tick: 20 ms, more where the loop had to skip some. */
  dtMs: number;
  state: SessionState;
  /** Since the state was entered. */
  stateMs: number;
  /** Power used since the state was entered. */
  motorsMs: number;
  heatMs: number;
  /** Running and paused, since the start of the session; and how long ago that ended. */
  sessionMs: number;
  outsideMs: number;
  /** Heat on, over all states; and how long it has been off. */
  warmMs: number;
  coolMs: number;
}

/** By what the session stage believes. */
export const isInSession = ({ state }: Clock): boolean => state === 'running' || state === 'paused';

export function createClock(): Clock {
  return {
    started: false,
    nowMs: 0,
    dtMs: tickMs,
    state: 'off',
    stateMs: 0,
    motorsMs: 0,
    heatMs: 0,
    sessionMs: 0,
    outsideMs: 0,
    warmMs: 0,
    coolMs: 0,
  };
}

/** The proof of the switches, before and after a session, needs less than this of each. */
const proofMs = 2000;
const never = Number.POSITIVE_INFINITY;

/**
 * How long each state may give power to motors and to heat in one go. Homing takes 40 s at most and then
 * fails by itself, parking 60 s; the guard adds a little, since it is there for when they do not. A pause
 * brings the motors to rest within 0.5 s, which a stage upstream may use to the full.
 */
const allowance: Readonly<Record<SessionState, { readonly motorsMs: number; readonly heatMs: number }>> = {
  off: { motorsMs: proofMs, heatMs: proofMs },
  homing: { motorsMs: 62_000, heatMs: proofMs },
  ready: { motorsMs: proofMs, heatMs: proofMs },
  running: { motorsMs: never, heatMs: never },
  paused: { motorsMs: 700, heatMs: sessionLimits.pauseHeatOffMs },
  parking: { motorsMs: sessionLimits.parkingMaxMs + 2000, heatMs: proofMs },
  fault: { motorsMs: 0, heatMs: 0 },
  service: { motorsMs: 0, heatMs: 0 },
};
/** The self-test may drive for so long in the service state. */
const selfTestMs = 600_000;

/** A session ends when the chair has been outside running and paused for so long; a flicker does not end it. */
const sessionEndsMs = 200;
/** The heat's clock starts anew after so long without heat outside a session. */
const heatRestMs = 5000;

/** More due time than this between two ticks is a fault: the loop has skipped too many. */
const longestTickMs = tickMs + lateMs;

const late = faultIndex('E53');
const noSession = ruleOf('no session');
const paused = ruleOf('paused');
const sessionOver = ruleOf('session over');
const heatTimeOver = ruleOf('heat time over');

/** Whether the last tick drove a motor, and held the pads' relay closed: pads pause for a tick as they are dosed. */
export function watchClock(
  clock: Clock,
  context: GuardContext,
  ledger: Ledger,
  motorsOn: boolean,
  heatOn: boolean,
): void {
  readTime(clock, context.nowMs, context.dueMs, ledger);
  const dtMs = clock.dtMs;

  if (context.state !== clock.state) {
    clock.state = context.state;
    clock.stateMs = 0;
    clock.motorsMs = 0;
    clock.heatMs = 0;
  } else {
    clock.stateMs += dtMs;
  }
  const inSession = isInSession(clock);
  if (inSession) {
    if (clock.outsideMs >= sessionEndsMs) clock.sessionMs = 0;
    clock.outsideMs = 0;
    clock.sessionMs += dtMs;
    if (clock.sessionMs > sessionLimits.maxMs) hold(ledger, allParts, sessionOver, clock.sessionMs / 1000);
  } else {
    clock.outsideMs += dtMs;
  }

  if (motorsOn) clock.motorsMs += dtMs;
  if (heatOn) {
    clock.heatMs += dtMs;
    clock.warmMs += dtMs;
    clock.coolMs = 0;
  } else {
    clock.coolMs += dtMs;
    if (!inSession && clock.coolMs >= heatRestMs) clock.warmMs = 0;
  }
  if (clock.warmMs >= sessionLimits.heatMaxMs) hold(ledger, heatParts, heatTimeOver, clock.warmMs / 1000);

  const limit = allowance[clock.state];
  const testing = clock.state === 'service' && context.selfTest;
  const rule = clock.state === 'paused' ? paused : noSession;
  if (clock.motorsMs >= (testing ? selfTestMs : limit.motorsMs)) {
    hold(ledger, motorParts, rule, clock.stateMs / 1000);
  }
  if (clock.heatMs >= (testing ? selfTestMs : limit.heatMs)) {
    hold(ledger, heatParts, rule, clock.stateMs / 1000);
  }
}

/** Written so that a time that is no number, stands still or runs back is late. */
function readTime(clock: Clock, nowMs: number, dueMs: number, ledger: Ledger): void {
  const stepMs = clock.started ? dueMs - clock.nowMs : tickMs;
  const behindMs = nowMs - dueMs;
  clock.started = true;
  const stepGood = stepMs > 0 && stepMs <= longestTickMs;
  if (dueMs > -never && dueMs < never) clock.nowMs = dueMs;
  clock.dtMs = stepGood ? stepMs : tickMs;
  if (!stepGood) raise(ledger, late, stepMs - tickMs, 0, clock.nowMs);
  if (!(behindMs <= lateMs && behindMs >= -tickMs)) raise(ledger, late, behindMs, 0, clock.nowMs);
}
