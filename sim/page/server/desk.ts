/**
 * The desk: one workbench, its clock and its programs, and whoever watches. Carries out commands, answers
 * questions, lets time pass, and tells every watcher what changed. Knows nothing of sockets: a watcher is two
 * functions.
 */
import { type KeyName, keyBit, keyNames } from '../../../src/chair/names.ts';
import { checkProgram } from '../../../src/program/language/check.ts';
import type { Problem } from '../../../src/program/language/problems.ts';
import { type Link, linkActionsMost, readLink, writeLink } from '../link.ts';
import type { BoardKind, Command, Question, Speed, ToPage } from '../protocol.ts';
import { createLineMeter, type LineMeter, openBoard, readChip } from './boards.ts';
import { anchor, type Clock, createClock, setHands, sleepMs, turn, untilOf } from './clock.ts';
import { columnsMessage } from './columns.ts';
import { momentAt } from './moment.ts';
import {
  addFile,
  bookOf,
  closeShelf,
  createShelf,
  entriesOf,
  plansOf,
  type Shelf,
  saveText,
  tryText,
  watchShelf,
} from './shelf.ts';
import { changesOf, viewOf } from './view.ts';
import {
  act,
  askToRun,
  type BenchPort,
  createWorkbench,
  mendAll,
  nowOf,
  offerPlans,
  type Setup,
  stepBench,
  tickOf,
  type Workbench,
} from './workbench.ts';

export interface Watcher {
  readonly tell: (message: ToPage) => void;
  readonly tellBytes: (bytes: Uint8Array) => void;
  /** What it was told, key by key. */
  readonly sent: Map<string, string | number | boolean>;
  /** Nothing is told while it cannot keep up. */
  readonly ready: () => boolean;
  plansTold: number;
  historyTold: string;
  historyAtMs: number;
}

export interface DeskOptions {
  readonly program: string;
  readonly seed: number;
  readonly speed: Speed;
  readonly board: BoardKind;
  /** Where programs under a new id are saved. */
  readonly folder: string;
}

export interface Desk {
  readonly options: DeskOptions;
  bench: Workbench;
  benchNumber: number;
  readonly clock: Clock;
  readonly shelf: Shelf;
  readonly watchers: Set<Watcher>;
  timer: NodeJS.Timeout | NodeJS.Immediate | null;
  lastFrameMs: number;
  closed: boolean;
  meter: LineMeter;
  /** Whoever makes flashing possible; without it the page says so. */
  flasher: Flasher | null;
}

/** The service port, where there is one. */
export interface Flasher extends BenchPort {
  readonly address: string;
  flash(
    program: string,
    options: { prepare: boolean; allowDowngrade: boolean },
    progress: (text: string, share: number) => void,
  ): Promise<string>;
  close(): Promise<void>;
}

const wall = (): number => performance.now();
/** Watchers are told at most so often: a screen shows no more. */
const frameMs = 15;
const historyMs = 200;

export function openDesk(options: DeskOptions): Desk {
  const desk: Partial<Desk> = {};
  const shelf = createShelf((id) => shelfChanged(desk as Desk, id));
  let { program } = options;
  if (/[\\/]|\.ya?ml$/i.test(program)) program = addFile(shelf, program);
  Object.assign(desk, {
    options: { ...options, program },
    shelf,
    benchNumber: 1,
    clock: createClock(options.speed, wall()),
    watchers: new Set<Watcher>(),
    timer: null,
    lastFrameMs: 0,
    closed: false,
    meter: createLineMeter(),
    flasher: null,
  } satisfies Omit<Desk, 'bench'>);
  const whole = desk as Desk;
  whole.bench = openBench(whole, { program, seed: options.seed, board: options.board });
  anchor(whole.clock, whole.bench, wall());
  watchShelf(shelf);
  schedule(whole);
  return whole;
}

function openBench(
  desk: Desk,
  want: { program: string; seed: number; board: BoardKind; ambientC?: number; personKg?: number },
): Workbench {
  const plans = plansOf(desk.shelf);
  const found = plans.findIndex((plan) => plan.program === want.program);
  if (found < 0) throw new Error(`There is no program "${want.program}" that can run.`);
  const { seed, board, ambientC = 22, personKg = 75 } = want;
  const setup: Setup = { plans, program: found, seed, board, ambientC, personKg };
  const bench = createWorkbench(setup, openBoard(board, { seed, ambientC, personKg }));
  bench.port = desk.flasher;
  return bench;
}

