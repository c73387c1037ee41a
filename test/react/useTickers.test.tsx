// @vitest-environment happy-dom
// Last prices and 24 hours of many markets in one component: one read for all days, each trade at once, and candles where there is no
// such read.
import { act, render } from "@testing-library/react";
import {
  type MarketRef,
  type MarketSummary,
  type Result,
  useTicker,
  useTickers,
  useTrades,
  type Venue,
} from "o2-react";
import {
  defaultMarkets,
  type MarketSpec,
  type SimulatedExchange,
  type SimulatedExchangeOptions,
} from "o2-react/testing";
import { memo, type ReactNode } from "react";
import { expect, test } from "vitest";
import { FRAME, LINGER, newcomer, openPage, pass, passInParts, record, settle, steps } from "../support/react.tsx";

type Refs = readonly (MarketRef | null | undefined)[] | null | undefined;

const idsOf = ({ markets }: SimulatedExchange) => markets.map(({ market_id }) => market_id);
const statusesOf = (tickers: readonly Result<unknown>[]) => tickers.map(({ status }) => status);
const recordTickers = (venue?: Venue) => record((markets: Refs) => useTickers({ markets, venue }));

/** A page that writes its reads down, and an exchange with some hours behind it. */
function openDays({ hours = 1, ...options }: SimulatedExchangeOptions & { hours?: number } = {}) {
  const page = openPage({ ticks: 0, ...options });
  const { exchange, Provider } = page;
  if (hours > 0) exchange.warmUp({ hours });
  const reads: string[] = [];
  const counted: typeof globalThis.fetch = (input, init) => {
    reads.push(new URL(String(input)).pathname);
    return exchange.fetch(input, init);
  };
  const Page = ({ children }: { children?: ReactNode }) => <Provider fetch={counted}>{children}</Provider>;
  return { ...page, Page, reads };
}

/** The last price and the volume of the day, by the exchange's own trades and bars. */
function trueDay(exchange: SimulatedExchange, market_id: string): Pick<MarketSummary, "market_id" | "last" | "volume"> {
  const now = Date.now();
  const bars = exchange.bars(market_id, "1m", now - 86_400_000, now);
  return {
    market_id,
    last: exchange.lastTrade(market_id)?.price,
    volume: bars.reduce((sum, { volume }) => sum + volume, 0n),
  };
}

test("all days come in one read, in the order of the markets, and each trade is in its market's with the next frame", async () => {
  const { exchange, Page, reads, sent } = openDays();
  const ids = idsOf(exchange).reverse();
  const tickers = recordTickers();
  render(
    <Page>
      <tickers.Probe params={ids} />
    </Page>,
  );
  expect(statusesOf(tickers.last)).toEqual(["pending", "pending", "pending"]);
  await act(() => pass(1_000));
  expect(statusesOf(tickers.last)).toEqual(["live", "live", "live"]);
  expect(tickers.last.map(({ complete }) => complete)).toEqual([true, true, true]);
  expect(reads.filter((path) => path === "/v1/markets/ticker")).toHaveLength(1);
  expect(reads.filter((path) => path.includes("bars"))).toEqual([]);
  expect(
    sent()
      .map(({ action, market_id }) => `${action} ${market_id}`)
      .sort(),
  ).toEqual(ids.map((id) => `subscribe_trades ${id}`).sort());
  for (let round = 0; round < 10; round += 1) {
    exchange.tick(20);
    await act(() => settle());
    expect(tickers.last.map(({ data }) => data)).toMatchObject(ids.map((id) => trueDay(exchange, id)));
    expect(statusesOf(tickers.last)).toEqual(["live", "live", "live"]);
  }
});

test("a market whose useTicker is shown beside it has the same day, over the same subscription", async () => {
  const { exchange, Page, sent } = openDays({ hours: 2 });
  const [market = "", other = ""] = idsOf(exchange);
  const tickers = recordTickers();
  const ticker = record(() => useTicker({ market }));
  render(
    <Page>
      <tickers.Probe params={[other, market]} />
      <ticker.Probe params={null} />
    </Page>,
  );
  await act(() => pass(2_000));
  expect(sent().filter(({ action }) => action === "subscribe_trades")).toHaveLength(2);
  for (let round = 0; round < 10; round += 1) {
    exchange.tick(20);
    await act(() => pass(7_001));
    expect(tickers.last[1]?.data).toEqual({ market_id: market, ...ticker.last.data });
    expect(statusesOf(tickers.last)).toEqual(["live", "live"]);
  }
});

