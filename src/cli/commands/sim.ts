/** `lumbar sim`: the desktop simulator. Serves the page on loopback; keys typed in the terminal also press the remote. */

import { Command, Option } from 'commander';
import type { Speed } from '../../../sim/page/protocol.ts';
import type { SimulationSession } from '../../../sim/page/server/simulation-session.ts';
import { seedMost } from '../../../sim/random.ts';
import type { RoughKind } from '../../../sim/rough/kinds.ts';
import { firstKey, nothingStarts } from '../../run/first-key.ts';
import { roughOf, roughOption } from '../rough-option.ts';
import { decimalNumber, exitCodes, usageError, wholeNumber, write } from '../terminal/output.ts';
import { mistakesOption, refuseMistakes, unknownOption } from '../unknown-options.ts';

declare const __VERSION__: string;

interface SimArguments {
  chair?: string;
  port: number;
  speed: Speed;
  board: string;
  seed: number;
  rough?: readonly RoughKind[] | true;
  servicePort?: number;
  open: boolean;
  unknown?: number;
  mistakes: number;
}

export function simCommand(): Command {
  return new Command('sim')
    .description(
      'the desktop simulator: runs a program; see motors and heat in time, press the keys, inject faults',
    )
    .argument(
      '[program]',
      'id of a program that ships, or a file (default: the first that the chair can run)',
    )
    .addOption(
      new Option('--port <n>', 'where the page is served on loopback')
        .default(8420)
        .argParser(wholeNumber('--port', 0, 65_535)),
    )
    .addOption(
      new Option('--speed <n>', 'times real time, 0.1 to 1000, or max')
        .default(1 as Speed, '1')
        .argParser((text): Speed => (text === 'max' ? 'max' : decimalNumber('--speed', 0.1, 1000)(text))),
    )
    .option(
      '--chair <chair>',
      'the chair that is simulated: an id that ships, or a file (default: chair.yaml in LUMBAR_HOME, else lumbar-1)',
    )
    .option('--board <board>', 'model, or avr: the real firmware on an emulated chip', 'model')
    .addOption(
      new Option('--seed <n>', 'of all that is random')
        .default(1)
        .argParser(wholeNumber('--seed', 0, seedMost))
        .conflicts('unknown'),
    )
    .addOption(roughOption().conflicts('unknown'))
    .addOption(
      new Option(
        '--service-port <n>',
        "of the simulated chair, on loopback; 0 for any that is free (default: the page's port + 1)",
      )
        .argParser(wholeNumber('--service-port', 0, 65_535))
        .conflicts('unknown'),
    )
    .addOption(
      unknownOption(
        'a chair whose true figures and wiring are drawn from the seed: measure it on the page, as lumbar setup does at a real one',
      ),
    )
    .addOption(mistakesOption('with --unknown'))
    .option('--no-open', 'do not open a browser')
    .addHelpText(
      'after',
      '\nExamples:\n  $ lumbar sim\n  $ lumbar sim deep-tissue --speed 10\n  $ lumbar sim deep-tissue --rough --seed 7\n  $ lumbar sim my-program.yaml --port 9000 --no-open\n  $ lumbar sim --unknown 7 --mistakes 1 --speed 5\n\nCtrl-C ends it.',
    )
    .action(sim);
}

