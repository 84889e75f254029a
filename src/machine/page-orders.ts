/**
 * What a page of the chair may order. The one place that decides it: whoever looks at a page may be elsewhere, and nobody at
 * the chair may know. So a page alone can only make less of what goes on; all else waits for start on the remote, pressed by
 * somebody who reads on the display what for. A wish ends with its time and with the state it was made in: stop, power, a
 * fault or a start of one's own, and nobody confirms what was meant for before. One plain value; time comes in.
 */
import type { SessionState } from '../chair/names.ts';
import type { Milliseconds } from '../chair/units.ts';
import { eventTable } from '../control/session/event-table.ts';
import type { SessionInputs } from '../control/session/session.ts';
import { type PageTrigger, pageTriggers } from '../control/session/triggers.ts';

/** Whether start on the remote has to be pressed for it. A missing one does not compile. */
export const needsHand: Readonly<Record<PageTrigger, boolean>> = {
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

const wishLastsMs: Milliseconds = 60_000;
/** One is carried out a tick; more come from a page that floods, or from many. */
const waitingMost = 4;

/** How the last wish stands or has ended. `replaced`: another was made while it waited, and both are void. */
export type WishState = 'none' | 'waits' | 'given' | 'expired' | 'replaced' | 'overtaken';

export interface PageOrders {
  readonly queue: PageTrigger[];
  wish: PageTrigger | 'none';
  wishState: WishState;
  wishSinceMs: Milliseconds;
  wishIn: SessionState;
  /** Not taken, over the life of the machine: too many at once, or of no meaning in the state. */
  dropped: number;
}

export function createPageOrders(): PageOrders {
  return { queue: [], wish: 'none', wishState: 'none', wishSinceMs: 0, wishIn: 'off', dropped: 0 };
}

export function isPageTrigger(text: unknown): text is PageTrigger {
  return (pageTriggers as readonly unknown[]).includes(text);
}

/** A page orders something. Stop goes before all that waits, and ends the wish. */
export function orderFromPage(
  orders: PageOrders,
  order: PageTrigger,
  state: SessionState,
  nowMs: Milliseconds,
): void {
  if (order === 'page-stop') {
    orders.queue.length = 0;
    orders.queue.push(order);
    if (orders.wish !== 'none') endWish(orders, 'overtaken');
  } else if (eventTable[order][state].length === 0) orders.dropped++;
  else if (needsHand[order]) wish(orders, order, state, nowMs);
  else if (orders.queue.length >= waitingMost || orders.queue[0] === 'page-stop') orders.dropped++;
  else orders.queue.push(order);
}

/** Asked again it is the same wish, and lasts no longer. */
function wish(orders: PageOrders, order: PageTrigger, state: SessionState, nowMs: Milliseconds): void {
  if (orders.wish === order) return;
  if (orders.wish !== 'none') {
    endWish(orders, 'replaced');
    return;
  }
  orders.wish = order;
  orders.wishState = 'waits';
  orders.wishSinceMs = nowMs;
  orders.wishIn = state;
}

function endWish(orders: PageOrders, how: Exclude<WishState, 'none' | 'waits'>): void {
  orders.wish = 'none';
  orders.wishState = how;
}

/** Before each tick: what the session is to hear. */
export function tellPageOrders(
  orders: PageOrders,
  inputs: SessionInputs,
  state: SessionState,
  nowMs: Milliseconds,
): void {
  if (orders.wish !== 'none') {
    if (state !== orders.wishIn) endWish(orders, 'overtaken');
    else if (nowMs - orders.wishSinceMs >= wishLastsMs) endWish(orders, 'expired');
  }
  inputs.pageOrder = orders.queue.shift() ?? 'none';
  inputs.pageWish = orders.wish;
}

/** After each tick: start was pressed for it. */
export function watchGrant(orders: PageOrders, granted: boolean): void {
  if (granted) endWish(orders, 'given');
}

export function wishLeftMs({ wish: waits, wishSinceMs }: PageOrders, nowMs: Milliseconds): Milliseconds {
  return waits === 'none' ? 0 : Math.max(0, wishLastsMs - (nowMs - wishSinceMs));
}
