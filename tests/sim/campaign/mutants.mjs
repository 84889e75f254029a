// Plants each bug of mutants.ts in the controller and lets the campaign look for it: npm run mutants [-- SEEDS [WORD]]
// With a word only those whose names hold it.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const seeds = Number(process.argv[2] ?? 2000);
const word = process.argv[3] ?? '';
const folder = await mkdtemp(join('node_modules', '.lumbar-mutants-'));

/** Bundles an entry, with one file of the controller changed, and loads it. */
async function load(entry, name, mutant) {
  const outfile = join(folder, `${name}.cjs`);
  const plant = {
    name: 'plant',
    setup: (bundle) =>
      bundle.onLoad({ filter: /src[\\/](control|machine|service)[\\/].*\.ts$/ }, async ({ path }) => {
        const text = await readFile(path, 'utf8');
        const mine = mutant !== undefined && path.replaceAll('\\', '/').endsWith(`src/${mutant.file}`);
        return { contents: mine ? text.replace(mutant.from, () => mutant.to) : text, loader: 'ts' };
      }),
  };
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['serialport'],
    plugins: [plant],
    define: { 'import.meta.url': '__url', 'import.meta.dirname': '__dir' },
    banner: {
      js: `const __url = ${JSON.stringify(pathToFileURL(join(process.cwd(), entry)).href)}; const __dir = ${JSON.stringify(join(process.cwd(), 'tests/sim/campaign'))};`,
    },
    logLevel: 'error',
  });
  return import(pathToFileURL(outfile).href);
}

try {
  const { mutants } = await load('tests/sim/campaign/mutants.ts', 'list');
  const { chairChoice, chairsOf } = await load('sim/campaign/chairs.ts', 'chairs');
  const chairOf = chairsOf(chairChoice('lumbar-1'));
  const asItIs = await load('sim/campaign/campaign.ts', 'as-it-is');
  /** Whether this seed fails by itself, and shows nothing of a planted bug. */
  const failsAnyway = (seed, options) => {
    const result = asItIs.createResult();
    asItIs.runSeeds(result, { from: seed, count: 1 }, options, chairOf);
    return result.failures.length > 0;
  };
  let missed = 0;
  for (const [index, mutant] of [undefined, ...mutants].entries()) {
    if (word !== '' && mutant?.name.includes(word) !== true) continue;
    const { createResult, runSeeds, seedHas } = await load(
      'sim/campaign/campaign.ts',
      `mutant-${index}`,
      mutant,
    );
    const result = createResult();
    const kinds = mutant?.rough;
    const options = { board: 'model', rough: kinds === undefined ? '' : 'drawn', healthy: false };
    let tried = 0;
    for (let seed = 1; result.failures.length === 0 && seed <= seeds; seed++) {
      if (kinds !== undefined && !seedHas(seed, options, chairOf, kinds)) continue;
      tried++;
      runSeeds(result, { from: seed, count: 1 }, options, chairOf);
      if (mutant === undefined || result.failures.length === 0 || !failsAnyway(seed, options)) continue;
      console.log(`      seed ${seed} fails with the controller as it is, too`);
      result.failures.length = 0;
    }
    const [first] = result.failures;
    const found =
      first === undefined
        ? `not in ${seeds} seeds, ${tried} tried`
        : `seed ${first.seed}, ${tried} tried: ${first.invariant}`;
    // The controller as it is must pass.
    const good = (first === undefined) === (mutant === undefined);
    if (!good) missed++;
    console.log(`${good ? 'good' : 'BAD '}  ${mutant?.name ?? 'the controller as it is'} -> ${found}`);
  }
  console.log(missed === 0 ? 'every planted bug was found' : `${missed} not as they should be`);
  process.exitCode = missed === 0 ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
