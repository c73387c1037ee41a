// 100 markets at once, in counts of requests and of REST reads. The version over sockets, with 500 markets that all
// trade, is `npm run load -- --only markets`.
import { expect, test } from "vitest";
import { simulate } from "../support/simulated.ts";

const MARKETS = 100;

test("100 markets are a frame for each book and each tape, all are live, and after their release nothing is left", async () => {
  const markets = Array.from({ length: MARKETS }, (_, index) => ({
    base: { symbol: `fT${index}`, decimals: 9, max_precision: 5 },
    quote: { symbol: "fUSDC", decimals: 9, max_precision: 1 },
    startPrice: 3_215_400_000_000n,
  }));
  const { exchange, feed, errors, reads, pass } = await simulate({}, { markets });
  const topics = exchange.markets.flatMap(({ market_id: market }) => [
    { channel: "depth", market, precision: 1 } as const,
    { channel: "trades", market } as const,
  ]);
  const live = () => {
    const { depth, trades } = feed.store.getState();
    return [...Object.values(depth), ...Object.values(trades)].filter(({ isLive }) => isLive).length;
  };
  const release = feed.retain(topics);
  await pass(1_000);
  expect(live()).toBe(2 * MARKETS);
  expect(exchange.requests).toHaveLength(2 * MARKETS);
  expect(reads).toEqual(Array.from({ length: MARKETS }, () => "/v1/trades"));

  exchange.clearRequests();
  exchange.faults.drop();
  await pass(3_000);
  expect(live()).toBe(2 * MARKETS);
  expect(exchange.requests).toHaveLength(2 * MARKETS);
  expect(reads).toHaveLength(2 * MARKETS);

  release();
  await pass(4_000);
  const [held] = exchange.subscriptions;
  expect([Object.keys(held?.depth ?? {}), held?.trades]).toEqual([[], []]);
  expect(live()).toBe(0);
  expect(errors).toEqual([]);
});
