/**
 * An orderly end: no turn follows, and the data that the chair itself still has to keep is given out, one write after the other, each
 * when the one before has ended. Technicians' requests that have not begun are dropped: they were not acknowledged.
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

/** The writes to be carried out now; none once all data is kept, or cannot be. `written`: results of finished writes. */
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
