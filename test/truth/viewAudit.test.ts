// The audit of depth views finds a view that never came, and raises no false alarm.
import { expect, inject, it } from "vitest";
import { simulate } from "../support/simulated.ts";

it("a view that the server swallows in a quiet market is found by two audits, and asked for again", async () => {
  const wire = { depthViews: "changes" } as const;
  const { exchange, feed, pass, errors } = await simulate({ auditInterval: 60_000, random: () => 0.5 }, { wire });
  const market = exchange.markets[0]!;
  const id = market.market_id;
  feed.retain([{ channel: "depth", market: id, precision: 1, frequency: "500ms" }]);
  await pass(1_000);
  const price = market.startPrice / 2n - ((market.startPrice / 2n) % market.tick);
  exchange.faults.withhold("subscribe_depth_view");
  exchange.place(exchange.accounts[0]!, { marketId: id, side: "buy", price, quantity: 1_000n * market.scale });
  exchange.clearRequests();
  await pass(2_000);
  const shown = () => feed.store.getState().depth[`${id}:1:500ms`];
  const bids = () => shown()?.data?.bids.map((row) => ({ price: row.price, quantity: row.quantity }));
  expect(shown()?.isLive).toBe(true);
  expect(bids()).not.toEqual(exchange.depth(id, 1).bids);
  await pass(80_000);
  expect(feed.counters(id)).toMatchObject({ mismatches: 2 });
  expect(exchange.requests).toHaveLength(2);
  expect(shown()).toMatchObject({ isLive: true, error: undefined });
  expect(bids()).toEqual(exchange.depth(id, 1).bids);
  await pass(70_000);
  expect(feed.counters(id)).toMatchObject({ mismatches: 2 });
  expect(feed.counters(id).audits).toBeGreaterThanOrEqual(1);
  expect(errors).toEqual([]);
});

it.each([
  ["changes", "100ms", 900, 0],
  ["changes", "3s", 0, 700],
  ["always", "3s", 900, 0],
  ["always", "500ms", 500, 300],
] as const)("an honest server is never accused: views %s, %s", async (depthViews, frequency, restDelay, delay) => {
  const { exchange, feed, errors, pass } = await simulate({ auditInterval: 10_000 }, { wire: { depthViews } });
  const ids = exchange.markets.map((market) => market.market_id);
  feed.retain(ids.map((market) => ({ channel: "depth", market, precision: 3, frequency })));
  await pass(5_000);
  exchange.faults.delay(delay);
  exchange.faults.rest({ path: "/v1/depth", delay: restDelay, times: Number.POSITIVE_INFINITY });
  exchange.start({ rate: 1 });
  await pass(120_000);
  exchange.stop();
  const counters = ids.map((id) => feed.counters(id));
  expect(counters.map(({ mismatches, resyncs }) => mismatches + resyncs)).toEqual([0, 0, 0]);
  expect(errors).toEqual([]);
  expect(Math.max(...counters.map(({ audits }) => audits))).toBeGreaterThan(2);
});

// The second exchange always has views.
it.skipIf(inject("server") === "second").each(["refused", "silent"] as const)(
  "if there are none the ordinary book is audited: %s",
  async (depthViews) => {
    const { exchange, feed, pass } = await simulate({ auditInterval: 10_000 }, { wire: { depthViews } });
    const id = exchange.markets[0]!.market_id;
    feed.retain([{ channel: "depth", market: id, precision: 1, frequency: "500ms" }]);
    exchange.start({ rate: 20 });
    await pass(60_000);
    expect(feed.counters(id)).toMatchObject({ mismatches: 0 });
    expect(feed.counters(id).audits).toBeGreaterThan(3);
  },
);
