/** The report of a campaign, as text or as JSON; the same for a campaign that ran here and for merged shards. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CampaignResult, SeedFailure } from '../../sim/campaign/campaign.ts';
import type { ChairChoice } from '../../sim/campaign/chairs.ts';
import type { CampaignRun, ShardPart } from '../../sim/campaign/shards.ts';
import { CommandError, exitCodes, painter, printJson, write } from './terminal/output.ts';

interface CampaignFindings {
  /** Null: what failed cannot be made small. */
  readonly chairs: ChairChoice | null;
  readonly run: CampaignRun;
  readonly result: CampaignResult;
  /** The part of the JSON that `merge` reads. */
  readonly part: ShardPart;
  readonly seedsPerSecond: number | null;
}

/** At most this many failures are shrunk and printed as scenarios; the others appear only as a command. */
const shrunkMost = 3;
/** At most this many failures are saved, since shrinking one takes some seconds. */
const savedMost = 50;

/** Exit code 1 where any seed failed. */
export async function reportCampaign(
  findings: CampaignFindings,
  { json, table, save }: { readonly json?: true; readonly table?: true; readonly save?: string },
): Promise<void> {
  const { run, result, part, seedsPerSecond } = findings;
  if (save !== undefined) await saveFound(findings, save);
  const { commandOf } = await import('../../sim/campaign/campaign.ts');
  const { pairCount, pairsHit } = await import('../../sim/campaign/coverage.ts');
  const violations = result.failures.map((failure) => ({
    seed: failure.seed,
    invariant: failure.invariant,
    atMs: failure.atMs,
    command: commandOf(failure.seed, run),
  }));
  if (json) {
    const coverage = { hit: pairsHit(result.coverage), possible: pairCount };
    const { seeds, voided, kinds } = result;
    await printJson({ seeds, violations, seedsPerSecond, coverage, void: voided, kinds, part });
  } else await tell(findings, violations, table === true, save !== undefined);
  if (violations.length === 0) return;
  if (json) process.exitCode = exitCodes.bad;
  else throw new CommandError(exitCodes.bad, `${violations.length} of ${result.seeds} seeds failed.`);
}

/** Writes each failing seed as a scenario file, with its chair file beside it where it needs one; names the files on standard error. */
async function saveFound({ chairs, run, result }: CampaignFindings, folder: string): Promise<void> {
  const { chairsOf } = await import('../../sim/campaign/chairs.ts');
  const { shrunkFiles } = await import('../../sim/campaign/campaign.ts');
  if (chairs === null) return;
  const chairOf = chairsOf(chairs);
  const keep = async (name: string, text: string): Promise<void> => {
    const file = join(folder, name);
    await writeFile(file, text);
    process.stderr.write(`saved ${file}\n`);
  };
  for (const failure of result.failures.slice(0, savedMost)) {
    const { scenario, chair } = shrunkFiles(failure, run, chairOf);
    if (chair !== null) await keep(chair.name, chair.text);
    await keep(`seed-${failure.seed}.yaml`, scenario);
  }
}

type FoundViolation = Pick<SeedFailure, 'seed' | 'invariant'> & { readonly command: string };

async function tell(
  { chairs, run, result, seedsPerSecond }: CampaignFindings,
  violations: readonly FoundViolation[],
  table: boolean,
  saved: boolean,
): Promise<void> {
  const { chairsOf } = await import('../../sim/campaign/chairs.ts');
  const { shrunkText } = await import('../../sim/campaign/campaign.ts');
  const { coverageTable, pairCount, pairsHit, pairsMissed } = await import('../../sim/campaign/coverage.ts');
  const { kindTable } = await import('../../sim/campaign/effects.ts');
  const coverage = { hit: pairsHit(result.coverage), possible: pairCount };
  const paint = painter(process.stdout);
  if (chairs !== null && !saved) {
    const chairOf = chairsOf(chairs);
    for (const failure of result.failures.slice(0, shrunkMost)) {
      await write(process.stdout, `${shrunkText(failure, run, chairOf)}\n`);
    }
  }
  for (const { seed, invariant, command } of violations) {
    await write(process.stdout, `${paint('bad', invariant)}  seed ${seed}  ${command} --save .\n`);
  }
  if (table) await write(process.stdout, `${coverageTable(result.coverage).join('\n')}\n`);
  if (table || run.rough !== '') await write(process.stdout, `${kindTable(result.kinds).join('\n')}\n`);
  const missed = pairsMissed(result.coverage);
  const share = ((coverage.hit / coverage.possible) * 100).toFixed(1);
  const hours = (result.chairMs / 3_600_000).toFixed(0);
  const speed = seedsPerSecond === null ? '' : `, ${seedsPerSecond} seeds/s`;
  const voided = run.rough !== '' ? `, ${result.voided} void` : '';
  const counted = `${result.seeds} seeds, ${violations.length} violations${voided}${speed}, ${hours} h of chair time`;
  const covered = `${coverage.hit} of ${coverage.possible} pairs of fault and state (${share} %)`;
  const some = missed.length > 0 && missed.length <= 12 ? `; not: ${missed.join(', ')}` : '';
  await write(process.stdout, `${counted}\n${covered}${some}\n`);
}
