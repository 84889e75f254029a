// Builds dist/: the lumbar executable and what it loads on demand. serialport stays outside (native part).
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { buildPage } from './sim/page/build.mjs';

const { version, engines } = JSON.parse(await readFile('package.json', 'utf8'));

/** What is built: the commit, and what stands beside it; nothing where there is no repository. */
function commit() {
  const git = (...args) =>
    execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 2 ** 26 });
  try {
    const changes = git('diff', 'HEAD');
    const head = git('rev-parse', '--short=12', 'HEAD').trim();
    return changes === ''
      ? head
      : `${head}+${createHash('sha256').update(changes).digest('hex').slice(0, 8)}`;
  } catch {
    return '';
  }
}

const { metafile } = await build({
  metafile: true,
  entryPoints: {
    main: 'src/cli/main.ts',
    'campaign-worker': 'sim/campaign/worker.ts',
    'page-thread': 'sim/page/chair/thread.ts',
  },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  outExtension: { '.js': '.mjs' },
  target: 'node20.19',
  minifySyntax: true,
  legalComments: 'none',
  external: ['serialport', '@lydell/node-pty'],
  define: { __VERSION__: JSON.stringify(version), __COMMIT__: JSON.stringify(commit()) },
  banner: {
    // CommonJS packages inside an ES module bundle still call require.
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  logLevel: 'warning',
});
// What is run: a file that every Node can read, which loads the rest. Beside it .mjs is ESM, and .js is not.
const executable = 'dist/lumbar.js';
const launcher = await readFile('src/cli/launcher/lumbar.js', 'utf8');
await writeFile(executable, launcher.replaceAll('__NODE__', engines.node.replace('>=', '')));
await chmod(executable, 0o755);
await writeFile('dist/package.json', '{ "type": "commonjs" }\n');

// What an earlier build left behind goes; nothing that is in use vanishes meanwhile.
const made = new Set(Object.keys(metafile.outputs).map((file) => basename(file)));
for (const name of await readdir('dist')) {
  if (/\.m?js$/.test(name) && name !== basename(executable) && !made.has(name)) await rm(join('dist', name));
}

const page = await buildPage('dist/page');

/** Whose code stands in what was built, with its licence: it goes where the bundles go. */
async function notices(...metafiles) {
  const files = metafiles.flatMap(({ inputs }) => Object.keys(inputs));
  const names = new Set(
    files.flatMap((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? []),
  );
  const parts = [...names].sort().map(async (name) => {
    const folder = join('node_modules', name);
    const { version: itsVersion, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    const file = (await readdir(folder)).find((one) => /^licen[cs]e/i.test(one));
    const text = file === undefined ? '' : `\n${(await readFile(join(folder, file), 'utf8')).trim()}\n`;
    return `${name} ${itsVersion}: ${license}\n${text}`;
  });
  return (await Promise.all(parts)).join(`\n${'-'.repeat(80)}\n\n`);
}
await writeFile('dist/NOTICES.txt', await notices(metafile, page));
