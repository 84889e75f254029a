/** What the parser of YAML stumbles over -> where that is, what it is, and what to do about it. */
import { quoted } from './quoted.ts';
import { type Reading, report } from './yaml-problems.ts';

/** What to do about the errors people make most; the parser's own words say what it stumbled over. */
const cures: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'indent with blanks, not with tabs',
  BAD_INDENT: 'let the keys of one map, and the dashes of one list, begin in the same column',
  MISSING_CHAR: 'look for a missing colon, comma, quote or bracket here or in the line before',
  BLOCK_AS_IMPLICIT_KEY:
    'one `key: value` a line, or { key: value, key: value }; a text with a colon in it stands in quotes',
  BLOCK_IN_FLOW: 'look for a missing comma between braces here or before',
  BAD_SCALAR_START: 'put the text in quotes',
  BAD_DQ_ESCAPE: 'write the text without backslashes, or in single quotes',
  MULTILINE_IMPLICIT_KEY:
    'a key and its colon stand on one line; look for a missing colon, or a missing blank behind it',
};

/** `[carriage]`, as in files of other programs, and nothing beside it. */
const headingLine = /^\[[^\]\n]*\][ \t]*(?:#.*)?$/m;

/** Text that belongs to no map or list around it. */
function reportLost(reading: Reading, offset: number): void {
  const heading = headingLine.exec(reading.text)?.[0].trim();
  const hint =
    heading === undefined
      ? 'look for a missing colon, bracket or dash here or in the line before'
      : `${quoted(heading)} is no heading here: write \`${heading.slice(1).split(/[\s\]]/)[0]}:\`, and its keys indented below it`;
  report(reading, offset, 'not-yaml', 'not YAML: this belongs to nothing that stands before it', hint);
}

/** Where the next line begins, if it has a key and stands further in than the line of the offset; -1 elsewhere. */
function deeperKey(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  if (end < 0) return -1;
  const own = /^ *(?:- +)*/.exec(text.slice(text.lastIndexOf('\n', offset - 1) + 1, end))?.[0].length ?? 0;
  const below = /^(?: *\r?\n)*( *)[^\s#:][^\n:]*:(?:\s|$)/.exec(text.slice(end + 1, end + 1 + belowMost));
  const [whole = '', blanks = ''] = below ?? [];
  if (blanks.length <= own) return -1;
  return end + 1 + whole.lastIndexOf('\n', whole.trimEnd().length - 1) + 1 + blanks.length;
}

/** More than this between two lines, and the plain words of YAML have to do. */
const belowMost = 2000;

/** A colon with the value at its heels: `on:{`. */
const closeColon = /[\w-]:[{["']/;

function reportNested(reading: Reading, offset: number): void {
  const { text } = reading;
  const deeper = deeperKey(text, offset);
  if (deeper >= 0) {
    const message = 'not YAML: this line stands further in than the one above, which has its value already';
    report(reading, deeper, 'not-yaml', message, cures['BAD_INDENT'] as string);
    return;
  }
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  const cure = closeColon.test(line)
    ? 'put a blank behind each colon'
    : (cures['BLOCK_AS_IMPLICIT_KEY'] as string);
  report(reading, offset, 'not-yaml', 'not YAML: a `key: value` stands where a value belongs', cure);
}

/** Where the parser's words would help nobody. */
const ownWords: Readonly<Record<string, (reading: Reading, offset: number) => void>> = {
  UNEXPECTED_TOKEN: reportLost,
  BLOCK_AS_IMPLICIT_KEY: reportNested,
};

export function reportYaml(reading: Reading, offset: number, code: string, message: string): void {
  const [, closing] = /must be sufficiently indented and end with a ([}\]])/.exec(message) ?? [];
  if (closing !== undefined) {
    const opening = closing === '}' ? '{' : '[';
    const said = `not YAML: a ${opening} above this line is not closed`;
    report(
      reading,
      offset,
      'not-yaml',
      said,
      `look in the lines before for the ${opening} without its ${closing}`,
    );
    return;
  }
  const own = ownWords[code];
  if (own !== undefined) {
    own(reading, offset);
    return;
  }
  const inOneLine = message.replace(/\s+/g, ' ').slice(0, 120);
  const lowered = inOneLine.charAt(0).toLowerCase() + inOneLine.slice(1);
  report(
    reading,
    offset,
    'not-yaml',
    `not YAML: ${lowered}`,
    cures[code] ?? `compare with a ${reading.what} that works`,
  );
}
