/**
 * Uploads in progress, in memory: nothing reaches the disk before a file is whole and checked. A client that broke off
 * continues at the offset that the chair names. Bounded in number and size.
 */
import type { Milliseconds } from '../chair/units.ts';
import { packageBytesMax } from '../program/package/package.ts';

/** Files being uploaded at the same time. */
const uploadsMax = 2;
/** After this long without a chunk another client may take an upload's place. */
const staleMs = 10_000;

export interface Upload {
  readonly name: string;
  readonly data: Uint8Array;
  have: number;
  /** The connection that sends it; 0 once that is closed. */
  owner: number;
  lastMs: number;
  /** `keeping`: whole and checked, waiting to be kept. `kept`: chunks of it that come again change nothing. */
  state: 'coming' | 'keeping' | 'kept';
}

type ChunkResult =
  | { readonly kind: 'wanted'; readonly offset: number }
  | { readonly kind: 'whole'; readonly upload: Upload }
  | { readonly kind: 'busy' }
  | { readonly kind: 'too-large' }
  /** The first chunk has no length, or there are more bytes than announced. */
  | { readonly kind: 'bad' };

interface Chunk {
  readonly name: string;
  readonly offset: number;
  readonly data: Uint8Array;
  /** Announced with the first chunk, or null. */
  readonly length: number | null;
  readonly owner: number;
  readonly nowMs: number;
}

export function takeChunk(uploads: Upload[], chunk: Chunk): ChunkResult {
  const { name, offset, data, owner, nowMs } = chunk;
  const known = uploads.find((upload) => upload.name === name);
  if (known !== undefined && !mayTake(known, owner, nowMs)) return { kind: 'busy' };
  if (offset === 0) return begin(uploads, chunk);
  if (known === undefined) return { kind: 'wanted', offset: 0 };
  known.owner = owner;
  known.lastMs = nowMs;
  if (known.state === 'kept' || offset !== known.have) return { kind: 'wanted', offset: known.have };
  return append(known, data);
}

function begin(uploads: Upload[], { name, data, length, owner, nowMs }: Chunk): ChunkResult {
  if (length === null || length < 1) return { kind: 'bad' };
  if (length > packageBytesMax) return { kind: 'too-large' };
  let index = uploads.findIndex((upload) => upload.name === name);
  if (index < 0 && uploads.length >= uploadsMax) {
    index = uploads.findIndex((upload) => upload.state === 'kept' || mayTake(upload, owner, nowMs));
    if (index < 0) return { kind: 'busy' };
  }
  if (index >= 0) uploads.splice(index, 1);
  const upload: Upload = {
    name,
    data: new Uint8Array(length),
    have: 0,
    owner,
    lastMs: nowMs,
    state: 'coming',
  };
  uploads.push(upload);
  return append(upload, data);
}

function append(upload: Upload, data: Uint8Array): ChunkResult {
  if (upload.have + data.length > upload.data.length) return { kind: 'bad' };
  upload.data.set(data, upload.have);
  upload.have += data.length;
  return upload.have === upload.data.length
    ? { kind: 'whole', upload }
    : { kind: 'wanted', offset: upload.have };
}

/** Nobody may take an upload that waits to be kept: whether its content lasts is not known yet. */
function mayTake(upload: Upload, owner: number, nowMs: Milliseconds): boolean {
  if (upload.state === 'keeping') return false;
  return upload.owner === owner || upload.owner === 0 || nowMs - upload.lastMs >= staleMs;
}

/** A connection has closed: any other may continue its uploads. */
export function disownUploads(uploads: readonly Upload[], owner: number): void {
  for (const upload of uploads) if (upload.owner === owner) upload.owner = 0;
}

export function dropUpload(uploads: Upload[], upload: Upload): void {
  const index = uploads.indexOf(upload);
  if (index >= 0) uploads.splice(index, 1);
}

/** The upload of this name that waited to be kept has been kept, or has not: then it is dropped. */
export function uploadKept(uploads: Upload[], name: string, ok: boolean): void {
  const upload = uploads.find((known) => known.name === name && known.state === 'keeping');
  if (upload === undefined) return;
  if (ok) upload.state = 'kept';
  else dropUpload(uploads, upload);
}
