/** How a session ends: written down, and what was chosen for it taken back. */
import type { FaultCode } from '../../chair/faults.ts';
import { type Milliseconds, minuteMs } from '../../chair/units.ts';
import { addEvent } from '../events.ts';
import { addRecord, type SessionEnd } from './history.ts';
import { recall, sessionProgram } from './settings.ts';
import type { Session, SessionInputs } from './state.ts';

/** Nothing is warm after it; where no session runs that is all. */
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
    program: sessionProgram(session, inputs).id,
    minutes: Math.round((10 * session.massageMs) / minuteMs) / 10,
    ended,
  };
  addRecord(session.history, record);
  addEvent(session.events, { kind: 'session-end', atMs: nowMs, record: { ...record } });
  session.inSession = false;
  session.gentle = false;
  session.coolingDown = false;
  session.pausedBySeat = false;
  session.asking = false;
  recall(session, inputs);
}

/** Before the state `fault` begins: which fault it stands for, and what it interrupts. */
export function beginFault(
  session: Session,
  inputs: SessionInputs,
  code: FaultCode,
  nowMs: Milliseconds,
): void {
  endSession(session, inputs, code, nowMs);
  session.faultCode = code;
  session.faultFrom = session.state;
}
