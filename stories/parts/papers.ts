// Formats for the amounts of each market in a list, so that their decimal points align.
import { createFormat, type Market, type MarketFormat } from "o2-react";
import { LOCALE } from "./format.ts";

/** A market, and the format of its amounts. */
export interface Paper extends Pick<MarketFormat, "price" | "quantity"> {
  readonly market: Market;
}

/** The papers of all markets, by market id. */
export function papersOf(markets: readonly Market[]): ReadonlyMap<string, Paper> {
  const most = (places: readonly number[]) => ({ locale: LOCALE, alignDecimals: Math.max(...places) });
  const prices = most(markets.map(({ quote }) => quote.max_precision));
  const sizes = most(markets.map(({ base }) => base.max_precision));
  return new Map(
    markets.map((market) => {
      const { price } = createFormat(market, prices);
      const { quantity } = createFormat(market, sizes);
      return [market.market_id, { market, price, quantity }];
    }),
  );
}
