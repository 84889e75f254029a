/** Loads the instrumented text of a file that has one, in place of its own. */
import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';

const instrumented = process.env.LUMBAR_MUTANTS;

export async function load(url, context, next) {
  const { pathname } = new URL(url);
  if (!pathname.endsWith('.ts')) return next(url, context);
  const file = relative(process.cwd(), fileURLToPath(new URL(pathname, url)));
  const text = await readFile(`${instrumented}/${file}`, 'utf8').catch(() => null);
  if (text === null) return next(url, context);
  const { code } = await transform(text, { loader: 'ts', format: 'esm', target: 'node20.19' });
  return { format: 'module', source: code, shortCircuit: true };
}
