/** Values as YAML text, and text with values changed in it: in block style, comments and order kept. */
import { isScalar, parseDocument, stringify } from 'yaml';
import type { Path } from './yaml-problems.ts';

const style = { lineWidth: 0, flowCollectionPadding: true } as const;

export function yamlText(value: unknown): string {
  return stringify(value, { ...style, aliasDuplicateObjects: false });
}

interface Change {
  readonly path: Path;
  /** Undefined takes the key out. */
  readonly value: unknown;
  /** Stands behind the value; what a person wrote there stays before it. */
  readonly comment?: string;
}

/** A text without problems, changed at these places; everything else says what it said before. */
export function changedYaml(text: string, changes: readonly Change[]): string {
  const document = parseDocument(text, { version: '1.2' });
  for (const { path, value, comment } of changes) {
    if (value === undefined) document.deleteIn(path);
    else document.setIn(path, value);
    if (comment === undefined || value === undefined) continue;
    const before = document.getIn(path, true);
    const node = isScalar(before) ? before : document.createNode(value);
    node.comment = commented(node.comment ?? '', comment);
    document.setIn(path, node);
  }
  return document.toString(style);
}

/** What stands behind the value at this place; empty where nothing does. */
export function commentAt(text: string, path: Path): string {
  const node = parseDocument(text, { version: '1.2' }).getIn(path, true);
  return isScalar(node) ? (node.comment ?? '') : '';
}

/** One that begins in the same way was written the last time: it is replaced. */
function commented(before: string, comment: string): string {
  const [begins] = comment.split(':');
  const kept = before
    .split(';')
    .filter((each) => each.trim() !== '' && !each.trim().startsWith(`${begins}:`));
  return [...kept, ` ${comment}`].join(';');
}

/** The same text, comments and all, evenly set. Throws what a person should read where it is no YAML. */
export function formattedYaml(text: string): string {
  const document = parseDocument(text, { version: '1.2' });
  const [error] = document.errors;
  if (error !== undefined) throw new Error(`It cannot be formatted: ${error.message.split('\n')[0]}`);
  return document.toString(style);
}
