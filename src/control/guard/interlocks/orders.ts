/** What the last ticks allowed: readings answer to that. Plain copies, newest first. */
import { assert, at } from '../../../chair/assert.ts';
import type { WithPads } from '../../../chair/chair.ts';
import { copyPower, createPower, type Power } from '../../../chair/outputs.ts';

export type Orders = Power[];
type IsOn = (order: Readonly<Power>) => boolean;

const kept = 4;

export function createOrders(of: WithPads): Orders {
  return Array.from({ length: kept }, () => createPower(of));
}

/** Ends a tick. */
export function keepOrder(orders: Orders, allowed: Readonly<Power>): void {
  const oldest = orders.pop();
  assert(oldest !== undefined, 'Orders are kept.');
  copyPower(oldest, allowed);
  orders.unshift(oldest);
}

/** On in one of the last ticks at least. */
export function onInSome(orders: Orders, ticks: number, isOn: IsOn): boolean {
  for (let back = 0; back < ticks; back++) if (isOn(at(orders, back, 'order'))) return true;
  return false;
}

/** On in each of the last ticks. */
export function onInAll(orders: Orders, ticks: number, isOn: IsOn): boolean {
  for (let back = 0; back < ticks; back++) if (!isOn(at(orders, back, 'order'))) return false;
  return true;
}
