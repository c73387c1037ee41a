// The units of a market: tick, step, whole units, and the value of a quantity at a price. Chain integers throughout, no float.
// Knows nothing of orders or books.
import type { Market, MarketAsset, Side } from "../client/entities.ts";

/** The number of chain units in one whole unit of an asset. */
export function wholeOf({ decimals }: MarketAsset): bigint {
  return 10n ** BigInt(decimals);
}

/** The least amount of an asset that an order may be a multiple of. */
function leastOf({ decimals, max_precision }: MarketAsset): bigint {
  return 10n ** BigInt(Math.max(0, decimals - max_precision));
}

/**
 * The least step from one price of a market to the next, in chain integers of the quote asset per whole unit of the base asset:
 * 10^(quote.decimals − quote.max_precision), at least 1. A price off it is refused with `PricePrecision` (official SDK's tests).
 *
 * @example
 * const isOnTick = 12_345_000n % tickOf(market) === 0n;
 */
export function tickOf(market: Market): bigint {
  return leastOf(market.quote);
}

/**
 * The least step from one quantity of a market to the next, in chain integers of the base asset:
 * 10^(base.decimals − base.max_precision), at least 1. The official SDK refuses a quantity off it; whether the chain does is not known.
 *
 * @example
 * const isOnStep = 5_000_000_000n % stepOf(market) === 0n;
 */
export function stepOf(market: Market): bigint {
  return leastOf(market.base);
}

/**
 * The value of a quantity at a price, in chain integers of the quote asset, rounded down: price × quantity / 10^base.decimals. It is
 * what `min_order` is compared with and what a buy locks.
 *
 * @param price in chain integers of the quote asset per whole unit of the base asset.
 * @param quantity in chain integers of the base asset.
 * @example
 * const value = notional(market, 12_400_000n, 5_000_000_000n); // 62_000_000n, where the base asset has 9 decimals
 */
export function notional(market: Market, price: bigint, quantity: bigint): bigint {
  return (price * quantity) / wholeOf(market.base);
}

/** The asset that an order pays with: quote for a buy, base for a sell. */
export function paidAsset({ base, quote }: Market, side: Side): MarketAsset {
  return side === "buy" ? quote : base;
}

/**
 * The least step from one quantity to the next at a price: of the market's step and, where the book takes no fractions of a quote
 * unit, of step × 10^d / gcd(price × step, 10^d), where d is the decimals of the base asset. In chain integers of the base asset.
 */
export function quantityUnit(market: Market, price: bigint, allowsFractions: boolean | undefined): bigint {
  const step = stepOf(market);
  const whole = wholeOf(market.base);
  // The greatest common divisor of both.
  let [divisor, rest] = [price * step, whole];
  while (rest) [divisor, rest] = [rest, divisor % rest];
  return allowsFractions ? step : (step * whole) / divisor;
}

/** The greatest multiple of `step` that is not above `value`. */
export function down(value: bigint, step: bigint): bigint {
  return value - (value % step);
}

/** The least multiple of `step` that is not below `value`. */
export function up(value: bigint, step: bigint): bigint {
  return down(value + step - 1n, step);
}

/** A multiple of `step` near `value`, halves up. */
export function toMultiple(value: bigint, step: bigint, mode: Rounding): bigint {
  return mode === "up" ? up(value, step) : down(mode === "nearest" ? value + step / 2n : value, step);
}

/** The direction in which a value is rounded. `"nearest"` rounds halves up. */
export type Rounding = "down" | "up" | "nearest";

/** A chain integer as plain decimal text, for sentences: `1_500_000n` with 6 decimals is `"1.5"`. */
export function toPlain(value: bigint, { decimals }: MarketAsset): string {
  const digits = `${value}`.padStart(decimals + 1, "0");
  const point = digits.length - decimals;
  return `${digits.slice(0, point)}.${digits.slice(point)}`.replace(/\.?0*$/, "");
}
