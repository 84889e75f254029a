/** One sealed document on the disk and what the chair goes by of it. */
import { replaceFile } from './atomic.ts';
import type { DocumentKind } from './documents.ts';
import { type FileSystem, troubleOf } from './file-system.ts';
import { messageOf, type Report, troubleWords } from './problems.ts';
import { seal, unseal } from './sealed.ts';

/** Larger than any document (bytes); what is larger is none. */
const documentBytesMax = 512 * 1024;

export interface DocumentFile<T> {
  readonly kind: DocumentKind<T>;
  /** How opening it went; `damaged` and `unreadable` begin with what the kind says there is when there is none. */
  readonly opened: 'whole' | 'absent' | 'damaged' | 'unreadable';
  value: T;
}

/** Never rejects; what is wrong is reported. A damaged file stays as it is until it is written anew. */
export async function openDocument<T>(
  disk: FileSystem,
  kind: DocumentKind<T>,
  report: Report,
): Promise<DocumentFile<T>> {
  const { file, none } = kind;
  try {
    const bytes = await disk.read(file, documentBytesMax);
    if (bytes === null) return { kind, opened: 'absent', value: none };
    const value = contentOf(kind, bytes);
    if (typeof value !== 'string') return { kind, opened: 'whole', value: value.content };
    report('E62', file, `is damaged: ${value}; the chair begins it anew`);
    return { kind, opened: 'damaged', value: none };
  } catch (error) {
    report('E62', file, `cannot be read: ${troubleWords[troubleOf(error)]} (${messageOf(error)})`);
    return { kind, opened: 'unreadable', value: none };
  }
}

/** What could not be read back must not be written. */
export function canHold<T>(kind: DocumentKind<T>, value: unknown): boolean {
  const { content } = JSON.parse(JSON.stringify({ content: value })) as { content?: unknown };
  return kind.parse(content) !== null;
}

/**
 * Writes it and goes by it. When the disk makes trouble the file may hold the old or the new content: the
 * chair goes on with what it reads there, and the error is the caller's.
 */
export async function writeDocument<T>(disk: FileSystem, document: DocumentFile<T>, value: T): Promise<void> {
  const { kind } = document;
  const bytes = seal(kind.kind, value);
  try {
    await replaceFile(disk, kind.file, bytes);
    document.value = value;
  } catch (error) {
    const held = await disk.read(kind.file, documentBytesMax).catch(() => null);
    const content = held === null ? '' : contentOf(kind, held);
    if (typeof content !== 'string') document.value = content.content;
    throw error;
  }
}

/** The content, or why there is none. */
function contentOf<T>(kind: DocumentKind<T>, bytes: Uint8Array): { content: T } | string {
  const unsealed = unseal(kind.kind, bytes);
  if (!unsealed.ok) return unsealed.why;
  const content = kind.parse(unsealed.content);
  return content === null ? 'its content makes no sense' : { content };
}
