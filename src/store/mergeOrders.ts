// The further of two states of an order, and the orders of several identities as one list. Pure.
import type { Order } from "../client/entities.ts";
import { fromSeconds } from "../client/seconds.ts";

/** Anything that was placed at a time: an order, or a trigger order. */
type Placed = Pick<Order, "timestamp">;

/** The further of two states of one order: an order that has ended stays ended, and what was filled stays filled. */
export function newerOrder(held: Order, said: Order): Order {
  const isLess = (said.quantity_fill ?? 0n) < (held.quantity_fill ?? 0n);
  if (held.close ? !said.close || isLess : !said.close && isLess) return held;
  return isLess ? { ...said, ...fillOf(held) } : said;
}

function fillOf({ quantity_fill, price_fill, partially_filled }: Order): Partial<Order> {
  return {
    ...(quantity_fill !== undefined && { quantity_fill }),
    ...(price_fill !== undefined && { price_fill }),
    ...(partially_filled !== undefined && { partially_filled }),
  };
}

/** The orders of several identities, newest first, each once: an order can belong to its account and to the owner's wallet. */
export function mergeOrders(lists: readonly (readonly Order[])[]): readonly Order[] {
  const [first = [], ...others] = lists;
  if (others.length === 0) return first;
  const orders = new Map<string, Order>();
  for (const order of lists.flat()) {
    const held = orders.get(order.order_id);
    orders.set(order.order_id, held ? newerOrder(held, order) : order);
  }
  return [...orders.values()].sort(newestOrderFirst);
}

/** The order of orders by the time at which they were placed. Sorting by it keeps the order of those that share a millisecond. */
export function newestOrderFirst(a: Placed, b: Placed): number {
  return placedAt(b) - placedAt(a);
}

/** When an order was placed, in milliseconds: the server says seconds or milliseconds, as numbers or text, or dates as text. */
export function placedAt({ timestamp }: Placed): number {
  const number = Number(timestamp);
  return Number.isNaN(number) ? Date.parse(String(timestamp)) || 0 : fromSeconds(number);
}

/** The latest that an order may have been placed, in milliseconds: seconds tell it to the second. */
export function placedBy(order: Order): number {
  const placed = placedAt(order);
  return Number(order.timestamp) === placed / 1_000 ? placed + 999 : placed;
}
