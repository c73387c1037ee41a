// Merges orders into those that are held: each in its furthest state, newest first. Pure; same content, same reference.
import type { Order } from "../client/entities.ts";
import { fromSeconds } from "../client/seconds.ts";
import { equal } from "./equal.ts";

/**
 * Each order in its newest state, newest first; of the closed ones at most `closedLimit`. Of orders placed in the same
 * millisecond those said later come first, and those said together in the order in which they were said.
 */
export function upsertOrders(held: readonly Order[], said: readonly Order[], closedLimit: number): readonly Order[] {
  const fresh = new Map(said.map((order) => [order.order_id, order]));
  const now = [...held];
  let isSame = true;
  // Thousands may be held where one is said: the search ends with it.
  for (let index = 0; index < held.length && fresh.size > 0; index += 1) {
    const order = held[index] as Order;
    const next = fresh.get(order.order_id);
    if (!next) continue;
    fresh.delete(order.order_id);
    const newer = newerOrder(order, next);
    if (equal(order, newer)) continue;
    now[index] = newer;
    isSame = false;
  }
  if (isSame && fresh.size === 0) return held;
  // None moves for a fill: when an order was placed never changes.
  const all = fresh.size > 0 ? [...fresh.values(), ...now].sort(newestOrderFirst) : now;
  let closed = 0;
  const end = all.findIndex(({ close }) => close && ++closed > closedLimit);
  return end < 0 ? all : all.filter(({ close }, index) => !close || index < end);
}

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
export function mergeOrders([first = [], ...others]: readonly (readonly Order[])[]): readonly Order[] {
  return others.reduce((all, list) => upsertOrders(all, list, Number.POSITIVE_INFINITY), first);
}

/** The order of orders by the time at which they were placed. Sorting by it keeps the order of those that share a millisecond. */
export function newestOrderFirst(a: Order, b: Order): number {
  return placedAt(b) - placedAt(a);
}

/** When an order was placed, in milliseconds: the server says seconds or milliseconds, as numbers or text, or dates as text. */
export function placedAt({ timestamp }: Order): number {
  const number = Number(timestamp);
  return Number.isNaN(number) ? Date.parse(String(timestamp)) || 0 : fromSeconds(number);
}

/** The latest that an order may have been placed, in milliseconds: seconds tell it to the second. */
export function placedBy(order: Order): number {
  const placed = placedAt(order);
  return Number(order.timestamp) === placed / 1_000 ? placed + 999 : placed;
}
