/**
 * SMP's file group under exactly three kinds of names: `/programs/ID.lumbar`, `/log/faults`, `/log/sessions`.
 * A program's file is the package uploaded last, else the active one. Source: Zephyr, "File management".
 */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { formatLimits } from '../program/language/program.ts';
import { idPattern } from '../program/language/schema.ts';
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
import { fsCommands } from './message.ts';
import { smpCodes } from './refusals.ts';
import type { Commands, Request } from './server.ts';
import { isFactory, type Service, storePackage } from './service.ts';
import { dropUpload, takeChunk, type Upload } from './uploads.ts';

export const fsGroup: Commands = {
  [fsCommands.file]: { read: download, write: upload },
  [fsCommands.status]: { read: status },
  [fsCommands.hash]: { read: hash },
  [fsCommands.hashTypes]: {
    read: () => done({ types: { crc32: { format: 0, size: 4 }, sha256: { format: 1, size: 32 } } }),
  },
  // Nothing is ever held open.
  [fsCommands.close]: { write: () => done(), free: true },
};

const logPaths = { '/log/faults': 'faults', '/log/sessions': 'sessions' } as const;

export const programPath = (id: string) => `/programs/${id}.lumbar`;

/** The program a path names, or null. */
function programIn(path: string): string | null {
  const id = /^\/programs\/([^/]{1,64})\.lumbar$/.exec(path)?.[1];
  return id !== undefined && id.length <= formatLimits.idLetters && idPattern.test(id) ? id : null;
}

async function contentOf(service: Service, path: string): Promise<Uint8Array | null> {
  if (path in logPaths) {
    return Buffer.from(await service.store.readLog(logPaths[path as keyof typeof logPaths]), 'utf8');
  }
  const id = programIn(path);
  const program = service.store.programs().find((known) => known.id === id);
  const generation = program?.uploaded ?? program?.active ?? null;
  return generation === null ? null : service.store.readPackage(generation);
}

async function download({ service, connection, body }: Request): Promise<Answer> {
  const name = textIn(body, 'name');
  const off = wholeIn(body, 'off', 0);
  if (name === null || off === null) return refusedFor('bad-request', 'name and off');
  const { snapshot } = connection;
  if (off === 0 || snapshot.name !== name || off > snapshot.bytes.length) {
    const bytes = await contentOf(service, name);
    if (bytes === null) return fsError(fsErrors.notFound);
    connection.snapshot = { name, bytes };
  }
  const piece = pieceOf(connection.snapshot.bytes, off);
  return piece === null ? fsError(fsErrors.offsetTooLarge, smpCodes.invalid) : done(piece);
}

async function upload({ service, connection, body }: Request): Promise<Answer> {
  const name = textIn(body, 'name');
  const data = bytesIn(body, 'data');
  const offset = wholeIn(body, 'off', 0);
  const length = wholeIn(body, 'len', -1);
  if (name === null || data === null || offset === null || length === null) {
    return refusedFor('bad-request', 'name, data, off and len');
  }
  if (name in logPaths) return refusedFor('read-only', name);
  const id = programIn(name);
  if (id === null) return refusedFor('bad-name', shortText(name, 60));
  if (isFactory(service, id)) return refusedFor('factory-program', id);
  const { uploads, machine } = service;
  const nowMs = machine.nowMs();
  const announced = length === -1 ? null : length;
  const result = takeChunk(uploads, {
    name,
    offset,
    data,
    length: announced,
    owner: connection.number,
    nowMs,
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
      return finish(service, id, result.upload);
  }
}

/** The last byte has come: the package is checked and kept, or refused and forgotten. */
async function finish(service: Service, id: string, whole: Upload): Promise<Answer> {
  const refusal = await storePackage(service, id, whole.data);
  if (refusal !== null) {
    dropUpload(service.uploads, whole);
    return refused(refusal);
  }
  whole.finished = true;
  return done({ off: whole.data.length });
}

async function status({ service, body }: Request): Promise<Answer> {
  const name = textIn(body, 'name');
  if (name === null) return refusedFor('bad-request', 'name');
  const bytes = await contentOf(service, name);
  return bytes === null ? fsError(fsErrors.notFound) : done({ len: bytes.length });
}

async function hash({ service, body }: Request): Promise<Answer> {
  const name = textIn(body, 'name');
  const off = wholeIn(body, 'off', 0);
  const length = wholeIn(body, 'len', Number.MAX_SAFE_INTEGER);
  const type = body['type'] === undefined ? 'crc32' : textIn(body, 'type');
  if (name === null || off === null || length === null) return refusedFor('bad-request', 'name, off and len');
  if (type !== 'crc32' && type !== 'sha256') return fsError(fsErrors.hashUnknown, smpCodes.invalid);
  const bytes = await contentOf(service, name);
  if (bytes === null) return fsError(fsErrors.notFound);
  if (off > bytes.length) return fsError(fsErrors.offsetTooLarge, smpCodes.invalid);
  const part = bytes.subarray(off, Math.min(off + length, bytes.length));
  const output = type === 'crc32' ? crc32(part) : Uint8Array.from(createHash('sha256').update(part).digest());
  return done({ type, ...(off > 0 ? { off } : {}), len: part.length, output });
}
