// @vitest-environment happy-dom
// The days of all markets: read at once, as often as promised, and true or stale.
import { act, render } from "@testing-library/react";
import { type MarketSummary, type Result, useMarketSummaries, useTicker, useTrades } from "o2-react";
import {
  defaultMarkets,
  type MarketSpec,
  type SimulatedExchange,
  type SimulatedExchangeOptions,
} from "o2-react/testing";
import type { ReactNode } from "react";
import { expect, test, vi } from "vitest";
import { FRAME, marketsOf, openPage, pass, record, retryAhead, settle, steps } from "../support/react.tsx";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** A page that records its reads, and an exchange with some hours of past trades. */
function openDays({ hours = 1, ...options }: SimulatedExchangeOptions & { hours?: number } = {}) {
  const { exchange, Provider, errors } = openPage({ ticks: 0, ...options });
  if (hours > 0) exchange.warmUp({ hours });
  const reads: string[] = [];
  const bytes: number[] = [];
  const counted: typeof globalThis.fetch = async (input, init) => {
    const answer = await exchange.fetch(input, init);
    reads.push(new URL(String(input)).pathname);
    // Read in advance, because in a browser a text takes real time that fake time does not include.
    void answer
      .clone()
      .text()
      .then(({ length }) => bytes.push(length));
    return answer;
  };
  const Page = ({ children }: { children?: ReactNode }) => <Provider fetch={counted}>{children}</Provider>;
  const days = record(() => useMarketSummaries());
  /** Shows the days, beside other hooks, and lets the first data come. */
  const show = async (beside?: ReactNode): Promise<void> => {
    render(
      <Page>
        <days.Probe params={null} />
        {beside}
      </Page>,
    );
    await act(() => settle());
  };
  return { exchange, Page, show, reads, bytes, errors, days };
}

/** The day by the exchange's own bars. */
function trueDay(exchange: SimulatedExchange, market_id: string): MarketSummary {
  const now = Date.now();
  const bars = exchange.bars(market_id, "1m", now - DAY, now);
  const last = exchange.lastTrade(market_id)?.price ?? 0n;
  const open = bars[0]?.open ?? 0n;
  return {
    market_id,
    last,
    open,
    high: bars.reduce((high, bar) => (bar.high > high ? bar.high : high), last),
    low: bars.reduce((low, bar) => (bar.low < low ? bar.low : low), last),
    change: last - open,
    changeBasisPoints: ((last - open) * 10_000n) / open,
    volume: bars.reduce((sum, { volume }) => sum + volume, 0n),
  };
}

const trueDays = (exchange: SimulatedExchange) => exchange.markets.map(({ market_id }) => trueDay(exchange, market_id));

function dayOf({ data = [] }: Result<readonly MarketSummary[]>, market: string): MarketSummary {
  const day = data.find(({ market_id }) => market_id === market);
  if (!day) throw new Error(`there is no day of ${market}`);
  return day;
}

test("all markets' days are there after one read, as the exchange sums them up", async () => {
  const { exchange, Page, reads, days } = openDays();
  const truth = trueDays(exchange);
  render(
    <Page>
      <days.Probe params={null} />
    </Page>,
  );
  expect(days.last.status).toBe("pending");
  await settle();
  expect(days.last).toMatchObject({ status: "live", complete: true, error: undefined });
  expect(days.last.data).toEqual(truth);
  expect(reads).toEqual(["/v1/markets/ticker"]);
  expect(steps(days.renders.map(({ result }) => result.status))).toEqual(["pending", "live"]);
});

