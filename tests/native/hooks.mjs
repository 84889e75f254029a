/** Loads a TypeScript file as the JavaScript that esbuild makes of it, which is kept for the next test file's process. */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const kept = new URL('../../node_modules/.cache/lumbar-tests/', import.meta.url);
/** What the JavaScript depends on beside the file: this file says how it is made, the lock file by which esbuild. */
const made = await Promise.all(
  ['./hooks.mjs', '../../package-lock.json'].map((file) => readFile(new URL(file, import.meta.url))),
);
const madeHow = made.reduce((hash, text) => hash.update(text), createHash('sha256')).digest('hex');
await mkdir(kept, { recursive: true });

export async function load(url, context, next) {
  const { pathname } = new URL(url);
  if (!/\.tsx?$/.test(pathname)) return next(url, context);
  const file = fileURLToPath(new URL(pathname, url));
  const text = await readFile(file, 'utf8');
  const name = createHash('sha256').update(madeHow).update(file).update('\0').update(text).digest('hex');
  const place = new URL(`${name}.mjs`, kept);
  const source = await readFile(place, 'utf8').catch(() => make(file, text, place));
  return { format: 'module', source, shortCircuit: true };
}

async function make(file, text, place) {
  const { transform } = await import('esbuild');
  const { code } = await transform(text, {
    loader: file.endsWith('x') ? 'tsx' : 'ts',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    format: 'esm',
    target: 'node20.19',
    sourcefile: file,
    sourcemap: 'inline',
    sourcesContent: false,
    define: { __VERSION__: '"test"' },
  });
  // Whole or not at all: other processes read it meanwhile.
  const unfinished = new URL(`${place.href}.${process.pid}`);
  await writeFile(unfinished, code);
  await rename(unfinished, place);
  return code;
}
