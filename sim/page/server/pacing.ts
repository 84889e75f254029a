/** Lets chair time pass: wakes up when the next tick is due, and never while paused. */
import { sleepMs, turn } from './clock.ts';
import { publish } from './publish.ts';
import { type SimulationSession, wall } from './simulation-session.ts';

export function stopPacing(session: SimulationSession): void {
  if (session.timer === null) return;
  clearTimeout(session.timer as NodeJS.Timeout);
  clearImmediate(session.timer as NodeJS.Immediate);
  session.timer = null;
}

export function schedule(session: SimulationSession): void {
  stopPacing(session);
  if (session.closed || !session.clock.running) return;
  const restMs = sleepMs(session.clock, session.workspace, wall());
  const wake = (): void => {
    session.timer = null;
    if (turn(session.clock, session.workspace, wall)) publish(session, !session.clock.running);
    else if (!session.clock.running) publish(session, true);
    schedule(session);
  };
  session.timer = restMs <= 0 ? setImmediate(wake) : setTimeout(wake, restMs);
}
