/** What keeps the house readable, over TypeScript and C++: each finding is told with file and line. */
import { describe, expect, test } from 'vitest';
import {
  cFunctionsIn,
  circlesOf,
  codeOf,
  exportsIn,
  filesIn,
  functionsIn,
  type Import,
  importsIn,
  textOf,
  typeScript,
} from './source.ts';

const functionLinesMax = 70;
const fileLinesMax = 400;

/** What need not keep a rule, each with its reason; at most ten. */
const exempt: readonly { readonly file: RegExp; readonly rule: Rule; readonly why: string }[] = [
  { file: /^src\/chair\/faults\.ts$/, rule: 'file', why: 'a table: one row a fault' },
  { file: /interlocks\/rules\.ts$/, rule: 'file', why: 'a table: every interlock on one page' },
  {
    file: /^src\/service\/client\.ts$/,
    rule: 'function',
    why: 'a closure that is the client, of short functions',
  },
  { file: /^sim\/plant\/state\.ts$/, rule: 'function', why: 'one literal: every part of the plant at rest' },
  { file: /^src\/program\/plan\/planner\.ts$/, rule: 'function', why: 'one case a technique' },
  { file: /^sim\/page\/browser\//, rule: 'state', why: 'one page is one document: socket, sound, frames' },
  {
    file: /^sim\/(avr\/translator\/translation-cache|plant\/events)\.ts$/,
    rule: 'state',
    why: 'a cache of what does not change, and room to work in: filled before each use',
  },
];
type Rule = 'file' | 'function' | 'export' | 'state' | 'fallback' | 'circle';

const isExempt = (file: string, rule: Rule): boolean =>
  exempt.some((entry) => entry.rule === rule && entry.file.test(file));

const sources = ['src', 'sim', 'boards'].flatMap((folder) => filesIn(folder, typeScript));
const users = [...sources, ...filesIn('tests', typeScript), ...filesIn('docs', typeScript)];
const firmware = filesIn('boards/guard', /\.(cpp|h)$/);
const imports = new Map(users.map((file) => [file, importsIn(file, textOf(file))]));

describe('the house', () => {
  test('has no more than ten exemptions', () => {
    expect(exempt.length).toBeLessThanOrEqual(10);
  });

  test('has no circles between its files', () => {
    const graph = new Map(
      sources.map((file) => [file, new Set((imports.get(file) ?? []).map((one) => one.target))]),
    );
    const found = circlesOf(graph).filter((circle) => !circle.every((file) => isExempt(file, 'circle')));
    expect(found.map((circle) => circle.join(' <-> '))).toEqual([]);
  });

  test('has no circles between the rooms of its control', () => {
    const roomOf = (file: string) => /^src\/control\/([a-z]+)\//.exec(file)?.[1];
    const graph = new Map<string, Set<string>>();
    for (const file of sources) {
      const room = roomOf(file);
      if (room === undefined) continue;
      const known = graph.get(room) ?? new Set();
      for (const { target } of imports.get(file) ?? []) {
        const other = roomOf(target);
        if (other !== undefined && other !== room) known.add(other);
      }
      graph.set(room, known);
    }
    expect(graph.size).toBeGreaterThan(5);
    expect(circlesOf(graph).map((circle) => circle.join(' <-> '))).toEqual([]);
  });

  test('exports nothing that nobody else uses', () => {
    const used = new Set<string>();
    const whole = new Set<string>();
    for (const found of [...imports.values()].flat()) {
      for (const name of found.names) {
        if (name === '*') whole.add(found.target);
        else used.add(`${found.target} ${name}`);
      }
    }
    const dead = sources
      .filter((file) => !isExempt(file, 'export') && !whole.has(file))
      .flatMap((file) => exportsIn(file, textOf(file)))
      .filter(({ file, name }) => !used.has(`${file} ${name}`));
    expect(dead.map(({ file, line, name }) => `${file}:${line} ${name}`)).toEqual([]);
  });

  test('has no code that only its tests use', () => {
    const made = new Set([...sources, ...filesIn('docs', typeScript)]);
    const used = new Set(
      [...imports].flatMap(([file, all]) =>
        made.has(file) ? all.flatMap(({ target, names }) => names.map((name) => `${target} ${name}`)) : [],
      ),
    );
    const dead = sources
      .filter((file) => !used.has(`${file} *`))
      .flatMap((file) => exportsIn(file, textOf(file)))
      .filter(({ file, name }) => !used.has(`${file} ${name}`) && timesIn(codeOf(textOf(file)), name) < 2);
    expect(dead.map(({ file, line, name }) => `${file}:${line} ${name}`)).toEqual([]);
  });

  test('has no function in its firmware that nobody calls', () => {
    const text = firmware.map((file) => codeOf(textOf(file))).join('\n');
    const dead = firmware
      .filter((file) => file.endsWith('.cpp'))
      .flatMap((file) => cFunctionsIn(file, textOf(file)))
      .filter(({ name }) => !/^(main|ISR|Sender)$/.test(name))
      .filter(({ name }) => timesIn(text, name) < 2);
    expect(dead.map(({ file, line, name }) => `${file}:${line} ${name}`)).toEqual([]);
  });

  test(`has no function of more than ${functionLinesMax} lines`, () => {
    const long = [
      ...sources.flatMap((file) => functionsIn(file, textOf(file))),
      ...firmware.flatMap((file) => cFunctionsIn(file, textOf(file))),
    ].filter(({ file, lines }) => lines > functionLinesMax && !isExempt(file, 'function'));
    expect(long.map(({ file, line, name, lines }) => `${file}:${line} ${name}: ${lines} lines`)).toEqual([]);
  });

  test(`has no file of more than ${fileLinesMax} lines`, () => {
    const long = [...sources, ...firmware]
      .map((file) => ({ file, lines: textOf(file).split('\n').length - 1 }))
      .filter(({ file, lines }) => lines > fileLinesMax && !isExempt(file, 'file'));
    expect(long.map(({ file, lines }) => `${file}:1 ${lines} lines`)).toEqual([]);
  });

  test('does not compute on in its control where something is missing', () => {
    const found = sources
      .filter((file) => file.startsWith('src/control/') && !isExempt(file, 'fallback'))
      .flatMap((file) => linesOf(file, /\?\?\s*(?:0|''|""|Number\.NaN)(?!\w)/));
    expect(found).toEqual([]);
  });

  test('hands over quantities in their units, and none of these as a bare number', () => {
    const bare = /[(,] ?\w*(?:Mm|MmPerS|[a-z](?:C|V|A)|(?<!Per)K): number\b/;
    const found = sources
      .filter((file) => /^src\/(chair|program|control|machine|setup|run|service)\//.test(file))
      .flatMap((file) => linesOf(file, bare));
    expect(found).toEqual([]);
  });

  test('keeps no state in its modules', () => {
    const found = sources
      .filter((file) => !isExempt(file, 'state'))
      .flatMap((file) => linesOf(file, /^(?:export )?let /));
    expect(found).toEqual([]);
  });
});

const timesIn = (text: string, name: string): number =>
  [...text.matchAll(new RegExp(`\\b${name}\\b`, 'g'))].length;

/** Places where the code, comments apart, is so. Texts are kept: `?? ''` is one. */
function linesOf(file: string, what: RegExp): string[] {
  const code = textOf(file).replace(/\/\*[\s\S]*?\*\//g, (piece) => piece.replace(/[^\n]/g, ' '));
  return code
    .split('\n')
    .flatMap((line, index) =>
      what.test(line.replace(/\/\/.*/, '')) ? [`${file}:${index + 1} ${line.trim()}`] : [],
    );
}

describe('the rules notice', () => {
  const bad = (lines: number) => `function long(): void {\n${'  step();\n'.repeat(lines)}}\n`;

  test('a function that is too long, however it is written', () => {
    expect(functionsIn('x.ts', bad(80))[0]).toMatchObject({ name: 'long', line: 1, lines: 82 });
    const arrow = bad(80).replace('function long(): void', 'const long = (a: number): void =>');
    expect(functionsIn('x.ts', arrow)[0]).toMatchObject({ name: 'long', lines: 82 });
    expect(
      cFunctionsIn('x.cpp', bad(80).replace('function long(): void', 'void long(int a)'))[0],
    ).toMatchObject({
      lines: 82,
    });
  });

  test('a circle of three', () => {
    const graph = new Map([
      ['a', new Set(['b'])],
      ['b', new Set(['c'])],
      ['c', new Set(['a'])],
      ['d', new Set(['a'])],
    ]);
    expect(circlesOf(graph)).toEqual([['a', 'b', 'c']]);
  });

  test('what is exported, and what is taken from where', () => {
    expect(
      exportsIn('x.ts', 'export const one = 1;\nexport interface Two {}\n').map(({ name }) => name),
    ).toEqual(['one', 'Two']);
    const [found] = importsIn('src/a/x.ts', "import { one, type Two as Three } from '../b/y.ts';\n") as [
      Import,
    ];
    expect(found).toMatchObject({ target: 'src/b/y.ts', names: ['one', 'Two'] });
  });

  test('code, and not what is said about it', () => {
    expect(codeOf("// let x\nconst a = 'let y'; /* let z */")).not.toContain('let');
  });
});
