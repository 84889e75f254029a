// Bundles the benchmarks and runs them: npm run bench [-- --json] [-- NAME...]
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

// Beside the packages, so that the bundle finds the ones that stay outside.
const folder = await mkdtemp(join('node_modules', '.lumbar-bench-'));
try {
  const outfile = join(folder, 'bench.cjs');
  await build({
    entryPoints: ['tests/bench/main.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['serialport', 'playwright-core', 'esbuild', '@lydell/node-pty'],
    define: { 'import.meta.url': '__benchUrl', 'import.meta.dirname': '__benchDir' },
    banner: {
      js: `const __benchUrl = ${JSON.stringify(pathToFileURL(join(process.cwd(), 'tests/bench/main.ts')).href)}; const __benchDir = ${JSON.stringify(join(process.cwd(), 'tests/bench'))};`,
    },
    logLevel: 'error',
  });
  const { main } = await import(pathToFileURL(outfile).href);
  process.exitCode = await main(process.argv.slice(2));
} finally {
  await rm(folder, { recursive: true, force: true });
}
