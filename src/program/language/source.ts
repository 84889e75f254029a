/**
 * The text of a program -> a plain value and where each part of it stands. YAML's surface is kept small:
 * one document of maps, lists and plain scalars. Whatever the text is, this answers quickly and never
 * throws: size, number of parts and depth are limited before a tree is built, and nothing in it is recursive
 * on a text deeper than the limit.
 */
import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  Lexer,
  type Pair,
  type ParsedNode,
  Parser,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { type Finding, type Path, type ProblemCode, quoted } from './problems.ts';

export const sourceLimits = {
  /** 500 steps written out with comments are a quarter of this. */
  characters: 256 * 1024,
  /** Words, signs and line ends of the text; 500 steps written out are 20,000. */
  parts: 40_000,
  /** A step in three repeats is 12 levels deep in the parser's count. */
  depth: 40,
  /** Forbidden characters after which the text counts as no text. */
  forbidden: 20,
  /** Errors of YAML after which reading goes no further. */
  errors: 50,
} as const;

export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A problem of the text itself, at an offset into it. */
export interface TextProblem extends Position {
  readonly code: ProblemCode;
  readonly message: string;
  readonly hint: string;
}

export interface Source {
  /** The value, or undefined where the text has none that could be checked further. */
  readonly value: unknown;
  readonly problems: readonly TextProblem[];
  /** Parts of the value that problems have been found in already: what is said of them later is noise. */
  readonly spoilt: readonly Path[];
  locate(path: Path, at: Finding['at']): Position;
}

/** Where a value and its parts stand: offsets into the text. */
interface Place {
  readonly offset: number;
  readonly keyOffset: number;
  readonly parts: Map<string | number, Place>;
}

/** What one reading of a text gathers. */
interface Reading {
  readonly text: string;
  /** Offsets at which lines begin; found when the first problem needs them. */
  lineStarts: readonly number[] | null;
  readonly problems: TextProblem[];
  readonly spoilt: Path[];
}

/** Thrown and caught in this file only, to leave the parser. */
class TooMuch extends Error {}

export function readSource(text: string): Source {
  const withoutMark = text.startsWith('\ufeff') ? text.slice(1) : text;
  const reading: Reading = { text: withoutMark, lineStarts: null, problems: [], spoilt: [] };
  const root = readRoot(withoutMark, reading);
  const places: Place = { offset: root?.range?.[0] ?? 0, keyOffset: 0, parts: new Map() };
  return {
    value: root === undefined ? undefined : plainValue(root, [], places, reading),
    problems: reading.problems,
    spoilt: reading.spoilt,
    locate: (path, at) => locate(places, path, at, reading),
  };
}

/** The tree of the text; null for a text with nothing in it, undefined for one that cannot be read. */
function readRoot(text: string, reading: Reading): ParsedNode | null | undefined {
  if (text.length > sourceLimits.characters) {
    const hint = `a program is at most ${sourceLimits.characters / 1024} kB; 500 steps need a quarter of it`;
    report(reading, 0, 'P01', `the file has more than ${sourceLimits.characters} characters`, hint);
    return undefined;
  }
  const clean = withoutForbidden(text, reading);
  if (clean === undefined) return undefined;
  const tokens = tokensOf(clean, reading);
  return tokens === undefined ? undefined : compose(tokens, reading);
}

/** Control characters, halves of pairs, the sign for bytes that were no UTF-8; a CR alone ends no line here. */
const forbidden = /(?![\t\n\r])\p{Cc}|\r(?!\n)|\p{Cs}|[\ufeff\ufffd-\uffff]/gu;

