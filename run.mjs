// Bundles a TypeScript file of this package and runs it: node run.mjs FILE
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

// Inside the package, so that the bundle finds it and its packages.
const folder = await mkdtemp(join('node_modules', '.lumbar-run-'));
try {
  const outfile = join(folder, 'run.mjs');
  await build({
    entryPoints: [process.argv[2] ?? ''],
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
