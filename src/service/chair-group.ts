/**
 * The chair's own group (64): what is on the chair, activation and undoing it, keys, self-test, backup. docs/service.md
 * lists requests and answers. Lists come in pages that fit into one message.
 */
import type { ProgramChange } from '../store/keep.ts';
import { packageBytes } from '../store/store.ts';
import { type Answer, bytesIn, done, refused, refusedFor, shortText, textIn, wholeIn } from './answer.ts';
import { pieceOf } from './chunks.ts';
import { noneIncoming } from './connection.ts';
import { waitingMs } from './consent.ts';
import { challengeFor, keyShown } from './identity.ts';
import { keyNamePattern } from './key-name.ts';
import type { ServiceWorld } from './machine.ts';
import { chairCommands } from './message.ts';
import { refusalText } from './refusals.ts';
import { type Commands, type KeepFirst, type Request, refusedOrKept } from './request.ts';
import {
  askDowngrade,
  askTrust,
  changeProgram,
  type Outcome,
  programKept,
  restoreSettings,
  type Service,
  settingsKept,
  settingsText,
  untrustKey,
} from './service.ts';

/** Entries of a page: even the longest fit into a message. */
const programsPerPage = 8;
const keysPerPage = 8;
const rowsPerPage = 10;
/** Most active faults listed: with the rest of the status they fit into a message. */
const faultsListed = 8;
/** More than the settings of any backup take (bytes). */
const settingsBytesMax = 16_384;

export const chairGroup: Commands = {
  [chairCommands.list]: { read: list },
  [chairCommands.activate]: { write: (request) => change(request, 'activate'), kept: changed },
  [chairCommands.rollback]: { write: (request) => change(request, 'rollback'), kept: changed },
  [chairCommands.delete]: { write: (request) => change(request, 'delete'), kept: changed },
  [chairCommands.selftest]: { read: selfTest, write: startSelfTest },
  [chairCommands.status]: { read: status },
  [chairCommands.keys]: { read: keys },
  [chairCommands.trust]: { read: consent, write: trust },
  [chairCommands.untrust]: { write: untrust, kept: changed },
  [chairCommands.downgrade]: { read: consent, write: downgrade },
  [chairCommands.settings]: { read: readSettings, write: writeSettings, kept: settingsRestored },
  [chairCommands.package]: { read: readActive },
  [chairCommands.refusal]: { read: lastRefusal },
  [chairCommands.lifetime]: { read: lifetime },
  [chairCommands.identify]: { read: giveChallenge, write: identify, free: true },
};

function page<T>(items: readonly T[], body: Request['body'], size: number, name: string): Answer {
  const off = wholeIn(body, 'off', 0);
  if (off === null) return refusedFor('bad-request', 'off');
  return done({ off, total: items.length, [name]: items.slice(off, off + size) });
}

export interface ListedProgram {
  readonly id: string;
  readonly name: string;
  readonly factory: boolean;
  /** Versions; null where there is none. */
  readonly active: number | null;
  readonly previous: number | null;
  readonly uploaded: number | null;
  /** First letters of the active package's SHA-256. */
  readonly hash: string;
  readonly key: string;
  /** Why the active package is not run, or empty. */
  readonly refused: string;
}

/** With `id`, only that program. */
function list({ service, world, body }: Request): Answer {
  const programs = listed(service, world);
  const id = textIn(body, 'id');
  return page(
    id === null ? programs : programs.filter((program) => program.id === id),
    body,
    programsPerPage,
    'programs',
  );
}

function listed(service: Service, { store }: ServiceWorld): ListedProgram[] {
  const factory = service.factory.map(({ id, name, version }) => ({
    id,
    name,
    factory: true,
    active: version,
    previous: null,
    uploaded: null,
    hash: '',
    key: '',
    refused: '',
  }));
  const flashed = store.index.programs.map(({ id, active, previous, uploaded }) => {
    const loaded = service.loaded.find((program) => program.id === id);
    return {
      id,
      name: loaded?.program?.name ?? '',
      factory: false,
      active: active?.version ?? null,
      previous: previous?.version ?? null,
      uploaded: uploaded?.version ?? null,
      hash: active?.hash.slice(0, 16) ?? '',
      key: (active ?? uploaded)?.keyId ?? '',
      refused: loaded?.reason ?? '',
    };
  });
  return [...factory, ...flashed];
}

