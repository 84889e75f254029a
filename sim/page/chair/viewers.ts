/**
 * The viewers of a real chair's page: they are sent changes, get answers from the recording, and may send only a few orders. A
 * viewer that does not read is sent nothing more, and dropped if that lasts; one that floods is dropped at once.
 */
import type { WebSocket } from 'ws';
import type { Chair } from '../../../src/chair/chair.ts';
import { tickMs } from '../../../src/chair/limits.ts';
import { type Milliseconds, minuteMs } from '../../../src/chair/units.ts';
import type { PageTrigger } from '../../../src/control/session/triggers.ts';
import { isPageTrigger } from '../../../src/machine/page-orders.ts';
import type { Plan } from '../../../src/program/plan/plan.ts';
import type { ChairView, FromPage, History, LiveState, Query, ToPage } from '../protocol.ts';
import type { RealState } from '../real-protocol.ts';
import { chairView } from '../server/chair-view.ts';
import { columnsMessage } from '../server/columns-message.ts';
import { momentAt } from '../server/moment.ts';
import { createRecording, type Recording } from '../server/recording.ts';
import { measureBetween, trackRuns } from '../server/track-query.ts';
import { changesOf } from '../server/view.ts';
import type { Live, ToThread } from './messages.ts';

/** Longer than any session. It takes 50 MB of the chair's process, whose unit allows 256 MB. */
const recordedMs: Milliseconds = 40 * minuteMs;
/** A viewer with this much unread is sent nothing more; if that lasts for this long, it is dropped. */
const unreadBytesMax = 256 * 1024;
const unreadForMs = 10_000;
/** Messages that one viewer may send at once, and per second after that. A page being zoomed sends some tens. */
const burst = 200;
const perSecond = 100;
/** Orders of all viewers together, except stop. */
const ordersPerSecond = 10;

interface Viewer {
  readonly client: WebSocket;
  readonly sent: Map<string, string | number | boolean>;
  plansSent: number;
  historySent: number;
  realSent: number;
  behindSinceMs: number;
  credit: number;
  creditAtMs: number;
}

export interface Viewers {
  readonly chair: Chair;
  readonly view: ChairView;
  readonly recording: Recording;
  readonly order: (order: PageTrigger) => void;
  readonly all: Set<Viewer>;
  plans: readonly Plan[];
  plansVersion: number;
  history: History | null;
  historyVersion: number;
  real: RealState;
  realVersion: number;
  live: Live;
  nowMs: number;
  orderCredit: number;
  orderCreditAtMs: number;
}

const wall = (): number => performance.now();

export function createViewers(chair: Chair, plans: readonly Plan[], order: Viewers['order']): Viewers {
  return {
    chair,
    view: { ...chairView(chair, [chair]), real: true, faults: [] },
    recording: createRecording(recordedMs),
    order,
    all: new Set(),
    plans,
    plansVersion: 1,
    history: null,
    historyVersion: 0,
    real: {
      pending: 'none',
      pendingState: 'none',
      pendingLeftS: 0,
      status: {},
      faults: [],
      sessions: [],
      selfTest: null,
    },
    realVersion: 1,
    live: { activeFaults: [], measures: [], zeroMs: -1 },
    nowMs: 0,
    orderCredit: ordersPerSecond,
    orderCreditAtMs: wall(),
  };
}

export function takeState(viewers: Viewers, message: Exclude<ToThread, { t: 'ticks' }>): void {
  if (message.t === 'plans') {
    viewers.plans = message.plans;
    viewers.plansVersion++;
  } else if (message.t === 'history') {
    viewers.history = message.history;
    viewers.historyVersion++;
  } else {
    viewers.real = { ...viewers.real, ...message.real };
    viewers.realVersion++;
  }
}

export function acceptViewer(viewers: Viewers, client: WebSocket): void {
  const viewer: Viewer = {
    client,
    sent: new Map(),
    plansSent: 0,
    historySent: 0,
    realSent: 0,
    behindSinceMs: Number.POSITIVE_INFINITY,
    credit: burst,
    creditAtMs: wall(),
  };
  viewers.all.add(viewer);
  const gone = () => viewers.all.delete(viewer);
  client.on('close', gone);
  client.on('error', gone);
  client.on('message', (data, binary) => {
    if (!mayTalk(viewer)) client.close(1008, 'too many messages');
    else if (binary) client.close(1003, 'text alone');
    else hear(viewers, viewer, String(data));
  });
  say(viewer, { t: 'chair', chair: viewers.view });
  publish(viewers, viewer);
}

