/**
 * What latches in the service state ends nothing and sounds no alarm: a technician is at work, and the self-test says it in its rows.
 * It is a fault of the chair all the same: it is logged and counted like any other, once, and a start after it knows of it.
 */

import { at } from '../chair/assert.ts';
import { codesIn, type FaultSet, hasFault, union, without } from '../chair/fault-set.ts';
import { faultIndex } from '../chair/faults.ts';
import type { Milliseconds } from '../chair/units.ts';
import type { ChairEvent } from '../control/events.ts';
import type { Control } from '../control/tick.ts';

const noFaults: FaultSet = 0;

export interface ServiceFaults {
  /** Latched at the end of the last turn, in the service state. */
  latched: FaultSet;
  /** Told since the service state began; until the chair is out of it, and of a fault that followed. */
  told: FaultSet;
}

export function createServiceFaults(): ServiceFaults {
  return { latched: noFaults, told: noFaults };
}

/** After each tick: what has latched in the service state, and has not ended it since, as the emergency stop does. */
export function faultsInService(
  known: ServiceFaults,
  { session, guard, inputs }: Control,
  nowMs: Milliseconds,
): ChairEvent[] {
  const inService = session.state === 'service';
  const fresh = inService ? without(known.latched, known.told) : noFaults;
  known.latched = inService ? guard.register.faults : noFaults;
  if (inService) known.told = union(known.told, fresh);
  else if (session.state !== 'fault') known.told = noFaults;
  if (fresh === noFaults) return none;
  return codesIn(fresh).map((code) => {
    const { text: part } = at(inputs.faultParts, faultIndex(code), 'fault');
    return { kind: 'fault', atMs: nowMs, code, part };
  });
}

const none: ChairEvent[] = [];

/** The service state has ended in a fault that was told in it: the alarm is none that nobody knew of. */
export function wasToldInService({ told }: ServiceFaults, { session }: Control, event: ChairEvent): boolean {
  return session.state === 'fault' && event.kind === 'fault' && hasFault(told, event.code);
}
