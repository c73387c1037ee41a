// Data that follows from levels and trades: grouped books, candles of any length, a market at a glance. Pure.
import type { Bar, Order, Ticker, Trade } from "o2-react";
import type { DepthLevel } from "o2-react/client";
import type { WrittenFill } from "../write.ts";

/** The lengths of the followed candles, in milliseconds. */
export const MINUTE = 60_000;
export const LENGTHS = {
  "1s": 1_000,
  "1m": MINUTE,
  "5m": 5 * MINUTE,
  "1h": 60 * MINUTE,
  "1d": 1_440 * MINUTE,
} as const;

/** The intervals of a calm book, in milliseconds. */
export const FREQUENCIES = { "100ms": 100, "500ms": 500, "1s": 1_000, "3s": 3_000 } as const;

/** Groups levels, best first, to multiples of 10^precision: bids down, asks up. The finest precision groups nothing. */
export function bucket(levels: readonly DepthLevel[], precision: number, isUp: boolean): DepthLevel[] {
  const size = precision === 1 ? 1n : 10n ** BigInt(precision);
  const grouped = new Map<bigint, bigint>();
  for (const { price, quantity } of levels) {
    const down = price - (price % size);
    const key = isUp && down !== price ? down + size : down;
    grouped.set(key, (grouped.get(key) ?? 0n) + quantity);
  }
  return [...grouped].map(([price, quantity]) => ({ price, quantity }));
}

/** A trade as a bar of its own. */
export function barOf({ timestamp, price, quantity }: Trade): Bar {
  return { timestamp, open: price, high: price, low: price, close: price, volume: quantity };
}

/** The fills of an account's orders in one market. A match between two of its own orders is one fill. */
export function fillsOf(orders: readonly Order[]): WrittenFill[] {
  const found = new Map<string, WrittenFill>();
  for (const { order_id, side, fills = [] } of orders)
    for (const { order_id: counter_order_id, price, quantity, timestamp } of fills) {
      const key = [order_id, counter_order_id].sort().join();
      const own = found.has(key) ? "both" : side;
      found.set(key, { order_id, counter_order_id, side: own, price, quantity, timestamp: Number(timestamp) });
    }
  return [...found.values()];
}

/** Joins bars, oldest first, to longer ones. */
export function joined(bars: readonly Bar[], length: number): Bar[] {
  const longer: Bar[] = [];
  for (const bar of bars) {
    const timestamp = bar.timestamp - (bar.timestamp % length);
    const last = longer.at(-1);
    if (last?.timestamp !== timestamp) longer.push({ ...bar, timestamp });
    else {
      const high = bar.high > last.high ? bar.high : last.high;
      const low = bar.low < last.low ? bar.low : last.low;
      longer[longer.length - 1] = { ...last, high, low, close: bar.close, volume: last.volume + bar.volume };
    }
  }
  return longer;
}

/** A market at a glance. No trade of a run is older than a day. */
export function glance(seconds: readonly Bar[]): Ticker {
  const [day] = joined(seconds, Number.MAX_SAFE_INTEGER);
  if (!day) throw new Error("Nothing was ever traded here.");
  const { open, high, low, close, volume } = day;
  const change = close - open;
  return { last: close, open, high, low, change, changeBasisPoints: (change * 10_000n) / open, volume };
}
