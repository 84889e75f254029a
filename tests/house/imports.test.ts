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
const lowRooms = ['src/chair', 'src/codec', 'src/program', 'src/control'];
const allowed: Readonly<Record<string, readonly string[]>> = {
  'src/codec': [],
  'src/package-folder.ts': [],
  'src/whole-file.ts': [],
  'src/chair': ['src/codec'],
  'src/program': ['src/chair', 'src/codec', 'src/package-folder.ts'],
  'src/control': ['src/chair'],
  'src/board': ['src/chair', 'src/codec', 'src/package-folder.ts', 'boards'],
  'src/store': ['src/chair', 'src/program', 'src/codec', 'src/control'],
  'src/service': ['src/chair', 'src/program', 'src/codec', 'src/store'],
  'src/machine': [...lowRooms, 'src/store', 'src/service'],
  'src/run': [...lowRooms, 'src/store', 'src/service', 'src/machine', 'src/board'],
  'src/setup': ['src/chair', 'src/codec', 'src/board'],
  boards: ['src/chair', 'src/codec', 'src/board', 'src/package-folder.ts'],
  sim: [
    ...lowRooms,
    'src/package-folder.ts',
    'src/whole-file.ts',
    'src/board',
    'src/store',
    'src/service',
    'src/machine',
    'src/run',
    'src/setup',
    'boards',
  ],
  'src/cli': [
    ...lowRooms,
    'src/package-folder.ts',
    'src/whole-file.ts',
    'src/board',
    'src/store',
    'src/service',
    'src/machine',
    'src/run',
    'src/setup',
    'boards',
    'sim',
  ],
  // Whatever a document is made from.
  docs: [
    ...lowRooms,
    'src/package-folder.ts',
    'src/board',
    'src/store',
    'src/service',
    'src/machine',
    'src/setup',
    'boards',
    'sim',
  ],
};

const everyImport = ['src', 'sim', 'boards', 'docs'].flatMap(sources).flatMap(importsOf);

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
  /^src\/(chair|codec|control|machine|setup|program\/(language|plan))\//.test(file);

/** The packages that a pure room may use: pure themselves, or they would not be here. */
const packages: Readonly<Record<string, readonly string[]>> = {
  'src/codec/': ['cbor2', 'cbor2/decoder', 'cbor2/encoder', 'yaml'],
  'src/chair/file/': ['zod/mini'],
  'src/program/language/': ['zod/mini'],
};

function isOutside({ file, specifier }: Import): boolean {
  // What is of this house and touches files all the same.
  if (specifier.startsWith('.')) return /\/(package-folder|library)\.ts$/.test(specifier);
  const room = Object.keys(packages).find((folder) => file.startsWith(folder));
  return room === undefined || !packages[room]?.includes(specifier);
}

/** The names that a file imports from a module. */
function namesOf(file: string, specifier: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  const lists = text.matchAll(/import\s+(?:type\s+)?\{([^}]*)\}\s*from\s*'([^']+)'/g);
  return [...lists].flatMap(([, names = '', from]) =>
    from === specifier ? names.split(',').map((name) => name.trim().split(' as ')[0] ?? '') : [],
  );
}

const rims: Readonly<Record<string, RegExp>> = {
  store: /^src\/store\/(carry-out|file-system|home|lock|read-image|real-file-system)\.ts$/,
  service: /^src\/service\/(client|inbox|keeper|key-file|listen|port|serial|technician|timer)\.ts$/,
};
const anyRim = new RegExp(
  Object.values(rims)
    .map(({ source }) => `(${source})`)
    .join('|'),
);

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

  test('nobody but the machine calls the tick', () => {
    const callers = everyImport.filter(
      ({ file, specifier, typeOnly }) =>
        !typeOnly &&
        relative(root, resolve(root, dirname(file), specifier)) === 'src/control/tick.ts' &&
        namesOf(file, specifier).includes('tick'),
    );
    expect(callers.map(({ file }) => file)).toEqual(['src/machine/machine.ts']);
  });

  test('the machine knows nothing of the halves of store and service that touch the world', () => {
    const touching = everyImport.filter(
      ({ file, specifier }) =>
        file.startsWith('src/machine/') &&
        anyRim.test(relative(root, resolve(root, dirname(file), specifier))),
    );
    expect(touching.map(({ file, line, specifier }) => `${file}:${line} imports ${specifier}`)).toEqual([]);
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

  test('the pure rooms import nothing of Node and no package but those named here', () => {
    const outside = everyImport.filter((found) => pure(found.file) && isOutside(found));
    expect(outside.map(({ file, line, specifier }) => `${file}:${line} imports ${specifier}`)).toEqual([]);
  });

  test('the pure rooms touch no clock, timer, console, process or random source', () => {
    const forbidden =
      /\b(Date(?!\(\w)|performance|setTimeout|setInterval|setImmediate|queueMicrotask|console|process|globalThis)\b\s*[.(]|Math\.random/;
    const touching = sources('src')
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

  for (const [room, rim] of Object.entries(rims)) {
    test(`the pure half of the ${room} waits for nothing, touches nothing and knows nothing of the other half`, () => {
      const pureHalf = sources(`src/${room}`).filter((file) => !rim.test(file));
      const outside = everyImport.filter(({ file, specifier }) => {
        if (!pureHalf.includes(file)) return false;
        if (!specifier.startsWith('.')) return !['node:crypto', 'node:zlib'].includes(specifier);
        return anyRim.test(relative(root, resolve(root, dirname(file), specifier)));
      });
      expect(outside.map(({ file, line, specifier }) => `${file}:${line} imports ${specifier}`)).toEqual([]);
      // The kind of processor is as fixed as the code itself.
      const waiting =
        /\b(Promise|async|await|performance|setTimeout|setInterval|setImmediate|console|Date\.now|Math\.random)\b|new Date\(\)|\bprocess\.(?!arch\b)/;
      const code = (file: string) =>
        readFileSync(join(root, file), 'utf8').replace(/\/\/.*|^\s*\/?\*.*/gm, '');
      expect(pureHalf.filter((file) => waiting.test(code(file)))).toEqual([]);
      expect(pureHalf.length).toBeGreaterThan(5);
    });
  }
});