function change({ service, body }: Request, what: ProgramChange['what']): Answer | KeepFirst {
  const id = textIn(body, 'id');
  return id === null ? refusedFor('bad-request', 'id') : refusedOrKept(changeProgram(service, id, what));
}

/** Answers a change of a program, or of the keys that programs are signed with. */
function changed({ service, world, body }: Request, outcome: Outcome): Answer {
  return refused(programKept(service, world, textIn(body, 'id') ?? '', outcome));
}

function startSelfTest({ world, connection }: Request): Answer {
  const reason = world.startSelfTest(connection.keyId);
  return reason === null ? done() : refusedFor(reason, 'self-test');
}

function selfTest({ world, body }: Request): Answer {
  const report = world.selfTest();
  if (report === null) return done({ known: false });
  const off = wholeIn(body, 'off', 0);
  if (off === null) return refusedFor('bad-request', 'off');
  const { rows, ...rest } = report;
  return done({ known: true, ...rest, off, total: rows.length, rows: rows.slice(off, off + rowsPerPage) });
}

function status({ service, world }: Request): Answer {
  const { store } = world;
  return done({
    model: service.chair.model,
    software: world.software,
    boot: store.boot,
    upMs: Math.round(world.nowMs),
    state: world.state,
    chair: world.status(),
    faults: world.faults().slice(0, faultsListed),
    problems: store.problems
      .slice(-5)
      .map(({ code, file, what }) => shortText(`${code} ${file} ${what}`, 160)),
  });
}

/** Hours to a hundredth. */
function lifetime({ world }: Request): Answer {
  const { motors, pads, faults, sessions } = world.lifetime();
  const hours = (times: Readonly<Record<string, number>>) =>
    Object.fromEntries(Object.entries(times).map(([name, ms]) => [name, Math.round(ms / 36_000) / 100]));
  return done({ sessions, motorHours: hours(motors), padHours: hours(pads), faults });
}

function keys({ world: { store }, body }: Request): Answer {
  const listedKeys = store.keys.map(({ id, name, publicKey, since }) => ({
    id,
    name,
    publicKey,
    since: since?.wall ?? (since === null ? '' : `boot ${since.boot}`),
    programs: store.index.programs.filter(({ active }) => active?.keyId === id).length,
  }));
  return page(listedKeys, body, keysPerPage, 'keys');
}

function trust({ service, world, connection, body }: Request): Answer {
  const key = bytesIn(body, 'key');
  const name = textIn(body, 'name') ?? '';
  if (key === null || !keyNamePattern.test(name)) return refusedFor('bad-request', 'key and name');
  return refused(askTrust(service, world, key, name, connection.keyId));
}

function untrust({ service, world, body }: Request): Answer | KeepFirst {
  const id = textIn(body, 'id');
  return id === null ? refusedFor('bad-request', 'id') : refusedOrKept(untrustKey(service, world, id));
}

function downgrade({ service, world, connection, body }: Request): Answer {
  const id = textIn(body, 'id');
  return id === null
    ? refusedFor('bad-request', 'id')
    : refused(askDowngrade(service, world, id, connection.keyId));
}

/** How the last request to a person at the chair stands. It is confirmed only once it is kept. */
function consent({ service, world }: Request): Answer {
  const leftMs = waitingMs(service.consent, world.nowMs);
  const { state, request } = service.consent;
  const subject = request === null ? '' : request.kind === 'trust' ? request.keyId : request.id;
  return done({
    state: state === 'keeping' ? 'waiting' : state,
    kind: request?.kind ?? '',
    subject,
    leftMs: Math.round(leftMs),
  });
}

