// Merges orders into those that are held: each in its furthest state, newest first. Pure; same content, same reference.
import type { Order } from "../client/entities.ts";
import { equal } from "./equal.ts";
import { newerOrder, newestOrderFirst } from "./mergeOrders.ts";

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

/**
 * Orders that were read, with the lists that REST left out: they are known of those that are held in the same state. Which trigger
 * orders wait on one is known as long as nothing is missing.
 */
export function withKnownLists(
  read: readonly Order[],
  held: readonly Order[],
  { isWhole }: { readonly isWhole: boolean },
): readonly Order[] {
  if (read.every((order) => order.fills && order.history && order.active_trigger_orders)) return read;
  const known = new Map(held.map((order) => [order.order_id, order]));
  return read.map((order) => {
    const own = known.get(order.order_id);
    if (!own || !isSameState(own, order)) return order;
    const { fills, history, related_child_orders, active_trigger_orders } = own;
    return {
      ...(fills && { fills }),
      ...(history && { history }),
      ...(isWhole && related_child_orders && { related_child_orders }),
      ...(isWhole && active_trigger_orders && { active_trigger_orders }),
      ...order,
    };
  });
}

function isSameState(one: Order, other: Order): boolean {
  return (
    one.close === other.close &&
    one.cancel === other.cancel &&
    (one.quantity_fill ?? 0n) === (other.quantity_fill ?? 0n)
  );
}
