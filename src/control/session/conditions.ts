/** The conditions that stand in the cells of the session's tables. A missing one does not compile. */
import type { FaultCode } from '../../chair/faults.ts';
import { sessionLimits } from '../../chair/limits.ts';
import type { Milliseconds } from '../../chair/units.ts';
import { type Keys, stopKey } from '../keys/keys.ts';
import { programFits } from './clocks.ts';
import { hasPower } from './few-keys.ts';
import { restAdvised } from './history.ts';
import { chosenProgram } from './settings.ts';
import type { Session, SessionInputs } from './state.ts';

export type Condition =
  | 'locked'
  | 'power-key'
  | 'stop-held'
  | 'no-program'
  | 'rest-advised'
  | 'nobody-there'
  | 'seat-empty'
  | 'start-unseated'
  | 'start-waits'
  | 'nothing-to-confirm'
  | 'page-waits'
  | 'place-unknown'
  | 'fault-though-off'
  | 'program-fits'
  | 'cooling-down'
  | 'not-answered'
  | 'service-job-stopped'
  | 'fault-latched'
  | 'fault-not-from-ready';

type Holds = (session: Session, keys: Keys, inputs: SessionInputs, nowMs: Milliseconds) => boolean;

/** Faults that show even while the chair is off: heat or motion that was not ordered, failed software, no chair file. */
const faultsThoughOff: ReadonlySet<FaultCode | 'none'> = new Set([
  'E23',
  'E25',
  'E26',
  'E34',
  'E36',
  'E58',
  'E63',
]);

export const conditions: Readonly<Record<Condition, Holds>> = {
  /** The child lock is on. */
  locked: (session) => session.locked,
  /** The remote has a power key, so the person who switched the chair on switches it off. */
  'power-key': (session) => hasPower(session.keysThere),
  'stop-held': (_session, keys) => (keys.down & stopKey) !== 0,
  /** The chair holds no program. */
  'no-program': (session, _keys, inputs) => chosenProgram(session, inputs) === undefined,
  /** A session now would be one too many, and start was neither pressed in spite of that advice nor waits already. */
  'rest-advised': (session, _keys, _inputs, nowMs) =>
    nowMs >= session.insistUntilMs &&
    !session.startWaits &&
    restAdvised(session.history, session.boot, nowMs),
  /** The seat is empty, and has been for `seatPauseMs` or was when the chair paused by itself: no reason to go on. */
  'nobody-there': (session, _keys, inputs, nowMs) =>
    !inputs.seat && (session.pausedBySeat || nowMs - session.seatEmptySinceMs >= sessionLimits.seatPauseMs),
  'seat-empty': (_session, _keys, inputs) => !inputs.seat,
  /** Start was pressed before the chair was ready, and nobody sits in the chair any more. */
  'start-unseated': (session, _keys, inputs) => session.startWaits && !inputs.seat,
  'start-waits': (session, _keys, inputs) =>
    session.startWaits && chosenProgram(session, inputs) !== undefined,
  'nothing-to-confirm': (_session, _keys, inputs) => !inputs.confirmPending,
  /** A page order waits for start on the remote. */
  'page-waits': (_session, _keys, inputs) => inputs.pagePending !== 'none',
  /** The carriage has not found an end of its rail. */
  'place-unknown': (_session, _keys, inputs) => !inputs.placeKnown,
  'fault-though-off': (_session, _keys, inputs) => faultsThoughOff.has(inputs.faultCode),
  /** The program ends by itself no later than the timer and the longest session. */
  'program-fits': (session, _keys, inputs, nowMs) => programFits(session, inputs, nowMs),
  /** The last minute has begun. */
  'cooling-down': (session) => session.coolingDown,
  /** The chair has asked whether somebody is there, and no key came. */
  'not-answered': (session) => session.massageMaxMs < session.maxMs,
  /** Stop has ended the job that the service port still orders. */
  'service-job-stopped': (session) => session.serviceStopped,
  /** The guard has latched a fault. */
  'fault-latched': (_session, _keys, inputs) => inputs.faultLatched,
  /** The fault came in another state than ready: during a motion or a session. */
  'fault-not-from-ready': (session) => session.faultFrom !== 'ready',
};
