/**
 * The chair's own group (64): what is on the chair, activation and what undoes it, keys, self-test, backup.
 * docs/service.md lists what goes in and out. Lists come in pages that fit into one message.
 */
import { type Answer, bytesIn, done, refused, refusedFor, shortText, textIn, wholeIn } from './answer.ts';
import { pieceOf } from './chunks.ts';
import { waitingMs } from './consent.ts';
import { chairCommands } from './message.ts';
import { refusalText } from './refusals.ts';
import type { Commands, Request } from './server.ts';
import {
  askDowngrade,
  askTrust,
  changeProgram,
  keyNamePattern,
  restoreSettings,
  type Service,
  settingsText,
  untrustKey,
} from './service.ts';

/** Entries of a page: the longest still fit a message. */
const programsPerPage = 8;
const keysPerPage = 8;
const rowsPerPage = 10;
/** Settings of a backup are larger than no backup ever was (bytes). */
const settingsBytesMax = 16_384;

export const chairGroup: Commands = {
  [chairCommands.list]: { read: list },
  [chairCommands.activate]: { write: (request) => change(request, (store, id) => store.activateProgram(id)) },
  [chairCommands.rollback]: { write: (request) => change(request, (store, id) => store.rollbackProgram(id)) },
  [chairCommands.delete]: { write: (request) => change(request, (store, id) => store.deleteProgram(id)) },
  [chairCommands.selftest]: { read: selfTest, write: startSelfTest },
  [chairCommands.status]: { read: status },
  [chairCommands.keys]: { read: keys },
  [chairCommands.trust]: { read: consent, write: trust },
  [chairCommands.untrust]: { write: untrust },
  [chairCommands.downgrade]: { read: consent, write: downgrade },
  [chairCommands.settings]: { read: readSettings, write: writeSettings },
  [chairCommands.package]: { read: readActive },
  [chairCommands.refusal]: { read: lastRefusal },
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

/** With `id`: that program alone. */
function list({ service, body }: Request): Answer {
  const programs = listed(service);
  const id = textIn(body, 'id');
  return page(
    id === null ? programs : programs.filter((program) => program.id === id),
    body,
    programsPerPage,
    'programs',
  );
}

function listed(service: Service): ListedProgram[] {
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
  const flashed = service.store.programs().map(({ id, active, previous, uploaded }) => {
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

type Store = Service['store'];

async function change(
  { service, body }: Request,
  apply: (store: Store, id: string) => ReturnType<Store['activateProgram']>,
): Promise<Answer> {
  const id = textIn(body, 'id');
  if (id === null) return refusedFor('bad-request', 'id');
  return refused(await changeProgram(service, id, (store) => apply(store, id)));
}

function startSelfTest({ service }: Request): Answer {
  return service.machine.startSelfTest() ? done() : refusedFor('busy', 'self-test');
}

function selfTest({ service, body }: Request): Answer {
  const report = service.machine.selfTest();
  if (report === null) return done({ known: false });
  const off = wholeIn(body, 'off', 0);
  if (off === null) return refusedFor('bad-request', 'off');
  const { rows, ...rest } = report;
  return done({ known: true, ...rest, off, total: rows.length, rows: rows.slice(off, off + rowsPerPage) });
}

function status({ service }: Request): Answer {
  const { machine, store } = service;
  return done({
    model: machine.model,
    software: machine.software,
    boot: store.boot,
    upMs: Math.round(machine.nowMs()),
    state: machine.state(),
    chair: machine.status(),
    problems: store
      .problems()
      .slice(-5)
      .map(({ code, file, what }) => shortText(`${code} ${file} ${what}`, 160)),
  });
}

function keys({ service, body }: Request): Answer {
  const listedKeys = service.store.keys().map(({ id, name }) => ({
    id,
    name,
    programs: service.store.programs().filter(({ active }) => active?.keyId === id).length,
  }));
  return page(listedKeys, body, keysPerPage, 'keys');
}

function trust({ service, body }: Request): Answer {
  const key = bytesIn(body, 'key');
  const name = textIn(body, 'name') ?? '';
  if (key === null || !keyNamePattern.test(name)) return refusedFor('bad-request', 'key and name');
  return refused(askTrust(service, key, name));
}

async function untrust({ service, body }: Request): Promise<Answer> {
  const id = textIn(body, 'id');
  return id === null ? refusedFor('bad-request', 'id') : refused(await untrustKey(service, id));
}

function downgrade({ service, body }: Request): Answer {
  const id = textIn(body, 'id');
  return id === null ? refusedFor('bad-request', 'id') : refused(askDowngrade(service, id));
}

/** How the last request to a person at the chair stands. */
function consent({ service }: Request): Answer {
  const leftMs = waitingMs(service.consent, service.machine.nowMs());
  const { state, request } = service.consent;
  const subject = request === null ? '' : request.kind === 'trust' ? request.keyId : request.id;
  return done({ state, kind: request?.kind ?? '', subject, leftMs: Math.round(leftMs) });
}

function readSettings({ service, connection, body }: Request): Answer {
  const off = wholeIn(body, 'off', 0);
  if (off === null) return refusedFor('bad-request', 'off');
  if (off === 0)
    connection.snapshot = { name: 'settings', bytes: Buffer.from(settingsText(service), 'utf8') };
  if (connection.snapshot.name !== 'settings') return refusedFor('bad-request', 'begin at 0');
  const piece = pieceOf(connection.snapshot.bytes, off);
  return piece === null ? refusedFor('bad-request', 'off') : done(piece);
}

/** In chunks as a file is uploaded; put back when whole. */
async function writeSettings({ service, connection, body }: Request): Promise<Answer> {
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
  const refusal = await restoreSettings(service, Buffer.from(incoming.bytes).toString('utf8'));
  return refusal === null ? done({ off: incoming.have }) : refused(refusal);
}

/** The active package, whatever else was uploaded: for backups. */
async function readActive({ service, connection, body }: Request): Promise<Answer> {
  const id = textIn(body, 'id');
  const off = wholeIn(body, 'off', 0);
  if (id === null || off === null) return refusedFor('bad-request', 'id and off');
  const name = `active ${id}`;
  if (off === 0 || connection.snapshot.name !== name) {
    const active = service.store.programs().find((program) => program.id === id)?.active;
    const bytes = active ? await service.store.readPackage(active) : null;
    if (bytes === null) return refusedFor('not-found', id);
    connection.snapshot = { name, bytes };
  }
  const piece = pieceOf(connection.snapshot.bytes, off);
  return piece === null ? refusedFor('bad-request', 'off') : done(piece);
}

/** Why the last request of this connection was refused, in words with all particulars. */
function lastRefusal({ connection }: Request): Answer {
  const { refusal } = connection;
  if (refusal === null) return done({ reason: '', detail: '', text: '' });
  return done({
    reason: refusal.reason,
    detail: shortText(refusal.detail, 800),
    text: refusalText({ ...refusal, detail: '' }),
  });
}
