/** `lumbar install`: what a chair's computer needs, planned as steps. */
import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { usageError } from '../terminal/output.ts';
import { accountStep } from './account.ts';
import { bootConfigFile, type Computer, readComputer } from './computer.ts';
import { boardLink, type Device, findBoard, identityOf, readDevice, serviceLink } from './devices.ts';
import { fileStep, noFileStep } from './files.ts';
import { enabledStep, rereadSteps, runningStep } from './service.ts';
import { copyStep, ownSoftware, switchStep } from './software.ts';
import { already, left, type Step } from './steps.ts';
import { isAt, makeFolder, modeAt, placeFile, type System, textAt } from './system.ts';
import {
  anyBoardLines,
  bootConfigText,
  chairFilePath,
  gadgetLines,
  homeFolder,
  journalFile,
  journalText,
  moduleOptionsFile,
  moduleOptionsText,
  modulesFile,
  modulesText,
  namedLines,
  type RuleLines,
  ruleLinesOf,
  rulesFile,
  rulesText,
  unitFile,
  unitText,
} from './texts.ts';

export interface InstallOptions {
  readonly board?: string | undefined;
  readonly service?: string | undefined;
  /** The text of a chair file that has been checked. */
  readonly chair?: string | undefined;
  /** Undefined: yes, if the computer is known to have such a socket and --service names no other port. */
  readonly gadget?: boolean | undefined;
  /** Path of the Node that runs the chair. */
  readonly node: string;
  /** Folder of the package to install. */
  readonly software: string;
}

export interface InstallPlan {
  readonly steps: readonly Step[];
  /** Starts the chair; separate, because the firmware is flashed before. */
  readonly last: readonly Step[];
  /** The microcontroller, where one is plugged in. */
  readonly board: Device | null;
  /** The boot loader's settings change, so the computer must restart. */
  readonly restart: boolean;
}

export function planInstall(system: System, options: InstallOptions): InstallPlan {
  const computer = readComputer(system);
  const board = findBoard(system, options.board, options.service);
  const own = ownSoftware(options.software);
  const software = [copyStep(system, own), switchStep(system, own.name)];
  const gadget = gadgetSteps(system, computer, options);
  const lines = ruleLines(system, board, options, gadget.present);
  const boardWords = lines.board[0]?.replace('# ', '') ?? '';
  const rules = fileStep(
    system,
    rulesFile,
    rulesText(lines),
    `${boardLink} is ${boardWords}; ModemManager keeps off`,
  );
  const journal = fileStep(system, journalFile, journalText, 'the log takes 100 MB at most');
  const unit = unitStep(system, options.software, options.node, lines.service.length > 0);
  const chair = chairStep(system, options.chair);
  const hasChair = options.chair !== undefined || isAt(system, chairFilePath);
  const rulesDue = rules.work !== null || (board !== null && !isAt(system, boardLink));
  const changed = [...software, unit, chair].some(({ work }) => work !== null);
  return {
    steps: [
      ...nodeSteps(system, options.node),
      ...software,
      accountStep(system),
      folderStep(system),
      chair,
      rules,
      journal,
      ...gadget.steps,
      unit,
      enabledStep(system),
      ...rereadSteps(system, rulesDue, journal.work !== null),
    ],
    last: [runningStep(system, changed, hasChair || lines.service.length > 0)],
    board,
    restart: gadget.steps.some(({ work }) => work !== null),
  };
}