/** The text with forbidden characters reported and made harmless; undefined where it is no text at all. */
function withoutForbidden(text: string, reading: Reading): string | undefined {
  let count = 0;
  for (const match of text.matchAll(forbidden)) {
    if (++count > sourceLimits.forbidden) return undefined;
    const code = (match[0].codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0');
    const lost = code === 'FFFD';
    const message = lost
      ? 'bytes that are not UTF-8'
      : `the character U+${code} does not belong in a program`;
    const hint = lost ? 'save the file as UTF-8' : 'take it out; lines end in LF or CR LF';
    report(reading, match.index, 'P02', message, hint);
  }
  return count === 0 ? text : text.replace(forbidden, '?');
}

/** The text in tokens, each a whole document or a directive; undefined where there is too much of anything. */
function tokensOf(text: string, reading: Reading): CST.Token[] | undefined {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let parts = 0;
  for (const part of new Lexer().lex(text)) {
    tokens.push(...parser.next(part));
    if (parser.stack.length > sourceLimits.depth) {
      const hint = 'a program needs three repeats inside each other at most';
      report(reading, parser.offset, 'P04', 'maps or lists are nested too deep here', hint);
      return undefined;
    }
    if (++parts > sourceLimits.parts) {
      const hint = `at most ${sourceLimits.parts} words and signs; use repeat`;
      report(reading, parser.offset, 'P01', 'the program has too many parts', hint);
      return undefined;
    }
  }
  tokens.push(...parser.end());
  return tokens;
}

function compose(tokens: readonly CST.Token[], reading: Reading): ParsedNode | null | undefined {
  const composer = new Composer({ uniqueKeys: false, logLevel: 'silent', prettyErrors: false });
  const errorsBefore = reading.problems.length;
  const onError = (where: ErrorPlace, code: string, message: string, warning = false): void => {
    if (warning) return;
    reportYaml(reading, offsetOf(where), code, message);
    if (reading.problems.length - errorsBefore >= sourceLimits.errors) throw new TooMuch();
  };
  // The composer calls this for all it finds. Replaced, so that it can be stopped and makes no costly errors.
  Object.assign(composer, { onError });
  try {
    const documents = composeFirst(tokens, composer, onError, reading);
    const failed = reading.problems.slice(errorsBefore).some((problem) => problem.code === 'P03');
    return failed ? undefined : (documents[0]?.contents ?? null);
  } catch (error) {
    if (error instanceof TooMuch) return undefined;
    // Whatever the parser stumbles over is no program either.
    report(reading, 0, 'P03', 'the text cannot be read as YAML', 'start again from a program that works');
    return undefined;
  }
}

/** Composes the first document; directives and further documents are reported and left out. */
function composeFirst(
  tokens: readonly CST.Token[],
  composer: Composer,
  onError: (where: ErrorPlace, code: string, message: string) => void,
  reading: Reading,
): Document.Parsed[] {
  const documents: Document.Parsed[] = [];
  let begun = false;
  for (const token of tokens) {
    if (token.type === 'error') onError(token, 'UNEXPECTED_TOKEN', token.message);
    else if (token.type === 'directive') reportUnused(reading, token.offset, 'directive', token.source);
    else if (token.type === 'document' && begun) {
      report(
        reading,
        token.offset,
        'P06',
        'a second document begins here',
        'one program a file: take out the `---`',
      );
      break;
    } else {
      begun ||= token.type === 'document';
      documents.push(...composer.next(token));
    }
  }
  documents.push(...composer.end());
  return documents;
}

type ErrorPlace = number | readonly number[] | { readonly offset: number };

function offsetOf(where: ErrorPlace): number {
  if (typeof where === 'number') return where;
  return 'offset' in where ? where.offset : (where[0] ?? 0);
}

/** What to do about the errors people make most; the parser's own words say what it stumbled over. */
const cures: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'indent with blanks, not with tabs',
  BAD_INDENT: 'let the keys of one map, and the dashes of one list, begin in the same column',
  MISSING_CHAR: 'look for a missing colon, comma, quote or bracket here or in the line before',
  BLOCK_AS_IMPLICIT_KEY: 'one `key: value` a line; within a line use { key: value, key: value }',
  BAD_SCALAR_START: 'put the text in quotes',
  BAD_DQ_ESCAPE: 'write the text without backslashes, or in single quotes',
  MULTILINE_IMPLICIT_KEY: 'a key and its colon stand on one line; look for a missing colon',
};

function reportYaml(reading: Reading, offset: number, code: string, message: string): void {
  const inOneLine = message.replace(/\s+/g, ' ').slice(0, 120);
  const lowered = inOneLine.charAt(0).toLowerCase() + inOneLine.slice(1);
  report(reading, offset, 'P03', `not YAML: ${lowered}`, cures[code] ?? 'compare with a program that works');
}

function reportUnused(reading: Reading, offset: number, what: string, name: string): void {
  const hint = 'programs are plain: write it out, or use repeat';
  report(reading, offset, 'P05', `the ${what} ${quoted(name)} is not used in programs`, hint);
}

