/**
 * SMP's file group, with exactly these names: `/programs/ID.lumbar`, `/log/faults`, `/log/sessions`, `/log/work`. A
 * program's file is its waiting package, else the active one. Source: Zephyr, "File management".
 */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { isId } from '../codec/ids.ts';
import type { Keep, LogName } from '../store/keep.ts';
import { logText, packageBytes } from '../store/store.ts';
import {
  type Answer,
  bytesIn,
  done,
  fsError,
  fsErrors,
  refused,
  refusedFor,
  shortText,
  textIn,
  wholeIn,
} from './answer.ts';
import { pieceOf } from './chunks.ts';
import type { ServiceWorld } from './machine.ts';
import { fsCommands } from './message.ts';
import { smpCodes } from './refusals.ts';
import { type Commands, type KeepFirst, type Request, refusedOrKept } from './request.ts';
import { isFactory, type Outcome, packageKept, type Service, storePackage } from './service.ts';
import { dropUpload, takeChunk, type Upload, uploadKept } from './uploads.ts';

export const fsGroup: Commands = {
  [fsCommands.file]: { read: download, write: upload, kept: uploaded },
  [fsCommands.status]: { read: status },
  [fsCommands.hash]: { read: hash },
  [fsCommands.hashTypes]: {
    read: () => done({ types: { crc32: { format: 0, size: 4 }, sha256: { format: 1, size: 32 } } }),
  },
  // Files are never held open.
  [fsCommands.close]: { write: () => done(), free: true },
};

const logPaths: ReadonlyMap<string, LogName> = new Map([
  ['/log/faults', 'faults'],
  ['/log/sessions', 'sessions'],
  ['/log/work', 'work'],
]);

export const programPath = (id: string) => `/programs/${id}.lumbar`;

/** The program a path names, or null. */
function programIn(path: string): string | null {
  const id = /^\/programs\/([^/]{1,64})\.lumbar$/.exec(path)?.[1];
  return id !== undefined && isId(id) ? id : null;
}

function contentOf({ store }: ServiceWorld, path: string): Uint8Array | null {
  const log = logPaths.get(path);
  if (log !== undefined) return new TextEncoder().encode(logText(store, log));
  const id = programIn(path);
  const program = store.index.programs.find((known) => known.id === id);
  const generation = program?.uploaded ?? program?.active ?? null;
  return generation === null ? null : packageBytes(store, generation);
}

function download({ world, connection, body }: Request): Answer {
  const name = textIn(body, 'name');
  const off = wholeIn(body, 'off', 0);
  if (name === null || off === null) return refusedFor('bad-request', 'name and off');
  const { snapshot } = connection;
  if (off === 0 || snapshot.name !== name || off > snapshot.bytes.length) {
    const bytes = contentOf(world, name);
    if (bytes === null) return fsError(fsErrors.notFound);
    connection.snapshot = { name, bytes };
  }
  const piece = pieceOf(connection.snapshot.bytes, off);
  return piece === null ? fsError(fsErrors.offsetTooLarge, smpCodes.invalid) : done(piece);
}

function upload({ service, world, connection, body }: Request): Answer | KeepFirst {
  const name = textIn(body, 'name');
  const data = bytesIn(body, 'data');
  const offset = wholeIn(body, 'off', 0);
  const length = wholeIn(body, 'len', -1);
  if (name === null || data === null || offset === null || length === null) {
    return refusedFor('bad-request', 'name, data, off and len');
  }
  if (logPaths.has(name)) return refusedFor('read-only', name);
  const id = programIn(name);
  if (id === null) return refusedFor('bad-name', shortText(name, 60));
  if (isFactory(service, id)) return refusedFor('factory-program', id);
  const announced = length === -1 ? null : length;
  const result = takeChunk(service.uploads, {
    name,
    offset,
    data,
    length: announced,
    owner: connection.number,
    nowMs: world.nowMs,
  });
  switch (result.kind) {
    case 'wanted':
      return done({ off: result.offset });
    case 'busy':
      return refusedFor('busy', name);
    case 'too-large':
      return refusedFor('too-large', `${length} bytes`);
    case 'bad':
      return refusedFor(
        'bad-request',
        offset === 0 ? 'the first chunk needs len' : 'more bytes than announced',
      );
    case 'whole':
      return finish(service, world, id, result.upload);
  }
}

/** The last byte has come: the package is checked and kept, or refused and forgotten. */
function finish(service: Service, world: ServiceWorld, id: string, whole: Upload): Answer | KeepFirst {
  const result = storePackage(service, world, id, whole.data);
  if ('reason' in result) dropUpload(service.uploads, whole);
  else whole.state = 'keeping';
  return refusedOrKept(result);
}

function uploaded({ service, body }: Request, outcome: Outcome, what: Keep): Answer {
  if (what.what !== 'package') return refusedFor('unexpected', what.what);
  uploadKept(service.uploads, textIn(body, 'name') ?? '', outcome.ok);
  const refusal = packageKept(service, what, outcome);
  return refusal === null ? done({ off: what.bytes.length }) : refused(refusal);
}

function status({ world, body }: Request): Answer {
  const name = textIn(body, 'name');
  if (name === null) return refusedFor('bad-request', 'name');
  const bytes = contentOf(world, name);
  return bytes === null ? fsError(fsErrors.notFound) : done({ len: bytes.length });
}

function hash({ world, body }: Request): Answer {
  const name = textIn(body, 'name');
  const off = wholeIn(body, 'off', 0);
  const length = wholeIn(body, 'len', Number.MAX_SAFE_INTEGER);
  const type = body['type'] === undefined ? 'crc32' : textIn(body, 'type');
  if (name === null || off === null || length === null) return refusedFor('bad-request', 'name, off and len');
  if (type !== 'crc32' && type !== 'sha256') return fsError(fsErrors.hashUnknown, smpCodes.invalid);
  const bytes = contentOf(world, name);
  if (bytes === null) return fsError(fsErrors.notFound);
  if (off > bytes.length) return fsError(fsErrors.offsetTooLarge, smpCodes.invalid);
  const part = bytes.subarray(off, Math.min(off + length, bytes.length));
  const output = type === 'crc32' ? crc32(part) : Uint8Array.from(createHash('sha256').update(part).digest());
  return done({ type, ...(off > 0 ? { off } : {}), len: part.length, output });
}
