/**
 * Problems as people read them: where, which code, what is wrong; under it the line of the file with a caret
 * and what would be right. Pure text; colours come from whoever prints it.
 */
import { withoutByteOrderMark } from '../../codec/yaml.ts';

/** A problem of a program, a chair file or a scenario. */
export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly code: string;
  /** What is wrong, with the value. */
  readonly message: string;
  /** What would be right. */
  readonly hint: string;
}

export type Tone = 'good' | 'bad' | 'warn' | 'dim' | 'strong';
/** Gives a text a tone, such as a colour on a terminal. */
export type Paint = (tone: Tone, text: string) => string;
export const plainPaint: Paint = (_tone, text) => text;

/** Of a line longer than this only the part around the caret is shown. */
const lineWidth = 100;

/** All problems of one file; `text` is what it held. No line end at the end; empty where there is no problem. */
export function problemsText(problems: readonly Problem[], text: string, paint: Paint = plainPaint): string {
  const lines = withoutByteOrderMark(text).split('\n');
  const places = problems.map(({ file, line, column }) => `${file}:${line}:${column}`);
  const placeWidth = Math.max(0, ...places.map((place) => place.length));
  const numberWidth = Math.max(0, ...problems.map((problem) => String(problem.line).length));
  const blocks = problems.map((problem, index) => {
    const place = (places[index] as string).padEnd(placeWidth);
    const head = `${paint('strong', place)}  ${paint('bad', problem.code)}  ${problem.message}`;
    return `${head}\n${excerpt(problem, lines[problem.line - 1], numberWidth, paint)}`;
  });
  return blocks.join('\n');
}

/** `5 | the line` and under it `  |   ^ the hint`. */
function excerpt(problem: Problem, line: string | undefined, numberWidth: number, paint: Paint): string {
  const margin = ' '.repeat(numberWidth + 2);
  const hint = paint('good', problem.hint);
  if (line === undefined || line.trim() === '') return `${margin}${paint('dim', '|')} ${hint}`;
  const { shown, caretAt } = shownPart(line, problem.column - 1);
  const number = `  ${String(problem.line).padStart(numberWidth)}`.slice(-numberWidth - 2);
  const caret = `${' '.repeat(caretAt)}${paint('bad', '^')}`;
  return `${paint('dim', `${number} |`)} ${shown}\n${paint('dim', `${margin} |`)} ${caret} ${hint}`;
}

/** The line, or the part of it around the caret; each blank or control character is shown as one sign. */
function shownPart(line: string, column: number): { shown: string; caretAt: number } {
  const from =
    line.length <= lineWidth ? 0 : Math.max(0, Math.min(column - lineWidth / 2, line.length - lineWidth));
  const part = line
    .slice(from, from + lineWidth)
    .replace(/\s/g, ' ')
    .replace(/\p{C}/gu, '?');
  const before = from > 0 ? '...' : '';
  const after = from + lineWidth < line.length ? '...' : '';
  return {
    shown: (before + part + after).trimEnd(),
    caretAt: Math.min(column, line.length) - from + before.length,
  };
}
