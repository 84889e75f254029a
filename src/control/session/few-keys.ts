/**
 * A remote with fewer keys than ten: what only a missing key could say is said by another. Without power, start switches
 * a fault off, and a chair that stands ready switches itself off; without start, power starts and confirms; where power is
 * all there is besides stop, power says that somebody is there.
 */
import { type KeyName, keyBit, keyNames, type SessionState } from '../../chair/names.ts';
import { allKeys, powerKey, programKey, startKey, stopKey, timerKey } from '../keys/keys.ts';
import type { KeyTrigger } from './triggers.ts';

/** One bit for each key (`keyBit`) that the remote has. */
export type RemoteKeys = number;

export const fullRemote: RemoteKeys = allKeys;

export const hasPower = (there: RemoteKeys): boolean => (there & powerKey) !== 0;

/** The chord of the child lock is there; without it nobody could take the lock away. */
export const canLock = (there: RemoteKeys): boolean => (there & programKey) !== 0 && (there & timerKey) !== 0;

/** Keys that answer when the chair asks whether somebody is there. */
export function answerKeys(there: RemoteKeys): number {
  const others = there & ~(stopKey | powerKey);
  return others === 0 ? there & powerKey : others;
}

/** What a key says in place of what it would say on a full remote. */
export function standIn(
  there: RemoteKeys,
  state: SessionState,
  confirming: boolean,
): { readonly says: KeyTrigger; readonly means: KeyTrigger } | null {
  if (!hasPower(there)) return state === 'fault' ? { says: 'start', means: 'power' } : null;
  if ((there & startKey) !== 0) return null;
  const starts = state === 'off' || (state === 'service' && confirming);
  return starts ? { says: 'power', means: 'start' } : null;
}

/** What is held together for the service state: stop, and what switches the chair on. */
export function serviceKeys(there: RemoteKeys): number {
  return stopKey | (hasPower(there) ? powerKey : startKey);
}

/** Those that are wired. */
export function remoteKeys(lines: Readonly<Record<KeyName, object | null>>): RemoteKeys {
  return keyNames.reduce((bits, name) => (lines[name] === null ? bits : bits | keyBit(name)), 0);
}
