/** Documents in their files: read from a disk's image, and written so that they can be read back. */
import type { DocumentKind } from './documents.ts';
import type { DiskImage, DiskWrite } from './keep.ts';
import { report, type StoreProblem } from './problems.ts';
import { replacing } from './replace.ts';
import { seal, storeFormat, unseal } from './sealed.ts';

interface OpenedDocument<T> {
  /** `damaged` and `unreadable` have the kind's value for a missing file. */
  readonly opened: 'whole' | 'absent' | 'damaged' | 'unreadable' | 'newer';
  readonly value: T;
}

/** Reports what is wrong. A damaged file stays as it is until it is written again. */
export function openDocument<T>(
  image: DiskImage,
  kind: DocumentKind<T>,
  problems: StoreProblem[],
): OpenedDocument<T> {
  const { file, none } = kind;
  const entry = image.get(file);
  if (entry === undefined) return { opened: 'absent', value: none };
  if (!(entry instanceof Uint8Array)) {
    report(problems, 'E62', file, `cannot be read: ${entry.unreadable}`);
    return { opened: 'unreadable', value: none };
  }
  const value = contentOf(kind, entry);
  if (typeof value !== 'string') return { opened: 'whole', value: value.content };
  if (formatOf(kind, entry) > storeFormat) {
    report(problems, 'E62', file, `was written by a newer version: ${value}; it is left as it is`);
    return { opened: 'newer', value: none };
  }
  report(problems, 'E62', file, `is damaged: ${value}; the chair begins it anew`);
  return { opened: 'damaged', value: none };
}

/** The value as it will be read back, or null where it could not be: then it must not be written. */
export function heldAs<T>(kind: DocumentKind<T>, value: unknown): T | null {
  const { content } = JSON.parse(JSON.stringify({ content: value })) as { content?: unknown };
  return kind.parse(content);
}

export function documentWrite<T>(kind: DocumentKind<T>, value: T): DiskWrite {
  return { file: kind.file, operations: replacing(kind.file, seal(kind.kind, value)) };
}

/** The value in force after trouble with the disk: what the file holds, where that can be read, else `before`. */
export function afterTrouble<T>(kind: DocumentKind<T>, held: Uint8Array | null, before: T): T {
  const content = held === null ? '' : contentOf(kind, held);
  return typeof content === 'string' ? before : content.content;
}

/** The format that the file's head names, also where it is a newer one; 0 where the file is damaged. */
export function formatOf<T>({ kind }: DocumentKind<T>, bytes: Uint8Array): number {
  const unsealed = unseal(kind, bytes);
  return unsealed.ok ? unsealed.format : (unsealed.newer ?? 0);
}

/** The content, or why there is none. */
function contentOf<T>(kind: DocumentKind<T>, bytes: Uint8Array): { content: T } | string {
  const unsealed = unseal(kind.kind, bytes);
  if (!unsealed.ok) return unsealed.why;
  const { format } = unsealed;
  const parse = (format < storeFormat ? kind.parseOlder?.[format] : undefined) ?? kind.parse;
  const content = parse(unsealed.content);
  return content === null ? 'its content makes no sense' : { content };
}
