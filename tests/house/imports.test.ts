/** The rules of the house about who may import whom, kept by reading every import of the tree. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

function sources(folder: string): string[] {
  return readdirSync(join(root, folder)).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(join(root, path)).isDirectory()) return sources(path);
    return /\.(ts|tsx|mts)$/.test(name) && !name.endsWith('.d.ts') ? [path] : [];
  });
}

interface Import {
  readonly file: string;
  readonly line: number;
  readonly specifier: string;
  readonly typeOnly: boolean;
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  const found: Import[] = [];
  const pattern =
    /(?:^|\n)\s*(import|export)\s+(type\s+)?(?:[\w*{][^;'"]*?\sfrom\s+)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g;
  for (const match of text.matchAll(pattern)) {
    found.push({
      file,
      line: text.slice(0, match.index + 1).split('\n').length,
      specifier: match[3] ?? match[4] ?? '',
      typeOnly: match[2] !== undefined,
    });
  }
  return found;
}

/** The room a path lies in: `src/chair`, `boards`, `sim`, ... */
function roomOf(path: string): string {
  const [first = '', second = ''] = path.split('/');
  return first === 'src' ? `src/${second}` : first;
}

/** What each room may import besides itself. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  'src/chair': [],
  'src/program': ['src/chair'],
  'src/control': ['src/chair'],
  'src/board': ['src/chair', 'src/program', 'src/control', 'boards'],
  'src/store': ['src/chair', 'src/program', 'src/control'],
  'src/service': ['src/chair', 'src/program', 'src/control'],
  'src/host': ['src/chair', 'src/program', 'src/control', 'src/store', 'src/service'],
  boards: ['src/chair', 'src/program', 'src/board'],
  sim: [
    'src/chair',
    'src/program',
    'src/control',
    'src/board',
    'src/store',
    'src/service',
    'src/host',
    'boards',
  ],
  'src/cli': [
    'src/chair',
    'src/program',
    'src/control',
    'src/board',
    'src/store',
    'src/service',
    'src/host',
    'boards',
    'sim',
  ],
};

const everyImport = [...sources('src'), ...sources('sim'), ...sources('boards')].flatMap(importsOf);

function breaks(found: Import): string | null {
  if (!found.specifier.startsWith('.')) return null;
  const from = roomOf(found.file);
  const target = relative(root, resolve(root, dirname(found.file), found.specifier));
  const to = roomOf(target);
  if (from === to) return null;
  // The plan's types are all that control may know of programs.
  if (from === 'src/control' && target === 'src/program/plan/plan.ts' && found.typeOnly) return null;
  return (allowed[from] ?? []).includes(to) ? null : `${found.file}:${found.line} imports ${found.specifier}`;
}

/** Rooms and files that must not reach for time, chance, files or the machine. */
const pure = (file: string): boolean =>
  file.startsWith('src/chair/') || file.startsWith('src/control/') || /^src\/program\/plan/.test(file);

describe('the house', () => {
  test('there are imports to judge', () => {
    expect(everyImport.length).toBeGreaterThan(20);
  });

  test('no room imports a room it may not know', () => {
    expect(everyImport.map(breaks).filter((line) => line !== null)).toEqual([]);
  });

  test('the rule itself notices a low room that imports a high one', () => {
    const bad = { file: 'src/chair/units.ts', line: 1, specifier: '../control/tick.ts', typeOnly: false };
    expect(breaks(bad)).toBe('src/chair/units.ts:1 imports ../control/tick.ts');
    const plan = { file: 'src/control/tick.ts', line: 1, specifier: '../program/plan.ts', typeOnly: false };
    expect(breaks(plan)).not.toBeNull();
  });

  test('chair, planner and control import no package and nothing of Node', () => {
    const outside = everyImport.filter(({ file, specifier }) => pure(file) && !specifier.startsWith('.'));
    expect(outside.map(({ file, line, specifier }) => `${file}:${line} imports ${specifier}`)).toEqual([]);
  });

  test('the emulated chip imports nothing but itself and what Node has built in', () => {
    const own = everyImport.filter(({ file }) => file.startsWith('sim/avr/'));
    const outside = own.filter(({ file, specifier }) => {
      if (!specifier.startsWith('.')) return !specifier.startsWith('node:');
      return !relative(root, resolve(root, dirname(file), specifier)).startsWith('sim/avr/');
    });
    expect(own.length).toBeGreaterThan(20);
    expect(outside.map(({ file, line, specifier }) => `${file}:${line} imports ${specifier}`)).toEqual([]);
  });

  test('chair, planner and control touch no clock, timer, console, process or random source', () => {
    const forbidden =
      /\b(Date|performance|setTimeout|setInterval|setImmediate|queueMicrotask|console|process|globalThis)\b\s*[.(]|Math\.random/;
    const touching = [...sources('src/chair'), ...sources('src/control'), ...sources('src/program')]
      .filter(pure)
      .flatMap((file) =>
        readFileSync(join(root, file), 'utf8')
          .split('\n')
          .flatMap((line, index) =>
            forbidden.test(line.replace(/\/\/.*|^\s*\*.*|\/\*.*/, ''))
              ? [`${file}:${index + 1} ${line.trim()}`]
              : [],
          ),
      );
    expect(touching).toEqual([]);
  });
});
