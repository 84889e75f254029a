/** Stores as other versions wrote them. */
import { createHash } from 'node:crypto';
import type { Content } from '../../sim/store/medium.ts';
import type { Settings } from '../../src/store/documents.ts';
import { contentOf, flash, openHome, textBytes } from './home.ts';

export const settings: Settings = { locked: true, program: 'a', minutes: 15, memories: [] };
export const oldKey = { id: 'ab'.repeat(16), publicKey: 'cd'.repeat(32), name: 'workshop' };

/** A document as the version of that format wrote it. */
export function sealedAs(format: number, kind: string, content: unknown): Uint8Array {
  const body = `${JSON.stringify(content, null, 1)}\n`;
  const sum = createHash('sha256').update(body).digest('hex');
  return textBytes(`lumbar ${kind} ${format} ${Buffer.byteLength(body)} ${sum}\n${body}`);
}

/** The format that a document says it has. */
export const headOf = (bytes: Uint8Array | null | undefined) =>
  bytes ? Number(/^lumbar \S+ (\d+) /.exec(Buffer.from(bytes).toString())?.[1]) : null;

/** A store with programs in it, its documents written by the version of that format. */
export function contentOfFormat(format: number): Content {
  const home = openHome();
  for (const version of [1, 2]) flash(home, 'a', version);
  const index = home.store.index;
  const { files, folders } = contentOf(home);
  return {
    folders,
    files: new Map([
      ...files,
      ['settings.json', sealedAs(format, 'settings', settings)],
      ['keys.json', sealedAs(format, 'keys', [oldKey])],
      ['programs.json', sealedAs(format, 'programs', index)],
      ['boot.json', sealedAs(format, 'boot', 41)],
    ]),
  };
}
