/**
 * The lumbar command. Each subcommand is a file of its own, which declares its options at once and loads its modules only
 * when it runs, so that `--help` and `check` answer quickly.
 */
import { Command, CommanderError } from 'commander';
import { NoHome } from '../store/home.ts';
import { campaignCommand } from './commands/campaign.ts';
import { chairCommand } from './commands/chair.ts';
import { checkCommand } from './commands/check.ts';
import { compareCommand } from './commands/compare.ts';
import { emulateCommand } from './commands/emulate.ts';
import { explainCommand } from './commands/explain.ts';
import { firmwareCommand } from './commands/firmware.ts';
import { flashCommand } from './commands/flash.ts';
import { installCommand, uninstallCommand, upgradeCommand } from './commands/install.ts';
import { keygenCommand } from './commands/keygen.ts';
import { packCommand } from './commands/pack.ts';
import { planCommand } from './commands/plan.ts';
import { portsCommand } from './commands/ports.ts';
import { runCommand } from './commands/run.ts';
import { serveCommand } from './commands/serve.ts';
import { setupCommand } from './commands/setup.ts';
import { simCommand } from './commands/sim.ts';
import { storeCommand } from './commands/store.ts';
import { testCommand } from './commands/test.ts';
import { CommandError, exitCodes, printFailure, usageError } from './terminal/output.ts';

declare const __VERSION__: string;

function lumbar(): Command {
  const program = new Command('lumbar')
    .description('Firmware controller of an electric massage chair, and its simulator.')
    .version(__VERSION__)
    .showHelpAfterError('(lumbar --help shows the commands)')
    .addHelpText(
      'after',
      '\nExamples:\n  $ lumbar run lower-back-relief\n  $ lumbar plan deep-tissue\n  $ lumbar check my-program.yaml\n\n' +
        'Exit codes: 0 done, 1 the thing checked is bad, 2 usage, 3 the chair faulted, 4 no connection, 130 stopped.',
    );
  const commands = [
    simCommand(),
    runCommand(),
    planCommand(),
    checkCommand(),
    explainCommand(),
    testCommand(),
    campaignCommand(),
    compareCommand(),
    setupCommand(),
    serveCommand(),
    emulateCommand(),
    portsCommand(),
    firmwareCommand(),
    keygenCommand(),
    packCommand(),
    flashCommand(),
    chairCommand(),
    storeCommand(),
    installCommand(),
    uninstallCommand(),
    upgradeCommand(),
  ];
  for (const command of [...commands, helpCommand(program)]) program.addCommand(command);
  for (const command of [program, ...program.commands]) command.exitOverride();
  return program;
}

/** The help command of `commander`, except that an unknown command name is an error. */
function helpCommand(program: Command): Command {
  program.helpCommand(false);
  return new Command('help')
    .argument('[command]')
    .description('display help for command')
    .action((name: string | undefined) => {
      const asked = name === undefined ? program : program.commands.find((each) => each.name() === name);
      if (asked === undefined) program.error(`error: unknown command '${name}'`);
      asked.outputHelp();
    });
}

/** Runs one command to its end and returns the exit code. */
export async function runLumbar(args: readonly string[]): Promise<number> {
  try {
    await lumbar().parseAsync(args, { from: 'user' });
    return Number(process.exitCode ?? exitCodes.done);
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.done;
    const told = toldOf(error);
    if (told === null) throw error;
    // A CommanderError has already been printed.
    if (!(error instanceof CommanderError)) process.stderr.write(`lumbar: ${told.message}\n`);
    if (args.includes('--json')) await printFailure(told);
    return told.exitCode;
  }
}

/** An error as the person is told, with its exit code; null for an error of the software itself. */
function toldOf(error: unknown): CommandError | null {
  if (error instanceof CommandError) return error;
  if (error instanceof CommanderError) return usageError(error.message);
  if (error instanceof NoHome) return usageError(error.message);
  const { syscall, message } = error as NodeJS.ErrnoException;
  return syscall === undefined ? null : new CommandError(exitCodes.bad, message);
}
