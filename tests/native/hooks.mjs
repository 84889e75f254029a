/** Loads a TypeScript file as the JavaScript that esbuild makes of it. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';

export async function load(url, context, next) {
  const { pathname } = new URL(url);
  if (!/\.tsx?$/.test(pathname)) return next(url, context);
  const file = fileURLToPath(new URL(pathname, url));
  const { code } = await transform(await readFile(file, 'utf8'), {
    loader: pathname.endsWith('x') ? 'tsx' : 'ts',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    format: 'esm',
    target: 'node20.19',
    sourcefile: file,
    sourcemap: 'inline',
    sourcesContent: false,
    define: { __VERSION__: '"test"' },
  });
  return { format: 'module', source: code, shortCircuit: true };
}
