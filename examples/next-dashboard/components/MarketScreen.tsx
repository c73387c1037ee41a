"use client";

// One market: what it costs, its day, its book, its trades.
import { useMarket } from "o2-react";
import { Candles } from "./Candles";
import { Ladder } from "./Ladder";
import { MarketHeader } from "./MarketHeader";
import { Trades } from "./Trades";

export function MarketScreen({ pair }: { readonly pair: string }) {
  const { data: market, error } = useMarket({ market: pair });
  if (!market) {
    return (
      <div className="notice">
        <h1>{pair}</h1>
        <p>{error?.message ?? "Waiting for the exchange…"}</p>
      </div>
    );
  }
  return (
    <div className="desk">
      <MarketHeader market={market} />
      <Candles market={market} />
      <Ladder market={market} />
      <Trades market={market} />
    </div>
  );
}
