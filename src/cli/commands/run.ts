/** `lumbar run`: runs one program from start until the chair is parked, headless, on the simulated chair or a real board. */

import { Command, Option } from 'commander';
import type { ChairBoard } from '../../../sim/boards/board.ts';
import type { ModelBoardOptions } from '../../../sim/boards/model.ts';
import { seedMost } from '../../../sim/random.ts';
import type { RoughKind } from '../../../sim/rough/kinds.ts';
import type { Chair } from '../../chair/chair.ts';
import type { Plan } from '../../program/plan/plan.ts';
import { firstKey, nothingStarts } from '../../run/first-key.ts';
import { jsonReport, type RunReport } from '../../run/report.ts';
import { roughOf, roughOption } from '../rough-option.ts';
import { keepTraces, type TraceFile, traceFile, tryTrace } from '../run-trace.ts';
import {
  decimalNumber,
  exitCodes,
  painter,
  printJson,
  usageError,
  wholeNumber,
  write,
} from '../terminal/output.ts';

interface RunArguments {
  board: string;
  chair?: string;
  speed?: number;
  ambient: number;
  person: number;
  timer: number;
  gentle?: true;
  keys?: true;
  seed: number;
  rough?: readonly RoughKind[] | true;
  trace: string[];
  json?: true;
}

/** The speed `max`: as fast as possible. */
const fullSpeed = Number.POSITIVE_INFINITY;

function speedOf(text: string): number {
  return text === 'max' ? fullSpeed : decimalNumber('--speed', 0.1, 100_000)(text);
}

function personOf(text: string): number {
  if (text === 'none') return 0;
  return decimalNumber('--person', 20, 200)(text.replace(/ ?kg$/, ''));
}

function timerOf(text: string): number {
  return wholeNumber('--timer', 5, 30)(text);
}

export function runCommand(): Command {
  return new Command('run')
    .description('run one program from start to parked, on the simulated chair or a real board')
    .argument('<program>', 'id of a program that ships with the chair, or a file')
    .addOption(
      new Option(
        '--board <board>',
        'model: the plant alone; avr: the real firmware on an emulated chip; a serial port: the real thing; io:PACKAGE: a johnny-five IO plugin',
      ).default('model'),
    )
    .option(
      '--chair <chair>',
      'an id that ships, or a file (default: chair.yaml in LUMBAR_HOME, else lumbar-1, which no real board gets)',
    )
    .addOption(
      new Option('--speed <n>', 'times real time, or max (default: max, with --keys 1)').argParser(speedOf),
    )
    .addOption(
      new Option('--ambient <celsius>', 'temperature of the room')
        .default(22)
        .argParser(decimalNumber('--ambient', -10, 60)),
    )
    .addOption(new Option('--person <kg>', 'weight of the person, or none').default(75).argParser(personOf))
    .addOption(new Option('--timer <minutes>', 'the session ends by then').default(30).argParser(timerOf))
    .option('--gentle', 'begin one speed slower, as the first session after switching on')
    .addOption(
      new Option('--seed <n>', 'of all that is random')
        .default(1)
        .argParser(wholeNumber('--seed', 0, seedMost)),
    )
    .addOption(roughOption())
    .addOption(
      new Option('--trace <file>', 'record every tick, as .csv, .vcd or .json; may be given several times')
        .default([] as string[], 'none')
        .argParser((file: string, before: string[]) => [...before, file]),
    )
    .option('--keys', "press the remote's keys from the terminal; lamps, beeps and display are shown")
    .option('--json', 'the report as one JSON document')
    .addHelpText(
      'after',
      '\nExamples:\n  $ lumbar run lower-back-relief\n' +
        '  $ lumbar run deep-tissue --ambient 15 --person 110 --trace out.csv --trace out.vcd\n' +
        '  $ lumbar run my-program.yaml --speed 10\n' +
        '  $ lumbar run my-program.yaml --board /dev/ttyACM0 --chair lumbar-1 --trace bench.csv\n\n' +
        'Ctrl-C presses power: the chair parks, then the command ends with 130.\n' +
        "On a real board the remote's own keys work too, and values are measured; --speed, --ambient, --person, --seed\n" +
        'and --rough are of the simulation only. Without the guard firmware motors turn and heat stays locked out.',
    )
    .action(run);
}

