/** The end of a session: it is recorded, and the choices made for it are undone. */
import type { FaultCode } from '../../chair/faults.ts';
import { type Milliseconds, minuteMs } from '../../chair/units.ts';
import { addEvent } from '../events.ts';
import { addRecord, type SessionEnd } from './history.ts';
import { recall, sessionProgram } from './settings.ts';
import type { Session, SessionInputs } from './state.ts';

/** Switches heat off; if no session runs, that is all. */
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

/** Runs before the state `fault` begins: notes the fault and the state that it interrupts. */
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
