/**
 * A sealed file says what it is and proves that it is whole: one line with its kind, format, length and SHA-256, then
 * the content as JSON. A file that is torn, swapped or damaged by a single bit does not open.
 */
import { createHash } from 'node:crypto';

/** The format of the store, for everything sealed here. Format 2 has keys with the time since which they are trusted. */
export const storeFormat = 2;
const newline = 0x0a;
const utf8 = new TextEncoder();
const utf8Strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

type Unsealed =
  | { readonly ok: true; readonly format: number; readonly content: unknown }
  /** `newer`: the file is whole as far as can be told, and of this later format. */
  | { readonly ok: false; readonly why: string; readonly newer?: number };

export function seal(kind: string, content: unknown): Uint8Array {
  const body = utf8.encode(`${JSON.stringify(content, null, 1)}\n`);
  const head = utf8.encode(`lumbar ${kind} ${storeFormat} ${body.length} ${sha256(body)}\n`);
  const bytes = new Uint8Array(head.length + body.length);
  bytes.set(head);
  bytes.set(body, head.length);
  return bytes;
}

/** Never throws. */
export function unseal(kind: string, bytes: Uint8Array): Unsealed {
  const end = bytes.indexOf(newline);
  if (end < 0) return { ok: false, why: 'it has no head' };
  const body = bytes.subarray(end + 1);
  let head: string;
  try {
    head = utf8Strict.decode(bytes.subarray(0, end));
  } catch {
    return { ok: false, why: 'its head is not text' };
  }
  const begun = /^lumbar (\S+) ([1-9]\d{0,5}) /.exec(head);
  if (begun?.[1] !== kind) return { ok: false, why: `its head is not "lumbar ${kind} ${storeFormat}"` };
  const format = Number(begun[2]);
  if (format > storeFormat) {
    return { ok: false, why: `it is of format ${format}, this version reads ${storeFormat}`, newer: format };
  }
  if (head !== `${begun[0]}${body.length} ${sha256(body)}`)
    return { ok: false, why: 'its checksum does not fit' };
  try {
    return { ok: true, format, content: JSON.parse(utf8Strict.decode(body)) };
  } catch {
    return { ok: false, why: 'its content is not JSON' };
  }
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
