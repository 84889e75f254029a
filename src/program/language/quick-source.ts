/**
 * Reads programs that are written the plain way, some twenty times faster than a whole YAML parser: one key
 * or dash a line, maps in braces within a line, plain words, quoted texts without escapes, comments. Of
 * anything else, right or wrong, it knows nothing and says so; source.ts then reads the text in full and has
 * the positions for problems. Tests hold every value it gives against that full reading.
 */

import { sourceLimits } from './source.ts';

/** Deeper texts are left to the full reading, which counts and refuses them. */
const depthMax = 16;

interface Lines {
  readonly all: string[];
  at: number;
}

/** Thrown and caught in this file only: the text is not that simple. */
class NotSimple extends Error {}
const notSimple = new NotSimple();

/** The value of the text; undefined where the text needs a full reading. */
export function readQuickly(text: string): unknown {
  if (isLong(text)) return undefined;
  if (/[^\n\r\x20-\x7e\xa0-\u2027\u2030-\ud7ff]|\r(?!\n)/.test(text)) return undefined;
  const lines: Lines = { all: text.split(/\r?\n/), at: 0 };
  try {
    const value = nextIndent(lines) === 0 ? readMap(lines, 0, 0) : undefined;
    return nextIndent(lines) < 0 ? value : undefined;
  } catch (error) {
    if (error instanceof NotSimple) return undefined;
    throw error;
  }
}

/** Near the limits of the full reading; that one draws the line. It counts up to two parts for one of these. */
function isLong(text: string): boolean {
  if (text.length > sourceLimits.characters) return true;
  if (text.length <= sourceLimits.parts) return false;
  const parts = text.match(/[^\s{}[\],:]+|[{}[\],:\n]| +/g)?.length ?? 0;
  return parts > sourceLimits.parts / 2;
}

/** Goes to the next line that is neither blank nor a comment; its indent, or -1 at the end of the text. */
function nextIndent(lines: Lines): number {
  for (; lines.at < lines.all.length; lines.at++) {
    const line = lines.all[lines.at] as string;
    const indent = line.search(/[^ ]/);
    if (indent >= 0 && line[indent] !== '#') return indent;
  }
  return -1;
}

const mapLine = /^([A-Za-z_][\w-]*):(?: +(.*))?$/;
/** As a key or a plain word these are no text. */
const noText = /^(?:null|true|false)$/i;

function readMap(lines: Lines, indent: number, depth: number): Record<string, unknown> {
  if (depth > depthMax) throw notSimple;
  const map: Record<string, unknown> = Object.create(null);
  for (let here = nextIndent(lines); here >= indent; here = nextIndent(lines)) {
    const match = here === indent ? mapLine.exec((lines.all[lines.at] as string).slice(indent)) : null;
    const key = match?.[1];
    if (key === undefined || noText.test(key) || Object.hasOwn(map, key)) throw notSimple;
    lines.at++;
    map[key] = readRest(lines, match?.[2], indent, depth, true);
  }
  return map;
}

