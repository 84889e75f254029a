/** Every fault that holds the chair: those that the guard has latched, and the one that the session itself has found. */
import { type FaultSet, faultSetOf, union } from '../chair/fault-set.ts';
import type { Control } from './tick.ts';

export function latchedFaults({ guard, session }: Pick<Control, 'guard' | 'session'>): FaultSet {
  const { state, faultCode } = session;
  const { faults } = guard.register;
  return state === 'fault' && faultCode !== 'none' ? union(faults, faultSetOf(faultCode)) : faults;
}
