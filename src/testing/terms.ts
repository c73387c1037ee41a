// The terms of an order, checked against its market's rules as the contract checks them: tick, fractions, least value,
// price window. It knows nothing of the book or of balances.
import type { OrderType, Side } from "../client/entities.ts";
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

/** The terms by which an order is matched. */
export interface Terms {
  readonly type: OrderType;
  /** The worst price it may trade at; none for a market order. */
  readonly limit: bigint | undefined;
  /** The best price it may trade at: the other bound of a BoundedMarket order, where the market keeps to it. */
  readonly nearest: bigint | undefined;
  /** Market and BoundedMarket: it locks the cost of its fills and never rests; the unfilled part is cancelled. */
  readonly immediate: boolean;
  /** The amount that a market buy with a price may spend. It bounds the order in place of the quantity. */
  readonly budget: bigint | undefined;
}

const bounds = (type: OrderType): { readonly max_price: string; readonly min_price: string } | undefined =>
  typeof type === "object" && "BoundedMarket" in type ? type.BoundedMarket : undefined;

/** The greatest number that a price can be on the chain. */
const HIGHEST = String(2n ** 64n - 1n);

/** The type of an order that takes prices up to a limit at once: however its other bound is read, none is better. */
export const takingUpTo = (side: Side, limit: bigint): OrderType => {
  const [min_price, max_price] = side === "buy" ? ["0", String(limit)] : [String(limit), HIGHEST];
  return { BoundedMarket: { max_price, min_price } };
};

const boundsOf = (
  { pair, takesBeyondBounds }: ExchangeMarket,
  side: Side,
  type: OrderType,
): Pick<Terms, "limit" | "nearest"> => {
  const bounded = bounds(type);
  if (!bounded) return { limit: undefined, nearest: undefined };
  const { max_price, min_price } = bounded;
  for (const bound of [max_price, min_price].map(String)) {
    if (!/^\d+$/.test(bound)) {
      throw new ExchangeRefusal("bad-price", `${pair}: a bound must be a whole number of chain units, not "${bound}"`);
    }
  }
  if (BigInt(min_price) > BigInt(max_price)) {
    throw new ExchangeRefusal(
      "bad-order",
      `${pair}: min_price (${min_price}) must not be above max_price (${max_price})`,
    );
  }
  const [limit, nearest] = side === "buy" ? [max_price, min_price] : [min_price, max_price];
  return { limit: BigInt(limit), nearest: takesBeyondBounds ? undefined : BigInt(nearest) };
};

/** Refuses a quantity that is no multiple of the step. The contract does not look at it; the official SDK does. */
export const checkStep = ({ pair, step, base }: ExchangeMarket, quantity: bigint): void => {
  if (quantity > 0n && quantity % step === 0n) return;
  throw new ExchangeRefusal(
    "bad-quantity",
    `${pair}: quantity ${quantity} must be a multiple of ${step} above zero (${base.symbol} chain units)`,
  );
};

/** Reads an order's terms, or refuses it. `last` is the market's last traded price. */
export const termsOf = (market: ExchangeMarket, request: OrderRequest, last: bigint | undefined): Terms => {
  const { side, quantity, type = "Spot", price } = request;
  const { pair, base } = market;
  if (quantity <= 0n) {
    throw new ExchangeRefusal(
      "bad-quantity",
      `${pair}: quantity must be above zero, not ${quantity} (${base.symbol} chain units)`,
    );
  }
  if (type === "Market" && !market.takesMarketOrders)
    throw new ExchangeRefusal("no-market-orders", `${pair}: this book takes no Market orders; BoundedMarket would do`);
  const { limit, nearest } = boundsOf(market, side, type);
  const immediate = type === "Market" || limit !== undefined;
  if (price !== undefined || !immediate) checkPrice(market, request, price, last);
  if (type === "Market") {
    const budget = side === "buy" && price !== undefined ? worthOf(market, price, quantity) : undefined;
    return { type, limit, nearest, immediate, budget };
  }
  return { type, limit: limit ?? price, nearest, immediate, budget: undefined };
};

const checkPrice = (
  market: ExchangeMarket,
  { quantity, type }: OrderRequest,
  price: bigint | undefined,
  last: bigint | undefined,
): void => {
  const { pair, tick, quote, scale, min_order } = market;
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
  if (!market.allowsFractions && (price * quantity) % scale !== 0n) {
    throw new ExchangeRefusal(
      "fractional-price",
      `${pair}: price × quantity (${price} × ${quantity}) must be a multiple of ${scale}`,
    );
  }
  const value = worthOf(market, price, quantity);
  if (value < min_order) {
    throw new ExchangeRefusal(
      "min-order",
      `${pair}: an order must be worth at least ${min_order}, not ${value} (${quote.symbol} chain units)`,
    );
  }
  checkWindow(market, price, last);
};

/** The prices that a market takes now, both included: per cent of the last traded price, floored. Before a first trade it takes any. */
export const windowOf = (
  { price_window }: Pick<ExchangeMarket, "price_window">,
  last: bigint | undefined,
): { readonly low: bigint; readonly high: bigint } | undefined => {
  if (price_window <= 0 || last === undefined) return undefined;
  const hundredths = BigInt(Math.round(price_window * 100));
  return { low: (last * (10_000n - hundredths)) / 10_000n, high: (last * (10_000n + hundredths)) / 10_000n };
};

const checkWindow = (market: ExchangeMarket, price: bigint, last: bigint | undefined): void => {
  const window = windowOf(market, last);
  if (!window || (price >= window.low && price <= window.high)) return;
  const { pair, price_window } = market;
  throw new ExchangeRefusal(
    "price-window",
    `${pair}: price ${price} is more than ${price_window} % from the last trade at ${last}: ${window.low} to ${window.high} would do`,
  );
};
