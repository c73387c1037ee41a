// The pace of one market: its fair price as it wanders, and the sizes that are usual on it. It knows nothing of accounts.

import { type ExchangeMarket, worthOf } from "./markets.ts";
import type { Random } from "./random.ts";

/** Fair prices are kept finer than a tick. */
const FINE = 256n;

/** A usual order's quantity: it is worth four hundred times the least order. */
export const usualQuantity = ({ min_order, scale, startPrice, step }: ExchangeMarket): bigint => {
  const quantity = ((400n * min_order * scale) / startPrice / step) * step;
  return quantity > step ? quantity : step;
};

/** At least as much as the least order must have. */
export const enough = (market: ExchangeMarket, price: bigint, quantity: bigint): bigint => {
  if (worthOf(market, price, quantity) >= market.min_order) return quantity;
  return ((market.min_order * market.scale) / price / market.step + 1n) * market.step;
};

/** One market's wandering fair price. */
export class Pace {
  readonly market: ExchangeMarket;
  /** Ticks between two levels of the ladder. */
  readonly gap: number;
  /** The usual quantity. */
  readonly usual: bigint;
  /** The fair price in ticks times FINE, and the price it is drawn back to. */
  #fair: bigint;
  readonly #home: bigint;

  constructor(market: ExchangeMarket) {
    this.market = market;
    this.#home = (market.startPrice / market.tick) * FINE;
    this.#fair = this.#home;
    this.gap = Math.max(1, Number(this.#home / FINE / 12_000n));
    this.usual = usualQuantity(market);
  }

  /** The fair price, a multiple of the tick. */
  get fair(): bigint {
    return (this.#fair / FINE) * this.market.tick;
  }

  /** Moves the fair price at random, with a slight pull back to where it began. */
  walk(random: Random, speed: number): void {
    const reach = (this.#home * BigInt(3 * speed)) / 100_000n + 1n;
    const drawn = ((this.#home - this.#fair) * BigInt(speed)) / 200_000n;
    this.#fair += BigInt(random.below(Number(2n * reach + 1n))) - reach + drawn;
    if (this.#fair < 20n * FINE) this.#fair = 20n * FINE;
  }

  /** A quantity: many are small and a few are large, as if by a log-normal law. */
  size(random: Random, spread: number): bigint {
    let quantity = this.usual * BigInt(500 + random.below(1000));
    for (let toss = 0; toss < 2 * spread; toss += 1) {
      quantity = random.chance(500) ? (quantity * 3n) / 2n : (quantity * 3n) / 5n;
    }
    const steps = quantity / 1000n / this.market.step;
    return (steps > 0n ? steps : 1n) * this.market.step;
  }
}