/** A fresh chair in place of the one on the desk. */
function renew(desk: Desk, bench: Workbench): void {
  desk.bench = bench;
  desk.benchNumber++;
  desk.meter = createLineMeter();
  desk.clock.until = null;
  desk.clock.running = true;
  desk.clock.paceChairMs = nowOf(bench);
  anchor(desk.clock, bench, wall());
  for (const watcher of desk.watchers) {
    watcher.plansTold = 0;
    watcher.historyTold = '';
  }
}

export async function closeDesk(desk: Desk): Promise<void> {
  desk.closed = true;
  clear(desk);
  closeShelf(desk.shelf);
  await desk.flasher?.close();
}

/** From now on the chair has a service port. */
export function usePort(desk: Desk, flasher: Flasher): void {
  desk.flasher = flasher;
  desk.bench.port = flasher;
}

// ---- time ----

function clear(desk: Desk): void {
  if (desk.timer === null) return;
  clearTimeout(desk.timer as NodeJS.Timeout);
  clearImmediate(desk.timer as NodeJS.Immediate);
  desk.timer = null;
}

/** Wakes up when the next tick is due; not at all while paused. */
function schedule(desk: Desk): void {
  clear(desk);
  if (desk.closed || !desk.clock.running) return;
  const restMs = sleepMs(desk.clock, desk.bench, wall());
  const wake = (): void => {
    desk.timer = null;
    if (turn(desk.clock, desk.bench, wall)) tellAll(desk, !desk.clock.running);
    else if (!desk.clock.running) tellAll(desk, true);
    schedule(desk);
  };
  desk.timer = restMs <= 0 ? setImmediate(wake) : setTimeout(wake, restMs);
}

// ---- watchers ----

export function watch(desk: Desk, watcher: Watcher): void {
  desk.watchers.add(watcher);
  void entriesOf(desk.shelf).then((shelf) => watcher.tell({ t: 'shelf', shelf }));
  tell(desk, watcher, wall());
}

export function unwatch(desk: Desk, watcher: Watcher): void {
  desk.watchers.delete(watcher);
  // Nobody is left to let go of the keys.
  if (desk.watchers.size === 0) letGo(desk);
}

function tellAll(desk: Desk, now: boolean): void {
  const atMs = wall();
  if (!now && atMs - desk.lastFrameMs < frameMs) return;
  desk.lastFrameMs = atMs;
  for (const watcher of desk.watchers) if (watcher.ready() || now) tell(desk, watcher, atMs);
}

function tell(desk: Desk, watcher: Watcher, atMs: number): void {
  const { bench, clock, benchNumber } = desk;
  if (watcher.plansTold !== bench.plans.length) {
    watcher.plansTold = bench.plans.length;
    watcher.tell({ t: 'plans', plans: bench.plans });
  }
  const version = `${benchNumber}.${bench.chronicle.version}`;
  if (watcher.historyTold !== version && (atMs - watcher.historyAtMs > historyMs || !clock.running)) {
    watcher.historyTold = version;
    watcher.historyAtMs = atMs;
    watcher.tell({ t: 'history', h: bench.chronicle.history });
  }
  const extras = {
    benchNumber,
    service: desk.flasher?.address ?? '',
    chip: readChip(bench.simulation.board, desk.meter),
  };
  const changes = changesOf(viewOf(bench, clock, extras), watcher.sent);
  if (changes !== null) watcher.tell({ t: 'state', s: changes });
}

function note(desk: Desk, level: 'info' | 'bad', text: string): void {
  for (const watcher of desk.watchers) watcher.tell({ t: 'note', level, text });
}

// ---- programs ----

function shelfChanged(desk: Desk, id: string): void {
  const book = bookOf(desk.shelf, id);
  const problems = book?.problems.length ?? 0;
  if (problems > 0)
    note(desk, 'bad', `${id} changed on disk and has ${problems} problem${problems === 1 ? '' : 's'}.`);
  else note(desk, 'info', `${id} changed on disk and was loaded anew.`);
  refreshPrograms(desk);
}

