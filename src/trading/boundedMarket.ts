// Market orders with a limit: the worst price that one may take, and the bounds that it is sent with. Pure; knows nothing of books.
import type { Market, Side } from "../client/entities.ts";
import type { OrderDraft } from "./orderDraft.ts";
import { down, tickOf, up } from "./units.ts";

/** The limit that {@link worstPrice} is asked for. */
export interface WorstPriceOptions {
  readonly side: Side;
  /** The best price of the other side, in chain integers of the quote asset per whole unit of the base asset. */
  readonly best: bigint;
  /** The distance from it that is still accepted, in hundredths of a percent of it: 50n is 0.5 %. */
  readonly basisPoints: bigint;
}

/**
 * The worst price within a distance of the best one. In chain integers of the quote asset per whole unit of the base asset: above the best
 * one for a buy, below it for a sell. It is on the tick, never further away than it was asked for, and never below one tick.
 *
 * @example
 * const worst = worstPrice(market, { side: "buy", best: 12_400_000n, basisPoints: 50n }); // 12_462_000n
 */
export function worstPrice(market: Market, { side, best, basisPoints }: WorstPriceOptions): bigint {
  const tick = tickOf(market);
  if (side === "buy") return down((best * (10_000n + basisPoints)) / 10_000n, tick) || tick;
  const lowest = best * (10_000n - basisPoints);
  return lowest > 0n ? up((lowest + 9_999n) / 10_000n, tick) : tick;
}

/** The order that {@link boundedMarket} is asked for. */
export interface BoundedMarketOptions {
  readonly side: Side;
  /** In chain integers of the base asset. */
  readonly quantity: bigint;
  /** The worst price that it may take, on the tick: {@link worstPrice} makes one. In chain integers of the quote asset per whole unit of the base asset. */
  readonly worst: bigint;
}

/** A market order with a limit. */
export interface BoundedMarketDraft extends OrderDraft {
  /** Both bounds are chain integers as text. */
  readonly type: { readonly BoundedMarket: { readonly max_price: string; readonly min_price: string } };
}

/** The greatest number that a price can be on the chain. */
const HIGHEST = 18_446_744_073_709_551_615n;

/**
 * A market order with a limit. It takes prices up to the worst one at once, and nothing of it rests. Its other bound is the least or the
 * greatest price of the market, so that no price is better than both. Bounds are chain integers as text; the official SDK takes text for
 * whole units, so give it each bound as a `bigint`.
 *
 * @example
 * const order = boundedMarket(market, { side: "sell", quantity: 5_000_000_000n, worst: 12_300_000n });
 */
export function boundedMarket(market: Market, { side, quantity, worst }: BoundedMarketOptions): BoundedMarketDraft {
  const tick = tickOf(market);
  const [least, most] = side === "buy" ? [tick, worst] : [worst, down(HIGHEST, tick)];
  const type = { BoundedMarket: { max_price: `${most}`, min_price: `${least}` } };
  return { side, type, price: worst, quantity };
}
