// The stand-in's values: ids, markets and orders from JSON. Fits an order's price and quantity to the market's
// rules.
/// <reference path="../../../docs/snippets/sdk.d.ts" />
import type { Action, Market, Numeric, Order, OrderId, OrderType, Side } from "@o2exchange/sdk";
import { O2Error } from "./answers.ts";

/** A JSON object as it was received. */
export type Raw = Readonly<Record<string, unknown>>;

/** An id in lower case with `0x`, with the brand of its type. */
export const idOf = <Id extends string>(raw: unknown): Id => `0x${String(raw).replace(/^0x/i, "").toLowerCase()}` as Id;

export const orderId = (raw: string): OrderId => idOf(raw);

export const createOrderAction = (side: Side, price: Numeric, quantity: Numeric, orderType?: OrderType): Action => ({
  type: "createOrder",
  side,
  price,
  quantity,
  ...(orderType && { orderType }),
});
export const cancelOrderAction = (order: OrderId): Action => ({ type: "cancelOrder", orderId: order });
export const settleBalanceAction = (): Action => ({ type: "settleBalance" });

const toAsset = (raw: Raw): Market["base"] => ({
  symbol: String(raw.symbol),
  asset: idOf(raw.asset),
  decimals: Number(raw.decimals),
  max_precision: Number(raw.max_precision),
});

export const toMarket = (raw: Raw): Market => {
  const [base, quote] = [toAsset(raw.base as Raw), toAsset(raw.quote as Raw)];
  return {
    contract_id: idOf(raw.contract_id),
    market_id: idOf(raw.market_id),
    pair: `${base.symbol}/${quote.symbol}`,
    maker_fee: BigInt(String(raw.maker_fee)),
    taker_fee: BigInt(String(raw.taker_fee)),
    min_order: BigInt(String(raw.min_order)),
    dust: BigInt(String(raw.dust)),
    price_window: Number(raw.price_window),
    base,
    quote,
  };
};

export const toOrder = (raw: Raw): Order => ({
  ...(raw as unknown as Order),
  order_id: idOf(raw.order_id),
  side: raw.side === "Sell" || raw.side === "sell" ? "sell" : "buy",
  price: BigInt(String(raw.price)),
  quantity: BigInt(String(raw.quantity)),
  quantity_fill: BigInt(String(raw.quantity_fill ?? 0)),
});

/** A decimal in chain units, and whether digits were cut off. */
const chainUnits = (text: string, decimals: number): { readonly units: bigint; readonly isCut: boolean } => {
  const [, whole = "", fraction = ""] = /^(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  if (whole === "") throw new O2Error(`Not a decimal number: ${text}`);
  const units = BigInt(whole + fraction.slice(0, decimals).padEnd(decimals, "0"));
  return { units, isCut: /[1-9]/.test(fraction.slice(decimals)) };
};

/** A multiple of the step. A decimal is rounded down or up; a chain integer must be a multiple already. */
const scaled = (value: Numeric, { decimals, max_precision }: Market["base"], rounds: "down" | "up"): bigint => {
  const step = 10n ** BigInt(Math.max(0, decimals - max_precision));
  if (typeof value === "bigint") {
    if (value % step !== 0n) throw new O2Error(`${value} is not a multiple of ${step}`);
    return value;
  }
  const { units, isCut } = chainUnits(value, decimals);
  const down = units - (units % step);
  return rounds === "up" && (isCut || down < units) ? down + step : down;
};

export const scaledAmount = (value: Numeric, decimals: number): bigint =>
  typeof value === "bigint" ? value : chainUnits(value, decimals).units;

const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b));

/** An order as it is sent: on tick and step, without a fraction of a quote unit, and with enough value. */
export const fittedOrder = (market: Market, price: Numeric, quantity: Numeric): { price: bigint; quantity: bigint } => {
  const scale = 10n ** BigInt(market.base.decimals);
  const chainPrice = scaled(price, market.quote, "down");
  const wanted = scaled(quantity, market.base, "up");
  const unit = scale / gcd(chainPrice, scale);
  const fitted = wanted - (wanted % unit);
  if ((chainPrice * fitted) / scale < market.min_order) {
    throw new O2Error(`Order value below min_order (${market.min_order})`);
  }
  return { price: chainPrice, quantity: fitted };
};