/** Options that only a simulation has; giving one with a real board is a mistake that matters, so it is refused. */
const simulatedOnly = ['speed', 'ambient', 'person', 'seed', 'rough'] as const;

/** Whether the board is simulated. Refuses a name that is no board, and simulation options with a real board. */
function isSimulated(board: string, command: Command): boolean {
  const given = (name: string) => command.getOptionValueSource(name) === 'cli';
  if (board === 'model' || board === 'avr') {
    return true;
  }
  if (!/^io:|[\\/]|^COM\d+$/i.test(board)) {
    throw usageError(
      `--board ${board}: model, avr, io:PACKAGE for a johnny-five IO plugin, or a serial port such as /dev/ttyACM0.`,
    );
  }
  const unfit = simulatedOnly.filter(given).map((name) => `--${name}`);
  if (unfit.length > 0) {
    throw usageError(`${unfit.join(', ')}: only a simulated chair takes that, and ${board} is a real board.`);
  }
  return false;
}

async function run(program: string, options: RunArguments, command: Command): Promise<void> {
  const traces = options.trace.map(traceFile);
  const simulated = isSimulated(options.board, command);
  const { boardChair, chosenChair } = await import('../board-chair.ts');
  const { chairToRun, loadFactoryPlans, loadPlanToRun } = await import('../load.ts');
  const example = `lumbar run ${program} --board ${options.board}`;
  const chair = simulated ? await chairToRun(options.chair) : await boardChair(options.chair, example);
  const named = !simulated || chosenChair(options.chair).named;
  const plan = await loadPlanToRun(program, chair, named);
  if (firstKey(chair) === null) throw usageError(nothingStarts);
  for (const trace of traces) tryTrace(trace);
  const otherPlans = options.keys
    ? loadFactoryPlans(chair).filter((other) => other.program !== plan.program)
    : null;
  if (simulated) await runSimulated(chair, plan, otherPlans, traces, options);
  else {
    const { runOnBoard } = await import('../run-board.ts');
    await runOnBoard({
      chair,
      plan,
      otherPlans,
      traces,
      boardName: options.board,
      timerMin: options.timer,
      gentle: options.gentle === true,
      json: options.json === true,
    });
  }
}

async function runSimulated(
  chair: Chair,
  plan: Plan,
  otherPlans: readonly Plan[] | null,
  traces: readonly TraceFile[],
  options: RunArguments,
): Promise<void> {
  const { createRun, reportOf } = await import('../../run/run.ts');
  const { runInteractively } = await import('../run-interactive.ts');
  const { runPaced } = await import('../terminal/pace.ts');
  const begunMs = performance.now();
  const { seed, ambient: ambientC, person: personKg } = options;
  const running = createRun({
    chair,
    plan,
    board: await openBoard(chair, options.board, {
      seed,
      ambientC,
      personKg,
      rough: roughOf(options.rough),
    }),
    seed,
    timerMin: options.timer,
    gentle: options.gentle === true,
    trace: traces.length > 0,
    ...(otherPlans === null ? {} : { interactive: true, otherPlans }),
  });
  const keys = otherPlans !== null;
  const speed = options.speed ?? (keys ? 1 : fullSpeed);
  const stopped = await runInteractively(running, {
    keys,
    drive: (show) => runPaced(running, speed, show),
    leave: async () => void keepTraces(traces, running),
  });
  const report = reportOf(running, performance.now() - begunMs);
  if (options.json) await printJson(jsonReport(report));
  else {
    const { reportText } = await import('../terminal/report-text.ts');
    await write(process.stdout, reportText(report, painter(process.stdout)));
  }
  const kept = keepTraces(traces, running);
  process.exitCode = kept === 'written' ? exitCodeOf(report, stopped) : exitCodes.usage;
}

async function openBoard(chair: Chair, kind: string, options: ModelBoardOptions): Promise<ChairBoard> {
  if (kind === 'avr') return (await import('../../../sim/boards/avrport.ts')).avrPort(chair, options);
  return (await import('../../../sim/boards/modelport.ts')).modelPort(chair, options);
}

function exitCodeOf(report: RunReport, stopped: boolean): number {
  if (report.outcome === 'faulted') return exitCodes.faulted;
  return stopped ? exitCodes.stopped : exitCodes.done;
}
