/** `lumbar campaign merge`: merges the shards of a campaign, or says why they cannot be merged. */
import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import type { ChairChoice } from '../../sim/campaign/chairs.ts';
import type { CampaignRun, ShardPart } from '../../sim/campaign/shards.ts';
import { usageError } from './terminal/output.ts';
import { cannotRead } from './whole-file.ts';

interface MergeArguments {
  table?: true;
  json?: true;
}

export function mergeCommand(): Command {
  return new Command('merge')
    .description('put the results of all shards of a campaign together, as if it had run on one machine')
    .argument('<file...>', 'what each shard printed with --json')
    .option('--table', 'print the table of faults and states as Markdown')
    .option('--json', 'one JSON document, as of a campaign')
    .addHelpText(
      'after',
      '\nExample:\n  $ lumbar campaign merge shard-*.json\n\n' +
        'Refused with exit code 2: shards of different versions, commits, chairs, boards or seeds, a shard that is missing,\n' +
        'was cut off, or is given twice. Exit code 1 if any seed failed.',
    )
    .exitOverride()
    .action(merge);
}

async function merge(files: readonly string[], _: MergeArguments, command: Command): Promise<void> {
  // The parent command `campaign` has a --json, too, and may have taken this one.
  const options = command.optsWithGlobals<MergeArguments>();
  const { mergeParts, mergeProblems, partOf } = await import('../../sim/campaign/shards.ts');
  const { reportCampaign } = await import('./campaign-report.ts');
  const parts = await Promise.all(files.map(async (file) => ({ file, part: await readPart(file) })));
  const problems = mergeProblems(parts);
  const [first] = parts;
  if (first === undefined || problems.length > 0)
    throw usageError(`These shards do not make one campaign.\n${problems.join('\n')}`);
  const result = mergeParts(parts.map(({ part }) => part));
  const run = { ...first.part.run, shards: 1 };
  await reportCampaign(
    {
      chairs: result.failures.length === 0 ? null : await chairsAgain(run),
      run,
      result,
      part: partOf(run, 0, result),
      seedsPerSecond: null,
    },
    options,
  );
}

/** The chairs of the shards, by which what failed is made small; null if they are others here, or are not here. */
async function chairsAgain(run: CampaignRun): Promise<ChairChoice | null> {
  const { campaignRun } = await import('../../sim/campaign/shards.ts');
  const { campaignChairs } = await import('./load.ts');
  const none = (why: string): null => {
    process.stderr.write(`lumbar: what failed is not made small: ${why}\n`);
    return null;
  };
  try {
    const chairs = await campaignChairs(run.named);
    const here = campaignRun(chairs, run);
    if (here.version !== run.version || here.commit !== run.commit)
      return none(`the shards ran on lumbar ${run.version} ${run.commit}, and this is another.`);
    return here.chair === run.chair ? chairs : none(`${run.named} has changed since the shards ran.`);
  } catch (error) {
    return none((error as Error).message);
  }
}

async function readPart(file: string): Promise<ShardPart> {
  const { isShardPart } = await import('../../sim/campaign/shards.ts');
  let text = '';
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw cannotRead(file, error);
  }
  try {
    const { part } = JSON.parse(text) as { part?: unknown };
    if (isShardPart(part)) return part;
  } catch {
    // Reported below.
  }
  throw usageError(
    `${file} is not the whole of what \`lumbar campaign --shard I/N --json\` prints. If its shard died, run that one again.`,
  );
}
