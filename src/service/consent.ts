/**
 * What needs a person at the chair: to trust a key, or to let a version go down. The technician asks, and start on the
 * remote confirms within a minute. Only one request may wait: a second one cancels both, so that nobody confirms
 * another's request by mistake. One plain value; time comes in as chair time.
 */
import type { Milliseconds } from '../chair/units.ts';

export const confirmWithinMs = 60_000;
/** How long a permission lasts: time to upload a package. */
const permissionMs = 300_000;

export interface TrustRequest {
  readonly kind: 'trust';
  readonly keyId: string;
  readonly publicKey: string;
  readonly name: string;
  readonly by: string;
}

/** `by`: the key (id) shown by the person who asks, or empty. */
export type ConsentRequest =
  | TrustRequest
  | { readonly kind: 'downgrade'; readonly id: string; readonly by: string };

export interface Consent {
  /** `keeping`: start was pressed, and the request waits to be kept. */
  state: 'none' | 'waiting' | 'keeping' | 'confirmed' | 'expired' | 'cancelled';
  request: ConsentRequest | null;
  sinceMs: number;
}

export function createConsent(): Consent {
  return { state: 'none', request: null, sinceMs: 0 };
}

/** False where another request was waiting: both are cancelled now. */
export function askConsent(consent: Consent, request: ConsentRequest, nowMs: Milliseconds): boolean {
  expireConsent(consent, nowMs);
  const alone = consent.state !== 'waiting';
  consent.state = alone ? 'waiting' : 'cancelled';
  consent.request = request;
  consent.sinceMs = nowMs;
  return alone;
}

/** Start was pressed: returns the request that waited, or null if there is none. */
export function giveConsent(consent: Consent, nowMs: Milliseconds): ConsentRequest | null {
  expireConsent(consent, nowMs);
  if (consent.state !== 'waiting') return null;
  consent.state = 'confirmed';
  consent.sinceMs = nowMs;
  return consent.request;
}

/** A lower version of this program was kept: the permission was for one version and is used up. */
export function usePermission(consent: Consent, id: string): void {
  const { state, request } = consent;
  if (state === 'confirmed' && request?.kind === 'downgrade' && request.id === id) consent.state = 'none';
}

function expireConsent(consent: Consent, nowMs: Milliseconds): void {
  if (consent.state === 'waiting' && nowMs - consent.sinceMs >= confirmWithinMs) consent.state = 'expired';
}

/** The service state has ended: no request waits any more, and no permission lasts. */
export function endConsent(consent: Consent): void {
  if (consent.state === 'waiting') consent.state = 'cancelled';
  else if (consent.state === 'confirmed') consent.state = 'none';
}

/** A version of this program may go down now. */
export function mayGoDown(consent: Consent, id: string, nowMs: Milliseconds): boolean {
  const { state, request, sinceMs } = consent;
  if (state !== 'confirmed' || request?.kind !== 'downgrade') return false;
  return request.id === id && nowMs - sinceMs < permissionMs;
}

export function waitingMs(consent: Consent, nowMs: Milliseconds): number {
  expireConsent(consent, nowMs);
  return consent.state === 'waiting' ? confirmWithinMs - (nowMs - consent.sinceMs) : 0;
}
