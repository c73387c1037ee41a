// A book as a reader sees it: rows with running totals, best prices, spread and mid. Pure.
import type { DepthLevel } from "../client/entities.ts";

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
  /**
   * The precision of these rows. While another one is asked of an engine in a worker, they are still those of the one before, with the
   * status `stale`.
   */
  readonly precision: number;
}

/** The first `levels` rows of each side; the best prices are those of all rows. */
export function topOf(depth: Depth, levels: number): Depth {
  if (depth.bids.length <= levels && depth.asks.length <= levels) return depth;
  return { ...depth, bids: depth.bids.slice(0, levels), asks: depth.asks.slice(0, levels) };
}
