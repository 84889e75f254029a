/** Install, upgrade and the migration of a store, each killed (-9) at 50 moments: old or new, whole, and then to the end. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Content } from '../../sim/store/medium.ts';
import { readImage } from '../../src/store/read-image.ts';
import { realFileSystem } from '../../src/store/real-file-system.ts';
import { storeFormat } from '../../src/store/sealed.ts';
import { openStore, packageBytes } from '../../src/store/store.ts';
import { bundled, type KilledMoments, killedAtMoments } from '../cli/install/killed-moments.ts';
import { contentOfFormat, headOf, settings } from '../store/older-store.ts';
import { type BenchRow, row } from './rows.ts';

const moments = 50;

export async function killedRows(): Promise<BenchRow[]> {
  return [
    ...rowsOf('install', await killedAtMoments('install', moments)),
    ...rowsOf('upgrade', await killedAtMoments('upgrade', moments)),
    ...rowsOf('migration', await killedMigrations()),
  ];
}

function rowsOf(what: string, { changes, killed, problems }: KilledMoments): BenchRow[] {
  for (const problem of problems.slice(0, 5)) console.error(`${what}: ${problem}`);
  return [
    row(`killed: ${what}, changes of the disk`, changes, 'changes'),
    row(`killed: ${what}, kill -9`, killed, 'moments', moments),
    row(`killed: ${what}, neither old nor new, or not to the end afterwards`, problems.length, 'problems'),
  ];
}

async function killedMigrations(): Promise<KilledMoments> {
  const script = await bundled('tests/store/killed-migration.ts');
  const before = contentOfFormat(storeFormat - 1);
  const run = (root: string, killAt: number) =>
    spawnSync(process.execPath, [script, root, String(killAt)], { encoding: 'utf8' });
  const changes = await withStore(before, async (root) => Number(run(root, 0).stdout));
  const problems: string[] = [];
  let killed = 0;
  for (let moment = 0; moment < moments; moment++) {
    const killAt = 1 + (moment % changes);
    await withStore(before, async (root) => {
      const { signal, stderr } = run(root, killAt);
      if (signal === 'SIGKILL') killed++;
      const found = [stderr, ...(await wrongIn(root, before))];
      if (run(root, 0).status !== 0 || documentHeads(root).some((head) => head !== storeFormat))
        found.push('opened again it was not migrated to its end');
      found.push(...(await wrongIn(root, before)));
      problems.push(...found.filter((one) => one !== '').map((one) => `change ${killAt}: ${one}`));
    });
  }
  return { changes, killed, problems };
}

async function withStore<T>(content: Content, work: (root: string) => Promise<T>): Promise<T> {
  const root = mkdtempSync(join(tmpdir(), 'lumbar-killed-'));
  try {
    for (const [path, bytes] of content.files) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), bytes);
    }
    return await work(root);
  } finally {
    rmSync(root, { recursive: true });
  }
}

const documentFiles = ['settings.json', 'keys.json', 'programs.json', 'boot.json'] as const;
const documentHeads = (root: string) => documentFiles.map((file) => headOf(readFileSync(join(root, file))));

/** Each document is the old one, or the new one with the old one aside; and all of it opens without a problem. */
async function wrongIn(root: string, before: Content): Promise<string[]> {
  const wrong = documentFiles.flatMap((file, index) => {
    const head = documentHeads(root)[index];
    if (head === storeFormat - 1) return [];
    if (head !== storeFormat) return [`${file} is of format ${head}`];
    const aside = readFileSync(join(root, `format-${storeFormat - 1}/${file}`));
    return aside.equals(before.files.get(file) ?? Buffer.alloc(0)) ? [] : [`${file} was not kept aside`];
  });
  const { store } = openStore(await readImage(realFileSystem(root)));
  const [program] = store.index.programs;
  return [
    ...wrong,
    ...store.problems.map(({ file, what }) => `${file}: ${what}`),
    ...(JSON.stringify(store.settings) === JSON.stringify(settings) ? [] : ['the settings are others']),
    ...(program?.active && packageBytes(store, program.active) !== null ? [] : ['the program is gone']),
  ];
}