test("a trade of a followed market is in its day with the next frame, once, and the others stay the same objects", async () => {
  const { exchange, show, days } = openDays();
  const [market = "", ...others] = exchange.markets.map(({ market_id }) => market_id);
  const trades = record(() => useTrades({ market }));
  await show(<trades.Probe params={null} />);
  const before = days.last;
  const known = new Set(exchange.trades(market).map(({ trade_id }) => trade_id));
  // The trade is not in the read, whose data is from this millisecond at the latest.
  await pass(FRAME);
  for (let tick = 0; exchange.trades(market).filter(({ trade_id }) => !known.has(trade_id)).length < 3; tick += 1) {
    expect(tick).toBeLessThan(1_000);
    exchange.tick(1);
    // In separate frames, each of which shows the former days once more.
    await act(() => pass(FRAME));
  }
  await act(() => settle());
  const made = exchange.trades(market).filter(({ trade_id }) => !known.has(trade_id));
  const { high, low, volume } = dayOf(before, market);
  const prices = made.map(({ price }) => price);
  expect(dayOf(days.last, market)).toMatchObject({
    last: exchange.lastTrade(market)?.price,
    high: prices.reduce((most, price) => (price > most ? price : most), high ?? 0n),
    low: prices.reduce((least, price) => (price < least ? price : least), low ?? 0n),
    volume: made.reduce((sum, { quantity }) => sum + quantity, volume ?? 0n),
  });
  for (const other of others) expect(dayOf(days.last, other)).toBe(dayOf(before, other));
  expect(steps(days.renders.map(({ result }) => result.status))).toEqual(["pending", "live"]);
});

test("a market that is followed late, after more trades than one read has, never shows a day that lacks those between", async () => {
  const { exchange, Page, days } = openDays();
  const [market] = marketsOf(exchange);
  const trades = record(() => useTrades({ market, limit: 20 }));
  const page = (isFollowed: boolean) => (
    <Page>
      <days.Probe params={null} />
      {isFollowed && <trades.Probe params={null} />}
    </Page>
  );
  const { rerender } = render(page(false));
  await act(() => settle());
  const before = trueDay(exchange, market).volume;
  const made = exchange.trades(market).length;
  exchange.tick(2_000);
  expect(exchange.trades(market).length - made).toBeGreaterThan(60);
  await act(() => pass(1_000));
  const after = trueDay(exchange, market).volume;
  rerender(page(true));
  await act(() => pass(3_000));
  const volumes = days.renders.flatMap(({ result }) => (result.data ? [dayOf(result, market).volume] : []));
  expect(volumes.filter((volume) => volume !== before && volume !== after)).toEqual([]);
  expect(days.last.status).toBe("live");
  expect(dayOf(days.last, market)).toEqual(trueDay(exchange, market));
});

test("trades that are read after a lost link are in the day as well", async () => {
  const { exchange, show, days } = openDays();
  const [market] = marketsOf(exchange);
  const trades = record(() => useTrades({ market }));
  await show(<trades.Probe params={null} />);
  const { volume } = dayOf(days.last, market);
  const known = new Set(exchange.trades(market).map(({ trade_id }) => trade_id));
  exchange.faults.drop();
  await act(() => pass(FRAME));
  expect(days.last).toMatchObject({ status: "stale", error: undefined });
  exchange.tick(200);
  await act(() => pass(5_000));
  const made = exchange.trades(market).filter(({ trade_id }) => !known.has(trade_id));
  expect(made.length).toBeGreaterThan(0);
  expect(days.last.status).toBe("live");
  expect(dayOf(days.last, market).volume).toBe(made.reduce((sum, { quantity }) => sum + quantity, volume ?? 0n));
});

test("the day of a market whose ticker is shown is the ticker's, to the unit", async () => {
  const { exchange, Page, days } = openDays({ hours: 24 });
  const [market] = marketsOf(exchange);
  const ticker = record(() => useTicker({ market }));
  render(
    <Page>
      <days.Probe params={null} />
      <ticker.Probe params={null} />
    </Page>,
  );
  await act(() => pass(2_000));
  for (let round = 0; round < 20; round += 1) {
    exchange.tick(20);
    await act(() => pass(7_001));
    expect([ticker.last.status, days.last.status]).toEqual(["live", "live"]);
    expect(dayOf(days.last, market)).toEqual({ market_id: market, ...ticker.last.data });
  }
});

