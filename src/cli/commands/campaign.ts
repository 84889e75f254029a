/** `lumbar campaign`: thousands of chairs with random programs, people, keys and faults, judged in every tick. */

import { existsSync } from 'node:fs';
import { Command, Option } from 'commander';
import type { CampaignResult } from '../../../sim/campaign/campaign.ts';
import { seedMost } from '../../../sim/random.ts';
import type { BoardKind } from '../../../sim/scenario/result.ts';
import { mergeCommand } from '../campaign-merge.ts';
import { kindsNamed } from '../rough-option.ts';
import { exitCodes, usageError, wholeNumber } from '../terminal/output.ts';
import { mustBeFolder } from '../whole-file.ts';

interface CampaignArguments {
  chair?: string;
  seeds: number;
  from: number;
  board: BoardKind;
  rough?: string | true;
  healthy?: true;
  shard?: Shard;
  workers?: number;
  table?: true;
  save?: string;
  json?: true;
}

interface Shard {
  /** 0 to of - 1. */
  readonly index: number;
  readonly of: number;
}

/** Reads `3/8`. Shards may be numbered from 0 or from 1: 8/8 is the same as 0/8. */
function shardOf(text: string): Shard {
  const [, index, of] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  const shard = { index: Number(index), of: Number(of) };
  if (index === undefined || shard.of < 1 || shard.of > 1_000_000 || shard.index > shard.of) {
    throw usageError(`--shard takes I/N, I from 0 or from 1 up to N, such as 3/8, not "${text}".`);
  }
  return { index: shard.index % shard.of, of: shard.of };
}

export function campaignCommand(): Command {
  return new Command('campaign')
    .description('run the fault campaign: every seed a chair, a person, keys and faults, judged on the truth')
    .addOption(
      new Option('--seeds <n>', 'how many').default(1000).argParser(wholeNumber('--seeds', 1, 100_000_000)),
    )
    .addOption(
      new Option('--from <n>', 'the first one').default(1).argParser(wholeNumber('--from', 0, seedMost)),
    )
    .addOption(
      new Option('--board <board>', 'what drives the chair').choices(['model', 'avr']).default('model'),
    )
    .option(
      '--chair <chair>',
      'the chair that is simulated: an id that ships, or a file (default: lumbar-1); `all`: for each seed one of those that ship or one of chance; `random`: one of chance',
    )
    .option(
      '--rough [kinds]',
      'in a world as rough as the real one: each kind of roughness, contacts that come and go, late hosts, wrong parts and crossed wires in a quarter of the seeds each; or only these kinds, with commas between, in every seed',
    )
    .option('--healthy', 'nothing is broken, but for what --rough names: no fault may come of it')
    .addOption(
      new Option(
        '--shard <i/n>',
        'only the seeds that leave I when divided by N; the JSON of all N is put together by `campaign merge`',
      ).argParser(shardOf),
    )
    .addOption(
      new Option('--workers <n>', 'threads; by default one a core').argParser(
        wholeNumber('--workers', 1, 256),
      ),
    )
    .option(
      '--save <folder>',
      'put each seed that fails there as a scenario file, seed-N.yaml, made as small as it goes',
    )
    .option('--table', 'print the table of faults and states as Markdown')
    .option(
      '--json',
      'one JSON document: {seeds, violations: [{seed, invariant, atMs, command}], seedsPerSecond, coverage, void, kinds, part}',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ lumbar campaign --seeds 10000\n  $ lumbar campaign --from 4711 --seeds 1 --save .\n' +
        '  $ lumbar campaign --chair all --seeds 5000\n' +
        '  $ lumbar campaign --rough --seeds 1000000 --shard 3/64 --json > shard-3.json\n' +
        '  $ lumbar campaign merge shard-*.json\n\n' +
        'A seed that fails is made as small as it goes and printed as a scenario file, of a chair of chance with its chair file\n' +
        'before it. Exit code 1 if any fails.\n' +
        'A seed in which a fault or a kind of roughness changed nothing is void: it is counted, and what it did not find\n' +
        'says nothing of that kind.',
    )
    .action(campaign)
    .addCommand(mergeCommand());
}

/** The value of --rough as `SeedOptions` takes it; an unknown kind is a usage error. */
async function roughOf(given: string | true | undefined): Promise<string> {
  if (given === undefined) return '';
  if (given === true) return 'drawn';
  const { campaignKinds } = await import('../../../sim/campaign/draw-rough.ts');
  return kindsNamed(given, campaignKinds).join(',');
}

async function campaign(options: CampaignArguments): Promise<void> {
  const { runCampaign } = await import('../../../sim/campaign/pool.ts');
  const { campaignRun, partOf, seedsOf } = await import('../../../sim/campaign/shards.ts');
  const { reportCampaign } = await import('../campaign-report.ts');
  const { campaignChairs } = await import('../load.ts');
  const chairs = await campaignChairs(options.chair);
  const { board, workers, healthy = false, shard = { index: 0, of: 1 } } = options;
  const last = options.from + options.seeds - 1;
  if (last > seedMost)
    throw usageError(`--seeds ${options.seeds} from ${options.from}: there is no seed above ${seedMost}.`);
  const rough = await roughOf(options.rough);
  if (options.save !== undefined) mustBeFolder('--save', options.save);
  const run = campaignRun(chairs, {
    ...{ board, rough, healthy },
    ...(options.chair === undefined ? {} : { named: options.chair }),
    ...{ from: options.from, seeds: options.seeds, shards: shard.of },
  });
  const { first, count } = seedsOf(run, shard.index);
  const begunMs = performance.now();
  const perSecond = (result: CampaignResult): number =>
    Math.round((result.seeds / (performance.now() - begunMs)) * 10_000) / 10;
  const progress = createProgressLine(count);
  let told = 0;
  let stopped = false;
  const onInterrupt = (): void => {
    stopped = true;
  };
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onInterrupt);
  const workerFile = new URL('./campaign-worker.mjs', import.meta.url);
  const result = await runCampaign({
    chairs,
    seeds: count,
    from: first,
    step: shard.of,
    ...{ board, rough, healthy },
    ...(workers === undefined ? {} : { workers }),
    workerFile: existsSync(workerFile) ? workerFile : null,
    onProgress(soFar) {
      progress.show(soFar, perSecond(soFar));
      // A campaign may be long, so a failure is reported at once, and again in order at the end.
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
  const part = partOf(run, shard.index, result);
  await reportCampaign({ chairs, run, result, part, seedsPerSecond: perSecond(result) }, options);
  if (stopped) process.exitCode = exitCodes.stopped;
}

interface ProgressLine {
  show(soFar: CampaignResult, seedsPerSecond: number): void;
  end(): void;
}

/** A progress line, updated twice a second on a terminal; without a terminal nothing is shown. */
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