function readSettings({ world, connection, body }: Request): Answer {
  const off = wholeIn(body, 'off', 0);
  if (off === null) return refusedFor('bad-request', 'off');
  if (off === 0)
    connection.snapshot = { name: 'settings', bytes: new TextEncoder().encode(settingsText(world)) };
  if (connection.snapshot.name !== 'settings') return refusedFor('bad-request', 'begin at 0');
  const piece = pieceOf(connection.snapshot.bytes, off);
  return piece === null ? refusedFor('bad-request', 'off') : done(piece);
}

/** Takes settings in chunks, as a file is uploaded, and restores them when they are whole. */
function writeSettings({ connection, body }: Request): Answer | KeepFirst {
  const off = wholeIn(body, 'off', 0);
  const length = wholeIn(body, 'len', 0);
  const data = bytesIn(body, 'data');
  if (off === null || length === null || data === null) return refusedFor('bad-request', 'off, len and data');
  if (off === 0) {
    if (length < 1) return refusedFor('bad-request', 'the first chunk needs len');
    if (length > settingsBytesMax) return refusedFor('too-large', `${length} bytes`);
    connection.incoming = { bytes: new Uint8Array(length), have: 0 };
  }
  const { incoming } = connection;
  if (off !== incoming.have) return done({ off: incoming.have });
  if (off + data.length > incoming.bytes.length)
    return refusedFor('bad-request', 'more bytes than announced');
  incoming.bytes.set(data, off);
  incoming.have += data.length;
  if (incoming.have < incoming.bytes.length) return done({ off: incoming.have });
  const result = restoreSettings(Buffer.from(incoming.bytes).toString('utf8'));
  if ('reason' in result) connection.incoming = noneIncoming();
  return refusedOrKept(result);
}

/** Refused settings are forgotten: the last chunk, sent again, must not look like a success. */
function settingsRestored({ world, connection }: Request, outcome: Outcome): Answer {
  const refusal = settingsKept(world, outcome);
  if (refusal === null) return done({ off: connection.incoming.have });
  connection.incoming = noneIncoming();
  return refused(refusal);
}

/** The active package, whatever else was uploaded, for backups. */
function readActive({ world: { store }, connection, body }: Request): Answer {
  const id = textIn(body, 'id');
  const off = wholeIn(body, 'off', 0);
  if (id === null || off === null) return refusedFor('bad-request', 'id and off');
  const name = `active ${id}`;
  if (off === 0 || connection.snapshot.name !== name) {
    const active = store.index.programs.find((program) => program.id === id)?.active;
    const bytes = active ? packageBytes(store, active) : null;
    if (bytes === null) return refusedFor('not-found', id);
    connection.snapshot = { name, bytes };
  }
  const piece = pieceOf(connection.snapshot.bytes, off);
  return piece === null ? refusedFor('bad-request', 'off') : done(piece);
}

/** Each read gives this line a new challenge, and the one before no longer counts. */
function giveChallenge({ world, connection }: Request): Answer {
  connection.challenge = challengeFor(world.store.boot, connection.number, world.nowMs);
  return done({ challenge: connection.challenge });
}

function identify({ connection, body }: Request): Answer {
  const [key, signature] = [bytesIn(body, 'key'), bytesIn(body, 'signature')];
  if (key === null || signature === null) return refusedFor('bad-request', 'key and signature');
  const shown = keyShown(connection.challenge, key, signature);
  connection.challenge = new Uint8Array(0);
  if (shown === null) return refusedFor('bad-request', 'the signature is not of this challenge and key');
  connection.keyId = shown;
  return done();
}

/** Why the last request of this connection was refused, in words with all details. */
function lastRefusal({ connection }: Request): Answer {
  const { refusal } = connection;
  if (refusal === null) return done({ reason: '', detail: '', text: '' });
  return done({
    reason: refusal.reason,
    detail: shortText(refusal.detail, 800),
    text: refusalText({ ...refusal, detail: '' }),
  });
}
