// @vitest-environment happy-dom
// The last 24 hours end now, by the exchange's clock, even in a market without trades and on a device whose clock is
// wrong.
import { act, render } from "@testing-library/react";
import { O2Provider, useTicker } from "o2-react";
import { createO2Feed } from "o2-react/feed";
import { createExchange } from "o2-react/testing";
import { expect, it, onTestFinished, test, vi } from "vitest";
import { FRAME, marketsOf, openPage, pass, record, settle } from "../support/react.tsx";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

test("a market that nobody traded for three days has no volume and no change in its last 24 hours", async () => {
  const { exchange, Provider } = openPage();
  exchange.tick(500);
  const [market] = marketsOf(exchange);
  const ticker = record(() => useTicker({ market }));
  render(
    <Provider auditInterval={false}>
      <ticker.Probe params={null} />
    </Provider>,
  );
  await act(() => settle());
  const last = exchange.lastTrade(market!)?.price;
  expect(ticker.last.data).toMatchObject({ last });
  expect(ticker.last.data?.volume).toBeGreaterThan(0n);
  // The machine slept for three days. After waking, it asks the link and is live again.
  vi.setSystemTime(Date.now() + 3 * DAY);
  await act(() => pass(10_000));
  expect(ticker.last).toMatchObject({ status: "live", data: { volume: 0n, last } });
  expect(ticker.last.data?.change).toBeUndefined();
});

test("the day moves on while no frame comes: a trade leaves it after 24 hours, and not before", async () => {
  // By default the exchange closes a link that is silent for a minute, and each new link reads everything again.
  const { exchange, Provider } = openPage({ silence: 2 * DAY });
  exchange.tick(500);
  // The page comes late in their day, because a whole day takes long second by second.
  vi.setSystemTime(Date.now() + DAY - 20 * 60_000);
  const [market] = marketsOf(exchange);
  const ticker = record(() => useTicker({ market }));
  render(
    <Provider auditInterval={false} pingInterval={2 * DAY} deadAfter={3 * DAY}>
      <ticker.Probe params={null} />
    </Provider>,
  );
  await act(() => settle());
  const { volume = 0n } = ticker.last.data ?? {};
  expect(volume).toBeGreaterThan(0n);
  await act(() => pass(10 * 60_000));
  expect(ticker.last).toMatchObject({ status: "live", data: { volume } });
  await act(() => pass(15 * 60_000));
  expect(ticker.last).toMatchObject({ status: "live", data: { volume: 0n } });
  // Connections are numbered over the life of the exchange, so nothing was read again.
  expect(exchange.subscriptions.map(({ connection }) => connection)).toEqual([1]);
});

it("the candles of a market that was quiet for three days are none of its last 24 hours", async () => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 15, 12) });
  const exchange = createExchange();
  exchange.tick(2_000);
  const market = exchange.markets[0]!.market_id;
  const { config, WebSocket, fetch } = exchange;
  const feed = createO2Feed({ config, WebSocket, fetch, onError: () => undefined });
  onTestFinished(() => {
    feed.close();
    exchange.close();
    vi.useRealTimers();
  });
  vi.setSystemTime(Date.now() + 3 * DAY);
  feed.connect();
  feed.retain([{ channel: "candles", market, resolution: "5m", limit: 289 }]);
  await vi.advanceTimersByTimeAsync(2_000);
  const entry = feed.store.getState().candles[`${market}:5m:289`];
  expect(entry).toMatchObject({ isLive: true, isComplete: true });
  const newest = entry?.data?.at(-1)?.timestamp ?? 0;
  const day = entry?.data?.filter(({ timestamp }) => timestamp > newest - DAY) ?? [];
  expect(day.reduce((sum, bar) => sum + bar.volume, 0n)).toBe(0n);
});

test.each([-3 * HOUR, 3 * HOUR])("a clock that is off by %i ms shows the same day as a right one", async (offBy) => {
  const { exchange, options } = openPage({ ticks: 0 });
  exchange.warmUp({ hours: 28 });
  const [market] = marketsOf(exchange);
  const right = record(() => useTicker({ market }));
  const off = record(() => useTicker({ market }));
  render(
    <>
      <O2Provider {...options} auditInterval={false}>
        <right.Probe params={null} />
      </O2Provider>
      <O2Provider {...options} auditInterval={false} now={() => Date.now() + offBy}>
        <off.Probe params={null} />
      </O2Provider>
    </>,
  );
  await act(() => settle());
  // The first frame of the exchange tells its time.
  for (let frame = 0; frame < 20; frame += 1) {
    exchange.tick(5);
    await act(() => pass(FRAME));
  }
  expect(off.last).toMatchObject({ status: "live" });
  expect(off.last.data).toEqual(right.last.data);
  // Then there are no trades for a while, and the day moves on for both.
  await act(() => pass(HOUR / 2));
  expect(off.last.data).toEqual(right.last.data);
});

test("a page that is opened three days after the last trade shows its price, and a day without trades", async () => {
  const { exchange, Provider } = openPage();
  exchange.tick(500);
  const [market] = marketsOf(exchange);
  vi.setSystemTime(Date.now() + 3 * DAY);
  const ticker = record(() => useTicker({ market }));
  render(
    <Provider auditInterval={false}>
      <ticker.Probe params={null} />
    </Provider>,
  );
  await act(() => settle());
  const last = exchange.lastTrade(market!)?.price;
  expect(ticker.last).toMatchObject({ status: "live", data: { last, volume: 0n } });
  expect(ticker.last.data?.open).toBeUndefined();
});
