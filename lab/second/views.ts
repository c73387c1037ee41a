// Values computed from the second exchange: books, bars, day figures and balances, each computed anew from orders and
// trades.
import type { Exchange } from "./Exchange.ts";
import type { Asset, Market } from "./listing.ts";
import { type Holder, type MadeTrade, restOf, type Side } from "./records.ts";

export interface Level {
  readonly price: bigint;
  readonly quantity: bigint;
}

/** The multiple of 10^level that a price belongs to in a grouped book: bids down, asks up. */
export function grouped(price: bigint, side: Side, level: number): bigint {
  const size = 10n ** BigInt(level);
  return side === "buy" ? price - (price % size) : price + ((size - (price % size)) % size);
}

/** One side of a book, best first. */
export function levels(exchange: Exchange, market: Market, side: Side, level: number): readonly Level[] {
  const sums = new Map<bigint, bigint>();
  for (const order of exchange.resting(market, side)) {
    const price = grouped(order.price, side, level);
    sums.set(price, (sums.get(price) ?? 0n) + restOf(order));
  }
  return [...sums].map(([price, quantity]) => ({ price, quantity }));
}

export const tradesOf = (exchange: Exchange, market: Market): readonly MadeTrade[] =>
  exchange.trades.filter((trade) => trade.market === market);

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const RESOLUTIONS = "1s 1m 2m 3m 5m 15m 30m 1h 2h 4h 6h 8h 12h 1d 3d 1w 1M 3M".split(" ");
/** 1970 began on a Thursday; weeks begin on Monday. */
const MONDAY = 4 * UNITS.d;

/** The begin of the bar that contains a time; undefined for a resolution that the exchange does not have. */
export function barStart(at: number, resolution: string): number | undefined {
  if (!RESOLUTIONS.includes(resolution)) return undefined;
  const count = Number.parseInt(resolution, 10);
  const unit = resolution.at(-1);
  if (unit === "M") {
    const date = new Date(at);
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - (date.getUTCMonth() % count));
  }
  if (unit === "w") return at - ((at - MONDAY) % (7 * UNITS.d));
  return at - (at % (count * UNITS[unit as keyof typeof UNITS]));
}

export interface Bar {
  readonly begin: number;
  readonly open: bigint;
  high: bigint;
  low: bigint;
  close: bigint;
  bought: bigint;
  sold: bigint;
}

/** All bars of a market, oldest first. A time without trades has none. */
export function bars(exchange: Exchange, market: Market, resolution: string): readonly Bar[] {
  const all = new Map<number, Bar>();
  for (const { at, price, quantity, taker } of tradesOf(exchange, market)) {
    const begin = barStart(at, resolution);
    if (begin === undefined) return [];
    const bar = all.get(begin) ?? { begin, open: price, high: price, low: price, close: price, bought: 0n, sold: 0n };
    all.set(begin, bar);
    if (price > bar.high) bar.high = price;
    if (price < bar.low) bar.low = price;
    bar.close = price;
    if (taker.side === "buy") bar.bought += quantity;
    else bar.sold += quantity;
  }
  return [...all.values()];
}

/** A holder's amounts of an asset. Books without any of it are left out. */
export interface Holding {
  readonly onAccount: bigint;
  readonly books: readonly (readonly [contract: string, locked: bigint, unlocked: bigint, fee: bigint])[];
  readonly locked: bigint;
  readonly unlocked: bigint;
}

export function holding(exchange: Exchange, holder: Holder, asset: string): Holding {
  const onAccount = holder.coins.get(asset) ?? 0n;
  const books = exchange.markets
    .map((market) => {
      const key = `${market.contract_id} ${asset}`;
      const locked = exchange.locked(holder, market, asset);
      return [market.contract_id, locked, holder.proceeds.get(key) ?? 0n, holder.fees.get(key) ?? 0n] as const;
    })
    .filter(([, ...amounts]) => amounts.some((amount) => amount > 0n));
  const locked = books.reduce((sum, book) => sum + book[1], 0n);
  return { onAccount, books, locked, unlocked: books.reduce((sum, book) => sum + book[2], onAccount) };
}

/** Each asset of a list of markets once. */
export function assetsOf(markets: readonly Market[]): readonly Asset[] {
  const all = markets.flatMap(({ base, quote }) => [base, quote]);
  return [...new Map(all.map((asset) => [asset.asset, asset])).values()];
}
