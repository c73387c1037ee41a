// The pace of one market: its fair price as it wanders, and the sizes that are usual on it. It knows nothing of accounts.
import { type ExchangeMarket, worthOf } from "./markets.ts";
import type { Random } from "./random.ts";
import { windowOf } from "./terms.ts";

/** Fair prices are kept finer than a tick. */
const FINE = 256n;

/** A usual order's quantity: it is worth four hundred times the least order. */
export const usualQuantity = ({ min_order, scale, startPrice, step }: ExchangeMarket): bigint => {
  const quantity = ((400n * min_order * scale) / startPrice / step) * step;
  return quantity > step ? quantity : step;
};

/** At least as much as the least order must have, and no fraction of a quote chain unit where the book takes none. */
export const enough = (market: ExchangeMarket, price: bigint, quantity: bigint): bigint => {
  const unit = unitAt(market, price);
  const least =
    worthOf(market, price, quantity) >= market.min_order ? quantity : (market.min_order * market.scale) / price + 1n;
  return ((least + unit - 1n) / unit) * unit;
};

/** Quantities at a price are multiples of this. */
const unitAt = ({ allowsFractions, scale, step }: ExchangeMarket, price: bigint): bigint => {
  if (allowsFractions) return step;
  const whole = scale / gcd(price, scale);
  return (whole / gcd(whole, step)) * step;
};

const gcd = (one: bigint, other: bigint): bigint => (other === 0n ? one : gcd(other, one % other));

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

  /** The nearest price to this that the market takes now, a multiple of the tick. `last`: its last traded price. */
  within(price: bigint, last: bigint | undefined): bigint {
    const { tick } = this.market;
    const { low = tick, high } = windowOf(this.market, last) ?? {};
    const least = ((low + tick - 1n) / tick) * tick;
    if (price < least || price < tick) return least > tick ? least : tick;
    return high !== undefined && price > high ? (high / tick) * tick : price;
  }

  /** The number of levels that each side of the book has room for, up to `most`: above zero and within the price window. */
  room(most: number, last: bigint | undefined): number {
    const { tick } = this.market;
    const window = windowOf(this.market, last);
    const below = this.fair / tick - 1n;
    const around = window && last !== undefined ? (window.high - last) / tick : below;
    return Math.min(most, Number(below < around ? below : around));
  }

  /** Moves the fair price at random, with a slight pull back to where it began. */
  walk(random: Random, speed: number): void {
    const reach = (this.#home * BigInt(3 * speed)) / 100_000n + 1n;
    const drawn = ((this.#home - this.#fair) * BigInt(speed)) / 200_000n;
    this.#fair += random.belowBig(2n * reach + 1n) - reach + drawn;
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
