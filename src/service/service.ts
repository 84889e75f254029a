/**
 * The chair's side of the service port: what a technician may ask for and under which conditions, whatever way the
 * request came. Reading is always allowed. Changes need the service state; trusting a key, or letting a version go
 * down, needs a person at the chair as well. Refusals change nothing. One plain value, pure and synchronous: what is to
 * be kept becomes an order to the machine, and takes effect when its ticket is settled.
 */
import type { Chair } from '../chair/chair.ts';
import { faults } from '../chair/faults.ts';
import { ed25519, hexOf, keyIdOf, publicKeyObject } from '../program/package/cose.ts';
import { openPackage } from '../program/package/package.ts';
import { documents, keysMax } from '../store/documents.ts';
import type { Keep, KeepOutcome, PackageKeep, ProgramChange } from '../store/keep.ts';
import type { DiskTrouble } from '../store/problems.ts';
import type { Store } from '../store/store.ts';
import type { ConnectionState } from './connection.ts';
import {
  askConsent,
  type Consent,
  type ConsentRequest,
  createConsent,
  endConsent,
  giveConsent,
  mayGoDown,
  type TrustRequest,
  usePermission,
  waitingMs,
} from './consent.ts';
import { type LoadedProgram, loadFlashedPrograms, packageRules } from './flashed.ts';
import type { FactoryProgram, ServiceWorld } from './machine.ts';
import type { Refusal, RefusalReason } from './refusals.ts';
import type { Upload } from './uploads.ts';
import { standingOf } from './work-log.ts';

/** What waits for a ticket: a technician's order, or trust that a person at the chair confirmed. */
export interface Pending {
  readonly what: Keep;
  /** For the log: the program or key, its state before, and the key of whoever does the work. */
  readonly subject: string;
  readonly before: string;
  readonly key: string;
  /** Who ordered it, with the whole message; null where a person at the chair did. */
  readonly order: { readonly connection: ConnectionState; readonly bytes: Uint8Array } | null;
}

export interface Service {
  readonly chair: Chair;
  readonly factory: readonly FactoryProgram[];
  /** Open lines by their numbers. */
  readonly connections: Map<number, ConnectionState>;
  /** By ticket. */
  readonly pending: Map<number, Pending>;
  readonly consent: Consent;
  readonly uploads: Upload[];
  /** The flashed programs as they may run now; empty until `reloadPrograms`. */
  loaded: readonly LoadedProgram[];
  /** A whole message has arrived since this was last cleared. */
  active: boolean;
}

export function createService(factory: readonly FactoryProgram[], chair: Chair): Service {
  return {
    chair,
    factory,
    connections: new Map(),
    pending: new Map(),
    consent: createConsent(),
    uploads: [],
    loaded: [],
    active: false,
  };
}

/** Opens the active packages: all at first, then those that changed. */
export function reloadPrograms(service: Service, store: Store): void {
  service.loaded = loadFlashedPrograms(store, service.chair, service.loaded);
}

export function inService(service: Service, world: ServiceWorld): boolean {
  if (world.state === 'service') return true;
  endConsent(service.consent);
  return false;
}

/** Why nothing may be changed now. */
export function notInService(world: ServiceWorld): Refusal {
  const { state } = world;
  if (state === 'running' || state === 'paused') return refuse('in-session', `the chair is ${state}`);
  const latched = state === 'fault' ? world.faults().find((fault) => fault.latched) : undefined;
  const why = latched === undefined ? '' : `: ${latched.code} ${faults[latched.code].title}`;
  return refuse('not-in-service', `the chair is ${state === 'fault' ? 'in fault' : state}${why}`);
}

// ---- for the chair's loop ----

/** A request waits for start on the remote. */
export function confirmPending(service: Service, world: ServiceWorld): boolean {
  return inService(service, world) && waitingMs(service.consent, world.nowMs) > 0;
}

/** Whether a message has arrived since the last call: then the service state does not end for idleness. */
export function takeActivity(service: Service): boolean {
  const { active } = service;
  service.active = false;
  return active;
}

/** Start was pressed in the service state: the request is allowed; trust takes effect as soon as it is kept. */
export function confirm(service: Service, world: ServiceWorld): void {
  const request = giveConsent(service.consent, world.nowMs);
  if (request?.kind === 'trust') keepTrust(service, world, request);
  if (request?.kind !== 'downgrade') return;
  const { id: subject, by: key } = request;
  world.logWork({ what: 'allow downgrade', key, subject, before: 'not allowed', after: 'allowed once' });
}

function keepTrust(service: Service, world: ServiceWorld, request: TrustRequest): void {
  const { keyId: subject, publicKey, name, by } = request;
  const others = world.store.keys.filter(({ id }) => id !== subject);
  const wall = world.wallMs === null ? null : new Date(world.wallMs).toISOString();
  const key = { id: subject, publicKey, name, since: { boot: world.store.boot, wall } };
  const what: Keep = { what: 'keys', keys: [...others, key] };
  const ticket = keysWait(service) ? null : world.keep(what);
  service.consent.state = ticket === null ? 'cancelled' : 'keeping';
  if (ticket === null) return;
  const before = standingOf(what, subject, world.store);
  service.pending.set(ticket, { what, subject, before, key: by, order: null });
}

export function trustKept(service: Service, world: ServiceWorld, outcome: KeepOutcome): void {
  service.consent.state = outcome.ok ? 'confirmed' : 'cancelled';
  programsChanged(service, world, outcome);
}

// ---- programs ----

export function isFactory(service: Service, id: string): boolean {
  return service.factory.some((program) => program.id === id);
}

