/** `lumbar serve`: the chair itself, on a real board, under systemd. */
import { Command } from 'commander';
import type { RealBoard } from '../../board/open.ts';
import { sessionStates } from '../../chair/names.ts';
import type { Host } from '../../host/host.ts';
import { type Lateness, latenessAt } from '../../host/loop.ts';
import { askForPriority } from '../priority.ts';
import { exitCodes, painter, usageError } from '../terminal/output.ts';

declare const __VERSION__: string;

interface ServeArguments {
  board: string;
  map: string;
  service?: string;
  json?: true;
}

export function serveCommand(): Command {
  return new Command('serve')
    .description('run the chair: the control loop on a real board, until it is stopped')
    .requiredOption(
      '--board <port>',
      'serial port of the microcontroller (best a path under /dev/serial/by-id), or io:PACKAGE for a johnny-five IO plugin',
    )
    .option('--map <board>', 'the pin map: a board that ships, or a file', 'mega-2560')
    .option('--service <port>', 'serial port for the technician, or tcp://127.0.0.1:PORT')
    .option('--json', 'one JSON document a line, instead of words')
    .addHelpText(
      'after',
      '\nExamples:\n  $ lumbar serve --board /dev/serial/by-id/usb-Arduino_Mega_2560-if00\n' +
        '  $ lumbar serve --board /dev/ttyACM0 --service /dev/ttyGS0\n\n' +
        'What must survive a power cut is kept under LUMBAR_HOME. SIGTERM and SIGINT switch all outputs off, then end.\n' +
        'A port that is not there yet is waited for; a cable that is pulled may be put back.\n' +
        'boards/raspberry-pi/lumbar.service is a systemd unit for it.',
    )
    .action(serve);
}

/** One line of the log: when, how grave, what. */
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
/** systemd's watchdog wants a sign of life well within its time. */
const notifyEachMs = 5000;

