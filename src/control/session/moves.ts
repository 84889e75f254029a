/** The ways from one state of the session to another. Each sets the state, the sequencer's job and the sound. */
import type { FaultCode } from '../../chair/faults.ts';
import type { SessionState } from '../../chair/names.ts';
import { type Milliseconds, minuteMs } from '../../chair/units.ts';
import { addEvent } from '../events.ts';
import { type Keys, spendKeys } from '../keys/keys.ts';
import { addRecord, restAdvised, type SessionEnd } from './history.ts';
import { accept, chosenProgram, recall, refuse } from './settings.ts';
import type { Session, SessionInputs } from './state.ts';

/** How long the second press of start may take when a rest is advised (chosen: hear it, read it, decide). */
const insistWithinMs = 30_000;

/** Whatever state begins: the keys that are down belong to the one before. */
function enter(session: Session, keys: Keys, state: SessionState, nowMs: Milliseconds): void {
  addEvent(session.events, { kind: 'state', atMs: nowMs, from: session.state, to: state });
  session.state = state;
  session.stateSinceMs = nowMs;
  session.shown = 'nothing';
  spendKeys(keys);
}

export function switchOn(session: Session, keys: Keys, inputs: SessionInputs, nowMs: Milliseconds): void {
  enter(session, keys, 'homing', nowMs);
  session.job = 'home';
  session.resetFaults = true;
  session.gentle = session.gentleByDefault;
  recall(session, inputs);
  session.sound = 'accepted';
}

/** The chair stays as it was left: keys pressed while it was homing still count. */
export function becomeReady(session: Session, nowMs: Milliseconds): void {
  addEvent(session.events, { kind: 'state', atMs: nowMs, from: session.state, to: 'ready' });
  session.state = 'ready';
  session.stateSinceMs = nowMs;
  session.job = 'nothing';
}

/** Off without a motion. */
export function switchOff(session: Session, keys: Keys, nowMs: Milliseconds): void {
  enter(session, keys, 'off', nowMs);
  session.job = 'nothing';
  session.heatAllowed = false;
  session.faultCode = 'none';
  session.resetFaults = true;
}

export function start(session: Session, keys: Keys, inputs: SessionInputs, nowMs: Milliseconds): void {
  const program = chosenProgram(session, inputs);
  if (program === undefined) {
    refuse(session, 'program', nowMs);
    return;
  }
  if (nowMs >= session.insistUntilMs && restAdvised(session.history, session.boot, nowMs)) {
    session.insistUntilMs = nowMs + insistWithinMs;
    refuse(session, 'rest', nowMs);
    return;
  }
  session.insistUntilMs = 0;
  enter(session, keys, 'running', nowMs);
  session.inSession = true;
  session.sessionNumber++;
  session.startMs = nowMs;
  session.sessionMs = 0;
  session.massageMs = 0;
  session.proved = false;
  session.coolingDown = false;
  session.seatEmptySinceMs = nowMs;
  session.job = 'prove';
  session.sound = 'accepted';
  addEvent(session.events, {
    kind: 'session-start',
    atMs: nowMs,
    number: session.sessionNumber,
    program: program.id,
  });
}

/** Motors still; the pads may stay warm for a while. */
export function pause(session: Session, keys: Keys, bySeat: boolean, nowMs: Milliseconds): void {
  enter(session, keys, 'paused', nowMs);
  session.job = 'pause';
  session.pausedBySeat = bySeat;
  if (bySeat) session.heatAllowed = false;
  session.sound = bySeat ? 'refused' : 'accepted';
}

export function resume(session: Session, keys: Keys, nowMs: Milliseconds): void {
  enter(session, keys, 'running', nowMs);
  session.job = runningJob(session);
  session.pausedBySeat = false;
  session.sound = 'accepted';
}

/** What a running session does: prove first, then the program, at last the cool-down. */
export function runningJob(session: Session): 'prove' | 'massage' | 'cool-down' {
  if (!session.proved) return 'prove';
  return session.coolingDown ? 'cool-down' : 'massage';
}

/** Writes the session down and takes back what was chosen for it. Does nothing where no session runs. */
export function endSession(
  session: Session,
  inputs: SessionInputs,
  ended: SessionEnd,
  nowMs: Milliseconds,
): void {
  session.heatAllowed = false;
  if (!session.inSession) return;
  const record = {
    number: session.sessionNumber,
    boot: session.boot,
    startMs: session.startMs,
    endMs: nowMs,
    program: chosenProgram(session, inputs)?.id ?? '',
    minutes: Math.round((10 * session.massageMs) / minuteMs) / 10,
    ended,
  };
  addRecord(session.history, record);
  addEvent(session.events, { kind: 'session-end', atMs: nowMs, record: { ...record } });
  session.inSession = false;
  session.gentle = false;
  session.coolingDown = false;
  session.pausedBySeat = false;
  recall(session, inputs);
}

/** The stop key: still at once, and the chair stays on. */
export function stop(session: Session, keys: Keys, inputs: SessionInputs, nowMs: Milliseconds): void {
  endSession(session, inputs, 'stopped', nowMs);
  enter(session, keys, 'ready', nowMs);
  session.job = 'nothing';
  accept(session, 'stop', nowMs);
}

/** Ends the session if there is one; a massage is followed by proving the power switches again. */
export function park(
  session: Session,
  keys: Keys,
  inputs: SessionInputs,
  ended: SessionEnd,
  nowMs: Milliseconds,
): void {
  endSession(session, inputs, ended, nowMs);
  enter(session, keys, 'parking', nowMs);
  session.job = session.proofDue ? 'prove' : 'park';
  session.sound = ended === 'power' ? 'accepted' : 'session-end';
}

/**
 * Any key while parking: still at once. Start or power go on from here; but a carriage that was called back on its way
 * home does not know where it is, and a chair that cannot massage is not ready.
 */
export function stopParking(session: Session, keys: Keys, inputs: SessionInputs, nowMs: Milliseconds): void {
  if (!inputs.placeKnown) {
    switchOff(session, keys, nowMs);
    session.sound = 'accepted';
    return;
  }
  enter(session, keys, 'ready', nowMs);
  session.job = 'nothing';
  accept(session, 'stop', nowMs);
}

export function fail(
  session: Session,
  keys: Keys,
  inputs: SessionInputs,
  code: FaultCode,
  nowMs: Milliseconds,
): void {
  endSession(session, inputs, code, nowMs);
  enter(session, keys, 'fault', nowMs);
  session.job = 'nothing';
  session.faultCode = code;
  session.sound = 'fault';
  addEvent(session.events, { kind: 'fault', atMs: nowMs, code });
}

export function enterService(session: Session, keys: Keys, nowMs: Milliseconds): void {
  enter(session, keys, 'service', nowMs);
  session.serviceSinceMs = nowMs;
  session.serviceStopped = false;
  session.resetFaults = true;
  session.sound = 'accepted';
}
