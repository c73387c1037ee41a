// The levels that an order takes from a book that stands still. Pure; knows nothing of fees or of who owns the levels.
import type { BookSides, DepthLevel, Market } from "../client/entities.ts";
import { type OrderDraft, rangeOf } from "./orderDraft.ts";
import { notional, wholeOf } from "./units.ts";

/** The part of a book's levels that an order takes. */
export interface Taken {
  /** Best first; the quantity is the part that is taken. */
  readonly fills: readonly DepthLevel[];
  readonly filled: bigint;
  /** The sum of the fills' values, each rounded down, in chain integers of the quote asset. */
  readonly total: bigint;
  /** Whether the order takes the whole side as it is given, and would take more. */
  readonly isShort: boolean;
}

/** Takes level by level: a buy the asks, a sell the bids. A `Market` buy is bounded by its value, any other order by its quantity. */
export function take(
  market: Market,
  { asks, bids }: BookSides,
  order: OrderDraft,
  takesBeyond?: boolean | undefined,
): Taken {
  const { side, quantity, price, type } = order;
  const isBuy = side === "buy";
  const isByValue = isBuy && type === "Market";
  const [least, most] = rangeOf(order, takesBeyond);
  const fills: DepthLevel[] = [];
  let [filled, total, isShort] = [0n, 0n, true];
  const budget = isByValue ? notional(market, price, quantity) : 0n;
  for (const level of isBuy ? asks : bids) {
    const wanted = isByValue ? ((budget - total) * wholeOf(market.base)) / level.price : quantity - filled;
    const part = level.price < least || level.price > most ? 0n : wanted < level.quantity ? wanted : level.quantity;
    isShort = part > 0n && part < wanted;
    if (part > 0n) {
      fills.push({ price: level.price, quantity: part });
      filled += part;
      total += notional(market, level.price, part);
    }
    if (!isShort) break;
  }
  return { fills, filled, total, isShort };
}
