/** The session's clocks: how long massage, session and pauses have lasted, and what is left of them. */
import { sessionLimits } from '../../chair/limits.ts';
import { type Milliseconds, minuteMs } from '../../chair/units.ts';
import type { Keys } from '../keys/keys.ts';
import { sessionProgram } from './settings.ts';
import type { Session, SessionInputs } from './state.ts';

/** A program that ends within this of the timer's end is let through: it is a tick late, not too long. */
export const endSlackMs: Milliseconds = 100;

/** First in a tick: the time since the last one belongs to the state the session was in. */
export function countTime(session: Session, nowMs: Milliseconds): void {
  const passedMs = nowMs - session.lastMs;
  session.lastMs = nowMs;
  if (!session.inSession) return;
  // Testing the switches takes nothing from the person's time; a pause does, even one that interrupts the test.
  if (session.switchesTested || session.state === 'paused') session.sessionMs += passedMs;
  if (session.switchesTested && session.state === 'running') session.massageMs += passedMs;
}

/** Before the limits of time are looked at: who sits there, works in service, and what the display says is left. */
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

/** Until timer or 30 minutes, whichever is first, end a running session; negative when they should have. */
export function timerLeftMs(session: Session, nowMs: Milliseconds): Milliseconds {
  const wholeMs = Math.max(session.sessionMs, session.switchesTested ? 0 : nowMs - session.startMs);
  const massageMaxMs = Math.min(session.minutes * minuteMs, session.massageMaxMs);
  return Math.min(massageMaxMs - session.massageMs, session.maxMs - wholeMs);
}

/** Before its first tick is over the sequencer has nothing to say about the program. */
function programLeftMs(session: Session, inputs: SessionInputs): Milliseconds {
  if (session.massageMs > 0) return inputs.programLeftMs;
  return sessionProgram(session, inputs).plannedMs;
}

/** The program ends by itself before timer and 30 minutes are over, or with them. */
export function programFits(session: Session, inputs: SessionInputs, nowMs: Milliseconds): boolean {
  if (session.coolingDown) return false;
  return programLeftMs(session, inputs) <= timerLeftMs(session, nowMs) + endSlackMs;
}

/** The first minute of the first session after switching on is one speed slower, pauses left out. */
export function gentleShiftOf(session: Session): number {
  return session.inSession && session.gentle && session.massageMs < sessionLimits.gentleMs ? -1 : 0;
}
