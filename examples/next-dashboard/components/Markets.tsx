"use client";

import Link from "next/link";
// Every market at a glance.
import { type Market, useBestPrices, useMarkets, useTicker } from "o2-react";
import { formatOf, formatShare, formatVolume } from "@/lib/format";
import { toSlug } from "@/lib/slug";
import { Freshness } from "./Freshness";
import { Pending } from "./Pending";
import { Sparkline } from "./Sparkline";
import { Change, Stat } from "./Stat";

export function Markets() {
  const { data: markets, error } = useMarkets();
  if (!markets) return <p className="note">{error?.message ?? "Waiting for the exchange…"}</p>;
  return (
    <ul className="cards">
      {markets.map((market) => (
        <li key={market.market_id}>
          <MarketCard market={market} />
        </li>
      ))}
    </ul>
  );
}

function MarketCard({ market }: { readonly market: Market }) {
  const best = useBestPrices({ market });
  const ticker = useTicker({ market });
  const format = formatOf(market);
  const price = (value: bigint | undefined) => (value === undefined ? "–" : format.price(value));
  // A card is as current as the less current of its two.
  const oldest = best.status === "live" ? ticker : best;
  const day = ticker.data;
  return (
    <Link href={`/markets/${toSlug(market.pair)}`} className="panel card" data-status={oldest.status}>
      <span className="head">
        <strong>{market.pair}</strong>
        <Freshness {...oldest} />
        <Pending />
      </span>
      <span className="head">
        <span className="last">{price(day?.last)}</span>
        <Change basisPoints={day?.changeBasisPoints} />
      </span>
      <Sparkline market={market} />
      <span className="quote">
        <Stat name="Bid" tone="buy">
          {price(best.data?.bid)}
        </Stat>
        <Stat name="Ask" tone="sell">
          {price(best.data?.ask)}
        </Stat>
        <Stat name="24h high">{price(day?.high)}</Stat>
        <Stat name="24h low">{price(day?.low)}</Stat>
        <Stat name="Spread">
          {best.data?.mid && best.data.spread !== undefined ? formatShare(best.data.spread, best.data.mid) : "–"}
        </Stat>
        <Stat name="24h volume">{day ? `${formatVolume(market.base, day.volume)} ${market.base.symbol}` : "–"}</Stat>
      </span>
    </Link>
  );
}
