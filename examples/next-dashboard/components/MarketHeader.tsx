"use client";

// The name of the market, links to the others, and its last 24 hours.
import Link from "next/link";
import { type Market, useMarkets, useTicker } from "o2-react";
import { formatOf, formatVolume } from "@/lib/format";
import { toSlug } from "@/lib/slug";
import { Pending } from "./Pending";
import { Change, Stat } from "./Stat";

export function MarketHeader({ market }: { readonly market: Market }) {
  const { data: markets = [market] } = useMarkets();
  const { data: day, status } = useTicker({ market });
  const format = formatOf(market);
  const price = (value: bigint | undefined) => (value === undefined ? "–" : format.price(value));
  return (
    <section className="market" data-status={status} aria-label="Market">
      <h1 className="unseen">{market.pair}</h1>
      <nav aria-label="Markets">
        {markets.map(({ market_id, pair }) => (
          <Link
            key={market_id}
            href={`/markets/${toSlug(pair)}`}
            aria-current={market_id === market.market_id ? "page" : undefined}
          >
            {pair}
            <Pending />
          </Link>
        ))}
      </nav>
      <p className="last">
        <span className="unseen">Last price </span>
        {price(day?.last)} <span className="unit">{market.quote.symbol}</span>
      </p>
      <p className="stats">
        <Stat name="24h change">
          <Change basisPoints={day?.changeBasisPoints} />
        </Stat>
        <Stat name="24h high">{price(day?.high)}</Stat>
        <Stat name="24h low">{price(day?.low)}</Stat>
        <Stat name="24h volume">{day ? `${formatVolume(market.base, day.volume)} ${market.base.symbol}` : "–"}</Stat>
      </p>
    </section>
  );
}