export function refreshPrograms(desk: Desk): void {
  offerPlans(desk.bench, plansOf(desk.shelf));
  void entriesOf(desk.shelf).then((shelf) => {
    for (const watcher of desk.watchers) watcher.tell({ t: 'shelf', shelf });
  });
  tellAll(desk, true);
}

// ---- commands ----

export function letGo(desk: Desk): void {
  setHands(desk.clock, desk.bench, 0, wall());
  for (const name of keyNames) act(desk.bench, { do: 'up', name, value: '' });
}

/** Holds keys down for a stretch of chair time. */
export function pressFor(desk: Desk, keys: readonly KeyName[], forMs: number): void {
  const { bench } = desk;
  for (const name of keys) {
    act(bench, { do: 'down', name, value: '' });
    bench.ahead.push({ atMs: nowOf(bench) + forMs, do: 'up', name, value: '' });
  }
  bench.ahead.sort((one, other) => one.atMs - other.atMs);
  tellAll(desk, true);
}

/** Shorter than this a contact makes no press; the quickest tap is drawn out to it. */
const shortestPressMs = 60;

function pressKey(desk: Desk, name: KeyName, down: boolean): void {
  const { bench, clock } = desk;
  const bit = keyBit(name);
  setHands(clock, bench, down ? clock.hands | bit : clock.hands & ~bit, wall());
  const since = bench.log.findLast((action) => action.do === 'down' && action.name === name)?.atMs ?? 0;
  if (down || nowOf(bench) - since >= shortestPressMs) {
    act(bench, { do: down ? 'down' : 'up', name, value: '' });
    return;
  }
  bench.ahead.push({ atMs: since + shortestPressMs, do: 'up', name, value: '' });
  bench.ahead.sort((one, other) => one.atMs - other.atMs);
}

/** Carries out a command. Throws what a person should read. */
export function command(desk: Desk, order: Command): void {
  const { bench, clock } = desk;
  switch (order.c) {
    case 'key':
      pressKey(desk, order.key, order.down);
      break;
    case 'letgo':
      letGo(desk);
      break;
    case 'pause':
      clock.running = false;
      clock.until = null;
      break;
    case 'go':
      clock.running = true;
      anchor(clock, bench, wall());
      break;
    case 'tick':
      clock.running = false;
      clock.until = null;
      for (let ticks = 0; ticks < Math.min(500, Math.max(1, order.ticks)); ticks++) stepBench(bench);
      break;
    case 'speed':
      if (order.speed !== 'max' && !(order.speed >= 0.1 && order.speed <= 1000)) {
        throw new Error(`A speed of ${order.speed}: 0.1 to 1000, or max.`);
      }
      clock.speed = order.speed;
      anchor(clock, bench, wall());
      break;
    case 'until':
      if (order.what === 'time' && !((order.ms ?? 0) > nowOf(bench))) {
        throw new Error('That time has passed already: click the timeline to look back.');
      }
      clock.until = untilOf(bench, order.what, order.ms ?? 0);
      clock.running = true;
      break;
    case 'fault':
      act(bench, { do: 'fault', name: order.name, value: order.value });
      break;
    case 'mend':
      mendAll(bench);
      break;
    case 'ambient':
      act(bench, { do: 'ambient', name: '', value: String(order.celsius) });
      break;
    case 'choose':
      if (bench.simulation.control.session.inSession)
        throw new Error('A session runs: stop it before another program.');
      act(bench, { do: 'choose', name: order.id, value: '' });
      break;
    case 'run':
      run(desk, order.id);
      break;
    case 'restart':
      restart(desk, order.seed, order.board);
      break;
    case 'reproduce':
      reproduce(desk, readLink(order.link));
      break;
  }
  tellAll(desk, true);
  schedule(desk);
}

