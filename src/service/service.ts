/**
 * The chair's side of the service port: what a technician may ask for and under which conditions, whatever
 * way the request came. Reading is always allowed; what changes anything needs the service state, and trust
 * in a key or a version going down a person at the chair. Refusals change nothing.
 */
import { ed25519, hexOf, keyIdOf, publicKeyObject } from '../program/package/cose.ts';
import { openPackage } from '../program/package/package.ts';
import {
  askConsent,
  type Consent,
  type ConsentRequest,
  createConsent,
  endConsent,
  giveConsent,
  mayGoDown,
  waitingMs,
} from './consent.ts';
import { type LoadedProgram, loadFlashedPrograms, packageRules } from './flashed.ts';
import type {
  FactoryProgram,
  Machine,
  ServiceKey,
  ServiceSettings,
  ServiceStore,
  StoreAnswer,
} from './machine.ts';
import type { Refusal, RefusalReason } from './refusals.ts';

export type { Refusal } from './refusals.ts';

import type { Upload } from './uploads.ts';

/** Keys a chair trusts at most; the store's limit. */
export const keysMax = 16;
/** One line that shows as what it is: no control characters, no marks that turn text round. */
export const keyNamePattern = /^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]{0,40}$/u;

export interface ServiceOptions {
  readonly machine: Machine;
  readonly store: ServiceStore;
  readonly factory: readonly FactoryProgram[];
}

export interface Service {
  readonly machine: Machine;
  readonly store: ServiceStore;
  readonly factory: readonly FactoryProgram[];
  readonly consent: Consent;
  readonly uploads: Upload[];
  /** The flashed programs as they may run now; empty until `reload` has ended. */
  loaded: readonly LoadedProgram[];
  /** A whole message arrived since this was last cleared. */
  active: boolean;
  connections: number;
}

export function createService({ machine, store, factory }: ServiceOptions): Service {
  return {
    machine,
    store,
    factory,
    consent: createConsent(),
    uploads: [],
    loaded: [],
    active: false,
    connections: 0,
  };
}

/** Opens every active package anew. Resolves when `loaded` holds what may run. */
export async function reloadPrograms(service: Service): Promise<void> {
  service.loaded = await loadFlashedPrograms(service.store, service.machine.model);
}

export function inService(service: Service): boolean {
  if (service.machine.state() === 'service') return true;
  endConsent(service.consent);
  return false;
}

// ---- for the chair's loop ----

/** Somebody waits for start on the remote. */
export function confirmPending(service: Service): boolean {
  return inService(service) && waitingMs(service.consent, service.machine.nowMs()) > 0;
}

/** A message arrived since the last call: the service state does not end by idleness yet. */
export function takeActivity(service: Service): boolean {
  const { active } = service;
  service.active = false;
  return active;
}

/** Start was pressed in the service state. Resolves when what was asked for has taken effect, with its outcome. */
export async function confirmed(service: Service): Promise<Refusal | null> {
  const request = giveConsent(service.consent, service.machine.nowMs());
  if (request?.kind !== 'trust') return null;
  return trustKey(service, { id: request.keyId, publicKey: request.publicKey, name: request.name });
}

// ---- programs ----

export function isFactory(service: Service, id: string): boolean {
  return service.factory.some((program) => program.id === id);
}

/** Checks a whole package against this chair and keeps it; it takes effect when it is activated. */
export async function storePackage(service: Service, id: string, bytes: Uint8Array): Promise<Refusal | null> {
  if (isFactory(service, id)) return refuse('factory-program', id);
  const opened = openPackage(bytes, packageRules(service.machine.model, service.store.keys()));
  if (!opened.ok) return refuse(opened.reason, opened.detail);
  if (opened.id !== id) return refuse('bad-name', `the package holds ${opened.id}`);
  const down = mayGoDown(service.consent, id, service.machine.nowMs());
  const answer = await service.store.putProgram(opened, bytes, down);
  if (answer.ok && down) service.consent.state = 'none';
  return refusalOfStore(answer, `version ${opened.version}`);
}

export async function changeProgram(
  service: Service,
  id: string,
  change: (store: ServiceStore) => Promise<StoreAnswer>,
): Promise<Refusal | null> {
  if (isFactory(service, id)) return refuse('factory-program', id);
  const refusal = refusalOfStore(await change(service.store), id);
  await reloadPrograms(service);
  service.machine.programsChanged();
  return refusal;
}

// ---- keys ----

export function askTrust(service: Service, publicKey: Uint8Array, name: string): Refusal | null {
  if (publicKey.length !== ed25519.publicKey || publicKeyObject(publicKey) === null) {
    return refuse('bad-request', 'the key is no Ed25519 public key');
  }
  const keyId = hexOf(keyIdOf(publicKey));
  const known = service.store.keys().some((key) => key.id === keyId);
  if (!known && service.store.keys().length >= keysMax) return refuse('too-many-keys', `${keysMax}`);
  return ask(service, { kind: 'trust', keyId, publicKey: hexOf(publicKey), name });
}

export function askDowngrade(service: Service, id: string): Refusal | null {
  if (isFactory(service, id)) return refuse('factory-program', id);
  return ask(service, { kind: 'downgrade', id });
}

function ask(service: Service, request: ConsentRequest): Refusal | null {
  const alone = askConsent(service.consent, request, service.machine.nowMs());
  return alone ? null : refuse('request-cancelled', '');
}

async function trustKey(service: Service, key: ServiceKey): Promise<Refusal | null> {
  const others = service.store.keys().filter(({ id }) => id !== key.id);
  const answer = await service.store.saveKeys([...others, key]);
  if (!answer.ok) service.consent.state = 'cancelled';
  await reloadPrograms(service);
  service.machine.programsChanged();
  return refusalOfStore(answer, key.id);
}

/** Programs signed with it are kept but no longer run. */
export async function untrustKey(service: Service, keyId: string): Promise<Refusal | null> {
  const keys = service.store.keys();
  const others = keys.filter(({ id }) => id !== keyId);
  if (others.length === keys.length) return refuse('not-found', `key ${keyId}`);
  const answer = await service.store.saveKeys(others);
  await reloadPrograms(service);
  service.machine.programsChanged();
  return refusalOfStore(answer, keyId);
}

// ---- settings ----

/** What a backup holds beside the programs, as JSON text. */
export function settingsText(service: Service): string {
  return JSON.stringify(service.store.settings());
}

/** Puts the settings of a backup back, all or none; the store refuses what it could not hold. */
export async function restoreSettings(service: Service, text: string): Promise<Refusal | null> {
  let settings: unknown;
  try {
    settings = JSON.parse(text);
  } catch {
    return refuse('bad-request', 'the settings are not JSON');
  }
  const answer = await service.store.saveSettings(settings as ServiceSettings);
  if (answer.ok) service.machine.settingsRestored();
  return refusalOfStore(answer, 'settings');
}

// ---- reasons ----

export function refuse(reason: RefusalReason, detail: string): Refusal {
  return { reason, detail };
}

const storeReasons: Readonly<Record<string, RefusalReason>> = {
  full: 'no-room',
  'no-room': 'no-room',
  'not-found': 'not-found',
  'version-lower': 'version-lower',
  'nothing-before': 'nothing-before',
  invalid: 'bad-request',
  'read-only': 'store-failed',
  failing: 'store-failed',
};

function refusalOfStore(answer: StoreAnswer, detail: string): Refusal | null {
  if (answer.ok) return null;
  return refuse(storeReasons[answer.reason] ?? 'unexpected', answer.detail === '' ? detail : answer.detail);
}
