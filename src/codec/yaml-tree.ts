/**
 * The text of a YAML file -> the tree of its single document. Size, number of parts and depth are limited before
 * the tree is built, so no recursion goes deeper than the limit.
 */
import { Composer, type CST, type Document, Lexer, type ParsedNode, Parser } from 'yaml';
import { reportYaml } from './yaml-errors.ts';
import { type Reading, report, reportNotPlain } from './yaml-problems.ts';

export const yamlLimits = {
  /** Four times a program of 500 steps, written out with comments. */
  characters: 256 * 1024,
  /** Words, signs and line ends of the text; those 500 steps have 20,000. */
  parts: 40_000,
  /** By the parser's count; a step in three nested repeats is 12 levels deep. */
  depth: 40,
  /** Forbidden characters after which the text counts as no text. */
  forbidden: 20,
  /** Errors of YAML after which reading goes no further. */
  errors: 50,
} as const;

/** Thrown and caught in this file only, to leave the parser. */
class TooMuch extends Error {}

/** The tree of the text; null for an empty text, undefined for a text that cannot be read. */
export function readTree(reading: Reading): ParsedNode | null | undefined {
  const { text } = reading;
  if (text.length > yamlLimits.characters) {
    const hint = `a ${reading.what} is at most ${yamlLimits.characters / 1024} kB`;
    report(reading, 0, 'too-large', `the file has more than ${yamlLimits.characters} characters`, hint);
    return undefined;
  }
  const clean = withoutForbidden(text, reading);
  if (clean === undefined) return undefined;
  const tokens = tokensOf(clean, reading);
  return tokens === undefined ? undefined : compose(tokens, reading);
}

/** Control characters, lone surrogates, the replacement for bytes that were not UTF-8, and a CR without LF, which ends no line here. */
const forbidden = /(?![\t\n\r])\p{Cc}|\r(?!\n)|\p{Cs}|[\ufeff\ufffd-\uffff]/gu;

/** UTF-16, as some editors save it: every other byte is 0. */
const twoBytes = /^\ufffd{0,2}(?:\0[^\0]|[^\0]\0){4}/u;

/** Lines that end in CR alone, as very old editors save them. */
const lineEndsInCr = /^[^\n\r]*\r[^\n\r]+\r[^\n\r]/;

/** The text with forbidden characters reported and replaced; undefined if it is no text at all. */
function withoutForbidden(text: string, reading: Reading): string | undefined {
  if (twoBytes.test(text)) {
    report(reading, 0, 'bad-character', 'the file is UTF-16', 'save it as UTF-8');
    return undefined;
  }
  if (lineEndsInCr.test(text)) {
    report(
      reading,
      0,
      'bad-character',
      'lines end in CR alone',
      'save the file with lines that end in LF or CR LF',
    );
    return undefined;
  }
  let count = 0;
  for (const match of text.matchAll(forbidden)) {
    if (++count > yamlLimits.forbidden) return undefined;
    const code = (match[0].codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0');
    const lost = code === 'FFFD';
    const message = lost
      ? 'bytes that are not UTF-8'
      : `the character U+${code} does not belong in a ${reading.what}`;
    const hint = lost ? 'save the file as UTF-8' : 'take it out; lines end in LF or CR LF';
    report(reading, match.index, 'bad-character', message, hint);
  }
  return count === 0 ? text : text.replace(forbidden, '?');
}

/** The tokens of the text, each a whole document or a directive; undefined if a limit is exceeded. */
function tokensOf(text: string, reading: Reading): CST.Token[] | undefined {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let parts = 0;
  for (const part of new Lexer().lex(text)) {
    tokens.push(...parser.next(part));
    if (parser.stack.length > yamlLimits.depth) {
      const hint = `no ${reading.what} needs so many inside each other`;
      report(reading, parser.offset, 'too-deep', 'maps or lists are nested too deep here', hint);
      return undefined;
    }
    if (++parts > yamlLimits.parts) {
      const hint = `at most ${yamlLimits.parts} words and signs`;
      report(reading, parser.offset, 'too-large', `the ${reading.what} has too many parts`, hint);
      return undefined;
    }
  }
  tokens.push(...parser.end());
  return tokens;
}

/** Lines that begin farther in are not compared. */
const columnsMost = 200;

/** Whether two lines, which begin at these offsets, are of one map: of its lines in a wrong column the first is enough. */
function isSameMap(text: string, from: number, to: number): boolean {
  const column = (at: number): number => /[^ ]|$/.exec(text.slice(at, at + columnsMost))?.index ?? 0;
  const own = column(from);
  const between = [...text.slice(from, to).matchAll(/^ *(?=[^ \r\n#])/gm)];
  return column(to) === own && between.every(([spaces]) => spaces.length >= own);
}

function compose(tokens: readonly CST.Token[], reading: Reading): ParsedNode | null | undefined {
  const composer = new Composer({ uniqueKeys: false, logLevel: 'silent', prettyErrors: false });
  const errorsBefore = reading.problems.length;
  let nestedAt = -1;
  let openAt = -1;
  let hasTabs = false;
  let unevenAt: number | null = null;
  const onError = (where: ErrorPlace, code: string, message: string, warning = false): void => {
    if (warning) return;
    const offset = offsetOf(where);
    // The composer reports both for one place; the first report is enough.
    if (code === 'MULTILINE_IMPLICIT_KEY' && offset === nestedAt) return;
    if (code === 'BLOCK_AS_IMPLICIT_KEY') nestedAt = offset;
    if (code === 'TAB_AS_INDENT') hasTabs = true;
    // A tab is no column: each line after it seems to begin in another one than the line with the tab, or farther in.
    if (code === 'BLOCK_AS_IMPLICIT_KEY' && hasTabs) return;
    // A text that is still open at the end leaves everything around it open.
    if (offset === openAt) return;
    if (message.startsWith('Missing closing')) openAt = offset;
    if (code === 'BAD_INDENT') {
      const isTold = hasTabs || (unevenAt !== null && isSameMap(reading.text, unevenAt, offset));
      unevenAt = offset;
      if (isTold) return;
    }
    reportYaml(reading, offset, code, message);
    if (reading.problems.length - errorsBefore >= yamlLimits.errors) throw new TooMuch();
  };
  // The composer calls `onError` for every problem. It is replaced, so that composing can be stopped and makes no costly errors.
  Object.assign(composer, { onError });
  try {
    const documents = composeFirst(tokens, composer, onError, reading);
    // A file with a second document is rejected as a whole, since its first document is only a part.
    const failed = reading.problems
      .slice(errorsBefore)
      .some(({ kind }) => kind === 'not-yaml' || kind === 'second-document');
    return failed ? undefined : (documents[0]?.contents ?? null);
  } catch (error) {
    if (error instanceof TooMuch) return undefined;
    // A text on which the parser itself fails is no YAML either.
    report(
      reading,
      0,
      'not-yaml',
      'the text cannot be read as YAML',
      `start again from a ${reading.what} that works`,
    );
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
    if (token.type === 'error') {
      // Only the first misplaced token is reported: those after it follow from it.
      const isFirst = !reading.problems.some(({ kind }) => kind === 'not-yaml');
      if (isFirst) onError(token, 'UNEXPECTED_TOKEN', token.message);
    } else if (token.type === 'directive') reportNotPlain(reading, token.offset, 'directive', token.source);
    else if (token.type === 'document' && begun) {
      report(
        reading,
        token.offset,
        'second-document',
        'a second document begins here',
        `one ${reading.what} a file: take out the \`---\``,
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
