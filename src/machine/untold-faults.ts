/**
 * The alarm tells only the fault that leads to the state `fault`. What latches beside or after it, or in the service state, where a
 * technician is at work and no alarm sounds, is a fault of the chair all the same: it is logged and counted, once, and a start after it
 * knows of it.
 */
import { at } from '../chair/assert.ts';
import { codesIn, type FaultSet, faultSetOf, hasFault, union, without } from '../chair/fault-set.ts';
import { faultIndex } from '../chair/faults.ts';
import type { Milliseconds } from '../chair/units.ts';
import type { ChairEvent } from '../control/events.ts';
import type { Control } from '../control/tick.ts';

const noFaults: FaultSet = 0;

export interface ToldFaults {
  /** Told since the chair came into service or fault; until it is out of both. */
  told: FaultSet;
}

export function createToldFaults(): ToldFaults {
  return { told: noFaults };
}

/** After each tick: what has latched and no alarm tells. */
export function untoldFaults(
  known: ToldFaults,
  { session, guard, inputs }: Control,
  nowMs: Milliseconds,
): ChairEvent[] {
  const { state, faultCode } = session;
  if (state !== 'service' && state !== 'fault') {
    known.told = noFaults;
    return none;
  }
  const fresh = without(guard.register.faults, known.told);
  if (fresh === noFaults) return none;
  const codes = codesIn(fresh).filter((code) => state === 'service' || code !== faultCode);
  return codes.map((code) => {
    const { text: part } = at(inputs.faultParts, faultIndex(code), 'fault');
    return { kind: 'fault', atMs: nowMs, code, part };
  });
}

const none: ChairEvent[] = [];

/** Notes a fault that is told now. True where it was told before: the alarm at the end of the service state is none that nobody knew of. */
export function wasTold(known: ToldFaults, event: ChairEvent): boolean {
  if (event.kind !== 'fault') return false;
  const before = hasFault(known.told, event.code);
  known.told = union(known.told, faultSetOf(event.code));
  return before;
}
