/**
 * The session: what the chair is doing for the person in it, from the keys and the clock. It decides the
 * state and the sequencer's job; it never touches a motor or a pad. The chair never starts, and never goes
 * on after a stop, a fault or an empty seat, unless a key was pressed for it; and stop, held or pressed,
 * leaves the sequencer with nothing to do in the same tick.
 */
import type { FaultCode } from '../../chair/faults.ts';
import type { Milliseconds } from '../../chair/units.ts';
import { addEvent } from '../events.ts';
import { type Keys, stopKey } from '../keys/keys.ts';
import { carryOut } from './actions.ts';
import { keyEventsOf, pressEventsOf } from './keys.ts';
import * as move from './moves.ts';
import { stepGentleness, stepRules } from './rules.ts';
import type { Session, SessionInputs } from './state.ts';
import { actionOf, type KeyEvent, keyEvents } from './table.ts';

export {
  createSession,
  createSessionInputs,
  type ProgramChoice,
  type Session,
  type SessionInputs,
  type SessionOptions,
} from './state.ts';

/** Heat or motion where none was asked for: these are a fault even while the chair is off. */
const dangerousWhileOff: ReadonlySet<FaultCode | 'none'> = new Set(['E23', 'E25', 'E26', 'E34', 'E36']);

/** One tick of the session. Keys first, then what time and the sequencer bring. */
export function stepSession(session: Session, keys: Keys, inputs: SessionInputs, nowMs: Milliseconds): void {
  countTime(session, nowMs);
  session.sound = 'none';
  session.resetFaults = false;
  const job = session.job;
  watchFaults(session, keys, inputs, nowMs);
  hearKeys(session, keys, inputs, nowMs);
  // What the sequencer has done belongs to the job it had; keys may have given it another.
  stepRules(session, keys, inputs, inputs.jobDone && session.job === job, nowMs);
  stepGentleness(session);
  session.arm = job === 'nothing' && session.job !== 'nothing';
}

function countTime(session: Session, nowMs: Milliseconds): void {
  const passedMs = nowMs - session.lastMs;
  session.lastMs = nowMs;
  if (!session.inSession) return;
  // Proving the switches takes nothing from the person's time; a pause does, even one that interrupts the proof.
  if (session.proved || session.state === 'paused') session.sessionMs += passedMs;
  if (session.proved && session.state === 'running') session.massageMs += passedMs;
}

function watchFaults(session: Session, keys: Keys, inputs: SessionInputs, nowMs: Milliseconds): void {
  if (keys.faulty !== session.keysFaulty) {
    session.keysFaulty = keys.faulty;
    const stuck = keys.stuck | keys.paired;
    addEvent(session.events, { kind: 'keys', atMs: nowMs, faulty: keys.faulty, keys: stuck });
  }
  const { state } = session;
  if (state === 'fault') return;
  if (inputs.emergencyStop && state !== 'off') {
    move.fail(session, keys, inputs, 'E71', nowMs);
  } else if (inputs.faultLatched && inputs.faultCode !== 'none') {
    // In service the technician needs the chair that has the fault; stepService sees that nothing moves.
    if (state === 'service' || (state === 'off' && !dangerousWhileOff.has(inputs.faultCode))) return;
    move.fail(session, keys, inputs, inputs.faultCode, nowMs);
  }
}

function hearKeys(session: Session, keys: Keys, inputs: SessionInputs, nowMs: Milliseconds): void {
  const events = session.state === 'parking' ? pressEventsOf(keys) : keyEventsOf(keys);
  const stopHeld = (keys.down & stopKey) !== 0;
  if (events !== 0) {
    const { state } = session;
    for (let index = 0; index < keyEvents.length; index++) {
      if ((events & (1 << index)) === 0) continue;
      act(session, keys, inputs, keyEvents[index]!, stopHeld, nowMs);
      // Whatever else was pressed in this tick was meant for the state before.
      if (session.state !== state) break;
    }
  }
  // The press has done this already; should it ever not have, held is enough.
  if (stopHeld && session.job !== 'nothing' && session.state !== 'service') {
    act(session, keys, inputs, 'stop', stopHeld, nowMs);
  }
}

function act(
  session: Session,
  keys: Keys,
  inputs: SessionInputs,
  event: KeyEvent,
  stopHeld: boolean,
  nowMs: Milliseconds,
): void {
  const action = actionOf(session.state, event, session.locked, stopHeld);
  carryOut[action](session, keys, inputs, nowMs);
}
