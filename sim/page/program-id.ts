/** Ids of programs, as their texts say them; page and server find them in the same way. */
import { isId } from '../../src/codec/ids.ts';

const idLine = /^id:[ \t]*(["']?)([^\s"'#]+)\1/m;

/** The id that a text gives itself, or null where it gives none that can be one. */
export function idIn(text: string): string | null {
  const id = idLine.exec(text)?.[2] ?? '';
  return isId(id) ? id : null;
}

/** The text under another id and name; what is no program yet may have neither. */
export function renamed(text: string, id: string, suffix: string): string {
  return text
    .replace(idLine, `id: ${id}`)
    .replace(
      /^(name:[ \t]*)(["']?)([^"'#\n]+?)\2[ \t]*$/m,
      (_, key: string, quote: string, name: string) => `${key}${quote}${name}${suffix}${quote}`,
    );
}
