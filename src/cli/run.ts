/** `lumbar run`: one program from start to parked, headless, on the simulated chair. */
import { Command, Option } from 'commander';
import type { ChairBoard } from '../../sim/boards/board.ts';
import type { PlantOptions } from '../../sim/plant/plant.ts';
import type { RunReport } from '../../sim/run/report.ts';
import type { Run } from '../../sim/run/run.ts';
import type { TraceFormat } from '../../sim/trace/formats.ts';
import type { Plan } from '../program/plan.ts';
import { decimalNumber, exitCodes, painter, printJson, usageError, wholeNumber, write } from './output.ts';

interface RunArguments {
  board: string;
  speed?: number;
  ambient: number;
  person: number;
  timer: number;
  gentle?: true;
  keys?: true;
  seed: number;
  trace: string[];
  json?: true;
}

/** As fast as it goes. */
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
    .description('run one program from start to parked on the simulated chair')
    .argument('<program>', 'id of a program that ships with the chair, or a file')
    .addOption(
      new Option(
        '--board <board>',
        'model: the plant alone; avr: the real firmware on an emulated chip',
      ).default('model'),
    )
    .addOption(
      new Option('--speed <n>', 'times real time, or max').default(fullSpeed, 'max').argParser(speedOf),
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
        .argParser(wholeNumber('--seed', 0, 4_294_967_295)),
    )
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
        '  $ lumbar run my-program.yaml --speed 10\n\nCtrl-C presses power: the chair parks, then the command ends with 130.',
    )
    .action(run);
}

function traceFormat(file: string): TraceFormat {
  const ending = /\.(csv|vcd|json)$/i.exec(file)?.[1]?.toLowerCase();
  if (ending === 'csv' || ending === 'vcd' || ending === 'json') return ending;
  throw usageError(`--trace ${file}: the file must end in .csv, .vcd or .json.`);
}

async function run(program: string, options: RunArguments): Promise<void> {
  const formats = options.trace.map((file) => ({ file, format: traceFormat(file) }));
  if (options.board !== 'model' && options.board !== 'avr') {
    throw usageError(`--board ${options.board}: model or avr. A real board is driven by lumbar serve.`);
  }
  const { loadFactoryPlans, loadPlan } = await import('./load.ts');
  const { createRun } = await import('../../sim/run/run.ts');
  const plan = loadPlan(program);
  for (const { file } of formats) await tryTrace(file);
  const begunMs = performance.now();
  const { seed, ambient: ambientC, person: personKg } = options;
  const running = createRun({
    plan,
    board: await openBoard(options.board, { seed, ambientC, personKg }),
    seed,
    timerMin: options.timer,
    gentle: options.gentle === true,
    trace: formats.length > 0,
    ...(options.keys
      ? { attended: true, otherPlans: loadFactoryPlans().filter((other) => other.program !== plan.program) }
      : {}),
  });
  const speed = options.speed ?? (options.keys ? 1 : fullSpeed);
  const stopped = await drive(running, plan, speed, options.keys === true);
  const { reportOf } = await import('../../sim/run/run.ts');
  const report = reportOf(running, performance.now() - begunMs);
  if (options.json) await printJson(report);
  else {
    const { reportText } = await import('./report-text.ts');
    await write(process.stdout, reportText(report, painter(process.stdout)));
  }
  for (const { file, format } of formats) await writeTrace(file, format, running);
  process.exitCode = exitCodeOf(report, stopped);
}

async function openBoard(kind: string, options: Partial<PlantOptions>): Promise<ChairBoard> {
  if (kind === 'avr') return (await import('../../sim/boards/avrport.ts')).avrPort(options);
  return (await import('../../sim/boards/modelport.ts')).modelPort(options);
}

function exitCodeOf(report: RunReport, stopped: boolean): number {
  if (report.outcome === 'faulted') return exitCodes.faulted;
  return stopped ? exitCodes.stopped : exitCodes.done;
}

/** A trace that cannot be written is told before the run and not after it. What the file held stays. */
async function tryTrace(file: string): Promise<void> {
  const { open } = await import('node:fs/promises');
  try {
    await (await open(file, 'a')).close();
  } catch (error) {
    throw cannotWrite(file, error);
  }
}

function cannotWrite(file: string, error: unknown): Error {
  return usageError(`--trace ${file} cannot be written: ${(error as Error).message}`);
}

async function writeTrace(file: string, format: TraceFormat, running: Run): Promise<void> {
  const { writeFile } = await import('node:fs/promises');
  const { traceLines } = await import('../../sim/trace/formats.ts');
  if (running.trace === null) return;
  const lines = traceLines(
    format,
    running.trace,
    running.plan.steps.map(({ path }) => path),
  );
  try {
    await writeFile(file, lines);
  } catch (error) {
    throw cannotWrite(file, error);
  }
}

/** Runs to the end, with progress; true when Ctrl-C ended it. */
async function drive(running: Run, plan: Plan, speed: number, keys: boolean): Promise<boolean> {
  const { askStop } = await import('../../sim/run/run.ts');
  const { createProgress } = await import('./progress.ts');
  const { runPaced } = await import('./pace.ts');
  const progress = createProgress(process.stderr, plan, keys);
  let stopped = false;
  const onInterrupt = (): void => {
    if (stopped) process.exit(exitCodes.stopped);
    stopped = true;
    askStop(running);
    progress.say('Stopping: the chair parks (Ctrl-C again leaves at once).');
  };
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onInterrupt);
  const letGo = keys ? await takeKeyboard(running, onInterrupt, progress.say) : () => {};
  try {
    await runPaced(running, speed, () => progress.show(running));
  } finally {
    process.off('SIGINT', onInterrupt);
    process.off('SIGTERM', onInterrupt);
    letGo();
    progress.end();
  }
  return stopped;
}

/** The terminal's keyboard becomes the remote; the returned function gives it back. */
async function takeKeyboard(
  running: Run,
  quit: () => void,
  say: (text: string) => void,
): Promise<() => void> {
  const { keyHelp, splitStrokes, strike } = await import('./keyboard.ts');
  const { stdin } = process;
  const onData = (data: Buffer): void => {
    for (const sent of splitStrokes(data.toString())) {
      if (sent === '\x03' || sent === 'q') quit();
      else if (running.hand !== null) strike(running.hand, sent, running.simulation.nowMs);
    }
  };
  say(keyHelp);
  if (stdin.isTTY) stdin.setRawMode(true);
  stdin.on('data', onData);
  stdin.resume();
  return () => {
    stdin.off('data', onData);
    if (stdin.isTTY) stdin.setRawMode(false);
    stdin.pause();
  };
}
