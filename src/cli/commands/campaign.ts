/** `lumbar campaign`: thousands of chairs with chance programs, people, keys and faults, judged in every tick. */
import { existsSync } from 'node:fs';
import { Command, Option } from 'commander';
import type { CampaignResult } from '../../../sim/campaign/campaign.ts';
import type { BoardKind } from '../../../sim/scenario/result.ts';
import type { Chair } from '../../chair/chair.ts';
import { CommandError, exitCodes, painter, printJson, wholeNumber, write } from '../terminal/output.ts';

interface CampaignArguments {
  seeds: number;
  from: number;
  board: BoardKind;
  workers?: number;
  table?: true;
  json?: true;
}

/** Failures that are shrunk and printed as scenarios; the others only with their command. */
const shrunkMost = 3;

export function campaignCommand(): Command {
  return new Command('campaign')
    .description('run the fault campaign: every seed a chair, a person, keys and faults, judged on the truth')
    .addOption(
      new Option('--seeds <n>', 'how many').default(1000).argParser(wholeNumber('--seeds', 1, 100_000_000)),
    )
    .addOption(
      new Option('--from <n>', 'the first one').default(1).argParser(wholeNumber('--from', 0, 4_000_000_000)),
    )
    .addOption(
      new Option('--board <board>', 'what drives the chair').choices(['model', 'avr']).default('model'),
    )
    .addOption(
      new Option('--workers <n>', 'threads; by default one a core').argParser(
        wholeNumber('--workers', 1, 256),
      ),
    )
    .option('--table', 'print the table of faults and states as Markdown')
    .option(
      '--json',
      'one JSON document: {seeds, violations: [{seed, invariant, atMs, command}], seedsPerSecond, coverage}',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ lumbar campaign --seeds 10000\n  $ lumbar campaign --from 4711 --seeds 1\n\n' +
        'A seed that fails is made as small as it goes and printed as a scenario file. Exit code 1 if any fails.',
    )
    .action(campaign);
}

async function campaign(options: CampaignArguments): Promise<void> {
  const { commandOf } = await import('../../../sim/campaign/campaign.ts');
  const { pairCount, pairsHit } = await import('../../../sim/campaign/coverage.ts');
  const { runCampaign } = await import('../../../sim/campaign/pool.ts');
  const { theChair } = await import('../load.ts');
  const chair = theChair();
  const { seeds, from, board, workers } = options;
  const begunMs = performance.now();
  const perSecond = (result: CampaignResult): number =>
    Math.round((result.seeds / (performance.now() - begunMs)) * 10_000) / 10;
  const progress = createProgressLine(seeds);
  let told = 0;
  let stopped = false;
  const onInterrupt = (): void => {
    stopped = true;
  };
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onInterrupt);
  const workerFile = new URL('./campaign-worker.mjs', import.meta.url);
  const result = await runCampaign({
    chair,
    seeds,
    from,
    board,
    ...(workers === undefined ? {} : { workers }),
    workerFile: existsSync(workerFile) ? workerFile : null,
    onProgress(soFar) {
      progress.show(soFar, perSecond(soFar));
      // A long campaign is not waited for: what fails is told at once, and again in order at the end.
      for (const { seed, invariant } of soFar.failures.slice(told)) {
        progress.end();
        process.stderr.write(`seed ${seed}: ${invariant}\n`);
      }
      told = soFar.failures.length;
      return !stopped;
    },
  });
  process.off('SIGINT', onInterrupt);
  process.off('SIGTERM', onInterrupt);
  progress.end();
  const seedsPerSecond = perSecond(result);
  const coverage = { hit: pairsHit(result.coverage), possible: pairCount };
  const violations = result.failures.map(({ seed, invariant, atMs }) => ({
    seed,
    invariant,
    atMs,
    command: commandOf(seed, board),
  }));
  if (options.json) await printJson({ seeds: result.seeds, violations, seedsPerSecond, coverage });
  else await tell(chair, result, violations, seedsPerSecond, options);
  if (stopped) process.exitCode = exitCodes.stopped;
  else if (violations.length > 0) {
    if (options.json) process.exitCode = exitCodes.bad;
    else throw new CommandError(exitCodes.bad, `${violations.length} of ${result.seeds} seeds failed.`);
  }
}

interface FoundViolation {
  readonly seed: number;
  readonly invariant: string;
  readonly command: string;
}

async function tell(
  chair: Chair,
  result: CampaignResult,
  violations: readonly FoundViolation[],
  seedsPerSecond: number,
  { board, table }: CampaignArguments,
): Promise<void> {
  const { chairOnTest } = await import('../../../sim/scenario/programs.ts');
  const { shrunkText } = await import('../../../sim/campaign/campaign.ts');
  const { coverageTable, pairCount, pairsHit, pairsMissed } = await import(
    '../../../sim/campaign/coverage.ts'
  );
  const coverage = { hit: pairsHit(result.coverage), possible: pairCount };
  const paint = painter(process.stdout);
  for (const failure of result.failures.slice(0, shrunkMost)) {
    await write(process.stdout, `${shrunkText(failure, board, chairOnTest(chair))}\n`);
  }
  for (const { seed, invariant, command } of violations) {
    await write(process.stdout, `${paint('bad', invariant)}  seed ${seed}  ${command}\n`);
  }
  if (table) await write(process.stdout, `${coverageTable(result.coverage).join('\n')}\n`);
  const missed = pairsMissed(result.coverage);
  const share = ((coverage.hit / coverage.possible) * 100).toFixed(1);
  const hours = (result.chairMs / 3_600_000).toFixed(0);
  const counted = `${result.seeds} seeds, ${violations.length} violations, ${seedsPerSecond} seeds/s, ${hours} h of chair time`;
  const covered = `${coverage.hit} of ${coverage.possible} pairs of fault and state (${share} %)`;
  const some = missed.length > 0 && missed.length <= 12 ? `; not: ${missed.join(', ')}` : '';
  await write(process.stdout, `${counted}\n${covered}${some}\n`);
}

interface ProgressLine {
  show(soFar: CampaignResult, seedsPerSecond: number): void;
  end(): void;
}

/** Kept up to date on a terminal, twice a second; nothing elsewhere. */
function createProgressLine(seeds: number): ProgressLine {
  const { stderr } = process;
  if (stderr.isTTY !== true) return { show: () => undefined, end: () => undefined };
  let shownMs = 0;
  return {
    show(soFar, seedsPerSecond) {
      if (performance.now() - shownMs < 500) return;
      shownMs = performance.now();
      const failed = soFar.failures.length === 0 ? '' : `, ${soFar.failures.length} failed`;
      stderr.write(`\r\x1b[K${soFar.seeds} of ${seeds} seeds, ${seedsPerSecond} seeds/s${failed}`);
    },
    end: () => stderr.write('\r\x1b[K'),
  };
}
