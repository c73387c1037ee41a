// The fills of one identity, market by market: which are behind what its orders tell. Pure; a page needs none of it before its engine.
import type { Fill } from "../../client/entities.ts";
import { isFillOf } from "../../client/fills.ts";
import { type HeldFills, type MarketFills, NO_FILLS, UNREAD } from "./heldFills.ts";

/** The fills of one market. */
export function fillsIn({ markets }: HeldFills, market: string): MarketFills {
  return markets[market] ?? NO_FILLS;
}

/** The same with other fills in one market. */
export function withMarket(held: HeldFills, market: string, fills: MarketFills): HeldFills {
  return held.markets[market] === fills ? held : { markets: { ...held.markets, [market]: fills } };
}

/** Whether an order was filled further than its fills tell. */
export function isBehind({ markets }: HeldFills): boolean {
  return Object.values(markets).some(({ behind }) => behind.length > 0);
}

/** Whether nothing was read yet of a market with fills. */
export function isMissing({ markets }: HeldFills): boolean {
  return Object.values(markets).some(({ floor, fills }) => floor === UNREAD && fills.length > 0);
}

/** The markets of which a read would tell more. */
export function unreadMarkets({ markets }: HeldFills): string[] {
  return Object.keys(markets).filter((id) => {
    const { behind, unread, floor, fills } = markets[id] ?? NO_FILLS;
    return behind.length > 0 || Object.keys(unread).length > 0 || (floor === UNREAD && fills.length > 0);
  });
}

/** The quantity of an order that some fills tell. */
export function quantityOf(fills: readonly Fill[], order: string): bigint {
  return fills.reduce((sum, fill) => (isFillOf(fill, order) ? sum + fill.quantity : sum), 0n);
}
