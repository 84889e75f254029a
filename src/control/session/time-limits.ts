/** The limits of time: what is measured, and from which value on it is a trigger. A missing row does not compile. */

import { remoteLimits, sessionLimits } from '../../chair/limits.ts';
import type { SessionState } from '../../chair/names.ts';
import { type Milliseconds, minuteMs } from '../../chair/units.ts';
import { endSlackMs, timerLeftMs } from './clocks.ts';
import { eventTable } from './event-table.ts';
import type { Session } from './state.ts';
import { type TimeTrigger, timeTriggers } from './triggers.ts';

type Measure =
  | 'time in this state'
  | 'time beyond the timer or the 30 min, whichever is first'
  | 'time since somebody sat there'
  | 'time since the first step, pauses included'
  | 'time since a sign of life from the service port or the keys';

type Clock = (session: Session, nowMs: Milliseconds) => Milliseconds;

const clocks: Readonly<Record<Measure, Clock>> = {
  'time in this state': (session, nowMs) => nowMs - session.stateSinceMs,
  'time beyond the timer or the 30 min, whichever is first': (session, nowMs) => -timerLeftMs(session, nowMs),
  'time since somebody sat there': (session, nowMs) => nowMs - session.seatEmptySinceMs,
  'time since the first step, pauses included': (session) => session.sessionMs,
  'time since a sign of life from the service port or the keys': (session, nowMs) =>
    nowMs - session.serviceSinceMs,
};

interface TimeLimit {
  readonly measures: Measure;
  readonly reachesMs: Milliseconds;
}

/** The guard gives the carriage 40 s to find its limit; should nobody call homing done or failed, this does. */
const homingMaxMs = minuteMs;

export const timeLimits: Readonly<Record<TimeTrigger, TimeLimit>> = {
  'timer-overrun': {
    measures: 'time beyond the timer or the 30 min, whichever is first',
    reachesMs: endSlackMs,
  },
  'timer-over': { measures: 'time beyond the timer or the 30 min, whichever is first', reachesMs: 0 },
  'last-minute': {
    measures: 'time beyond the timer or the 30 min, whichever is first',
    reachesMs: -sessionLimits.coolDownMs,
  },
  'pause-cools-down': { measures: 'time in this state', reachesMs: sessionLimits.pauseHeatOffMs },
  'seat-empty': { measures: 'time since somebody sat there', reachesMs: sessionLimits.seatPauseMs },
  'seat-abandoned': { measures: 'time since somebody sat there', reachesMs: sessionLimits.seatEndMs },
  'pause-too-long': { measures: 'time in this state', reachesMs: sessionLimits.pauseParksMs },
  'session-too-long': {
    measures: 'time since the first step, pauses included',
    reachesMs: sessionLimits.maxMs,
  },
  'homing-too-long': { measures: 'time in this state', reachesMs: homingMaxMs },
  'parking-too-long': { measures: 'time in this state', reachesMs: sessionLimits.parkingMaxMs },
  'service-idle': {
    measures: 'time since a sign of life from the service port or the keys',
    reachesMs: remoteLimits.serviceIdleMs,
  },
};

export function isReached(trigger: TimeTrigger, session: Session, nowMs: Milliseconds): boolean {
  const { measures, reachesMs } = timeLimits[trigger];
  return clocks[measures](session, nowMs) >= reachesMs;
}

/** The limits that mean anything in a state, in their order. */
export const timeTriggersOf: Readonly<Record<SessionState, readonly TimeTrigger[]>> = {
  off: meantIn('off'),
  homing: meantIn('homing'),
  ready: meantIn('ready'),
  running: meantIn('running'),
  paused: meantIn('paused'),
  parking: meantIn('parking'),
  fault: meantIn('fault'),
  service: meantIn('service'),
};

function meantIn(state: SessionState): TimeTrigger[] {
  return timeTriggers.filter((trigger) => eventTable[trigger][state].length > 0);
}