/** On a chair that is off or ready the remote is pressed; else a fresh chair takes its place. */
function run(desk: Desk, id: string): void {
  const { state, inSession } = desk.bench.simulation.control.session;
  if (inSession || (state !== 'off' && state !== 'ready' && state !== 'homing')) {
    const { seed, board, ambientC, personKg } = desk.bench.setup;
    renew(desk, openBench(desk, { program: id, seed, board, ambientC, personKg }));
  } else {
    act(desk.bench, { do: 'choose', name: id, value: '' });
    desk.clock.running = true;
    anchor(desk.clock, desk.bench, wall());
  }
  askToRun(desk.bench);
}

function restart(desk: Desk, seed?: number, board?: BoardKind): void {
  const { setup, simulation } = desk.bench;
  const { control } = simulation;
  const program = control.programs[control.session.program]?.program ?? desk.options.program;
  const { ambientC, personKg } = setup;
  renew(
    desk,
    openBench(desk, { program, seed: seed ?? setup.seed, board: board ?? setup.board, ambientC, personKg }),
  );
}

// ---- links ----

function linkOf(desk: Desk): string {
  const { setup, log, simulation } = desk.bench;
  if (log.length > linkActionsMost) {
    throw new Error(
      `${log.length} things were done in this session; a link holds ${linkActionsMost}. Export it as a scenario.`,
    );
  }
  return writeLink({
    program: setup.plans[setup.program]?.program ?? desk.options.program,
    seed: setup.seed,
    board: setup.board,
    ambientC: setup.ambientC,
    personKg: setup.personKg,
    speed: desk.clock.speed,
    actions: log,
    atMs: simulation.nowMs,
    running: desk.clock.running,
    run: false,
  });
}

/** A link to what is on the desk already changes nothing: reloading a page does not restart its chair. */
function reproduce(desk: Desk, link: Link): void {
  if (isSame(desk.bench, link)) return;
  const bench = openBench(desk, link);
  bench.ahead.push(...link.actions);
  if (link.run) askToRun(bench);
  const end = tickOf(link.atMs);
  for (let tick = 0; tick < end; tick++) stepBench(bench);
  desk.clock.speed = link.speed;
  renew(desk, bench);
  desk.clock.running = link.running;
}

function isSame(bench: Workbench, link: Link): boolean {
  const { setup, log } = bench;
  return (
    setup.plans[setup.program]?.program === link.program &&
    setup.seed === link.seed &&
    setup.board === link.board &&
    setup.ambientC === link.ambientC &&
    setup.personKg === link.personKg &&
    link.atMs > 0 &&
    nowOf(bench) >= link.atMs &&
    link.actions.length > 0 &&
    link.actions.length <= log.length &&
    link.actions.every(({ atMs, do: what, name, value }) =>
      log.some(
        (done) => done.atMs === atMs && done.do === what && done.name === name && done.value === value,
      ),
    )
  );
}

// ---- questions ----

/** Answers a question; bytes are for columns, everything else is plain data. */
export async function answer(
  desk: Desk,
  question: Question & { id: number },
  progress: (text: string, share: number) => void,
): Promise<unknown> {
  switch (question.q) {
    case 'columns':
      return columnsMessage(desk, question);
    case 'moment':
      return momentAt(desk.bench.recording, tickOf(question.atMs));
    case 'text':
      return { text: bookOf(desk.shelf, question.program)?.text ?? '' };
    case 'check':
      return checked(question.text, question.program);
    case 'try': {
      const problems = tryText(desk.shelf, question.program, question.text);
      refreshPrograms(desk);
      return { problems };
    }
    case 'save': {
      const file = saveText(desk.shelf, question.program, question.text, desk.options.folder);
      refreshPrograms(desk);
      return { file, problems: bookOf(desk.shelf, question.program)?.problems ?? [] };
    }
    case 'link':
      return { link: linkOf(desk) };
    case 'flash': {
      if (desk.flasher === null) throw new Error('The simulated chair has no service port here.');
      const { prepare = false, allowDowngrade = false } = question;
      return {
        said: await desk.flasher.flash(question.program, { prepare, allowDowngrade }, progress),
      };
    }
  }
}

/** Texts longer than any program are refused by the checker itself. */
function checked(text: string, id: string): { problems: readonly Problem[]; plannedMs: number } {
  const { problems } = checkProgram(text, `${id}.yaml`);
  return { problems, plannedMs: 0 };
}
