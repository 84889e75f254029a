/** What each action of the key table does to the session. A missing action does not compile. */
import { referenceChair } from '../../chair/specification.ts';
import type { Milliseconds } from '../../chair/units.ts';
import { addEvent } from '../events.ts';
import type { Keys } from '../keys/keys.ts';
import * as move from './moves.ts';
import * as choose from './settings.ts';
import type { Session, SessionInputs } from './state.ts';
import type { Action } from './table.ts';

const { seatPauseMs } = referenceChair.session;
const { spotStepMm } = referenceChair.remote;

type Act = (session: Session, keys: Keys, inputs: SessionInputs, nowMs: Milliseconds) => void;

export const carryOut: Readonly<Record<Action, Act>> = {
  ignore() {},
  refuse(session, _keys, _inputs, nowMs) {
    choose.refuse(session, session.locked ? 'lock' : 'nothing', nowMs);
  },
  'switch-on': move.switchOn,
  'switch-off'(session, keys, inputs, nowMs) {
    move.endSession(session, inputs, 'power', nowMs);
    move.switchOff(session, keys, nowMs);
    session.sound = 'accepted';
  },
  park: (session, keys, inputs, nowMs) => move.park(session, keys, inputs, 'power', nowMs),
  'stop-parking': move.stopParking,
  start: move.start,
  pause: (session, keys, _inputs, nowMs) => move.pause(session, keys, false, nowMs),
  resume(session, keys, inputs, nowMs) {
    // Nobody there, or nobody there since the chair paused by itself: nothing to go on with.
    const emptyMs = nowMs - session.seatEmptySinceMs;
    if (!inputs.seat && (session.pausedBySeat || emptyMs >= seatPauseMs)) {
      choose.refuse(session, 'nothing', nowMs);
    } else move.resume(session, keys, nowMs);
  },
  stop: move.stop,
  'next-program': (session, _keys, inputs, nowMs) => choose.nextProgram(session, inputs, nowMs),
  save: (session, _keys, inputs, nowMs) => choose.save(session, inputs, nowMs),
  'next-heat': (session, _keys, inputs, nowMs) => choose.nextHeat(session, inputs, nowMs),
  faster: (session, _keys, _inputs, nowMs) => choose.shiftSpeed(session, 1, nowMs),
  slower: (session, _keys, _inputs, nowMs) => choose.shiftSpeed(session, -1, nowMs),
  'spot-up': (session, keys, _inputs, nowMs) =>
    choose.shiftSpot(session, spotStepMm, keys.repeated !== 0, nowMs),
  'spot-down': (session, keys, _inputs, nowMs) =>
    choose.shiftSpot(session, -spotStepMm, keys.repeated !== 0, nowMs),
  'next-timer': (session, _keys, _inputs, nowMs) => choose.nextTimer(session, nowMs),
  'toggle-lock'(session, _keys, _inputs, nowMs) {
    session.locked = !session.locked;
    addEvent(session.events, { kind: 'lock', atMs: nowMs, locked: session.locked });
    choose.accept(session, 'lock', nowMs);
  },
  'enter-service': (session, keys, _inputs, nowMs) => move.enterService(session, keys, nowMs),
  confirm(session, _keys, inputs, nowMs) {
    if (inputs.confirmPending) {
      addEvent(session.events, { kind: 'confirm', atMs: nowMs });
      choose.accept(session, 'nothing', nowMs);
    } else choose.refuse(session, 'nothing', nowMs);
  },
  // The job itself ends because stop is down; see `stepRules`.
  'stop-service-job'(session) {
    session.sound = 'accepted';
  },
};
