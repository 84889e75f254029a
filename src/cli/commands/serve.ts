/** `lumbar serve`: the chair itself, on a real board, under systemd. */

import { Command } from 'commander';
import type { LinkEvent } from '../../board/link/link.ts';
import type { RealBoard } from '../../board/open.ts';
import type { Chair } from '../../chair/chair.ts';
import type { ChairEvent } from '../../control/events.ts';
import type { Board } from '../../run/board.ts';
import type { Controller } from '../../run/controller.ts';
import type { WritingDisk } from '../../run/disk.ts';
import type { Lateness } from '../../run/loop.ts';
import type { FileSystem } from '../../store/file-system.ts';
import type { DiskImage } from '../../store/keep.ts';
import type { StoreProblem } from '../../store/problems.ts';
import { type PageAddress, readPageAddress } from '../page-address.ts';
import { askForPriority } from '../priority.ts';
import type { ChairClock } from '../serve-clock.ts';
import { healthLine, healthOf } from '../serve-health.ts';
import type { OpenPage } from '../serve-page.ts';
import { eventText } from '../terminal/event-text.ts';
import { exitCodes, painter, usageError } from '../terminal/output.ts';

declare const __VERSION__: string;

interface ServeArguments {
  board: string;
  chair?: string;
  service?: string;
  page?: PageAddress;
  json?: true;
}

export function serveCommand(): Command {
  return new Command('serve')
    .description('run the chair: the control loop on a real board, until it is stopped')
    .requiredOption(
      '--board <port>',
      'serial port of the microcontroller (best a path under /dev/serial/by-id), or io:PACKAGE for a johnny-five IO plugin',
    )
    .option(
      '--chair <chair>',
      'the chair behind it: an id that ships, or a file (default: chair.yaml in LUMBAR_HOME)',
    )
    .option('--service <port>', 'serial port for the technician, or tcp://127.0.0.1:PORT')
    .option(
      '--page <[host:]port>',
      'a page of the chair for a browser: what it measures, faults, sessions; beyond 127.0.0.1 it needs the token that is printed',
      readPageAddress,
    )
    .option('--json', 'one JSON document a line, instead of words')
    .addHelpText(
      'after',
      '\nExamples:\n  $ lumbar serve --board /dev/serial/by-id/usb-Arduino_Mega_2560-if00 --chair lumbar-1\n' +
        '  $ lumbar serve --board /dev/ttyACM0 --service /dev/ttyGS0\n\n' +
        'A page alone may stop, pause, and lower heat, speed or timer; anything else waits a minute for start on the remote.\n' +
        'Without --chair the file chair.yaml in LUMBAR_HOME says what is wired to the board; without either it drives nothing\n' +
        'and says E63 on the service port, or refuses where it has none.\n' +
        'What must survive a power cut is kept under LUMBAR_HOME. SIGTERM and SIGINT switch all outputs off, then end.\n' +
        'A port that is not there yet, or is in use, is tried again; a cable that is pulled may be put back.\n' +
        'sudo lumbar install has systemd run it.',
    )
    .action(serve);
}

/** Writes one line of the log: time, severity, text. */
type Log = (level: 'info' | 'warn' | 'error', text: string, fields?: Record<string, unknown>) => void;

function createLog(json: boolean, sinceStartMs: () => number): Log {
  const paint = painter(process.stdout);
  const tones = { info: 'dim', warn: 'warn', error: 'bad' } as const;
  return (level, text, fields = {}) => {
    const atMs = Math.round(sinceStartMs());
    if (json) process.stdout.write(`${JSON.stringify({ atMs, level, text, ...fields })}\n`);
    else {
      const seconds = (atMs / 1000).toFixed(2).padStart(10);
      process.stdout.write(`${seconds} s  ${paint(tones[level], level.padEnd(5))}  ${text}\n`);
    }
  };
}

const ownError = 'an error of its own';
const healthEachMs = 60_000;
/** Longest wait for the disk at the end: systemd kills the process after `TimeoutStopSec`, 5 s. */
const diskPatienceMs = 3000;
/** Heartbeat interval for systemd's watchdog, well within its timeout. */
const notifyEachMs = 5000;

