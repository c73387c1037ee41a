// A book and trades kept by hand: each frame is applied without any check.
import type { WireSides } from "../../bench/browser/wire.ts";
import { write } from "../../write.ts";
import type { Reader } from "../Reader.ts";
import { venueOf } from "../venues.ts";

/** The readers that can be kept by hand. */
export type RawReader = Extract<Reader, { readonly kind: "depth" | "best" | "trades" }>;

/** True if a reader can be kept by hand. Only spot can, because this client follows one venue. */
export function isRaw(reader: Reader): reader is RawReader {
  const isOfMarket = reader.kind === "depth" || reader.kind === "best" || reader.kind === "trades";
  return isOfMarket && venueOf(reader) === undefined;
}

type WireTrade = Readonly<Record<"trade_id" | "side" | "price" | "quantity", string>>;

/** The members that a market's frame may have. */
export interface MarketFrame {
  readonly orders?: WireSides;
  readonly changes?: WireSides;
  readonly trades?: readonly WireTrade[];
}

const KEPT = 100;

/** One market, by hand. */
export class RawBook {
  readonly #bids = new Map<bigint, bigint>();
  readonly #asks = new Map<bigint, bigint>();
  /** Newest first; from the stream, or from REST. */
  trades: readonly Readonly<Record<keyof WireTrade, string | bigint>>[] = [];
  hasData = false;

  apply({ orders, changes, trades }: MarketFrame): void {
    if (orders) {
      this.#bids.clear();
      this.#asks.clear();
    }
    const sides = orders ?? changes;
    for (const [side, levels] of [
      [this.#bids, sides?.buys],
      [this.#asks, sides?.sells],
    ] as const) {
      for (const { price, quantity } of levels ?? []) {
        const sum = (side.get(BigInt(price)) ?? 0n) + BigInt(quantity);
        if (sum === 0n) side.delete(BigInt(price));
        else side.set(BigInt(price), sum);
      }
    }
    // A frame has them oldest first.
    const fresh = [...(trades ?? [])].reverse();
    this.trades = [...fresh, ...this.trades].slice(0, KEPT);
    this.hasData ||= sides !== undefined || fresh.length > 0;
  }

  /** A component's value as text. */
  text(reader: RawReader): string {
    if (reader.kind === "trades") return write.trades(this.trades.slice(0, reader.limit));
    const side = (levels: ReadonlyMap<bigint, bigint>, sign: 1 | -1) =>
      [...levels]
        .map(([price, quantity]) => ({ price, quantity }))
        .sort((a, b) => (a.price < b.price ? -sign : sign))
        .slice(0, reader.kind === "depth" ? reader.levels : 1);
    const [bids, asks] = [side(this.#bids, -1), side(this.#asks, 1)];
    return reader.kind === "depth" ? write.book({ bids, asks }) : write.best(bids[0]?.price, asks[0]?.price);
  }
}
