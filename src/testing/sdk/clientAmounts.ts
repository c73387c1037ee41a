// The amounts of an order as the official client makes them: decimals become chain integers that fit the market, and what
// cannot fit is refused. Pure; it knows nothing of requests.
import { type ExchangeMarket, worthOf } from "../markets.ts";
import type { ClientErrors } from "./clientErrors.ts";
import type { ClientOrderType, Numeric } from "./tradingClient.ts";

const DECIMAL = /^(\d*)\.?(\d*)$/;

/** A decimal of whole units in chain units, rounded down, and whether something was cut off. */
const scaled = (text: string, decimals: number): { readonly units: bigint; readonly isCut: boolean } | undefined => {
  const [, whole = "", fraction = ""] = DECIMAL.exec(text) ?? [];
  if (whole === "" && fraction === "") return undefined;
  const units = BigInt(`${whole || "0"}${fraction.slice(0, decimals).padEnd(decimals, "0")}`);
  return { units, isCut: /[1-9]/.test(fraction.slice(decimals)) };
};

const unreadable = (errors: ClientErrors, parameter: string, value: unknown): Error =>
  errors.input(
    parameter,
    value,
    `${parameter} must be a decimal in a string ("0.02") or chain units as a bigint (20000000n), not ${typeof value === "string" ? JSON.stringify(value) : typeof value}.`,
  );

/** An amount in chain units, whatever its step. */
export const amountOf = (errors: ClientErrors, parameter: string, value: Numeric, decimals: number): bigint => {
  if (typeof value === "bigint" && value >= 0n) return value;
  const read = typeof value === "string" ? scaled(value, decimals) : undefined;
  if (!read) throw unreadable(errors, parameter, value);
  return read.units;
};

/** A price: a decimal is rounded down to the tick, a bigint must lie on it. */
const priceOf = (
  errors: ClientErrors,
  { pair, quote, tick }: ExchangeMarket,
  value: Numeric,
  parameter = "price",
): bigint => {
  const units = amountOf(errors, parameter, value, quote.decimals);
  if (typeof value === "string") return units - (units % tick);
  if (units % tick === 0n) return units;
  throw errors.input(
    parameter,
    value,
    `${pair}: ${parameter} ${value} must be a multiple of ${tick} chain units; ${units - (units % tick)} would do. A string is rounded.`,
  );
};

const quantityOf = (errors: ClientErrors, { pair, base, step }: ExchangeMarket, value: Numeric): bigint => {
  if (typeof value === "string") {
    const read = scaled(value, base.decimals);
    if (!read) throw unreadable(errors, "quantity", value);
    const least = read.units + (read.isCut ? 1n : 0n);
    return least + ((step - (least % step)) % step);
  }
  const units = amountOf(errors, "quantity", value, base.decimals);
  if (units % step === 0n) return units;
  throw errors.input(
    "quantity",
    value,
    `${pair}: quantity ${value} must be a multiple of ${step} chain units; ${units - (units % step)} would do. A string is rounded.`,
  );
};

const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b));

/** The largest quantity up to this one whose value at a price is a whole number of quote chain units. */
const fitted = ({ scale, step }: ExchangeMarket, price: bigint, quantity: bigint): bigint => {
  if (price === 0n) return quantity;
  const whole = scale / gcd(price, scale);
  const unit = (whole / gcd(whole, step)) * step;
  return (price * quantity) % scale === 0n ? quantity : quantity - (quantity % unit);
};

/** The price and the quantity of an order in chain units, such that its market takes them. */
export const termsOf = (
  errors: ClientErrors,
  market: ExchangeMarket,
  given: { readonly price: Numeric; readonly quantity: Numeric },
): { readonly price: bigint; readonly quantity: bigint } => {
  const price = priceOf(errors, market, given.price);
  const quantity = fitted(market, price, quantityOf(errors, market, given.quantity));
  const value = worthOf(market, price, quantity);
  if (value >= market.min_order) return { price, quantity };
  throw errors.input(
    "quantity",
    given.quantity,
    `${market.pair}: an order must be worth at least ${market.min_order} ${market.quote.symbol} chain units, not ${value} (${price} × ${quantity}).`,
  );
};

const NAMED: readonly unknown[] = ["Spot", "FillOrKill", "PostOnly", "Market"];

/** An order's type as it is written in a request: amounts in chain units. */
export const wireTypeOf = (errors: ClientErrors, market: ExchangeMarket, type: ClientOrderType): unknown => {
  if (NAMED.includes(type)) return type;
  const price = (name: string, value: Numeric): string =>
    priceOf(errors, market, value, `orderType.${name}`).toString();
  if (typeof type === "object" && type !== null && "Limit" in type && Array.isArray(type.Limit)) {
    const [limit, timestamp = "0"] = type.Limit;
    return { Limit: [price("Limit", limit), String(timestamp)] };
  }
  if (typeof type === "object" && type !== null && "BoundedMarket" in type) {
    const { max_price, min_price } = type.BoundedMarket;
    return { BoundedMarket: { max_price: price("max_price", max_price), min_price: price("min_price", min_price) } };
  }
  throw errors.input(
    "orderType",
    type,
    `orderType must be "Spot", "PostOnly", "FillOrKill", "Market", { Limit: [price, time] } or { BoundedMarket: { max_price, min_price } }, not ${JSON.stringify(type)}.`,
  );
};