async function serve(options: ServeArguments): Promise<void> {
  const { beginRealBoard, errorText, offOnOwnError } = await import('../real-board.ts');
  const { createLateness, runLoop } = await import('../../run/loop.ts');
  const { carryOut, decideOrFail } = await import('../../run/controller.ts');
  const { chairOrNone, noBoard } = await import('../no-chair.ts');
  const { clearPower } = await import('../../chair/outputs.ts');
  const { rehearseFlashing } = await import('../rehearsal.ts');

  refuseSimulated(options.board);
  const log = createLog(options.json === true, () => performance.now());
  const example = `lumbar serve --board ${options.board}`;
  const { value, missing } = await chairOrNone(options.chair, example, options.service !== undefined);
  if (missing !== null) log('error', `E63 no chair file, nothing is driven: ${missing.why}`);
  const lateness = createLateness();
  const home = await openHome();
  rehearseFlashing(value);
  const say = ({ text, warning }: LinkEvent): void => log(warning ? 'warn' : 'info', text);
  const board = missing === null ? await beginRealBoard(options.board, value.wiring, say) : noBoard;
  const chair = await openChair({ chair: value, noChairFile: missing?.file }, board, home);
  const { openServicePort } = await import('../serve-port.ts');
  const closeService = openServicePort(chair.inbox, options.service, log);
  const page = await openPage(missing === null ? options.page : undefined, board, chair, log);
  askForPriority();

  let stopping = '';
  let failed = false;
  const allOff = (): void => {
    clearPower(chair.outputs);
    board.close();
  };
  const stop = (why: string): void => {
    stopping = why;
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => stop(signal));
  offOnOwnError(
    () => {
      allOff();
      stop(ownError);
    },
    (what) => log('error', `stopped by ${ownError}: ${what}`),
  );

  notifySystemd('READY=1');
  sayWhoServes(chair, chair.clock, options.board, log);
  const beat = heartbeat(chair, lateness, log);
  try {
    await runLoop((dueMs, nowMs) => {
      if (stopping !== '') return false;
      chair.nowMs = dueMs;
      const told = decideOrFail(chair, nowMs, (mistake) => log('error', `E58: ${errorText(mistake)}`));
      carryOut(chair);
      failed = told === null;
      if (told === null) return false;
      page?.tick(dueMs);
      for (const event of told.events) logEvent(log, event);
      if (told.clock !== null) chair.clock.take(told.clock);
      if (told.reset) stop('reset over the service port');
      beat(nowMs);
      return true;
    }, lateness);
  } finally {
    allOff();
  }
  if (stopping === ownError) return;
  log('info', `${failed ? ownError : stopping}: all outputs are off`);
  await putAway(chair, failed, board, [closeService, async () => page?.close()], log);
  if (failed) process.exit(exitCodes.bad);
  process.exit(stopping === 'SIGINT' ? exitCodes.stopped : exitCodes.done);
}

/** Closes service port and page, writes what is still to be kept (after a bug only what was already begun), then closes the board's line. */
async function putAway(
  chair: Controller & { readonly disk: WritingDisk },
  failed: boolean,
  board: RealBoard,
  closes: readonly (() => Promise<void>)[],
  log: Log,
): Promise<void> {
  const { closeRealBoard } = await import('../real-board.ts');
  const { setTimeout: sleep } = await import('node:timers/promises');
  notifySystemd('STOPPING=1');
  for (const close of closes) await close();
  const { writeRest } = await import('../../run/disk.ts');
  const written = await Promise.race([
    (failed ? chair.disk.idle() : writeRest(chair)).then(() => true),
    sleep(diskPatienceMs),
  ]);
  if (!written)
    log('warn', `the disk did not answer within ${diskPatienceMs / 1000} s: the last words are lost`);
  await closeRealBoard(board);
}

function sayWhoServes({ control }: Controller, clock: ChairClock, board: string, log: Log): void {
  const { boot } = control.session;
  log('info', `lumbar ${__VERSION__}, boot ${boot}, ${control.programs.length} programs, board ${board}`);
  log('info', `clock: ${clock.source()}`);
}

