/** An error of the YAML parser -> where it is, what it is, and what to do about it. */
import { quoted } from './quoted.ts';
import { positionOf, type Reading, report } from './yaml-problems.ts';

/** What to do about the most common errors; the parser's message says what is wrong. */
const cures = {
  TAB_AS_INDENT: 'indent with spaces, not with tabs',
  BAD_INDENT: 'let the keys of one map, and the dashes of one list, begin in the same column',
  MISSING_CHAR: 'look for a missing colon, comma, quote or bracket here or in the line before',
  BLOCK_AS_IMPLICIT_KEY:
    'one `key: value` a line, or { key: value, key: value }; a text with a colon in it stands in quotes',
  BLOCK_IN_FLOW: 'look for a missing comma between the braces, here or before',
  BAD_SCALAR_START: 'put the text in quotes',
  BAD_DQ_ESCAPE: 'write the text without backslashes, or in single quotes',
  MULTILINE_IMPLICIT_KEY:
    'a key and its colon stand on one line; look for a missing colon, or a missing space after it',
} as const;

/** Replacements for messages of the parser that are in terms of its grammar. */
const plainWords: Readonly<Record<string, string>> = {
  BLOCK_IN_FLOW: 'between braces or brackets an entry begins before the one before it has ended',
};

const cureOf = (code: string): string | undefined => (cures as Readonly<Record<string, string>>)[code];

export function reportYaml(reading: Reading, offset: number, code: string, message: string): void {
  const [, closing] = /must be sufficiently indented and end with a ([}\]])/.exec(message) ?? [];
  const [, quote] = /^Missing closing (["'])/.exec(message) ?? [];
  if (quote !== undefined) {
    const cure = 'close it where the text ends, or take it out';
    reportNotYaml(reading, openingOf(reading.text, quote, offset), `this ${quote} is not closed`, cure);
  } else if (closing !== undefined) {
    const opening = closing === '}' ? '{' : '[';
    const cure = `look in the lines before for the ${opening} without its ${closing}`;
    reportNotYaml(reading, offset, `a ${opening} above this line is not closed`, cure);
  } else if (code === 'UNEXPECTED_TOKEN') reportLost(reading, offset);
  else if (code === 'BLOCK_AS_IMPLICIT_KEY') reportNested(reading, offset);
  else {
    const inOneLine = message.replace(/\s+/g, ' ').slice(0, 120);
    const lowered = inOneLine.charAt(0).toLowerCase() + inOneLine.slice(1);
    reportNotYaml(
      reading,
      offset,
      plainWords[code] ?? lowered,
      cureOf(code) ?? `compare with a ${reading.what} that works`,
    );
  }
}

const reportNotYaml = (reading: Reading, offset: number, what: string, cure: string): void =>
  report(reading, offset, 'not-yaml', `not YAML: ${what}`, cure);

/** Where a quote opens that is still open at `end`: quotes behind it are escaped, by a backslash or by being doubled. */
function openingOf(text: string, quote: string, end: number): number {
  const isEscape = quote === '"' ? '\\' : "'";
  for (let at = text.lastIndexOf(quote, end - 1); at >= 0; at = text.lastIndexOf(quote, at - 1)) {
    let first = at;
    while (text[first - 1] === isEscape) first--;
    // An odd number of backslashes escapes a quote; of an odd number of single quotes the first one opens.
    if ((at - first) % 2 === 0) return quote === '"' ? at : first;
    at = first;
  }
  return end;
}

/** A line with nothing but `[carriage]`, a heading in files of other programs. */
const headingLine = /^\[[^\]\n]*\][ \t]*(?:#.*)?$/m;

/** Reports text that belongs to no map or list around it. */
function reportLost(reading: Reading, offset: number): void {
  const heading = headingLine.exec(reading.text)?.[0].trim();
  const cure =
    heading === undefined
      ? 'look for a missing colon, bracket or dash here or in the line before'
      : `${quoted(heading)} is no heading here: write \`${heading.slice(1).split(/[\s\]]/)[0]}:\`, and its keys indented below it`;
  reportNotYaml(reading, offset, 'this belongs to nothing that stands before it', cure);
}

/** A colon without a space after it: `on:{`. */
const closeColon = /[\w-]:[{["']/;

/** Reports a `key: value` in the place of a value: in the next line, if it is indented further, or within this line. */
function reportNested(reading: Reading, offset: number): void {
  const deeper = deeperKey(reading, offset);
  if (deeper !== null) {
    const what = 'this line is indented further than the one above, which has its value already';
    reportNotYaml(reading, deeper, what, cures.BAD_INDENT);
    return;
  }
  const before = reading.text.slice(lineStart(reading, offset), offset);
  const cure = closeColon.test(before) ? 'put a space after each colon' : cures.BLOCK_AS_IMPLICIT_KEY;
  reportNotYaml(reading, offset, 'a `key: value` stands where a value belongs', cure);
}

const lineStart = (reading: Reading, offset: number): number =>
  offset - (positionOf(reading, offset).column - 1);

/** How many characters ahead the next key is looked for. */
const nextKeyWithin = 2000;
/** Empty lines, then a line that begins with a key. */
const nextKey = /^(?<empty>(?: *\r?\n)*)(?<indent> *)[^\s#:][^\n:]*:(?:\s|$)/;

/** The offset of the key in the next line, if it is indented further than the line of `offset`. */
function deeperKey(reading: Reading, offset: number): number | null {
  const { text } = reading;
  const end = text.indexOf('\n', offset);
  if (end < 0) return null;
  const line = text.slice(lineStart(reading, offset), end);
  // The dashes of a list indent its keys.
  const [indent = ''] = /^ *(?:- +)*/.exec(line) ?? [];
  const next = nextKey.exec(text.slice(end + 1, end + 1 + nextKeyWithin))?.groups;
  const [nextEmpty = '', nextIndent = ''] = [next?.['empty'], next?.['indent']];
  return nextIndent.length > indent.length ? end + 1 + nextEmpty.length + nextIndent.length : null;
}
