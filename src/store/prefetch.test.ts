// A server reads ahead what the hooks will ask for, and is told no more than they are; the exchange is simulated.
import { createExchange } from "o2-react/testing";
import { expect, it, onTestFinished } from "vitest";
import { prefetch } from "./prefetch.ts";
import { fromSeed } from "./seed.ts";

it("candles of a market alone are the 300 newest minutes, as the hook shows them, and nothing else is there", async () => {
  const exchange = createExchange();
  onTestFinished(() => exchange.close());
  exchange.tick(100);
  const [market = ""] = exchange.markets.map(({ market_id }) => market_id);
  const { config, fetch } = exchange;
  const state = fromSeed(await prefetch({ config, fetch, candles: [{ market }] }), "");
  expect(Object.keys(state.candles)).toEqual([`${market}:1m:300`]);
  expect(state.candles[`${market}:1m:300`]).toMatchObject({ isComplete: true, isLive: false });
  expect([state.depth, state.trades]).toEqual([{}, {}]);
});