test("50 markets cost at most two reads a minute while they are shown, by any number of components", async () => {
  const markets = Array.from({ length: 50 }, (_, index) => {
    const [{ base, ...kind }] = defaultMarkets() as [MarketSpec];
    return { ...kind, base: { ...base, symbol: `fC${index}` } };
  });
  const { exchange, Page, reads, days } = openDays({ hours: 0, markets });
  exchange.tick(500);
  const again = record(() => useMarketSummaries({ select: (all) => all.length }));
  const tree = (isShown: boolean) => (
    <Page>
      {isShown && <days.Probe params={null} />}
      {isShown && <again.Probe params={null} />}
    </Page>
  );
  const { rerender } = render(tree(true));
  await act(() => settle());
  expect([reads.length, again.last.data, days.last.data?.length]).toEqual([1, 50, 50]);
  await act(() => pass(10 * MINUTE));
  expect(reads.length).toBeLessThanOrEqual(21);
  expect(reads.length).toBeGreaterThanOrEqual(18);
  expect(steps(days.renders.map(({ result }) => result.status))).toEqual(["pending", "live"]);
  rerender(tree(false));
  await act(() => pass(10_000));
  const { length } = reads;
  await act(() => pass(10 * MINUTE));
  expect(reads.length).toBe(length);
});

test("three tickers in a list: one read instead of many", async () => {
  const costs = [];
  for (const isEach of [true, false]) {
    // The size of one read of all tickers does not grow with the day.
    const { exchange, Page, reads, bytes, days } = openDays({ hours: isEach ? 24 : 1 });
    const ids = exchange.markets.map(({ market_id }) => market_id);
    const tickers = record(() => [
      useTicker({ market: ids[0], enabled: isEach }),
      useTicker({ market: ids[1], enabled: isEach }),
      useTicker({ market: ids[2], enabled: isEach }),
    ]);
    exchange.start({ rate: 50 });
    await pass(isEach ? MINUTE : 1_000);
    const { unmount } = render(
      <Page>
        <tickers.Probe params={null} />
        {!isEach && <days.Probe params={null} />}
      </Page>,
    );
    await act(() => pass(5_000));
    if (isEach) expect(tickers.last.map(({ status }) => status)).toEqual(["live", "live", "live"]);
    else expect(days.last.status).toBe("live");
    costs.push({ reads: reads.length, bytes: bytes.reduce((sum, size) => sum + size, 0) });
    exchange.stop();
    unmount();
    await pass(10_000);
    exchange.close();
  }
  const [each, together] = costs;
  expect(together?.reads).toBe(1);
  expect(together?.bytes).toBeLessThan(2_000);
  expect(each?.reads).toBeGreaterThan(9);
  expect(each?.bytes).toBeGreaterThan(100 * (together?.bytes ?? 0));
});

test("a hidden page reads nothing, its days go stale within the bound, and once shown they are live at once", async () => {
  const { show, reads, days } = openDays();
  await show();
  const visibility = vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
  await act(async () => document.dispatchEvent(new Event("visibilitychange")));
  await act(() => pass(10 * MINUTE));
  expect(reads.length).toBe(1);
  visibility.mockReturnValue("visible");
  await act(async () => document.dispatchEvent(new Event("visibilitychange")));
  await act(() => pass(FRAME));
  const seen = days.renders.map(({ result }) => result.status);
  await act(() => settle());
  visibility.mockRestore();
  expect(steps(seen)).toContain("stale");
  expect(reads.length).toBe(2);
  expect(days.last.status).toBe("live");
});

test("while they cannot be read they are pending, later stale, with the error and the next attempt, and recover by themselves", async () => {
  const { exchange, show, days } = openDays();
  exchange.faults.rest({ path: "/v1/markets/ticker", fail: true, times: 2 });
  await show();
  expect(days.last).toMatchObject({ status: "pending", error: { name: "O2RestError" } });
  expect(retryAhead(days)).toBeGreaterThan(0);
  await act(() => pass(10_000));
  expect(days.last.status).toBe("live");
  const { data } = days.last;
  exchange.faults.rest({ path: "/v1/markets/ticker", fail: true, times: 1_000 });
  await act(() => pass(34_000));
  expect(days.last).toMatchObject({ status: "stale", error: { name: "O2RestError" } });
  expect(days.last.data).toBe(data);
  expect(retryAhead(days)).toBeGreaterThan(0);
  exchange.faults.clear();
  await act(() => pass(20_000));
  expect(days.last.status).toBe("live");
});

