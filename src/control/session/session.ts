/**
 * The session: what the chair is doing for the person in it, from keys, faults and time. It decides the state and the
 * sequencer's job; it never touches a motor or a pad. The chair never starts, and never goes on after a stop, a fault
 * or an empty seat, unless a key was pressed for it; and stop, held or pressed, leaves the sequencer with nothing to do
 * in the same tick.
 *
 * Its behaviour is two tables, `key-table.ts` and `event-table.ts`: state x trigger -> next state and effects.
 */
import { assert, at } from '../../chair/assert.ts';
import type { SessionState } from '../../chair/names.ts';
import type { Milliseconds } from '../../chair/units.ts';
import { addEvent } from '../events.ts';
import type { Job } from '../goals.ts';
import { consumeKeys, type Keys, stopKey } from '../keys/keys.ts';
import { countTime, gentleShiftOf, setClocks } from './clocks.ts';
import { conditions } from './conditions.ts';
import { effects } from './effects.ts';
import { beginFault, endSession } from './ending.ts';
import { eventTable } from './event-table.ts';
import { keyTable } from './key-table.ts';
import { keysSaid } from './keys.ts';
import { acknowledge } from './settings.ts';
import type { Session, SessionInputs } from './state.ts';
import { isReached, timeTriggersOf } from './time-limits.ts';
import type { Cell, Transition } from './transitions.ts';
import { type EventTrigger, type JobTrigger, keyTriggers, type Trigger } from './triggers.ts';

export {
  createSession,
  createSessionInputs,
  type ProgramChoice,
  type Session,
  type SessionInputs,
  type SessionOptions,
} from './state.ts';

/** One tick. Triggers are handled in the order of the calls; see `triggers.ts`. */
export function stepSession(session: Session, keys: Keys, inputs: SessionInputs, nowMs: Milliseconds): void {
  countTime(session, nowMs);
  session.sound = 'none';
  session.pageAccepted = false;
  session.resetFaults = false;
  session.forgetPlace = false;
  const { job } = session;
  reportKeys(session, keys, nowMs);
  acknowledge(session, inputs, nowMs);

  hearFaults(session, keys, inputs, nowMs);
  hearKeys(session, keys, inputs, nowMs);
  if ((keys.down & stopKey) !== 0 || inputs.unheardStop) hear('stop-held', session, keys, inputs, nowMs);
  // The order that start confirms acts in the tick of the press, so that nothing comes between; never after a stop in the same tick.
  if (session.pageAccepted && inputs.pagePending !== 'none')
    hear(inputs.pagePending, session, keys, inputs, nowMs);
  if (inputs.pageOrder !== 'none') hear(inputs.pageOrder, session, keys, inputs, nowMs);
  if (inputs.jobDone && session.job === job) {
    const done = doneTriggers[job];
    if (done !== null) hear(done, session, keys, inputs, nowMs);
  }
  hear(inputs.serviceJob === 'nothing' ? 'job-withdrawn' : 'job-ordered', session, keys, inputs, nowMs);
  if (inputs.recovery !== 'none') hear(inputs.recovery, session, keys, inputs, nowMs);
  setClocks(session, keys, inputs, nowMs);
  hearTime(session, keys, inputs, nowMs);

  session.gentleShift = gentleShiftOf(session);
  session.arm = job === 'nothing' && session.job !== 'nothing';
}

/** The trigger of each job that is done; null where nothing follows from it. */
const doneTriggers: Readonly<Record<Job, JobTrigger | null>> = {
  nothing: null,
  home: 'homed',
  'switch-test': 'switches-tested',
  massage: 'program-ended',
  // Time alone ends it.
  'cool-down': null,
  pause: null,
  park: 'parked',
  // Whoever ordered it withdraws it.
  'self-test': null,
};

function reportKeys(session: Session, keys: Keys, nowMs: Milliseconds): void {
  if (keys.faulty === session.keysFaulty) return;
  session.keysFaulty = keys.faulty;
  addEvent(session.events, {
    kind: 'keys',
    atMs: nowMs,
    faulty: keys.faulty,
    keys: keys.stuck | keys.paired,
  });
}

function hearFaults(session: Session, keys: Keys, inputs: SessionInputs, nowMs: Milliseconds): void {
  const { state } = session;
  if (inputs.emergencyStop) hear('emergency-stop', session, keys, inputs, nowMs);
  const broken = inputs.faultLatched && inputs.faultCode !== 'none';
  if (broken && session.state === state) hear('fault', session, keys, inputs, nowMs);
}

function hearKeys(session: Session, keys: Keys, inputs: SessionInputs, nowMs: Milliseconds): void {
  const { state } = session;
  const said = keysSaid(keys, session, inputs.confirmPending);
  if (said === 0) return;
  for (let index = 0; index < keyTriggers.length && session.state === state; index++) {
    if ((said & (1 << index)) === 0) continue;
    const trigger = at(keyTriggers, index, 'key trigger');
    take(keyTable[state][trigger], trigger, session, keys, inputs, nowMs);
  }
}

function hearTime(session: Session, keys: Keys, inputs: SessionInputs, nowMs: Milliseconds): void {
  const { state } = session;
  for (const trigger of timeTriggersOf[state]) {
    if (session.state !== state) return;
    if (isReached(trigger, session, nowMs)) hear(trigger, session, keys, inputs, nowMs);
  }
}

function hear(
  trigger: EventTrigger,
  session: Session,
  keys: Keys,
  inputs: SessionInputs,
  nowMs: Milliseconds,
): void {
  take(eventTable[trigger][session.state], trigger, session, keys, inputs, nowMs);
}

/** Takes the first transition of a cell that may be taken. */
function take(
  cell: Cell,
  trigger: Trigger,
  session: Session,
  keys: Keys,
  inputs: SessionInputs,
  nowMs: Milliseconds,
): void {
  for (const transition of cell) {
    const { when } = transition;
    if (when !== undefined && !conditions[when](session, keys, inputs, nowMs)) continue;
    leave(transition, session, inputs, nowMs);
    if (transition.to !== undefined) enter(transition.to, trigger, session, nowMs);
    // A new state begins: keys that are down belong to the previous one.
    if (transition.to !== undefined && transition.keepsKeys !== true) {
      session.shown = 'nothing';
      consumeKeys(keys);
    }
    for (const effect of transition.effects) effects[effect](session, keys, inputs, nowMs);
    return;
  }
}

function leave(
  { ends, fault }: Transition,
  session: Session,
  inputs: SessionInputs,
  nowMs: Milliseconds,
): void {
  if (ends !== undefined) endSession(session, inputs, ends, nowMs);
  if (fault === undefined) return;
  const code = fault === 'latched' ? inputs.faultCode : fault;
  assert(code !== 'none', 'A fault that is latched has a code.');
  beginFault(session, inputs, code, nowMs);
}

function enter(state: SessionState, trigger: Trigger, session: Session, nowMs: Milliseconds): void {
  addEvent(session.events, { kind: 'state', atMs: nowMs, from: session.state, to: state, by: trigger });
  session.state = state;
  session.startWaits = false;
  session.stateSinceMs = nowMs;
}
