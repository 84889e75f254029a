/**
 * A cable that was out while the chair stood ready, with nothing going on: once it is back and the controller armed,
 * the chair is ready again by itself. A link lost in the middle of a motion or a session stays a fault until power is
 * switched off and on, as every other fault does; and nothing ever leads from here to running.
 */
import { faultIndex } from '../chair/faults.ts';
import type { SessionState } from '../chair/names.ts';
import type { LinkSensors } from '../chair/sensors.ts';
import { referenceChair } from '../chair/specification.ts';
import { clearFaults } from '../control/guard/guard.ts';
import { becomeReady } from '../control/session/moves.ts';
import type { Control } from '../control/tick.ts';

export interface ComeBack {
  /** The state the chair was in when its fault came. */
  from: SessionState;
  /** How long the link has been well since. */
  wellMs: number;
}

export function createComeBack(): ComeBack {
  return { from: 'off', wellMs: 0 };
}

/** A plug that is being pushed in makes contact more than once. */
const wellForMs = 500;
/** A cable that is pulled loses the link; putting it back may restart the controller. */
const linkLost = 1 << faultIndex('E51');
const ofTheCable = linkLost | (1 << faultIndex('E55'));

/** After each tick; `before` is the state the tick began in. */
export function comeBack(
  watch: ComeBack,
  { session, guard }: Control,
  before: SessionState,
  link: LinkSensors,
  nowMs: number,
): void {
  if (session.state !== 'fault') return;
  if (before !== 'fault') {
    watch.from = before;
    watch.wellMs = 0;
  }
  const { faults } = guard.ledger;
  // A controller that started anew with its cable in has reasons of its own.
  const onlyTheCable = (faults & linkLost) !== 0 && (faults & ~ofTheCable) === 0;
  const well = link.connected && link.trip === 0;
  watch.wellMs = well ? watch.wellMs + referenceChair.tickMs : 0;
  if (watch.from !== 'ready' || !onlyTheCable || watch.wellMs < wellForMs) return;
  clearFaults(guard);
  session.faultCode = 'none';
  becomeReady(session, nowMs);
}
