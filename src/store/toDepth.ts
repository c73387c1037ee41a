// A book's levels as rows with running totals: rows that did not change stay the same objects. Pure.
import type { BookSides, DepthLevel } from "../client/entities.ts";
import { keepLevels } from "../client/levels.ts";
import type { BestPrices, Depth, DepthRow } from "./depth.ts";

/** The book as rows. Rows that `previous` already had stay the same objects, and so does all of it when nothing differs. */
export function toDepth(sides: BookSides, precision: number, previous?: Depth): Depth {
  const bids = rows(sides.bids, previous?.bids ?? [], true);
  const asks = rows(sides.asks, previous?.asks ?? [], false);
  if (previous?.precision === precision && bids === previous.bids && asks === previous.asks) return previous;
  const { bid, ask, spread, mid } = bestPrices(sides);
  return { bids, asks, bestBid: bid, bestAsk: ask, spread, mid, precision };
}

function rows(levels: readonly DepthLevel[], previous: readonly DepthRow[], isBid: boolean): readonly DepthRow[] {
  let total = 0n;
  const next = levels.map(({ price, quantity }) => {
    total += quantity;
    return { price, quantity, total };
  });
  return keepLevels(previous, next, isBid);
}

/** The best prices of two sides. */
export function bestPrices({ bids, asks }: BookSides): BestPrices {
  const bid = bids[0]?.price;
  const ask = asks[0]?.price;
  if (bid === undefined || ask === undefined) return { bid, ask, spread: undefined, mid: undefined };
  return { bid, ask, spread: ask - bid, mid: (bid + ask) / 2n };
}
