// The remaining size of own orders by price level of the book.
import type { Order, Side } from "o2-react";

/** The open size at each price level of one side, at a precision: bids are rounded down, asks up, as in the book. */
export function ownSizes(orders: readonly Order[], side: Side, precision: number): ReadonlyMap<bigint, bigint> {
  const step = 10n ** BigInt(precision);
  const sizes = new Map<bigint, bigint>();
  for (const order of orders) {
    if (order.side !== side || order.close) continue;
    const below = order.price - (order.price % step);
    const level = side === "buy" || below === order.price ? below : below + step;
    sizes.set(level, (sizes.get(level) ?? 0n) + order.quantity - (order.quantity_fill ?? 0n));
  }
  return sizes;
}
