/**
 * What a page of the chair may order. The one place that decides it: whoever looks at a page may be elsewhere, and nobody at
 * the chair may know. So a page alone can only make less of what goes on; all else waits for start on the remote, pressed by
 * somebody who reads on the display what for. What waits ends with its time and with the state it was made in: stop, power, a
 * fault or a start of one's own, and nobody confirms what was meant for before. One plain value; time comes in.
 */
import type { SessionState } from '../chair/names.ts';
import { type Milliseconds, minuteMs } from '../chair/units.ts';
import { eventTable } from '../control/session/event-table.ts';
import type { SessionInputs } from '../control/session/session.ts';
import { type PageTrigger, pageTriggers } from '../control/session/triggers.ts';

/** Whether start on the remote has to be pressed for it. A missing one does not compile. */
export const needsConfirmation: Readonly<Record<PageTrigger, boolean>> = {
  'page-stop': false,
  'page-pause': false,
  'page-cooler': false,
  'page-slower': false,
  'page-sooner': false,
  'page-start': true,
  'page-warmer': true,
  'page-faster': true,
  'page-later': true,
  'page-spot-up': true,
  'page-spot-down': true,
};

const pendingLastsMs = minuteMs;
/** One is carried out a tick; more come from a page that floods, or from many. */
const waitingMost = 4;

/** How the last that had to wait stands or has ended. `replaced`: another was made while it waited, and both are void. */
export type PendingState = 'none' | 'waits' | 'accepted' | 'expired' | 'replaced' | 'overtaken';

export interface PageOrders {
  readonly queue: PageTrigger[];
  pending: PageTrigger | 'none';
  pendingState: PendingState;
  pendingSinceMs: Milliseconds;
  pendingIn: SessionState;
  /** Not taken, over the life of the machine: too many at once, or of no meaning in the state. */
  dropped: number;
}

export function createPageOrders(): PageOrders {
  return {
    queue: [],
    pending: 'none',
    pendingState: 'none',
    pendingSinceMs: 0,
    pendingIn: 'off',
    dropped: 0,
  };
}

export function isPageTrigger(text: unknown): text is PageTrigger {
  return (pageTriggers as readonly unknown[]).includes(text);
}

/** A page orders something. Stop goes before all that waits, and ends what waits for start. */
export function orderFromPage(
  orders: PageOrders,
  order: PageTrigger,
  state: SessionState,
  nowMs: Milliseconds,
): void {
  if (order === 'page-stop') {
    orders.queue.length = 0;
    orders.queue.push(order);
    if (orders.pending !== 'none') endPending(orders, 'overtaken');
  } else if (eventTable[order][state].length === 0) orders.dropped++;
  else if (needsConfirmation[order]) hold(orders, order, state, nowMs);
  else if (orders.queue.length >= waitingMost || orders.queue[0] === 'page-stop') orders.dropped++;
  else orders.queue.push(order);
}

/** Asked again it is the same order, and waits no longer. */
function hold(orders: PageOrders, order: PageTrigger, state: SessionState, nowMs: Milliseconds): void {
  if (orders.pending === order) return;
  if (orders.pending !== 'none') {
    endPending(orders, 'replaced');
    return;
  }
  orders.pending = order;
  orders.pendingState = 'waits';
  orders.pendingSinceMs = nowMs;
  orders.pendingIn = state;
}

function endPending(orders: PageOrders, how: Exclude<PendingState, 'none' | 'waits'>): void {
  orders.pending = 'none';
  orders.pendingState = how;
}

/** Before each tick: what the session is to hear. */
export function tellPageOrders(
  orders: PageOrders,
  inputs: SessionInputs,
  state: SessionState,
  nowMs: Milliseconds,
): void {
  if (orders.pending !== 'none') {
    if (state !== orders.pendingIn) endPending(orders, 'overtaken');
    else if (nowMs - orders.pendingSinceMs >= pendingLastsMs) endPending(orders, 'expired');
  }
  inputs.pageOrder = orders.queue.shift() ?? 'none';
  inputs.pagePending = orders.pending;
}

/** After each tick: start was pressed for it. */
export function endAccepted(orders: PageOrders, accepted: boolean): void {
  if (accepted) endPending(orders, 'accepted');
}

export function pendingLeftMs(
  { pending: waits, pendingSinceMs }: PageOrders,
  nowMs: Milliseconds,
): Milliseconds {
  return waits === 'none' ? 0 : Math.max(0, pendingLastsMs - (nowMs - pendingSinceMs));
}