function mayTalk(viewer: Viewer): boolean {
  const nowMs = wall();
  viewer.credit = Math.min(burst, viewer.credit + ((nowMs - viewer.creditAtMs) * perSecond) / 1000);
  viewer.creditAtMs = nowMs;
  viewer.credit--;
  return viewer.credit >= 0;
}

function say({ client }: Viewer, message: ToPage): void {
  if (client.readyState === client.OPEN) client.send(JSON.stringify(message));
}

export function publishAll(viewers: Viewers): void {
  const nowMs = wall();
  for (const viewer of viewers.all) {
    if (viewer.client.bufferedAmount < unreadBytesMax) {
      viewer.behindSinceMs = Number.POSITIVE_INFINITY;
      publish(viewers, viewer);
    } else if (viewer.behindSinceMs === Number.POSITIVE_INFINITY) viewer.behindSinceMs = nowMs;
    else if (nowMs - viewer.behindSinceMs > unreadForMs) viewer.client.terminate();
  }
}

function publish(viewers: Viewers, viewer: Viewer): void {
  if (viewer.plansSent !== viewers.plansVersion) {
    viewer.plansSent = viewers.plansVersion;
    say(viewer, { t: 'plans', plans: [...viewers.plans] });
  }
  if (viewer.historySent !== viewers.historyVersion && viewers.history !== null) {
    viewer.historySent = viewers.historyVersion;
    say(viewer, { t: 'history', h: viewers.history });
  }
  if (viewer.realSent !== viewers.realVersion) {
    viewer.realSent = viewers.realVersion;
    say(viewer, { t: 'real', real: viewers.real });
  }
  const state = stateOf(viewers);
  if (state === null) return;
  const changes = changesOf(state, viewer.sent);
  if (changes !== null) say(viewer, { t: 'state', s: changes });
}

/** Null before the first tick. */
function stateOf({ recording, live, nowMs, view }: Viewers): LiveState | null {
  const moment = momentAt(recording, recording.end - 1);
  if (moment === null) return null;
  return {
    ...moment,
    nowMs,
    running: true,
    speed: 1,
    until: '',
    pace: 1,
    board: 'model',
    model: view.model,
    seed: 0,
    rough: [],
    workspaceNumber: 1,
    oldestMs: recording.first * tickMs,
    measures: [...live.measures],
    activeFaults: [...live.activeFaults],
    injected: {},
    heldKeys: 0,
    zeroMs: live.zeroMs,
    chip: null,
    service: '',
    withoutService: '',
  };
}

function hear(viewers: Viewers, viewer: Viewer, text: string): void {
  let message: Partial<FromPage> & { readonly id?: unknown };
  try {
    message = JSON.parse(text);
  } catch {
    viewer.client.close(1007, 'no JSON');
    return;
  }
  if (typeof message !== 'object' || message === null) return;
  if ('q' in message) reply(viewers, viewer, message as Query & { id: number });
  else if ('c' in message && message.c === 'order') takeOrder(viewers, viewer, message.order);
}

/** Passes an order on, within the limit; stop always. */
function takeOrder(viewers: Viewers, viewer: Viewer, order: unknown): void {
  if (!isPageTrigger(order)) return;
  const nowMs = wall();
  const earned = ((nowMs - viewers.orderCreditAtMs) * ordersPerSecond) / 1000;
  viewers.orderCredit = Math.min(ordersPerSecond, viewers.orderCredit + earned);
  viewers.orderCreditAtMs = nowMs;
  viewers.orderCredit = Math.max(0, viewers.orderCredit - 1);
  if (order === 'page-stop' || viewers.orderCredit > 0) viewers.order(order);
  else say(viewer, { t: 'notice', level: 'bad', text: 'Too many orders at once: this one was not sent on.' });
}

function reply(viewers: Viewers, viewer: Viewer, query: Query & { id: number }): void {
  const { id } = query;
  try {
    const value = answer(viewers, query);
    if (!(value instanceof Uint8Array)) say(viewer, { t: 'answer', id, value });
    else if (viewer.client.readyState === viewer.client.OPEN) viewer.client.send(value);
  } catch (error) {
    say(viewer, { t: 'answer', id, value: null, error: (error as Error).message });
  }
}

function answer({ recording, chair }: Viewers, query: Query & { id: number }): unknown {
  switch (query.q) {
    case 'columns':
      return columnsMessage(recording, 1, query);
    case 'moment':
      return momentAt(recording, Math.floor(query.atMs / tickMs));
    case 'tracks':
      return trackRuns(recording, chair, query);
    case 'measure':
      return measureBetween(recording, chair, query.aMs, query.bMs);
    default:
      throw new Error('A real chair does not answer that.');
  }
}