async function openPage(
  address: PageAddress | undefined,
  board: RealBoard,
  chair: Controller,
  log: Log,
): Promise<OpenPage | null> {
  if (address === undefined) return null;
  const { openChairPage } = await import('../serve-page.ts');
  return openChairPage(address, board, chair, log);
}

function refuseSimulated(board: string): void {
  if (!['', 'model', 'avr'].includes(board)) return;
  throw usageError(
    `--board ${board || '""'}: a chair that serves drives a serial port, or io:PACKAGE. For the simulated one: lumbar sim.`,
  );
}

function logEvent(log: Log, event: ChairEvent): void {
  const { level, text } = eventText(event);
  log(level, text, { event });
}

/** Where this chair keeps its data. */
interface Home {
  readonly files: FileSystem;
  readonly image: DiskImage;
}

async function openHome(): Promise<Home> {
  const { realFileSystem } = await import('../../store/real-file-system.ts');
  const { readImage } = await import('../../store/read-image.ts');
  const { storeHome } = await import('../../store/home.ts');
  const { lockHome } = await import('../../store/lock.ts');
  const home = storeHome();
  if ((await lockHome(home)) === null) {
    throw usageError(
      `Another lumbar keeps its data in ${home}. End it, or set LUMBAR_HOME to another folder.`,
    );
  }
  const files = realFileSystem(home);
  return { files, image: await readImage(files) };
}

async function openChair(
  { chair, noChairFile }: { readonly chair: Chair; readonly noChairFile: string | undefined },
  board: Board,
  { files, image }: Home,
): Promise<Controller & { readonly disk: WritingDisk; readonly clock: ChairClock }> {
  const { openMachine } = await import('../../machine/machine.ts');
  const { createController } = await import('../../run/controller.ts');
  const { writingDisk } = await import('../../run/disk.ts');
  const { loadFactoryPlans } = await import('../load.ts');
  const { chairClock, thisComputer } = await import('../serve-clock.ts');
  const options = { chair, factory: loadFactoryPlans(chair), software: __VERSION__ };
  const machine = openMachine(noChairFile === undefined ? options : { ...options, noChairFile }, image);
  const disk = writingDisk(files);
  const clock = chairClock(thisComputer(), machine.store.clock);
  const controller = Object.assign(createController(board, disk, machine), { disk, clock });
  controller.wallClock = () => clock.readMs();
  controller.clockSetTo = clock.setTo;
  // No reading is valid until the board has answered.
  controller.sensors.link.connected = false;
  return controller;
}

/** The returned function logs each problem of the store that is new since its last call. */
function troubleSayer({ machine }: Controller, log: Log): () => void {
  let said: ReadonlySet<StoreProblem> = new Set();
  return () => {
    const { problems } = machine.store;
    if (problems.length === said.size && problems.every((problem) => said.has(problem))) return;
    for (const problem of problems.filter((one) => !said.has(one)))
      log('warn', `${problem.code} ${problem.file}: ${problem.what}`);
    said = new Set(problems);
  };
}

/** Called after each tick: logs new problems of the store, logs the chair's health each minute, and sends systemd's watchdog its heartbeat. */
function heartbeat(chair: Controller, lateness: Lateness, log: Log): (nowMs: number) => void {
  let healthDueMs = healthEachMs;
  let notifyDueMs = 0;
  const sayTrouble = troubleSayer(chair, log);
  return (nowMs) => {
    sayTrouble();
    if (nowMs >= healthDueMs) {
      healthDueMs += healthEachMs;
      log('info', healthLine(chair, lateness), { health: healthOf(chair, lateness) });
    }
    if (nowMs >= notifyDueMs) {
      notifyDueMs = nowMs + notifyEachMs;
      notifySystemd('WATCHDOG=1');
    }
  };
}

/** Notifies systemd, if it started this process. Node cannot write to systemd's kind of socket; `systemd-notify` can. */
function notifySystemd(message: string): void {
  if (process.env['NOTIFY_SOCKET'] === undefined) return;
  void import('node:child_process').then(({ execFile }) => {
    execFile('systemd-notify', [message], () => {
      // Without systemd-notify, systemd restarts this process after WatchdogSec; the unit says so.
    });
  });
}
