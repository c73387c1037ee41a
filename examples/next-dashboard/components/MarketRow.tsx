"use client";

// One market of the list. Rendered again only when its own figures change.
import Link from "next/link";
import type { BestPrices, Market, MarketSummary, Result } from "o2-react";
import { notional } from "o2-react/trading";
import { memo } from "react";
import { formatOf, formatVolume } from "@/lib/format";
import { toSlug } from "@/lib/slug";
import { Freshness } from "./Freshness";
import { Pending } from "./Pending";
import { Sparkline } from "./Sparkline";
import { Change } from "./Stat";

export interface Listed {
  readonly market: Market;
  readonly ticker: Result<MarketSummary> | undefined;
  readonly quote: Result<BestPrices> | undefined;
}

/** The volume of 24 hours in the quote asset, at the last price, so that markets can be compared. */
export function volumeOf(market: Market, day: MarketSummary | undefined): bigint | undefined {
  return day?.last === undefined || day.volume === undefined ? undefined : notional(market, day.last, day.volume);
}

export const MarketRow = memo(function MarketRow({ market, ticker, quote }: Listed) {
  const format = formatOf(market);
  const price = (value: bigint | undefined) => (value === undefined ? "–" : format.price(value));
  const day = ticker?.data;
  const volume = volumeOf(market, day);
  // A row is as current as the less current of its two results.
  const oldest = quote?.status === "live" ? ticker : quote;
  return (
    <tr data-market={market.pair} data-status={oldest?.status}>
      <th scope="row">
        <Link href={`/markets/${toSlug(market.pair)}`}>
          {market.pair}
          <Pending />
        </Link>
        {oldest && <Freshness {...oldest} />}
      </th>
      <td className="last">{price(day?.last)}</td>
      <td>
        <Change basisPoints={day?.changeBasisPoints} />
      </td>
      <td className="wide buy">{price(quote?.data?.bid)}</td>
      <td className="wide sell">{price(quote?.data?.ask)}</td>
      <td className="wide">
        {volume === undefined ? "–" : `${formatVolume(market.quote, volume)} ${market.quote.symbol}`}
      </td>
      <td className="day">
        <Sparkline market={market} />
      </td>
    </tr>
  );
});
