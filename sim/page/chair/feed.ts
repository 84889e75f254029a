/**
 * The control loop's side of a real chair's page: sends one row per tick to the thread that serves the page, and takes orders.
 *
 * Nothing that a page does can delay a tick. The server, its sockets and the recording are in a thread of their own at a low
 * priority; here a tick costs a copy of some numbers. While the thread is a few seconds behind, nothing more is sent to it,
 * and at most a handful of orders is taken per turn.
 */
import { Worker } from 'node:worker_threads';
import type { Chair } from '../../../src/chair/chair.ts';
import { tickMs } from '../../../src/chair/limits.ts';
import type { PageTrigger } from '../../../src/control/session/triggers.ts';
import { isPageTrigger, pendingLeftMs } from '../../../src/machine/page-orders.ts';
import { selfTestReport } from '../../../src/machine/self-test-run.ts';
import type { Plan } from '../../../src/program/plan/plan.ts';
import type { Controller } from '../../../src/run/controller.ts';
import type { RealState } from '../real-protocol.ts';
import { activeMarks, createEventLog, type EventLog, logTick } from '../server/event-log.ts';
import { holdsIn, measuresOf } from '../server/hold-codes.ts';
import { createSampler, type Readings, type Sampler, sample } from '../server/moment.ts';
import { channelCount } from '../server/recording.ts';
import { type FromThread, type Live, type PageSetup, rowNumbers, type ToThread } from './messages.ts';

/** Ticks per message, for ten messages a second. */
const rowsMost = 5;
/** Most messages that the thread has not yet taken; further ones are dropped and leave a gap in its recording. */
const unheardMost = 60;
/** Most orders that wait for a turn. */
const ordersMost = 4;
/** Entries of each kind in a history message. */
const historyKept = 200;
const historyEachMs = 1000;
/** Lines of each log that the page shows. */
const logLines = 50;

export interface PageFeed {
  readonly controller: Controller;
  readonly readings: Readings;
  readonly chair: Chair;
  readonly worker: Pick<Worker, 'postMessage' | 'terminate'>;
  readonly sampler: Sampler;
  readonly eventLog: EventLog;
  plans: Plan[];
  knownPrograms: readonly Plan[];
  rows: Float64Array;
  count: number;
  firstTick: number;
  /** Messages sent and not yet taken by the thread. */
  unheard: number;
  historySent: number;
  historyAtMs: number;
  told: Partial<RealState>;
  lastLines: Record<'faults' | 'sessions', string | undefined>;
  statusAtMs: number;
  /** The thread has ended; nothing is sent any more. */
  ended: boolean;
}

export function createFeed(controller: Controller, readings: Readings, worker: PageFeed['worker']): PageFeed {
  return {
    controller,
    readings,
    chair: controller.machine.options.chair,
    worker,
    sampler: createSampler(),
    eventLog: createEventLog(historyKept),
    plans: [...controller.control.programs],
    knownPrograms: controller.control.programs,
    rows: new Float64Array(rowsMost * rowNumbers),
    count: 0,
    firstTick: 0,
    unheard: 0,
    historySent: -1,
    historyAtMs: 0,
    told: {},
    lastLines: { faults: undefined, sessions: undefined },
    statusAtMs: 0,
    ended: false,
  };
}

export interface OpenFeed {
  readonly feed: PageFeed;
  readonly port: number;
  readonly hosts: readonly string[];
}

/** Starts the thread. Throws an error with its code if the address is not available. `say` logs orders, and errors of the thread. */
export async function openPageFeed(
  controller: Controller,
  readings: Readings,
  setup: Omit<PageSetup, 'chair' | 'plans'>,
  workerFile: URL,
  say: (level: 'info' | 'warn', text: string) => void,
): Promise<OpenFeed> {
  const { chair } = controller.machine.options;
  const plans = controller.control.programs;
  const worker = new Worker(workerFile, {
    workerData: { ...setup, chair, plans } satisfies PageSetup,
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  });
  const feed = createFeed(controller, readings, worker);
  const opened = await new Promise<Extract<FromThread, { t: 'open' }>>((resolve, reject) => {
    worker.on('error', reject);
    worker.once('exit', () => reject(new Error('the page has ended')));
    worker.on('message', (message: FromThread) => {
      if (message.t === 'open') resolve(message);
      else if (message.t === 'failed') reject(Object.assign(new Error(message.why), { code: message.code }));
      else if (message.t === 'taken') feed.unheard--;
      else takeOrder(feed, message.order, say);
    });
  }).catch(async (error: unknown) => {
    // The thread still waits for messages.
    await worker.terminate();
    throw error;
  });
  // An error of the page ends only the page; the chair goes on.
  worker.on('error', (error) => say('warn', `page: ${error.message}`));
  worker.once('exit', () => {
    feed.ended = true;
  });
  return { feed, port: opened.port, hosts: opened.hosts };
}

