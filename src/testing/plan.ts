// The plan of an order: its fills, its price and the money it needs, computed before anything changes. Pure.
import type { Side } from "../client/entities.ts";
import type { BookSide } from "./bookSide.ts";
import { type ExchangeMarket, worthOf } from "./markets.ts";
import type { OrderRecord } from "./orders.ts";
import { ExchangeRefusal } from "./refusal.ts";
import { type OrderRequest, type Terms, termsOf } from "./terms.ts";

/** A part of a resting order that is taken. */
export interface Fill {
  readonly maker: OrderRecord;
  readonly quantity: bigint;
}

/** The plan of an order, computed before anything changes. */
export interface Plan extends Terms {
  readonly fills: readonly Fill[];
  /** The order's price: its limit, or the price of its worst fill. */
  readonly price: bigint;
  /** The asset it pays with, and how much of it is locked to begin with. */
  readonly asset: string;
  readonly lock: bigint;
  /** The amount that the account must have: the escrow. A market order gives back the part that it does not spend. */
  readonly escrow: bigint;
}

/** The money that must back an order: quote for a buy, base for a sell. */
const worth = (side: Side, market: ExchangeMarket, price: bigint, quantity: bigint): bigint =>
  side === "sell" ? quantity : worthOf(market, price, quantity);

/** Computes what an order would do now. Changes nothing. */
export const planOf = (
  market: ExchangeMarket,
  sides: Readonly<Record<Side, BookSide>>,
  request: OrderRequest,
  last: bigint | undefined,
): Plan => {
  const terms = termsOf(market, request, last);
  const { side, quantity } = request;
  const fills = fillsOf(market, sides, request, terms);
  const filled = fills.reduce((sum, fill) => sum + fill.quantity, 0n);
  if (terms.type === "PostOnly" && fills.length > 0) {
    throw new ExchangeRefusal(
      "post-only",
      `${market.pair}: a PostOnly ${side} at ${request.price} would take ${fills[0]?.maker.price}`,
    );
  }
  if (terms.type === "FillOrKill" && filled < quantity) {
    throw new ExchangeRefusal(
      "fill-or-kill",
      `${market.pair}: only ${filled} of ${quantity} can be filled at ${request.price}`,
    );
  }
  const { immediate } = terms;
  // An order with a price, as over the wire, is accepted without a fill, and all its money is given back.
  if (immediate && fills.length === 0 && request.price === undefined) {
    throw new ExchangeRefusal("no-liquidity", `${market.pair}: there is nothing for this ${side} to take`);
  }
  const cost = fills.reduce((sum, fill) => sum + worthOf(market, fill.maker.price, fill.quantity), 0n);
  const price = (terms.type === "Market" ? request.price : terms.limit) ?? fills.at(-1)?.maker.price ?? 0n;
  const asset = side === "sell" ? market.base.asset : market.quote.asset;
  const spent = side === "sell" ? filled : cost;
  if (!immediate) {
    const lock = worth(side, market, price, quantity);
    return { ...terms, fills, price, asset, lock, escrow: lock };
  }
  const offered = request.price === undefined ? spent : worth(side, market, request.price, quantity);
  const escrow = offered > spent ? offered : spent;
  // Dust that a buy does not spend is not given back.
  const isDust = side === "buy" && fills.length > 0 && escrow - spent <= market.dust;
  return { ...terms, fills, price, asset, lock: isDust ? escrow : spent, escrow };
};

const fillsOf = (
  market: ExchangeMarket,
  sides: Readonly<Record<Side, BookSide>>,
  { side, quantity }: OrderRequest,
  { limit, nearest, budget }: Terms,
): Fill[] => {
  /** Whether one price is worse for the order than another. */
  const isWorse = (price: bigint, other: bigint): boolean => (side === "buy" ? price > other : price < other);
  const fills: Fill[] = [];
  let wanted = quantity;
  let money = budget ?? 0n;
  for (const maker of sides[side === "buy" ? "sell" : "buy"].orders()) {
    if (limit !== undefined && isWorse(maker.price, limit)) break;
    if (nearest !== undefined && isWorse(nearest, maker.price)) break;
    if (budget !== undefined) wanted = (money * market.scale) / maker.price;
    if (wanted === 0n) break;
    const part = maker.remaining < wanted ? maker.remaining : wanted;
    fills.push({ maker, quantity: part });
    wanted -= part;
    money -= worthOf(market, maker.price, part);
  }
  return fills;
};