async function sim(wanted: string | undefined, options: SimArguments, command: Command): Promise<void> {
  if (options.board !== 'model' && options.board !== 'avr') {
    throw usageError(`--board ${options.board}: there are model and avr.`);
  }
  if (options.unknown !== undefined) {
    if (wanted !== undefined)
      throw usageError(`With --unknown the chair is measured, and runs no program: leave out ${wanted}.`);
    await rehearse({ ...options, unknown: options.unknown });
    return;
  }
  refuseMistakes(command);
  const { chairToRun, loadFactoryPlans, loadFittedPlan } = await import('../load.ts');
  const { chosenChair } = await import('../board-chair.ts');
  const { idOrFile, named } = chosenChair(options.chair);
  const chair = await chairToRun(options.chair);
  // Reports problems of the program before anything is opened.
  if (wanted !== undefined) await loadFittedPlan(wanted, options.chair);
  const program = wanted ?? loadFactoryPlans(chair)[0]?.program;
  if (program === undefined) throw usageError(`${chair.model} can run no program that ships: name a file.`);
  const { openSimulator } = await import('../../../sim/page/server/simulator.ts');
  const { port, speed, seed } = options;
  const simulator = await openSimulator({
    chair,
    ...(named ? { chairFile: idOrFile } : {}),
    program,
    port,
    speed,
    board: options.board,
    seed,
    rough: roughOf(options.rough),
    folder: process.cwd(),
    servicePort: options.servicePort ?? (port === 0 ? 0 : Math.min(port + 1, 65_535)),
    software: __VERSION__,
    start: true,
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    throw usageError(`Port ${port} is in use: another simulator? Choose another with --port, or 0 for any.`);
  });
  await write(process.stdout, `Lumbar simulator: ${simulator.url}\n`);
  if (firstKey(chair) === null) await write(process.stderr, `lumbar: ${nothingStarts}\n`);
  const { servicePort, withoutService } = simulator.session;
  await write(
    process.stdout,
    servicePort === null
      ? `No service port:  ${withoutService}\n`
      : `Service port:     ${servicePort.address}\n`,
  );
  const ended = new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
    void captureKeyboard(simulator.session, resolve);
  });
  if (options.open) openBrowser(simulator.url);
  await ended;
  await simulator.close();
  process.exit(exitCodes.stopped);
}

/** Runs setup on its page, with a simulated chair that nobody has measured. */
async function rehearse({ chair, board, port, speed, open, unknown, mistakes }: Rehearsal): Promise<void> {
  const { chosenChair } = await import('../board-chair.ts');
  const { runSetup } = await import('../setup-run.ts');
  const { code } = await runSetup(
    {
      board: board === 'avr' ? 'emulated' : 'model',
      chair: chosenChair(chair).idOrFile,
      unknown,
      mistakes,
      page: { host: '127.0.0.1', port },
      speed: speed === 'max' ? fastest : speed,
    },
    (url) => {
      if (open) openBrowser(url);
    },
  );
  process.exit(code);
}

type Rehearsal = SimArguments & { readonly unknown: number };
/** What `max` means here: the highest speed that --speed takes. */
const fastest = 1000;

/** Opens a browser where there is a display; a browser that does not open is no error. */
function openBrowser(url: string): void {
  const { platform, env } = process;
  if (platform === 'linux' && !env['DISPLAY'] && !env['WAYLAND_DISPLAY']) return;
  const [command, ...args]: [string, ...string[]] =
    platform === 'darwin'
      ? ['open', url]
      : platform === 'win32'
        ? ['cmd', '/c', 'start', '', url]
        : ['xdg-open', url];
  void import('node:child_process').then(({ spawn }) => {
    const child = spawn(command, args, { stdio: 'ignore', detached: true });
    child.on('error', () => {});
    child.unref();
  });
}

/** On a terminal, keys typed press the remote. */
async function captureKeyboard(session: SimulationSession, quit: () => void): Promise<void> {
  const { stdin } = process;
  if (!stdin.isTTY) return;
  const { keyHelp, splitKeystrokes, keystrokes } = await import('../terminal/keyboard.ts');
  const { pressFor } = await import('../../../sim/page/server/commands.ts');
  process.stderr.write(`${keyHelp.replace('q parks and quits', 'q quits')}\n`);
  stdin.setRawMode(true);
  stdin.resume();
  stdin.on('data', (data: Buffer) => {
    for (const sent of splitKeystrokes(data.toString())) {
      if (sent === '\x03' || sent === 'q') {
        stdin.setRawMode(false);
        quit();
        return;
      }
      const keystroke = keystrokes[sent];
      if (keystroke === undefined) continue;
      // A terminal does not report when a key is released, so the key is held for a fixed time.
      pressFor(session, keystroke.keys, keystroke.forMs);
    }
  });
}
