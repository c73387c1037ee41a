// Candles: bars over REST and trades from the stream, without a gap, and no trade counted twice.
import type { Bar } from "o2-react";
import { describe, expect, it } from "vitest";
import { toCandles } from "../support/bars.ts";
import { simulate } from "../support/simulated.ts";

const RESOLUTIONS = ["1s", "1m", "5m", "1h", "1d"] as const;

describe("candles", () => {
  it.each(RESOLUTIONS)(
    "%s candles equal the exchange's own at any moment, through traffic, drops and duplicates",
    async (resolution) => {
      const { exchange, feed, pass } = await simulate({ auditInterval: false }, { latency: 40 });
      const id = exchange.markets[0]!.market_id;
      exchange.start({ rate: 20 });
      await pass(20_000);
      feed.retain([{ channel: "candles", market: id, resolution, limit: 200 }]);
      const entry = () => feed.store.getState().candles[`${id}:${resolution}:200`];
      await pass(1_500);
      const checkNow = async (): Promise<void> => {
        // Frames under way arrive, and nothing more happens.
        exchange.stop();
        await pass(500);
        expect(entry()?.isLive).toBe(true);
        const truth = toCandles(exchange.bars(id, resolution)).slice(-200);
        expect(toCandles(entry()?.data).slice(-100)).toEqual(truth.slice(-100));
        exchange.start({ rate: 20 });
      };
      await checkNow();
      await pass(70_000);
      await checkNow();
      exchange.faults.duplicate("subscribe_trades", 5);
      await pass(5_000);
      await checkNow();
      exchange.faults.drop();
      await pass(65_000);
      await checkNow();
    },
  );

  it("candles that did not change are the same objects, also after they were read again", async () => {
    // A bar without the two parts of its volume differs from a bar with them.
    const { exchange, feed, pass } = await simulate({ auditInterval: false }, { wire: { bars: "object" } });
    const id = exchange.markets[0]!.market_id;
    exchange.start({ rate: 20 });
    await pass(200_000);
    feed.retain([{ channel: "candles", market: id, resolution: "1m", limit: 200 }]);
    await pass(1_000);
    const data = (): readonly Bar[] => feed.store.getState().candles[`${id}:1m:200`]?.data ?? [];
    const before = data();
    expect(before.length).toBeGreaterThan(2);
    exchange.faults.drop();
    await pass(5_000);
    expect(data()[0]).toBe(before[0]);
    expect(data()[1]).toBe(before[1]);
  });

  it("candles that were being read when their trades had to be read anew are live only with these", async () => {
    const { exchange, feed, pass } = await simulate({ auditInterval: false });
    const id = exchange.markets[0]!.market_id;
    const traded = (): void => {
      const before = exchange.trades(id).length;
      while (exchange.trades(id).length === before) exchange.tick();
    };
    traded();
    feed.retain([{ channel: "trades", market: id }]);
    await pass(500);
    const state = () => ({
      trades: feed.store.getState().trades[id],
      candles: feed.store.getState().candles[`${id}:1d:5`],
    });
    expect(state().trades?.isLive).toBe(true);
    exchange.faults.rest({ path: "/v1/bars", delay: 500, times: 2 });
    feed.retain([{ channel: "candles", market: id, resolution: "1d", limit: 5 }]);
    await pass(100);
    exchange.faults.rest({ path: "/v1/trades", delay: 2_000 });
    exchange.faults.corrupt("subscribe_trades", (text) => text.replace(/(?<="market_id").*/, ""));
    traded();
    await pass(1_000);
    expect([state().trades?.isLive, state().candles?.isLive]).toEqual([false, false]);
    await pass(5_000);
    expect([state().trades?.isLive, state().candles?.isLive]).toEqual([true, true]);
    expect(toCandles(state().candles?.data)).toEqual(toCandles(exchange.bars(id, "1d")));
  });

  it("a market's first trade, read over REST before the stream says it, counts once", async () => {
    const { exchange, feed, pass } = await simulate({ auditInterval: false }, {}, 1);
    const id = exchange.markets[0]!.market_id;
    expect(exchange.trades(id)).toEqual([]);
    feed.retain([{ channel: "trades", market: id }]);
    await pass(500);
    exchange.faults.delay(300);
    while (exchange.trades(id).length === 0) exchange.tick();
    feed.retain([{ channel: "candles", market: id, resolution: "1d", limit: 5 }]);
    await pass(2_000);
    expect(feed.store.getState().candles[`${id}:1d:5`]).toMatchObject({
      isLive: true,
      data: toCandles(exchange.bars(id, "1d")),
    });
  });

  it.each([5, 1])("more trades than the %i kept, made while candles are read, are all in them", async (maxTrades) => {
    const { exchange, feed, pass } = await simulate({ auditInterval: false, maxTrades });
    const id = exchange.markets[0]!.market_id;
    exchange.faults.rest({ path: "/v1/bars", delay: 1_000, times: 2 });
    feed.retain([{ channel: "candles", market: id, resolution: "1d", limit: 5 }]);
    await pass(500);
    const before = exchange.trades(id).length;
    while (exchange.trades(id).length < before + 20) exchange.tick();
    await pass(2_000);
    expect(feed.store.getState().candles[`${id}:1d:5`]).toMatchObject({
      isLive: true,
      data: toCandles(exchange.bars(id, "1d")),
    });
  });
});
