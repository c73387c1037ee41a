// A resting order, for suites in Node and in a browser.
import type { ExchangeMarket, OrderRequest } from "o2-react/testing";

/** A bid at half the market's price: its value is large enough to be accepted, and its price too low to trade. */
export function quietBid(market: ExchangeMarket): OrderRequest {
  const half = market.startPrice / 2n;
  return {
    marketId: market.market_id,
    side: "buy",
    price: half - (half % market.tick),
    quantity: 1_000n * market.scale,
  };
}