function report(reading: Reading, offset: number, code: ProblemCode, message: string, hint: string): void {
  reading.problems.push({ ...positionOf(reading, offset), code, message, hint });
}

function positionOf(reading: Reading, offset: number): Position {
  reading.lineStarts ??= [0, ...[...reading.text.matchAll(/\n/g)].map((match) => match.index + 1)];
  const starts = reading.lineStarts;
  let line = 0;
  for (let step = 1 << 18; step > 0; step >>= 1) {
    if ((starts[line + step] ?? Number.POSITIVE_INFINITY) <= offset) line += step;
  }
  return { line: line + 1, column: offset - (starts[line] as number) + 1 };
}

/** The value of a node; notes where its parts stand. Recursive: the tokens' depth has been limited. */
function plainValue(node: unknown, path: Path, place: Place, reading: Reading): unknown {
  if (!isNode(node)) return null;
  const offset = node.range?.[0] ?? place.offset;
  if (isAlias(node)) {
    reportUnused(reading, offset, 'alias', `*${node.source}`);
    reading.spoilt.push(path);
    return undefined;
  }
  if (node.anchor !== undefined) reportUnused(reading, offset, 'anchor', `&${node.anchor}`);
  if (node.tag !== undefined) {
    reportUnused(reading, offset, 'tag', node.tag);
    reading.spoilt.push(path);
    return undefined;
  }
  if (isScalar(node)) return node.value;
  if (isMap(node)) return plainMap(node, path, place, reading);
  return (node as YAMLSeq).items.map((item, index) =>
    plainPart(item, index, offset, { path, place, reading }),
  );
}

interface Around {
  readonly path: Path;
  readonly place: Place;
  readonly reading: Reading;
}

function plainPart(node: unknown, key: string | number, keyOffset: number, around: Around): unknown {
  const { path, place, reading } = around;
  // A value that is not written down stands where its key stands.
  const offset = isNode(node) ? (node.range?.[0] ?? keyOffset) : keyOffset;
  const part: Place = { offset, keyOffset, parts: new Map() };
  place.parts.set(key, part);
  return plainValue(node, [...path, key], part, reading);
}

/** The map has no prototype, so that a key `__proto__` or `constructor` is a key like any other. */
function plainMap(map: YAMLMap, path: Path, place: Place, reading: Reading): Record<string, unknown> {
  const value: Record<string, unknown> = Object.create(null);
  for (const pair of map.items as readonly Pair[]) {
    const key = keyOf(pair, place, reading);
    if (key === null) continue;
    if (Object.hasOwn(value, key.text)) {
      const hint = 'one of the two is too many; the first counts';
      report(reading, key.offset, 'P07', `${quoted(key.text)} stands twice in this map`, hint);
    } else value[key.text] = plainPart(pair.value, key.text, key.offset, { path, place, reading });
  }
  // Nothing is left of it, but that is not what is wrong with it.
  if (map.items.length > 0 && Object.keys(value).length === 0) reading.spoilt.push(path);
  return value;
}

function keyOf(pair: Pair, place: Place, reading: Reading): { text: string; offset: number } | null {
  const node = pair.key;
  const offset = isNode(node) ? (node.range?.[0] ?? place.offset) : place.offset;
  if (isScalar(node) && node.value === '<<') {
    reportUnused(reading, offset, 'merge key', '<<');
    return null;
  }
  if (isScalar(node) && (node.anchor !== undefined || node.tag !== undefined)) {
    reportUnused(reading, offset, node.tag === undefined ? 'anchor' : 'tag', node.tag ?? `&${node.anchor}`);
  }
  if (isScalar(node) && typeof node.value === 'string') return { text: node.value, offset };
  if (isAlias(node)) reportUnused(reading, offset, 'alias', `*${node.source}`);
  else report(reading, offset, 'P08', 'a key must be a word', 'write `key: value`');
  return null;
}

/** Where a path leads. A key that is missing stands where its map stands. */
function locate(root: Place, path: Path, at: Finding['at'], reading: Reading): Position {
  let place = root;
  for (const key of path) {
    const part = place.parts.get(key);
    if (part === undefined) return positionOf(reading, place.offset);
    place = part;
  }
  return positionOf(reading, at === 'key' ? place.keyOffset : place.offset);
}