/** Takes an order from the thread, between two turns. */
export function takeOrder(
  { controller }: PageFeed,
  order: PageTrigger,
  say: (level: 'info', text: string) => void,
): void {
  // While a stop waits for its turn, all further orders are ignored.
  if (!isPageTrigger(order) || controller.ordered[0] === 'page-stop') return;
  if (order === 'page-stop') controller.ordered.length = 0;
  else if (controller.ordered.length >= ordersMost) return;
  controller.ordered.push(order);
  say('info', `page: ${order.slice('page-'.length)}`);
}

export async function closePageFeed(feed: PageFeed): Promise<void> {
  feed.ended = true;
  await feed.worker.terminate();
}

/** Called once a tick, after the tick has decided. `dueMs`: the tick's time. */
export function feedTick(feed: PageFeed, dueMs: number): void {
  if (feed.ended) return;
  const { controller, readings, sampler, chair } = feed;
  const { control } = controller;
  if (control.programs !== feed.knownPrograms) notePrograms(feed);
  const plan = control.programs[control.session.program];
  const chosen = plan === undefined ? -1 : feed.plans.indexOf(plan);
  sample(sampler, chair, controller, readings, chosen);
  if (plan !== undefined) logTick(feed.eventLog, controller, readings.carriageMm, plan, chosen);
  const tick = Math.round(dueMs / tickMs);
  // The rows of one message are consecutive, so missed ticks end the message.
  if (feed.count > 0 && tick !== feed.firstTick + feed.count) sendRows(feed);
  if (feed.count === 0) feed.firstTick = tick;
  feed.rows.set(sampler.values, feed.count * rowNumbers);
  feed.rows.set(sampler.codes, feed.count * rowNumbers + channelCount);
  feed.count++;
  if (feed.count < rowsMost) return;
  sendRows(feed);
  sendRest(feed, dueMs);
}

function send(feed: PageFeed, message: ToThread): boolean {
  if (feed.unheard >= unheardMost) return false;
  feed.unheard++;
  feed.worker.postMessage(message);
  return true;
}

function sendRows(feed: PageFeed): void {
  const rows = feed.rows.slice(0, feed.count * rowNumbers);
  feed.count = 0;
  send(feed, { t: 'ticks', first: feed.firstTick, rows, live: liveOf(feed) });
}

function liveOf({ controller, sampler, eventLog }: PageFeed): Live {
  return {
    activeFaults: activeMarks(controller),
    measures: measuresOf(holdsIn(sampler.codes), controller.control.guard.register),
    zeroMs: eventLog.history.runs.at(-1)?.zeroMs ?? -1,
  };
}

/** Sends what has changed apart from the rows. What does not fit is tried again the next time. */
function sendRest(feed: PageFeed, nowMs: number): void {
  const { eventLog } = feed;
  if (eventLog.version !== feed.historySent && nowMs - feed.historyAtMs >= historyEachMs) {
    if (send(feed, { t: 'history', history: eventLog.history })) {
      feed.historySent = eventLog.version;
      feed.historyAtMs = nowMs;
    }
  }
  const real = realChanges(feed, nowMs);
  if (Object.keys(real).length > 0 && send(feed, { t: 'real', real })) Object.assign(feed.told, real);
}

const statusEachMs = 1000;

function realChanges(feed: PageFeed, nowMs: number): Partial<RealState> {
  const { machine } = feed.controller;
  const { pageOrders, store } = machine;
  const left = Math.ceil(pendingLeftMs(pageOrders, nowMs) / 1000);
  const real: { -readonly [K in keyof RealState]?: RealState[K] } = {};
  const { told } = feed;
  if (told.pending !== pageOrders.pending) real.pending = pageOrders.pending;
  if (told.pendingState !== pageOrders.pendingState) real.pendingState = pageOrders.pendingState;
  if (told.pendingLeftS !== left) real.pendingLeftS = left;
  for (const log of ['faults', 'sessions'] as const) {
    const { lines } = store.logs[log];
    const last = lines.at(-1);
    if (told[log] !== undefined && feed.lastLines[log] === last) continue;
    feed.lastLines[log] = last;
    real[log] = lines.slice(-logLines).reverse();
  }
  if (nowMs - feed.statusAtMs < statusEachMs && told.status !== undefined) return real;
  feed.statusAtMs = nowMs;
  real.status = machine.world.status();
  // The self-test has rows only while it runs, so its last report is kept.
  const report = selfTestReport(machine.selfTest, machine.control);
  if (report !== null && (report.running || told.selfTest?.running !== false)) real.selfTest = report;
  return real;
}

function notePrograms(feed: PageFeed): void {
  const { programs } = feed.controller.control;
  feed.knownPrograms = programs;
  const fresh = programs.filter((plan) => !feed.plans.includes(plan));
  if (fresh.length === 0) return;
  feed.plans = [...feed.plans, ...fresh];
  send(feed, { t: 'plans', plans: feed.plans });
}
