// The effect of an order on a book that stands still. Pure; the book is the caller's, and so is its age.
import type { BookSides, DepthLevel, Market } from "../client/entities.ts";
import { neverRests, type OrderDraft, type Readings, typeName } from "./orderDraft.ts";
import { take } from "./take.ts";
import { notional } from "./units.ts";

/** The effect of an order, if the book stood still. Amounts are chain integers. */
export interface OrderEstimate {
  /** The quantity that fills at once, in base units. */
  readonly filled: bigint;
  /** The quantity that stays in the book, in base units: 0n for a type that never rests. */
  readonly resting: bigint;
  /**
   * The value of what fills, in quote units: what a buy pays, or a sell receives before its fee. Each level's value is rounded down; the
   * exchange rounds that of each order of a level, so that it may be a unit lower for each further order whose value is not whole.
   */
  readonly total: bigint;
  /** The volume-weighted price of what fills, rounded down, in quote units per whole base unit; `undefined` where nothing does. */
  readonly averagePrice: bigint | undefined;
  /** The price of the last level that is taken. */
  readonly worstPrice: bigint | undefined;
  /** The taker fee on what fills at once, in units of `feeAsset`: floor(received × taker_fee / 1,000,000). What rests pays the maker fee later. */
  readonly fee: bigint;
  /** The asset id that the fee is taken from, which is the one that is received: base for a buy, quote for a sell. */
  readonly feeAsset: string;
  /** The amount that is received at once, the fee taken off, in units of `feeAsset`. */
  readonly received: bigint;
  /**
   * The amount that a buy locks above what it pays and what rests, in quote units. It comes straight back; by the contract's source only if it is
   * more than the market's `dust`, which the exchange keeps otherwise. 0n for a sell.
   */
  readonly leftOver: bigint;
  /** The distance of the average price from the middle of the best prices, in quote units: above zero is worse. */
  readonly slippage: bigint | undefined;
  /** The same in hundredths of a percent of the middle, rounded towards zero: 125n is 1.25 %. */
  readonly slippageBasisPoints: bigint | undefined;
  /** The levels that are taken, best first, each with the part that is taken. */
  readonly levels: readonly DepthLevel[];
  /** Whether the order would take more than the levels of `book`: if the market has more, the figures are those of a part. */
  readonly isShort: boolean;
  /**
   * Whether the best price is better than both bounds of a `BoundedMarket` order, and nobody knows whether it is taken: the figures are
   * those of an order that trades between its bounds, so that nothing fills. State `takesBeyondBounds` where you know.
   */
  readonly isBeyondBounds: boolean;
  /** Why nothing happens at all: a `PostOnly` order would cross, or a `FillOrKill` order is not filled by `book`. */
  readonly refusal: "post-only" | "fill-or-kill" | undefined;
}

/**
 * Estimates an order on a book: what fills and rests, at which prices, for which total and fee. It checks none of the market's rules:
 * {@link checkOrder} does. A `Market` buy is bounded by its value, price × quantity, not by its quantity, so that it may buy more (the
 * contract's source). Fees are parts per million of what is received, rounded down, once on all that fills (the contract's source).
 *
 * @param book ungrouped, best levels first, as `useDepth` gives it with the precision 1. A grouped one makes prices worse than they are.
 * @param readings the rules that you know: only `takesBeyondBounds` counts here.
 * @example
 * const { averagePrice, total, fee } = estimateOrder(market, book, { side: "buy", price: 12_400_000n, quantity: 5_000_000_000n });
 */
export function estimateOrder(
  market: Market,
  book: BookSides,
  order: OrderDraft,
  { takesBeyondBounds }: Readings = {},
): OrderEstimate {
  const { side, price, quantity } = order;
  const isBuy = side === "buy";
  const name = typeName(order);
  const taken = take(market, book, order, takesBeyondBounds);
  const refusal =
    name === "PostOnly" && taken.filled > 0n
      ? "post-only"
      : name === "FillOrKill" && taken.filled < quantity
        ? "fill-or-kill"
        : undefined;
  const { fills, filled, total, isShort } = refusal ? { ...taken, fills: [], filled: 0n, total: 0n } : taken;
  const value = fills.reduce((sum, fill) => sum + fill.price * fill.quantity, 0n);
  const averagePrice = filled > 0n ? value / filled : undefined;
  const [bid, ask] = [book.bids[0]?.price, book.asks[0]?.price];
  const middle = bid !== undefined && ask !== undefined ? bid + ask : undefined;
  // Both doubled: the average and the middle may end on a half.
  const twice = middle && averagePrice && (isBuy ? 2n * averagePrice - middle : middle - 2n * averagePrice);
  const gross = isBuy ? filled : total;
  const resting = refusal || neverRests(name) || filled >= quantity ? 0n : quantity - filled;
  const leftOver = notional(market, price, quantity) - notional(market, price, resting) - total;
  const fee = (gross * market.taker_fee) / 1_000_000n;
  return {
    filled,
    resting,
    total,
    averagePrice,
    worstPrice: fills.at(-1)?.price,
    fee,
    feeAsset: (isBuy ? market.base : market.quote).asset,
    received: gross - fee,
    leftOver: isBuy && leftOver > 0n ? leftOver : 0n,
    slippage: twice && twice / 2n,
    slippageBasisPoints: twice && middle && (twice * 10_000n) / middle,
    levels: fills,
    isShort,
    isBeyondBounds: takesBeyondBounds === undefined && !taken.filled && take(market, book, order, true).filled > 0n,
    refusal,
  };
}
