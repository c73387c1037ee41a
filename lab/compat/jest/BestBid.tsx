import { formatPrice, useBestPrices, useMarket } from "o2-react";

export function BestBid({ pair }: { pair: string }) {
  const { data: market } = useMarket({ market: pair });
  const { data: best, status } = useBestPrices({ market: pair });
  return <output className={status}>{market && best?.bid ? formatPrice(market, best.bid) : "…"}</output>;
}
