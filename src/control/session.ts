/**
 * The session: what the chair is doing for the person in it, from the keys and the clock. It decides the
 * state and the sequencer's job; it never touches a motor or a pad. The chair never starts, and never goes
 * on after a stop, a fault or an empty seat, unless a key was pressed for it; and stop, held or pressed,
 * leaves the sequencer with nothing to do in the same tick.
 */
import type { FaultCode } from '../chair/faults.ts';
import { referenceChair } from '../chair/specification.ts';
import type { Milliseconds } from '../chair/units.ts';
import { addEvent } from './events.ts';
import { type Keys, stopKey } from './keys.ts';
import { keyEventsOf, pressEventsOf } from './session-keys.ts';
import * as move from './session-moves.ts';
import { stepGentleness, stepRules } from './session-rules.ts';
import * as choose from './session-settings.ts';
import type { Session, SessionInputs } from './session-state.ts';
import { type Action, actionOf, type KeyEvent, keyEvents } from './session-table.ts';

export {
  createSession,
  createSessionInputs,
  type ProgramChoice,
  type Session,
  type SessionInputs,
  type SessionOptions,
} from './session-state.ts';

const { remote, session: limits } = referenceChair;

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
  if (!session.inSession || !session.proved) return;
  session.sessionMs += passedMs;
  if (session.state === 'running') session.massageMs += passedMs;
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
  carryOut(session, keys, inputs, action, nowMs);
}

function carryOut(
  session: Session,
  keys: Keys,
  inputs: SessionInputs,
  action: Action,
  nowMs: Milliseconds,
): void {
  switch (action) {
    case 'ignore':
      return;
    case 'refuse':
      choose.refuse(session, session.locked ? 'lock' : 'nothing', nowMs);
      return;
    case 'switch-on':
      move.switchOn(session, keys, inputs, nowMs);
      return;
    case 'switch-off':
      move.endSession(session, inputs, 'power', nowMs);
      move.switchOff(session, keys, nowMs);
      session.sound = 'accepted';
      return;
    case 'park':
      move.park(session, keys, inputs, 'power', nowMs);
      return;
    case 'stop-parking':
      move.stopParking(session, keys, nowMs);
      return;
    case 'start':
      move.start(session, keys, inputs, nowMs);
      return;
    case 'pause':
      move.pause(session, keys, false, nowMs);
      return;
    case 'resume':
      // Nobody there, or nobody there since the chair paused by itself: nothing to go on with.
      if (!inputs.seat && (session.pausedBySeat || nowMs - session.seatEmptySinceMs >= limits.seatPauseMs)) {
        choose.refuse(session, 'nothing', nowMs);
      } else move.resume(session, keys, nowMs);
      return;
    case 'stop':
      move.stop(session, keys, inputs, nowMs);
      return;
    case 'next-program':
      choose.nextProgram(session, inputs, nowMs);
      return;
    case 'save':
      choose.save(session, inputs, nowMs);
      return;
    case 'next-heat':
      choose.nextHeat(session, inputs, nowMs);
      return;
    case 'faster':
      choose.shiftSpeed(session, 1, nowMs);
      return;
    case 'slower':
      choose.shiftSpeed(session, -1, nowMs);
      return;
    case 'spot-up':
      choose.shiftSpot(session, remote.spotStepMm, keys.repeated !== 0, nowMs);
      return;
    case 'spot-down':
      choose.shiftSpot(session, -remote.spotStepMm, keys.repeated !== 0, nowMs);
      return;
    case 'next-timer':
      choose.nextTimer(session, nowMs);
      return;
    case 'toggle-lock':
      session.locked = !session.locked;
      addEvent(session.events, { kind: 'lock', atMs: nowMs, locked: session.locked });
      choose.accept(session, 'lock', nowMs);
      return;
    case 'enter-service':
      move.enterService(session, keys, nowMs);
      return;
    case 'confirm':
      if (inputs.confirmPending) {
        addEvent(session.events, { kind: 'confirm', atMs: nowMs });
        choose.accept(session, 'nothing', nowMs);
      } else choose.refuse(session, 'nothing', nowMs);
      return;
    case 'stop-service-job':
      session.sound = 'accepted';
      return;
  }
}