test("a list of 50 markets is sorted by its day in one component, and a trade renders one row", async () => {
  const markets = Array.from({ length: 50 }, (_, index): MarketSpec => {
    const [{ base, ...kind }] = defaultMarkets() as [MarketSpec];
    return { ...kind, base: { ...base, symbol: `fC${index}` } };
  });
  const { exchange, Page, reads } = openDays({ markets, hours: 0 });
  const rich = newcomer(exchange, "rich");
  const trade = (index: number, price: bigint): void => {
    const { market_id: marketId, step } = exchange.markets[index]!;
    const quantity = step * 1_000_000n;
    exchange.place(rich, { marketId, side: "sell", price, quantity, type: "PostOnly" });
    exchange.place(rich, { marketId, side: "buy", price, quantity });
  };
  for (const [index, { tick, startPrice }] of exchange.markets.entries()) {
    trade(index, startPrice);
    trade(index, startPrice + BigInt((index * 7) % 50) * tick * 100n);
  }
  const rows: string[] = [];
  const lists: string[][] = [];
  const Row = memo(function Row({ pair, ticker }: { pair: string; ticker: Result<MarketSummary> }) {
    rows.push(pair);
    return <li>{`${pair} ${ticker.data?.changeBasisPoints}`}</li>;
  });
  function List() {
    const tickers = useTickers({ markets: exchange.markets });
    const changeOf = (index: number) => tickers[index]?.data?.changeBasisPoints ?? 0n;
    const sorted = exchange.markets.map((_, index) => index).sort((a, b) => (changeOf(a) < changeOf(b) ? 1 : -1));
    lists.push(sorted.map((index) => exchange.markets[index]!.pair));
    return (
      <ul>
        {sorted.map((index) => (
          <Row key={index} pair={exchange.markets[index]!.pair} ticker={tickers[index]!} />
        ))}
      </ul>
    );
  }
  render(
    <Page>
      <List />
    </Page>,
  );
  await act(() => pass(5_000));
  const pairsByChange = exchange.markets
    .map(({ pair }, index) => ({ pair, change: (index * 7) % 50 }))
    .sort((a, b) => b.change - a.change)
    .map(({ pair }) => pair);
  expect(lists.at(-1)).toEqual(pairsByChange);
  expect(reads.filter((path) => path.includes("bars"))).toEqual([]);
  rows.length = 0;
  lists.length = 0;
  const [seventh, , last] = [exchange.markets[7]!, 0, pairsByChange.at(-1)];
  trade(7, seventh.startPrice + seventh.tick * 10_000n);
  await act(() => settle());
  expect(rows).toEqual([seventh.pair]);
  expect(lists).toHaveLength(1);
  expect([lists[0]?.[0], lists[0]?.at(-1)]).toEqual([seventh.pair, last]);
});

test("a market that cannot be used, one that does not exist and a nullish place concern no other", async () => {
  const { exchange, Page } = openDays();
  const [first = ""] = idsOf(exchange);
  const nowhere = `0x${"9".repeat(64)}`;
  const tickers = recordTickers();
  const single = record(() => useTicker({ market: nowhere }));
  const list = ["DOGE/USDC", first, null, nowhere, "0x12", first];
  render(
    <Page>
      <tickers.Probe params={list} />
      <single.Probe params={null} />
    </Page>,
  );
  await act(() => pass(5_000));
  const { status, error } = single.last;
  expect(statusesOf(tickers.last)).toEqual(["error", "live", "idle", status, "error", "live"]);
  expect(tickers.last[3]?.error).toEqual(error);
  expect(tickers.last[5]).toBe(tickers.last[1]);
  expect(tickers.last[0]?.error?.message).toMatch(/^market: "DOGE\/USDC" is not one of the markets/);
  expect(tickers.last[4]?.error?.message).toMatch(/^market: "0x12" is not a market id/);
});

test("an empty list and a nullish one ask for nothing, and a list that was left is let go of", async () => {
  const { exchange, Page, reads, sent } = openDays();
  const [first = ""] = idsOf(exchange);
  const tickers = recordTickers();
  const tree = (markets: Refs) => (
    <Page>
      <tickers.Probe params={markets} />
    </Page>
  );
  const { rerender } = render(tree([]));
  await act(() => pass(1_000));
  rerender(tree(null));
  await act(() => pass(1_000));
  expect([tickers.last, reads, sent()]).toEqual([[], [], []]);
  rerender(tree([first]));
  await act(() => pass(1_000));
  expect(statusesOf(tickers.last)).toEqual(["live"]);
  rerender(tree([]));
  await act(() => pass(2 * LINGER));
  const { length } = reads;
  await act(() => pass(120_000));
  expect(reads.length).toBe(length);
});

