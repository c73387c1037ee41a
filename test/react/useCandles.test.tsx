// @vitest-environment happy-dom
import { render } from "@testing-library/react";
import { type Resolution, type UseCandlesParams, useCandles, useTicker } from "o2-react";
import { expect, test } from "vitest";
import { toCandles } from "../support/bars.ts";
import { marketsOf, openPage, record, settle } from "../support/react.tsx";

const recordCandles = () => record((params: UseCandlesParams) => useCandles(params));

test("shows the exchange's candles, and each trade moves the newest", async () => {
  const { exchange, trade, show } = openPage({ ticks: 0 });
  exchange.warmUp({ hours: 2 });
  const [market] = marketsOf(exchange);
  const candles = recordCandles();
  await show(<candles.Probe params={{ market, resolution: "5m", limit: 12 }} />);
  expect(candles.last).toMatchObject({ status: "live", complete: true });
  expect(toCandles(candles.last.data)).toEqual(toCandles(exchange.bars(market, "5m")).slice(-12));
  const before = candles.last.data ?? [];
  await trade(30, 20);
  const truth = toCandles(exchange.bars(market, "5m")).slice(-candles.last.data!.length);
  expect(toCandles(candles.last.data)).toEqual(truth);
  expect(candles.last.data?.at(-1)).not.toEqual(before.at(-1));
  // A candle that did not change is the same object.
  expect(candles.last.data?.at(-2)).toBe(
    before.find(({ timestamp }) => timestamp === candles.last.data?.at(-2)?.timestamp),
  );
});

test("another resolution never shows one frame of the one before", async () => {
  const { exchange, Provider } = openPage({ ticks: 0 });
  exchange.warmUp({ hours: 2 });
  const [market] = marketsOf(exchange);
  const candles = recordCandles();
  const tree = (resolution: Resolution) => (
    <Provider>
      <candles.Probe params={{ market, resolution }} />
    </Provider>
  );
  const { rerender } = render(tree("1m"));
  await settle();
  for (const resolution of ["15m", "1m", "1h", "15m"] as const) {
    rerender(tree(resolution));
    await settle();
  }
  const MINUTES = { "1m": 1, "15m": 15, "1h": 60 } as const;
  for (const { params, result } of candles.renders) {
    const length = MINUTES[params.resolution as keyof typeof MINUTES] * 60_000;
    for (const { timestamp } of result.data ?? []) expect(timestamp % length).toBe(0);
    if (result.data && params.resolution === "1m") expect(result.data.length).toBeGreaterThan(20);
    if (result.data && params.resolution === "1h") expect(result.data.length).toBeLessThan(5);
  }
});

test.each([
  [{ resolution: "7m" as Resolution }, /resolution: "7m" is not a resolution\. Expected one of 1s, 1m/],
  [{ limit: 0 }, /limit: 0 is not a count\. Expected a whole number from 1 to 5000/],
  [{ limit: 6_000 }, /limit: 6000 is not a count/],
])("%o is an error in the result", async (params, message) => {
  const { exchange, sent, show } = openPage();
  const [market] = marketsOf(exchange);
  const candles = recordCandles();
  await show(<candles.Probe params={{ market, ...params }} />);
  expect(candles.last.error?.message).toMatch(message);
  expect(sent()).toEqual([]);
});

test("a ticker is the last trade and its 24 hours, exact to the unit, and renders only when it moves", async () => {
  const { exchange, trade, show } = openPage({ ticks: 0 });
  exchange.warmUp({ hours: 30 });
  const [market, other] = marketsOf(exchange);
  const ticker = record(() => useTicker({ market }));
  await show(<ticker.Probe params={null} />);
  await trade(30, 20);
  const last = exchange.lastTrade(market)!;
  const bars = toCandles(exchange.bars(market, "5m"));
  const newest = bars.at(-1)!;
  const day = bars.filter(({ timestamp }) => timestamp > newest.timestamp - 86_400_000);
  const open = day[0]!.open;
  expect(ticker.last).toMatchObject({ status: "live" });
  expect(ticker.last.data).toEqual({
    last: last.price,
    open,
    high: day.map(({ high }) => high).reduce((a, b) => (a > b ? a : b)),
    low: day.map(({ low }) => low).reduce((a, b) => (a < b ? a : b)),
    change: last.price - open,
    changeBasisPoints: ((last.price - open) * 10_000n) / open,
    volume: day.reduce((sum, { volume }) => sum + volume, 0n),
  });
  const renders = ticker.renders.length;
  exchange.place(exchange.accounts[0]!, {
    marketId: other!,
    side: "buy",
    type: "Market",
    quantity: exchange.market(other!).step * 10n,
  });
  await settle();
  expect(ticker.renders.length).toBe(renders);
});