async function serve(options: ServeArguments): Promise<void> {
  const { beginRealBoard, closeRealBoard, loadMap, offOnOwnError } = await import('../real-board.ts');
  const { createLateness, runLoop } = await import('../../host/loop.ts');
  const { turn } = await import('../../host/host.ts');
  const { createSensors } = await import('../../chair/sensors.ts');
  const { createOutputs, clearPower } = await import('../../chair/outputs.ts');

  if (['', 'model', 'avr'].includes(options.board)) {
    throw usageError(
      `--board ${options.board || '""'}: a chair that serves drives a serial port, or io:PACKAGE. For the simulated one: lumbar sim.`,
    );
  }
  const log = createLog(options.json === true, () => performance.now());
  const map = await loadMap(options.map);
  const { host, closeService } = await openChair(options, log, () => board.lastFrames?.() ?? []);
  const lateness = createLateness();
  const board: RealBoard = await beginRealBoard(options.board, map, ({ text, warning }) =>
    log(warning ? 'warn' : 'info', text),
  );
  askForPriority();
  const sensors = createSensors();
  // Until the board has answered there is nothing to believe.
  sensors.link.connected = false;
  const outputs = createOutputs();

  let stopping = '';
  const allOff = (): void => {
    clearPower(outputs);
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
  log(
    'info',
    `lumbar ${__VERSION__}, boot ${host.control.session.boot}, ${host.control.programs.length} programs, board ${options.board}`,
  );
  const giveSigns = signsOfLife(host, lateness, sensors.link, log);
  try {
    await runLoop((dueMs, nowMs) => {
      if (stopping !== '') return false;
      board.read(sensors);
      turn(host, sensors, dueMs, outputs, nowMs);
      board.write(outputs, sessionStates.indexOf(host.control.session.state));
      giveSigns(nowMs);
      return true;
    }, lateness);
  } finally {
    allOff();
  }
  if (stopping === ownError) return;
  log('info', `${stopping}: all outputs are off`);
  notifySystemd('STOPPING=1');
  await closeService();
  await host.options.store.idle();
  await closeRealBoard(board);
  process.exit(stopping === 'SIGINT' ? exitCodes.stopped : exitCodes.done);
}

async function openChair(
  options: ServeArguments,
  log: Log,
  lastFrames: () => readonly string[],
): Promise<{ host: Host; closeService: () => Promise<void> }> {
  const { frameRecords } = await import('../../host/last-frames.ts');
  const { openHost } = await import('../../host/host.ts');
  const { openStore } = await import('../../store/store.ts');
  const { realFileSystem } = await import('../../store/real-file-system.ts');
  const { storeHome } = await import('../../store/home.ts');
  const { loadFactoryPlans } = await import('../load.ts');
  const { eventText } = await import('../terminal/event-text.ts');
  const { lockHome } = await import('../../store/lock.ts');
  const home = storeHome();
  if ((await lockHome(home)) === null) {
    throw usageError(
      `Another lumbar keeps its data in ${home}. End it, or set LUMBAR_HOME to another folder.`,
    );
  }
  const store = await openStore(realFileSystem(home));
  for (const { code, file, what } of store.problems()) log('warn', `${code} ${file}: ${what}`);
  let clockOffsetMs = 0;
  const host = await openHost({
    store,
    factory: loadFactoryPlans(),
    software: __VERSION__,
    wallClockMs: () => Date.now() + clockOffsetMs,
    setWallClock: (ms) => {
      clockOffsetMs = ms - Date.now();
    },
    onReset: () => process.kill(process.pid, 'SIGTERM'),
    onEvent: (event) => {
      const { level, text } = eventText(event);
      log(level, text, { event });
      if (event.kind !== 'fault') return;
      for (const record of frameRecords(event, store.boot, lastFrames()))
        void store.appendLog('faults', record);
    },
  });
  return { host, closeService: await openService(host, options.service, log) };
}

/** Opens the technician's port; a chair without one, or with one that cannot be opened, still massages. */
async function openService(host: Host, name: string | undefined, log: Log): Promise<() => Promise<void>> {
  if (name === undefined) return async () => {};
  const { listenTcp, serveStream } = await import('../../service/listen.ts');
  const tcp = /^tcp:\/\/127\.0\.0\.1:(\d{1,5})$/.exec(name);
  if (tcp !== null) {
    const listening = await listenTcp(host.service, Number(tcp[1]));
    log('info', `service port at tcp://127.0.0.1:${listening.port}`);
    return () => listening.close();
  }
  if (name.startsWith('tcp:'))
    throw usageError(`--service ${name}: only tcp://127.0.0.1:PORT, or a serial port.`);
  const { SerialPort } = await import('serialport');
  const port = new SerialPort({ path: name, baudRate: 115_200, autoOpen: false });
  const { portTrouble } = await import('../../board/serial.ts');
  const warn = (error: Error) => log('warn', `no service port: ${portTrouble(name, error.message)}`);
  port.on('error', warn);
  port.open((error) => {
    if (error) warn(error);
    else {
      serveStream(host.service, port);
      log('info', `service port at ${name}`);
    }
  });
  return () => new Promise((resolve) => (port.isOpen ? port.close(() => resolve()) : resolve()));
}

/** After each tick: a line of the log each minute, and what systemd's watchdog wants to hear. */
function signsOfLife(host: Host, lateness: Lateness, link: LinkHealth, log: Log): (nowMs: number) => void {
  let healthDueMs = healthEachMs;
  let notifyDueMs = 0;
  return (nowMs) => {
    if (nowMs >= healthDueMs) {
      healthDueMs += healthEachMs;
      log('info', healthLine(host, lateness, link), { health: healthOf(host, lateness, link) });
    }
    if (nowMs >= notifyDueMs) {
      notifyDueMs = nowMs + notifyEachMs;
      notifySystemd('WATCHDOG=1');
    }
  };
}

interface LinkHealth {
  readonly connected: boolean;
  readonly guarded: boolean;
  readonly badFrames: number;
  readonly ageMs: number;
}

function healthOf(host: Host, lateness: Lateness, link: LinkHealth): Record<string, unknown> {
  const { session, heater } = host.control;
  return {
    state: session.state,
    fault: session.faultCode,
    ticks: lateness.ticks,
    lateMs: {
      half: latenessAt(lateness, 0.5),
      p99: latenessAt(lateness, 0.99),
      p999: latenessAt(lateness, 0.999),
    },
    worstLateMs: Math.round(lateness.worstMs * 10) / 10,
    missedTicks: lateness.missed,
    connected: link.connected,
    guarded: link.guarded,
    badFrames: link.badFrames,
    lumbarSurfaceC: Math.round(heater.lumbar.surfaceC * 10) / 10,
    sacralSurfaceC: Math.round(heater.sacral.surfaceC * 10) / 10,
    memoryMB: Math.round(process.memoryUsage.rss() / 1e6),
  };
}

function healthLine(host: Host, lateness: Lateness, link: LinkHealth): string {
  const health = healthOf(host, lateness, link);
  const guard = link.guarded ? 'guard armed or ready' : 'no guard: heat stays locked out';
  return (
    `health: ${health['state']}${health['fault'] === 'none' ? '' : ` ${health['fault']}`}, ` +
    `${lateness.ticks} ticks, worst ${lateness.worstMs.toFixed(1)} ms late, ${lateness.missed} missed; ` +
    `${link.connected ? guard : 'NO LINK'}, ${link.badFrames} bad frames; ` +
    `surface ${health['lumbarSurfaceC']} / ${health['sacralSurfaceC']} C; ${health['memoryMB']} MB`
  );
}

/** Tells systemd, where it started us. Node cannot write to its kind of socket, its own small program can. */
function notifySystemd(message: string): void {
  if (process.env['NOTIFY_SOCKET'] === undefined) return;
  void import('node:child_process').then(({ execFile }) => {
    execFile('systemd-notify', [message], () => {
      // Without systemd-notify systemd restarts us after WatchdogSec; the unit says so.
    });
  });
}
