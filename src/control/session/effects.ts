/** The effects that stand in the cells of the session's tables. A missing one does not compile. */
import { assert, at } from '../../chair/assert.ts';
import { faultIndex } from '../../chair/faults.ts';
import { sessionLimits } from '../../chair/limits.ts';
import type { Milliseconds } from '../../chair/units.ts';
import { addEvent } from '../events.ts';
import { consumeKeys, type Keys, powerKey } from '../keys/keys.ts';
import { answerKeys } from './few-keys.ts';
import * as choose from './settings.ts';
import type { Session, SessionInputs } from './state.ts';

export type Effect =
  /** One beep: accepted. */
  | 'accept'
  /** Nothing happens, and the long low sound says so; the pulses after it give the reason. */
  | 'refuse'
  | 'refuse-lock'
  | 'refuse-seat'
  | 'refuse-program'
  | 'advise-rest'
  | 'announce-ready'
  | 'announce-end'
  | 'alarm'
  | 'switch-on'
  | 'remember-start'
  | 'forget-start'
  | 'switch-off'
  | 'stand-still'
  | 'show-stop'
  | 'begin-session'
  | 'begin-massage'
  | 'begin-cool-down'
  | 'ask'
  | 'answer'
  | 'end-soon'
  | 'pause'
  | 'pause-for-seat'
  | 'resume'
  | 'heat-off'
  | 'park'
  | 'park-tested'
  | 'forget-faults'
  | 'forget-place'
  | 'begin-service'
  | 'do-service-job'
  | 'end-service-job'
  | 'stop-service-job'
  | 'confirm'
  | 'accept-page-order'
  | 'toggle-lock'
  | 'next-program'
  | 'save'
  | 'next-heat'
  | 'faster'
  | 'slower'
  | 'spot-up'
  | 'spot-down'
  | 'next-timer'
  | 'cooler'
  | 'warmer'
  | 'sooner'
  | 'later';

type Apply = (session: Session, keys: Keys, inputs: SessionInputs, nowMs: Milliseconds) => void;

/** How long a second press of start overrules the advice to rest (chosen: time to hear it, read it and decide). */
const insistWithinMs = 30_000;

