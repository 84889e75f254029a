/**
 * Remotes with fewer than ten keys: another key stands in for a missing one. Without power, start switches a faulty chair
 * off, and a chair that stands ready switches itself off. Without start, power starts and confirms. Where power is the only key
 * besides stop, power answers that somebody is there.
 */
import { type KeyName, keyBit, keyNames, type SessionState } from '../../chair/names.ts';
import { allKeys, powerKey, programKey, startKey, stopKey, timerKey } from '../keys/keys.ts';
import type { KeyTrigger } from './triggers.ts';

/** One bit for each key (`keyBit`) that the remote has. */
export type RemoteKeys = number;

export const fullRemote: RemoteKeys = allKeys;

export const hasPower = (there: RemoteKeys): boolean => (there & powerKey) !== 0;

/** The remote has the keys of the child-lock chord; without them nobody could unlock. */
export const canLock = (there: RemoteKeys): boolean => (there & programKey) !== 0 && (there & timerKey) !== 0;

/** Keys that answer the question whether somebody is there. */
export function answerKeys(there: RemoteKeys): number {
  const others = there & ~(stopKey | powerKey);
  return others === 0 ? there & powerKey : others;
}

/** The trigger (`means`) that a key gives in place of its own (`says`); null where every key gives its own. */
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

/** The chord for the service state: stop and the key that switches the chair on. */
export function serviceKeys(there: RemoteKeys): number {
  return stopKey | (hasPower(there) ? powerKey : startKey);
}

/** The keys that are wired. */
export function remoteKeys(lines: Readonly<Record<KeyName, object | null>>): RemoteKeys {
  return keyNames.reduce((bits, name) => (lines[name] === null ? bits : bits | keyBit(name)), 0);
}
