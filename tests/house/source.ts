/** Reads the tree as text, for the tests that keep the house: files, imports, exports, functions. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');

export interface Place {
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

export interface Import extends Place {
  readonly specifier: string;
  /** The file it means, from the root; the specifier itself where it is a package. */
  readonly target: string;
  readonly typeOnly: boolean;
  /** `*` where the whole module is taken. */
  readonly names: readonly string[];
}

export interface Export extends Place {
  readonly name: string;
}

export interface Span extends Place {
  readonly name: string;
  readonly lines: number;
}

/** Files below a folder whose names end so, as paths from the root. */
export function filesIn(folder: string, ending: RegExp): string[] {
  return readdirSync(join(root, folder)).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(join(root, path)).isDirectory()) return filesIn(path, ending);
    return ending.test(name) && !/\.d\.m?ts$/.test(name) ? [path] : [];
  });
}

export const typeScript = /\.(ts|tsx|mts)$/;

export function textOf(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

const lineAt = (text: string, index: number): number => text.slice(0, index).split('\n').length;

/** Comments and the insides of texts become blanks; lines and columns stay where they are. */
export function codeOf(text: string): string {
  const blank = (piece: string) => piece.replace(/[^\n]/g, ' ');
  return text.replace(
    /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g,
    blank,
  );
}

const statement =
  /(?:^|\n)\s*(import|export)\s+(type\s+)?(?:([\w*{][^;'"]*?)\sfrom\s+)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g;

export function importsIn(file: string, text: string): Import[] {
  return [...text.matchAll(statement)].map((match) => {
    const specifier = match[4] ?? match[5] ?? '';
    const target = specifier.startsWith('.')
      ? relative(root, resolve(root, dirname(file), specifier))
      : specifier;
    const line = lineAt(text, match.index + 1);
    return { file, line, specifier, target, typeOnly: match[2] !== undefined, names: namesIn(match[3]) };
  });
}

function namesIn(clause: string | undefined): string[] {
  if (clause === undefined) return ['*'];
  const list = /\{([^}]*)\}/.exec(clause)?.[1];
  const named = (list ?? '')
    .split(',')
    .map(
      (name) =>
        name
          .trim()
          .replace(/^type\s+/, '')
          .split(/\s+as\s+/)[0] ?? '',
    )
    .filter((name) => name !== '');
  const rest = clause.replace(/\{[^}]*\}/, '').trim();
  return /\*/.test(rest) ? ['*', ...named] : /^\w/.test(rest) ? ['default', ...named] : named;
}

export function exportsIn(file: string, text: string): Export[] {
  const declared = text.matchAll(
    /^export\s+(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?(?:function\*?|const|let|class|interface|type|enum)\s+(\w+)/gm,
  );
  return [...declared].map((match) => ({ file, line: lineAt(text, match.index), name: match[1] ?? '' }));
}

/** Functions and methods, by where their bodies open and close. */
export function functionsIn(file: string, text: string): Span[] {
  const code = codeOf(text);
  const heads =
    /(?:\bfunction\*?\s+(\w+)|^\s*(?:(?:public|private|static|async|get|set)\s+)*([#\w]+)\s*(?=\([^;]*\)[^;={]*\{)|\b(?:const|let)\s+(\w+)(?::[^=;]*)?\s*=\s*(?:async\s+)?(?:\([^;{}]*\)|\w+)(?::[^=;{}]*)?\s*=>)/gm;
  const spans: Span[] = [];
  for (const match of code.matchAll(heads)) {
    const name = match[1] ?? match[2] ?? match[3] ?? '';
    if (/^(if|for|while|switch|catch|return|describe|test|it)$/.test(name)) continue;
    const from = match.index + match[0].length;
    const arrow = match[3] !== undefined;
    const open = arrow
      ? from + (/^\s*(?=\{)/.exec(code.slice(from))?.[0].length ?? -from - 1)
      : bodyAfter(code, from);
    if (open < 0) continue;
    const close = closingOf(code, open);
    const start = match.index + (/^\s*/.exec(match[0])?.[0].length ?? 0);
    spans.push({
      file,
      name,
      line: lineAt(code, start),
      lines: lineAt(code, close) - lineAt(code, start) + 1,
    });
  }
  return spans;
}

/** Where the brace of a body opens: after the parameters and the type, before anything ends the statement. */
function bodyAfter(code: string, from: number): number {
  let depth = 0;
  for (let at = from; at < code.length; at++) {
    const letter = code[at];
    if (letter === '(' || letter === '<' || letter === '[') depth++;
    else if (letter === ')' || letter === ']' || (letter === '>' && code[at - 1] !== '=')) depth--;
    else if (letter === ';' && depth <= 0) return -1;
    else if (letter === '{' && depth <= 0) {
      // A type written out stands after a colon.
      if (/:\s*$/.test(code.slice(from, at))) at = closingOf(code, at);
      else return at;
    }
  }
  return -1;
}

function closingOf(code: string, open: number): number {
  let depth = 0;
  for (let at = open; at < code.length; at++) {
    if (code[at] === '{') depth++;
    else if (code[at] === '}' && --depth === 0) return at;
  }
  return code.length;
}

/** Functions of C++: a name, parameters and a body at the beginning of a line. */
export function cFunctionsIn(file: string, text: string): Span[] {
  const code = codeOf(text);
  const heads =
    /^(?!\s*(?:if|for|while|switch|return|namespace|struct|class|else)\b)[\w:<>*&][\w:<>*&\s]*?\b(\w+)\s*\([^;{}]*\)\s*(?:const\s*)?\{/gm;
  return [...code.matchAll(heads)].map((match) => {
    const open = match.index + match[0].length - 1;
    const line = lineAt(code, match.index);
    return { file, name: match[1] ?? '', line, lines: lineAt(code, closingOf(code, open)) - line + 1 };
  });
}

/** Every circle of a graph once, as the list of its members in order. */
export function circlesOf(graph: ReadonlyMap<string, ReadonlySet<string>>): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const circles: string[][] = [];
  const visit = (node: string): void => {
    index.set(node, index.size);
    low.set(node, index.get(node) ?? 0);
    stack.push(node);
    for (const next of graph.get(node) ?? []) {
      if (!graph.has(next)) continue;
      if (!index.has(next)) visit(next);
      if (stack.includes(next)) low.set(node, Math.min(low.get(node) ?? 0, low.get(next) ?? 0));
    }
    if (low.get(node) !== index.get(node)) return;
    const members = stack.splice(stack.indexOf(node));
    if (members.length > 1) circles.push(members.sort());
  };
  for (const node of graph.keys()) if (!index.has(node)) visit(node);
  return circles;
}
