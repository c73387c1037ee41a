// A market at a glance: its ticker, and its last 24 hours. It knows nothing of how either is asked for.

import type { Exchange } from "./exchange.ts";

const DAY = 86_400_000;

/** The last and the best prices, in chain integers. */
export const tickerOf = (exchange: Exchange, marketId: string): object => {
  const { bid, ask } = exchange.top(marketId);
  const last = exchange.lastTrade(marketId);
  return {
    market_id: marketId,
    last_price: last?.price ?? 0n,
    best_bid: bid ?? 0n,
    best_ask: ask ?? 0n,
    timestamp: String(last?.timestamp ?? 0),
  };
};

/** Hundredths of a percent as a decimal string: `-1.25`. */
const percent = (part: bigint, whole: bigint): string => {
  if (whole === 0n) return "0.00";
  const hundredths = (part * 10_000n) / whole;
  const size = hundredths < 0n ? -hundredths : hundredths;
  return `${hundredths < 0n ? "-" : ""}${size / 100n}.${String(size % 100n).padStart(2, "0")}`;
};

/** The 24 hours up to the last trade, by the minute. */
export const summaryOf = (exchange: Exchange, marketId: string): object => {
  const last = exchange.lastTrade(marketId);
  const bars = last ? exchange.bars(marketId, "1m", last.timestamp - DAY, last.timestamp) : [];
  const price = last?.price ?? 0n;
  const open = bars[0]?.open ?? price;
  return {
    market_id: marketId,
    price,
    price_change_24h: price - open,
    price_change_percent_24h: percent(price - open, open),
    highest_price_24h: bars.reduce((high, bar) => (bar.high > high ? bar.high : high), price),
    lowest_price_24h: bars.reduce((low, bar) => (bar.low < low ? bar.low : low), price),
    volume_24h: bars.reduce((sum, bar) => sum + bar.volume, 0n),
  };
};
