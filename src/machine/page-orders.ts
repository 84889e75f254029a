/**
 * The one place that decides what a page of the chair may order. The person at the page may be elsewhere, unknown to the person
 * at the chair. So a page alone can only reduce what goes on; any other order waits for start on the remote, pressed by somebody
 * who reads on the display what it confirms. A waiting order ends after a time, or with the state it was made in (by stop, power, a
 * fault or a start of one's own), so that nobody confirms an order meant for another state. One plain value; time comes in.
 */
import type { SessionState } from '../chair/names.ts';
import { type Milliseconds, minuteMs } from '../chair/units.ts';
import { eventTable } from '../control/session/event-table.ts';
import type { SessionInputs } from '../control/session/session.ts';
import { type PageTrigger, pageTriggers } from '../control/session/triggers.ts';

/** Whether start on the remote has to confirm the order. A missing one does not compile. */
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
/** One order is carried out per tick; more than this come from a page that floods, or from many pages. */
const waitingMost = 4;

/** State of the last order that had to wait. `replaced`: another order came while it waited, and both are void. */
export type PendingState = 'none' | 'waits' | 'accepted' | 'expired' | 'replaced' | 'overtaken';

export interface PageOrders {
  readonly queue: PageTrigger[];
  pending: PageTrigger | 'none';
  pendingState: PendingState;
  pendingSinceMs: Milliseconds;
  pendingIn: SessionState;
  /** Orders refused over the life of the machine: too many at once, or without effect in the state. */
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

/** Takes an order from a page. Stop goes before all queued orders and ends an order that waits for start. */
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

/** Holds an order until start confirms it. The same order given again is still one order and does not wait longer. */
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

/** Called before each tick: passes page orders to the session, and ends a waiting order that is overdue or overtaken. */
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

/** Called after each tick: ends the waiting order if start has confirmed it. */
export function endAccepted(orders: PageOrders, accepted: boolean): void {
  if (accepted) endPending(orders, 'accepted');
}

export function pendingLeftMs(
  { pending: waits, pendingSinceMs }: PageOrders,
  nowMs: Milliseconds,
): Milliseconds {
  return waits === 'none' ? 0 : Math.max(0, pendingLastsMs - (nowMs - pendingSinceMs));
}