function readList(lines: Lines, indent: number, depth: number): unknown[] {
  if (depth > depthMax) throw notSimple;
  const list: unknown[] = [];
  for (let here = nextIndent(lines); here >= indent; here = nextIndent(lines)) {
    const line = lines.all[lines.at] as string;
    const match = here === indent ? /^-( +)(?![- #])(.*)$/.exec(line.slice(indent)) : null;
    if (match === null) {
      // Keys at the same indent belong to the map around this list.
      if (here === indent && line[indent] !== '-') return list;
      throw notSimple;
    }
    const [, blanks = '', rest = ''] = match;
    if (mapLine.test(rest)) {
      const inner = indent + 1 + blanks.length;
      lines.all[lines.at] = ' '.repeat(inner) + rest;
      list.push(readMap(lines, inner, depth + 1));
    } else {
      lines.at++;
      list.push(readRest(lines, rest, indent, depth, false));
    }
  }
  return list;
}

/** What stands after a key or a dash, or, where that is nothing, in the lines below. */
function readRest(
  lines: Lines,
  rest: string | undefined,
  indent: number,
  depth: number,
  inMap: boolean,
): unknown {
  if (rest !== undefined && rest !== '' && rest[0] !== '#') {
    if (/^[>|]-(?: *| +#.*)$/.test(rest))
      return inMap ? readText(lines, rest[0] as string, indent) : giveUp();
    return readInline(rest, depth);
  }
  const below = nextIndent(lines);
  const isList = below >= 0 && (lines.all[lines.at] as string).startsWith('- ', below);
  if (isList && inMap && below === indent) return readList(lines, below, depth + 1);
  if (below <= indent) return null;
  return isList ? readList(lines, below, depth + 1) : readMap(lines, below, depth + 1);
}

function giveUp(): never {
  throw notSimple;
}

/** A text on several lines (`>-` folded, `|-` as it stands), all at the same indent and none of them blank. */
function readText(lines: Lines, style: string, parentIndent: number): string {
  const parts: string[] = [];
  let indent = -1;
  for (; lines.at < lines.all.length; lines.at++) {
    const line = lines.all[lines.at] as string;
    const here = line.search(/[^ ]/);
    if (here < 0 ? line.length > 0 : /\s$/.test(line)) throw notSimple;
    if (here < 0) continue;
    if (here <= parentIndent) break;
    if (indent < 0) indent = here;
    const afterBlank = parts.length > 0 && lines.all[lines.at - 1] === '';
    if (here !== indent || afterBlank || (parts.length === 0 && lines.all[lines.at - 1] === ''))
      throw notSimple;
    parts.push(line.slice(indent));
  }
  if (parts.length === 0) throw notSimple;
  return parts.join(style === '>' ? ' ' : '\n');
}

/** A value within a line, and a comment after it at most. */
function readInline(text: string, depth: number): unknown {
  const cursor = { text, at: 0 };
  const value = /^[[{"']/.test(text) ? readFlow(cursor, depth) : readPlain(cursor, blockPlain);
  if (!/^ *$|^ +#/.test(text.slice(cursor.at))) throw notSimple;
  return value;
}

interface Cursor {
  readonly text: string;
  at: number;
}

const blanks = / */y;
const flowKey = /([A-Za-z_][\w-]*): +/y;
const quotedText = /"([^"\\]*)"|'([^']*)'/y;
/** Plain words and durations; a comma only outside of brackets. */
const flowPlain = /[A-Za-z0-9\xc0-\u024f](?:[A-Za-z0-9\xc0-\u024f_./()%;+-]| +(?![ #,\]}]|$))*/y;
const blockPlain = /[A-Za-z0-9\xc0-\u024f](?:[A-Za-z0-9\xc0-\u024f_./()%;+,'!?-]| +(?![ #]|$))*/y;

function take(cursor: Cursor, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = cursor.at;
  const match = pattern.exec(cursor.text);
  if (match !== null) cursor.at = pattern.lastIndex;
  return match;
}

function readFlow(cursor: Cursor, depth: number): unknown {
  if (depth > depthMax) throw notSimple;
  const sign = cursor.text[cursor.at];
  if (sign === '{') return readFlowMap(cursor, depth + 1);
  if (sign === '[') return readFlowList(cursor, depth + 1);
  if (sign !== '"' && sign !== "'") return readPlain(cursor, flowPlain);
  const match = take(cursor, quotedText);
  return match === null ? giveUp() : (match[1] ?? match[2]);
}

function readFlowMap(cursor: Cursor, depth: number): Record<string, unknown> {
  const map: Record<string, unknown> = Object.create(null);
  cursor.at++;
  take(cursor, blanks);
  while (cursor.text[cursor.at] !== '}') {
    const key = take(cursor, flowKey)?.[1];
    if (key === undefined || noText.test(key) || Object.hasOwn(map, key)) throw notSimple;
    map[key] = readFlow(cursor, depth);
    endItem(cursor, '}');
  }
  cursor.at++;
  return map;
}

function readFlowList(cursor: Cursor, depth: number): unknown[] {
  const list: unknown[] = [];
  cursor.at++;
  take(cursor, blanks);
  while (cursor.text[cursor.at] !== ']') {
    list.push(readFlow(cursor, depth));
    endItem(cursor, ']');
  }
  cursor.at++;
  return list;
}

/** After an item comes the closing sign, or a comma and another item. */
function endItem(cursor: Cursor, closing: string): void {
  take(cursor, blanks);
  if (cursor.text[cursor.at] === closing) return;
  if (cursor.text[cursor.at] !== ',') throw notSimple;
  cursor.at++;
  take(cursor, blanks);
  if (cursor.text[cursor.at] === closing) throw notSimple;
}

function readPlain(cursor: Cursor, pattern: RegExp): string | number {
  const word = take(cursor, pattern)?.[0];
  if (word === undefined || noText.test(word)) throw notSimple;
  if (/^(?:0|[1-9]\d{0,14})$/.test(word)) return Number(word);
  // What begins with a digit and is no plain number may be one in another spelling, unless a unit follows.
  if (/^\d/.test(word) && !/^\d+ +[A-Za-z]/.test(word)) throw notSimple;
  return word;
}
