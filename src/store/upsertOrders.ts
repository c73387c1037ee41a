// Merges orders into those that are held: each in its furthest state, newest first. Pure; same content, same reference.
import type { Order } from "../client/entities.ts";
import { equal } from "./equal.ts";
import { newerOrder, newestOrderFirst, placedAt } from "./mergeOrders.ts";

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

/** The latest that an order may have been placed, in milliseconds: seconds tell it to the second. */
export function placedBy(order: Order): number {
  const placed = placedAt(order);
  return Number(order.timestamp) === placed / 1_000 ? placed + 999 : placed;
}