test("without an apiBase they are an error that says so", async () => {
  const { exchange, Provider } = openPage();
  const days = record(() => useMarketSummaries());
  render(
    <Provider config={{ wsUrl: exchange.config.wsUrl }}>
      <days.Probe params={null} />
    </Provider>,
  );
  await act(() => settle());
  expect(days.last).toMatchObject({ status: "error", retryAt: undefined });
  expect(days.last.error?.message).toMatch(/no days of markets to read: the config has no apiBase/);
});

test("if the change is told without a first price, no part of a day is newer than the others", async () => {
  const { exchange, show, days } = openDays({ wire: { ticker: "object" } });
  const [market] = marketsOf(exchange);
  const trades = record(() => useTrades({ market }));
  await show(<trades.Probe params={null} />);
  const before = trueDay(exchange, market);
  await act(() => pass(100));
  exchange.tick(400);
  await act(() => pass(2_000));
  expect(trueDay(exchange, market)).not.toMatchObject({ last: before.last, high: before.high, low: before.low });
  const { last, high, low, changeBasisPoints } = before;
  expect(dayOf(days.last, market)).toMatchObject({ last, high, low, changeBasisPoints });
});

test("tickers without a day are read with the summaries, half as often", async () => {
  const { exchange, show, reads, days } = openDays({ wire: { ticker: "object" } });
  const truth = trueDays(exchange);
  await show();
  // Only a summary has the change in percent.
  expect(days.last.data).toEqual(truth.map((day) => ({ ...day, open: undefined, change: undefined })));
  await act(() => pass(10 * MINUTE));
  expect(reads.length).toBeLessThanOrEqual(22);
  expect(days.last.status).toBe("live");
});

test.each([
  [{ dayReads: "refused" }, "market_id is required"],
  [{ dayReads: "one" }, "it gave 1 of 3 markets"],
  [{ dayNames: "null" }, "it does not name the markets"],
] as const)("if the exchange answers %j the error says that, and the alternative", async (wire, reason) => {
  const { show, days } = openDays({ wire, hours: 1 });
  await show();
  expect(days.last).toMatchObject({ status: "error", error: { name: "O2RestError" } });
  expect(days.last.error?.message).toContain(reason);
  expect(days.last.error?.message).toContain("useTicker");
});

test.each([{ dayReads: "one" }, { dayNames: "null" }, { ticker: "object", summary: "object" }] as const)(
  "if there is one market, %j tells its day",
  async (wire) => {
    const { exchange, Page, days } = openDays({ wire, markets: defaultMarkets().slice(0, 1) });
    const [{ high, low, volume, last }] = trueDays(exchange) as [MarketSummary];
    render(
      <Page>
        <days.Probe params={null} />
      </Page>,
    );
    await act(() => settle());
    expect(days.last).toMatchObject({ status: "live", data: [{ high, low, volume, last }] });
  },
);

test("in a market that nobody traded all but the volume is unknown, and its first trade opens the day", async () => {
  const { exchange, show, days } = openDays({ hours: 0 });
  const [market] = marketsOf(exchange);
  const trades = record(() => useTrades({ market }));
  await show(<trades.Probe params={null} />);
  expect(dayOf(days.last, market)).toEqual({ market_id: market, volume: 0n });
  while (!exchange.lastTrade(market)) exchange.tick(1);
  await act(() => settle());
  const [{ price: open } = { price: 0n }] = exchange.trades(market);
  expect(dayOf(days.last, market)).toMatchObject({ open, last: exchange.lastTrade(market)?.price });
});
