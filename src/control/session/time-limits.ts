/** The time limits: what is measured, and at which value it becomes a trigger. A missing row does not compile. */

import { remoteLimits, sessionLimits } from '../../chair/limits.ts';
import type { SessionState } from '../../chair/names.ts';
import type { Milliseconds } from '../../chair/units.ts';
import { endSlackMs, timerLeftMs } from './clocks.ts';
import { eventTable } from './event-table.ts';
import type { Session } from './state.ts';
import { type TimeTrigger, timeTriggers } from './triggers.ts';

type Measure =
  | 'time in this state'
  | 'time in this state, less what a slow carriage needs beyond 40 s to find its end'
  | 'time in this state, less what a slow carriage needs beyond 45 s to park'
  | 'time beyond the timer or the longest session, whichever is first'
  | 'time since somebody sat there'
  | 'time since somebody sat there, while a start waits'
  | 'time since the chair asked, or since the first step, pauses included; only where no seat switch tells'
  | 'time since the chair asked, and no key but stop and power'
  | 'time since the first step, pauses included, beyond 30 min, or 15 without a seat switch'
  | 'time since a sign of life from the service port or the keys';

type Clock = (session: Session, nowMs: Milliseconds) => Milliseconds;

const clocks: Readonly<Record<Measure, Clock>> = {
  'time in this state': (session, nowMs) => nowMs - session.stateSinceMs,
  'time in this state, less what a slow carriage needs beyond 40 s to find its end': (session, nowMs) =>
    nowMs - session.stateSinceMs - (session.homingMaxMs - sessionLimits.homingMaxMs),
  'time in this state, less what a slow carriage needs beyond 45 s to park': (session, nowMs) =>
    nowMs - session.stateSinceMs - (session.parkingMaxMs - sessionLimits.parkingMaxMs),
  'time beyond the timer or the longest session, whichever is first': (session, nowMs) =>
    -timerLeftMs(session, nowMs),
  'time since somebody sat there': (session, nowMs) => nowMs - session.seatEmptySinceMs,
  'time since somebody sat there, while a start waits': (session, nowMs) =>
    session.startWaits ? nowMs - session.seatEmptySinceMs : 0,
  'time since the chair asked, or since the first step, pauses included; only where no seat switch tells': (
    session,
  ) => (session.asks && !session.asking ? session.sessionMs - session.attendedMs : 0),
  'time since the chair asked, and no key but stop and power': (session, nowMs) =>
    session.asking ? nowMs - session.askedMs : 0,
  'time since the first step, pauses included, beyond 30 min, or 15 without a seat switch': (session) =>
    session.sessionMs - session.maxMs,
  'time since a sign of life from the service port or the keys': (session, nowMs) =>
    nowMs - session.serviceSinceMs,
};

interface TimeLimit {
  readonly measures: Measure;
  readonly reachesMs: Milliseconds;
}

export const timeLimits: Readonly<Record<TimeTrigger, TimeLimit>> = {
  'timer-overrun': {
    measures: 'time beyond the timer or the longest session, whichever is first',
    reachesMs: endSlackMs,
  },
  'timer-over': {
    measures: 'time beyond the timer or the longest session, whichever is first',
    reachesMs: 0,
  },
  'last-minute': {
    measures: 'time beyond the timer or the longest session, whichever is first',
    reachesMs: -sessionLimits.coolDownMs,
  },
  'pause-cools-down': { measures: 'time in this state', reachesMs: sessionLimits.pauseHeatOffMs },
  'seat-empty': { measures: 'time since somebody sat there', reachesMs: sessionLimits.seatPauseMs },
  'start-lapses': {
    measures: 'time since somebody sat there, while a start waits',
    reachesMs: sessionLimits.startLapsesMs,
  },
  'seat-abandoned': { measures: 'time since somebody sat there', reachesMs: sessionLimits.seatEndMs },
  'ask-due': {
    measures:
      'time since the chair asked, or since the first step, pauses included; only where no seat switch tells',
    reachesMs: sessionLimits.askEachMs,
  },
  unanswered: {
    measures: 'time since the chair asked, and no key but stop and power',
    reachesMs: sessionLimits.answerWithinMs,
  },
  'pause-too-long': { measures: 'time in this state', reachesMs: sessionLimits.pauseParksMs },
  'session-too-long': {
    measures: 'time since the first step, pauses included, beyond 30 min, or 15 without a seat switch',
    reachesMs: 0,
  },
  'homing-too-long': {
    measures: 'time in this state, less what a slow carriage needs beyond 40 s to find its end',
    reachesMs: sessionLimits.homingMaxMs,
  },
  'parking-too-long': {
    measures: 'time in this state, less what a slow carriage needs beyond 45 s to park',
    reachesMs: sessionLimits.parkingMaxMs,
  },
  'ready-idle': { measures: 'time in this state', reachesMs: sessionLimits.readyOffMs },
  'service-idle': {
    measures: 'time since a sign of life from the service port or the keys',
    reachesMs: remoteLimits.serviceIdleMs,
  },
};

export function isReached(trigger: TimeTrigger, session: Session, nowMs: Milliseconds): boolean {
  const { measures, reachesMs } = timeLimits[trigger];
  return clocks[measures](session, nowMs) >= reachesMs;
}

/** The time limits that have an effect in each state, in the order of `timeTriggers`. */
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
