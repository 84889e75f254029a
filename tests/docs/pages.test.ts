/** Every page: its links lead somewhere, no two headings share an anchor, and what it lists is all there is. */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { stepKinds, topKeys } from '../../sim/scenario/read.ts';
import { chairShape } from '../../src/chair/file/schema.ts';
import { type AnyShape, keysOf } from '../../src/chair/file/shape.ts';
import { packageFolder } from '../../src/package-folder.ts';
import { lumbar } from '../cli/lumbar.ts';

const root = packageFolder();
const pages = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
const textOf = (page: string): string => readFileSync(join(root, page), 'utf8');

function anchorsOf(page: string): string[] {
  const text = textOf(page).replaceAll(/^```[\s\S]*?^```/gm, '');
  const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );
  return [...headings, ...[...text.matchAll(/ id="([^"]+)"/g)].map(([, id = '']) => id)];
}

/** The wiring page says the same of each chair under the same headings. */
const ofEachChair = ['outputs', 'inputs', 'analog-inputs', 'display'];

test.each(pages)('the anchors of %s are its own', (page) => {
  const anchors = anchorsOf(page).filter(
    (anchor) => page === 'CHANGELOG.md' || !ofEachChair.includes(anchor),
  );
  expect(anchors).toEqual([...new Set(anchors)]);
});

test.each(pages)('the links of %s lead somewhere', (page) => {
  for (const [link, to = ''] of textOf(page).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)) {
    const [file = '', anchor] = to.split('#');
    const target = file === '' ? page : join(dirname(page), file);
    expect(existsSync(join(root, target)), link).toBe(true);
    if (anchor !== undefined) expect(anchorsOf(target), link).toContain(anchor);
  }
  for (const [picture, file = ''] of textOf(page).matchAll(/ (?:src|srcset)="([^"]+)"/g))
    expect(existsSync(join(root, dirname(page), file)), picture).toBe(true);
});

/** Each map of a chair file, by its place as the page has it. */
function mapsOf(shape: AnyShape, path: string): [path: string, shape: AnyShape][] {
  if (shape.shape === 'list') return mapsOf(shape.of as AnyShape, `${path}.1`);
  if (shape.shape === 'named') return mapsOf(shape.of as AnyShape, `${path}.NAME`);
  const inside = Object.entries(keysOf(shape)).flatMap(([name, { of }]) =>
    mapsOf(of, path === '' ? name : `${path}.${name}`),
  );
  return shape.shape === 'leaf' ? [] : [[path, shape], ...inside];
}

test('docs/chairs.md says of every figure of a chair file what may stand there', () => {
  const text = textOf('docs/chairs.md');
  const sectionOf = (path: string): string | undefined =>
    text.split(`\n### ${path}\n`)[1]?.split('\n### ')[0];
  // What is described elsewhere leads there, with all that is inside.
  const described = (path: string): string => {
    const own = sectionOf(path);
    if (own !== undefined) return /Its keys are those of `([^`]+)`/.exec(own)?.[1] ?? path;
    const dot = path.lastIndexOf('.');
    return dot < 0 ? path : `${described(path.slice(0, dot))}${path.slice(dot)}`;
  };
  const maps = mapsOf(chairShape, '').filter(([path]) => path !== '');
  expect(maps.length).toBeGreaterThan(40);
  for (const [path, shape] of maps) {
    const said = sectionOf(described(path)) ?? '';
    for (const [name, { of }] of Object.entries(keysOf(shape)))
      if (of.shape === 'leaf') expect(said, `${path}.${name}`).toContain(of.allowed.replaceAll('|', '\\|'));
  }
});

test('docs/scenarios.md has every key and every step of a scenario', () => {
  const text = textOf('docs/scenarios.md');
  for (const key of topKeys) expect(text).toContain(`\n${key}:`);
  for (const kind of stepKinds) expect(text).toContain(`\n| \`${kind}: `);
});

test('docs/output.md has every column of a trace and every field of a report', () => {
  const text = textOf('docs/output.md');
  const file = join(root, 'node_modules', `.lumbar-output-${process.pid}.csv`);
  try {
    const { stdout } = lumbar(['run', 'function-check', '--chair', 'lumbar-1', '--json', '--trace', file]);
    const columns = readFileSync(file, 'utf8').split('\n')[0]?.split(',') ?? [];
    expect(columns.length).toBeGreaterThan(10);
    for (const column of columns) expect(text).toContain(column);
    const fields = new Set([...stdout.matchAll(/"(\w+)":/g)].map(([, field = '']) => field));
    for (const field of fields) if (!['lumbar', 'sacral'].includes(field)) expect(text).toContain(field);
  } finally {
    rmSync(file, { force: true });
  }
});

/** What stands in backticks, word by word. */
const wordsIn = (page: string): string[] =>
  [...textOf(page).matchAll(/`([^`\n]+)`/g)].flatMap(([, said = '']) => said.split(/[\s,;]+/));

test.each(pages)('every place in the tree that %s names is there', (page) => {
  const places = wordsIn(page)
    .map((word) => word.replace(/^--\w+=/, '').replace(/[:.]+$/, ''))
    .filter((word) => /^(src|sim|tests|boards|programs)\/[\w./-]+$/.test(word) && !/my-|ID/.test(word));
  expect(places.filter((place) => !existsSync(join(root, place)))).toEqual([]);
});

const sourcesIn = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => join(folder, name));

test('the files and functions that ARCHITECTURE.md and the glossary name are there', () => {
  const files = ['src', 'sim', 'docs/make'].flatMap(sourcesIn);
  const names = new Set(
    files.flatMap((file) => readFileSync(join(root, file), 'utf8').match(/\b[A-Za-z]\w+\b/g) ?? []),
  );
  const words = ['ARCHITECTURE.md', 'CONTRIBUTING.md'].flatMap(wordsIn);
  const named = words.filter((word) => /^[\w./-]+\.tsx?$/.test(word) && !word.startsWith('tests/'));
  const isThere = (name: string) => files.some((file) => file === name || file.endsWith(`/${name}`));
  expect(named.length).toBeGreaterThan(30);
  expect(named.filter((name) => !isThere(name) && !existsSync(join(root, name)))).toEqual([]);
  const called = words
    .map((word) => word.split(/[.[]/).at(-1) ?? '')
    .filter((word) => /^([a-z]+[A-Z]\w*|[A-Z][a-z]\w*)$/.test(word));
  expect(called.length).toBeGreaterThan(50);
  expect(called.filter((word) => !names.has(word))).toEqual([]);
});