test("a new array in each render changes no subscription and no result", async () => {
  const { exchange, Page, sent } = openDays();
  const [first = "", second = ""] = idsOf(exchange);
  const tickers = recordTickers();
  const tree = (markets: Refs) => (
    <Page>
      <tickers.Probe params={markets} />
    </Page>
  );
  const { rerender } = render(tree([first, second]));
  await act(() => pass(1_000));
  const list = tickers.last;
  sent();
  rerender(tree([first, { market_id: second }]));
  expect(tickers.last).toBe(list);
  rerender(tree([second, first]));
  expect(tickers.last.map((ticker) => list.indexOf(ticker))).toEqual([1, 0]);
  await act(() => pass(2 * LINGER));
  expect(sent()).toEqual([]);
});

test("are stale with the link, keep their figures, and have what was missed once they are live again", async () => {
  const { exchange, Page } = openDays();
  const ids = idsOf(exchange);
  const tickers = recordTickers();
  render(
    <Page>
      <tickers.Probe params={ids} />
    </Page>,
  );
  await act(() => pass(1_000));
  const before = tickers.last.map(({ data }) => data);
  exchange.faults.drop();
  await act(() => pass(2 * FRAME));
  expect(statusesOf(tickers.last)).toEqual(["stale", "stale", "stale"]);
  expect(tickers.last.map(({ data }) => data)).toEqual(before);
  exchange.tick(200);
  await act(() => pass(5_000));
  expect(statusesOf(tickers.last)).toEqual(["live", "live", "live"]);
  expect(tickers.last.map(({ data }) => data)).toMatchObject(ids.map((id) => trueDay(exchange, id)));
});

test("while the days cannot be read they are pending, later stale, with the error, and heal by themselves", async () => {
  const { exchange, Page } = openDays();
  const ids = idsOf(exchange);
  const tickers = recordTickers();
  exchange.faults.rest({ path: "/v1/markets/ticker", fail: true, times: 2 });
  render(
    <Page>
      <tickers.Probe params={ids} />
    </Page>,
  );
  await act(() => settle());
  expect(tickers.last[0]).toMatchObject({ status: "pending", error: { name: "O2RestError" } });
  await act(() => pass(10_000));
  expect(statusesOf(tickers.last)).toEqual(["live", "live", "live"]);
  exchange.faults.rest({ path: "/v1/markets/ticker", fail: true, times: 1_000 });
  await act(() => pass(34_000));
  expect(tickers.last[2]).toMatchObject({ status: "stale", error: { name: "O2RestError" } });
  exchange.faults.clear();
  await act(() => pass(20_000));
  expect(statusesOf(tickers.last)).toEqual(["live", "live", "live"]);
});

test.each([{ dayReads: "refused" }, { dayNames: "null" }] as const)(
  "where the exchange answers %j they are made of candles, as useTicker makes them, and stay so",
  async (wire) => {
    const { exchange, Page, errors } = openDays({ wire, hours: 2 });
    const [market = "", other = ""] = idsOf(exchange);
    const tickers = recordTickers();
    const single = record(() => useTicker({ market }));
    render(
      <Page>
        <tickers.Probe params={[other, market]} />
        <single.Probe params={null} />
      </Page>,
    );
    await act(() => pass(5_000));
    for (let round = 0; round < 5; round += 1) {
      exchange.tick(20);
      await act(() => pass(7_001));
      expect(statusesOf(tickers.last)).toEqual(["live", "live"]);
      expect(tickers.last[1]?.data).toEqual({ market_id: market, ...single.last.data });
      expect(tickers.last[0]?.data?.last).toBe(exchange.lastTrade(other)?.price);
    }
    expect(steps(tickers.renders.map(({ result }) => result[1]!.status))).toEqual(["pending", "live"]);
    expect(errors.filter(({ name }) => name !== "O2RestError")).toEqual([]);
  },
);

test("on the margin venue they are made of that venue's candles", async () => {
  const { exchange, Page, reads } = openDays();
  const turbo = exchange.turbo();
  turbo.tick(400);
  exchange.tick(100);
  const ids = idsOf(exchange);
  const tickers = recordTickers("turbo");
  const beside = record(() => useTrades({ market: ids[0], venue: "turbo" }));
  render(
    <Page>
      <tickers.Probe params={ids} />
      <beside.Probe params={null} />
    </Page>,
  );
  await passInParts(5_000);
  expect(statusesOf(tickers.last)).toEqual(["live", "live", "live"]);
  turbo.tick(50);
  await act(() => pass(1_000));
  expect(tickers.last.map(({ data }) => data?.last)).toEqual(ids.map((id) => turbo.trades(id).at(-1)?.price));
  expect(reads.filter((path) => path === "/v1/markets/ticker")).toEqual([]);
});
