/** What the last ticks allowed: readings answer to that. Plain copies, newest first. */
import { at } from '../../../chair/assert.ts';
import { createPower, type Power } from '../../../chair/outputs.ts';

export type Orders = Power[];
type IsOn = (order: Readonly<Power>) => boolean;

const kept = 4;

export function createOrders(): Orders {
  return Array.from({ length: kept }, createPower);
}

/** Ends a tick. */
export function keepOrder(orders: Orders, allowed: Readonly<Power>): void {
  orders.pop();
  orders.unshift({ ...allowed });
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
