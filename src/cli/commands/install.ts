/** `lumbar install`, `lumbar uninstall` and `lumbar upgrade`: the software on a chair's own computer. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { packageFolder } from '../../package-folder.ts';
import type { Step, StepReport } from '../install/steps.ts';
import type { System } from '../install/system.ts';
import { CommandError, exitCodes, painter, printJson, usageError, write } from '../terminal/output.ts';

interface Common {
  dryRun?: true;
  root?: string;
  json?: true;
}

interface InstallArguments extends Common {
  board?: string;
  service?: string;
  chair?: string;
  gadget?: boolean;
  firmware?: boolean;
}

const reportShape = 'one JSON document: {steps: [{what, state, detail}], restart}';

function withCommon(command: Command): Command {
  return command
    .option('--dry-run', 'say what would be done, and do nothing')
    .option('--root <folder>', 'install into an image whose files lie in this folder, not into this computer')
    .option('--json', reportShape);
}

export function installCommand(): Command {
  return withCommon(
    new Command('install')
      .description("make this computer a chair's: user, udev names, systemd service, service port")
      .option('--chair <chair>', 'what is wired to the board: an id that ships, or a file')
      .option('--board <port>', 'serial port of the microcontroller (default: the one that is found)')
      .option('--service <port>', 'serial port for the technician, where a USB serial adapter is to be it')
      .addOption(new Option('--gadget', "make this computer's own USB socket the service port"))
      .addOption(new Option('--no-gadget', 'leave its USB socket as it is'))
      .addOption(new Option('--firmware', 'flash the guard firmware onto the board, too'))
      .addOption(new Option('--no-firmware', 'do not ask for that')),
  )
    .addHelpText(
      'after',
      '\nExamples:\n  $ sudo lumbar install --chair my-chair.yaml --firmware\n  $ lumbar install --dry-run\n\n' +
        'For Raspberry Pi OS and Debian. Run it again at any time: what is so already is left as it is. The chair is\n' +
        'started at the end. docs/install.md goes from an empty SD card to the first massage.',
    )
    .action(install);
}

export function uninstallCommand(): Command {
  return withCommon(
    new Command('uninstall').description(
      'take away what lumbar install made; settings, programs and logs of the chair are kept',
    ),
  )
    .addHelpText('after', '\nExample:\n  $ sudo lumbar uninstall')
    .action(uninstall);
}

export function upgradeCommand(): Command {
  return withCommon(
    new Command('upgrade')
      .description('let the installed chair run the version of lumbar that you call')
      .option('--back', 'return to the version that the chair ran before'),
  )
    .addHelpText(
      'after',
      '\nExamples:\n  $ sudo npm i -g lumbar && sudo lumbar upgrade\n  $ sudo lumbar upgrade --back\n\n' +
        'The chair is started anew, so nobody should sit in it. What it keeps (settings, programs, keys, logs) stays.\n' +
        'The chair runs a copy of its own: until this command, npm changes nothing for it.',
    )
    .action(upgrade);
}

async function install(options: InstallArguments): Promise<void> {
  const { planInstall, refuseUnreachable } = await import('../install/install.ts');
  const system = await theSystem(options, 'install');
  const node = process.execPath;
  refuseUnreachable(node);
  const { board, service, gadget } = options;
  const { readChairText } = await import('../board-chair.ts');
  const chair = options.chair === undefined ? undefined : await readChairText(options.chair, 'driven');
  const plan = planInstall(system, { board, service, gadget, chair, node, software: packageFolder() });
  const firmware = await firmwareSteps(system, options, plan.board?.path ?? null);
  const steps = [...plan.steps, ...firmware, ...plan.last];
  const reports = await report(steps, options, { restart: plan.restart });
  if (options.json || options.dryRun || reports.every(({ state }) => state !== 'done')) return;
  const open = reports.some(({ state }) => state === 'left')
    ? 'Installed, but for what is left above.'
    : 'Installed.';
  const restart = plan.restart ? ' Restart the computer once, for the service port: sudo reboot' : '';
  await write(process.stdout, `${open}${restart}\n`);
}

async function uninstall(options: Common): Promise<void> {
  const { planUninstall } = await import('../install/uninstall.ts');
  await report(planUninstall(await theSystem(options, 'uninstall')), options);
}

async function upgrade(options: Common & { back?: true }): Promise<void> {
  const { planUpgrade } = await import('../install/upgrade.ts');
  const { refuseUnreachable } = await import('../install/install.ts');
  const system = await theSystem(options, 'upgrade');
  refuseUnreachable(process.execPath);
  await report(planUpgrade(system, process.execPath, options.back ? 'before' : packageFolder()), options);
}

/** Carries out the steps and prints a line for each as it is done. */
async function report(steps: readonly Step[], options: Common, more: object = {}): Promise<StepReport[]> {
  const { carryOut, stepText } = await import('../install/steps.ts');
  const paint = painter(process.stdout);
  const reports = carryOut(steps, options.dryRun === true, (one) => {
    if (!options.json) process.stdout.write(stepText(one, paint));
  });
  if (options.json) await printJson({ steps: reports, ...more });
  else if (options.dryRun) await write(process.stdout, 'Nothing was changed (--dry-run).\n');
  return reports;
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** The system to install on: this computer or an image. Throws where installing is not possible. */
async function theSystem({ root, dryRun }: Common, command: string): Promise<System> {
  const { runProgram } = await import('../install/system.ts');
  if (process.platform !== 'linux') {
    throw usageError(`lumbar ${command} is for Raspberry Pi OS and Debian; this is ${process.platform}.`);
  }
  if (root !== undefined) {
    const folder = resolve(root);
    if (!isFolder(folder)) throw usageError(`--root ${root}: no such folder.`);
    return { root: folder === '/' ? '' : folder, running: false, run: runProgram };
  }
  const running = statSync('/run/systemd/system', { throwIfNoEntry: false }) !== undefined;
  if (!dryRun && !running) {
    throw usageError(
      `systemd does not run here, and it is what starts the chair. Into the image of another computer: lumbar ${command} --root FOLDER.`,
    );
  }
  if (!dryRun && process.getuid?.() !== 0) {
    throw usageError(
      `This needs root: sudo lumbar ${command}. To see first what it would do: lumbar ${command} --dry-run.`,
    );
  }
  return { root: '', running, run: runProgram };
}

/** Steps that flash the firmware, on request or when the person at the terminal agrees. The chair is stopped first. */
async function firmwareSteps(
  system: System,
  options: InstallArguments,
  port: string | null,
): Promise<Step[]> {
  const asked = options.firmware ?? (await wantsFirmware(options, port));
  if (!asked) return [];
  if (port === null) {
    throw new CommandError(
      exitCodes.noConnection,
      '--firmware: no board is plugged in; name it with --board.',
    );
  }
  const { chairFilePath } = await import('../install/texts.ts');
  const { stoppedStep } = await import('../install/service.ts');
  const executable = process.argv[1] ?? 'lumbar';
  const args = [executable, 'firmware', 'flash', '--port', port, '--chair', options.chair ?? chairFilePath];
  const work = () => {
    if (!system.run(process.execPath, args, true).ok) {
      throw new CommandError(
        exitCodes.noConnection,
        'The firmware was not flashed; everything before it is installed. Mend what is said above, then run this again.',
      );
    }
  };
  return [stoppedStep(system), { what: 'guard firmware', detail: `onto the board at ${port}`, work }];
}

async function wantsFirmware({ dryRun, json }: Common, port: string | null): Promise<boolean> {
  if (dryRun || json || port === null || !process.stdin.isTTY || !process.stdout.isTTY) return false;
  const { ask } = await import('../terminal/ask.ts');
  const question = `Flash the guard firmware onto the board at ${port}, too? [y/N] `;
  return /^y(es)?$/i.test((await ask(question, 'Nothing was changed.')).trim());
}
