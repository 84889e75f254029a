/**
 * Stores of other versions. A store of an older format is read as it is, its documents are kept aside in a folder of
 * their own, and each is then replaced by one of this format. If that is cut short, every document is the old one or
 * the new one, whole, and the next start continues. A store of a newer format is left alone: nothing is written until
 * somebody takes back what was kept aside (`lumbar store back`), which in turn keeps the newer documents aside.
 */
import { formatOf } from './document-file.ts';
import { type DocumentKind, documents } from './documents.ts';
import type { DiskImage, DiskOperation, DiskWrite } from './keep.ts';
import { indexKind } from './programs.ts';
import { folderOf, replacing } from './replace.ts';
import { storeFormat } from './sealed.ts';

export const documentKinds: readonly DocumentKind<unknown>[] = [...Object.values(documents), indexKind];

/** The folder with the documents of a format after another version has taken over. */
export const asideFolder = (format: number) => `format-${format}`;
const asideFile = (format: number, file: string) => `${asideFolder(format)}/${file}`;

/** Files kept aside by this version, from the format before it, and by a later version, from this format. */
export const asideFiles: readonly string[] = [storeFormat - 1, storeFormat].flatMap((format) =>
  documentKinds.map(({ file }) => asideFile(format, file)),
);

interface FoundDocument {
  readonly kind: DocumentKind<unknown>;
  readonly bytes: Uint8Array;
  /** 0: damaged. */
  readonly format: number;
}

export function documentsIn(image: DiskImage): FoundDocument[] {
  return documentKinds.flatMap((kind) => {
    const bytes = image.get(kind.file);
    return bytes instanceof Uint8Array ? [{ kind, bytes, format: formatOf(kind, bytes) }] : [];
  });
}

/** The first document that is there and cannot be read, with why; null where all can. */
export function unreadableIn(image: DiskImage): string | null {
  for (const { file } of documentKinds) {
    const entry = image.get(file);
    if (entry !== undefined && !(entry instanceof Uint8Array))
      return `${file} cannot be read: ${entry.unreadable}`;
  }
  return null;
}

/** The format of the newest document, where it is newer than this version; else 0. */
export function newerFormat(image: DiskImage): number {
  const newest = Math.max(0, ...documentsIn(image).map(({ format }) => format));
  return newest > storeFormat ? newest : 0;
}

/** Keeps a document aside, as it is. */
export function keepAside(
  { file }: { readonly file: string },
  format: number,
  bytes: Uint8Array,
): DiskOperation[] {
  const folder = asideFolder(format);
  return [
    { do: 'make-folder', path: folder },
    { do: 'sync-folder', path: folderOf(folder) },
    ...replacing(asideFile(format, file), bytes),
  ];
}

/** The index that was kept aside: the packages it names are needed for the way back. */
export function asideIndex(image: DiskImage): Uint8Array | null {
  const bytes = image.get(asideFile(storeFormat - 1, indexKind.file));
  return bytes instanceof Uint8Array ? bytes : null;
}

/** Writes that take the newer documents away and put those of this version back; none where nothing is newer. */
export function planWayBack(image: DiskImage): {
  readonly writes: readonly DiskWrite[];
  readonly missing: readonly string[];
} {
  const missing: string[] = [];
  const writes = documentsIn(image)
    .filter(({ format }) => format > storeFormat)
    .map(({ kind, bytes, format }): DiskWrite => {
      const old = image.get(asideFile(storeFormat, kind.file));
      const whole = old instanceof Uint8Array && formatOf(kind, old) === storeFormat;
      if (!whole) missing.push(kind.file);
      const back = whole
        ? replacing(kind.file, old)
        : ([
            { do: 'remove', path: kind.file },
            { do: 'sync-folder', path: folderOf(kind.file) },
          ] as const);
      return { file: kind.file, operations: [...keepAside(kind, format, bytes), ...back] };
    });
  return { writes, missing };
}
