// The way to write the amounts of each market in a list: its formats, and the decimals of the column's longest.
import { createFormat, type Market, type MarketFormat } from "o2-react";
import { LOCALE } from "./format.ts";

/** A market, and the way to write its amounts. */
export interface Paper {
  readonly market: Market;
  readonly format: MarketFormat;
  /** The decimals of the column's longest. */
  readonly pricePlaces: number;
  readonly sizePlaces: number;
}

/** The papers of all markets, by market id. */
export function papersOf(markets: readonly Market[]): ReadonlyMap<string, Paper> {
  const pricePlaces = Math.max(...markets.map(({ quote }) => quote.max_precision));
  const sizePlaces = Math.max(...markets.map(({ base }) => base.max_precision));
  return new Map(
    markets.map((market) => {
      const format = createFormat(market, { locale: LOCALE });
      return [market.market_id, { market, format, pricePlaces, sizePlaces }];
    }),
  );
}
