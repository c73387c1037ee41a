// A stream that contradicts its book: the book is fixed at once with one stale period, and never requested in a flood.
import { describe, expect, it } from "vitest";
import { follow, watch } from "../support/followed.ts";
import { quietBid } from "../support/quietBid.ts";
import { serve, until } from "../support/served.ts";
import { simulate } from "../support/simulated.ts";

interface DepthFrame {
  readonly action: string;
  readonly market_id: string;
  readonly changes: { readonly buys: { readonly price: string; readonly quantity: string }[] };
}

describe("over a real socket", () => {
  const spoilings: [string, (frame: DepthFrame) => unknown][] = [
    [
      "takes more than there is",
      (frame) => ({
        ...frame,
        changes: { buys: frame.changes.buys.map((row) => ({ ...row, quantity: "-999999999999999999999" })), sells: [] },
      }),
    ],
    [
      "takes from a level that is not there",
      (frame) => ({ ...frame, changes: { buys: [{ price: "10", quantity: "-5" }], sells: [] } }),
    ],
    [
      "crosses the book",
      (frame) => ({ ...frame, changes: { buys: [{ price: "99999999999999999990", quantity: "5" }], sells: [] } }),
    ],
  ];

  it.each(spoilings)("a frame corrupted so that it %s", async (_, spoil) => {
    const served = await serve();
    const { exchange, requests } = served;
    const market = exchange.markets[0]!;
    const id = market.market_id;
    const feed = follow(served);
    feed.retain([{ channel: "depth", market: id, precision: 1 }]);
    const shown = () => feed.store.getState().depth[`${id}:1`];
    await until(() => expect(shown()?.isLive).toBe(true));
    requests();
    const states = watch(feed);
    exchange.faults.corrupt("subscribe_depth_update", (text) => JSON.stringify(spoil(JSON.parse(text))));
    exchange.place(exchange.accounts[0]!, quietBid(market));
    await until(() => {
      expect(feed.counters(id).resyncs).toBe(1);
      expect(shown()?.isLive).toBe(true);
      expect(shown()?.data?.bids.map(({ price, quantity }) => ({ price, quantity }))).toEqual(
        exchange.depth(id, 1).bids,
      );
    });
    expect(requests()).toHaveLength(2);
    expect(feed.counters(id).malformedFrames).toBe(1);
    expect(served.errors.filter((error) => error.name !== "O2FrameError")).toEqual([]);
    const spells = states
      .map((state) => state.depth[`${id}:1`]?.isLive)
      .filter((isLive, index, all) => isLive === false && all[index - 1] !== false);
    expect(spells.length).toBeLessThanOrEqual(1);
    // The last data stays on screen, marked.
    expect(states.every((state) => (state.depth[`${id}:1`]?.data?.bids.length ?? 0) > 0)).toBe(true);
  });
});

describe("a change the server drops or doubles", () => {
  it.each(["withhold", "duplicate"] as const)(
    "%s: once later changes contradict the book, it is mended, and equal to the exchange's own again",
    async (fault) => {
      const { exchange, feed, pass } = await simulate({ auditInterval: false });
      const market = exchange.markets[0]!;
      const id = market.market_id;
      const account = exchange.accounts[0]!;
      feed.retain([{ channel: "depth", market: id, precision: 1 }]);
      await pass(100);
      const shown = () => feed.store.getState().depth[`${id}:1`];
      exchange.clearRequests();
      // If a change is dropped, the level is missing when the order goes. If it is doubled, the order's going takes
      // more than there is.
      if (fault === "duplicate") {
        const order = exchange.place(account, quietBid(market));
        await pass(100);
        exchange.faults.duplicate("subscribe_depth_update");
        exchange.cancel(account, order.order_id);
      } else {
        exchange.faults.withhold("subscribe_depth_update");
        const order = exchange.place(account, quietBid(market));
        await pass(100);
        exchange.cancel(account, order.order_id);
      }
      await pass(100);
      expect(shown()).toMatchObject({ isLive: true, error: undefined });
      expect(shown()?.data?.bids.map(({ price, quantity }) => ({ price, quantity }))).toEqual(
        exchange.depth(id, 1).bids,
      );
      expect(feed.counters(id).resyncs).toBe(1);
      expect(exchange.requests).toHaveLength(2);
    },
  );

  it("while nearly every frame is wrong, a snapshot is asked for at most once a second, and the wrong book is stale with the reason", async () => {
    const { exchange, feed, pass } = await simulate({ auditInterval: false });
    const market = exchange.markets[0]!;
    const id = market.market_id;
    feed.retain([{ channel: "depth", market: id, precision: 1 }]);
    await pass(100);
    exchange.clearRequests();
    exchange.faults.corrupt(
      "subscribe_depth_update",
      (text) =>
        JSON.stringify({ ...JSON.parse(text), changes: { buys: [{ price: "10", quantity: "-5" }], sells: [] } }),
      100_000,
    );
    exchange.start({ rate: 100 });
    const asked: number[] = [];
    let reasons = 0;
    for (let second = 0; second < 30; second += 1) {
      const before = exchange.requests.length;
      await pass(1_000);
      asked.push((exchange.requests.length - before) / 2);
      const entry = feed.store.getState().depth[`${id}:1`];
      if (!entry?.isLive && entry?.error?.name === "O2BookError") reasons += 1;
    }
    expect(Math.max(...asked.slice(1))).toBeLessThanOrEqual(1);
    expect(asked.reduce((sum, count) => sum + count, 0)).toBeLessThan(10);
    expect(reasons).toBeGreaterThan(20);
    exchange.faults.clear();
    await pass(70_000);
    exchange.stop();
    await pass(1_000);
    expect(feed.store.getState().depth[`${id}:1`]).toMatchObject({ isLive: true, error: undefined });
  });
});
