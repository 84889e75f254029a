/** Ids of programs, read from their texts in the same way by page and server. */
import { isId } from '../../src/codec/ids.ts';

const idLine = /^id:[ \t]*(["']?)([^\s"'#]+)\1/m;

/** The id in a program's text, or null where it has no valid one. */
export function idIn(text: string): string | null {
  const id = idLine.exec(text)?.[2] ?? '';
  return isId(id) ? id : null;
}

/** The text with another id, and the suffix added to its name; an unfinished text may lack either. */
export function renamed(text: string, id: string, suffix: string): string {
  return text
    .replace(idLine, `id: ${id}`)
    .replace(
      /^(name:[ \t]*)(["']?)([^"'#\n]+?)\2[ \t]*$/m,
      (_, key: string, quote: string, name: string) => `${key}${quote}${name}${suffix}${quote}`,
    );
}
