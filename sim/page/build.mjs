// Bundles the page: one script, the editor loaded on demand, style and document beside them. Nothing is loaded from outside.
import { copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = fileURLToPath(new URL('./browser/', import.meta.url));

/** Builds the page into a folder and removes what earlier builds left there. */
export async function buildPage(folder) {
  await mkdir(folder, { recursive: true });
  const { metafile } = await build({
    metafile: true,
    entryPoints: {
      page: join(here, 'main.tsx'),
      style: join(here, 'style/style.css'),
      setup: join(here, 'setup/setup.tsx'),
      'setup-style': join(here, 'setup/setup.css'),
    },
    outdir: folder,
    bundle: true,
    splitting: true,
    minify: true,
    platform: 'browser',
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    logLevel: 'warning',
  });
  const files = ['index.html', 'setup.html', 'icon.svg'];
  for (const name of files) await copyFile(join(here, name), join(folder, name));
  const made = new Set([...Object.keys(metafile.outputs).map((file) => basename(file)), ...files]);
  for (const name of await readdir(folder))
    if (!made.has(name)) await rm(join(folder, name), { force: true });
  return metafile;
}
