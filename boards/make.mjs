// Bundles boards/make.ts and runs it: npm run boards
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

// Inside the package, so that the bundle finds it and its packages.
const folder = await mkdtemp(join('node_modules', '.lumbar-boards-'));
try {
  const outfile = join(folder, 'make.mjs');
  await build({
    entryPoints: ['boards/make.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  });
  await import(pathToFileURL(outfile).href);
} finally {
  await rm(folder, { recursive: true, force: true });
}
