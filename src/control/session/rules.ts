/**
 * What the session does by itself: the timer and its cool-down, the pause that gets too long, the empty seat,
 * the gentle first minute, the end of homing, parking and service. All that time alone decides is here.
 */
import { referenceChair } from '../../chair/specification.ts';
import { type Milliseconds, minuteMs } from '../../chair/units.ts';
import { type Keys, stopKey } from '../keys/keys.ts';
import { becomeReady, fail, park, pause, runningJob, switchOff } from './moves.ts';
import { chosenProgram } from './settings.ts';
import type { Session, SessionInputs } from './state.ts';

const { session: limits, remote } = referenceChair;

/** The guard gives the carriage 40 s to find its limit; should nobody call homing done or failed, this does. */
const homingMaxMs = 60_000;
/** A program that ends within this of the timer's end is let through: it is a tick late, not too long. */
const endSlackMs = 100;

export function stepRules(
  session: Session,
  keys: Keys,
  inputs: SessionInputs,
  jobDone: boolean,
  nowMs: Milliseconds,
): void {
  switch (session.state) {
    case 'off':
    case 'ready':
    case 'fault':
      return;
    case 'homing':
      if (jobDone) becomeReady(session, nowMs);
      else if (nowMs - session.stateSinceMs >= homingMaxMs) fail(session, keys, inputs, 'E32', nowMs);
      return;
    case 'running':
      stepRunning(session, keys, inputs, jobDone, nowMs);
      return;
    case 'paused':
      stepPaused(session, keys, inputs, nowMs);
      return;
    case 'parking':
      stepParking(session, keys, jobDone, nowMs);
      return;
    case 'service':
      stepService(session, keys, inputs, nowMs);
      return;
  }
}

function stepRunning(
  session: Session,
  keys: Keys,
  inputs: SessionInputs,
  jobDone: boolean,
  nowMs: Milliseconds,
): void {
  if (session.job === 'prove') {
    if (jobDone) {
      session.proved = true;
      session.proofDue = true;
      session.job = runningJob(session);
    }
  } else if (session.job === 'massage' && jobDone) {
    park(session, keys, inputs, 'completed', nowMs);
    return;
  }
  if (timeIsUp(session, keys, inputs, nowMs)) return;
  if (inputs.seat) session.seatEmptySinceMs = nowMs;
  else if (nowMs - session.seatEmptySinceMs >= limits.seatPauseMs) {
    pause(session, keys, true, nowMs);
    return;
  }
  session.heatAllowed = session.job === 'massage';
}

/** Minds the timer and the 30 minutes; true when they have ended the session. */
function timeIsUp(session: Session, keys: Keys, inputs: SessionInputs, nowMs: Milliseconds): boolean {
  const timerLeftMs = Math.min(
    session.minutes * minuteMs - session.massageMs,
    limits.maxMs - Math.max(session.sessionMs, session.proved ? 0 : nowMs - session.startMs),
  );
  // Before its first tick is over the sequencer has nothing to say about the program.
  const programLeftMs =
    session.massageMs === 0 ? (chosenProgram(session, inputs)?.plannedMs ?? 0) : inputs.programLeftMs;
  const programInTime = !session.coolingDown && programLeftMs <= timerLeftMs + endSlackMs;
  session.leftMs = programInTime ? programLeftMs : timerLeftMs;
  if (timerLeftMs <= -endSlackMs || (timerLeftMs <= 0 && !programInTime)) {
    park(session, keys, inputs, 'timer', nowMs);
    return true;
  }
  if (session.job === 'massage' && !programInTime && timerLeftMs <= limits.coolDownMs) {
    session.coolingDown = true;
    session.job = 'cool-down';
  }
  return false;
}

function stepPaused(session: Session, keys: Keys, inputs: SessionInputs, nowMs: Milliseconds): void {
  const pausedMs = nowMs - session.stateSinceMs;
  if (inputs.seat) session.seatEmptySinceMs = nowMs;
  const emptyMs = nowMs - session.seatEmptySinceMs;
  if (pausedMs >= limits.pauseHeatOffMs || emptyMs >= limits.seatPauseMs) session.heatAllowed = false;
  if (emptyMs >= limits.seatEndMs) park(session, keys, inputs, 'seat', nowMs);
  else if (pausedMs >= limits.pauseParksMs) park(session, keys, inputs, 'pause', nowMs);
  else if (session.sessionMs >= limits.maxMs) park(session, keys, inputs, 'timer', nowMs);
}

function stepParking(session: Session, keys: Keys, jobDone: boolean, nowMs: Milliseconds): void {
  if (jobDone && session.job === 'prove') {
    session.proofDue = false;
    session.job = 'park';
  } else if (jobDone || nowMs - session.stateSinceMs >= limits.parkingMaxMs) {
    switchOff(session, keys, nowMs);
  }
}

function stepService(session: Session, keys: Keys, inputs: SessionInputs, nowMs: Milliseconds): void {
  if (inputs.serviceJob === 'nothing') session.serviceStopped = false;
  if ((keys.down & stopKey) !== 0 || inputs.faultLatched)
    session.serviceStopped = inputs.serviceJob !== 'nothing';
  session.job = session.serviceStopped ? 'nothing' : inputs.serviceJob;
  if (inputs.serviceActive || inputs.serviceJob !== 'nothing' || keys.pressed !== 0)
    session.serviceSinceMs = nowMs;
  else if (nowMs - session.serviceSinceMs >= remote.serviceIdleMs) switchOff(session, keys, nowMs);
}

/** What follows from the session's clock without changing its state. */
export function stepGentleness(session: Session): void {
  session.gentleShift = session.inSession && session.gentle && session.massageMs < limits.gentleMs ? -1 : 0;
}