export const effects: Readonly<Record<Effect, Apply>> = {
  accept(session) {
    session.sound = 'accepted';
  },
  refuse: (session, _keys, _inputs, nowMs) => choose.refuse(session, 'nothing', 'state', nowMs),
  'refuse-lock': (session, _keys, _inputs, nowMs) => choose.refuse(session, 'lock', 'lock', nowMs),
  'refuse-seat': (session, _keys, _inputs, nowMs) => choose.refuse(session, 'seat', 'seat', nowMs),
  'refuse-program': (session, _keys, _inputs, nowMs) => choose.refuse(session, 'program', 'state', nowMs),
  'advise-rest'(session, _keys, _inputs, nowMs) {
    session.insistUntilMs = nowMs + insistWithinMs;
    choose.refuse(session, 'rest', 'limit', nowMs);
  },
  /** For a person with closed eyes: start works now, or the motion it was pressed for begins. */
  'announce-ready'(session) {
    session.sound = 'ready';
  },
  'announce-end'(session) {
    session.sound = 'session-end';
  },
  alarm(session, _keys, inputs, nowMs) {
    const { faultCode: code } = session;
    assert(code !== 'none', 'The chair is in fault for a fault.');
    session.job = 'nothing';
    session.sound = 'fault';
    const { text: part } = at(inputs.faultParts, faultIndex(code), 'fault');
    addEvent(session.events, { kind: 'fault', atMs: nowMs, code, part });
  },

  'switch-on'(session, _keys, inputs) {
    session.job = 'home';
    session.resetFaults = true;
    session.gentle = session.gentleByDefault;
    choose.recall(session, inputs);
  },
  /** The press shows that somebody sits in the chair. */
  'remember-start'(session, _keys, _inputs, nowMs) {
    session.startWaits = true;
    session.seatEmptySinceMs = nowMs;
    choose.accept(session, 'waits', nowMs);
  },
  'forget-start'(session, _keys, _inputs, nowMs) {
    session.startWaits = false;
    choose.refuse(session, 'seat', 'seat', nowMs);
  },
  /** Without a motion. */
  'switch-off'(session) {
    session.job = 'nothing';
    session.heatAllowed = false;
    session.faultCode = 'none';
    session.resetFaults = true;
  },
  'stand-still'(session) {
    session.job = 'nothing';
  },
  'show-stop': (session, _keys, _inputs, nowMs) => choose.accept(session, 'stop', nowMs),

  'begin-session'(session, _keys, inputs, nowMs) {
    session.insistUntilMs = 0;
    session.inSession = true;
    session.sessionNumber++;
    session.startMs = nowMs;
    session.sessionMs = 0;
    session.massageMs = 0;
    session.switchesTested = false;
    session.coolingDown = false;
    session.seatEmptySinceMs = nowMs;
    session.attendedMs = 0;
    session.massageMaxMs = session.maxMs;
    run(session);
    const { id: program } = choose.sessionProgram(session, inputs);
    addEvent(session.events, {
      kind: 'session-start',
      atMs: nowMs,
      number: session.sessionNumber,
      program,
    });
  },
  'begin-massage'(session) {
    session.switchesTested = true;
    session.switchTestDue = true;
    run(session);
  },
  'begin-cool-down'(session) {
    session.coolingDown = true;
    run(session);
  },
  /** Two beeps ask whether somebody is there. A power key that is down already is no answer. */
  ask(session, keys, _inputs, nowMs) {
    session.asking = true;
    session.askedMs = nowMs;
    session.attendedMs = session.sessionMs;
    session.sound = 'asks';
    session.shown = 'nothing';
    consumeKeys(keys, powerKey);
  },
  /** The key that was pressed as the answer does nothing else. */
  answer(session, keys) {
    session.asking = false;
    session.sound = 'accepted';
    // Where power is the answer, its release has no further effect.
    consumeKeys(keys, powerKey & ~answerKeys(session.keysThere));
  },
  /** Nobody has answered: only the cool-down is left of the session. */
  'end-soon'(session) {
    session.asking = false;
    session.massageMaxMs = session.massageMs + sessionLimits.coolDownMs;
  },
  /** Motors still; the pads may stay warm for a while. */
  pause(session) {
    session.job = 'pause';
    session.pausedBySeat = false;
  },
  'pause-for-seat'(session) {
    session.job = 'pause';
    session.pausedBySeat = true;
    session.heatAllowed = false;
    session.sound = 'refused-seat';
  },
  /** The press of start also answers a question that was due. */
  resume(session) {
    session.pausedBySeat = false;
    if (session.sessionMs - session.attendedMs >= sessionLimits.askEachMs)
      session.attendedMs = session.sessionMs;
    run(session);
  },
  'heat-off'(session) {
    session.heatAllowed = false;
  },
  /** After a massage the power switches are tested first. */
  park(session) {
    session.job = session.switchTestDue ? 'switch-test' : 'park';
  },
  'park-tested'(session) {
    session.switchTestDue = false;
    session.job = 'park';
  },

  'forget-faults'(session) {
    session.job = 'nothing';
    session.faultCode = 'none';
    session.resetFaults = true;
  },
  'forget-place'(session) {
    session.forgetPlace = true;
  },

  'begin-service'(session, _keys, _inputs, nowMs) {
    session.serviceSinceMs = nowMs;
    session.serviceStopped = false;
    session.resetFaults = true;
  },
  'do-service-job'(session, _keys, inputs) {
    session.job = inputs.serviceJob;
  },
  'end-service-job'(session) {
    session.job = 'nothing';
    session.serviceStopped = false;
  },
  'stop-service-job'(session, _keys, inputs) {
    session.job = 'nothing';
    session.serviceStopped = inputs.serviceJob !== 'nothing';
  },
  confirm(session, _keys, _inputs, nowMs) {
    addEvent(session.events, { kind: 'confirm', atMs: nowMs });
    choose.accept(session, 'nothing', nowMs);
  },

  /** No sound here: the confirmed order gives its own. */
  'accept-page-order'(session) {
    session.pageAccepted = true;
  },

  'toggle-lock': (session, _keys, _inputs, nowMs) => choose.toggleLock(session, nowMs),
  'next-program': (session, _keys, inputs, nowMs) => choose.nextProgram(session, inputs, nowMs),
  save: (session, _keys, inputs, nowMs) => choose.save(session, inputs, nowMs),
  'next-heat': (session, _keys, inputs, nowMs) => choose.nextHeat(session, inputs, nowMs),
  faster: (session, _keys, _inputs, nowMs) => choose.shiftSpeed(session, 1, nowMs),
  slower: (session, _keys, _inputs, nowMs) => choose.shiftSpeed(session, -1, nowMs),
  'spot-up': (session, keys, _inputs, nowMs) =>
    choose.shiftSpot(session, session.spotStepMm, keys.repeated !== 0, nowMs),
  'spot-down': (session, keys, _inputs, nowMs) =>
    choose.shiftSpot(session, -session.spotStepMm, keys.repeated !== 0, nowMs),
  'next-timer': (session, _keys, _inputs, nowMs) => choose.nextTimer(session, nowMs),
  cooler: (session, _keys, inputs, nowMs) => choose.cooler(session, inputs, nowMs),
  warmer: (session, _keys, inputs, nowMs) => choose.warmer(session, inputs, nowMs),
  sooner: (session, _keys, _inputs, nowMs) => choose.shiftTimer(session, -1, nowMs),
  later: (session, _keys, _inputs, nowMs) => choose.shiftTimer(session, 1, nowMs),
};

/** The job of a running session: first the switch test, then the program, last the cool-down. */
function run(session: Session): void {
  session.job = !session.switchesTested ? 'switch-test' : session.coolingDown ? 'cool-down' : 'massage';
  session.heatAllowed = session.job === 'massage';
}