/** Refuses a Node that the service cannot reach: it has no access to home folders, and a temporary folder of its own. */
export function refuseUnreachable(path: string): void {
  if (!isAbsolute(path)) throw usageError('Where this Node lies cannot be told: is /proc mounted?');
  if (!/^\/(home|root|run\/user|tmp|var\/tmp)\//.test(path)) return;
  throw usageError(
    `Node is at ${path}, where the chair's own user cannot read it. Install Node for the whole computer (docs/install.md says how), then run this again.`,
  );
}

function nodeSteps(system: System, node: string): Step[] {
  if (system.root === '' || isAt(system, node)) return [];
  return [left('Node', `is not in the image at ${node}; put it there before the chair starts`)];
}

export function unitStep(system: System, software: string, node: string, hasService: boolean): Step {
  const template = readFileSync(join(software, 'boards/raspberry-pi/lumbar.service'), 'utf8');
  return fileStep(system, unitFile, unitText(template, node, hasService), `lumbar serve, run by ${node}`);
}

function folderStep(system: System): Step {
  if (isAt(system, homeFolder)) return already(homeFolder, 'there; what a chair keeps');
  // systemd makes the chair's user its owner when it starts the chair.
  return { what: homeFolder, detail: 'what a chair keeps', work: () => makeFolder(system, homeFolder) };
}

function chairStep(system: System, text: string | undefined): Step {
  const current = textAt(system, chairFilePath);
  if (text === undefined) {
    return current === null
      ? left(
          chairFilePath,
          'not there: say what is wired to the board with --chair FILE; the chair waits for it',
        )
      : already(chairFilePath, 'there');
  }
  if (current === text) return already(chairFilePath, 'there, the same');
  const work = () => {
    if (current !== null) placeFile(system, `${chairFilePath}.before`, current);
    placeFile(system, chairFilePath, text);
  };
  const kept = current === null ? '' : '; the one before is kept as chair.yaml.before';
  return { what: chairFilePath, detail: `what is wired to the board${kept}`, work };
}

/** The udev rules: from the devices found now, otherwise those of an earlier run. */
function ruleLines(
  system: System,
  board: Device | null,
  options: InstallOptions,
  gadget: boolean,
): RuleLines {
  const before = ruleLinesOf(textAt(system, rulesFile));
  const known = before.board.length > 0 ? before.board : anyBoardLines();
  const adapter = before.service.some((line) => line.includes('ttyGS0')) ? [] : before.service;
  const named =
    options.service === undefined
      ? adapter
      : namedLines(identityOf(readDevice(system, options.service)), serviceLink);
  return {
    board: board === null ? known : namedLines(identityOf(board), boardLink),
    service: gadget ? gadgetLines() : named,
  };
}

const gadgetWhat = 'service port';

function gadgetSteps(
  system: System,
  computer: Computer,
  options: InstallOptions,
): { steps: Step[]; present: boolean } {
  const wanted = options.gadget ?? options.service === undefined;
  if (!wanted) return { steps: noGadgetSteps(system), present: false };
  const mode = computer.gadget ?? (options.gadget ? 'peripheral' : null);
  const config = bootConfigFile(system);
  if (mode === null || config === null) {
    const model = computer.model === '' ? 'this computer' : `a ${computer.model}`;
    const why =
      mode === null
        ? `${model} has no USB socket that can be one`
        : 'there is no config.txt here, so this is no Raspberry Pi OS';
    const todo = 'with a USB serial adapter in it: --service /dev/ttyUSB0';
    return { steps: [left(gadgetWhat, `none: ${why}; ${todo}`), ...noGadgetSteps(system)], present: false };
  }
  const socket =
    mode === 'otg'
      ? 'the one USB socket, which takes the board (by an OTG adapter) or the technician, not both at once'
      : "the USB-C socket, so the computer's power comes by its pins";
  return {
    steps: [
      bootStep(system, config, mode, socket),
      fileStep(system, modulesFile, modulesText, 'loads what makes the socket a serial port'),
      fileStep(system, moduleOptionsFile, moduleOptionsText(computer), 'what it is called at the other end'),
    ],
    present: true,
  };
}

function bootStep(system: System, path: string, mode: string, socket: string): Step {
  const config = textAt(system, path) ?? '';
  const wanted = bootConfigText(config, mode);
  if (wanted === config) return already(path, `the service port is ${socket}`);
  const own = lineOfOverlay(bootConfigText(config, null));
  if (own > 0) return already(path, `line ${own} has made the USB socket a device already`);
  const work = () => placeFile(system, path, wanted, modeAt(system, path));
  return { what: path, detail: `the service port is ${socket}`, work };
}

/** Number of the line that makes the USB socket a device for every model, or 0. */
function lineOfOverlay(config: string): number {
  let everywhere = true;
  for (const [index, line] of config.split('\n').entries()) {
    const filter = /^\s*\[(\w[^\]]*)\]/.exec(line)?.[1];
    if (filter !== undefined) everywhere = filter === 'all';
    if (everywhere && /^\s*dtoverlay=dwc2\b(?!.*dr_mode=host)/.test(line)) return index + 1;
  }
  return 0;
}

/** Removes the gadget port if lumbar install made one; reports nothing if it did not. */
export function noGadgetSteps(system: System): Step[] {
  const steps = [modulesFile, moduleOptionsFile].map((path) => noFileStep(system, path));
  const config = bootConfigFile(system);
  const text = config === null ? '' : (textAt(system, config) ?? '');
  if (config !== null && bootConfigText(text, null) !== text) {
    const work = () => placeFile(system, config, bootConfigText(text, null), modeAt(system, config));
    steps.push({ what: config, detail: 'the USB socket is as it was before', work });
  }
  return steps.filter(({ work }) => work !== null);
}
