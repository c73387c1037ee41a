// The first paint and the hooks use one clock, the exchange's. Candles and the day of a ticker are the same in both,
// whatever the clocks of the page and of the rendering machine say.
import type { O2FeedOptions, O2State } from "o2-react";
import { createO2Feed } from "o2-react/feed";
import { prefetch } from "o2-react/server";
import { createExchange } from "o2-react/testing";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { toCandles } from "../support/bars.ts";

const HOUR = 3_600_000;
const LENGTHS = [
  { resolution: "5m", limit: 289 },
  { resolution: "1m", limit: 300 },
  { resolution: "1h", limit: 20 },
] as const;

/** An exchange whose clock differs from ours, which traded for hours and was then quiet. Returns what both read of it. */
async function read({ isAhead = 0, quiet = 0 }: { readonly isAhead?: number; readonly quiet?: number }) {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 15, 12, 2) });
  const exchange = createExchange({ now: () => Date.now() + isAhead });
  const [{ market_id: market }, second = exchange.markets[0]] = exchange.markets;
  const { market_id: other, min_order, scale, step, tick } = second;
  for (let hour = 0; hour < 6; hour += 1) {
    exchange.tick(hour === 0 ? 500 : 60);
    vi.setSystemTime(Date.now() + HOUR);
  }
  vi.setSystemTime(Date.now() + quiet);
  const { config, WebSocket, fetch } = exchange;
  const options: O2FeedOptions = { config, WebSocket, fetch, auditInterval: false, onError: () => undefined };
  const feed = createO2Feed(options);
  onTestFinished(() => {
    feed.close();
    exchange.close();
    vi.useRealTimers();
  });
  feed.connect();
  feed.retain([
    { channel: "depth", market: other, precision: 1 },
    ...LENGTHS.map((length) => ({ channel: "candles", market, ...length }) as const),
  ]);
  await vi.advanceTimersByTimeAsync(500);
  // A frame with a stamp tells the feed the exchange's time: an order that nobody takes, in another market.
  const { bid = 0n } = exchange.top(other);
  const quantity = ((2n * min_order * scale) / bid / step + 1n) * step;
  exchange.place(exchange.accounts[0], { marketId: other, side: "buy", price: bid - tick, quantity });
  await vi.advanceTimersByTimeAsync(2_000);
  const reading = prefetch({
    config,
    fetch,
    ticker: [{ market }],
    candles: LENGTHS.map((each) => ({ market, ...each })),
  });
  await vi.advanceTimersByTimeAsync(2_000);
  const seeded = createO2Feed({ ...options, initialData: await reading });
  const candlesOf = ({ candles }: O2State) =>
    LENGTHS.map(({ resolution, limit }) => toCandles(candles[`${market}:${resolution}:${limit}`]?.data));
  return { shown: feed.store.getState(), seeded: seeded.store.getState(), candlesOf, feed };
}

const clocks = [
  ["as ours", 0],
  ["two days ahead of ours", 48 * HOUR],
  ["two days behind ours", -48 * HOUR],
  ["twenty minutes ahead of ours", HOUR / 3],
  ["twenty minutes behind ours", -HOUR / 3],
] as const;

describe.each(clocks)("where the exchange's clock is %s", (_, isAhead) => {
  it.each([
    ["a market that was just traded", 0],
    ["a market that was quiet for ten hours", 10 * HOUR],
    ["a market that was quiet for two days", 48 * HOUR],
  ])("the first paint of %s has the candles and the day of the hooks", async (_, quiet) => {
    const { shown, seeded, candlesOf, feed } = await read({ isAhead, quiet });
    expect(Object.values(shown.candles).every(({ isLive }) => isLive)).toBe(true);
    expect(Math.abs((feed.serverTime ?? 0) - (Date.now() + isAhead))).toBeLessThan(5_000);
    expect(candlesOf(seeded)).toEqual(candlesOf(shown));
    expect(candlesOf(seeded)[0]?.length === 0).toBe(quiet > 24 * HOUR);
    // In steps of five minutes, some of which may pass in between.
    expect(Math.abs((seeded.now ?? 0) - (shown.now ?? 0))).toBeLessThanOrEqual(300_000);
  });
});

it("an answer without a date is read by our own clock, or by the one that is given", async () => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 15, 12, 2) });
  const exchange = createExchange({ wire: "likely" });
  onTestFinished(() => {
    exchange.close();
    vi.useRealTimers();
  });
  const asked: number[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const to = new URL(String(input)).searchParams.get("to");
    if (to !== null) asked.push(Number(to));
    const answer = await exchange.fetch(input, init);
    return new Response(await answer.text());
  };
  const market = exchange.markets[0].market_id;
  for (const now of [Date.now, () => Date.now() - HOUR]) {
    asked.length = 0;
    const reading = prefetch({ config: exchange.config, fetch, now, candles: [{ market }] });
    await vi.advanceTimersByTimeAsync(1_000);
    await reading;
    expect(asked).toEqual([now() - 1_000]);
  }
});
