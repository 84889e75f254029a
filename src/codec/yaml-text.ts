/** Writes values as YAML text, and changes values in a text: in block style, with comments and order kept. */
import { isScalar, parseDocument, stringify } from 'yaml';
import type { Path } from './yaml-problems.ts';

const style = { lineWidth: 0, flowCollectionPadding: true } as const;

export function yamlText(value: unknown): string {
  return stringify(value, { ...style, aliasDuplicateObjects: false });
}

interface Change {
  readonly path: Path;
  /** Undefined removes the key. */
  readonly value: unknown;
  /** Written after the value; a comment by a person stays before it. */
  readonly comment?: string;
}

/** Changes a text without problems at these places; the meaning of everything else stays the same. */
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
  return inLinesOf(text, document.toString(style));
}

/** The text with line ends as another has them: LF, or CR LF where its first line ends so. */
const inLinesOf = (other: string, text: string): string =>
  /^[^\n]*\r\n/.test(other) ? text.replace(/\n/g, '\r\n') : text;

/** The comment after the value at this place; empty if there is none. */
export function commentAt(text: string, path: Path): string {
  const node = parseDocument(text, { version: '1.2' }).getIn(path, true);
  return isScalar(node) ? (node.comment ?? '') : '';
}

/** Appends the comment; an earlier one that begins in the same way was written by the last change and is replaced. */
function commented(before: string, comment: string): string {
  const [begins] = comment.split(':');
  const kept = before
    .split(';')
    .filter((each) => each.trim() !== '' && !each.trim().startsWith(`${begins}:`));
  return [...kept, ` ${comment}`].join(';');
}

/** The same text with even formatting, comments kept. Throws an error for people if it is no YAML. */
export function formattedYaml(text: string): string {
  const document = parseDocument(text, { version: '1.2' });
  const [error] = document.errors;
  if (error !== undefined) throw new Error(`It cannot be formatted: ${error.message.split('\n')[0]}`);
  return inLinesOf(text, document.toString(style));
}
