/**
 * An end in order: no turn comes any more, and what the chair itself has still to keep is given out, one thing after the other, as
 * the writes before it end. What a technician asked for and has not been begun is dropped: it was not acknowledged.
 */
import { type Current, currentOf } from './current.ts';
import type { TurnInputs } from './machine.ts';
import {
  dropAsked,
  giveOrders,
  type KeepOrder,
  keepCurrent,
  takeResult,
  type WriteQueue,
} from './write-queue.ts';

/** What is to be written now; none once all is kept, or cannot be. `written`: how writes have ended. */
export function lastOrders(
  machine: Current & { readonly queue: WriteQueue },
  written: TurnInputs['written'],
): readonly KeepOrder[] {
  const { queue, store, counting } = machine;
  for (const { id, result } of written) takeResult(queue, store, id, result);
  dropAsked(queue);
  if (counting.unkeptMs > 0) keepCurrent(queue, 'lifetime');
  const orders: KeepOrder[] = [];
  giveOrders(
    queue,
    store,
    (kind) => currentOf(machine, kind),
    (order) => orders.push(order),
    () => {},
  );
  return orders;
}