/** Checks a whole package against this chair. Once kept, it takes effect when it is activated. */
export function storePackage(
  service: Service,
  world: ServiceWorld,
  id: string,
  bytes: Uint8Array,
): Refusal | Keep {
  if (isFactory(service, id)) return refuse('factory-program', id);
  const opened = openPackage(bytes, packageRules(service.chair, world.store.keys));
  if (!opened.ok) return refuse(opened.reason, opened.detail);
  const { version, keyId } = opened;
  if (opened.id !== id) return refuse('bad-name', `the package holds ${opened.id}`);
  const down = mayGoDown(service.consent, id, world.nowMs);
  return { what: 'package', head: { id, version, keyId }, bytes, mayGoDown: down };
}

export function packageKept(service: Service, what: PackageKeep, outcome: Outcome): Refusal | null {
  const { id, version } = what.head;
  if (outcome.ok && what.mayGoDown) usePermission(service.consent, id);
  return refusalOf(outcome, `version ${version}`);
}

export function changeProgram(service: Service, id: string, what: ProgramChange['what']): Refusal | Keep {
  return isFactory(service, id) ? refuse('factory-program', id) : { what, id };
}

export function programKept(
  service: Service,
  world: ServiceWorld,
  id: string,
  outcome: Outcome,
): Refusal | null {
  programsChanged(service, world, outcome);
  return refusalOf(outcome, id);
}

/** A disk in trouble may hold the new programs all the same, but a refusal changed nothing. */
function programsChanged(service: Service, world: ServiceWorld, outcome: Outcome): void {
  if (!outcome.ok && !(outcome.reason in troubles)) return;
  reloadPrograms(service, world.store);
  world.programsChanged();
}

// ---- keys ----

export function askTrust(
  service: Service,
  world: ServiceWorld,
  publicKey: Uint8Array,
  name: string,
  by: string,
): Refusal | null {
  if (publicKey.length !== ed25519.publicKey || publicKeyObject(publicKey) === null) {
    return refuse('bad-request', 'the key is no Ed25519 public key');
  }
  const { keys } = world.store;
  const keyId = hexOf(keyIdOf(publicKey));
  const known = keys.some((key) => key.id === keyId);
  if (!known && keys.length >= keysMax) return refuse('too-many-keys', `${keysMax}`);
  return ask(service, world, { kind: 'trust', keyId, publicKey: hexOf(publicKey), name, by });
}

export function askDowngrade(service: Service, world: ServiceWorld, id: string, by: string): Refusal | null {
  if (isFactory(service, id)) return refuse('factory-program', id);
  return ask(service, world, { kind: 'downgrade', id, by });
}

function ask(service: Service, world: ServiceWorld, request: ConsentRequest): Refusal | null {
  // A request that was confirmed already can no longer be cancelled.
  if (service.consent.state === 'keeping') return refuse('busy', keysAreKept);
  const alone = askConsent(service.consent, request, world.nowMs);
  return alone ? null : refuse('request-cancelled', '');
}

/** Programs signed with this key are kept but no longer run. */
export function untrustKey(service: Service, world: ServiceWorld, keyId: string): Refusal | Keep {
  const { keys } = world.store;
  const others = keys.filter(({ id }) => id !== keyId);
  if (others.length === keys.length) return refuse('not-found', `key ${keyId}`);
  return keysWait(service) ? refuse('busy', keysAreKept) : { what: 'keys', keys: others };
}

const keysAreKept = 'a change of the keys waits for the disk';

/**
 * Whether a change of the keys waits. The list is kept whole, so a second change, made from the list in force, would
 * undo the first.
 */
function keysWait({ pending }: Service): boolean {
  return [...pending.values()].some(({ what }) => what.what === 'keys');
}

// ---- settings ----

/** The settings for a backup, as JSON text. */
export function settingsText({ store }: ServiceWorld): string {
  return JSON.stringify(store.settings);
}

/** Restores the settings of a backup, all or none. */
export function restoreSettings(text: string): Refusal | Keep {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return refuse('bad-request', 'the settings are not JSON');
  }
  const settings = documents.settings.parse(content);
  return settings === null ? refuse('bad-request', 'settings') : { what: 'settings', settings };
}

export function settingsKept(world: ServiceWorld, outcome: Outcome): Refusal | null {
  if (outcome.ok) world.settingsRestored();
  return refusalOf(outcome, 'settings');
}

// ---- reasons ----

/** How an order ended: as the store reports, or `busy` where too many wait. */
export type Outcome = KeepOutcome | { readonly ok: false; readonly reason: 'busy'; readonly detail: string };

export const tooManyWait: Outcome = {
  ok: false,
  reason: 'busy',
  detail: 'too many changes wait for the disk',
};

export function refuse(reason: RefusalReason, detail: string): Refusal {
  return { reason, detail };
}

const troubles: Readonly<Record<DiskTrouble, RefusalReason>> = {
  full: 'no-room',
  'read-only': 'store-failed',
  failing: 'store-failed',
};

const reasons: Readonly<Record<Extract<Outcome, { ok: false }>['reason'], RefusalReason>> = {
  ...troubles,
  busy: 'busy',
  'no-room': 'no-room',
  'not-found': 'not-found',
  'version-lower': 'version-lower',
  'nothing-before': 'nothing-before',
  invalid: 'bad-request',
  newer: 'store-newer',
};

export function refusalOf(outcome: Outcome, detail: string): Refusal | null {
  if (outcome.ok) return null;
  return refuse(reasons[outcome.reason], outcome.detail === '' ? detail : outcome.detail);
}
