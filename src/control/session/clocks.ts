/** The session's clocks: how long massage and session have lasted, and how much time is left. */
import { sessionLimits } from '../../chair/limits.ts';
import { type Milliseconds, minuteMs } from '../../chair/units.ts';
import type { Keys } from '../keys/keys.ts';
import { sessionProgram } from './settings.ts';
import type { Session, SessionInputs } from './state.ts';

/** A program may end this much later than the timer: it is a tick late, not too long. */
export const endSlackMs: Milliseconds = 100;

/** Runs first in a tick, since the time since the last tick belongs to the state the session was in. */
export function countTime(session: Session, nowMs: Milliseconds): void {
  const passedMs = nowMs - session.lastMs;
  session.lastMs = nowMs;
  if (!session.inSession) return;
  // The switch test does not count towards the session; a pause does, and from the first one on all that follows, tests again and again included.
  if (session.switchesTested || session.state === 'paused' || session.sessionMs > 0)
    session.sessionMs += passedMs;
  if (session.switchesTested && session.state === 'running') session.massageMs += passedMs;
}

/** Runs before the time limits are checked: notes a taken seat and signs of life in service, and sets the time left on the display. */
export function setClocks(session: Session, keys: Keys, inputs: SessionInputs, nowMs: Milliseconds): void {
  if ((session.inSession || session.startWaits) && inputs.seat) session.seatEmptySinceMs = nowMs;
  if (session.state === 'running') {
    session.leftMs = programFits(session, inputs, nowMs)
      ? programLeftMs(session, inputs)
      : timerLeftMs(session, nowMs);
  } else if (session.state === 'service') {
    const alive = inputs.serviceActive || inputs.serviceJob !== 'nothing' || keys.pressed !== 0;
    if (alive) session.serviceSinceMs = nowMs;
  }
}

/** Time until the timer or the longest session, whichever is first, ends a running session; negative when overdue. */
export function timerLeftMs(session: Session, nowMs: Milliseconds): Milliseconds {
  const wholeMs = Math.max(session.sessionMs, session.switchesTested ? 0 : nowMs - session.startMs);
  const massageMaxMs = Math.min(session.minutes * minuteMs, session.massageMaxMs);
  return Math.min(massageMaxMs - session.massageMs, session.maxMs - wholeMs);
}

/** Until the program's first tick is over, its time left is all of its planned time. */
function programLeftMs(session: Session, inputs: SessionInputs): Milliseconds {
  if (session.massageMs > 0) return inputs.programLeftMs;
  return sessionProgram(session, inputs).plannedMs;
}

/** The program ends by itself no later than the timer and the longest session. */
export function programFits(session: Session, inputs: SessionInputs, nowMs: Milliseconds): boolean {
  if (session.coolingDown) return false;
  return programLeftMs(session, inputs) <= timerLeftMs(session, nowMs) + endSlackMs;
}

/** -1, one speed slower, in the first minute (pauses left out) of the first session after switching on; else 0. */
export function gentleShiftOf(session: Session): number {
  return session.inSession && session.gentle && session.massageMs < sessionLimits.gentleMs ? -1 : 0;
}
