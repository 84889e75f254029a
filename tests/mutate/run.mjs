// Changes guard and machine in every small way and counts what their tests notice:
// npm run mutate [-- --of=PLACE,... --tests=PLACE,... --shards=N --enough=SECONDS --keep=FILE --again=FILE]
// The guard takes a quarter of an hour; a file with its own tests, a minute. A mutant that has stood tests for --enough counts as
// one that none finds. --keep writes what became of each as a line of JSON; --again tries only those that were not
// found in such a file.
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { Instrumenter } from '@stryker-mutator/instrumenter';

/** Fewer than these are a failure, of a hundred. */
const enoughFound = 95;
const { values } = parseArgs({
  options: {
    of: { type: 'string', default: 'src/control/guard,src/machine' },
    tests: { type: 'string', default: '' },
    shards: { type: 'string', default: '2' },
    enough: { type: 'string', default: '5' },
    keep: { type: 'string' },
    again: { type: 'string' },
  },
});
const shards = Number(values.shards);

const folder = await mkdtemp(join(process.cwd(), 'node_modules', '.lumbar-mutants-'));
try {
  const count = await instrument(await sources(values.of.split(',')));
  process.stdout.write(`${count} mutants\n`);
  const progress = setInterval(
    async () => process.stdout.write(`${(await verdicts()).length} of ${count} tried\n`),
    60_000,
  );
  const codes = await Promise.all(Array.from({ length: shards }, (_, shard) => tryOn(shard)));
  clearInterval(progress);
  const all = await verdicts();
  if (values.keep !== undefined)
    await writeFile(values.keep, `${all.map((one) => JSON.stringify(one)).join('\n')}\n`);
  const score = report(all);
  process.exitCode =
    codes.every((code) => code === 0) && all.length === count && score >= enoughFound ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function sources(places) {
  const found = await Promise.all(
    places.map(async (place) => {
      if (place.endsWith('.ts')) return [place];
      const names = await readdir(place, { recursive: true });
      return names.filter((name) => name.endsWith('.ts')).map((name) => join(place, name));
    }),
  );
  return found.flat().sort();
}

/** Writes the sources with all their mutants switched off, and the list of the mutants. */
async function instrument(files) {
  const quiet = { isDebugEnabled: () => false, debug() {}, info() {}, warn() {} };
  const read = await Promise.all(
    files.map(async (name) => ({ name, mutate: true, content: await readFile(name, 'utf8') })),
  );
  const { files: changed, mutants } = await new Instrumenter(quiet).instrument(read, {
    plugins: null,
    excludedMutations: [],
    ignorers: [],
  });
  for (const { name, content } of changed) {
    const place = join(folder, name);
    await mkdir(dirname(place), { recursive: true });
    await writeFile(place, withSwitch(content));
  }
  const list = mutants
    .filter(({ status }) => status === undefined)
    .map(({ id, fileName, location, mutatorName, replacement }) => ({
      id: Number(id),
      file: fileName,
      line: location.start.line + 1,
      column: location.start.column + 1,
      kind: mutatorName,
      replacement,
    }));
  const wanted = values.again === undefined ? list : notFound(list, await readLines(values.again));
  await writeFile(join(folder, 'mutants.json'), JSON.stringify(wanted));
  return wanted.length;
}

/**
 * Stryker's switch compares texts in a function call at each mutant, which makes the guard thirty times slower; numbers
 * in place are some ten times quicker.
 */
function withSwitch(text) {
  return `const strykerSwitch = globalThis.lumbarMutants;
const strykerReach = (...ids) => { for (const id of ids) strykerSwitch.reached[id] = 1; };
const strykerPass = () => { if (--strykerSwitch.passes < 0) throw new Error('a loop without an end'); return true; };
const strykerBlock = () => { if (--strykerSwitch.blocks < 0) throw new Error('a loop without an end'); };
${text
  .replaceAll(/stryMutAct_9fa48\("(\d+)"\)/g, '(strykerSwitch.active === $1 && strykerPass())')
  .replaceAll(
    /stryCov_9fa48\(("[^)]*)\)/g,
    (_, ids) =>
      `(strykerSwitch.reached !== null ? strykerReach(${ids.replaceAll('"', '')}) : strykerBlock())`,
  )}`;
}

function tryOn(shard) {
  const only = values.tests === '' ? [] : [...values.tests.split(','), 'tests/mutate/every-mutant.ts'];
  const child = spawn('npx', ['vitest', 'run', '-c', 'vitest.mutate.config.ts', '--reporter=dot', ...only], {
    env: {
      ...process.env,
      LUMBAR_MUTANTS: folder,
      LUMBAR_SHARD: `${shard}/${shards}`,
      LUMBAR_ENOUGH: values.enough,
      NODE_NO_WARNINGS: '1',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (text) => {
    said += text;
  });
  return new Promise((resolve) => {
    child.on('close', (code) => {
      if (code !== 0) process.stdout.write(said);
      resolve(code);
    });
  });
}

async function verdicts() {
  const places = Array.from({ length: shards }, (_, shard) => join(folder, `verdicts-${shard}.jsonl`));
  return (await Promise.all(places.map((place) => readLines(place).catch(() => [])))).flat();
}

async function readLines(file) {
  const lines = (await readFile(file, 'utf8')).split('\n');
  return lines.filter((line) => line.endsWith('}')).map((line) => JSON.parse(line));
}

function notFound(list, known) {
  const key = ({ file, line, column, kind, replacement }) =>
    [file, line, column, kind, replacement].join('\0');
  const left = new Set(
    known.filter(({ status }) => status === 'survived' || status === 'unreached').map(key),
  );
  return list.filter((one) => left.has(key(one)));
}

/** Prints a line a file and each mutant that was not found. @returns what was found of those that can be, of a hundred */
function report(all) {
  const files = Map.groupBy === undefined ? groups(all) : Map.groupBy(all, ({ file }) => file);
  const found = (some) => some.filter(({ status }) => status === 'killed').length;
  const fair = (some) => some.filter(({ status }) => status !== 'static');
  const share = (some) => (100 * found(some)) / Math.max(fair(some).length, 1);
  for (const { file, line, column, kind, replacement, status, by } of all) {
    if (status === 'killed' || status === 'static') continue;
    process.stdout.write(
      `${file}:${line}:${column} ${status} (${kind}, ${by || 'no test'}): ${replacement.slice(0, 120)}\n`,
    );
  }
  const row = (name, some) =>
    `${share(some).toFixed(1).padStart(6)} % ${String(found(some)).padStart(5)} of ${fair(some).length} ${name}\n`;
  for (const [file, some] of [...files].sort(([one], [other]) => (one < other ? -1 : 1)))
    process.stdout.write(row(file, some));
  process.stdout.write(
    row(`in all; ${all.length - fair(all).length} more are reached only as modules load`, all),
  );
  return share(all);
}

function groups(all) {
  const files = new Map();
  for (const one of all) files.set(one.file, [...(files.get(one.file) ?? []), one]);
  return files;
}
