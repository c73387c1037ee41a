// Candles of days, weeks and months: whichever day the exchange begins them on, each trade counts once and in its
// candle. Only the exchange's own bars show the day, because nothing documents it.
import type { Resolution } from "o2-react";
import { createO2Feed } from "o2-react/feed";
import type { SimulatedExchange, SimulatedExchangeOptions } from "o2-react/testing";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { toCandles } from "../support/bars.ts";
import { createExchange } from "../support/servers.ts";

const DAY = 86_400_000;

// In the night to a Tuesday, so that weeks that begin on Monday, Sunday and Thursday began on different days before.
const NOW = Date.UTC(2026, 0, 13, 22, 30);

const WEEKS = ["monday", "thursday", "sunday"] as const;

interface Options {
  /** Number of the days before with trades. */
  readonly days?: number;
  readonly resolution?: Resolution;
  readonly limit?: number;
  readonly wire?: SimulatedExchangeOptions["wire"];
  /** Sits between the feed and the exchange. */
  readonly fetch?: (exchange: SimulatedExchange) => typeof globalThis.fetch;
}

/** An exchange with trades on each of some days, and then a feed of its candles. */
async function follow({ days = 12, resolution = "1w", limit = 10, wire, fetch = ({ fetch }) => fetch }: Options) {
  vi.useFakeTimers({ now: NOW - days * DAY });
  const exchange = createExchange(wire === undefined ? {} : { wire });
  const market = exchange.markets[0]!.market_id;
  const trade = (): void => {
    const before = exchange.trades(market).length;
    while (exchange.trades(market).length === before) exchange.tick();
  };
  for (let day = 0; day < days; day += 1) {
    trade();
    vi.setSystemTime(Date.now() + DAY);
  }
  const asked: URL[] = [];
  const answer = fetch(exchange);
  const feed = createO2Feed({
    config: exchange.config,
    WebSocket: exchange.WebSocket,
    fetch: (input, init) => {
      asked.push(new URL(String(input)));
      return answer(input, init);
    },
    auditInterval: false,
    onError: () => undefined,
  });
  onTestFinished(() => {
    feed.close();
    exchange.close();
    vi.useRealTimers();
  });
  feed.connect();
  feed.retain([{ channel: "candles", market, resolution, limit }]);
  const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);
  await pass(1_000);
  return {
    exchange,
    market,
    asked,
    trade,
    pass,
    entry: () => feed.store.getState().candles[`${market}:${resolution}:${limit}`],
    truth: () => toCandles(exchange.bars(market, resolution)).slice(-limit),
  };
}

describe.each(WEEKS)("of an exchange whose weeks begin on %s", (weeks) => {
  it.each([
    ["1w", 10],
    ["1w", 1],
    ["3d", 20],
    ["1M", 3],
    ["3M", 2],
    ["1d", 30],
  ] as const)("candles of %s (%i at the most) are the exchange's own", async (resolution, limit) => {
    const { entry, truth, trade, pass } = await follow({ resolution, limit, wire: { weeks } });
    for (let round = 0; round < 3; round += 1) {
      expect(entry()).toMatchObject({ isLive: true, error: undefined });
      expect(toCandles(entry()?.data)).toEqual(truth());
      trade();
      await pass(90_000);
    }
  });

  it("the first trade of all, said by the stream, is in the week it belongs to", async () => {
    const { entry, truth, trade, pass, exchange, market } = await follow({ days: 0, wire: { weeks } });
    expect(entry()).toMatchObject({ isLive: true, data: [] });
    trade();
    // No state may show the trade in a week of the client's own guess.
    for (let moment = 0; moment < 20; moment += 1) {
      await pass(20);
      if (entry()?.isLive && (entry()?.data?.length ?? 0) > 0) expect(toCandles(entry()?.data)).toEqual(truth());
    }
    expect(entry()?.isLive).toBe(true);
    expect(toCandles(entry()?.data)).toEqual(truth());
    trade();
    trade();
    await pass(100);
    expect(entry()?.data).toHaveLength(1);
    expect(entry()?.data?.[0]?.volume).toBe(exchange.bars(market, "1w")[0]?.volume);
  });

  it("after months without a trade the next one is in the week it belongs to", async () => {
    const { entry, truth, trade, pass } = await follow({ days: 2, limit: 3, wire: { weeks }, fetch: beforeMonths });
    expect(entry()).toMatchObject({ isLive: true, data: [] });
    trade();
    await pass(1_000);
    expect(entry()?.isLive).toBe(true);
    expect(toCandles(entry()?.data)).toEqual(truth().slice(-1));
  });
});

/** Lets 100 days pass before the feed is made. */
function beforeMonths({ fetch }: SimulatedExchange): typeof globalThis.fetch {
  vi.setSystemTime(Date.now() + 100 * DAY);
  return fetch;
}

describe("while the exchange has trades but no bar that tells when its weeks begin", () => {
  it("weekly candles are not live, and say why; once it has one they are its own", async () => {
    let isLate = true;
    const { entry, truth, trade, pass } = await follow({
      days: 0,
      wire: { weeks: "thursday", bars: "object" },
      fetch: (exchange) => async (input, init) => {
        const url = new URL(String(input));
        const hidden = isLate && url.searchParams.get("resolution") === "1w";
        return hidden ? Response.json({ bars: [] }) : exchange.fetch(input, init);
      },
    });
    expect(entry()).toMatchObject({ isLive: true, data: [] });
    trade();
    await pass(3_000);
    expect(entry()?.isLive).toBe(false);
    expect(entry()?.error?.message).toContain("no bar of 1w yet");
    expect(entry()?.retryAt).toBeGreaterThan(Date.now());
    trade();
    isLate = false;
    await pass(10_000);
    expect(entry()).toMatchObject({ isLive: true, error: undefined });
    expect(toCandles(entry()?.data)).toEqual(truth());
  });

  it("a trade that is told while the first candles are read leaves them unread", async () => {
    let isLate = true;
    const { entry, truth, trade, pass } = await follow({
      days: 0,
      wire: { weeks: "sunday", bars: "object" },
      fetch: (exchange) => async (input, init) => {
        const isBars = new URL(String(input)).searchParams.get("resolution") === "1w";
        const answer = isLate && isBars ? Response.json({ bars: [] }) : await exchange.fetch(input, init);
        if (isBars) await new Promise((resolve) => setTimeout(resolve, 3_000));
        return answer;
      },
    });
    expect(entry()?.data).toBeUndefined();
    trade();
    isLate = false;
    await pass(2_500);
    expect(entry()).toMatchObject({ isLive: false, data: undefined });
    await pass(10_000);
    expect(entry()).toMatchObject({ isLive: true, error: undefined });
    expect(toCandles(entry()?.data)).toEqual(truth());
  });
});

it.each([
  ["1M", 1_000],
  ["1M", 5_000],
  ["3M", 5_000],
  ["1w", 3_000],
  ["3d", 5_000],
  ["1d", 5_000],
] as const)("%s candles with a limit of %i are asked for from no time before 1970", async (resolution, limit) => {
  const { entry, truth, asked } = await follow({ days: 3, resolution, limit });
  const from = asked.map(({ searchParams }) => searchParams.get("from")).filter((each) => each !== null);
  expect(from.length).toBeGreaterThan(1);
  expect(from.filter((each) => Number(each) < 0)).toEqual([]);
  expect(entry()).toMatchObject({ isLive: true, error: undefined });
  expect(toCandles(entry()?.data)).toEqual(truth());
});
