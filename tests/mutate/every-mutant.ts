/** Switches each mutant on by turns, and runs the tests that reach it until one fails. */
import { appendFileSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { KnownTest, Mutant, Verdict } from './switch.ts';

const folder = process.env['LUMBAR_MUTANTS'] ?? '';
const [shard = 0, shards = 1] = (process.env['LUMBAR_SHARD'] ?? '0/1').split('/').map(Number);
/** A mutant that has stood tests for so long, s, counts as one that none of them finds. */
const enoughS = Number(process.env['LUMBAR_ENOUGH'] ?? 5);
/** No mutant is on. */
const none = -1;
/** A test that waits for what a mutant never lets come. */
const patienceMs = 5000;
/** More often than any test passes a line in its time, and soon over in an endless loop, even one that fills a list. */
const mostPasses = ({ ms }: KnownTest) => 1e6 + 2e4 * ms;
/** The same of all blocks together: a mutant may make a loop that is not its own go on for billions. */
const mostBlocks = ({ ms }: KnownTest) => 5e7 + 1e6 * ms;

test('every mutant is tried', { timeout: 0 }, async () => {
  const mutants: Mutant[] = JSON.parse(readFileSync(`${folder}/mutants.json`, 'utf8'));
  const state = globalThis.lumbarMutants;
  state.reached = null;
  let tried = 0;
  for (const mutant of mutants.filter(({ id }) => id % shards === shard)) {
    const verdict = await verdictOf(mutant, state.tests);
    appendFileSync(`${folder}/verdicts-${shard}.jsonl`, `${JSON.stringify(verdict)}\n`);
    tried++;
  }
  expect(tried).toBeGreaterThan(0);
});

/** What a test has found in one file. */
interface Luck {
  tries: number;
  kills: number;
}
const luckByFile = new Map<string, Map<KnownTest, Luck>>();

/** First what finds most for its time in this file; what has found nothing yet falls back the sooner the more it was tried. */
function inOrder(luck: ReadonlyMap<KnownTest, Luck>, tests: readonly KnownTest[]): KnownTest[] {
  const worth = (known: KnownTest) => {
    const { tries, kills } = luck.get(known) ?? { tries: 0, kills: 0 };
    const chance = kills > 0 ? kills / tries : 0.5 / (tries + 1) ** 2;
    return chance / (known.ms + 0.1);
  };
  const worths = new Map(tests.map((known) => [known, worth(known)]));
  return [...tests].sort((one, other) => (worths.get(other) ?? 0) - (worths.get(one) ?? 0));
}

async function verdictOf(mutant: Mutant, tests: readonly KnownTest[]): Promise<Verdict> {
  const reaching = tests.filter(({ reached }) => reached.has(mutant.id));
  if (reaching.length === 0) {
    const { early } = globalThis.lumbarMutants;
    return { ...mutant, status: early.has(mutant.id) ? 'static' : 'unreached', by: '' };
  }
  const luck = luckByFile.get(mutant.file) ?? new Map<KnownTest, Luck>();
  luckByFile.set(mutant.file, luck);
  const fromS = spentS();
  let stood = 0;
  for (const known of inOrder(luck, reaching)) {
    if (spentS() - fromS > enoughS) break;
    const one = luck.get(known) ?? { tries: 0, kills: 0 };
    luck.set(known, one);
    one.tries++;
    if (await fails(known, mutant.id)) {
      if (one.kills === 0 && (await fails(known, none)))
        throw new Error(`${known.name}: fails with nothing changed`);
      one.kills++;
      return { ...mutant, status: 'killed', by: known.name };
    }
    stood++;
  }
  return { ...mutant, status: 'survived', by: `${stood} of ${reaching.length} tests` };
}

/** Of the processor, so that it does not matter what else the machine does. */
const spentS = () => process.cpuUsage().user / 1e6;

async function fails(known: KnownTest, id: number): Promise<boolean> {
  const state = globalThis.lumbarMutants;
  state.active = id;
  state.passes = mostPasses(known);
  state.blocks = mostBlocks(known);
  try {
    await inTime(known.again());
    return false;
  } catch {
    return true;
  } finally {
    state.active = none;
  }
}

async function inTime(run: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('a test waits for ever')), patienceMs);
  });
  try {
    await Promise.race([run, late]);
  } finally {
    clearTimeout(timer);
  }
}
