// What an order asks for, checked against its market's rules: ticks, steps, least value, price window.
// It knows nothing of what rests in the book or of who has how much.

import type { OrderType, Side } from "../client/protocol.ts";
import { type ExchangeMarket, worthOf } from "./markets.ts";
import { ExchangeRefusal } from "./refusal.ts";

/** An order to be placed. Amounts are chain integers. */
export interface OrderRequest {
  readonly marketId: string;
  readonly side: Side;
  /** In base chain units, a multiple of the market's step. */
  readonly quantity: bigint;
  /** A multiple of the market's tick. Market and BoundedMarket orders need none. */
  readonly price?: bigint;
  /** Default `"Spot"`: take what crosses, rest with what is left. */
  readonly type?: OrderType;
}

/** How an order is to be matched. */
export interface Terms {
  readonly type: OrderType;
  /** The worst price it may trade at; none for a market order. */
  readonly limit: bigint | undefined;
  /** Market and BoundedMarket: it locks what its fills cost and never rests; what cannot be filled is cancelled. */
  readonly immediate: boolean;
}

const bounds = (type: OrderType): { readonly max_price: string; readonly min_price: string } | undefined =>
  typeof type === "object" && "BoundedMarket" in type ? type.BoundedMarket : undefined;

/** Reads an order's terms, or refuses it. `last` is the market's last traded price. */
export const termsOf = (market: ExchangeMarket, request: OrderRequest, last: bigint | undefined): Terms => {
  const { side, quantity, type = "Spot" } = request;
  const { pair, tick, step, quote, base } = market;
  if (quantity <= 0n || quantity % step !== 0n) {
    throw new ExchangeRefusal(
      "bad-quantity",
      `${pair}: quantity ${quantity} must be a multiple of ${step} above zero (${base.symbol} chain units)`,
    );
  }
  const bounded = bounds(type);
  if (type === "Market") return { type, limit: undefined, immediate: true };
  if (bounded) {
    const bound = String(side === "buy" ? bounded.max_price : bounded.min_price);
    if (!/^\d+$/.test(bound)) {
      throw new ExchangeRefusal("bad-price", `${pair}: a bound must be a whole number of chain units, not "${bound}"`);
    }
    const limit = BigInt(bound);
    return { type, limit, immediate: true };
  }

  const { price } = request;
  if (price === undefined || price <= 0n || price % tick !== 0n) {
    throw new ExchangeRefusal(
      "bad-price",
      `${pair}: price ${price} must be a multiple of ${tick} above zero (${quote.symbol} chain units)`,
    );
  }
  if (typeof type === "object" && "Limit" in type && String(type.Limit[0]) !== String(price)) {
    throw new ExchangeRefusal(
      "bad-price",
      `${pair}: the price in order_type (${type.Limit[0]}) is not the order's price (${price})`,
    );
  }
  const value = worthOf(market, price, quantity);
  if (value < market.min_order) {
    throw new ExchangeRefusal(
      "min-order",
      `${pair}: an order must be worth at least ${market.min_order}, not ${value} (${quote.symbol} chain units)`,
    );
  }
  if (market.price_window > 0 && last !== undefined) {
    const reach = (last * BigInt(Math.round(market.price_window * 100))) / 10_000n;
    if (price < last - reach || price > last + reach) {
      throw new ExchangeRefusal(
        "price-window",
        `${pair}: price ${price} is more than ${market.price_window} % from the last trade at ${last}`,
      );
    }
  }
  return { type, limit: price, immediate: false };
};
