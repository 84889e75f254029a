// Builds dist/: the lumbar executable and what it loads on demand. serialport stays outside (native part).
import { chmod, readFile, rm } from 'node:fs/promises';
import { build } from 'esbuild';

const { version } = JSON.parse(await readFile('package.json', 'utf8'));

await rm('dist', { recursive: true, force: true });
await build({
  entryPoints: { lumbar: 'src/cli/main.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  minifySyntax: true,
  legalComments: 'none',
  external: ['serialport'],
  define: { __VERSION__: JSON.stringify(version) },
  banner: {
    // CommonJS packages inside an ES module bundle still call require.
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  logLevel: 'warning',
});
const executable = 'dist/lumbar.js';
await chmod(executable, 0o755);
