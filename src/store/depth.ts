// A book as a reader sees it: rows with running totals, best prices, spread and mid. Pure.
import type { BookSides, DepthLevel } from "../client/entities.ts";

/** A price level and, in `total`, all that rests at it and better prices. Chain integers of the base asset. */
export interface DepthRow extends DepthLevel {
  readonly total: bigint;
}

/** The best prices of a book, in chain integers. */
export interface BestPrices {
  readonly bid: bigint | undefined;
  readonly ask: bigint | undefined;
  /** `ask - bid`. */
  readonly spread: bigint | undefined;
  /** `(bid + ask) / 2`, rounded down to a whole chain unit. */
  readonly mid: bigint | undefined;
}

/**
 * A book: `bids` by price descending, `asks` by price ascending, in chain integers. Its best prices are those of its rows: a
 * grouped book of the store has them grouped, one of `useDepth` exact.
 */
export interface Depth {
  readonly bids: readonly DepthRow[];
  readonly asks: readonly DepthRow[];
  readonly bestBid: bigint | undefined;
  readonly bestAsk: bigint | undefined;
  readonly spread: bigint | undefined;
  readonly mid: bigint | undefined;
}

/** The best prices of two sides. */
export function bestPrices({ bids, asks }: BookSides): BestPrices {
  const bid = bids[0]?.price;
  const ask = asks[0]?.price;
  if (bid === undefined || ask === undefined) return { bid, ask, spread: undefined, mid: undefined };
  return { bid, ask, spread: ask - bid, mid: (bid + ask) / 2n };
}

/** The first `levels` rows of each side; the best prices are those of all rows. */
export function topOf(depth: Depth, levels: number): Depth {
  if (depth.bids.length <= levels && depth.asks.length <= levels) return depth;
  return { ...depth, bids: depth.bids.slice(0, levels), asks: depth.asks.slice(0, levels) };
}
