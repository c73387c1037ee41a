// Prices and quantities made fit for a market. Pure; knows nothing of balances or books.
import type { Market } from "../client/entities.ts";
import { quantityUnit, type Rounding, tickOf, toMultiple } from "./units.ts";

/**
 * A price on the tick, in chain integers of the quote asset per whole unit of the base asset. Down by default, as the official SDK
 * rounds a price that is given as text. Down may give 0n, which no order may have.
 *
 * @param price in the same unit, from 0n.
 * @example
 * const price = roundPrice(market, 84_123_456n); // 84_000_000n, where the tick is 1_000_000n
 */
export function roundPrice(market: Market, price: bigint, mode: Rounding = "down"): bigint {
  return toMultiple(price, tickOf(market), mode);
}

/** The options of {@link roundQuantity}: it rounds to the market's step, and to this. */
export interface RoundQuantityOptions {
  /**
   * The order's price, in chain integers of the quote asset per whole unit of the base asset. With it the quantity's value at this
   * price is a whole number of quote units; else the order is refused with `FractionalPrice`. Without it only the step counts.
   */
  readonly price?: bigint | undefined;
  /** Default `"down"`, so that what was affordable stays so. The official SDK rounds a quantity that is given as text up. */
  readonly mode?: Rounding | undefined;
  /** Whether the book takes values with a fraction of a quote unit, which `/v1/markets` does not tell. Default `false`. */
  readonly allowsFractions?: boolean | undefined;
}

/**
 * A quantity on the market's step and, at a price, of a value without a fraction of a quote unit: a multiple of
 * lcm(step, 10^d / gcd(price, 10^d)), where d is the decimals of the base asset. In chain integers of the base asset. Down may give 0n,
 * which no order may have.
 *
 * @param quantity in chain integers of the base asset, from 0n.
 * @example
 * const quantity = roundQuantity(market, 1_500_000_000n, { price: 999_000_000n });
 */
export function roundQuantity(market: Market, quantity: bigint, options: RoundQuantityOptions = {}): bigint {
  const { price, mode = "down", allowsFractions } = options;
  return toMultiple(quantity, quantityUnit(market, price ?? 0n, allowsFractions), mode);
}
